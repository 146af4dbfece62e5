"""The latest build notice, and the threads that wait for the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.preview.broadcast import BuildBroadcast, BuildNotice

BAD = make_finding("empty", Location("bad.txt"), "it is empty")


def test_a_notice_replaces_the_one_before() -> None:
    broadcast = BuildBroadcast()
    assert broadcast.latest == BuildNotice(0, 0, ())
    broadcast.publish([BAD, BAD], ["index.html"])
    assert broadcast.latest == BuildNotice(1, 0, (BAD,))
    broadcast.publish([], [])
    assert broadcast.latest == BuildNotice(2, 0, ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("assets/style.css", 1), ("images/a.webp", 1), ("assets/icon.svg", 1), ("articles/a.html", 0), ("a.txt", 0),
        ("data/links.csv", 0), ("manifest-sha256.txt", 0),
    ],
)  # fmt: skip
def test_the_asset_version_changes_with_embedded_files(path: str, expected: int) -> None:
    broadcast = BuildBroadcast()
    broadcast.publish([], ["index.html", path])
    assert broadcast.latest.asset_version == expected


def test_waiting_ends_with_the_next_notice() -> None:
    broadcast = BuildBroadcast()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(broadcast.wait, 0, 30)
        broadcast.publish([BAD], [])
        assert waiting.result() == BuildNotice(1, 0, (BAD,))


def test_waiting_ends_when_the_broadcast_is_closed() -> None:
    broadcast = BuildBroadcast()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(broadcast.wait, 0, 30)
        broadcast.close()
        assert waiting.result() is None


def test_waiting_times_out_with_the_same_notice() -> None:
    broadcast = BuildBroadcast()
    assert broadcast.wait(0, 0.01) == broadcast.latest
    broadcast.close()
    assert broadcast.wait(0, 30) is None
