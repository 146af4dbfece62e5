"""Articles as scrapers write them: an object or a row each, under names of their own choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kursk_archive.loader.exports.entries import Entry, Value, html_or_text
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD, fold_key

_BODY_KEYS = tuple(
    "contenthtml bodyhtml articlehtml html maintext articlebody articletext fulltext bodytext cleantext content body "
    "text article story contenttext".split()
)
"""Folded names of the text, the most particular first."""
_OTHER_NAMES = {
    "datepublish": "date",
    "datemodify": "updated",
    "datedownload": "captured_at",
    "imageurl": "image",
    "heroimageurl": "image",
    "publishedutc": "date",
    "firstpublisheddate": "date",
    "authorfullname": "author",
    "urlcanonical": "url",
    "titlepage": "",
    "titlerss": "",
    "filename": "",
    "localpath": "",
    "sourcedomain": "",
    "textlength": "",
}
"""Folded names that other metadata do not have → the name to read them under; empty to leave out."""
_TITLES = frozenset(ALIASES_BY_FIELD["title"])
_IDENTITIES = ("id", "uuid", "guid", "url", "link")
_MAX_VALUE = 10_000
"""Characters; a longer value of an unknown name is left out."""


def is_article(record: object) -> bool:
    """Return True for a mapping with a title and a text."""
    if not isinstance(record, Mapping):
        return False
    names = {fold_key(str(key)) for key, value in record.items() if isinstance(value, str) and value.strip()}
    return bool(names & _TITLES) and any(name in names for name in _BODY_KEYS)


def scraped_entry(record: Mapping[str, Any], start: int, length: int, line: int, number: int) -> Entry:
    """Make an entry of an object or a row that `is_article`.

    Args:
        record: names and values as written.
        start: offset of its part of the file, in bytes.
        length: of that part.
        line: where it begins.
        number: of the record in the file, from 1; the key of one that has neither an address nor an id.
    """
    name, text = scraped_body(record)
    folded = {fold_key(str(key)): value for key, value in record.items()}
    identity = next((str(folded[one]) for one in _IDENTITIES if folded.get(one)), "")
    return Entry(identity or f"entry-{number}", other_values(record, name), html_or_text(text), start, length, line)


def scraped_body(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return the folded name of the text of a record, and the text; empty if it has none."""
    folded = {fold_key(str(key)): value for key, value in record.items()}
    texts = ((name, str(folded[name] or "")) for name in _BODY_KEYS if name in folded)
    return next(((name, text) for name, text in texts if text.strip()), ("", ""))


def other_values(record: Mapping[str, Any], body_name: str) -> dict[str, Value]:
    """Return the metadata of a record, under the names to read them by.

    Args:
        record: names and values as written.
        body_name: the folded name of the text.
    """
    values: dict[str, Value] = {}
    for key, value in record.items():
        name = fold_key(str(key))
        read = _OTHER_NAMES.get(name, str(key))
        if name != body_name and read and (text := value_text(value)):
            values.setdefault(read, text)
    return values


def value_text(value: Any) -> Value:
    """Return a value as metadata hold it: text, or a list of texts."""
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value).lower()
    if isinstance(value, str):
        return value if len(value) <= _MAX_VALUE else None
    if isinstance(value, list):
        names = [item.get("name") if isinstance(item, Mapping) else item for item in value]
        return [str(name) for name in names if isinstance(name, str | int | float) and str(name).strip()] or None
    if isinstance(value, Mapping):
        name = value.get("name")
        return name if isinstance(name, str) else json.dumps(value, ensure_ascii=False)[:_MAX_VALUE]
    return str(value)
