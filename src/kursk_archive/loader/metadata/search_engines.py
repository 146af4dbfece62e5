"""Metadata for search engines: `noindex`, and the article's canonical URL."""

from __future__ import annotations

from kursk_archive.core.enums import Canonical
from kursk_archive.loader.metadata.status import read_boolean
from kursk_archive.loader.metadata.values import InvalidValue, read_line
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.yaml.located import Located


def read_noindex(value: Located) -> bool | InvalidValue | None:
    """Read a boolean, or the words of a robots meta tag such as `noindex, nofollow`."""
    switch = read_boolean(value)
    if switch is not None or value.data in (None, ""):
        return switch
    text = read_line(value)
    words = {word.strip() for word in text.casefold().split(",")} if isinstance(text, str) else set()
    if words & {"noindex", "none"}:
        return True
    return False if words & {"index", "all"} else InvalidValue("expected true or false")


def read_canonical(value: Located) -> Canonical | InvalidValue | None:
    """Read which of the two URLs is canonical: the original or this archive's copy."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    if text.casefold() not in tuple(Canonical):
        return InvalidValue(f"expected `original` or `copy`, not `{shorten(text)}`")
    return Canonical(text.casefold())
