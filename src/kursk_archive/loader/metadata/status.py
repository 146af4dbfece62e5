"""Publication status. An unreadable status withholds the article, so that nothing is published by accident."""

from __future__ import annotations

from typing import Literal, TypeAlias

from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.yaml.located import Located

PublicationStatus: TypeAlias = Literal["published", "withheld"]

_WITHHELD = frozenset({"withheld", "draft", "hidden", "private", "unpublished", "embargoed", "pending", "skip"})
_PUBLISHED = frozenset({"published", "publish", "public", "live", "featured"})
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})
_PUBLISHING_KEYS = frozenset({"published", "url", "permalink"})
"""Keys whose `false` withholds the article. For other keys, such as `draft`, it is `true` that withholds."""


def is_boolean(value: Located) -> bool:
    """Return True if a value is a boolean; `published`, for one, may also be a date."""
    return read_boolean(value) is not None


def read_boolean(value: Located) -> bool | None:
    """Read a boolean, also as a word such as `yes`; None if it is neither true nor false."""
    word = _to_word(value)
    return True if word in _TRUE else False if word in _FALSE else None


def read_status(key: str, value: Located) -> PublicationStatus | InvalidValue | None:
    """Read the status that `key` (folded) states; None if the value is empty."""
    if value.data is None or value.data == "":
        return None
    if key == "status":
        return _read_status_word(value)
    switch = read_boolean(value)
    if switch is None:
        return InvalidValue("expected true or false; the article is withheld until this is fixed")
    return "published" if switch == (key in _PUBLISHING_KEYS) else "withheld"


def _read_status_word(value: Located) -> PublicationStatus | InvalidValue:
    word = _to_word(value)
    if word in _PUBLISHED | _WITHHELD:
        return "published" if word in _PUBLISHED else "withheld"
    written = f", not `{shorten(word)}`" if word else ""
    return InvalidValue(f"expected `published` or `withheld`{written}; the article is withheld until this is fixed")


def _to_word(value: Located) -> str:
    data = value.data
    if isinstance(data, bool):
        return f"{data}".lower()
    return data.strip().casefold() if isinstance(data, str) else ""
