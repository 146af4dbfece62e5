"""Pages as each program saves them: with images inside, with a folder beside, as a message of several parts."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive import build, read_config
from kursk_archive.core.model import Article
from kursk_archive.loader.load_capture import load_article
from kursk_archive.loader.scan import scan_content

TEXT = "".join(
    f"<p>On day {day} the council of Examplia met in the old mill again, and talked about the bridge for hours.</p>\n"
    for day in range(1, 7)
)


def picture(color: str = "red", size: tuple[int, int] = (320, 200)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def data_uri(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def figure(address: str, caption: str = "The bridge at noon.") -> str:
    return f'<figure><img src="{address}" alt="A bridge"><figcaption>{caption}</figcaption></figure>'


def page(body: str, head: str = "", start: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=en>{start}<head><meta charset=utf-8><title>The bridge stays</title>{head}</head>"
        f"<body><article><h1>The bridge stays</h1>{body}</article></body></html>"
    )


def load(folder: Path, text: str | bytes, name: str = "bridge.html") -> Article:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return load_article(folder / name)


SINGLEFILE = """<!--
 Page saved with SingleFile
 url: https://herald.example/2024/bridge?page=1
 saved date: Thu Aug 15 2024 14:30:05 GMT+0300 (Eastern European Summer Time)
