"""What there is to say, and who is woken by it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.preview.broadcast import BuildBroadcast, BuildNotice

BAD = make_finding("empty", Location("bad.txt"), "it is empty")


def test_a_notice_replaces_the_one_before() -> None:
    board = BuildBroadcast()
    assert board.latest == BuildNotice(0, 0, ())
    board.publish([BAD, BAD], ["index.html"])
    assert board.latest == BuildNotice(1, 0, (BAD,))
    board.publish([], [])
    assert board.latest == BuildNotice(2, 0, ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/style.css", 1), ("images/a.webp", 1), ("assets/icon.svg", 1), ("articles/a.html", 0), ("a.txt", 0),
        ("data/links.csv", 0), ("manifest-sha256.txt", 0),
    ],
)  # fmt: skip
def test_the_look_changes_with_what_other_pages_show(path: str, expected: int) -> None:
    board = BuildBroadcast()
    board.publish([], ["index.html", path])
    assert board.latest.asset_version == expected


def test_who_waits_is_woken_by_news() -> None:
    board = BuildBroadcast()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(board.wait, 0, 30)
        board.publish([BAD], [])
        assert waiting.result() == BuildNotice(1, 0, (BAD,))


def test_who_waits_is_woken_by_the_end() -> None:
    board = BuildBroadcast()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(board.wait, 0, 30)
        board.close()
        assert waiting.result() is None


def test_who_has_seen_all_gets_the_same_again_after_a_while() -> None:
    board = BuildBroadcast()
    assert board.wait(0, 0.01) == board.latest
    board.close()
    assert board.wait(0, 30) is None
