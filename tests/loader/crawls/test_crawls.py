"""Crawls: which pages become articles, and what they are evidence of."""

from __future__ import annotations

import gzip
from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive.config import CrawlRules
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Article
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.crawls import divide_crawl
from kursk_archive.loader.crawls.payload import read_payload
from kursk_archive.loader.crawls.selection import is_list_address
from kursk_archive.loader.formats import read_part
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.page_limits import PageLimits
from tests.loader.crawls.crawl_files import DATE, HERALD, http, page, record, story, wacz, zipped

FLOOD = f"{DATE}/{HERALD}/2024/flood.html"


def load(
    folder: Path, name: str, data: bytes, rules: CrawlRules | None = None
) -> tuple[dict[str, Article], list[Finding]]:
    """Return the articles of a crawl by key, and all findings."""
    (folder / name).write_bytes(data)
    results = load_capture(folder / name, folder, Defaults(crawl_rules=rules or CrawlRules()))
    articles = [result.article for result in results if result.article]
    findings = [finding for result in results for finding in result.findings]
    return {article.capture.key: article for article in articles}, findings


def messages(findings: list[Finding], code: str) -> list[str]:
    return [finding.message for finding in findings if finding.code == code]


def jpeg() -> bytes:
    output = BytesIO()
    Image.effect_noise((320, 200), 60).convert("RGB").save(output, "JPEG")
    return output.getvalue()


SITE = [
    record("https://herald.example/robots.txt", http(b"User-agent: *", "text/plain")),
    page("/", "Start"),
    page("/2024/flood.html", "The Flood In Examplia"),
    page("/tag/rivers/", "Rivers"),
    page("/category/news/page/2", "News"),
    page("/?s=flood", "Search"),
    record(f"{HERALD}/gone.html", http(b"<h1>Not found</h1>", status="404 Not Found")),
    record(f"{HERALD}/a.css", http(b"p {}", "text/css")),
    page("/ferry.html", "The Ferry Sails Again", date="2024-09-01T00:00:01Z"),
]


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("a.warc", b"".join(SITE), ".warc"),
        ("A.WARC.GZ", zipped(SITE), ".warc.gz"),
        ("named wrongly.warc.gz", b"".join(SITE), ".warc"),
        ("whole.warc.gz", gzip.compress(b"".join(SITE)), ".warc"),
        ("stored.wacz", wacz({"archive/data.warc.gz": zipped(SITE)}), ".warc.gz"),
        ("plain.wacz", wacz({"archive/data.warc": b"".join(SITE)}), ".warc"),
        ("deflated.wacz", wacz({"archive/data.warc": b"".join(SITE)}, is_deflated=True), ".warc"),
        ("deflated twice.wacz", wacz({"archive/data.warc.gz": zipped(SITE)}, is_deflated=True), ".warc.gz"),
        ("whole.wacz", wacz({"archive/data.warc.gz": gzip.compress(b"".join(SITE))}), ".warc"),
    ],
)
def test_an_article_is_the_evidence_of_its_record(name: str, data: bytes, suffix: str, tmp_path: Path) -> None:
    articles, findings = load(tmp_path, name, data)
    assert list(articles) == [FLOOD, f"2024-09-01T00:00:01Z/{HERALD}/ferry.html"]
    flood = articles[FLOOD]
    assert (flood.id, flood.title) == (f"{name}#{FLOOD}", "The Flood In Examplia")
    assert (flood.captured_at, flood.source_url) == (DATE, f"{HERALD}/2024/flood.html")
    assert flood.capture.published_suffix == suffix
    one = SITE[2] if suffix == ".warc" else gzip.compress(SITE[2], mtime=0)
    assert (flood.capture.sha256, flood.capture.size) == (sha256(one).hexdigest(), len(one))
    assert messages(findings, "crawl-left") == [
        "5 of 7 pages left out: lists and forms by their address (4), errors and refusals of the server (1)"
    ]


