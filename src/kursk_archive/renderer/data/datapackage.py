"""`data/datapackage.json`: describes the data files and their fields.

Source: Data Package 2.0 (datapackage.org): Package, Resource, Table Schema. Without hashes and sizes, which would
change with every article; the manifests have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from kursk_archive.config import Site
from kursk_archive.core.enums import LinkKind, LinkOutcome, LinkRegion
from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.renderer.data.articles import DATA_FORMATS

FieldDescriptor = Mapping[str, Any]
"""A field descriptor of Table Schema."""

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"


def _field(name: str, description: str, type_name: str = "string", **constraints: Any) -> FieldDescriptor:
    field = {"name": name, "type": type_name, "description": description}
    return field | {"constraints": constraints} if constraints else field


def _date(name: str, description: str) -> FieldDescriptor:
    return _field(name, f"{description}; ISO 8601, as precise as it is known: 2024, 2024-08, 2024-08-15", pattern=_DATE)


def _one_of(name: str, description: str, values: type[StrEnum]) -> FieldDescriptor:
    return _field(name, description, required=True, enum=[value.value for value in values])


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
"""Of `articles.ARTICLE_COLUMNS`, in their order."""

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
"""Of `formats.LINK_COLUMNS`, in their order."""

_FOREIGN_KEYS = [
    {"fields": name, "reference": {"resource": "articles", "fields": "path"}} for name in ("article", "target")
]


def render_data_package(site: Site, articles: Sequence[str], links: Sequence[str]) -> bytes:
    """Render `data/datapackage.json`.

    Args:
        site: the archive's configuration.
        articles: output paths of the articles data files in all formats, in the order of their rows.
        links: output paths of the ledger's data files in all formats, in the order of their rows.
    """
    package = {
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
    data = msgspec.json.encode({name: value for name, value in package.items() if value})
    return msgspec.json.format(data, indent=1) + b"\n"


def _resources(name: str, paths: Sequence[str], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for format_name in DATA_FORMATS:
        suffix = f".{format_name}"
        files = [path.removeprefix("data/") for path in paths if path.endswith(suffix)]
        if files:
            yield {
                "name": name if format_name == "csv" else f"{name}-{format_name}",
                "type": "table",
                "path": files[0] if len(files) == 1 else files,
                "format": format_name,
                "mediatype": MEDIA_TYPES[suffix],
                "encoding": "utf-8",
                "schema": schema,
            }