-->"""


def test_singlefile(tmp_path: Path) -> None:
    text = page(figure(data_uri(picture())) + TEXT + figure(data_uri(picture("blue")), "Afterwards."), start=SINGLEFILE)
    article = load(tmp_path, text)
    assert article.source_url == "https://herald.example/2024/bridge?page=1"
    assert article.captured_at == "2024-08-15T14:30:05+03:00"
    assert article.lead_image is not None
    assert (article.lead_image.part, article.lead_image.width, article.lead_image.format) == (0, 320, "PNG")
    assert [image.part for image in article.body_images.values()] == [1]
    assert article.image_caption == "The bridge at noon."


def test_singlefile_keeps_repeated_images_in_its_style_sheet(tmp_path: Path) -> None:
    style = f'<style>:root{{--sf-img-7: url("{data_uri(picture("green"))}")}}</style>'
    image = '<img src="data:image/svg+xml,<svg></svg>" style="background-image:var(--sf-img-7)" alt="A bridge">'
    article = load(tmp_path, page(f"{TEXT}<p>{image}</p>{TEXT}", style))
    assert [image.size for image in article.body_images.values()] == [len(picture("green"))]


def test_images_inside_of_a_page_are_published_as_scaled_copies(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "bridge.html").write_text(page(figure(data_uri(picture(size=(800, 500)))) + TEXT, start=SINGLEFILE))
    build(read_config(content, output=tmp_path / "build", search=False))
    images = sorted(path.name for path in (tmp_path / "build").rglob("*.jpg"))
    assert images == ["bridge.1-640.jpg", "bridge.1-800.jpg"]
    published = next((tmp_path / "build").rglob("bridge.html")).read_text()
    assert 'src="bridge.1-800.jpg"' in published
    assert "data:image" not in published


def test_a_complete_page_has_its_images_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "bridge_files"
    folder.mkdir()
    (folder / "noon.png").write_bytes(picture())
    (folder / "frame.html").write_text(page(TEXT))
    saved = "<!-- saved from url=(0031)https://herald.example/bridge/1 -->"
    article = load(tmp_path, page(figure("./bridge_files/noon.png") + TEXT).replace("<html", f"{saved}<html"))
    assert article.source_url == "https://herald.example/bridge/1"
    assert article.lead_image is not None
    assert article.lead_image.path == "bridge_files/noon.png"
    assert [path for path, _ in scan_content(tmp_path).stale_captures()] == ["bridge.html"]


def test_a_folder_named_so_without_a_page_is_scanned(tmp_path: Path) -> None:
    (tmp_path / "bridge_files").mkdir()
    (tmp_path / "bridge_files" / "a.txt").write_text("# A")
    assert scan_content(tmp_path).capture_count == 1


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("<!-- saved from url=(0045)about:reader?url=https%3A%2F%2Fherald.example%2Fb -->", "https://herald.example/b"),
        ('<base href="https://herald.example/b/">', None),
    ],
)
def test_addresses_in_wrappers(tmp_path: Path, start: str, expected: str | None) -> None:
    assert load(tmp_path, page(TEXT).replace("<head>", f"{start}<head>")).source_url == expected


def test_scrapbook(tmp_path: Path) -> None:
    text = page(TEXT).replace(
        "<html lang=en>",
        '<html lang="en" data-scrapbook-source="https://herald.example/b" data-scrapbook-create="20240815103000123">',
    )
    article = load(tmp_path, text)
    assert (article.source_url, article.captured_at) == ("https://herald.example/b", "2024-08-15T10:30:00Z")


def test_the_reader_of_a_browser(tmp_path: Path) -> None:
    text = (
        '<html><head><title>The bridge stays</title></head><body><div class="container"><div class="header">'
        '<a class="domain reader-domain" href="https://herald.example/b">herald.example</a>'
        '<h1 class="reader-title">The bridge stays</h1><div class="credits reader-credits">Jane Doe</div></div>'
        f'<div class="content"><div class="moz-reader-content">{TEXT}</div></div></div></body></html>'
    )
    article = load(tmp_path, text)
    assert (article.source_url, article.title) == ("https://herald.example/b", "The bridge stays")
    assert article.authors == ("Jane Doe",)


def test_an_amp_page_names_its_canonical_address(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://herald.example/bridge">'
    text = page(f'<amp-img src="https://herald.example/b.jpg" width="600" height="300"></amp-img>{TEXT}', head)
    article = load(
        tmp_path, text.replace("<html lang=en>", f"{SINGLEFILE.replace('/2024/', '/amp/')}<html amp lang=en>")
    )
    assert article.source_url == "https://herald.example/bridge"
    assert article.aliases == ("https://herald.example/amp/bridge?page=1",)
    assert article.image == "https://herald.example/b.jpg"


def mhtml(charset: str = "utf-8") -> bytes:
    text = page(figure("https://herald.example/noon.png") + figure("cid:second@mhtml", "Later.") + TEXT)
    html = base64.encodebytes(text.replace("utf-8", charset).encode(charset)).decode()
    parts = [
        f"Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: https://herald.example/b\n\n{html}",
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://herald.example/noon.png\n\n"
        + base64.encodebytes(picture()).decode(),
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-ID: <second@mhtml>\n\n"
        + base64.encodebytes(picture("blue")).decode(),
    ]
    head = (
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://herald.example/b?x=1\nSubject: The bridge\n"
        "Date: Thu, 15 Aug 2024 11:30:05 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\n\n'
    )
    return (head + "".join(f"------b\n{part}\n" for part in parts) + "------b--\n").encode()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_mhtml(tmp_path: Path, charset: str) -> None:
    article = load(tmp_path, mhtml(charset), "bridge.mhtml")
    assert (article.title, article.source_url) == ("The bridge stays", "https://herald.example/b?x=1")
    assert article.captured_at == "2024-08-15T11:30:05Z"
    assert article.body.text.count("On day") == 6
    assert article.lead_image is not None
    assert [image.part for image in article.images] == [0, 1]
    assert article.capture.format == "mhtml"


def test_images_of_mhtml_are_published(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "bridge.mht").write_bytes(mhtml())
    build(read_config(content, output=tmp_path / "build", search=False))
    assert len(list((tmp_path / "build").rglob("*.jpg"))) == 2


def newsletter(html: str | None = None, text: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "The Fictional Herald <letters@herald.example>"
    message["Subject"] = "The bridge stays, and other news – №7"
    message["Date"] = "Thu, 15 Aug 2024 06:00:00 +0300"
    message["List-Unsubscribe"] = "<https://herald.example/leave>"
    if text is not None:
        message.set_content(text)
    if html is not None:
        if text is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_newsletter_of_html(tmp_path: Path) -> None:
    link = '<p><a href="https://herald.example/letters/7">View in your browser</a></p>'
    article = load(
        tmp_path,
        newsletter(f"<html><body>{link}<table><tr><td>{TEXT}</td></tr></table></body></html>", "Plain"),
        "7.eml",
    )
    assert article.title == "The bridge stays, and other news – №7"
    assert (article.publisher, article.date) == ("The Fictional Herald", "2024-08-15T06:00:00+03:00")
    assert article.source_url == "https://herald.example/letters/7"
    assert article.body.text.count("On day") == 6


def test_a_newsletter_of_text(tmp_path: Path) -> None:
    article = load(tmp_path, newsletter(text="The bridge stays.\n\nMore at https://herald.example/b today.\n"), "7.eml")
    assert article.body.text == "The bridge stays. More at https://herald.example/b today."
    assert [link.href for link in article.body.links] == ["https://herald.example/b"]


def test_the_page_says_who_chose_the_text_and_where_each_detail_stands(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The bridge stays"}</script>'
    (content / "bridge.html").write_text(page(TEXT, head, SINGLEFILE))
    build(read_config(content, output=tmp_path / "build", search=False))
    published = next((tmp_path / "build").rglob("bridge.html")).read_text()
    assert "<dt>Stated in the page’s JSON-LD</dt><dd>headline</dd>" in published
    assert "<dt>Noted by the program that saved the page</dt><dd>original address and capture date</dd>" in published
    assert "<dt>Text chosen by</dt><dd>trafilatura " in published
    assert '"extractor":"trafilatura ' in (tmp_path / "build/data/articles.jsonl").read_text()
    evidence = next((tmp_path / "build/articles").rglob("bridge.txt"))
    assert evidence.read_bytes() == (content / "bridge.html").read_bytes()
