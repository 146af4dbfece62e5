"""Publication status. An unreadable status withholds the article, so that nothing is published by accident."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.yaml.located import Located

PublicationStatus: TypeAlias = Literal["published", "withheld"]

KEYS = (
    "status",
    "draft",
    "publish",
    "dgpublish",
    "published",
    "private",
    "hidden",
    "withheld",
    "unlisted",
    "visibility",
)
"""Keys that state nothing but the status."""
_WITHHELD_ANYWHERE = frozenset({"withheld", "withhold", "unpublished", "embargoed", "not published", "do not publish"})
"""Words that withhold under any unknown key of a sidecar."""
_WITHHELD = _WITHHELD_ANYWHERE | {
    *("confidential", "deleted", "draft", "embargo", "hidden", "internal", "pending", "private", "redacted"),
    *("removed", "restricted", "secret", "skip", "trash", "unlisted", "withdrawn"),
}
_PUBLISHED = frozenset({"published", "publish", "public", "live", "featured"})
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})
_PUBLISHING_KEYS = frozenset({"publish", "dgpublish", "published", "url", "permalink"})
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
    if key in ("status", "visibility"):
        return _read_status_word(value)
    switch = read_boolean(value)
    if switch is None:
        return InvalidValue("expected true or false; the article is withheld until this is settled", "status")
    return "published" if switch == (key in _PUBLISHING_KEYS) else "withheld"


def _read_status_word(value: Located) -> PublicationStatus | InvalidValue:
    word = _to_word(value)
    if word in _PUBLISHED | _WITHHELD:
        return "published" if word in _PUBLISHED else "withheld"
    written = f", not `{shorten(word)}`" if word else ""
    message = f"expected `published` or `withheld`{written}; the article is withheld until this is settled"
    return InvalidValue(message, "status")


def may_withhold(key: str, value: Located) -> bool:
    """Return True if the value of a misspelt key withholds, or may do so.

    Args:
        key: the one of `KEYS` that was meant, as far as that can be known.
        value: the value.
    """
    word = _to_word(value)
    if key in ("status", "visibility") and isinstance(value.data, str):
        return word not in _PUBLISHED and bool(word)
    return word in _WITHHELD_ANYWHERE or (key in KEYS and key != "published" and word in _TRUE)


def has_withholding_line(text: str) -> bool:
    """Return True if a line of metadata that cannot be parsed withholds the article."""
    for line in text.split("\n")[:_MAX_LINES]:
        match = _LINE.match(line[:_MAX_LINE])
        key = "".join(match["key"].lower().split()) if match else ""
        if match and key in KEYS:
            value = Located(match["value"].partition(" #")[0].strip().strip("\"',"))
            is_date = key == "published" and not is_boolean(value)
            if not is_date and read_status(key, value) not in (None, "published"):
                return True
    return False


_MAX_LINES, _MAX_LINE = 1_000, 200
_LINE = re.compile(r"[\s\"'.]*+(?P<key>[A-Za-z]{4,12})[\s\"']*+[:=](?P<value>.*)")


def _to_word(value: Located) -> str:
    data = value.data
    if isinstance(data, bool):
        return f"{data}".lower()
    return data.strip().casefold() if isinstance(data, str) else ""
