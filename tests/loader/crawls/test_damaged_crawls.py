"""Damaged and hostile crawls: one finding each, and everything else is read."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.loader import crawls
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.page_limits import PageLimits
from tests.loader.crawls.crawl_files import HERALD, http, page, record, story, wacz, zipped

FIRST, LAST = page("/first.html", "The First Story"), page("/last.html", "The Last Story")
LIE, STORY = story("A Lie").encode(), story("The Story").encode()


def outcome(folder: Path, name: str, data: bytes, limits: PageLimits | None = None) -> tuple[list[str], list[str]]:
    """Return the titles of the articles, and the codes of the findings."""
    (folder / name).write_bytes(data)
    results = load_capture(folder / name, folder, Defaults(limits=limits or PageLimits()))
    titles = [result.article.title for result in results if result.article]
    return titles, [finding.code for result in results for finding in result.findings]


BOTH = ["The First Story", "The Last Story"]


@pytest.mark.parametrize(
    "middle",
    [
        page("/lie.html", "A Lie").replace(b"Content-Length: ", b"Content-Length: 9", 1),
        record(f"{HERALD}/lie.html", http(LIE), length=300),
        record(f"{HERALD}/lie.html", http(LIE), length=10**25),
        record(f"{HERALD}/lie.html", http(LIE), length=-1),
        page("/lie.html", "A Lie").replace(b"Content-Length", b"Content-Size", 1),
        page("/lie.html", "A Lie").replace(b"WARC/1.1", b"HTTP/1.1", 1),
    ],
    ids=["too long", "too short", "huge", "negative", "missing", "no record"],
)
@pytest.mark.parametrize("is_zipped", [True, False])
def test_a_record_that_lies_about_its_length_leaves_the_others(middle: bytes, is_zipped: bool, tmp_path: Path) -> None:
    records = [FIRST, middle, LAST]
    data = zipped(records) if is_zipped else b"".join(records)
    titles, codes = outcome(tmp_path, "a.warc.gz" if is_zipped else "a.warc", data)
    assert (titles, codes) == (BOTH, ["crawl-broken"])


def test_damaged_bytes_leave_the_other_records(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(FIRST))
    damaged[len(damaged) // 2 :][:4] = b"\0\0\0\0"
    damaged[120:124] = b"\xff\0\xff\0"
    for middle in (bytes(damaged), b"JUNK" * 50, gzip.compress(b"no record at all")):
        titles, codes = outcome(tmp_path, "a.warc.gz", gzip.compress(FIRST) + middle + gzip.compress(LAST))
        assert (titles, codes) == (BOTH, ["crawl-broken"])


@pytest.mark.parametrize("is_zipped", [True, False])
@pytest.mark.parametrize("missing", [40, 5, 300])
def test_a_file_that_breaks_off_leaves_what_came_before(is_zipped: bool, missing: int, tmp_path: Path) -> None:
    data = zipped([FIRST, LAST]) if is_zipped else FIRST + LAST
    titles, codes = outcome(tmp_path, "a.warc.gz" if is_zipped else "a.warc", data[:-missing])
    assert (titles, codes) == (BOTH[:1], ["crawl-broken"])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.warc", b"", "empty"),
        ("a.warc.gz", b"", "empty"),
        ("a.wacz", b"", "empty"),
        ("a.warc", b"<!DOCTYPE html><p>No crawl.", "crawl-broken"),
        ("a.warc.gz", b"\x89PNG\r\n\x1a\n" + bytes(100), "crawl-broken"),
        ("a.arc", b"no archive\nat all\n", "crawl-broken"),
        ("a.wacz", FIRST, "crawl-refused"),
        ("a.wacz", wacz({"archive/a.warc": FIRST})[:-30], "crawl-refused"),
        ("a.wacz", wacz({"datapackage.json": b"{}"}), "crawl-refused"),
    ],
)
def test_a_file_that_is_no_crawl_is_one_finding(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    assert outcome(tmp_path, name, data) == ([], [code])


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        (http(gzip.compress(STORY), Content_Encoding="gzip"), []),
        (http(gzip.compress(STORY)[:-8], Content_Encoding="gzip"), ["crawl-page"]),
        (http(STORY, Content_Encoding="gzip"), []),
        (http(STORY, Content_Encoding="br"), []),
        (http(brotli.compress(STORY), Content_Encoding="br"), []),
        (http(zlib.compress(STORY), Content_Encoding="deflate"), []),
        (http(zlib.compress(STORY)[2:-4], Content_Encoding="deflate"), []),
        (http(STORY, Transfer_Encoding="chunked"), []),
        (http(b"%x\r\n%b\r\n0\r\n\r\n" % (len(STORY), STORY), Transfer_Encoding="chunked"), []),
        (http(b"ffff\r\n" + STORY, Transfer_Encoding="chunked"), ["crawl-page"]),
        (http(STORY, Content_Length="17"), []),
        (http(STORY.replace(b"<meta charset=utf-8>", b""), "text/html; charset=windows-1251"), []),
    ],
)  # fmt: skip
def test_bodies_are_decoded(block: bytes, codes: list[str], tmp_path: Path) -> None:
    titles, found = outcome(tmp_path, "a.warc.gz", zipped([record(f"{HERALD}/story.html", block)]))
    assert (titles, found) == (["The Story"], codes)


def test_a_page_that_the_crawler_cut_is_left(tmp_path: Path) -> None:
    titles, codes = outcome(tmp_path, "a.warc", page("/cut.html", "Cut", WARC_Truncated="length") + LAST)
    assert (titles, codes) == (BOTH[1:], ["crawl-left"])


def test_a_resource_record_is_a_page(tmp_path: Path) -> None:
    records = [
        record(f"{HERALD}/r.html", story("A Resource").encode(), "resource"),
        record("urn:x", b"<p>", "metadata"),
    ]
    assert outcome(tmp_path, "a.warc.gz", zipped(records)) == (["A Resource"], [])


def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = http(gzip.compress(bytes(8 * 2**20)), Content_Encoding="gzip")
    limits = PageLimits(megabytes=1)
    titles, codes = outcome(tmp_path, "a.warc.gz", zipped([record(f"{HERALD}/b.html", bomb), LAST]), limits)
    assert (titles, codes) == (BOTH[1:], ["crawl-left"])
    titles, codes = outcome(tmp_path, "whole.warc.gz", gzip.compress(FIRST * 900), limits)
    assert (titles, codes) == ([], ["crawl-refused"])
    files = {"archive/a.warc.gz": zipped([LAST]), "archive/b.warc": bytes(2**24)}
    titles, codes = outcome(tmp_path, "a.wacz", wacz(files, is_deflated=True))
    assert (titles, codes) == (BOTH[1:], ["crawl-refused"])
    titles, codes = outcome(tmp_path, "b.wacz", wacz({"archive/a.warc": LAST * 900}, is_deflated=True), limits)
    assert (titles, codes) == ([], ["crawl-refused"])


def test_paths_that_lead_out_are_refused(tmp_path: Path) -> None:
    for name in ("../a.warc", "/etc/a.warc", "archive/../../a.warc", "C:/a.warc", "archive\\..\\a.warc"):
        titles, codes = outcome(tmp_path, "a.wacz", wacz({name: FIRST, "archive/b.warc": LAST}))
        assert (titles, codes) == (BOTH[1:], ["crawl-refused"])
    assert [path.name for path in tmp_path.iterdir()] == ["a.wacz"]


def test_overlapping_files_are_refused(tmp_path: Path) -> None:
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", FIRST)
        archive.writestr("archive/b.warc", LAST)
        archive.getinfo("archive/b.warc").header_offset = 10
    assert outcome(tmp_path, "a.wacz", output.getvalue()) == ([], ["crawl-refused"])


def test_without_the_extra_a_finding_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawls, "find_spec", lambda _: None)
    assert outcome(tmp_path, "a.warc", FIRST) == ([], ["warc"])


@settings(max_examples=60)
@given(data=st.data())
def test_any_bytes_are_read(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from([FIRST + LAST, zipped([FIRST, LAST]), wacz({"archive/a.warc.gz": zipped([FIRST])})])
    )
    changed = bytearray(whole)
    for position in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        changed[position] = data.draw(st.integers(0, 255))
    cut = bytes(changed[: data.draw(st.integers(0, len(whole)))]) + data.draw(st.binary(max_size=20))
    name = data.draw(st.sampled_from(["a.warc", "a.warc.gz", "a.wacz", "a.arc", "a.arc.gz"]))
    division = crawls.divide_crawl(cut, name, Defaults().crawl_rules, PageLimits())
    for task in division.tasks():
        for draft in crawls.read_crawl_task(cut, name, task, PageLimits()):
            assert draft.length is not None
            assert 0 <= draft.start <= len(cut)


def test_a_limit_that_a_page_exceeds_is_named(tmp_path: Path) -> None:
    large = record(f"{HERALD}/large.html", http(story("Large", "<p>" + "word " * 300_000).encode()))
    (tmp_path / "a.warc.gz").write_bytes(zipped([large, LAST]))
    results = load_capture(tmp_path / "a.warc.gz", defaults=Defaults(limits=PageLimits(megabytes=1)))
    messages = [finding.message for result in results for finding in result.findings]
    assert messages == ["1 of 2 pages left out: above `capture_limit` or `element_limit` of archive.yaml (1)"]
