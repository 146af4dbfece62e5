"""`ro-crate-metadata.json`: what is in the package, in the words of schema.org, for repositories and researchers.

Source: RO-Crate 1.2. A flat list of things that name each other by `@id`, in an order that nobody minds; so it is
written as the articles pass by, and memory holds the names of people and newspapers alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from kursk_archive.config import Site
from kursk_archive.preservation.model import (
    CONTENT_FOLDER,
    CRATE_FILE,
    PREMIS_FILE,
    SITE_FOLDER,
    PackagedArticle,
    ExportInfo,
    email_address,
)

Entity = Mapping[str, Any]
"""A node of the graph."""
ArticleSource = Callable[[], Iterable[PackagedArticle]]
"""Gives the articles, by path, each time that it is asked."""

_CONTEXT, _VERSION = "https://w3id.org/ro/crate/1.2/context", "https://w3id.org/ro/crate/1.2"
_UNSAID = "Nobody has said who holds the rights in what is archived, nor what may be done with it."


def render_crate(site: Site, export_info: ExportInfo, articles: ArticleSource) -> Iterator[bytes]:
    """The bytes of `CRATE_FILE`, piece by piece.

    Args:
        site: what archive.yaml says.
        export_info: how the package came about.
        articles: gone through several times.
    """
    yield b'{"@context":' + _ENCODER.encode(_CONTEXT) + b',"@graph":[\n'
    yield from (_ENCODER.encode(_plain(one)) + b",\n" for one in _whole(site, export_info))
    yield from _folder(CONTENT_FOLDER, "The captures, and what archivists say of them", map(_capture_id, articles()))
    if export_info.site_file_count is not None:
        pages = (_page_id(one.page_path) for one in articles() if one.page_path)
        yield b",\n"
        yield from _folder(SITE_FOLDER, "The archive as it was published", pages)
    known: set[str] = set()
    for holding in articles():
        for one in _article(holding, known):
            yield b",\n" + _ENCODER.encode(_plain(one))
    yield b"\n]}\n"


def _whole(site: Site, making: ExportInfo) -> Iterator[Entity]:
    """The crate itself, and who made it how."""
    parts = [CONTENT_FOLDER, *([SITE_FOLDER] if making.site_file_count is not None else ()), PREMIS_FILE]
    yield {"@id": CRATE_FILE, "@type": "CreativeWork", "conformsTo": _ref(_VERSION), "about": _ref("./")}
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": site.title,
        "description": site.description or f"{site.title}: captured news articles, with what is known of them.",
        "datePublished": making.timestamp[:10],
        "license": _ref("#rights"),
        "publisher": _ref("#keeper") if site.publisher else None,
        "inLanguage": site.language,
        "url": site.base_url,
        "hasPart": [_ref(one) for one in parts],
    }
    yield {"@id": "#rights", "@type": "CreativeWork", "name": "Rights", "description": site.rights or _UNSAID}
    yield {
        "@id": PREMIS_FILE,
        "@type": "File",
        "name": "What was done to the captures",
        "description": "Digests and events, in the words of PREMIS 3.",
        "encodingFormat": "application/xml",
    }
    if site.publisher:
        point = _ref("#contact") if site.contact else None
        yield {"@id": "#keeper", "@type": "Organization", "name": site.publisher, "contactPoint": point}
    if site.publisher and site.contact:
        yield _contact(site.contact)


def _contact(contact: str) -> Entity:
    url = contact if contact.startswith(("https://", "http://")) else None
    thing = {"@id": "#contact", "@type": "ContactPoint", "name": contact, "contactType": "the archive's keeper"}
    return thing | {"email": email_address(contact), "url": url}


def _folder(path: str, name: str, parts: Iterator[str]) -> Iterator[bytes]:
    """A folder with its files, however many they are."""
    head = {"@id": path, "@type": "Dataset", "name": name, "description": f"{name}, byte for byte."}
    yield _ENCODER.encode(head)[:-1] + b',"hasPart":['
    before = b""
    for part in parts:
        yield before + _ENCODER.encode(_ref(part))
        before = b","
    yield b"]}"


def _article(holding: PackagedArticle, known: set[str]) -> Iterator[Entity]:
    """An article, its files, and those of its people that are not `known` yet, which is added to."""
    row = holding.row
    people = [_agent("Organization" if name == row.publisher else "Person", name) for name in row.authors]
    paper = [_agent("Organization", row.publisher)] if row.publisher else []
    yield _news(holding, people, paper)
    yield _capture(holding)
    if holding.page_path:
        yield _page(holding, holding.page_path)
    for one in (*people, *paper):
        if one["@id"] not in known:
            known.add(one["@id"])
            yield one


def _news(holding: PackagedArticle, people: Iterable[Entity], paper: Iterable[Entity]) -> Entity:
    row = holding.row
    files = (_capture_id(holding), *([_page_id(holding.page_path)] if holding.page_path else ()))
    return {
        "@id": _article_id(holding),
        "@type": "NewsArticle",
        "name": row.title,
        "author": [_ref(one["@id"]) for one in people],
        "publisher": [_ref(one["@id"]) for one in paper],
        "datePublished": row.date,
        "dateModified": row.updated,
        "inLanguage": row.language,
        "articleSection": row.section,
        "description": row.description,
        "keywords": row.topics,
        "isBasedOn": row.source_canonical,
        "archivedAt": row.source_snapshot,
        "conditionsOfAccess": holding.access,
        "encoding": [_ref(one) for one in files],
    }


def _capture(holding: PackagedArticle) -> Entity:
    row = holding.row
    return {
        "@id": _capture_id(holding),
        "@type": "File",
        "name": row.path.rpartition("/")[2],
        "description": "The article as it was captured",
        "encodesCreativeWork": _ref(_article_id(holding)),
        "encodingFormat": holding.media_type,
        "contentSize": str(row.capture_size),
        "sha256": row.capture_sha256,
        "dateCreated": row.captured_at,
    }


def _page(holding: PackagedArticle, page: str) -> Entity:
    return {
        "@id": _page_id(page),
        "@type": "File",
        "name": holding.row.title,
        "description": "The article's page in the archive",
        "encodesCreativeWork": _ref(_article_id(holding)),
        "encodingFormat": "text/html",
    }


def _agent(kind: str, name: str) -> Entity:
    return {"@id": f"#{kind.lower()}/{path_reference(name)}", "@type": kind, "name": name}


def _article_id(holding: PackagedArticle) -> str:
    return f"#article/{path_reference(holding.row.path)}"


def _capture_id(holding: PackagedArticle) -> str:
    return CONTENT_FOLDER + path_reference(holding.row.path)


def _page_id(page: str) -> str:
    return SITE_FOLDER + path_reference(page)


def path_reference(path: str) -> str:
    """A path as a relative reference: letters of any script stay as they are, so that people can read it."""
    return "".join(one if one.isalnum() or one in "/-._~" else quote(one, safe="", errors="replace") for one in path)


def _ref(address: str) -> dict[str, str]:
    return {"@id": address}


def _plain(thing: Entity) -> dict[str, Any]:
    """A thing without what is not known of it; one value stands by itself, as the standard would have it."""
    return {name: _single(value) for name, value in thing.items() if value}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and len(value) == 1 else value


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""msgspec takes no subclasses of str, which dates are."""
