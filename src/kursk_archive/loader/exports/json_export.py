"""Exports in JSON: Ghost, Telegram Desktop, JSON Feed, and lists or lines of objects from a scraper."""

from __future__ import annotations

import html
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.exports.entries import (
    Entry,
    Omitted,
    broken,
    first_words,
    html_or_text,
    paragraphs_of_html,
    paragraphs_of_text,
    read_entries,
    unrecognised,
)
from kursk_archive.loader.exports.json_items import JsonItem, find_list, lines_as_items, list_items
from kursk_archive.loader.exports.mapped import MappedReader, list_keys
from kursk_archive.loader.exports.scraped import is_article, scraped_entry
from kursk_archive.loader.personal_data import report_personal_data

Entries = Iterator[Entry | Omitted]
_CHAT = "chat"


class _Document(Struct):
    """A JSON text with the offsets of its characters."""

    text: str
    line_ends: list[int]
    """Offset of each line's end, in characters."""
    is_ascii: bool
    counted: list[int]
    """The last character that was counted, and its offset in bytes."""

    @classmethod
    def of(cls, text: str, mark: int) -> _Document:
        """Return a document; `mark` is the length of its byte order mark."""
        ends = [position for position, character in enumerate(text) if character == "\n"]
        return cls(text, ends, text.isascii(), [0, mark])

    def line(self, position: int) -> int:
        return bisect_right(self.line_ends, position - 1) + 1

    def byte_range(self, item: JsonItem) -> tuple[int, int]:
        """Return offset and length of an item, in bytes. Items are asked for in their order."""
        start = self._bytes_before(item.start)
        return start, self._bytes_before(item.end) - start

    def _bytes_before(self, position: int) -> int:
        character, offset = self.counted
        between = self.text[character:position]
        offset += len(between) if self.is_ascii else len(between.encode("utf-8", "surrogatepass"))
        self.counted[:] = [position, offset]
        return offset


