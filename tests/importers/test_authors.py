"""Names of authors in data files."""

from __future__ import annotations

import pytest

from kursk_archive.importers import Imported
from tests.importers.conftest import ImportSite

POST = "---\ntitle: A\nauthor: jdoe\ndate: 2024-08-15\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("layout", "path", "data"),
    [
        ("jekyll", "_data/authors.yml", "jdoe: {name: Jane Doe, email: jane@news.example}\n"),
        ("jekyll", "_data/authors.yml", "jdoe: Jane Doe\n"),
        ("jekyll", "_data/authors.json", '{"all": [{"id": "jdoe", "first_name": "Jane", "last_name": "Doe"}]}'),
        ("jekyll", "_authors/jane.md", "---\nshort_name: jdoe\nname: Jane Doe\n---\n"),
        ("hugo", "data/authors/jdoe.toml", 'name = "Jane Doe"\n'),
        ("hugo", "content/authors/jdoe/_index.md", "---\ntitle: Jane Doe\n---\n"),
        ("eleventy", "_data/authors.json", '{"jdoe": {"name": "Jane Doe"}}'),
        ("plain", "blog/authors.yml", "jdoe: {name: Jane Doe}\n"),
    ],
)
def test_a_key_becomes_a_name(layout: str, path: str, data: str, import_site: ImportSite) -> None:
    capture = {"jekyll": "_posts/2024-08-15-a.md", "hugo": "content/n/a.md"}.get(layout, "blog/a.md")
    events = import_site({capture: POST, path: data}, layout_name=layout)
    one = next(event for event in events if isinstance(event, Imported) and event.path.endswith("a.md"))
    assert one.fields["authors"].value == ["Jane Doe"]
    assert one.fields["authors"].source == path


def test_a_name_that_is_no_key_stays(import_site: ImportSite) -> None:
    post = "---\ntitle: A\nauthors: [jdoe, Richard Roe]\n---\n\nText.\n"
    events = import_site({"_posts/2024-08-15-a.md": post, "_data/authors.yml": "jdoe: {name: Jane Doe}\n"})
    (one,) = [event for event in events if isinstance(event, Imported)]
    assert one.fields["authors"].value == ["Jane Doe", "Richard Roe"]