def test_the_evidence_is_a_crawl_of_one_page(tmp_path: Path) -> None:
    data = zipped(SITE)
    articles, _ = load(tmp_path, "a.warc.gz", data)
    capture = articles[FLOOD].capture
    evidence = data[capture.start :][: capture.length]
    assert [*load(tmp_path, "one.warc.gz", evidence)[0]] == [FLOOD]


def test_the_list_of_pages_says_what_is_an_article(tmp_path: Path) -> None:
    pages = '{"format": "json-pages-1.0"}\n{"url": "https://herald.example/ferry.html", "ts": "2024-09-01"}\n'
    files = {"archive/data.warc.gz": zipped(SITE), "pages/pages.jsonl": pages.encode()}
    articles, findings = load(tmp_path, "a.wacz", wacz(files))
    assert [article.title for article in articles.values()] == ["The Ferry Sails Again"]
    assert "not in the list of pages (5)" in messages(findings, "crawl-left")[0]
    more = b'{"format": "json-pages-1.0"}\n{"url": "https://herald.example/tag/rivers/"}\nno JSON\n[]\n'
    articles, _ = load(tmp_path, "b.wacz", wacz({**files, "pages/extraPages.jsonl": more}))
    assert [article.title for article in articles.values()] == ["Rivers", "The Ferry Sails Again"]


@pytest.mark.parametrize(
    ("rules", "paths"),
    [
        (CrawlRules(include=("/2024/*",)), ["/2024/flood.html"]),
        (CrawlRules(include=("herald.example/tag/*", "https://herald.example/f*")), ["/tag/rivers/", "/ferry.html"]),
        (CrawlRules(exclude=("*flood*",)), ["/ferry.html"]),
        (
            CrawlRules(include=("*",), exclude=("/", "/[?]*", "/category/*", "/tag/*", "*/ferry.html")),
            ["/2024/flood.html"],
        ),
    ],
)
def test_rules_say_what_is_an_article(rules: CrawlRules, paths: list[str], tmp_path: Path) -> None:
    articles, findings = load(tmp_path, "a.warc.gz", zipped(SITE), rules)
    assert [article.source_url for article in articles.values()] == [f"{HERALD}{path}" for path in paths]
    assert "by `warc` of archive.yaml" in messages(findings, "crawl-left")[0]


def test_captures_of_one_address_are_articles_of_their_own(tmp_path: Path) -> None:
    days = ["2024-08-15T10:15:00Z", "2024-08-16T10:15:00Z", "2024-08-16T10:15:00.5Z"]
    records = [page("/flood.html", f"The Flood, Part {number}", date=day) for number, day in enumerate(days)]
    articles, _ = load(tmp_path, "a.warc", b"".join(records))
    assert list(articles) == [
        f"2024-08-15T10:15:00Z/{HERALD}/flood.html",
        f"2024-08-16T10:15:00Z/{HERALD}/flood.html",
        f"2024-08-16T10:15:00Z/{HERALD}/flood.html~2",
    ]
    assert {article.source_url for article in articles.values()} == {f"{HERALD}/flood.html"}


def test_a_canonical_address_of_the_same_site_is_the_source(tmp_path: Path) -> None:
    same = '<link rel=canonical href="https://www.herald.example/flood">'
    other = '<link rel=canonical href="https://tracker.example/flood">'
    records = [page("/flood.html?from=feed", "The Flood", head=same), page("/ferry.html", "The Ferry", head=other)]
    articles, _ = load(tmp_path, "a.warc", b"".join(records))
    assert [article.source_url for article in articles.values()] == [
        "https://www.herald.example/flood",
        f"{HERALD}/ferry.html",
    ]
    assert f"{HERALD}/flood.html?from=feed" in next(iter(articles.values())).aliases


def test_an_address_that_redirected_is_an_alias(tmp_path: Path) -> None:
    records = [
        record(f"{HERALD}/1", http(b"", status="301 Moved Permanently", Location="/2")),
        record(f"{HERALD}/2", http(b"", status="302 Found", Location="https://herald.example/flood.html#top")),
        record(f"{HERALD}/loop", http(b"", status="302 Found", Location="/loop2")),
        record(f"{HERALD}/loop2", http(b"", status="302 Found", Location="/loop")),
        page("/flood.html", "The Flood"),
    ]
    articles, _ = load(tmp_path, "a.warc", b"".join(records))
    assert [set(article.aliases) for article in articles.values()] == [{f"{HERALD}/1", f"{HERALD}/2"}]


