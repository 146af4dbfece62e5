"""Posts that are HTML: generators put them into pages as they put Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.importers import Imported, SkipKind, Skipped
from kursk_archive.loader.load_capture import load_article
from tests.importers.conftest import ImportSite

POST = """---
title: A Flood
date: 2024-08-15
---
<p>The river <a href="/b/">rose</a>.</p>

<script>track()</script>
"""
PARAGRAPH = '<p>The river <a href="/b/">rose</a> in the night, and nobody in the town slept.</p>'
BARE = '<div>The river <a href="/b/">rose</a>.</div>\n'


@pytest.mark.parametrize(
    ("layout", "files", "path"),
    [
        ("jekyll", {"_posts/2024-08-15-a.html": POST}, "2024-08-15-a.md"),
        ("hugo", {"content/n/a.html": POST}, "n/a.md"),
        ("nikola", {"posts/a.html": BARE, "posts/a.meta": ".. title: A Flood\n.. date: 2024-08-15\n"}, "posts/a.md"),
        ("eleventy", {"p/a.html": POST}, "p/a.md"),
    ],
)
def test_a_post_in_html(layout: str, files: dict[str, str], path: str, import_site: ImportSite, tmp_path: Path) -> None:
    (one,) = [event for event in import_site(files, layout_name=layout) if isinstance(event, Imported)]
    assert (one.path, one.fields["title"].value, one.fields["date"].value) == (path, "A Flood", "2024-08-15")
    article = load_article(tmp_path / "content" / path, tmp_path / "content")
    assert [link.href for link in article.body.links] == ["/b/"]
    assert "track" not in article.body.text
    assert article.title == "A Flood"


@pytest.mark.parametrize(
    ("layout", "path"),
    [("jekyll", "_posts/2024-08-15-a.html"), ("hugo", "content/n/a.html"), ("nikola", "posts/a.html")],
)
def test_html_without_metadata_is_left(layout: str, path: str, import_site: ImportSite) -> None:
    events = import_site({path: BARE}, layout_name=layout)
    assert [event.reason for event in events if isinstance(event, Skipped)] == [
        "no metadata, so the generator copies it as it is"
    ]


@pytest.mark.parametrize("layout", ["hugo", "zola", "pelican", "eleventy"])
def test_a_text_file_is_no_article_to_a_generator(layout: str, import_site: ImportSite) -> None:
    events = import_site({"content/n/robots.txt": "User-agent: *\n"}, layout_name=layout)
    assert [event.kind for event in events if isinstance(event, Skipped)] == [SkipKind.FILE]


@pytest.mark.parametrize(
    ("layout", "files", "path"),
    [
        (
            "pelican",
            {
                "content/a.html": '<html><head><title>A Flood</title><meta name="date" content="2024-08-15 10:00">'
                '<meta name="authors" content="Jane Doe"><meta name="tags" content="river, rain"></head>'
                f"<body>{PARAGRAPH * 3}</body></html>"
            },
            "a.html",
        ),
        (
            "nikola",
            {
                "posts/a.html": "<!--\n.. title: A Flood\n.. date: 2024-08-15\n.. author: Jane Doe\n"
                ".. tags: river, rain\n-->\n"
                '<p>The river <a href="/b/">rose</a>.</p>\n'
            },
            "posts/a.md",
        ),
        (
            "pelican",
            {
                "content/a.rst": "A Flood\n=======\n\n:date: 2024-08-15\n:author: Jane Doe\n:tags: river, rain\n\n"
                "The river `rose </b/>`_.\n"
            },
            "a.rst",
        ),
        (
            "nikola",
            {
                "posts/a.rst": "The river `rose </b/>`_.\n",
                "posts/a.meta": ".. title: A Flood\n.. date: 2024-08-15\n.. author: Jane Doe\n.. tags: river, rain\n",
            },
            "posts/a.rst",
        ),
    ],
)
def test_metadata_of_nikola_and_pelican(
    layout: str, files: dict[str, str], path: str, import_site: ImportSite, tmp_path: Path
) -> None:
    import_site(files, layout_name=layout)
    article = load_article(tmp_path / "content" / path, tmp_path / "content")
    assert (article.title, str(article.date)[:10]) == ("A Flood", "2024-08-15")
    assert (article.authors, article.topics) == (("Jane Doe",), ("river", "rain"))
    assert "/b/" in {link.href for link in article.body.links}
