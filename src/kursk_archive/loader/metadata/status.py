"""Whether an article may be shown. What cannot be understood is not shown: nothing is published by accident."""

from __future__ import annotations

from typing import Literal, TypeAlias

from kursk_archive.loader.metadata.values import Fault
from kursk_archive.loader.text_dump.lines import shortened
from kursk_archive.yaml.located import Value

Status: TypeAlias = Literal["published", "withheld"]

_WITHHELD = frozenset({"withheld", "draft", "hidden", "private", "unpublished", "embargoed", "pending", "skip"})
_PUBLISHED = frozenset({"published", "publish", "public", "live", "featured"})
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})
_SHOWING = frozenset({"published", "url", "permalink"})
"""Keys whose `false` means that there is no page; for the others, `draft` and its like, `true` does."""


def is_switch(value: Value) -> bool:
    """Whether a value is a yes or a no; `published` may be a date as well."""
    return switch(value) is not None


def switch(value: Value) -> bool | None:
    """A yes or a no; None where it is neither."""
    word = _word(value)
    return True if word in _TRUE else False if word in _FALSE else None


def read(key: str, value: Value) -> Status | Fault | None:
    """What `value` says under `key` (folded); None where it is empty."""
    if value.data is None or value.data == "":
        return None
    if key == "status":
        return _status(value)
    said = switch(value)
    if said is None:
        return Fault("takes true or false; the article is withheld until it is clear")
    return "published" if said == (key in _SHOWING) else "withheld"


def _status(value: Value) -> Status | Fault:
    word = _word(value)
    if word in _PUBLISHED | _WITHHELD:
        return "published" if word in _PUBLISHED else "withheld"
    said = f"`{shortened(word)}`" if word else "this"
    return Fault(f"takes `published` or `withheld`, not {said}; the article is withheld until it is clear")


def _word(value: Value) -> str:
    data = value.data
    if isinstance(data, bool):
        return f"{data}".lower()
    return data.strip().casefold() if isinstance(data, str) else ""