def revisit(path: str, **headers: str) -> bytes:
    return record(f"{HERALD}{path}", http(b""), "revisit", "2024-10-01T00:00:00Z", None, **headers)


def test_a_revisit_is_the_page_that_did_not_change(tmp_path: Path) -> None:
    first = page("/flood.html", "The Flood", WARC_Payload_Digest="sha1:AAAA")
    known = {"WARC_Refers_To_Target_URI": f"{HERALD}/flood.html", "WARC_Refers_To_Date": DATE}
    records = [
        revisit("/flood.html", **known),
        first,
        revisit("/mobile/flood.html", WARC_Payload_Digest="sha1:AAAA"),
        revisit("/elsewhere.html", WARC_Payload_Digest="sha1:BBBB"),
    ]
    articles, findings = load(tmp_path, "a.warc.gz", zipped(records))
    assert [(key, article.aliases) for key, article in articles.items()] == [
        (f"{DATE}/{HERALD}/flood.html", (f"{HERALD}/mobile/flood.html",))
    ]
    message = "unchanged since an earlier capture (2), revisits of a page outside of the crawl (1)"
    assert messages(findings, "crawl-left") == [f"3 of 4 pages left out: {message}"]


def test_a_revisit_lends_its_address_to_a_page_that_was_no_article(tmp_path: Path) -> None:
    records = [
        page("/", "The Flood"),
        revisit("/flood.html", WARC_Refers_To_Target_URI=f"{HERALD}/", WARC_Refers_To_Date=DATE),
    ]
    articles, _ = load(tmp_path, "a.warc", b"".join(records))
    assert list(articles) == [f"2024-10-01T00:00:00Z/{HERALD}/flood.html"]
    assert articles.popitem()[1].capture.sha256 == sha256(records[0]).hexdigest()


def test_images_of_the_crawl_are_shown(tmp_path: Path) -> None:
    figure = '<figure><img src="{}" alt="A river" width=320 height=200><figcaption>The river.</figcaption></figure>'
    inline = "data:image/jpeg;base64," + b64encode(jpeg()).decode()
    shown = ["/river.jpg", "//pictures.example/bridge.jpg", inline, "/missing.jpg"]
    records = [
        page("/flood.html", "The Flood", *map(figure.format, shown)),
        record(f"{HERALD}/river.jpg", http(jpeg(), "image/jpeg")),
        record("https://pictures.example/bridge.jpg", http(jpeg(), "image/jpeg")),
    ]
    (tmp_path / "missing.jpg").write_bytes(jpeg())
    for name, data in (
        ("a.warc.gz", zipped(records)),
        ("b.wacz", wacz({"archive/a.warc": b"".join(records)}, is_deflated=True)),
    ):
        articles, findings = load(tmp_path, name, data)
        (article,) = articles.values()
        assert [(image.path, image.width) for image in article.images] == [(name, 320)] * 3
        assert [finding.code for finding in findings] == []


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (
            http(b"<ul>" + b"".join(b"<li><a href=/%d>Story number %d of the day</a>" % (n, n) for n in range(60))),
            "no article",
        ),
        (http(b"<p>Short."), "no article"),
        (http(b""), "cannot be read"),
        (http(bytes(range(256)) * 50), "cannot be read"),
        (http(story("Cut").encode(), status="503 Service Unavailable"), "errors"),
    ],
)
def test_pages_without_an_article_are_counted(block: bytes, reason: str, tmp_path: Path) -> None:
    articles, findings = load(tmp_path, "a.warc.gz", zipped([record(f"{HERALD}/list.html", block), *SITE[2:3]]))
    assert list(articles) == [FLOOD]
    assert [finding.code for finding in findings] == ["crawl-left"]
    assert reason in findings[0].message


