"""`data/datapackage.json`: what the data files are, and what each of their fields means.

Source: Data Package 2.0 (datapackage.org): Package, Resource, Table Schema. No hashes and no sizes: they would change
with every article, and the manifests have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

import msgspec

from kursk_archive.config import Site
from kursk_archive.core.enums import LinkKind, LinkOutcome, LinkRegion

DATA_PACKAGE_PATH = "data/datapackage.json"

FieldDescriptor = Mapping[str, Any]
"""A field descriptor of Table Schema."""

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"


def _field(name: str, description: str, kind: str = "string", **constraints: Any) -> FieldDescriptor:
    field = {"name": name, "type": kind, "description": description}
    return field | {"constraints": constraints} if constraints else field


def _date(name: str, description: str) -> FieldDescriptor:
    return _field(name, f"{description}; ISO 8601, as precise as it is known: 2024, 2024-08, 2024-08-15", pattern=_DATE)


def _one_of(name: str, description: str, words: type[StrEnum]) -> FieldDescriptor:
    return _field(name, description, required=True, enum=[word.value for word in words])


ARTICLE_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("path", "The capture's path in the archive's content folder", required=True, unique=True),
    _field("title", "The headline", required=True),
    _date("date", "When it was published"),
    _date("updated", "When its publisher last changed it"),
    _field("authors", "Names as the byline has them", "array"),
    _field("publisher", "Who published it"),
    _field("section", "The publisher's own section"),
    _field("language", "BCP 47"),
    _field("topics", "What it is about", "array"),
    _field("places", "Where it is set, or was written", "array"),
    _field("description", "The publisher's summary"),
    _field("source_url", "The original address as the capture or the archivist states it"),
    _field("source_canonical", "The original address without what only tracks readers"),
    _field("source_snapshot", "A web archive's copy of the original, where the source names one"),
    _field("page", "Its page, from the site's first folder", required=True, unique=True),
    _field("capture_path", "The capture's bytes as published, from the site's first folder", required=True),
    _field("capture_sha256", "SHA-256 of the capture's bytes", required=True, pattern="[0-9a-f]{64}"),
    _field("capture_size", "Bytes", "integer", required=True, minimum=0),
    _field("capture_format", "What the capture was read as: text, markdown", required=True),
    _field("capture_encoding", "The encoding that its text was read with", required=True),
    _date("captured_at", "When it was captured"),
    _field("links", "References in its text and captions", "integer", required=True, minimum=0),
    _field("links_lost", "Those of them of which the capture has no address", "integer", required=True, minimum=0),
)
"""Of `tables.COLUMNS`, in their order."""

LINK_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("article", "The article that holds the reference: its path", required=True),
    _field("line", "Of the capture's file, from 1", "integer", minimum=1),
    _field("column", "In characters, from 1", "integer", minimum=1),
    _one_of("place", "Where in the article it stands", LinkRegion),
    _field("text", "What its reader saw"),
    _field("href", "The address as its author wrote it, or the capture kept it"),
    _field("canonical", "The address without what only tracks readers"),
    _one_of("kind", "What the reference came to", LinkKind),
    _field("snapshot", "A web archive's copy that it names"),
    _field("target", "The archive's own article that it leads to: its path"),
    _one_of("status", "What a reader can do with it", LinkOutcome),
)
"""Of `rows.COLUMNS`, in their order."""

_FOREIGN_KEYS = [
    {"fields": name, "reference": {"resource": "articles", "fields": "path"}} for name in ("article", "target")
]
_MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}


def render_data_package(site: Site, articles: Sequence[str], links: Sequence[str]) -> bytes:
    """The bytes of `DATA_PACKAGE_PATH`.

    Args:
        site: what is said of the archive.
        articles: paths in the output folder of the articles' files, CSV and JSON Lines, in the order of their rows.
        links: of the ledger's, likewise.
    """
    about = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "title": site.title,
        "description": site.description,
        "homepage": site.base_url,
        "contributors": [{"title": site.publisher, "roles": ["publisher"]}] if site.publisher else [],
        "resources": [
            *_resources("articles", articles, {"fields": ARTICLE_FIELDS, "primaryKey": "path"}),
            *_resources("links", links, {"fields": LINK_FIELDS, "foreignKeys": _FOREIGN_KEYS}),
        ],
    }
    said = msgspec.json.encode({name: value for name, value in about.items() if value})
    return msgspec.json.format(said, indent=1) + b"\n"


def _resources(name: str, paths: Sequence[str], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for form, media_type in _MEDIA_TYPES.items():
        files = [one.removeprefix("data/") for one in paths if PurePosixPath(one).suffix == f".{form}"]
        if files:
            yield {
                "name": name if form == "csv" else f"{name}-{form}",
                "type": "table",
                "path": files[0] if len(files) == 1 else files,
                "format": form,
                "mediatype": media_type,
                "encoding": "utf-8",
                "schema": schema,
            }
