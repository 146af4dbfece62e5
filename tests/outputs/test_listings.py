"""Lists of articles: how their pages are split, and the counts that they show."""

from __future__ import annotations

from pathlib import Path

from kursk_archive import build, read_config


def archive(folder: Path, dates: list[str], links: int = 1) -> Path:
    """Build fictional articles of some dates, each with a number of links to one host; return the output folder."""
    content = folder / "content"
    content.mkdir()
    body = " ".join(f"[seen](https://valley.example/{n})" for n in range(links))
    for i, date in enumerate(dates):
        (content / f"{i:04}.md").write_text(f"---\ntitle: Notice {i} of Examplia\ndate: {date}\n---\n\n{body}\n")
    build(read_config(content, output=folder / "build", search=False))
    return folder / "build"


def test_the_page_of_a_host_is_split_by_the_number_of_its_links(tmp_path: Path) -> None:
    site = archive(tmp_path, [f"20{20 + i % 4}-05-{i + 1:02}" for i in range(20)], links=30)
    pages = sorted(path.relative_to(site).as_posix() for path in site.glob("links/valley.example/**/*.html"))
    assert "links/valley.example/2020/index.html" in pages
    assert all((site / page).stat().st_size < 200_000 for page in ("links/valley.example.html", *pages))


def test_a_page_whose_articles_are_on_its_parts_shows_no_counts_except_in_the_calendar(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for i in range(100):  # of 2020 and 2021, more than a page holds
        text = f"---\ntitle: Notice {i} of Examplia\ndate: 202{i % 2}-05-07\ntopics: [rivers]\n---\n\nIt rained.\n"
        (content / f"{i:04}.md").write_text(text)
    build(read_config(content, output=tmp_path / "build", search=False))
    split, part, calendar = (
        (tmp_path / "build" / page).read_text("utf-8")
        for page in ("topics/rivers.html", "topics/rivers/2020/index.html", "calendar/index.html")
    )
    assert 'topics/rivers/2020/index.html"' in split
    assert "100" not in split
    assert "count" not in split
    assert "50 articles" in part
    assert "100 articles" in calendar
    assert '<span class="count">50</span>' in calendar
