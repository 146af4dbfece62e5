"""Builds a search index of a batch of articles: Pagefind indexes an HTML document that is rendered for each."""

from __future__ import annotations

import html
from collections.abc import Sequence

from msgspec import Struct

from kursk_archive.core.model import Article
from kursk_archive.search.pagefind import SearchError, run_pagefind
from kursk_archive.search.pagefind_index import ENTRY_FILE, normalise_index
from kursk_archive.site.joined_terms import with_joined_labels

__all__ = ["CLIENT_SCRIPT", "FILTERS", "SearchDocument", "SearchError", "build_index", "render_document"]

CLIENT_SCRIPT = "pagefind.js"
"""Runs in the reader's browser; the same for every index. Pagefind's own interfaces and its worker are left out."""
FILTERS = ("publisher", "topic", "author", "language", "year", "captured")
"""The filters that readers may narrow a search by."""


class SearchDocument(Struct, frozen=True):
    """An article as Pagefind indexes it."""

    path: str
    """Of the article's page, relative to the output folder."""
    date: str
    """ISO 8601 at the precision that is known; empty for none."""
    html: bytes


def render_document(
    article: Article, page_path: str, default_language: str, capture_years: Sequence[str] = ()
) -> SearchDocument:
    """Render an article for the index: its text and the values of the filters.

    Args:
        article: as it is published.
        page_path: of its page, relative to the output folder.
        default_language: BCP 47; the language of articles that state none.
        capture_years: in which its editions were captured.
    """
    article = with_joined_labels(article)
    language, date = article.language or default_language, str(article.date or "")
    filters = [("language", language), ("publisher", article.publisher or "")]
    filters += [("author", author) for author in article.authors]
    filters += [("topic", topic) for topic in article.topics]
    filters += [("year", date[:4]), *(("captured", year) for year in capture_years)]
    texts = filter(None, (article.description, article.caption.text, article.body.text))
    document = (
        f'<!doctype html><html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        + "".join(_render_filter(name, value) for name, value in dict.fromkeys(filters) if value)
        + f"</head><body data-pagefind-body><h1>{html.escape(article.title)}</h1>"
        + "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        + "</body></html>"
    )
    return SearchDocument(page_path, date, document.encode("utf-8", "replace"))


def _render_filter(name: str, value: str) -> str:
    return f'<meta data-pagefind-filter="{name}[content]" content="{html.escape(value)}">'


def build_index(documents: Sequence[SearchDocument]) -> dict[str, bytes]:
    """Return the files of an index, by path, with the programs that a browser runs; empty if the articles have no word.

    Raises:
        SearchError: Pagefind is not installed, or failed.
    """
    pages = sorted((f"/{document.path}", document.html) for document in documents)
    files = {path: data for path, data in run_pagefind(pages).items() if _is_needed(path)}
    if not any(path.endswith(".pf_meta") for path in files):
        return {}
    try:
        return normalise_index(files, {f"/{document.path}": document.date for document in documents})
    except OSError as error:
        raise SearchError(f"Pagefind failed: {error}") from None


def _is_needed(path: str) -> bool:
    return path in (CLIENT_SCRIPT, ENTRY_FILE) or path.endswith(".pagefind") or ".pf_" in path
