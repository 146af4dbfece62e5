"""Articles as they are indexed: fields of words, values of filters, and what a result shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from kursk_archive.core.model import Article
from kursk_archive.site.joined_terms import JoinedTerms, with_joined_labels

FILTERS = ("publisher", "topic", "author", "place", "language", "year", "captured")
"""The filters that readers may narrow a search by."""


class SearchDocument(Struct, frozen=True):
    """An article as it is indexed."""

    path: str
    """Of the article's page, relative to the output folder."""
    date: str
    """ISO 8601, no more precise than a day; empty for none."""
    language: str
    title: str
    publisher: str
    names: tuple[str, ...]
    """Authors, publisher, topics, section and places, under all their names, and the date."""
    lead: tuple[str, ...]
    """Description and caption."""
    text: str
    filters: tuple[tuple[str, str], ...]
    """Filter and value, each pair once."""


def search_document(
    article: Article, page_path: str, joined_terms: JoinedTerms, capture_months: Sequence[str] = ()
) -> SearchDocument:
    """Return an article as it is indexed.

    Args:
        article: as it is published.
        page_path: of its page, relative to the output folder.
        joined_terms: of the archive, in whose language are the articles that state none.
        capture_months: in which its editions were captured: `2024-08`, or `2024` if only the year is known.
    """
    language, date = article.language or joined_terms.language, str(article.date or "")[:10]
    names = (*article.authors, article.publisher, *article.topics, article.section, *article.places, date)
    also = (term.names for each in article.joined_names if (term := joined_terms.get(each.taxonomy, each.slug)))
    article = with_joined_labels(article)
    return SearchDocument(
        path=page_path,
        date=date,
        language=language,
        title=article.title,
        publisher=article.publisher or "",
        names=tuple(dict.fromkeys(filter(None, (*names, *chain.from_iterable(also))))),
        lead=tuple(filter(None, (article.description, article.caption.text))),
        text=article.body.text,
        filters=tuple(dict.fromkeys(_filter_values(article, language, date, capture_months))),
    )


def _filter_values(
    article: Article, language: str, date: str, capture_months: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield "language", language
    if article.publisher:
        yield "publisher", article.publisher
    yield from (("author", author) for author in article.authors)
    yield from (("topic", topic) for topic in article.topics)
    yield from (("place", place) for place in article.places)
    if date:
        yield "year", date[:4]
    for month in capture_months:
        yield "captured", month[:4]
        yield "captured", month
