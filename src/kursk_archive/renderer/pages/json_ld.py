"""Structured data of an article: JSON-LD with the vocabulary of schema.org.

Source: schema.org NewsArticle, MediaObject.
"""

from __future__ import annotations

from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from kursk_archive.core.model import Article
from kursk_archive.core.organisations import is_organisation


class ArticleUrls(Struct, frozen=True):
    """The URLs of an article and of its parts."""

    page: str | None
    """Of the page in this archive; absolute; None without a base URL."""
    capture: str
    """Of the published capture; relative to the page without a base URL."""
    original: str | None
    """Of the original article."""
    snapshot: str | None
    """Of a copy of the original in a web archive."""
    image: str | None
    """Of the archive's own copy of the image; absolute."""


def render_json_ld(article: Article, urls: ArticleUrls, archive_publisher: str) -> Markup:
    """Render the JSON-LD of an article, safe inside a `script` element.

    Args:
        article: as recorded.
        urls: of the article.
        archive_publisher: the archive's publisher; empty if not stated.
    """
    values = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": urls.page,
        "datePublished": article.date,
        "dateModified": article.updated,
        "author": [_author(name, article.publisher) for name in article.authors],
        "publisher": _thing("Organization", article.publisher),
        "articleSection": article.section,
        "inLanguage": article.language,
        "keywords": article.topics,
        "contentLocation": [_thing("Place", name) for name in article.places],
        "image": _image_object(article, urls.image),
        "isBasedOn": urls.original,
        "archivedAt": urls.snapshot,
        "encoding": _media_object(article, urls.capture),
        "sdPublisher": _thing("Organization", archive_publisher),
    }
    return json_for_script({name: value for name, value in values.items() if value})


def _thing(type_name: str, name: str | None) -> dict[str, str] | None:
    return {"@type": type_name, "name": name} if name else None


def _author(name: str, publisher: str | None) -> dict[str, str] | None:
    """The author in a byline: an organization if it is the publisher or called like one, else presumably a person."""
    return _thing("Organization" if name == publisher or is_organisation(name) else "Person", name)


def _image_object(article: Article, image: str | None) -> dict[str, str] | None:
    """The archive's own copy, else the URL that the capture gives, which no reader's browser is made to fetch."""
    url = image or article.image or ""
    if not url.startswith(("http://", "https://")):
        return None
    texts = {"caption": article.image_caption, "creditText": article.image_credit}
    return {"@type": "ImageObject", "url": url} | {name: text for name, text in texts.items() if text}


def _media_object(article: Article, url: str) -> dict[str, Any]:
    capture = article.capture
    values = {
        "@type": "MediaObject",
        "contentUrl": url,
        "encodingFormat": capture.media_type,
        "contentSize": str(capture.size),
        "sha256": capture.sha256,
    }
    return values | {"dateCreated": article.captured_at} if article.captured_at else values


def json_for_script(values: Any) -> Markup:
    """Encode values as JSON without `<`, so that it contains neither an end tag nor a comment."""
    return Markup(_ENCODER.encode(values).replace(b"<", b"\\u003c").decode())  # noqa: S704 - escaped here


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""`enc_hook`, since msgspec does not encode subclasses of str, such as `PartialDate`."""
