"""An archive grows in proportion. Counted are instructions of SQLite, files, rows of lists and bytes, not time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.catalogue import database_file, store

Capture = Callable[[int], str]
"""Number of an article → its capture."""


def article(number: int, day: str, *, topic: str = "rivers", body: str = "It rained.") -> str:
    source = f"https://herald.example/{number}"
    return f"---\ntitle: Story {number}\ndate: {day}\ntopics: [{topic}]\nsource_url: {source}\n---\n\n{body}\n"


def some_day(number: int) -> str:
    return f"{2020 + number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02}"


def on_one_day(number: int) -> str:
    return article(number, "2024-08-15")


def citing_one_host(number: int) -> str:
    return article(
        number, some_day(number), body=f"[Said](https://wire.example/{number}) so, [twice](https://wire.example/a)."
    )


def with_a_topic_of_its_own(number: int) -> str:
    return article(number, some_day(number), topic=f"Topic {number}")


def citing_a_host_of_its_own(number: int) -> str:
    return article(number, some_day(number), body=f"It [said](https://host{number}.example/a) so.")


def citing_each_other(number: int) -> str:
    links = " ".join(f"[as told](https://herald.example/{number - back})" for back in range(1, 8))
    return article(number, some_day(number), body=f"It rained, {links}.")


def measure_build(folder: Path, captures: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Build an archive; return what that took and made."""
    instructions = 0
    open_database = database_file.open_database

    def count() -> int:
        nonlocal instructions
        instructions += 1
        return 0

    def open_counted(path: Path | None) -> sqlite3.Connection:
        db = open_database(path)
        db.set_progress_handler(count, 1_000)
        return db

    content, output = folder / "content", folder / "site"
    content.mkdir(parents=True)
    for number, capture in enumerate(captures):
        (content / f"story-{number}.md").write_text(capture)
    with monkeypatch.context() as patch:
        patch.setattr(store, "open_database", open_counted)
        build(read_config(content, output=output, jobs=1, search=False, base_url="https://archive.example/"))
    files = [path for path in output.rglob("*") if path.is_file() and ".kursk-archive" not in path.parts]
    pages = [path.read_bytes() for path in files if path.suffix == ".html"]
    return {
        "SQLite's instructions": instructions,
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "rows of lists": sum(page.count(b'class="title"') for page in pages),
    }


def assert_in_proportion(measures: list[dict[str, int]]) -> None:
    """Assert that the third of three equal steps costs no more than the second, by a third at most."""
    small, middle, large = measures
    for name, value in large.items():
        first, second = middle[name] - small[name], value - middle[name]
        assert second <= first * 4 / 3 + small[name] / 10, (name, [measure[name] for measure in measures])


@pytest.mark.parametrize(
    "capture",
    [on_one_day, citing_one_host, with_a_topic_of_its_own, citing_a_host_of_its_own, citing_each_other],
    ids=lambda capture: capture.__name__,
)
def test_the_work_grows_with_the_articles(capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = (120, 240, 360)
    assert_in_proportion(
        [measure_build(tmp_path / str(size), list(map(capture, range(size))), monkeypatch) for size in sizes]
    )


def test_the_work_grows_with_the_links_of_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measures = []
    for size in (2_000, 4_000, 6_000):
        links = "\n\n".join(f"[Said](https://wire{number % 97}.example/{number}) so." for number in range(size))
        measures.append(measure_build(tmp_path / str(size), [article(0, "2024-08-15", body=links)], monkeypatch))
    assert_in_proportion(measures)
