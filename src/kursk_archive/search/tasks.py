"""Builds a search index as a task for this process or another: article records → the files of an index.

A pure function of picklable values that writes nothing. Pagefind runs as a child process, one for each index.
"""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.records import decode_article
from kursk_archive.search.documents import SearchError, build_index, render_document
from kursk_archive.search.pagefind_index import count_filter_values, index_languages


class IndexTask(Struct, frozen=True):
    """An index to build, unless its text is unchanged."""

    versions: tuple[str, str, str]
    """This program's version, Pagefind's version, and the site's language, for articles that state none."""
    articles: tuple[tuple[str, bytes, tuple[str, ...]], ...]
    """Page path, record and years of the captures of each."""
    known_text_digest: str = ""
    """`SearchIndex.text_digest` of the published index; empty if there is none to trust."""


class SearchIndex(Struct, frozen=True):
    """A search index."""

    text_digest: str
    """Fingerprint of the indexed text."""
    files: dict[str, bytes]
    """By path, with the programs that a browser runs; empty if the articles have no word."""
    languages: dict[str, tuple[int, str]]
    """Language → number of articles, and file name of the program that stems its words."""
    filter_values: dict[str, dict[str, int]]
    """Filter → value → number of articles."""


def run_index_task(task: IndexTask) -> SearchIndex | SearchError | None:
    """Build an index; None if the published one is up to date.

    An error is returned, not raised: if another process has no Pagefind, the caller may have it.
    """
    language = task.versions[-1]
    documents = [
        render_document(decode_article(record)[0], page_path, language, years)
        for page_path, record, years in task.articles
    ]
    text_digest = fingerprint((task.versions, documents))
    if text_digest == task.known_text_digest:
        return None
    try:
        files = build_index(documents)
    except SearchError as error:
        return error
    return SearchIndex(text_digest, files, index_languages(files), count_filter_values(files))
