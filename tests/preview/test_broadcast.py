"""What there is to say, and who is woken by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kursk_archive.core.findings import Location, finding
from kursk_archive.preview.broadcast import Board, Notice

BAD = finding("empty", Location("bad.txt"), "it is empty")


def test_a_notice_replaces_the_one_before() -> None:
    board = Board()
    assert board.current == Notice(0, 0, ())
    board.show([BAD, BAD], ["index.html"])
    assert board.current == Notice(1, 0, (BAD,))
    board.show([], [])
    assert board.current == Notice(2, 0, ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/style.css", 1), ("images/a.webp", 1), ("assets/icon.svg", 1), ("articles/a.html", 0), ("a.txt", 0),
        ("data/links.csv", 0), ("manifest-sha256.txt", 0),
    ],
)  # fmt: skip
def test_the_look_changes_with_what_other_pages_show(path: str, expected: int) -> None:
    board = Board()
    board.show([], ["index.html", path])
    assert board.current.look == expected


def test_who_waits_is_woken_by_news() -> None:
    board = Board()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(board.wait, 0, 30)
        board.show([BAD], [])
        assert waiting.result() == Notice(1, 0, (BAD,))


def test_who_waits_is_woken_by_the_end() -> None:
    board = Board()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(board.wait, 0, 30)
        board.close()
        assert waiting.result() is None


def test_who_has_seen_all_gets_the_same_again_after_a_while() -> None:
    board = Board()
    assert board.wait(0, 0.01) == board.current
    board.close()
    assert board.wait(0, 30) is None
