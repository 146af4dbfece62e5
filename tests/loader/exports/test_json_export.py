"""Exports in JSON: Telegram, Ghost, JSON Feed, and what scrapers write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.json_export import read_json_export

MESSAGE = {
    "id": 901,
    "type": "message",
    "date": "2024-08-15T17:30:12",
    "date_unixtime": "1723721412",
    "edited_unixtime": "1723725012",
    "text": [
        "Пором ",
        {"type": "bold", "text": "пішов"},
        ". ",
        {"type": "text_link", "text": "Тут", "href": "https://a.example/x"},
        " більше, каже ",
        {"type": "mention", "text": "@harbour"},
        ".\n\nДругий абзац & ",
        {"type": "hashtag", "text": "#річка"},
    ],
}
CHANNEL = {"name": "Harbour Now", "type": "public_channel", "id": 123}


def encoded(value: object, **options: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, **options).encode()


def values(draft: Draft) -> dict[str, object]:
    return {name: value.value for name, value in draft.fields.items()}


@pytest.mark.parametrize("options", [{}, {"indent": 1}])
def test_a_telegram_message_has_its_fields_and_its_own_part_of_the_file(options: dict[str, Any]) -> None:
    data = encoded(CHANNEL | {"messages": [MESSAGE, MESSAGE | {"id": 902, "text": "Два."}]}, **options)
    first, second = read_json_export(data, "result.json")
    found = values(first)
    assert (found["title"], found["date"], found["updated"]) == ("Пором пішов", "2024-08-15T11:30:12Z", "2024-08-15T12:30:12Z")  # fmt: skip # noqa: E501
    assert (found["publisher"], found["topics"]) == ("Harbour Now", ("річка",))
    assert first.body == (
        '<p>Пором <strong>пішов</strong>. <a href="https://a.example/x">Тут</a> більше, каже'
        ' <a href="https://t.me/harbour">@harbour</a>.</p>\n<p>Другий абзац &amp; #річка</p>'
    )
    assert [draft.key for draft in (first, second)] == ["901", "902"]
    for draft in (first, second):
        assert str(json.loads(data[draft.start : draft.start + (draft.length or 0)])["id"]) == draft.key


def test_messages_without_text_are_counted() -> None:
    data = encoded(CHANNEL | {"messages": [{"id": 1, "type": "service"}, MESSAGE, MESSAGE | {"id": 3, "text": ""}]})
    (draft,) = read_json_export(data, "result.json")
    assert [f.message for f in draft.findings] == ["left out: 1 message without text, 1 service message"]


@pytest.mark.parametrize("kind", ["personal_chat", "private_group", "private_channel", "saved_messages", "bot_chat"])
def test_a_chat_that_is_not_public_is_not_read(kind: str) -> None:
    drafts = read_json_export(encoded(CHANNEL | {"type": kind, "messages": [MESSAGE]}), "result.json")
    assert [draft.body for draft in drafts] == [""]
    assert [finding.code for draft in drafts for finding in draft.findings] == ["personal-data"]


POST = {
    "id": "5f1", "title": "Ferry", "slug": "ferry", "html": "<p>The ferry sails.</p>", "status": "published",
    "visibility": "public", "published_at": "2024-08-15T11:30:00.000Z", "updated_at": None, "type": "post",
}  # fmt: skip
GHOST = {
    "db": [
        {
            "meta": {"version": "5.80"},
            "data": {
                "users": [{"id": "u1", "name": "Jane Doe"}],
                "tags": [{"id": "t1", "name": "Rivers"}, {"id": "t2", "name": "#internal"}],
                "posts_authors": [{"post_id": "5f1", "author_id": "u1"}],
                "posts_tags": [{"post_id": "5f1", "tag_id": "t1"}, {"post_id": "5f1", "tag_id": "t2"}],
                "settings": [{"key": "title", "value": "The Fictional Herald"}],
            },
        }
    ]
}


def ghost(*posts: dict[str, Any]) -> bytes:
    data = json.loads(json.dumps(GHOST))
    data["db"][0]["data"]["posts"] = posts
    return encoded(data)


def test_a_ghost_post_is_read_with_its_authors_and_tags() -> None:
    (draft,) = read_json_export(ghost(POST), "ghost.json")
    assert values(draft) == {
        "title": "Ferry",
        "date": "2024-08-15T11:30:00Z",
        "authors": ("Jane Doe",),
        "publisher": "The Fictional Herald",
        "slug": "ferry",
        "topics": ("Rivers",),
    }
    assert (draft.key, draft.body) == ("5f1", "<p>The ferry sails.</p>")


@pytest.mark.parametrize("held_back", [{"status": "draft"}, {"status": "scheduled"}, {"visibility": "paid"}, {"visibility": "members"}])  # fmt: skip # noqa: E501
def test_a_ghost_post_that_was_not_public_is_held_back(held_back: dict[str, str]) -> None:
    (draft,) = read_json_export(ghost(POST | held_back), "ghost.json")
    assert draft.fields["status"].value == "withheld"


def test_a_json_feed_is_read() -> None:
    item = {"id": "1", "title": "Ferry", "url": "https://herald.example/ferry", "content_html": "<p>It sails.</p>"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Fictional Herald", "items": [item]}
    (draft,) = read_json_export(encoded(feed), "feed.json")
    assert values(draft)["publisher"] == "The Fictional Herald"
    assert draft.body == "<p>It sails.</p>"


SCRAPED = {"title": "Ferry", "url": "https://herald.example/ferry", "date_publish": "2024-08-15 14:30:00", "maintext": "One.\n\nTwo."}  # fmt: skip # noqa: E501


def test_one_object_of_a_scraper_is_an_article() -> None:
    (draft,) = read_json_export(encoded(SCRAPED), "article.json")
    assert (values(draft)["date"], draft.body) == ("2024-08-15T14:30:00", "<p>One.</p>\n<p>Two.</p>")


def test_lines_of_objects_are_articles_and_a_broken_one_is_named() -> None:
    data = encoded(SCRAPED) + b"\n{broken\n" + encoded(SCRAPED | {"url": "https://herald.example/b"}) + b"\n"
    drafts = read_json_export(data, "articles.jsonl")
    assert [draft.key for draft in drafts] == ["https://herald.example/ferry", "https://herald.example/b", "unread"]
    assert json.loads(data[drafts[1].start : drafts[1].start + (drafts[1].length or 0)])["url"].endswith("/b")
    assert [finding.code for finding in drafts[2].findings] == ["export-broken"]


def test_a_list_that_breaks_off_keeps_what_came_before() -> None:
    data = encoded([SCRAPED, SCRAPED])
    drafts = read_json_export(data[: len(data) - 30], "articles.json")
    assert [draft.key for draft in drafts] == ["https://herald.example/ferry", "unread"]


@pytest.mark.parametrize(
    "data",
    [b'{"name": "package", "version": "1"}', b"[]", b"[1, 2]", b'{"messages": 7}', b'{"data": [{"id": 1}]}', b"7"],
)
def test_other_json_is_named_and_no_error(data: bytes) -> None:
    (draft,) = read_json_export(data, "package.json")
    assert [finding.code for finding in draft.findings] == ["unsupported"]


BROKEN = b"[" * 100_000, b'{"db":' * 50_000, b"{", b"\xff\xfe", b'[{"title": "a", "text": "b"'


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_file_is_one_finding(data: bytes) -> None:
    drafts = read_json_export(data, "broken.json")
    assert [finding.code for draft in drafts for finding in draft.findings] == ["export-broken"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "messages", "db", "data", "posts", "items", "type", "id", "date", "authors"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_without_an_exception(value: object) -> None:
    assert read_json_export(encoded(value), "any.json")
