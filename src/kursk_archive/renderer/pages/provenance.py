"""The provenance of an article's metadata, as a page describes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

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
    "aliases": "other addresses",
    "links": "repaired links",
    "translations": "translations",
    "noindex": "visibility in search engines",
    "canonical": "canonical address",
    "encoding": "encoding",
}
"""Field → its name on a page."""

CAPTURE_FORMAT_NAMES: Mapping[str, Message] = {"text": "plain text", "markdown": "Markdown", "html": "HTML"}
"""Format of a capture → its name on a page, if that differs."""


def provenance_summary(provenance: Mapping[str, Provenance]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Group the names of the fields by provenance, leaving out empty groups."""
    return _provenance_summary(tuple(provenance.items()))


@lru_cache(maxsize=256)
def _provenance_summary(fields: tuple[tuple[str, Provenance], ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    # Cached: most articles of an archive have the same provenance.
    provenance = dict(fields)
    names = {field: name for field, name in FIELD_NAMES.items() if field in provenance}
    groups = {
        label: tuple(name for field, name in names.items() if provenance[field] is source)
        for source, label in PROVENANCE_NAMES.items()
    }
    return tuple((label, group) for label, group in groups.items() if group)
