"""The original page of a capture, made inert."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Capture
from kursk_archive.loader.html import original_page
from kursk_archive.loader.html.page_resources import Resource
from kursk_archive.loader.html.page_text import PageText
from kursk_archive.loader.read_original import read_original_page

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def read(format_name: str, data: bytes) -> str:
    capture = Capture(ArticleId("page"), "", len(data), format_name, "utf-8")
    page = read_original_page(capture, data, Path("nowhere"))
    assert page is not None
    return page


def shown(markup: str) -> str:
    return read("html", markup.encode())


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<script src=//evil.example/a.js></script>",
        "<meta http-equiv=refresh content='0;url=//evil.example/'>",
        "<meta http-equiv=x-dns-prefetch-control content=on>",
        "<base href=//evil.example/>",
        "<iframe src=//evil.example/></iframe>",
        "<iframe srcdoc='evil.example'></iframe>",
        "<object data=//evil.example/></object>",
        "<embed src=//evil.example/>",
        "<link rel=preconnect href=//evil.example/>",
        "<link rel=stylesheet href=//evil.example/a.css>",
        "<form action=//evil.example/><input autofocus></form>",
        "<a href=//evil.example/ ping=//evil.example/ target=_top>x</a>",
        "<a href=javascript:evil.example>x</a>",
        "<p onclick=evil.example>x</p>",
        "<svg onload=evil.example><use href=//evil.example/a#b /><a xlink:href='javascript:evil.example'>x</a></svg>",
        "<img src=a.png srcset='//evil.example/a.png 2x'>",
    ],
)
def test_what_acts_is_removed(markup: str) -> None:
    page = shown(f"<!doctype html><p>Before.{markup}<p>After.")
    assert "Before." in page
    assert "After." in page
    for sign in ("evil.example", "alert", "http-equiv", "autofocus", "<base", "<iframe"):
        assert sign not in page


def test_text_behind_a_removed_element_stays() -> None:
    assert "<p>a b c</p>" in shown("<p>a <script>x</script>b <iframe></iframe>c</p>")


def test_links_keep_their_look_and_lead_within_the_page() -> None:
    page = shown("<p><a href='https://herald.example/a'>x</a> <a href='#notes'>y</a>")
    assert '<a href="about:srcdoc#outside">x</a> <a href="about:srcdoc#notes">y</a>' in page


def test_styles_and_payloads_stay() -> None:
    address = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    page = shown(f"<style>p {{ background: url({address}) }}</style><p style='color: red'><img src='{address}'>x")
    assert page.count(address) == 2
    assert "color: red" in page


def test_files_of_a_message_are_put_into_its_page() -> None:
    mhtml = (
        b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
        b"--B\r\nContent-Type: text/html\r\nContent-Location: https://herald.example/a/b\r\n\r\n"
        b"<link rel=stylesheet href=/s.css><picture><source srcset='https://herald.example/c.avif'>"
        b"<img src=../p.png></picture><img src='cid:q@x'><p>Text\r\n"
        b"--B\r\nContent-Type: text/css\r\nContent-Location: https://herald.example/s.css\r\n\r\n"
        b"p { background: url('p.png') } </style><script>evil</script>\r\n"
        b"--B\r\nContent-Type: image/png\r\nContent-Location: https://herald.example/p.png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(PNG) + b"\r\n"
        b"--B\r\nContent-Type: image/png\r\nContent-ID: <q@x>\r\n\r\nQ\r\n--B--\r\n"
    )
    page = read("mhtml", mhtml)
    assert page.count(f"data:image/png;base64,{base64.b64encode(PNG).decode()}") == 2
    assert '<img src="data:image/png;base64,' in page
    assert "cid:" not in page
    assert "c.avif" not in page
    assert page.count("</style>") == 1


def test_a_payload_that_is_shown_often_does_not_make_the_page_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(original_page, "MAX_ORIGINAL_BYTES", 100_000)
    address = "data:image/png;base64," + "A" * 9_000
    assert len(shown(f"<img src='{address}'>" + "<img src='data:,0'>" * 1000)) <= 100_000


@given(st.binary(), st.sampled_from(["html", "mhtml", "eml"]))
def test_any_bytes_are_read(data: bytes, format_name: str) -> None:
    assert "onload" not in read(format_name, b"<p onload=x>" + data).partition("<p")[2][:20]


PIECES = ["</style>", "</", "<!--", "@import ", "url(", "'a.css'", '"', "b.css", ")", "\\", "{", "}", ";", "x", " "]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["a.css", "b.css"]))
def test_any_style_sheet_stays_one(sheet: str, other: str) -> None:
    resources = {name: Resource("text/css", sheet.encode()) for name in ("a.css", other)}
    page = original_page.make_inert(PageText("<link rel=stylesheet href=a.css><p>Text", "utf-8"), resources)
    assert page.lower().count("</style") == 1
    assert page.endswith("<p>Text</p></body></html>")


@given(st.binary(max_size=300))
def test_any_bytes_may_be_a_style_sheet(data: bytes) -> None:
    page = PageText('<html><head><link rel=stylesheet href="/a.css"></head><body><p>Ferry</p></body></html>', "utf-8")
    shown = original_page.make_inert(page, {"/a.css": Resource("text/css", b"\x1f\x8b" + data)}, "/a.html")
    assert "Ferry" in shown
