"""After an edit only the pages are planned that it can have changed; what is published is still a clean build's."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import PRIVATE

NAMES = ("a.md", "b.md", "c.md", "d.md", "e.md")
DATES = ("2024-08-15", "2024-08-16", "2024-08", "2023-01-02", "2023", "")
TITLES = ("The Ferry Sails Again", "The Quarry Closes for Winter", "A Bridge Too Many")
SOURCES = tuple(f"https://herald.example/{name}" for name in ("ferry", "quarry", "bridge"))
LINKS = (*SOURCES, "https://t.me/examplia/1", "https://www.valley.example/?utm_source=x", "#", "javascript:x")
WORDS = ("said", *TITLES)


def capture(title: str, date: str, source: str, links: list[tuple[str, str]], extra: str) -> str:
    given = {"title": title, "date": date, "source_url": source, "language": "en"}
    head = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    return f"---\n{head}{extra}---\n\n{' '.join(f'[{text}]({href})' for text, href in links) or 'Nothing.'}\n"


captures = st.builds(
    capture,
    st.sampled_from(TITLES),
    st.sampled_from(DATES),
    st.sampled_from(("", *SOURCES)),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LINKS)), max_size=3),
    st.sampled_from(
        (
            "",
            "slug: one\n",
            "status: withheld\nreason: Wait.\n",
            "draft: true\n",
            "topics: [Rivers, Floods]\n",
            "translations: {uk: b.md}\nnoindex: true\n",
            "topics: [rivers, Fires]\nauthors: [Ana Example]\n",
            "topics: [Floods]\nauthors: [Ana Example, Bo Example]\nplaces: [Examplia]\n",
        )
    ),
)
edits = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.none() | captures, min_size=1, max_size=2), min_size=1, max_size=6
)


@pytest.fixture(params=[(200, 400, 500), (1, 1, 1), (2, 2, 1)], ids=["small", "sharded", "sharded by two"])
def traced(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trace every edit, however few captures there are, and treat some as many."""
    full, many, small = request.param
    monkeypatch.setattr(sys.modules["kursk_archive.build"], "MANY", 0)
    monkeypatch.setattr(sys.modules["kursk_archive.shelves"], "FULL", full)
    monkeypatch.setattr(sys.modules["kursk_archive.shelves"], "MANY", many)
    monkeypatch.setattr(sys.modules["kursk_archive.pages"], "SMALL", small)


def run(folder: Path, output: str) -> BuildReport:
    return build(read_config(folder / "content", output=folder / output, base_url="https://archive.example/a/"))


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


@pytest.mark.usefixtures("traced")
def test_whatever_is_edited_the_pages_are_a_clean_builds() -> None:
    @settings(max_examples=40)
    @given(edits)
    def holds(steps: list[dict[str, str | None]]) -> None:
        with TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "content").mkdir()
            run(folder, "build")
            for i, step in enumerate(steps):
                for name, text in step.items():
                    path = folder / "content" / name
                    path.unlink(missing_ok=True) if text is None else path.write_text(text)
                report = run(folder, "build")
                clean = run(folder, f"clean{i}")
                assert tree(folder / "build") == tree(folder / f"clean{i}")
                assert (report.articles, report.links, report.findings) == (clean.articles, clean.links, clean.findings)
                assert report.unchanged + len(report.written) == len(clean.written)

    holds()


def many(content: Path, count: int) -> None:
    content.mkdir()
    for i in range(count):
        date, own = f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}", f"https://herald.example/{i}"
        links = [("seen", f"https://herald.example/{i // 2}"), ("there", f"https://valley{i % 5}.example/{i}")]
        text = capture(f"Notice number {i} of Examplia", date, own, links, "")
        (content / f"{i:04}.md").write_text(text)


def test_one_addition_writes_as_few_files_whatever_the_size(tmp_path: Path) -> None:
    counts = []
    for size in (600, 1200):
        folder = tmp_path / str(size)
        folder.mkdir()
        many(folder / "content", size)
        run(folder, "build")
        text = capture(
            "An addition",
            "2024-06-30",
            "",
            [("seen", "https://herald.example/7"), ("there", "https://new.example/")],
            "",
        )
        (folder / "content" / "new.md").write_text(text)
        report = run(folder, "build")
        assert "articles/2024/06/30/new.html" in report.written
        assert tree(folder / "build") == (run(folder, "clean"), tree(folder / "clean"))[1]
        counts.append(len(report.written))
    assert counts[0] == counts[1] <= 40


def test_a_target_that_arrives_changes_exactly_the_pages_that_show_it(tmp_path: Path) -> None:
    many(tmp_path / "content", 60)
    lost = capture("One that lost a link", "2020-01-01", "", [("The Ferry Sails Again at Noon", "#")], "")
    (tmp_path / "content" / "lost.md").write_text(lost)
    run(tmp_path, "build")
    (tmp_path / "content" / "found.md").write_text(capture("The Ferry sails again at noon", "2022-02-02", "", [], ""))
    articles = {
        path for path in run(tmp_path, "build").written if path.startswith("articles/") and path.endswith(".html")
    }
    neighbours = {"articles/2020/01/01/lost.html", "articles/2024/01/01/0000.html"}
    assert articles == {"articles/2022/02/02/found.html", *neighbours}
