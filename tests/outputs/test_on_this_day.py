"""The days of the year through the years."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.pipeline import run as run_module


def write(content: Path, name: str, date: str) -> None:
    content.mkdir(exist_ok=True)
    (content / f"{name}.md").write_text(f"---\ntitle: Notice {name} of Examplia\ndate: {date}\n---\n\nIt rained.\n")


def test_a_day_shows_what_it_brought_in_each_year(tmp_path: Path) -> None:
    for name, date in (("a", "2022-08-15"), ("b", "2024-08-15"), ("c", "2024-08-15"), ("d", "2024-08")):
        write(tmp_path / "content", name, date)
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    page = (tmp_path / "build/on-this-day/08.html").read_text("utf-8")
    assert 'id="d-08-15">August 15</h2>' in page
    assert page.index("Notice b ") < page.index("Notice a ")
    assert "Notice c " not in page, "of several the first"
    assert (
        'calendar/2024/08/index.html#d-2024-08-15" aria-label="August 15, 2024">2024</a> <span class="count">(2)'
        in page
    )
    assert "Notice d " not in page
    front = (tmp_path / "build/index.html").read_text("utf-8")
    assert front.count("on-this-day/") == 13


def test_an_archive_of_one_year_has_no_such_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    folder = tmp_path / "build/on-this-day"
    write(tmp_path / "content", "a", "2024-08-15")
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert not folder.exists()
    write(tmp_path / "content", "b", "2023-02-01")
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert sum(path.startswith("on-this-day/") for path in report.written) == 12
    (tmp_path / "content/b.md").unlink()
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert not list(folder.glob("*"))