def read_json_export(data: bytes, path: str, mapped: MappedReader | None = None) -> list[Draft]:
    """Read the articles of an export in JSON; a draft with the reason where it is none, or is broken.

    Args:
        data: the whole file.
        path: for the findings' locations.
        mapped: reads the objects as archive.yaml says; None if it says nothing of this file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [Draft(findings=(broken(path, f"not valid UTF-8: byte 0x{data[error.start]:02X}"),))]
    document = _Document.of(text, len(data) - len(data.removeprefix(b"\xef\xbb\xbf")))
    findings: list[Finding] = []
    entries = _collect(document, path, findings, mapped)
    if entries is None:
        drafts = [Draft(findings=tuple(findings))] if findings else unrecognised(path, "JSON that is no known export")
        return report_personal_data(drafts, data, path)
    drafts = read_entries(entries, path, "utf-8")
    if findings:
        drafts.append(Draft(key="unread", findings=tuple(findings)))
    if not drafts and any(isinstance(entry, Omitted) and entry.noun == _CHAT for entry in entries):
        finding = make_finding("personal-data", Location(path, 1, 1), "holds a chat that is not a public channel")
        return [Draft(is_article=False, findings=(finding,))]
    return report_personal_data(drafts or unrecognised(path, "an export without articles"), data, path)


def _collect(
    document: _Document, path: str, findings: list[Finding], mapped: MappedReader | None
) -> list[Entry | Omitted] | None:
    """Return what the export holds up to a fault, which becomes a finding; None if it is no export."""
    collected: list[Entry | Omitted] = []
    try:
        entries = _mapped(document, path, findings, mapped) if mapped else _entries(document, path, findings)
        if entries is None:
            return None
        for entry in entries:
            collected.append(entry)  # noqa: PERF402 - what came before a fault is kept
    except json.JSONDecodeError as error:
        findings.append(broken(path, f"not valid JSON: {error.msg}", error.lineno, error.colno))
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        findings.append(broken(path, f"not valid JSON: {reason}"))
    return collected or None


def _entries(document: _Document, path: str, findings: list[Finding]) -> Entries | None:
    text = document.text
    if path.lower().endswith((".jsonl", ".ndjson")):
        return _scraped_lines(document, path, findings)
    first = text.lstrip()[:1]
    if first == "[":
        return _scraped(document, find_list(text, ()) or 0)
    for keys, read in _SHAPES:
        position = find_list(text, keys)
        if position is not None:
            return read(document, position)
    if first == "{" and is_article(record := json.loads(text, strict=False)):
        return iter([scraped_entry(record, 0, len(text.encode()), 1, 1)])
    return None


def _mapped(document: _Document, path: str, findings: list[Finding], mapped: MappedReader) -> Entries | None:
    """Read the objects of a list, or of lines, as a mapping says."""
    text, keys = document.text, list_keys(mapped.mapping.items)
    if path.lower().endswith((".jsonl", ".ndjson")):
        return _mapped_items(document, _valid_lines(document, path, findings), mapped)
    position = find_list(text, keys)
    if position is not None:
        return _mapped_items(document, list_items(text, position), mapped)
    if not keys and text.lstrip()[:1] == "{":
        end = len(text.rstrip())
        return _mapped_items(document, [JsonItem(json.loads(text, strict=False), 0, end)], mapped)
    message = f"`items`: no list at `{mapped.mapping.items[:60]}`"
    findings.append(make_finding("export-mapping", Location(path, 1, 1), message))
    return None


def _mapped_items(document: _Document, items: Iterable[JsonItem], mapped: MappedReader) -> Entries:
    for number, item in enumerate(items, 1):
        start, length = document.byte_range(item)
        entry = mapped.entry(item.value, start, length, document.line(item.start), number)
        yield entry or Omitted("object", "without a title and a text")


def _scraped(document: _Document, position: int) -> Entries | None:
    items = list_items(document.text, position)
    first = next(items, None)
    if first is None or not is_article(first.value):
        return None
    return _scraped_items(document, [first], items)


def _scraped_items(document: _Document, *groups: Iterable[JsonItem]) -> Entries:
    number = 0
    for group in groups:
        for item in group:
            number += 1
            if is_article(item.value):
                start, length = document.byte_range(item)
                yield scraped_entry(item.value, start, length, document.line(item.start), number)
            else:
                yield Omitted("object", "without a title and a text")


def _scraped_lines(document: _Document, path: str, findings: list[Finding]) -> Entries | None:
    items = _valid_lines(document, path, findings)
    if not any(is_article(item.value) for item in items):
        return None
    return _scraped_items(document, items)


def _valid_lines(document: _Document, path: str, findings: list[Finding]) -> list[JsonItem]:
    items: list[JsonItem] = []
    for item in lines_as_items(document.text):
        if isinstance(item, ValueError):
            findings.append(broken(path, f"a line is not valid JSON: {item}"))
        else:
            items.append(item)
    return items


# Telegram Desktop

_PUBLIC_CHATS = frozenset({"public_channel"})
_TAGS = {"bold": "strong", "italic": "em", "strikethrough": "s", "code": "code", "pre": "pre"}
"""Kind of a part of a message → the tag that it is written as."""


def _telegram(document: _Document, position: int) -> Entries | None:
    chat = _members_before(document.text, ("name", "type", "id"))
    if _text(chat.get("type")) not in _PUBLIC_CHATS:
        return iter([Omitted(_CHAT, "that is not a public channel")])
    return _telegram_messages(document, position, chat)


def _telegram_messages(document: _Document, position: int, chat: Mapping[str, Any]) -> Entries:
    for item in list_items(document.text, position):
        message = item.value
        if not isinstance(message, Mapping) or message.get("type") != "message":
            yield Omitted("service message")
            continue
        entities = message.get("text_entities") or message.get("text")
        plain = _telegram_text(entities)
        if not plain.strip():
            yield Omitted("message", "without text")
            continue
        start, length = document.byte_range(item)
        photo = message.get("photo")
        yield Entry(
            key=str(message.get("id", "")),
            values={
                "title": first_words(plain),
                "date": _unix_time(message, "date"),
                "updated": _unix_time(message, "edited"),
                "publisher": _text(chat.get("name")),
                "author": _text(message.get("author")),
                "url": f"https://t.me/c/{chat['id']}/{message['id']}" if chat.get("id") and message.get("id") else None,
                "slug": f"telegram-{message.get('id')}",
                "topics": _hashtags(entities),
                "image": photo if isinstance(photo, str) and not photo.startswith("(") else None,
            },
            body=_telegram_html(entities),
            start=start,
            length=length,
            line=document.line(item.start),
        )


def _telegram_parts(entities: object) -> Iterator[tuple[str, str, str]]:
    """Yield type, text and address of each part of a message: a text, or a list of texts and entities."""
    for part in entities if isinstance(entities, list) else [entities]:
        if isinstance(part, str):
            yield "plain", part, ""
        elif isinstance(part, Mapping):
            yield str(part.get("type", "plain")), str(part.get("text", "")), str(part.get("href", ""))


def _telegram_text(entities: object) -> str:
    return "".join(text for _, text, _ in _telegram_parts(entities))


def _telegram_html(entities: object) -> str:
    """Return a message as HTML: it marks paragraphs by blank lines, and has tags only inside them."""
    return paragraphs_of_html(_telegram_markup(entities))


def _telegram_markup(entities: object) -> str:
    parts = []
    for kind, text, href in _telegram_parts(entities):
        written = html.escape(text, quote=False)
        address = {"link": text, "text_link": href, "mention": f"https://t.me/{text.removeprefix('@')}"}.get(kind, "")
        address = f"mailto:{text}" if kind == "email" else address
        if address:
            address = address if ":" in address.split("/", 1)[0] else f"https://{address}"
            written = f'<a href="{html.escape(address)}">{written}</a>'
        elif tag := _TAGS.get(kind):
            written = f"<{tag}>{written}</{tag}>"
        parts.append(written)
    return "".join(parts)


def _hashtags(entities: object) -> list[str]:
    return [text.removeprefix("#") for kind, text, _ in _telegram_parts(entities) if kind == "hashtag"]


def _unix_time(message: Mapping[str, Any], name: str) -> str | None:
    """Return a time in UTC: the export's own `date` is the local time of whoever exported it."""
    seconds = str(message.get(f"{name}_unixtime", ""))
    if seconds.isdecimal() and len(seconds) <= 11:
        return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"
    return _text(message.get(name))


