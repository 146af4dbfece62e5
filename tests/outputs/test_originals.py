"""The original pages beside the articles."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.loader import load_capture

PAGE = """\
<!doctype html><html lang="en"><head><title>The ferry stops</title></head><body><h1>The ferry stops</h1>
<p>On 15 August 2024 the council of Examplia said that the ferry stops for the winter, since the ice on the river is
thick enough to carry the carts of the market.</p>
<p>The ferryman, who has crossed the river for forty years, said that he would mend his nets until the spring.</p>
</body></html>
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "ferry.html").write_text(PAGE)
    (folder / "note.txt").write_text("# A note\n\nIt is dry.\n")
    return folder


def originals(content: Path) -> list[str]:
    output = content.parent / "build"
    build(read_config(content, output=output, search=False))
    return sorted(path.name for path in output.rglob("*.original.html"))


def article_page(content: Path) -> str:
    (page,) = (path for path in (content.parent / "build").rglob("ferry.html"))
    return page.read_text()


def test_a_saved_page_is_shown_as_it_looked_and_the_article_links_to_it(content: Path) -> None:
    assert originals(content) == ["ferry.original.html"]
    facts, provenance = article_page(content).split('<section class="row provenance"')
    assert '<p class="original"><a href="ferry.original.html">' in facts
    assert 'href="ferry.original.html"' in provenance


def test_the_archive_can_leave_them_out(content: Path) -> None:
    originals(content)
    (content / "archive.yaml").write_text("originals: none\n")
    assert originals(content) == []
    assert "original.html" not in article_page(content)


def test_a_withheld_article_loses_it(content: Path) -> None:
    originals(content)
    (content / "ferry.yaml").write_text("status: withheld\nreason: A person is in danger.\n")
    assert originals(content) == []


def test_a_changed_capture_changes_it(content: Path) -> None:
    originals(content)
    (content / "ferry.html").write_text(PAGE.replace("nets", "sails"))
    originals(content)
    (page,) = (content.parent / "build").rglob("*.original.html")
    assert "mend his sails" in page.read_text()


def test_a_large_page_has_none_and_a_finding_says_so(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_capture, "MAX_ORIGINAL_BYTES", 100)
    assert originals(content) == []
    (result,) = load_capture.load_capture(content / "ferry.html", content)
    assert "original" in [finding.code for finding in result.findings]


def published(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and ".kursk-archive" not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def test_files_of_the_page_s_folder_change_it(content: Path) -> None:
    head = '<link rel="stylesheet" href="ferry_files/style.css"></head>'
    (content / "ferry.html").write_text(PAGE.replace("</head>", head))
    folder = content / "ferry_files"

    def rebuilt() -> str:
        originals(content)
        clean = content.parent / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        build(read_config(content, output=clean, search=False))
        assert published(content.parent / "build") == published(clean)
        (page,) = (content.parent / "build").rglob("*.original.html")
        return page.read_text()

    assert "style" not in rebuilt().partition("srcdoc")[2].partition("<h1>")[0].replace("stylesheet", "")
    folder.mkdir()
    (folder / "style.css").write_text("@import 'more.css'; h1 { color: red }")
    assert "color: red" in rebuilt()
    (folder / "more.css").write_text("h1 { color: green }")
    assert "color: green" in rebuilt()
    (folder / "more.css").write_text("h1 { color: grey }")
    assert "color: grey" in rebuilt()
    shutil.rmtree(folder)
    assert "color" not in rebuilt().partition("srcdoc")[2]


def test_each_edition_has_its_own(content: Path) -> None:
    source = '<link rel="canonical" href="https://herald.example/ferry"></head>'
    (content / "ferry.html").unlink()
    for day, word in (("2024-08-15", "nets"), ("2024-08-17", "sails")):
        (content / f"ferry-{day}.html").write_text(PAGE.replace("</head>", source).replace("nets", word))
        (content / f"ferry-{day}.yaml").write_text(f"captured_at: {day}T10:00:00Z\nslug: ferry\n")
    assert originals(content) == [
        "ferry.20240815T100000Z.original.html",
        "ferry.20240817T100000Z.original.html",
        "ferry.original.html",
    ]
    pages = published(content.parent / "build")
    (first,) = (data.decode() for path, data in pages.items() if path.endswith("/ferry.20240815T100000Z.html"))
    assert 'href="ferry.20240815T100000Z.original.html"' in first
    (original,) = (data.decode() for path, data in pages.items() if "15T100000Z.original" in path)
    assert "mend his nets" in original
    assert 'href="ferry.20240815T100000Z.html"' in original
    (content / "archive.yaml").write_text("originals: none\n")
    assert originals(content) == []
