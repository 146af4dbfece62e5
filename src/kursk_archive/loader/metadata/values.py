"""Readers for the types of metadata values. Each returns the value, an `InvalidValue`, or None if it is empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.core.text import plain_line
from kursk_archive.loader import dates, names
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.loader.titles import plain_title
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Located


class InvalidValue(Struct, frozen=True):
    """The reason why a value cannot be read whole: a phrase for a finding's message, and the finding's code."""

    message: str
    code: str = "field"
    rest: Any = None
    """The part that can be read; None if there is none."""


_NOTHING = frozenset({"", "-", "n/a", "none", "unknown"})


def is_nothing(value: Located) -> bool:
    """Return True if a value is empty or a word such as `none`: it takes back what stands elsewhere."""
    data = value.data
    if isinstance(data, tuple):
        return not data or (len(data) == 1 and is_nothing(data[0]))
    return not data if not isinstance(data, (str, bool)) else isinstance(data, str) and data.strip().lower() in _NOTHING


def read_prose(value: Located) -> str | InvalidValue | None:
    """Read text with its line breaks. A list of one item stands for that item: `[[2024-08-15]]` in Obsidian."""
    data = value.data
    for _ in range(2):
        if isinstance(data, tuple) and len(data) == 1:
            data = data[0].data
    if isinstance(data, str):
        return data.strip() or None
    return None if data is None or data == () else InvalidValue(f"expected text, not {_describe_type(data)}")


def read_line(value: Located) -> str | InvalidValue | None:
    """Read text, and join its lines."""
    text = read_prose(value)
    return plain_line(text) or None if isinstance(text, str) else text


def read_title(value: Located) -> str | InvalidValue | None:
    """Read a title as plain text, without entities and markup."""
    text = read_prose(value)
    return plain_title(text) or None if isinstance(text, str) else text


def read_name(value: Located) -> str | InvalidValue | None:
    """Read the name of a person or a publisher, also from a mapping with a URL or a portrait beside the name."""
    if isinstance(value.data, Mapping):
        return read_line(next((value.data[key] for key in _NAME_KEYS if key in value.data), Located(False)))
    return read_line(value)


_NAME_KEYS = ("name", "label", "key", "title")


def read_names(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """Read names; a single text is split at semicolons or, without any, at commas and `and`. `unknown` is no name."""
    if isinstance(value.data, str):
        return names.split_names(value.data) or None
    texts = read_list(value)
    return names.clean_names(texts) or None if isinstance(texts, tuple) else texts


def read_list(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """Read a list of texts; a single text is split at semicolons or, without any, at commas. Flatten nested lists."""
    data = value.data
    if isinstance(data, str):
        return distinct_texts(data.split(";" if ";" in data else ","))
    return None if data is None else _flatten(data if isinstance(data, tuple) else (value,))


def read_urls(value: Located) -> tuple[str, ...] | InvalidValue | None:
    """Read a list of URLs; a single text is split at white space."""
    return distinct_texts(value.data.split()) if isinstance(value.data, str) else read_list(value)


def _flatten(values: tuple[Located, ...]) -> tuple[str, ...] | InvalidValue | None:
    texts: list[str] = []
    for value in values:
        item = _flatten(value.data) if isinstance(value.data, tuple) else read_name(value)
        if isinstance(item, InvalidValue):
            return InvalidValue(item.message.replace("expected text", "expected a list of texts"))
        texts += (item,) if isinstance(item, str) else item or ()
    return distinct_texts(texts)


def distinct_texts(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Drop empty texts and repetitions, ignoring case; None if nothing remains."""
    by_folded: dict[str, str] = {}
    for text in map(plain_line, texts):
        by_folded.setdefault(text.casefold(), text)
    by_folded.pop("", None)
    return tuple(by_folded.values()) or None


def read_date(value: Located) -> PartialDate | InvalidValue | None:
    """Read a date, as precise as it is written."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    reading = dates.parse_date(text)
    return InvalidValue(reading.note, reading.code, reading.date) if reading.code else reading.date


def read_source_url(value: Located) -> str | InvalidValue | None:
    """Read an absolute http(s) URL."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    url = text[1:-1].strip() if text.startswith("<") and text.endswith(">") else text
    return url if is_http_url(url) else InvalidValue(f"not an http(s) address: `{shorten(text)}`", "source-invalid")


def read_slug(value: Located) -> str | InvalidValue | None:
    """Read a slug, transliterated to Latin letters. WordPress percent-encodes slugs, and cuts them anywhere."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    decoded = _SIGN.sub("-", unquote(_CUT_ESCAPE.sub("", text), errors="ignore")) if "%" in text else text
    decoded = _PICTURE.sub("", decoded)
    slug = slugs.slugify(decoded) if _SLUG.fullmatch(decoded) else ""
    return slug or InvalidValue(f"`{shorten(text)}` cannot be used in a URL", "slug")


_SIGN = re.compile(r"[^\w/\\.'’ -]")
"""In an encoded slug: WordPress leaves dashes, ellipses and hearts in it."""
_PICTURE = re.compile("[\u200d\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
"""Emoji and arrows, which blogs have in addresses; none of them is needed to tell slugs apart."""
_CUT_ESCAPE = re.compile(r"%[0-9A-Fa-f]?\Z")

_SLUG = re.compile(r"[\w'’ -]+(?:\.[\w'’ -]+)*")
"""Allows dots inside only: `v1.5`, not `..`."""


def read_slug_from_path(value: Located) -> str | InvalidValue | None:
    """Read a slug from the path that another generator gave the page."""
    return slugs.slug_from_path(f"{value.data}") or None


def read_edition(value: Located) -> str | InvalidValue | None:
    """Read `this`: what the sidecar says of publication concerns this capture alone."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    return "this" if text.casefold() == "this" else InvalidValue(f"expected `this`, not `{shorten(text)}`")


def read_language(value: Located) -> str | InvalidValue | None:
    """Read a BCP 47 tag, and give its parts their usual case; `en_US.UTF-8` is accepted too."""
    text = read_line(value)
    if not isinstance(text, str):
        return text
    match = _LANGUAGE.fullmatch(text.replace("_", "-"))
    if not match:
        return InvalidValue(f"`{shorten(text)}` is not a language tag such as `en`, `uk` or `pt-BR`")
    primary, script, region, variants = match.group("primary", "script", "region", "variants")
    parts = (primary.lower(), script and script.title(), region and region.upper(), variants.lower().strip("-"))
    return "-".join(filter(None, parts))


_LANGUAGE = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<variants>(?:-[a-z0-9]{4,8})*)"
    r"(?:\.[a-z0-9-]{1,20})?",
    re.IGNORECASE,
)
"""RFC 5646, section 2.1, without extensions and private use."""


def read_image_href(value: Located) -> str | InvalidValue | None:
    """Read the path or URL of an image, also from a mapping with a caption beside it; of a list, take the first."""
    data = value.data
    if isinstance(data, tuple) and data:
        return (
            read_image_href(data[0])
            if not isinstance(data[0].data, tuple)
            else InvalidValue("expected one address, not nested lists")
        )
    if isinstance(data, Mapping):
        return read_line(next((data[key] for key in _IMAGE_KEYS if key in data), Located(False)))
    return read_line(value)


_IMAGE_KEYS = ("src", "url", "path", "image", "file", "filename", "href")


def _describe_type(data: object) -> str:
    if isinstance(data, bool):
        return f"`{str(data).lower()}` (quote it if it is text)"
    return "a list" if isinstance(data, tuple) else "a mapping"
