"""Renders `ro-crate-metadata.json`: a description of the package in schema.org terms, for repositories and researchers.

Source: RO-Crate 1.2. The graph is a flat list of entities that refer to each other by `@id`, in any order. So it is
written article by article, and memory holds only the names of people and publishers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from kursk_archive.config import Site
from kursk_archive.core.organisations import is_organisation
from kursk_archive.preservation.model import (
    CONTENT_FOLDER,
    CRATE_FILE,
    PREMIS_FILE,
    SITE_FOLDER,
    ArticleSource,
    ExportInfo,
    PackagedArticle,
    email_address,
)

Entity = Mapping[str, Any]
"""A node of the graph."""

_CONTEXT, _SPECIFICATION = "https://w3id.org/ro/crate/1.2/context", "https://w3id.org/ro/crate/1.2"
_NO_RIGHTS = "The rights holders and the terms of use have not been stated."


def render_crate(site: Site, export_info: ExportInfo, articles: ArticleSource) -> Iterator[bytes]:
    """Yield the bytes of `CRATE_FILE` in parts.

    Args:
        site: the settings of archive.yaml.
        export_info: time, program and extent of the export.
        articles: gone through several times.
    """
    yield b'{"@context":' + _ENCODER.encode(_CONTEXT) + b',"@graph":[\n'
    yield from (_encode(entity) + b",\n" for entity in _package_entities(site, export_info))
    captures = map(_capture_id, articles())
    yield from _encode_folder(CONTENT_FOLDER, "Captures and archivists' metadata", captures)
    if export_info.has_site:
        pages = (_page_id(article.page_path) for article in articles() if article.page_path)
        yield b",\n"
        yield from _encode_folder(SITE_FOLDER, "The published archive", pages)
    described_agents: set[str] = set()
    for article in articles():
        for entity in _article_entities(article, described_agents):
            yield b",\n" + _encode(entity)
    yield b"\n]}\n"


def _package_entities(site: Site, export_info: ExportInfo) -> Iterator[Entity]:
    """Yield the crate itself, its rights, its metadata files and its keeper."""
    parts = [CONTENT_FOLDER, *([SITE_FOLDER] if export_info.has_site else ()), PREMIS_FILE]
    yield {"@id": CRATE_FILE, "@type": "CreativeWork", "conformsTo": _ref(_SPECIFICATION), "about": _ref("./")}
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": site.title,
        "description": site.description or f"{site.title}: captured news articles with their metadata.",
        "datePublished": export_info.timestamp[:10],
        "license": _ref("#rights"),
        "publisher": _ref("#keeper") if site.publisher else None,
        "inLanguage": site.language,
        "url": site.base_url,
        "hasPart": [_ref(part) for part in parts],
    }
    yield {"@id": "#rights", "@type": "CreativeWork", "name": "Rights", "description": site.rights or _NO_RIGHTS}
    yield {
        "@id": PREMIS_FILE,
        "@type": "File",
        "name": "Preservation metadata of the captures",
        "description": "Checksums and events in PREMIS 3.",
        "encodingFormat": "application/xml",
    }
    if site.publisher:
        contact = _ref("#contact") if site.contact else None
        yield {"@id": "#keeper", "@type": "Organization", "name": site.publisher, "contactPoint": contact}
    if site.publisher and site.contact:
        yield _contact_entity(site.contact)


def _contact_entity(contact: str) -> Entity:
    url = contact if contact.startswith(("https://", "http://")) else None
    entity = {"@id": "#contact", "@type": "ContactPoint", "name": contact, "contactType": "the archive's maintainer"}
    return entity | {"email": email_address(contact), "url": url}


def _encode_folder(path: str, name: str, part_ids: Iterator[str]) -> Iterator[bytes]:
    """Yield the JSON of a folder in parts, since it lists all its files."""
    folder = {"@id": path, "@type": "Dataset", "name": name, "description": f"{name}, byte for byte."}
    yield _ENCODER.encode(folder).removesuffix(b"}") + b',"hasPart":['
    separator = b""
    for part_id in part_ids:
        yield separator + _ENCODER.encode(_ref(part_id))
        separator = b","
    yield b"]}"


def _article_entities(article: PackagedArticle, described_agents: set[str]) -> Iterator[Entity]:
    """Yield an article, its files, and its people and publisher where not described yet; add to `described_agents`."""
    row = article.row
    authors = [
        _agent_entity("Organization" if name == row.publisher or is_organisation(name) else "Person", name)
        for name in row.authors
    ]
    publishers = [_agent_entity("Organization", row.publisher)] if row.publisher else []
    yield _news_article_entity(article, authors, publishers)
    yield _capture_entity(article)
    if article.page_path:
        yield _page_entity(article, article.page_path)
    for agent in (*authors, *publishers):
        if agent["@id"] not in described_agents:
            described_agents.add(agent["@id"])
            yield agent


def _news_article_entity(article: PackagedArticle, authors: Iterable[Entity], publishers: Iterable[Entity]) -> Entity:
    row = article.row
    files = (_capture_id(article), *([_page_id(article.page_path)] if article.page_path else ()))
    return {
        "@id": _article_id(article),
        "@type": "NewsArticle",
        "name": row.title,
        "author": [_ref(author["@id"]) for author in authors],
        "publisher": [_ref(publisher["@id"]) for publisher in publishers],
        "datePublished": row.date,
        "dateModified": row.updated,
        "inLanguage": row.language,
        "articleSection": row.section,
        "description": row.description,
        "keywords": row.topics,
        "isBasedOn": row.source_canonical,
        "archivedAt": row.source_snapshot,
        "conditionsOfAccess": article.access_note,
        "encoding": [_ref(file_id) for file_id in files],
    }


def _capture_entity(article: PackagedArticle) -> Entity:
    row = article.row
    return {
        "@id": _capture_id(article),
        "@type": "File",
        "name": row.path.rpartition("/")[2],
        "description": "The captured article",
        "encodesCreativeWork": _ref(_article_id(article)),
        "encodingFormat": article.media_type,
        "contentSize": str(row.capture_size),
        "sha256": row.capture_sha256,
        "dateCreated": row.captured_at,
    }


def _page_entity(article: PackagedArticle, page_path: str) -> Entity:
    return {
        "@id": _page_id(page_path),
        "@type": "File",
        "name": article.row.title,
        "description": "The article's page in the archive",
        "encodesCreativeWork": _ref(_article_id(article)),
        "encodingFormat": "text/html",
    }


def _agent_entity(agent_type: str, name: str) -> Entity:
    return {"@id": f"#{agent_type.lower()}/{path_reference(name)}", "@type": agent_type, "name": name}


def _article_id(article: PackagedArticle) -> str:
    return f"#article/{path_reference(article.row.path)}"


def _capture_id(article: PackagedArticle) -> str:
    return CONTENT_FOLDER + path_reference(article.row.path)


def _page_id(page_path: str) -> str:
    return SITE_FOLDER + path_reference(page_path)


def path_reference(path: str) -> str:
    """Return a path as a relative URL reference; letters of any script stay unescaped, so that people can read it."""
    return "".join(
        char if char.isalnum() or char in "/-._~" else quote(char, safe="", errors="replace") for char in path
    )


def _ref(entity_id: str) -> dict[str, str]:
    return {"@id": entity_id}


def _encode(entity: Entity) -> bytes:
    """Encode an entity without its unknown values; a list of one value becomes that value, as RO-Crate prefers."""
    return _ENCODER.encode({name: _unwrap_single(value) for name, value in entity.items() if value})


def _unwrap_single(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""The hook is for dates: msgspec does not encode subclasses of str."""
