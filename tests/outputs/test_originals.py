"""The original pages beside the articles."""

from __future__ import annotations

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