# Ghost


def _ghost(document: _Document, position: int) -> Entries:
    data = json.loads(document.text, strict=False)
    versions = data.get("db")
    version = versions[0] if isinstance(versions, list) and versions else data
    has_posts = isinstance(version, Mapping) and isinstance(version.get("data"), Mapping)
    data = version["data"] if has_posts else data["data"]
    authors = _joined(data, "posts_authors", "author_id", "users")
    tags = _joined(data, "posts_tags", "tag_id", "tags")
    settings = {row.get("key"): row.get("value") for row in data.get("settings") or () if isinstance(row, Mapping)}
    for item in list_items(document.text, position):
        post = item.value
        if not isinstance(post, Mapping) or post.get("type", "post") != "post" or post.get("page") in (1, True):
            yield Omitted("page")
            continue
        identity = str(post.get("id") or post.get("uuid") or post.get("slug"))
        is_public = post.get("status") == "published" and post.get("visibility", "public") in ("public", None)
        start, length = document.byte_range(item)
        markup = post.get("html") or ""
        yield Entry(
            key=identity,
            values={
                "title": _text(post.get("title")),
                "date": _text(post.get("published_at")),
                "updated": _text(post.get("updated_at")),
                "authors": authors.get(identity, []),
                "publisher": _text(settings.get("title")),
                "language": _text(settings.get("lang") or settings.get("locale")),
                "url": _text(post.get("canonical_url")),
                "slug": _text(post.get("slug")),
                "description": _text(post.get("custom_excerpt")),
                "image": _text(post.get("feature_image")),
                "topics": [tag for tag in tags.get(identity, []) if not tag.startswith("#")],
                "status": None if is_public else "draft",
            },
            body=markup or paragraphs_of_text(str(post.get("plaintext") or "")),
            start=start,
            length=length,
            line=document.line(item.start),
        )


def _joined(data: Mapping[str, Any], table: str, foreign: str, names: str) -> dict[str, list[str]]:
    """Map the ids of posts to the names that a table of pairs gives them, in its order."""
    by_id = {row.get("id"): row.get("name") for row in data.get(names) or () if isinstance(row, Mapping)}
    joined: dict[str, list[str]] = {}
    rows = [row for row in data.get(table) or () if isinstance(row, Mapping)]
    for row in sorted(rows, key=lambda row: row.get("sort_order") or 0):
        if isinstance(name := by_id.get(row.get(foreign)), str):
            joined.setdefault(str(row.get("post_id")), []).append(name)
    return joined


# JSON Feed


def _json_feed(document: _Document, position: int) -> Entries | None:
    feed = _members_before(document.text, ("version", "title", "language"))
    if "jsonfeed.org" not in str(feed.get("version", "")):
        return _scraped(document, position)
    return _json_feed_items(document, position, feed)


def _json_feed_items(document: _Document, position: int, feed: Mapping[str, Any]) -> Entries:
    for item in list_items(document.text, position):
        value = item.value
        if not isinstance(value, Mapping):
            yield Omitted("item", "that is not an object")
            continue
        start, length = document.byte_range(item)
        plain = str(value.get("content_text") or "")
        authors = value.get("authors") or [value.get("author")]
        yield Entry(
            key=str(value.get("id") or value.get("url") or f"line-{document.line(item.start)}"),
            values={
                "title": _text(value.get("title")) or first_words(plain),
                "date": _text(value.get("date_published")),
                "updated": _text(value.get("date_modified")),
                "authors": [str(one["name"]) for one in authors if isinstance(one, Mapping) and one.get("name")],
                "publisher": _text(feed.get("title")),
                "language": _text(value.get("language") or feed.get("language")),
                "url": _text(value.get("url")),
                "description": _text(value.get("summary")),
                "image": _text(value.get("image")),
                "topics": [str(tag) for tag in value.get("tags") or ()],
            },
            body=str(value.get("content_html") or "") or html_or_text(plain),
            start=start,
            length=length,
            line=document.line(item.start),
        )


_SHAPES: Sequence[tuple[Sequence[str], Callable[[_Document, int], Entries | None]]] = (
    (("db", "0", "data", "posts"), _ghost),
    (("data", "posts"), _ghost),
    (("messages",), _telegram),
    (("items",), _json_feed),
    (("articles",), _scraped),
    (("posts",), _scraped),
    (("results",), _scraped),
    (("data",), _scraped),
)
"""Keys that lead to the list of articles, and the reader of an export of that shape."""


def _members_before(text: str, keys: Sequence[str]) -> dict[str, Any]:
    """Return the members of the top object with these names."""
    value = json.loads(text, strict=False)
    return {key: value.get(key) for key in keys} if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
