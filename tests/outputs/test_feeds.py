"""Feeds: which terms have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.pipeline import run as run_module

TERMS = "topics: [Ferries]\npublisher: The Fictional Herald\n"


def feeds(folder: Path) -> set[str]:
    """Build, and return the terms that have feeds; the archive's own are always there."""
    build(read_config(folder / "content", output=folder / "build", base_url="https://a.example/", search=False))
    assert (folder / "build/feed.atom").exists()
    found = {path.parent.name for path in (folder / "build").glob("*/*/feed.*")}
    pages = [folder / "build" / name for name in ("topics/ferries.html", "publishers/the-fictional-herald.html")]
    offering = {page.stem for page in pages if page.exists() and 'feed.atom" type' in page.read_text("utf-8")}
    assert found == offering
    return found


def put(folder: Path, number: int) -> None:
    text = f"---\ntitle: Notice {number}\ndate: 2024-08-{number:02}\n{TERMS}---\n\nIt sails.\n"
    (folder / "content" / f"{number}.md").write_text(text)


def test_a_term_has_feeds_from_ten_articles_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    (tmp_path / "content").mkdir()
    for number in range(1, 10):
        put(tmp_path, number)
    assert feeds(tmp_path) == set()
    put(tmp_path, 10)
    assert feeds(tmp_path) == {"ferries", "the-fictional-herald"}
    (tmp_path / "content/3.md").unlink()
    assert feeds(tmp_path) == set()


def test_the_number_is_a_setting(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    put(tmp_path, 1)
    (tmp_path / "content/archive.yaml").write_text("feeds: 1\n")
    assert feeds(tmp_path) == {"ferries", "the-fictional-herald"}
