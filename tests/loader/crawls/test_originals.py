"""The original pages of a crawl: the page of a record, with what the same crawl holds of it."""

from __future__ import annotations

import base64
import html
import time
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest

from kursk_archive.config import read_config
from kursk_archive.core.model import Article
from kursk_archive.loader.formats import read_part
from kursk_archive.loader.load_capture import load_articles
from kursk_archive.loader.read_original import read_original_page
from kursk_archive.pipeline.build import build
from tests.loader.crawls.crawl_files import HERALD, http, page, record, story, wacz, zipped

NOISE = b"".join(sha256(bytes([number])).digest() for number in range(30))
PNG = b"\x89PNG\r\n\x1a\n" + NOISE
WOFF = b"wOF2" + NOISE
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='9'/></svg>" + b" " * 400
HEAD = '<link rel="stylesheet" media="screen" href="/style/main.css">'
PICTURE = '<p style="background: url(\'/logo.svg\')"><img src="placeholder.gif" data-src="../ferry.png"></p>'
RECORDS = (
    page("/news/ferry.html", "The Ferry", PICTURE, head=HEAD),
    record(f"{HERALD}/style/main.css", http(b"@import 'more.css' print; h1 { color: red }", "text/css")),
    record(f"{HERALD}/style/more.css", http(b"@font-face { src: url(../f.woff2) }", "text/css")),
    record(f"{HERALD}/f.woff2", http(WOFF, "font/woff2")),
    record(f"{HERALD}/ferry.png", http(PNG, "image/png")),
    record(f"{HERALD}/logo.svg", http(SVG, "image/svg+xml")),
)
PACKED = {
    "crawl.warc": b"".join(RECORDS),
    "crawl.warc.gz": zipped(RECORDS),
    "crawl.wacz": wacz({"archive/a.warc.gz": zipped(RECORDS[:2]), "archive/b.warc.gz": zipped(RECORDS[2:])}),
    "deflated.wacz": wacz({"archive/a.warc": b"".join(RECORDS)}, is_deflated=True),
}


def original_of(article: Article, content: Path) -> str | None:
    capture = article.capture
    data = read_part(content, capture.path, capture.start, capture.length, capture.member)
    assert data is not None
    return read_original_page(capture, data, content)


@pytest.mark.parametrize("name", PACKED)
def test_it_shows_what_the_crawl_holds(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PACKED[name])
    (article,) = load_articles(tmp_path / name, tmp_path)
    assert article.capture.has_original
    shown = original_of(article, tmp_path) or ""
    for data in (PNG, SVG):
        assert base64.b64encode(data).decode() in shown
    assert '<style media="screen">@import url("data:text/css' in shown
    assert "h1 { color: red }" in shown
    assert base64.b64encode(WOFF).decode() in unquote(unquote(shown))
    assert "herald.example" not in shown


def test_drawings_and_fonts_are_no_images_of_the_article(tmp_path: Path) -> None:
    drawing = '<figure><img src="/logo.svg" alt="A plan of the ferry"></figure>'
    (tmp_path / "crawl.warc").write_bytes(page("/a.html", "The Ferry", drawing) + RECORDS[5])
    (article,) = load_articles(tmp_path / "crawl.warc", tmp_path)
    assert article.images == ()
    assert [finding.code for finding in article.findings if "image" in finding.code] == []


def test_a_base_element_counts(tmp_path: Path) -> None:
    head = f'<base href="{HERALD}/style/"><link rel=stylesheet href=main.css>'
    (tmp_path / "crawl.warc").write_bytes(page("/a/b.html", "The Ferry", head=head) + RECORDS[1])
    (article,) = load_articles(tmp_path / "crawl.warc", tmp_path)
    assert "h1 { color: red }" in (original_of(article, tmp_path) or "")


def test_what_is_shown_is_in_the_record(tmp_path: Path) -> None:
    crawl = tmp_path / "crawl.warc"
    crawl.write_bytes(RECORDS[0] + RECORDS[1])
    (before,) = load_articles(crawl, tmp_path)
    crawl.write_bytes(RECORDS[0] + RECORDS[1].replace(b"color: red", b"color: tan"))
    (after,) = load_articles(crawl, tmp_path)
    assert original_of(before, tmp_path) is None
    assert "color: tan" in (original_of(after, tmp_path) or "")
    assert before.capture.sha256 == after.capture.sha256
    assert before.capture.resources != after.capture.resources


def test_records_that_inflate_to_much_are_left(tmp_path: Path) -> None:
    big = record(f"{HERALD}/style/main.css", http(b"/* */" * 3_000_000, "text/css"))
    (tmp_path / "crawl.warc.gz").write_bytes(zipped([RECORDS[0], big, RECORDS[4]]))
    (article,) = load_articles(tmp_path / "crawl.warc.gz", tmp_path)
    shown = original_of(article, tmp_path) or ""
    assert base64.b64encode(PNG).decode() in shown
    assert len(shown) < 10_000


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.wacz"])
def test_a_crawl_is_served_next_to_its_articles(name: str, tmp_path: Path) -> None:
    content, output = tmp_path / "content", tmp_path / "build"
    content.mkdir()
    (content / name).write_bytes(PACKED[name])

    def built() -> dict[str, str]:
        build(read_config(content, output=output, search=False, jobs=1))
        files = (path for path in (output / "articles").rglob("*") if path.suffix == ".html")
        return {path.name: path.read_text() for path in files}

    pages = built()
    assert sorted(pages) == ["ferry.html", "ferry.original.html"]
    assert 'href="ferry.original.html"' in pages["ferry.html"]
    assert 'href="ferry.warc.gz"' in pages["ferry.original.html"]
    assert "as text" not in pages["ferry.original.html"]
    assert "h1 { color: red }" in html.unescape(pages["ferry.original.html"])
    (content / name).write_bytes(zipped([RECORDS[0]]) if name.endswith("gz") else wacz({"a.warc": RECORDS[0]}))
    assert "color: red" not in built()["ferry.original.html"]
    (content / "crawl.yaml").write_text("status: withheld\n")
    assert "ferry.original.html" not in built()


def test_a_page_that_names_nothing_is_shown_too(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc").write_bytes(record(f"{HERALD}/a.html", http(story("The Ferry").encode())))
    (article,) = load_articles(tmp_path / "crawl.warc", tmp_path)
    assert article.capture.has_original
    assert "<h1>The Ferry</h1>" in (original_of(article, tmp_path) or "")


def test_what_is_inflated_for_the_style_sheets_is_bounded(tmp_path: Path) -> None:
    numbers = range(40)
    sheets = [
        record(f"{HERALD}/{number}.css", http(b"/* */" * 1_040_000 + b"h1 { color: red }", "text/css"))
        for number in numbers
    ]
    links = "".join(f"<link rel=stylesheet href=/{number}.css>" for number in numbers)
    pages = [page(f"/{number}.html", f"Story {number}", head=links) for number in range(3)]
    (tmp_path / "crawl.warc.gz").write_bytes(zipped([*pages, *sheets]))
    started = time.process_time()
    articles = load_articles(tmp_path / "crawl.warc.gz", tmp_path)
    shown = [original_of(article, tmp_path) or "" for article in articles]
    assert time.process_time() - started < 20
    assert all(len(page) < 21_500_000 for page in shown)