def test_a_sidecar_names_an_article_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        f'articles:\n  "{FLOOD}": {{title: A Better Title, status: withheld, reason: safety}}\n  "x": {{}}\n'
    )
    articles, findings = load(tmp_path, "a.warc.gz", zipped(SITE))
    assert [(article.title, article.withheld) for article in articles.values()] == [
        ("A Better Title", True),
        ("The Ferry Sails Again", False),
    ]
    assert messages(findings, "field-unknown") == ["`articles` names `x`, not found in this capture"]


def test_arc_files_are_read(tmp_path: Path) -> None:
    head = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://a.arc 0.0.0.0 20241201101500 text/plain %d\n" % len(head) + head + b"\n"]
    for path in ("flood.html", "tag/rivers"):
        block = http(story("The Flood").encode())
        records.append(f"{HERALD}/{path} 192.0.2.1 20241201101500 text/html {len(block)}\n".encode() + block + b"\n")
    for name, data in (("a.arc", b"".join(records)), ("a.arc.gz", zipped(records))):
        articles, findings = load(tmp_path, name, data)
        assert list(articles) == [f"2024-12-01T10:15:00Z/{HERALD}/flood.html"]
        assert articles.popitem()[1].capture.published_suffix == name[1:]
        assert [finding.code for finding in findings] == ["crawl-left"]


def test_a_list_that_names_no_page_of_the_crawl_does_not_count(tmp_path: Path) -> None:
    pages = b'{"format": "json-pages-1.0"}\n{"url": "https://elsewhere.example/"}\n'
    articles, _ = load(tmp_path, "a.wacz", wacz({"archive/a.warc.gz": zipped(SITE), "pages/pages.jsonl": pages}))
    assert [article.title for article in articles.values()] == ["The Flood In Examplia", "The Ferry Sails Again"]


def test_a_list_may_name_an_address_that_redirects(tmp_path: Path) -> None:
    redirect = record("http://herald.example/f", http(b"", status="301 Moved Permanently", Location=f"{HERALD}/f.html"))
    pages = b'{"format": "json-pages-1.0"}\n{"url": "http://herald.example/f"}\n'
    files = {"archive/1.warc": redirect, "archive/2.warc": page("/f.html", "The Flood") + page("/x.html", "Another")}
    articles, _ = load(tmp_path, "a.wacz", wacz({**files, "pages/pages.jsonl": pages}))
    assert [(article.title, article.aliases) for article in articles.values()] == [
        ("The Flood", ("http://herald.example/f",))
    ]


def test_files_of_one_crawl_know_each_other(tmp_path: Path) -> None:
    figure = '<figure><img src="/river.jpg" alt="A river" width=320><figcaption>The river.</figcaption></figure>'
    known = {"WARC_Refers_To_Target_URI": f"{HERALD}/flood.html", "WARC_Refers_To_Date": DATE}
    files = {
        "archive/1.warc.gz": zipped([page("/flood.html", "The Flood", figure)]),
        "archive/2.warc.gz": gzip.compress(
            record(f"{HERALD}/river.jpg", http(jpeg(), "image/jpeg")) + revisit("/flood.html", **known)
        ),
    }
    articles, findings = load(tmp_path, "a.wacz", wacz(files))
    (article,) = articles.values()
    assert [image.width for image in article.images] == [320]
    assert "unchanged since an earlier capture (1)" in messages(findings, "crawl-left")[0]


@pytest.mark.parametrize(
    ("address", "is_list"),
    [
        ("https://herald.example", True),
        ("https://herald.example/?utm_source=feed", True),
        ("https://herald.example/en/", True),
        ("https://herald.example/index.php", True),
        ("https://herald.example/2024/08/", True),
        ("https://herald.example/author/jane-doe/", True),
        ("https://herald.example/news/page/3/", True),
        ("https://herald.example/search?q=flood", True),
        ("https://herald.example/feed/", True),
        ("https://herald.example/login", True),
        ("https://herald.example/?p=123", False),
        ("https://herald.example/index.php?id=123", False),
        ("https://herald.example/2024/08/15/flood/", False),
        ("https://herald.example/category/news/2024/flood.html", False),
        ("https://herald.example/news/contact-lost-with-the-ferry", False),
        ("https://[", True),
    ],
)
def test_addresses_of_lists_are_known(address: str, is_list: bool) -> None:
    assert is_list_address(address) is is_list


