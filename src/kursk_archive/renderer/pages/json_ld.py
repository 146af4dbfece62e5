"""An article as structured data: JSON-LD in the words of schema.org.

Source: schema.org NewsArticle, MediaObject.
"""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from kursk_archive.core.model import Article

MEDIA_TYPES = {"text": "text/plain", "markdown": "text/markdown"}
"""Format of a capture → its media type; any other is published as plain text."""


class ArticleUrls(Struct, frozen=True):
    """Where an article and what belongs to it can be found."""

    page: str | None
    """Of the page in this archive; absolute, and unknown without a base URL."""
    capture: str
    """Of the capture's bytes; relative to the page without a base URL."""
    original: str | None
    """That the article appeared under."""
    snapshot: str | None
    """That a web archive keeps the original under."""
    image: str | None
    """Of the archive's own copy of the image; absolute."""
    cited: tuple[str, ...]
    """That it refers to in its text and captions; on the web, each once."""


def render_json_ld(article: Article, urls: ArticleUrls, keeper: str) -> Markup:
    """The article's JSON-LD, safe inside of a `script` element.

    Args:
        article: as recorded.
        urls: the addresses to name.
        keeper: who keeps the archive; empty if nobody says.
    """
    values = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": urls.page,
        "datePublished": article.date,
        "dateModified": article.updated,
        "author": [_author(name, article.publisher) for name in article.authors],
        "publisher": _named("Organization", article.publisher),
        "articleSection": article.section,
        "inLanguage": article.language,
        "keywords": article.topics,
        "contentLocation": [_named("Place", name) for name in article.places],
        "image": _image_object(article, urls.image),
        "isBasedOn": urls.original,
        "archivedAt": urls.snapshot,
        "citation": urls.cited,
        "encoding": _media_object(article, urls.capture),
        "sdPublisher": _named("Organization", keeper),
    }
    return json_for_script({name: value for name, value in values.items() if value})


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _author(name: str, publisher: str | None) -> dict[str, str] | None:
    """A byline's name: only of the paper's own is it known that it is no person's."""
    return _named("Organization" if name == publisher else "Person", name)


def _image_object(article: Article, picture: str | None) -> dict[str, str] | None:
    """The archive's own copy, else the address that the capture gives, which no reader's browser is made to fetch."""
    address = picture or article.image or ""
    if not address.startswith(("http://", "https://")):
        return None
    said = {"caption": article.image_caption, "creditText": article.image_credit}
    return {"@type": "ImageObject", "url": address} | {name: text for name, text in said.items() if text}


def _media_object(article: Article, address: str) -> dict[str, Any]:
    kept = article.capture
    values = {
        "@type": "MediaObject",
        "contentUrl": address,
        "encodingFormat": MEDIA_TYPES.get(kept.format, "text/plain"),
        "contentSize": str(kept.size),
        "sha256": kept.sha256,
    }
    return values | {"dateCreated": article.captured_at} if article.captured_at else values


def json_for_script(values: Any) -> Markup:
    """JSON for a `script` element: there is no `<` in it, so neither an end tag nor a comment."""
    return Markup(_ENCODER.encode(values).replace(b"<", b"\\u003c").decode())  # noqa: S704 - escaped here


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""msgspec takes no subclasses of str, which dates are."""
