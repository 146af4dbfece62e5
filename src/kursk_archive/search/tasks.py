"""Builds a segment of a search index as a task for this process or another: article records → lines and texts.

A pure function of picklable values that writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.records import decode_article
from kursk_archive.search.documents import search_document
from kursk_archive.search.segment import FileCounts, Segment, build_segment
from kursk_archive.site.joined_terms import JoinedTerm, JoinedTerms


class SegmentTask(Struct, frozen=True):
    """A segment to build, unless its text is unchanged."""

    versions: tuple[str, str, FileCounts]
    """This program's version, the site's language, for articles that state none, and the number of files."""
    articles: tuple[tuple[str, bytes, tuple[str, ...]], ...]
    """Page path, record and months of the captures of each."""
    joined_terms: Mapping[str, tuple[JoinedTerm, ...]]
    """Taxonomy → the terms that archive.yaml joins."""
    known_text_digest: str = ""
    """Of the published segment; empty if there is none to trust."""


class BuiltSegment(Struct, frozen=True):
    """A segment and what it was built from."""

    text_digest: str
    """Fingerprint of the indexed text."""
    segment: Segment


def run_segment_task(task: SegmentTask) -> BuiltSegment | None:
    """Build a segment; None if the published one is up to date."""
    _, language, files = task.versions
    terms = JoinedTerms(task.joined_terms, language)
    documents = [
        search_document(decode_article(record)[0], page_path, terms, months)
        for page_path, record, months in task.articles
    ]
    text_digest = fingerprint((task.versions, documents))
    if text_digest == task.known_text_digest:
        return None
    return BuiltSegment(text_digest, build_segment(documents, files))
