"""Notes that clippers of web pages write: the day of clipping is the day of the capture, never of publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.loader.load_capture import load_article

URL = "https://herald.example/ferry"
NOTES = {
    "Obsidian Web Clipper": (
        f'---\ntitle: "Ferry"\nsource: "{URL}"\nauthor:\n  - "[[Jane Doe]]"\npublished: 2024-08-15\n'
        'created: 2024-09-01\ntags:\n  - "clippings"\n---\nIt sails.\n',
        "2024-08-15",
        "2024-09-01",
    ),
    "Obsidian Web Clipper, day unknown": (
        f'---\ntitle: "Ferry"\nsource: "{URL}"\nauthor: Jane Doe\npublished:\ncreated: 2024-09-01\n---\nIt sails.\n',
        None,
        "2024-09-01",
    ),
    "MarkDownload": (
        f"---\ncreated: 2024-09-01T10:00:00 (UTC +02:00)\ntags: []\nsource: {URL}\nauthor: Jane Doe\n"
        "---\n\n# Ferry\n\nIt sails.\n",
        None,
        "2024-09-01T10:00:00+02:00",
    ),
    "Omnivore": (
        "---\nid: 12-ab\ntitle: Ferry\nauthor: Jane Doe\ndate_saved: 2024-09-01 10:00:00\n"
        f"date_published: 2024-08-15 10:00:00\n---\n\n# Ferry\n\n[Read Original]({URL})\n\nIt sails.\n",
        "2024-08-15T10:00:00",
        "2024-09-01T10:00:00",
    ),
    "Readwise Reader": (
        f"---\ntitle: Ferry\nauthor: Jane Doe\nurl: {URL}\nsaved: 2024-09-01\n"
        "published_date: 2024-08-15\n---\nIt sails.\n",
        "2024-08-15",
        "2024-09-01",
    ),
    "Readwise": (
        "# Ferry\n\n## Metadata\n- Author: [[Jane Doe]]\n- Full Title: Ferry\n- Category: #articles\n"
        f"- URL: {URL}\n\n## Highlights\n- It sails.\n",
        None,
        None,
    ),
}


@pytest.mark.parametrize("clipper", NOTES)
def test_a_clipping(clipper: str, tmp_path: Path) -> None:
    text, date, captured = NOTES[clipper]
    (tmp_path / "note.md").write_text(text)
    article = load_article(tmp_path / "note.md")
    assert (article.title, article.source_url, article.authors) == ("Ferry", URL, ("Jane Doe",))
    assert (article.date, article.captured_at) == (date, captured)


def test_the_creation_of_a_note_without_a_source_is_its_day(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("---\ntitle: Ferry\ncreated: 2024-08-15\n---\nIt sails.\n")
    assert load_article(tmp_path / "note.md").date == "2024-08-15"
