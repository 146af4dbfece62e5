"""Questions whose answers grow with the archive: in the order of the paths, as Python has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kursk_archive.catalogue import streams
from kursk_archive.catalogue.records import Entry
from kursk_archive.catalogue.store import Catalogue, Written
from kursk_archive.core.enums import ArticleId, CaptureState

PAGES = {
    "a.html", "articles/2024/08/a.html", "articles/2024/09/b.html", "articles/b.html", "articlez.html", "search/x",
    "search/2024/y", "search.html", "\uffff.html", "\U0001f300.html", "zoo/1.html",
}  # fmt: skip


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as made:
        made.intend([*sorted(PAGES, reverse=True), "never/written.html"], lambda path: path[:1])
        made.publish([Written(path, "f", f"sha of {path}", 1, 2) for path in PAGES])
        yield made


def test_captures_come_with_their_stamps() -> None:
    paths = ["b.txt", "a/z.txt", "a.txt", "\uffff.txt", "\U0001f300.txt"]
    with Catalogue() as catalogue:
        catalogue.enter([Entry(ArticleId(path), f"1 {path}", CaptureState.BROKEN, ()) for path in paths])
        assert list(streams.stamps(catalogue.db)) == [(path, f"1 {path}") for path in sorted(paths)]


@pytest.mark.parametrize("name", ["a", "n", "s", "\uffff", "x"], ids=ascii)
def test_digests_of_what_belongs_in_a_list_and_is_written(catalogue: Catalogue, name: str) -> None:
    expected = sorted(path for path in PAGES if path[0] == name)
    assert list(streams.digests(catalogue.db, name)) == [(path, f"sha of {path}") for path in expected]


def test_files_below_are_told_whether_or_not_they_are_written_yet(catalogue: Catalogue) -> None:
    assert list(streams.files(catalogue.db, "search/")) == [("search/2024/y", 1, 2), ("search/x", 1, 2)]
    assert list(streams.files(catalogue.db, "never/")) == [("never/written.html", -1, -1)]
