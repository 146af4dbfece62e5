"""Images are copied to where the loader looks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.importers import Expected, Imported, Skipped
from tests.importers.conftest import ImportSite

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def post(body: str, *lines: str) -> str:
    return "\n".join(("---", "title: A", "date: 2024-08-15", *lines, "---", "", body, ""))


@pytest.mark.parametrize(
    ("layout", "path", "href", "file", "copy"),
    [
        ("hugo", "content/n/a/index.md", "b.gif", "content/n/a/b.gif", "n/a/b.gif"),
        ("hugo", "content/n/a.md", "/img/b.gif", "static/img/b.gif", "img/b.gif"),
        ("hugo", "content/n/a.md", "../img/b.gif", "static/n/img/b.gif", "img/b.gif"),
        ("hugo", "content/n/a.md", "/img/b.gif", "assets/img/b.gif", "img/b.gif"),
        ("jekyll", "_posts/2024-08-15-a.md", "/assets/b%20c.gif", "assets/b c.gif", "assets/b c.gif"),
        ("jekyll", "_posts/2024-08-15-a.md", "/base/assets/b.gif", "assets/b.gif", "base/assets/b.gif"),
        ("nikola", "posts/a.md", "/images/b.gif", "images/b.gif", "images/b.gif"),
        ("nikola", "posts/a.md", "/b.gif", "files/b.gif", "b.gif"),
        ("pelican", "content/n/a.md", "/images/b.gif", "content/images/b.gif", "images/b.gif"),
        ("zola", "content/n/a.md", "/b.gif?v=2", "static/b.gif", "b.gif"),
        ("eleventy", "p/a.md", "b.gif", "p/b.gif", "p/b.gif"),
    ],
)
def test_images_of_a_body(
    layout: str, path: str, href: str, file: str, copy: str, import_site: ImportSite, tmp_path: Path
) -> None:
    config = {
        "_config.yml": "url: https://news.example\nbaseurl: /base\n",
        "hugo.yaml": "baseURL: https://news.example\n",
    }
    events = import_site({**config, path: post(f"![x]({href})"), file: GIF}, layout_name=layout)
    (one,) = [event for event in events if isinstance(event, Imported)]
    assert copy in one.written
    assert (tmp_path / "content" / copy).read_bytes() == GIF


def test_an_image_of_the_frontmatter_and_one_of_the_same_name(import_site: ImportSite) -> None:
    files = {"content/n/a.md": post("Text.", "cover: {image: /c.gif}"), "static/c.gif": GIF, "content/n/a.gif": GIF}
    (one,) = [event for event in import_site(files, layout_name="hugo") if isinstance(event, Imported)]
    assert {"c.gif", "n/a.gif"} < set(one.written)


def test_a_translation_shows_the_image_of_another_language(import_site: ImportSite) -> None:
    body = post("![x](b.gif)")
    files = {"en/a/index.md": body, "uk/a/index.md": body, "en/a/b.gif": GIF}
    events = [event for event in import_site(files) if isinstance(event, Imported)]
    assert [[name for name in event.written if name.endswith("gif")] for event in events] == [
        ["en/a/b.gif"],
        ["uk/a/b.gif"],
    ]


def test_missing_and_unused_images_are_reported(import_site: ImportSite) -> None:
    files = {"content/n/a.md": post("![x](gone.gif) ![y](https://news.example/far.gif)"), "static/unused.gif": GIF}
    events = import_site(files, layout_name="hugo")
    assert [event.message for event in events if isinstance(event, Expected) and event.code == "image-missing"] == [
        "file not found: `gone.gif`"
    ]
    reasons = {event.origin: event.reason for event in events if isinstance(event, Skipped)}
    assert reasons["site/static/unused.gif"] == "an image that no imported article shows"


def test_images_go_where_their_addresses_lead_from_a_subfolder(import_site: ImportSite) -> None:
    files = {"_posts/2024-08-15-a.md": post("![x](/i/b.gif)"), "i/b.gif": GIF}
    (one,) = [event for event in import_site(files, subfolder="old") if isinstance(event, Imported)]
    assert set(one.written) == {"old/2024-08-15-a.md", "old/2024-08-15-a.yaml", "i/b.gif"}
