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
from kursk_archive.renderer.citations import CITATION_FORMATS
from kursk_archive.renderer.data.articles import DATA_FORMATS

FieldDescriptor = Mapping[str, Any]
"""A field descriptor of Table Schema."""

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"


def _field(name: str, description: str, type_name: str = "string", **constraints: Any) -> FieldDescriptor:
    field = {"name": name, "type": type_name, "description": description}
    return field | {"constraints": constraints} if constraints else field


def _date(name: str, description: str) -> FieldDescriptor:
    return _field(name, f"{description}; ISO 8601, as precise as known: 2024, 2024-08, 2024-08-15", pattern=_DATE)


def _one_of(name: str, description: str, values: type[StrEnum]) -> FieldDescriptor:
    return _field(name, description, required=True, enum=[value.value for value in values])


ARTICLE_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("path", "Path of the capture in the content folder", required=True, unique=True),
    _field("title", "Headline", required=True),
    _date("date", "Date of publication"),
    _date("updated", "Date of the last update by the publisher"),
    _field("authors", "Names of the authors, as in the byline", "array"),
    _field("publisher", "Publisher"),
    _field("section", "Section of the publication, such as Opinion"),
    _field("language", "Language tag (BCP 47)"),
    _field("topics", "Topics", "array"),
    _field("places", "Places that it is about, or where it was written", "array"),
    _field("description", "Summary by the publisher"),
    _field("source_url", "Address of the original, as stated by the capture or an archivist"),
    _field("source_canonical", "Address of the original, without tracking parameters or redirectors"),
    _field("source_snapshot", "Copy of the original in a web archive, if source_url is one"),
    _field("page", "Path of the page, from the root of the site", required=True, unique=True),
    _field("capture_path", "Path of the published capture, from the root of the site", required=True),
    _field("capture_sha256", "SHA-256 of the capture", required=True, pattern="[0-9a-f]{64}"),
    _field("capture_size", "Size of the capture in bytes", "integer", required=True, minimum=0),
    _field("capture_format", "Format of the capture, such as text or markdown", required=True),
    _field("capture_encoding", "Character encoding of the capture", required=True),
    _date("captured_at", "Date of capture"),
    _field("links", "Number of links in its text and captions", "integer", required=True, minimum=0),
    _field("links_lost", "Number of these links that are lost", "integer", required=True, minimum=0),
    _field("extractor", "Program and version that chose the text of a saved page"),
    _field("edition", "Path of the page of this edition, which never moves, if the article has several"),
)
"""Of `articles.ARTICLE_COLUMNS`, in their order."""

LINK_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("article", "Path of the article that contains the link", required=True),
    _field("line", "Line of the capture, from 1", "integer", minimum=1),
    _field("column", "Column in characters, from 1", "integer", minimum=1),
    _one_of("place", "Position in the article", LinkRegion),
    _field("text", "Text of the link"),
    _field("href", "Address of the link, as in the capture"),
    _field("canonical", "Address of the link, without tracking parameters or redirectors"),
    _one_of("kind", "Kind of link", LinkKind),
    _field("snapshot", "Copy in a web archive, if the link leads to one"),
    _field("target", "Path of the article of this archive that the link leads to"),
    _one_of("status", "Outcome: where the link leads a reader, or that it is lost", LinkOutcome),
    _field("method", "How the address of a lost link was found in another copy of the article"),
    _field("witness", "That copy: path of a file, or address of a snapshot"),
    _field("witness_sha256", "SHA-256 of that copy, hexadecimal", pattern="[0-9a-f]{64}"),
    _date("witness_date", "Date of that copy"),
    _field("confidence", "Why the address is believed"),
)
"""Of `formats.LINK_COLUMNS`, in their order."""

