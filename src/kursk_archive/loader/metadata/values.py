"""Metadata values, read as the kind that their field takes: a value, a `InvalidValue`, or None where nothing is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.loader import dates
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Located


class InvalidValue(Struct, frozen=True):
    """Why a value cannot be read: a phrase for a finding's message, and its code."""

    message: str
    code: str = "field"


def read_prose(value: Located) -> str | InvalidValue | None:
    """Text with its line breaks. A list of one stands for what it holds."""
    data = value.data
    if isinstance(data, tuple) and len(data) == 1:
        data = data[0].data
    if isinstance(data, str):
        return data.strip() or None
    return None if data is None or data == () else InvalidValue(f"takes text, not {_kind(data)}")


def read_line(value: Located) -> str | InvalidValue | None:
    """Text on one line."""
    text = read_prose(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def read_name(value: Located) -> str | InvalidValue | None:
    """The name of a person or a house, also where it stands in a mapping with an address or a portrait."""
    if isinstance(value.data, Mapping):
        return read_line(value.data.get("name") or value.data.get("title") or Located(False))
    return read_line(value)


def read_names(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """Names; in one text they are separated by semicolons, else by commas and `and`."""
    text = _BY.sub("", value.data.strip()) if isinstance(value.data, str) else None
    if text is None:
        return read_list(value)
    parts = text.split(";") if ";" in text else _BETWEEN_NAMES.split(text)
    return distinct_texts(parts)


_BY = re.compile(r"by\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r",|\s(?:and|&|и|та|і)\s")


def read_list(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """A list of texts; in one text they are separated by semicolons, else by commas. Lists in lists are laid flat."""
    data = value.data
    if isinstance(data, str):
        return distinct_texts(data.split(";" if ";" in data else ","))
    return None if data is None else _listed(data if isinstance(data, tuple) else (value,))


def read_urls(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """A list of addresses; in one text they are separated by white space."""
    return distinct_texts(value.data.split()) if isinstance(value.data, str) else read_list(value)


def _listed(values: tuple[Located, ...]) -> tuple[str, ...] | InvalidValue | None:
    found: list[str] = []
    for value in values:
        one = _listed(value.data) if isinstance(value.data, tuple) else read_name(value)
        if isinstance(one, InvalidValue):
            return InvalidValue(one.message.replace("takes text", "takes a list of texts"))
        found += (one,) if isinstance(one, str) else one or ()
    return distinct_texts(found)


def distinct_texts(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Those that are neither empty nor there already, in whatever case; None if there is none."""
    folded: dict[str, str] = {}
    for text in (" ".join(text.split()) for text in texts):
        folded.setdefault(text.casefold(), text)
    folded.pop("", None)
    return tuple(folded.values()) or None


def read_date(value: Located) -> PartialDate | InvalidValue | None:
    """A date as precise as it is written."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    reading = dates.parse_date(text)
    return InvalidValue(reading.note, f"date-{reading.problem}") if reading.problem else reading.date


def read_source_url(value: Located) -> str | InvalidValue | None:
    """An absolute http(s) address."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    address = text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text
    return address if is_http_url(address) else InvalidValue(f"no http(s) address: `{shorten(text)}`", "source-invalid")


def read_slug(value: Located) -> str | InvalidValue | None:
    """A page's name; letters of any script are spelt in Latin ones."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    spelt = slugs.slugify(text) if _SLUG.fullmatch(text) else ""
    return spelt or InvalidValue(f"`{shorten(text)}` cannot be part of an address", "slug")


_SLUG = re.compile(r"[\w'’ -]+(?:\.[\w'’ -]+)*")
"""Dots stand inside only: `v1.5`, not `..`."""


def read_slug_from_path(value: Located) -> str | InvalidValue | None:
    """A page's name, from the path that another generator gave it."""
    return slugs.slug_from_path(f"{value.data}") or None


def read_language(value: Located) -> str | InvalidValue | None:
    """A BCP 47 tag, in the case that its parts customarily have; `en_US.UTF-8` is one too."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    match = _LANGUAGE.fullmatch(text.replace("_", "-"))
    if not match:
        return InvalidValue(f"`{shorten(text)}` is no language tag such as `en`, `uk`, `pt-BR`")
    primary, script, region, rest = match.group("primary", "script", "region", "rest")
    parts = (primary.lower(), script and script.title(), region and region.upper(), rest.lower().strip("-"))
    return "-".join(filter(None, parts))


_LANGUAGE = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<rest>(?:-[a-z0-9]{4,8})*)"
    r"(?:\.[a-z0-9-]{1,20})?",
    re.IGNORECASE,
)
"""RFC 5646, section 2.1, without extensions and private use."""


def read_image_href(value: Located) -> str | InvalidValue | None:
    """An image's address, also where it stands in a mapping with its caption; of several the first."""
    data = value.data
    if isinstance(data, tuple) and data:
        return (
            read_image_href(data[0])
            if not isinstance(data[0].data, tuple)
            else InvalidValue("takes one address, not lists of lists")
        )
    if isinstance(data, Mapping):
        return read_line(next((data[key] for key in _ADDRESSES if key in data), Located(False)))
    return read_line(value)


_ADDRESSES = ("src", "url", "path", "image", "file", "filename", "href")


def _kind(data: object) -> str:
    if isinstance(data, bool):
        return f"`{str(data).lower()}` (put it in quotation marks if it is text)"
    return "a list" if isinstance(data, tuple) else "a mapping"
