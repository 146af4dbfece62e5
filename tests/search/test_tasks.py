"""A segment of the search is built by a task, in any process, unless its text is unchanged."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from msgspec import structs

from kursk_archive.catalogue.records import encode_article
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, PartialDate
from kursk_archive.pipeline import workers
from kursk_archive.pipeline.workers import Workers
from kursk_archive.search.segment import FileCounts
from kursk_archive.search.tasks import BuiltSegment, SegmentTask, run_segment_task

COMMON = ("1", "en", FileCounts(4, 2))


def article(number: int, text: str = "The ferry sails.") -> Article:
    return Article(
        Capture(ArticleId(f"{number}.md"), "0" * 64, 1, "markdown", "utf-8"),
        f"Notice {number} of Examplia",
        Fragment((f"<p>{text}</p>",)),
        date=PartialDate("2024-08-15"),
        topics=("ferries", f"topic {number % 2}"),
        places=("Northport",),
        publisher="The Fictional Herald",
    )


def task(*articles: Article, known_text_digest: str = "") -> SegmentTask:
    pages = (f"articles/2024/08/15/{number}.html" for number in range(len(articles)))
    return SegmentTask(
        COMMON,
        tuple((page, encode_article(article, ())[0], ()) for page, article in zip(pages, articles, strict=True)),
        {},
        known_text_digest,
    )


def build(task: SegmentTask) -> BuiltSegment:
    built = run_segment_task(task)
    assert built is not None
    return built


def test_a_segment_counts_the_values_of_the_filters() -> None:
    segment = build(task(article(0), article(1), structs.replace(article(2), language="ru"))).segment
    assert segment.filter_values == {
        "publisher": {"The Fictional Herald": 3},
        "topic": {"ferries": 3, "topic 0": 2, "topic 1": 1},
        "place": {"Northport": 3},
        "language": {"en": 2, "ru": 1},
        "year": {"2024": 3},
    }
    assert set(segment.texts) == {"2024-08-15-0", "2024-08-15-1", "2024-08-15-2"}


def test_unchanged_text_is_not_indexed_again() -> None:
    text = build(task(article(0))).text_digest
    assert run_segment_task(task(article(0), known_text_digest=text)) is None
    silent = structs.replace(article(0), extra={"mood": "calm"})  # a field that is not indexed
    assert run_segment_task(task(silent, known_text_digest=text)) is None


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(task(article(0)), versions=("2", "en", FileCounts(4, 2))),
        structs.replace(task(article(0)), versions=("1", "en", FileCounts(8, 2))),
        structs.replace(task(article(0)), versions=("1", "uk", FileCounts(4, 2))),
        task(article(0, "The ferry sank.")),
        task(article(0), article(1)),
    ],
    ids=["another program", "more files", "another language", "another text", "one more"],
)
def test_changed_text_is_indexed_again(other: SegmentTask) -> None:
    text = build(task(article(0))).text_digest
    assert build(structs.replace(other, known_text_digest=text)).text_digest != text


def test_another_process_builds_the_same_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    tasks = [task(article(0), article(1)), task(article(2))]
    with ExitStack() as stack:
        pool = Workers(stack, jobs=2)
        assert list(pool.map(run_segment_task, tasks, 2)) == [run_segment_task(task) for task in tasks]
        assert pool.executor is not None
