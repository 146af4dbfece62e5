"""Exports of publishing systems are copied whole; the report says what a build will say of their articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.importers import Expected, Imported, Skipped, import_paths
from tests.importers.conftest import ImportSite

POST = {"id": "p1", "title": "Ferry", "status": "published", "visibility": "public", "html": "<p>It sails.</p>"}
DRAFT = POST | {"id": "p2", "title": "Dam SECRET", "status": "draft"}
GHOST = json.dumps({"db": [{"data": {"posts": [POST, DRAFT]}}]})
FEED = (
    "<rss><channel><title>Herald</title><item><title>Ferry</title><link>https://herald.example/ferry</link>"
    "<pubDate>Thu, 15 Aug 2024 10:00:00 GMT</pubDate><description>It sails.</description></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ghost.json", GHOST),
        ("feed.xml", FEED),
        ("a.jsonl", '{"title": "Ferry", "text": "It sails."}\n'),
        ("a.csv", "title,text\nFerry,It sails.\n"),
    ],
)
def test_an_export_is_copied_with_a_sidecar(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "content").mkdir()
    one, *others = import_paths([tmp_path / name], tmp_path / "content")
    assert isinstance(one, Imported)
    assert (tmp_path / "content" / name).read_text() == text
    sidecar = (tmp_path / "content" / name).with_suffix(".yaml").read_text()
    assert sidecar == f"imported_from: {name}\n"
    report = build(read_config(tmp_path / "content", output=tmp_path / "built", search=False))
    assert report.articles == 1
    predicted = {event.code for event in others if isinstance(event, Expected)}
    assert ("undated" in predicted) == (name != "feed.xml")
    again = [event for event in import_paths([tmp_path / name], tmp_path / "content") if isinstance(event, Imported)]
    assert [event.written for event in again] == [()]


def test_a_review_queue_withholds_all_articles(import_site: ImportSite, tmp_path: Path) -> None:
    import_site({"ghost.json": GHOST}, withheld=True)
    assert "status: withheld" in (tmp_path / "content/ghost.yaml").read_text()
    assert build(read_config(tmp_path / "content", output=tmp_path / "built", search=False)).articles == 0


def test_files_without_articles_and_lists_of_readers_are_left(import_site: ImportSite, tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "x"}',
        "email_list.herald.csv": "email\nreader@mail.example\n",
        "a.txt": "# A\n\nB\n",
    }
    left = {event.origin: event.reason for event in import_site(files) if isinstance(event, Skipped)}
    assert left == {
        "site/package.json": "holds no articles",
        "site/email_list.herald.csv": "lists readers, so it is not copied",
    }
    assert sorted(path.name for path in (tmp_path / "content").iterdir()) == ["a.txt", "a.yaml"]


def test_a_post_of_substack_brings_its_table(import_site: ImportSite, tmp_path: Path) -> None:
    table = (
        "post_id,post_date,is_published,audience,title\n7.ferry,2024-08-15T10:00:00Z,true,everyone,Ferry\n"
        "8.dam,2024-08-16T10:00:00Z,false,everyone,Dam\n"
    )
    posts = {f"posts/{name}.html": f"<p>The made-up {name} is there again.</p>" for name in ("7.ferry", "8.dam")}
    events = import_site({"posts.csv": table, "posts/7.opens.csv": "email\nreader@mail.example\n", **posts})
    assert (tmp_path / "content/posts.csv").read_text() == table
    assert not (tmp_path / "content/posts/7.opens.csv").exists()
    assert "title-missing" not in {event.code for event in events if isinstance(event, Expected)}
    report = build(read_config(tmp_path / "content", output=tmp_path / "built", search=False))
    assert report.articles == 1
