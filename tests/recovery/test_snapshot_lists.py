"""Lists of snapshots in every form that web archives send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.recovery.snapshot_lists import MAX_SNAPSHOTS, nearest, read_cdx, read_timemap, to_http_date
from kursk_archive.resolver.archive_services import ArchiveServices, services_of

PAGE = "https://herald.example/ferry"
services = services_of("https://archive.example/wayback/")
assert services is not None
SERVICES: ArchiveServices = services
FOUND = [("20240816101112", f"https://archive.example/wayback/20240816101112/{PAGE}")]
STAMP = "20240816101112"


@pytest.mark.parametrize(
    "body",
    [
        f'[["urlkey","timestamp","original","mimetype","statuscode"],["k","{STAMP}","{PAGE}","text/html","200"],'
        f'["k","20240817000000","{PAGE}","text/html","404"],["k","20240818000000","{PAGE}","image/png","200"]]',
        f'{{"urlkey": "k", "timestamp": "{STAMP}", "url": "{PAGE}", "mime": "text/html;x=y", "status": "200"}}\n'
        f'{{"urlkey": "k", "timestamp": "20240817000000", "url": "{PAGE}", "mime": "text/html", "status": "301"}}\n',
        f'example,herald)/ferry {STAMP} {{"url": "{PAGE}", "mime": "text/html", "status": "200", "digest": "D"}}\n',
        f"example,herald)/ferry {STAMP} {PAGE} text/html 200 DIGEST 1234\n"
        f"example,herald)/ferry 20240817000000 {PAGE} text/html 503 DIGEST 1234\n",
        f"example,herald)/ferry {STAMP} {PAGE} warc/revisit - DIGEST 1234\n",
    ],
    ids=["rows", "JSON Lines", "CDXJ", "lines", "seen again"],
)  # fmt: skip
def test_every_form_of_cdx_is_read_and_errors_are_left_out(body: str) -> None:
    assert read_cdx(body.encode(), SERVICES) == FOUND


@pytest.mark.parametrize("body", [b"", b"[]", b"[[]]", b" \n"])
def test_a_list_may_be_empty(body: bytes) -> None:
    assert read_cdx(body, SERVICES) == []


def test_a_timemap_lists_mementos_of_this_archive_and_its_further_pages() -> None:
    body = (
        f'<{PAGE}>;rel="original",\n<https://archive.example/wayback/timemap/2/x>; rel="timemap"; type="a/b",\n'
        f'<{FOUND[0][1]}>; rel="first, last memento"; datetime="Fri, 16 Aug 2024 10:11:12 GMT",\n'
        f'<https://elsewhere.example/1/{PAGE}>;rel=memento;datetime="Fri, 16 Aug 2024 10:11:12 GMT"\n'
    )
    body = body.replace("first, last memento", "first memento")
    assert read_timemap(body.encode(), SERVICES) == (FOUND, ["https://archive.example/wayback/timemap/2/x"])


def test_the_nearest_are_on_both_sides_of_the_date_and_without_one_the_oldest() -> None:
    places = [(f"202408{day:02}000000", str(day)) for day in range(1, 31)]
    assert [address for _, address in nearest(places, "20240815000000")] == ["15", "14", "16"]
    assert [address for _, address in nearest(places[::-1], "")] == ["1", "2", "3"]
    assert nearest([("2024", "a"), ("20241332000000", "b"), ("x" * 14, "c")], "20240815000000") == ()


def test_a_date_for_a_header() -> None:
    assert to_http_date(STAMP) == "Fri, 16 Aug 2024 10:11:12 GMT"
    assert to_http_date("2024") == ""


@given(st.binary(), st.sampled_from(["", "20240815000000"]))
def test_any_bytes_are_read(body: bytes, timestamp: str) -> None:
    lists = [read_cdx(body, SERVICES) or [], (read_timemap(body, SERVICES) or ([], []))[0]]
    assert all(len(nearest(places, timestamp)) <= MAX_SNAPSHOTS for places in lists)
