"""The provenance of an article's metadata, as a page describes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kursk_archive.core.enums import Provenance
from kursk_archive.core.i18n import Message

PROVENANCE_NAMES: Mapping[Provenance, Message] = {
    Provenance.STATED: "Stated in the capture",
    Provenance.DERIVED: "Inferred from the capture",
    Provenance.SIDECAR: "Added by an archivist",
    Provenance.REMOVED: "Removed by an archivist",
    Provenance.DEFAULT: "Default",
}

FIELD_NAMES: Mapping[str, Message] = {
    "title": "headline",
    "date": "publication date",
    "updated": "last update",
    "authors": "authors",
    "publisher": "publisher",
    "source_url": "original address",
    "language": "language",
    "topics": "topics",
    "section": "section",
    "places": "places",
    "slug": "page address",
    "description": "summary",
    "image": "image",
    "image_alt": "image description",
    "image_caption": "caption",
    "image_credit": "credit",
    "captured_at": "capture date",
    "status": "status",
    "reason": "reason",
    "edition": "separate article",
    "edition_of": "article that it is an edition of",
    "aliases": "other addresses",
    "links": "repaired links",
    "translations": "translations",
    "noindex": "visibility in search engines",
    "canonical": "canonical address",
    "encoding": "encoding",
}
"""Field → its name on a page."""

CAPTURE_FORMAT_NAMES: Mapping[str, Message] = {
    "text": "plain text",
    "markdown": "Markdown",
    "html": "HTML",
    "mhtml": "MHTML",
    "eml": "email",
    "warc": "WARC",
    "warc.gz": "WARC",
    "arc": "ARC",
    "arc.gz": "ARC",
}
"""Format of a capture → its name on a page, if that differs."""


ORIGIN_NAMES: Mapping[str, Message] = {
    "JSON-LD": "Stated in the page’s JSON-LD",
    "OpenGraph": "Stated in the page’s OpenGraph tags",
    "microdata": "Stated in the page’s microdata",
    "meta tags": "Stated in the page’s other metadata",
    "printed": "Printed on the page",
    "address": "Read from the page’s address",
    "saved": "Noted by the program that saved the page",
    "headers": "Stated in the message’s headers",
}
"""Part of a saved page → how a page of the archive names what is stated there."""


def provenance_summary(
    provenance: Mapping[str, Provenance], origins: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Group the names of the fields by provenance, leaving out empty groups.

    Args:
        provenance: of each field.
        origins: of the fields that a part of the capture states, that part.
    """
    return _provenance_summary(tuple(provenance.items()), tuple(origins.items()))


@lru_cache(maxsize=256)
def _provenance_summary(
    fields: tuple[tuple[str, Provenance], ...], origins: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    # Cached: most articles of an archive have the same provenance.
    provenance, origin_of = dict(fields), dict(origins)
    names = {field: name for field, name in FIELD_NAMES.items() if field in provenance}
    stated = {
        label: tuple(name for field, name in names.items() if origin_of.get(field) == origin)
        for origin, label in ORIGIN_NAMES.items()
    }
    others = {
        label: tuple(name for field, name in names.items() if provenance[field] is source and field not in origin_of)
        for source, label in PROVENANCE_NAMES.items()
    }
    groups = {**stated, **others}
    return tuple((label, group) for label, group in groups.items() if group)
