"""An index of the search, a shard of articles at a time, in this process or in another: records → an index's files.

A pure function of picklable values, which touches no disk; Pagefind is a process beside it, one for each index.
"""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.records import unpack
from kursk_archive.search import documents, pagefind_index
from kursk_archive.search.documents import SearchError


class IndexTask(Struct, frozen=True):
    """An index to make, if its text is another than it was."""

    versions: tuple[str, str, str]
    """This program's version, Pagefind's, and the site's language, which is that of articles whose own is not known."""
    articles: tuple[tuple[str, bytes], ...]
    """Page and record of each."""
    known_text_digest: str = ""
    """`SearchIndex.text_digest` of the index that is there; empty where there is none to trust."""


class SearchIndex(Struct, frozen=True):
    """An index."""

    text_digest: str
    """A digest of what was indexed."""
    files: dict[str, bytes]
    """By path; the programs that a browser runs among them. None where the articles have no word."""
    languages: dict[str, tuple[int, str]]
    """Language → how many articles, and the file of the program that reads its words."""
    filter_values: dict[str, dict[str, int]]
    """What readers may narrow a search by → its values, and how many articles have each."""


def run_index_task(task: IndexTask) -> SearchIndex | SearchError | None:
    """Make an index; None where the known one is as good.

    An error is given, not raised: where another process has no Pagefind, the caller may have one.
    """
    language = task.versions[-1]
    pages = [(page, documents.render_document(unpack(record)[0], language)) for page, record in task.articles]
    text = digest((task.versions, pages))
    if text == task.known_text_digest:
        return None
    try:
        files = documents.build_index(pages)
    except SearchError as error:
        return error
    return SearchIndex(text, files, pagefind_index.index_languages(files), pagefind_index.count_filter_values(files))
