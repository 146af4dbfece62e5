"""A search index of some articles, made by Pagefind out of pages written for it: text and what to filter by."""

from __future__ import annotations

import html
from collections.abc import Iterable

from kursk_archive.core.model import Article
from kursk_archive.search import pagefind_index
from kursk_archive.search.pagefind import SearchError, run_pagefind

__all__ = ["FILTERS", "CLIENT_SCRIPT", "SearchError", "build_index", "render_document"]

CLIENT_SCRIPT = "pagefind.js"
"""What a reader's browser runs; the same for every index. Pagefind's own interfaces and its worker are left out."""
FILTERS = ("publisher", "topic", "author", "language", "year")
"""What readers may narrow a search by."""


def render_document(article: Article, language: str) -> bytes:
    """What is indexed of an article.

    Args:
        article: as it is published.
        language: BCP 47; of an article whose own is not known.
    """
    fields = [("language", article.language or language), ("publisher", article.publisher or "")]
    fields += [("author", author) for author in article.authors]
    fields += [("topic", topic) for topic in article.topics]
    fields += [("year", (article.date or "")[:4])]
    texts = filter(None, (article.description, article.caption.text, article.body.text))
    return (
        f'<!doctype html><html lang="{html.escape(article.language or language)}"><head><meta charset="utf-8">'
        + "".join(_filter(*field) for field in dict.fromkeys(fields) if field[1])
        + f"</head><body data-pagefind-body><h1>{html.escape(article.title)}</h1>"
        + "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        + "</body></html>"
    ).encode("utf-8", "replace")


def _filter(name: str, value: str) -> str:
    return f'<meta data-pagefind-filter="{name}[content]" content="{html.escape(value)}">'


def build_index(documents: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """The files of an index, by path; those that a browser runs among them. None, if there is no word in the pages.

    Args:
        documents: address, relative to the output folder, and what `render_document` gives.

    Raises:
        SearchError: Pagefind is not there, or has failed.
    """
    files = {path: data for path, data in run_pagefind(sorted(documents)).items() if _is_wanted(path)}
    try:
        return pagefind_index.normalise_index(files) if any(path.endswith(".pf_meta") for path in files) else {}
    except OSError as error:
        raise SearchError(f"Pagefind cannot work: {error}") from None


def _is_wanted(path: str) -> bool:
    return path in (CLIENT_SCRIPT, pagefind_index.ENTRY_FILE) or path.endswith(".pagefind") or ".pf_" in path
