"""A search index is built by a task, in any process, unless its text is unchanged."""

from __future__ import annotations

import pickle
import sys
from contextlib import ExitStack

import pytest
from msgspec import structs

from kursk_archive.catalogue.records import encode_article
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, PartialDate
from kursk_archive.pipeline import workers
from kursk_archive.pipeline.workers import Workers
from kursk_archive.search.documents import SearchError
from kursk_archive.search.tasks import IndexTask, SearchIndex, run_index_task

COMMON = ("1", "1.5", "en")


def article(number: int, text: str = "The ferry sails.") -> Article:
    return Article(
        Capture(ArticleId(f"{number}.md"), "0" * 64, 1, "markdown", "utf-8"),
        f"Notice {number} of Examplia",
        Fragment((f"<p>{text}</p>",)),
        date=PartialDate("2024-08-15"),
        topics=("ferries", f"topic {number % 2}"),
        publisher="The Fictional Herald",
    )


def task(*articles: Article, known_text_digest: str = "") -> IndexTask:
    pages = (f"articles/2024/08/15/{number}.html" for number in range(len(articles)))
    return IndexTask(
        COMMON,
        tuple((page, encode_article(article, ())[0], ()) for page, article in zip(pages, articles, strict=True)),
        known_text_digest,
    )


def build(task: IndexTask) -> SearchIndex:
    index = run_index_task(task)
    assert isinstance(index, SearchIndex)
    return index


def test_an_index_lists_its_languages_and_filter_values() -> None:
    index = build(task(article(0), article(1), structs.replace(article(2), language="ru")))
    assert index.languages == {"en": (2, "wasm.en.pagefind"), "ru": (1, "wasm.ru.pagefind")}
    assert index.filter_values == {
        "publisher": {"The Fictional Herald": 3},
        "topic": {"ferries": 3, "topic 0": 2, "topic 1": 1},
        "language": {"en": 2, "ru": 1},
        "year": {"2024": 3},
    }
    assert sum(path.startswith("fragment/") for path in index.files) == 3
    assert {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "wasm.ru.pagefind"} <= index.files.keys()


def test_articles_without_a_word_have_no_index() -> None:
    index = build(task(structs.replace(article(0, "…"), title="!")))
    assert (index.files, index.languages, index.filter_values) == ({}, {}, {})


def test_unchanged_text_is_not_indexed_again() -> None:
    text = build(task(article(0))).text_digest
    assert run_index_task(task(article(0), known_text_digest=text)) is None
    assert (
        run_index_task(task(structs.replace(article(0), section="Harbours"), known_text_digest=text)) is None
    )  # sections are not indexed


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(task(article(0)), versions=("2", "1.5", "en")),
        structs.replace(task(article(0)), versions=("1", "1.6", "en")),
        structs.replace(task(article(0)), versions=("1", "1.5", "uk")),
        task(article(0, "The ferry sank.")),
        task(article(0), article(1)),
    ],
    ids=["another program", "another Pagefind", "another language", "another text", "one more"],
)
def test_changed_text_is_indexed_again(other: IndexTask) -> None:
    text = build(task(article(0))).text_digest
    assert build(structs.replace(other, known_text_digest=text)).text_digest != text


def test_another_process_builds_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    tasks = [task(article(0), article(1)), task(article(2))]
    with ExitStack() as stack:
        pool = Workers(stack, jobs=2)
        assert list(pool.map(run_index_task, tasks, 2)) == [run_index_task(task) for task in tasks]
        assert pool.executor is not None


def test_a_missing_pagefind_is_returned_as_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    index = run_index_task(task(article(0)))
    assert isinstance(index, SearchError)
    assert pickle.loads(pickle.dumps(index)).args == ("Pagefind is not installed",)
