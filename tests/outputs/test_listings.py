"""What the first page's timeline shows, and how a host's lists are parted."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config


def archive(folder: Path, dates: list[str], links: int = 1) -> Path:
    """A fictional archive of articles of some dates, each with so many references to one host."""
    content = folder / "content"
    content.mkdir()
    body = " ".join(f"[seen](https://valley.example/{n})" for n in range(links))
    for i, date in enumerate(dates):
        (content / f"{i:04}.md").write_text(f"---\ntitle: Notice {i} of Examplia\ndate: {date}\n---\n\n{body}\n")
    build(read_config(content, output=folder / "build", search=False))
    return folder / "build"


@pytest.mark.parametrize(
    ("dates", "leads"),
    [
        pytest.param(["2022-01-01", "2023-01-01", "2024-01-01"], "calendar/2022/index.html", id="years"),
        pytest.param(["2024-01-01", "2024-03-02", "2024-07-01"], "calendar/2024/03/index.html", id="months"),
        pytest.param(["2024-08-01", "2024-08-15", "2024-08-16"], "calendar/2024/08/index.html#d-2024-08-15", id="days"),
        pytest.param(["2024-01-01", "2024-03-02", "2024"], "calendar/2024/index.html", id="as far as known"),
        pytest.param(["2024-08-15"], "calendar/2024/08/index.html#d-2024-08-15", id="one"),
    ],
)
def test_the_first_page_is_as_fine_as_the_archives_span_asks(dates: list[str], leads: str, tmp_path: Path) -> None:
    site = archive(tmp_path, dates)
    assert f'href="{leads}"' in (site / "index.html").read_text("utf-8")
    page, _, place = leads.partition("#")
    assert f'id="{place}"' in (site / page).read_text("utf-8") or not place


def test_a_host_that_few_articles_cite_often_is_parted_by_its_references(tmp_path: Path) -> None:
    site = archive(tmp_path, [f"20{20 + i % 4}-05-{i + 1:02}" for i in range(20)], links=30)
    pages = sorted(path.relative_to(site).as_posix() for path in site.glob("links/valley.example/**/*.html"))
    assert "links/valley.example/2020/index.html" in pages
    assert all((site / page).stat().st_size < 200_000 for page in ("links/valley.example.html", *pages))


def test_a_page_that_sends_readers_on_shows_no_numbers_but_in_the_calendar(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for i in range(100):  # of 2020 and 2021, more than a page holds
        text = f"---\ntitle: Notice {i} of Examplia\ndate: 202{i % 2}-05-07\ntopics: [rivers]\n---\n\nIt rained.\n"
        (content / f"{i:04}.md").write_text(text)
    build(read_config(content, output=tmp_path / "build", search=False))
    sent, held, calendar = (
        (tmp_path / "build" / page).read_text("utf-8")
        for page in ("topics/rivers.html", "topics/rivers/2020/index.html", "calendar/index.html")
    )
    assert 'topics/rivers/2020/index.html"' in sent
    assert "100" not in sent
    assert "count" not in sent
    assert "50 articles" in held
    assert "100 articles" in calendar
    assert '<span class="count">50</span>' in calendar
