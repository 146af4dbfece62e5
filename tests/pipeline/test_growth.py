"""An archive grows in proportion. Counted are calls, SQLite's instructions, files, rows and bytes, not time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from cProfile import Profile
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.catalogue import database_file, store
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.loader.scan import scan_content
from kursk_archive.pipeline import run
from kursk_archive.site import periods
from kursk_archive.site.periods import PeriodTree, group_by_prefix, split_by_prefix

Capture = Callable[[int], str]
"""Number of an article → its capture."""
Step = Callable[[int], list[str]]
"""Size of a growing thing → the captures of an archive with it."""


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


def citing_one_article(number: int) -> str:
    return article(number, some_day(number), body="It rained, [as told](https://herald.example/0).")


def in_a_chain_of_versions(number: int) -> str:
    """An article that names the next one as its version in another language."""
    head = f"title: Story {number}\ndate: 2024-08-15\nlanguage: {('en', 'uk', 'ru')[number % 3]}\n"
    return f"---\n{head}translations: [story-{number + 1}.md]\n---\n\nIt rained.\n"


def with_one_address(number: int) -> str:
    return f"---\ntitle: Story\ndate: 2024-08-15\n---\n\nIt rained {number} times.\n"


def captured_again(number: int) -> str:
    """One more capture of one article, whose text is the same."""
    return article(0, "2024-08-15").replace(
        "topics:", f"captured_at: 2024-09-01T{number // 60:02}:{number % 60:02}Z\ntopics:"
    )


def changed_again(number: int) -> str:
    return captured_again(number).replace("It rained", f"It rained {number} times")


def links(size: int) -> list[str]:
    body = "\n\n".join(f"[Said](https://wire{number % 97}.example/{number}) so." for number in range(size))
    return [article(0, "2024-08-15", body=body)]


def topics(size: int) -> list[str]:
    return [article(0, "2024-08-15", topic=", ".join(f"Topic {number}" for number in range(size)))]


def translations(size: int) -> list[str]:
    listed = ", ".join(f"story-{number}.md" for number in range(1, size))
    others = [f"---\ntitle: Version {number}\nlanguage: uk\n---\n\nIt rained.\n" for number in range(1, size)]
    return [f"---\ntitle: Story\nlanguage: en\ntranslations: [{listed}]\n---\n\nIt rained.\n", *others]


def addresses(size: int) -> list[str]:
    listed = ", ".join(f"https://herald.example/old/{number}" for number in range(size))
    return [article(0, "2024-08-15").replace("topics:", f"aliases: [{listed}]\ntopics:")]


def elements(size: int) -> list[str]:
    return [article(0, "2024-08-15", body="\n\n".join(f"<p>It <b>rained</b> {n} times.</p>" for n in range(size // 2)))]


def paragraphs(size: int) -> list[str]:
    return [article(0, "2024-08-15", body="\n\n".join(f"It **rained** {number} times." for number in range(size // 2)))]


def measure_build(folder: Path, captures: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Build an archive; return what that took and made."""
    (folder / "content").mkdir(parents=True)
    for number, capture in enumerate(captures):
        (folder / f"content/story-{number}.md").write_text(capture)
    instructions, calls = run_counted(folder, monkeypatch)
    files = [path for path in (folder / "site").rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
    pages = [path.read_bytes() for path in files if path.suffix == ".html"]
    return {
        "SQLite's instructions": instructions,
        "calls": calls,
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "rows of lists": sum(page.count(b'class="title"') for page in pages),
    }


def run_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Build an archive; return thousands of SQLite's instructions, and calls of functions."""
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

    profile = Profile()
    with monkeypatch.context() as patch:
        patch.setattr(store, "open_database", open_counted)
        config = read_config(
            folder / "content", output=folder / "site", jobs=1, search=False, base_url="https://archive.example/"
        )
        profile.runcall(build, config)
    return instructions, sum(entry.callcount for entry in profile.getstats())


def assert_in_proportion(measures: list[dict[str, int]]) -> None:
    """Assert that the third of three equal steps costs no more than the second, by a third at most."""
    small, middle, large = measures
    for name, value in large.items():
        first, second = middle[name] - small[name], value - middle[name]
        assert second <= first * 4 / 3 + small[name] / 10, (name, [measure[name] for measure in measures])


def assert_builds_in_proportion(folder: Path, captures: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Assert the same of three archives, after a build of the first: what is compiled once does not grow."""
    measure_build(folder / "warm", captures[0], monkeypatch)
    assert_in_proportion([measure_build(folder / str(step), each, monkeypatch) for step, each in enumerate(captures)])


EACH_ARTICLE: tuple[Capture, ...] = (
    on_one_day,
    citing_one_host,
    with_a_topic_of_its_own,
    citing_a_host_of_its_own,
    citing_each_other,
    citing_one_article,
    in_a_chain_of_versions,
    with_one_address,
    captured_again,
    changed_again,
)
ONE_ARTICLE: tuple[Step, ...] = (links, topics, translations, addresses, elements, paragraphs)
SIZES: dict[Step, tuple[int, int, int]] = {
    translations: (80, 160, 240),
    topics: (200, 400, 600),
    elements: (6_000, 9_000, 12_000),
    paragraphs: (6_000, 9_000, 12_000),
}
"""Captures, files or elements; elsewhere it is links and addresses."""


@pytest.mark.parametrize("capture", EACH_ARTICLE, ids=lambda capture: capture.__name__)
def test_the_work_grows_with_the_articles(capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if capture is changed_again:  # its lists are parted from 90 rows on, between the sizes
        monkeypatch.setattr(periods, "PAGE_SIZE", 20)
    assert_builds_in_proportion(
        tmp_path, [[capture(number) for number in range(size)] for size in (80, 160, 240)], monkeypatch
    )


@pytest.mark.parametrize("step", ONE_ARTICLE, ids=lambda step: step.__name__)
def test_the_work_grows_with_what_one_article_holds(
    step: Step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_builds_in_proportion(tmp_path, [step(size) for size in SIZES.get(step, (2_000, 4_000, 6_000))], monkeypatch)


@pytest.mark.parametrize("capture", [on_one_day, citing_one_article, citing_one_host], ids=lambda each: each.__name__)
def test_an_edit_takes_no_more_than_in_proportion(
    capture: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 10)
    monkeypatch.setattr(run, "FULL_REBUILD_RATIO", 0)
    measures: list[dict[str, int]] = []
    for size in (80, 160, 240):
        folder = tmp_path / str(len(measures))
        measure_build(folder, [capture(number) for number in range(size)], monkeypatch)
        edited = folder / f"content/story-{size // 3}.md"
        edited.write_text(edited.read_text().replace("Story", "Tale"))
        instructions, _ = run_counted(folder, monkeypatch)
        measures.append({"SQLite's instructions": instructions})
    assert_in_proportion(measures)


def test_a_folder_is_listed_once_however_many_files_it_has(tmp_path: Path) -> None:
    calls: list[int] = []
    for size in (1_000, 1_000, 2_000, 3_000):
        folder = tmp_path / str(len(calls))
        folder.mkdir()
        for number in range(size):
            (folder / f"story-{number}.md").touch()
        profile = Profile()
        profile.runcall(scan_content, folder, (), {}, everything=True)
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[3] - calls[2] <= (calls[2] - calls[1]) * 1.1, calls


def test_a_list_of_many_rows_is_parted_in_one_pass() -> None:
    calls = []
    for size in (20_000, 40_000, 60_000):
        names, days = (
            [f"story-{n}" for n in range(size)],
            {f"{1900 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}": 1 for n in range(size)},
        )
        profile = Profile()
        prefixes = profile.runcall(split_by_prefix, names, 90)
        groups = profile.runcall(group_by_prefix, names, str, prefixes)
        assert sum(map(len, groups.values())) == size
        assert max(map(len, groups.values())) <= 90
        tree = profile.runcall(PeriodTree.from_days, "topic", days)
        profile.enable()
        assert sum(page.count for page in tree.pages() if not page.is_split) == size
        profile.disable()
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert calls[2] - calls[1] <= (calls[1] - calls[0]) * 1.1, calls
