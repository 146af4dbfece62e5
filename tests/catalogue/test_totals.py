"""The totals of the archive: kept until an article changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, LinkRow
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion

LINK = LinkRow(LinkRegion.BODY, "the quarry", "https://b.example/", 3, 1, "web", "https://b.example/", None, None, None,
               "b.example", False)  # fmt: skip


def capture(path: str, *, output_path: str = "", **values: Any) -> CaptureRecord:
    output_path = output_path or f"articles/{path}.html"
    article = ArticleRecord(ArticleId(path), CaptureState.PUBLISHED, output_path, **{"links": (LINK,), **values})
    return CaptureRecord(path, "stamp", (), (article,))


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as opened:
        yield opened


def test_the_totals_are_counted_anew_once_an_article_has_changed(catalogue: Catalogue) -> None:
    catalogue.upsert_captures([capture("a.md"), capture("b.md")], trace=False)
    derive_all(catalogue.db)
    first = archive_totals(catalogue)
    assert (first.articles, first.links) == (2, {"web": 2})
    assert archive_totals(catalogue) == first
    catalogue.upsert_captures([capture("a.md", links=())])
    derive_changed(catalogue.db)
    assert (archive_totals(catalogue).articles, archive_totals(catalogue).links) == (2, {"web": 1})


def test_a_conflict_is_kept_as_it_was_found(catalogue: Catalogue) -> None:
    catalogue.upsert_captures([capture("a.md"), capture("b.md", output_path="articles/a.md.html")], trace=False)
    derive_all(catalogue.db)
    [conflict] = archive_totals(catalogue).conflicts
    assert (conflict.code, conflict.location.path) == ("collision", "b.md")
    assert archive_totals(catalogue).conflicts == (conflict,)
    assert archive_totals(catalogue).articles == 2
