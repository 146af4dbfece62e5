"""BibTeX, in the words of biblatex: `@online`, UTF-8.

Source: the manual of the biblatex package, sections 2.1.1 (entry types), 2.2.2 (fields), 2.3.8 (dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.renderer.citations.model import Facts
from kursk_archive.renderer.theme.filters import language_name

# Braces go by their names, since BibTeX counts them whether or not a backslash is before them.
_NAMES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPES = _NAMES | {sign: f"\\{sign}" for sign in "#$%&_"}
_SPECIAL = re.compile(r"[\\{}~^#$%&_]")


def as_bibtex(facts: Facts) -> str:
    """The article as one entry."""
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(facts) if value)
    return f"@online{{{facts.key},\n{fields}\n}}\n"


def _fields(facts: Facts) -> Iterator[tuple[str, str]]:
    """Name and value. Verbatim fields (`url`) are not escaped, dates need not be."""
    yield "title", _whole(facts.title)
    yield "author", " and ".join(map(_whole, facts.authors))
    # biblatex prints the organization of what is online; reference managers look for a newspaper in `journal`.
    yield "organization", _whole(facts.publisher)
    yield "journal", _whole(facts.publisher)
    yield "date", "-".join(facts.date)
    yield "url", facts.url
    yield "urldate", "-".join(facts.captured)
    yield "language", _text(language_name(facts.language, "en")) if facts.language else ""
    yield "abstract", _text(facts.summary)
    yield "keywords", _text(", ".join(" ".join(topic.replace(",", " ").split()) for topic in facts.topics))
    yield "note", _text(", ".join(filter(None, (facts.archive, facts.location))))
    yield "annotation", f"SHA-256: {facts.sha256}"


def _text(value: str) -> str:
    return _SPECIAL.sub(_escape, value)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES[match[0]]


def _whole(value: str) -> str:
    """A value that is not to be taken apart at an `and` or a comma, nor set in other letters."""
    return f"{{{_text(value)}}}" if value else ""
