"""Lists of pages in a WACZ, and in the WARC files of Webrecorder and Conifer."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.crawls.page_lists import read_page_list, read_session_pages
from kursk_archive.loader.load_capture import load_capture
from tests.loader.crawls.crawl_files import HERALD, page, record, zipped

NAMES = ("ferry", "flood", "quarry")
JSON = st.recursive(st.none() | st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def session(**members: object) -> bytes:
    block = f"software: Webrecorder Platform v3.7\r\njson-metadata: {json.dumps(members)}\r\n"
    return record("urn:info", block.encode(), "warcinfo")


def test_a_session_names_the_pages_that_a_person_captured(tmp_path: Path) -> None:
    pages = [{"url": f"{HERALD}/ferry.html", "title": "Ferry", "timestamp": "20240815101500"}]
    bookmarks = [{"url": f"{HERALD}/quarry.html#top", "title": "Quarry"}]
    records = [
        session(type="collection", title="News", lists=[{"title": "Best", "bookmarks": bookmarks}]),
        session(type="recording", title="A day", pages=pages),
        *(page(f"/{name}.html", f"The {name.title()}") for name in NAMES),
    ]
    (tmp_path / "crawl.warc.gz").write_bytes(zipped(records))
    results = load_capture(tmp_path / "crawl.warc.gz", tmp_path)
    assert [result.article.title for result in results if result.article] == ["The Ferry", "The Quarry"]
    messages = [finding.message for finding in results[-1].findings]
    assert messages == ["1 of 3 pages left out: not in the list of pages (1)"]


def test_a_session_without_pages_names_none(tmp_path: Path) -> None:
    records = [
        session(type="collection", lists=[], pages=None),
        *(page(f"/{name}.html", name.title()) for name in NAMES),
    ]
    (tmp_path / "crawl.warc").write_bytes(b"".join(records))
    results = load_capture(tmp_path / "crawl.warc", tmp_path)
    assert len([result for result in results if result.article]) == 3


def test_lists_state_addresses_and_titles() -> None:
    lines = [
        {"format": "json-pages-1.0"},
        {"url": f"{HERALD}/a#b", "title": "A\n story"},
        {"url": HERALD, "title": HERALD},
    ]
    data = b"\n".join(json.dumps(line).encode() for line in lines)
    assert list(read_page_list(data + b"\n{broken\n")) == [(f"{HERALD}/a", "A story"), (HERALD, "")]


@given(JSON, st.binary())
def test_any_list_is_read(value: object, data: bytes) -> None:
    list(read_page_list(json.dumps(value).encode() + b"\n" + data))
    shaped = {"pages": value, "lists": [value, {"bookmarks": value}]}
    list(read_session_pages(b"json-metadata: " + json.dumps(shaped).encode() + b"\r\n" + data))
