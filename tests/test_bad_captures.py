"""Captures that are damaged, hostile or not what they seem: one finding each, and everything else is built."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.core.events import BuildReport
from tests.loader.crawls.crawl_files import HERALD, http, page, record, story, wacz, zipped

TEXT = (
    "<p>The council of Examplia met on Thursday evening in the old mill, because the roof of the hall leaks again.</p>"
) * 5
CYRILLIC = (
    "<p>Совет города Примерия собрался в четверг вечером на старой мельнице, потому что крыша зала снова протекает,"
    " и решил, что мост через реку останется закрытым до весны.</p>"
)


def saved(title: str, *more: str, head: str = "", text: str = TEXT) -> bytes:
    return f"<html><head>{head}<title>{title}</title></head><body><h1>{title}</h1>{text}{''.join(more)}".encode()


def leads_on(head: str, body: str = "") -> bytes:
    return f"<html><head><title>Examplia</title>{head}</head><body>{body}</body></html>".encode()


def mhtml(*parts: str, end: str = "--B--\r\n") -> bytes:
    head = "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    return (head + "".join(f"--B\r\n{part}\r\n" for part in parts) + end).encode()


def wxr(name: str, declaration: str = "", title: str = "A ferry") -> bytes:
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    return (
        f'<?xml version="1.0"?>{declaration}<rss version="2.0" {names}><channel><title>A blog</title>'
        "<link>https://blog.example</link><wp:wxr_version>1.2</wp:wxr_version>"
        f"<item><title>{title}</title><link>https://blog.example/{name}</link>"
        "<content:encoded><![CDATA[The ferry sails at noon.]]></content:encoded><wp:post_id>7</wp:post_id>"
        "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>"
    ).encode()


def bomb() -> str:
    rows = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    return f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100}">{rows}]>'


MARKUP = "Content-Type: text/html\r\n\r\n" + saved("A mill").decode()
RECORDS = [page("/first.html", "The First Story"), page("/last.html", "The Last Story")]
LIE = record(f"{HERALD}/lie.html", http(story("A Lie").encode()), length=10**12)
BAD: Mapping[str, tuple[bytes, str]] = {
    # file → its bytes and the code of its only finding
    "empty.html": (b"", "empty"),
    "blank.htm": (b" \n\n", "empty"),
    "random.html": (os.urandom(5_000), "undecodable"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "undecodable"),
    "compressed.html": (gzip.compress(saved("A mill")), "undecodable"),
    "frames.html": (leads_on("", "").replace(b"<body></body>", b"<frameset><frame src=a></frameset>"), "not-article"),
    "frame.html": (leads_on("", "<iframe src='https://herald.example/a'></iframe>"), "not-article"),
    "refresh.html": (leads_on("<meta http-equiv=refresh content='0;url=https://herald.example/'>"), "not-article"),
    "script.html": (leads_on("<script>window.location.href = 'https://herald.example/'</script>"), "not-article"),
    "replaced.html": (leads_on("", "One moment.<script>location.replace('/a')</script>"), "not-article"),
    "moved.html": (leads_on("", "<h1>Moved Permanently</h1><a href='https://herald.example/'>here</a>"), "not-article"),
    "large.html": (saved("Large", "word " * 10_000_000), "too-large"),
    "million.html": (saved("Many", "<i>a</i>" * 1_000_000), "too-large"),
    "deep.html": (saved("Deep", "<div>" * 100_000 + "end"), "nesting"),
    "label.html": (saved("Мост", text=CYRILLIC, head="<meta charset=utf-8>").decode().encode("cp1251"), "encoding"),
    "half.html": (saved("Half", "<p>And then the mayor sai"), "page-broken"),
    "half-tag.html": (saved("Half", '<p>And <a href="https://herald.exa'), "page-broken"),
    "half-article.html": (saved("Half", "<div><article><p>And then.</p>"), "page-broken"),
    "half-head.html": (b"<html><head><title>Half</ti", "not-article"),
    "half.mhtml": (mhtml(MARKUP, end=""), "page-broken"),
    "pictures.mhtml": (mhtml("Content-Type: image/png\r\n\r\nxx"), "not-article"),
    "empty.mht": (b"", "not-article"),
    "random.eml": (os.urandom(4_000), "not-article"),
    "bomb.xml": (wxr("bomb", bomb(), "&m;"), "export-broken"),
    "outside.xml": (wxr("outside", '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"), "export-broken"),
    "half.xml": (wxr("half")[:-200], "export-broken"),
    "random.json": (os.urandom(3_000), "export-broken"),
    "deep.json": (b"[" * 100_000, "export-broken"),
    "half.json": (b'[{"title": "A", "text": "b"', "export-broken"),
    "other.json": (b'{"messages": {"a": 1}, "type": "public_channel"}', "unsupported"),
    "other.csv": (b"a,b\n1,2\n", "unsupported"),
    "lie.warc": (b"".join((page("/a.html", "A Story"), LIE)), "crawl-broken"),
    "half.warc.gz": (zipped([page("/b.html", "B Story"), page("/c.html", "C Story")])[:-30], "crawl-broken"),
    "bomb.wacz": (wacz({"archive/a.warc": bytes(2**24)}, is_deflated=True), "crawl-refused"),
    "way.wacz": (wacz({"../a.warc": page("/d.html", "D Story")}), "crawl-refused"),
    "crawl.warc.zst": (b"\x28\xb5\x2f\xfd" + os.urandom(3_000), "unsupported"),
}
GOOD: Mapping[str, bytes] = {
    "bridge.html": saved("The bridge"),
    "unknown-label.html": saved("Мост", head="<meta charset=klingon-7>", text=CYRILLIC),
    "wrong-label.html": saved("Мост", head="<meta charset=iso-8859-1>", text=CYRILLIC),
    "utf-16-label.html": saved("Мост", head="<meta charset=utf-16>", text=CYRILLIC),
    "no-ends.html": b"<title>The mill</title><h1>The mill</h1>" + TEXT.replace("</p>", "").encode(),
    "dtd.xml": wxr("dtd", '<!DOCTYPE rss SYSTEM "http://evil.example/rss.dtd">'),
    "crawl.warc": b"".join(RECORDS),
}


def built(content: Path) -> BuildReport:
    return build(read_config(content, output=content.with_name("build"), search=False, jobs=1))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    content = tmp_path_factory.mktemp("bad") / "content"
    content.mkdir()
    for name, data in {**GOOD, **{name: data for name, (data, _) in BAD.items()}}.items():
        (content / name).write_bytes(data)
    started = time.process_time()
    report = built(content)
    assert time.process_time() - started < 60
    return report


@pytest.mark.parametrize("name", BAD)
def test_a_bad_capture_is_one_finding(name: str, report: BuildReport) -> None:
    found = [finding.code for finding in report.findings if finding.location.path.partition("#")[0] == name]
    assert [code for code in found if code != "collision"] == [BAD[name][1]]


@pytest.mark.parametrize("name", GOOD)
def test_everything_else_is_built(name: str, report: BuildReport) -> None:
    errors = [finding for finding in report.findings if finding.location.path == name and finding.code != "collision"]
    assert errors == []
    stem = name.partition(".")[0]
    assert any(f"/{stem}." in path for path in report.written) or name.endswith((".xml", ".warc"))


def test_what_is_whole_in_a_bad_capture_is_published(report: BuildReport) -> None:
    pages = {Path(path).stem for path in report.written if path.endswith(".html")}
    assert {"first", "last", "a", "b", "half", "deep", "label"} <= pages


def test_the_limit_of_an_export_is_a_setting(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    large = wxr("large").replace(b"at noon.", b"at noon. " * 200_000)
    (content / "large.xml").write_bytes(large)
    assert [finding.code for finding in built(content).findings] == ["base-url"]
    (content / "archive.yaml").write_text("capture_limit: 1\n")
    (content / "large.xml").write_bytes(large + b"\n")
    (finding,) = (finding for finding in built(content).findings if finding.location.path == "large.xml")
    assert (finding.code, "the `capture_limit` of archive.yaml" in finding.message) == ("too-large", True)
