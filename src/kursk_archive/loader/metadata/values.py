"""Metadata values, read as the kind that their field takes: a value, a `Fault`, or None where nothing is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.loader import dates
from kursk_archive.loader.text_dump.lines import shortened
from kursk_archive.loader.text_dump.source_url import is_address
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Value


class Fault(Struct, frozen=True):
    """Why a value cannot be read: a phrase for a finding's message, and its code."""

    message: str
    code: str = "field"


def prose(value: Value) -> str | Fault | None:
    """Text with its line breaks. A list of one stands for what it holds."""
    data = value.data
    if isinstance(data, tuple) and len(data) == 1:
        data = data[0].data
    if isinstance(data, str):
        return data.strip() or None
    return None if data is None or data == () else Fault(f"takes text, not {_kind(data)}")


def line(value: Value) -> str | Fault | None:
    """Text on one line."""
    text = prose(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def name(value: Value) -> str | Fault | None:
    """The name of a person or a house, also where it stands in a mapping with an address or a portrait."""
    if isinstance(value.data, Mapping):
        return line(value.data.get("name") or value.data.get("title") or Value(False))
    return line(value)


def names(value: Value) -> tuple[str, ...] | Fault | None:
    """Names; in one text they are separated by semicolons, else by commas and `and`."""
    text = _BY.sub("", value.data.strip()) if isinstance(value.data, str) else None
    if text is None:
        return items(value)
    parts = text.split(";") if ";" in text else _BETWEEN_NAMES.split(text)
    return distinct(parts)


_BY = re.compile(r"by\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r",|\s(?:and|&|и|та|і)\s")


def items(value: Value) -> tuple[str, ...] | Fault | None:
    """A list of texts; in one text they are separated by semicolons, else by commas. Lists in lists are laid flat."""
    data = value.data
    if isinstance(data, str):
        return distinct(data.split(";" if ";" in data else ","))
    return None if data is None else _listed(data if isinstance(data, tuple) else (value,))


def addresses(value: Value) -> tuple[str, ...] | Fault | None:
    """A list of addresses; in one text they are separated by white space."""
    return distinct(value.data.split()) if isinstance(value.data, str) else items(value)


def _listed(values: tuple[Value, ...]) -> tuple[str, ...] | Fault | None:
    found: list[str] = []
    for value in values:
        one = _listed(value.data) if isinstance(value.data, tuple) else name(value)
        if isinstance(one, Fault):
            return Fault(one.message.replace("takes text", "takes a list of texts"))
        found += (one,) if isinstance(one, str) else one or ()
    return distinct(found)


def distinct(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Those that are neither empty nor there already, in whatever case; None if there is none."""
    folded: dict[str, str] = {}
    for text in (" ".join(text.split()) for text in texts):
        folded.setdefault(text.casefold(), text)
    folded.pop("", None)
    return tuple(folded.values()) or None


def date(value: Value) -> PartialDate | Fault | None:
    """A date as precise as it is written."""
    text = line(value)
    if not isinstance(text, str):
        return text
    reading = dates.read(text)
    return Fault(reading.note, f"date-{reading.problem}") if reading.problem else reading.date


def source(value: Value) -> str | Fault | None:
    """An absolute http(s) address."""
    text = line(value)
    if not isinstance(text, str):
        return text
    address = text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text
    return address if is_address(address) else Fault(f"no http(s) address: `{shortened(text)}`", "source-invalid")


def slug(value: Value) -> str | Fault | None:
    """A page's name; letters of any script are spelt in Latin ones."""
    text = line(value)
    if not isinstance(text, str):
        return text
    spelt = slugs.slugify(text) if _SLUG.fullmatch(text) else ""
    return spelt or Fault(f"`{shortened(text)}` cannot be part of an address", "slug")


_SLUG = re.compile(r"[\w'’ -]+(?:\.[\w'’ -]+)*")
"""Dots stand inside only: `v1.5`, not `..`."""


def path(value: Value) -> str | Fault | None:
    """A page's name, from the path that another generator gave it."""
    return slugs.from_path(f"{value.data}") or None


def language(value: Value) -> str | Fault | None:
    """A BCP 47 tag, in the case that its parts customarily have; `en_US.UTF-8` is one too."""
    text = line(value)
    if not isinstance(text, str):
        return text
    match = _LANGUAGE.fullmatch(text.replace("_", "-"))
    if not match:
        return Fault(f"`{shortened(text)}` is no language tag such as `en`, `uk`, `pt-BR`")
    primary, script, region, rest = match.group("primary", "script", "region", "rest")
    parts = (primary.lower(), script and script.title(), region and region.upper(), rest.lower().strip("-"))
    return "-".join(filter(None, parts))


_LANGUAGE = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<rest>(?:-[a-z0-9]{4,8})*)"
    r"(?:\.[a-z0-9-]{1,20})?",
    re.IGNORECASE,
)
"""RFC 5646, section 2.1, without extensions and private use."""


def image(value: Value) -> str | Fault | None:
    """An image's address, also where it stands in a mapping with its caption; of several the first."""
    data = value.data
    if isinstance(data, tuple) and data:
        return image(data[0]) if not isinstance(data[0].data, tuple) else Fault("takes one address, not lists of lists")
    if isinstance(data, Mapping):
        return line(next((data[key] for key in _ADDRESSES if key in data), Value(False)))
    return line(value)


_ADDRESSES = ("src", "url", "path", "image", "file", "filename", "href")


def _kind(data: object) -> str:
    if isinstance(data, bool):
        return f"`{str(data).lower()}` (put it in quotation marks if it is text)"
    return "a list" if isinstance(data, tuple) else "a mapping"