CHANGE_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("page", "Path of the article's page, from the root of the site", required=True),
    _field("title", "Headline of the later edition", required=True),
    _field("earlier_title", "Headline of the earlier edition", required=True),
    _field("publisher", "Publisher"),
    _field("language", "Language tag (BCP 47)"),
    _field("before", "Path of the page of the earlier edition", required=True),
    _field("after", "Path of the page of the later edition", required=True),
    _date("before_captured_at", "Date of capture of the earlier edition"),
    _date("after_captured_at", "Date of capture of the later edition"),
    _field("before_sha256", "SHA-256 of the capture of the earlier edition", required=True, pattern="[0-9a-f]{64}"),
    _field("after_sha256", "SHA-256 of the capture of the later edition", required=True, pattern="[0-9a-f]{64}"),
    _field("differences", "Path of the page of the differences", required=True, unique=True),
    _field("classes", "Classes of the changes, such as number or quotation", "array", required=True),
    _field("added_words", "Number of words added", "integer", required=True, minimum=0),
    _field("removed_words", "Number of words removed", "integer", required=True, minimum=0),
    _field("acknowledged", "True if the later edition says that it was corrected", "boolean", required=True),
    _field("sentences", "Changed sentences, 100 at most: classes, text, links", "array", required=True),
)
"""Of `changes.CHANGE_COLUMNS`, in their order."""

EDITION_FIELDS: tuple[FieldDescriptor, ...] = (
    _field("page", "Path of the article's page, from the root of the site", required=True),
    _field("edition", "Path of the page of this edition, which never moves", required=True, unique=True),
    _field("path", "Path of the capture in the content folder", required=True, unique=True),
    _field("order", "Place among the editions of the article by time, from 1", "integer", required=True, minimum=1),
    _field("editions", "Number of editions of the article", "integer", required=True, minimum=1),
    _field("state", "Whether the article's page shows this edition", required=True, enum=["latest", "earlier"]),
    _field("title", "Headline", required=True),
    _field("publisher", "Publisher"),
    _field("language", "Language tag (BCP 47)"),
    _date("date", "Date of publication"),
    _field("source_canonical", "Address of the original, without tracking parameters or redirectors"),
    _date("captured_at", "Date of capture"),
    _field("seen_again", "Dates of further captures with the same text, in order", "array"),
    _field("same_text_as", "Path of the page of the earlier edition whose text this one has again"),
    _field("capture_path", "Path of the published capture, from the root of the site", required=True),
    _field("capture_sha256", "SHA-256 of the capture", required=True, pattern="[0-9a-f]{64}"),
    _field("capture_size", "Size of the capture in bytes", "integer", required=True, minimum=0),
    _field("capture_format", "Format of the capture, such as text or markdown", required=True),
)
"""Of `editions.EDITION_COLUMNS`, in their order."""

_FOREIGN_KEYS = [
    {"fields": name, "reference": {"resource": "articles", "fields": "path"}} for name in ("article", "target")
]


def render_data_package(
    site: Site,
    articles: Sequence[str],
    links: Sequence[str],
    changes: Sequence[str] = (),
    editions: Sequence[str] = (),
    mementos: Sequence[str] = (),
) -> bytes:
    """Render `data/datapackage.json`.

    Args:
        site: the archive's configuration.
        articles: output paths of the articles data files and citations in all formats, in the order of their rows.
        links: output paths of the ledger's data files in all formats, in the order of their rows.
        changes: output paths of the data files of changes in all formats; empty where nothing was changed.
        editions: output paths of the data files of editions in all formats; empty where there are none.
        mementos: output paths of the index of mementos; empty where there are none.
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
            *_resources("changes", changes, {"fields": CHANGE_FIELDS, "primaryKey": "differences"}),
            *_resources("editions", editions, {"fields": EDITION_FIELDS, "primaryKey": "edition"}),
            *_citation_resources(articles),
            *_memento_resources(mementos),
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
                "path": _one_or_all(files),
                "format": format_name,
                "mediatype": MEDIA_TYPES[suffix],
                "encoding": "utf-8",
                "schema": schema,
            }


def _citation_resources(paths: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for form in CITATION_FORMATS:
        files = [path.removeprefix("data/") for path in paths if path.endswith(form.suffix)]
        if files:
            yield {
                "name": f"citations-{form.label.lower()}",
                "path": _one_or_all(files),
                "format": form.suffix.rpartition(".")[2],
                "mediatype": form.media_type,
                "encoding": "utf-8",
            }


def _memento_resources(paths: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    if paths:
        yield {
            "name": "mementos",
            "path": _one_or_all([path.removeprefix("data/") for path in paths]),
            "format": "cdxj",
            "mediatype": MEDIA_TYPES[".cdxj"],
            "encoding": "utf-8",
        }


def _one_or_all(files: Sequence[str]) -> str | Sequence[str]:
    return files[0] if len(files) == 1 else files
