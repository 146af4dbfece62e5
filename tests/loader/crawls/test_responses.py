"""Responses as servers and crawlers write them: status lines, headers, ends of lines."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.config import CrawlRules
from kursk_archive.loader.crawls import divide_crawl
from kursk_archive.loader.crawls.http_head import MAX_HEAD_BYTES, read_http_head
from kursk_archive.loader.crawls.parts import CrawlDivision
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.page_limits import PageLimits
from tests.loader.crawls.crawl_files import DATE, HERALD, http, page, record, story, wacz, zipped

BODY = story("The Ferry").encode()


def loaded(tmp_path: Path, data: bytes, name: str = "crawl.warc") -> tuple[list[str], list[str]]:
    """Return the titles of the articles of a crawl, and the messages about it."""
    (tmp_path / name).write_bytes(data)
    results = load_capture(tmp_path / name, tmp_path)
    messages = [
        finding.message for result in results for finding in result.findings if finding.code.startswith("crawl")
    ]
    return [result.article.title for result in results if result.article], messages


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n",
        b"HTTP/3 200 \r\ncontent-type: text/html\r\n\r\n",
        b"HTTP/1.0 200\nContent-type:text/html; charset=utf-8\n\n",
        b"HTTP/1.1 200 OK\r\r\nContent-Type: text/html\r\r\n\r\r\n",
        b"http/1.1 200 OK\r\nX-Long: " + b"a" * 300_000 + b"\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1;\r\n  b=2\r\nno field\r\nContent-Type : text/html\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-99/100\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 Gefunden \xfc\r\nX-Name: \xff\xfe\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n",
    ],
    ids=["1.1", "2", "3", "LF", "CRCRLF", "long", "folded", "whole range", "Latin-1", "decoded"],
)
@pytest.mark.parametrize("is_zipped", [True, False])
def test_a_page_is_read_however_its_head_is_written(head: bytes, is_zipped: bool, tmp_path: Path) -> None:
    records = [record(f"{HERALD}/ferry.html", head + BODY), page("/flood.html", "The Flood")]
    data = zipped(records) if is_zipped else b"".join(records)
    titles, messages = loaded(tmp_path, data, "crawl.warc.gz" if is_zipped else "crawl.warc")
    assert (titles, messages) == (["The Ferry", "The Flood"], [])


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n", b"\n\n", b"\r\n\r\n\r\n\r\n"])
def test_lines_between_records_may_be_missing_or_many(between: bytes, tmp_path: Path) -> None:
    records = [page("/ferry.html", "The Ferry"), page("/flood.html", "The Flood"), page("/quarry.html", "The Quarry")]
    data = between.join(one.removesuffix(b"\r\n\r\n") for one in records)
    assert loaded(tmp_path, data) == (["The Ferry", "The Flood", "The Quarry"], [])


def test_headers_of_records_may_end_in_line_feeds_alone(tmp_path: Path) -> None:
    data = b"".join(
        record(f"{HERALD}/{name}.html", http(story(name.title()).encode())).replace(b"\r\n", b"\n")
        for name in ("ferry", "flood")
    )
    sizes = [len(http(story(name).encode()).replace(b"\r\n", b"\n")) for name in ("Ferry", "Flood")]
    for name, size in zip(("Ferry", "Flood"), sizes, strict=True):
        data = data.replace(b"Content-Length: %d" % len(http(story(name).encode())), b"Content-Length: %d" % size)
    assert loaded(tmp_path, data) == (["Ferry", "Flood"], [])


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (http(BODY, status="304 Not Modified"), "unchanged since an earlier capture (1)"),
        (http(b"", "", status="304 Not Modified"), "unchanged since an earlier capture (1)"),
        (
            http(BODY, status="206 Partial Content", Content_Range="bytes 5-99/100"),
            "errors and refusals of the server (1)",
        ),
        (http(BODY, status="404 Not Found"), "errors and refusals of the server (1)"),
    ],
)
def test_what_is_no_page_is_counted(response: bytes, reason: str, tmp_path: Path) -> None:
    titles, messages = loaded(tmp_path, record(f"{HERALD}/ferry.html", response) + page("/flood.html", "The Flood"))
    assert titles == ["The Flood"]
    assert messages == [f"1 of 2 pages left out: {reason}"]


def test_records_of_other_types_and_orders_are_passed_over(tmp_path: Path) -> None:
    request = record(f"{HERALD}/ferry.html", b"GET /ferry.html HTTP/1.1\r\nHost: herald.example\r\n\r\n", "request")
    others = [
        record("urn:metadata", b"via: https://herald.example/", kind)
        for kind in ("metadata", "conversion", "continuation", "warcinfo", "unknown")
    ]
    data = b"".join([request, *others, page("/ferry.html", "The Ferry"), request])
    assert loaded(tmp_path, data) == (["The Ferry"], [])


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_are_a_head_and_a_body_or_a_body_alone(data: bytes, size: int) -> None:
    stream = io.BytesIO(data)
    head, body = read_http_head(lambda count: stream.read(min(count, size)))
    assert body in data
    assert head is not None or data.startswith(body)


def test_a_head_without_an_end_is_read_to_a_limit() -> None:
    stream = io.BytesIO(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * MAX_HEAD_BYTES)
    assert read_http_head(stream.read)[0] is None
    assert stream.tell() <= 2 * MAX_HEAD_BYTES


def test_an_address_that_is_not_utf8_is_kept(tmp_path: Path) -> None:
    data = page("/ferry.html", "The Ferry").replace(b"/ferry.html", b"/f\xe4hre.html")
    division = divide_crawl(data, "crawl.warc", CrawlRules(), PageLimits())
    assert isinstance(division, CrawlDivision)
    assert [crawl_page.key.startswith(f"{DATE}/{HERALD}/f") for crawl_page in division.pages] == [True]
    assert loaded(tmp_path, data) == (["The Ferry"], [])


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n<?xml version='1.0'?>\n", b"<!-- made by hand -->"])
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_a_page_without_a_media_type_is_known_by_its_beginning(start: bytes, line_end: bytes, tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK" + line_end * 2 + start + BODY
    head = record(f"{HERALD}/ferry.html", block).removesuffix(block + b"\r\n\r\n").replace(b"\r\n", line_end)
    assert loaded(tmp_path, head + block + line_end * 2) == (["The Ferry"], [])


def test_a_request_of_a_wrong_length_is_no_fault(tmp_path: Path) -> None:
    request = record(f"{HERALD}/a", b"GET /a HTTP/1.1\r\nHost: herald.example\r\n\r\n", "request", length=33)
    assert loaded(tmp_path, request + page("/ferry.html", "The Ferry")) == (["The Ferry"], [])


def test_an_arc_is_read_on_behind_a_damaged_record(tmp_path: Path) -> None:
    def arc(name: str, lie: int = 0) -> bytes:
        block = http(story(name.title()).encode())
        line = f"{HERALD}/{name}.html 192.0.2.1 20240815101500 text/html {len(block) + lie}\n"
        return line.encode() + block + b"\n"

    head = b"filedesc://a.arc 0.0.0.0 20240815101500 text/plain 69\n1 0 made\nURL IP-address Archive-date Content-type"
    data = head + b" Archive-length\n\n" + arc("ferry") + arc("flood", -50) + arc("quarry")
    titles, messages = loaded(tmp_path, data, "crawl.arc")
    assert {"Ferry", "Quarry"} <= set(titles)
    assert len(messages) == 1
    assert messages[0].startswith("damaged at byte")


def test_a_page_without_a_title_is_counted_unless_something_names_it(tmp_path: Path) -> None:
    untitled = BODY.replace(b"<title>The Ferry - The Fictional Herald</title>", b"").replace(b"<h1>The Ferry</h1>", b"")
    data = record(f"{HERALD}/ferry.html", http(untitled)) + page("/flood.html", "The Flood")
    assert loaded(tmp_path, data) == (["The Flood"], ["1 of 2 pages left out: without a title (1)"])
    (tmp_path / "crawl.yaml").write_text(f'articles: {{"{DATE}/{HERALD}/ferry.html": {{title: The Old Ferry}}}}\n')
    assert loaded(tmp_path, data)[0] == ["The Old Ferry", "The Flood"]
    named = "".join(f'{{"url": "{HERALD}/{name}.html", "title": "{name} "}}\n' for name in ("ferry", "flood"))
    packed = wacz({"archive/a.warc": data, "pages/pages.jsonl": named.encode()})
    assert loaded(tmp_path, packed, "listed.wacz") == (["ferry", "The Flood"], [])
