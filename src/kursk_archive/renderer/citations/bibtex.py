"""BibTeX, with the entry type and fields of biblatex: `@online`, UTF-8.

Source: the manual of the biblatex package, sections 2.1.1 (entry types), 2.2.2 (fields), 2.3.8 (dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kursk_archive.renderer.citations.model import CitationData
from kursk_archive.renderer.theme.filters import language_name

# Braces are written as commands, since BibTeX counts them even after a backslash.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPES = _COMMANDS | {sign: f"\\{sign}" for sign in "#$%&_"}
_SPECIAL = re.compile(r"[\\{}~^#$%&_]")


def write_bibtex(citations: Iterable[CitationData]) -> str:
    """Write a BibTeX file."""
    return "\n".join(map(_entry, citations))


def _entry(citation: CitationData) -> str:
    fields = ",\n".join(f"{name}={{{value}}}" for name, value in _fields(citation) if value)
    return f"@online{{{citation.cite_key},\n{fields}\n}}\n"


def _fields(citation: CitationData) -> Iterator[tuple[str, str]]:
    """Name and value of each field. `url` is verbatim and must not be escaped, dates need not be."""
    yield "title", _in_braces(citation.title)
    yield "author", " and ".join(map(_in_braces, citation.authors))
    # biblatex prints the `organization` of an online source; reference managers expect a newspaper in `journal`.
    yield "organization", _in_braces(citation.publisher)
    yield "journal", _in_braces(citation.publisher)
    yield "date", "-".join(citation.date)
    yield "url", citation.url
    yield "urldate", "-".join(citation.captured)
    yield "language", _escape_special(language_name(citation.language, "en")) if citation.language else ""
    yield "abstract", _escape_special(citation.summary)
    yield "keywords", _escape_special(", ".join(" ".join(topic.replace(",", " ").split()) for topic in citation.topics))
    yield "note", _escape_special(", ".join(filter(None, (citation.archive_title, citation.archive_location))))
    yield "annotation", f"SHA-256: {citation.sha256}"


def _escape_special(value: str) -> str:
    return _SPECIAL.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES[match[0]]


def _in_braces(value: str) -> str:
    """Protect a value from being split at `and` or a comma, and from changes of case."""
    return f"{{{_escape_special(value)}}}" if value else ""
