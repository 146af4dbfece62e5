"""Whether an article may be shown. What cannot be understood is not shown: nothing is published by accident."""

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
_SHOWING = frozenset({"published", "url", "permalink"})
"""Keys whose `false` means that there is no page; for the others, `draft` and its like, `true` does."""


def is_boolean(value: Located) -> bool:
    """Whether a value is a yes or a no; `published` may be a date as well."""
    return read_boolean(value) is not None


def read_boolean(value: Located) -> bool | None:
    """A yes or a no; None where it is neither."""
    word = _word(value)
    return True if word in _TRUE else False if word in _FALSE else None


def read_status(key: str, value: Located) -> PublicationStatus | InvalidValue | None:
    """What `value` says under `key` (folded); None where it is empty."""
    if value.data is None or value.data == "":
        return None
    if key == "status":
        return _status(value)
    said = read_boolean(value)
    if said is None:
        return InvalidValue("takes true or false; the article is withheld until it is clear")
    return "published" if said == (key in _SHOWING) else "withheld"


def _status(value: Located) -> PublicationStatus | InvalidValue:
    word = _word(value)
    if word in _PUBLISHED | _WITHHELD:
        return "published" if word in _PUBLISHED else "withheld"
    said = f"`{shorten(word)}`" if word else "this"
    return InvalidValue(f"takes `published` or `withheld`, not {said}; the article is withheld until it is clear")


def _word(value: Located) -> str:
    data = value.data
    if isinstance(data, bool):
        return f"{data}".lower()
    return data.strip().casefold() if isinstance(data, str) else ""
