"""The front page: its timeline and its latest articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.outputs import overview


def archive(folder: Path, dates: list[str], links: int = 1) -> Path:
    """Build fictional articles of some dates, each with a number of links to one host; return the output folder."""
    content = folder / "content"
    content.mkdir()
    body = " ".join(f"[seen](https://valley.example/{n})" for n in range(links))
    for i, date in enumerate(dates):
        (content / f"{i:04}.md").write_text(f"---\ntitle: Notice {i} of Examplia\ndate: {date}\n---\n\n{body}\n")
    build(read_config(content, output=folder / "build", search=False))
    return folder / "build"


@pytest.mark.parametrize(
    ("dates", "href"),
    [
        pytest.param(["2022-01-01", "2023-01-01", "2024-01-01"], "calendar/2022/index.html", id="years"),
        pytest.param(["2024-01-01", "2024-03-02", "2024-07-01"], "calendar/2024/03/index.html", id="months"),
        pytest.param(["2024-08-01", "2024-08-15", "2024-08-16"], "calendar/2024/08/index.html#d-2024-08-15", id="days"),
        pytest.param(["2024-01-01", "2024-03-02", "2024"], "calendar/2024/index.html", id="as far as known"),
        pytest.param(["2024-08-15"], "calendar/2024/08/index.html#d-2024-08-15", id="one"),
    ],
)
def test_the_timeline_of_the_front_page_is_as_fine_as_the_dates_of_the_archive(
    dates: list[str], href: str, tmp_path: Path
) -> None:
    site = archive(tmp_path, dates)
    assert f'href="{href}"' in (site / "index.html").read_text("utf-8")
    page, _, anchor = href.partition("#")
    assert f'id="{anchor}"' in (site / page).read_text("utf-8") or not anchor


def test_an_archive_without_dates_shows_its_articles_by_title(tmp_path: Path) -> None:
    site = archive(tmp_path, ["", ""])
    page = (site / "index.html").read_text("utf-8")
    assert page.index("Notice 0 of Examplia") < page.index("Notice 1 of Examplia")


def test_the_front_page_shows_the_latest_articles_first_and_no_more_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MAX_LATEST", 2)
    site = archive(tmp_path, ["2024-01-01", "2024-03-01", "2024-02-01", ""])
    page = (site / "index.html").read_text("utf-8")
    assert page.index("Notice 1 of Examplia") < page.index("Notice 2 of Examplia")
    assert "Notice 0 of Examplia" not in page
    assert "Notice 3 of Examplia" not in page