def test_style_sheets_are_found_by_address(tmp_path: Path) -> None:
    sheet = record(f"{HERALD}/a.css", http(b"p {color: navy}" * 40, "text/css"))
    data = zipped([page("/flood.html", "The Flood"), sheet])
    (tmp_path / "a.warc.gz").write_bytes(data)
    found = divide_crawl(data, "a.warc.gz", CrawlRules(), PageLimits()).resources.find("http://herald.example/a.css#x")
    assert found is not None
    part = read_part(tmp_path, "a.warc.gz", found.place.start, found.place.length)
    assert read_payload(part or b"", 1_000).data == b"p {color: navy}" * 40


def test_several_crawls_may_be_packed_in_one_wacz(tmp_path: Path) -> None:
    inner = {
        f"{name}.wacz": wacz(
            {
                "archive/a.warc.gz": zipped(
                    [page(f"/{name}.html", f"The {name.title()}"), page("/list.html", "Other")]
                ),
                "pages/pages.jsonl": f'{{"format": "json-pages-1.0"}}\n{{"url": "{HERALD}/{name}.html"}}\n'.encode(),
            }
        )
        for name in ("ferry", "flood")
    }
    (tmp_path / "all.wacz").write_bytes(wacz({"datapackage.json": b"{}", **inner}))
    results = load_capture(tmp_path / "all.wacz", tmp_path)
    articles = [result.article for result in results if result.article]
    assert [article.title for article in articles] == ["The Ferry", "The Flood"]
    for article in articles:
        capture = article.capture
        part = read_part(tmp_path, "all.wacz", capture.start, capture.length)
        assert part is not None
        assert sha256(part).hexdigest() == capture.sha256
    assert [finding.message for finding in results[-1].findings] == [
        "2 of 4 pages left out: not in the list of pages (2)"
    ]


def test_what_has_no_place_in_a_wacz_of_crawls_is_refused(tmp_path: Path) -> None:
    inner = {
        "good.wacz": wacz({"archive/a.warc.gz": zipped([page("/ferry.html", "The Ferry")])}),
        "deflated.wacz": wacz({"archive/a.warc": page("/flood.html", "The Flood")}, is_deflated=True),
        "whole.wacz": wacz({"archive/a.warc.gz": gzip.compress(page("/a.html", "A") + page("/b.html", "B"))}),
        "empty.wacz": wacz({"datapackage.json": b"{}"}),
        "broken.wacz": b"PK\x03\x04 and no more",
    }
    (tmp_path / "all.wacz").write_bytes(wacz(inner))
    results = load_capture(tmp_path / "all.wacz", tmp_path)
    assert [result.article.title for result in results if result.article] == ["The Ferry"]
    assert [finding.code for finding in results[-1].findings] == ["crawl-refused"] * 4


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/blank.gif" data-srcset="/small.jpg 320w, /large.jpg 1600w" alt="A boat">',
        '<img src="/large.jpg" srcset="/small.jpg 320w, /large.jpg 1600w" alt="A boat">',
        '<picture><source srcset="/small.jpg 1x, /larger.jpg 2x"><img src="/large.jpg" alt="A boat"></picture>',
    ],
)
def test_of_an_image_in_several_sizes_the_one_that_was_captured_is_shown(image: str, tmp_path: Path) -> None:
    output = BytesIO()
    Image.effect_noise((320, 200), 60).convert("RGB").save(output, "JPEG")
    figure = f"<figure>{image}<figcaption>A boat at the quay</figcaption></figure><p>It sails on Friday.</p>"
    small = record(f"{HERALD}/small.jpg", http(output.getvalue(), "image/jpeg"))
    (tmp_path / "crawl.warc").write_bytes(page("/ferry.html", "The Ferry", figure) + small)
    (article,) = [result.article for result in load_capture(tmp_path / "crawl.warc", tmp_path) if result.article]
    assert [(one.width, one.height) for one in article.images] == [(320, 200)]
