"""Where a capture names its original: `Original url:` and its relatives, at the end of a file or at its top."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import ada_url

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump.lines import (
    MAX_LINE_CHARS,
    Extracted,
    column_of,
    next_nonblank,
    previous_nonblank,
    shorten,
    strip_emphasis,
)
from kursk_archive.loader.text_dump.vocabulary import SOURCE_LABELS, WEAK_SOURCE_LABELS, join_alternatives

_LABEL = re.compile(
    rf"(?P<original>{join_alternatives(SOURCE_LABELS)})|{join_alternatives(WEAK_SOURCE_LABELS)}(?:\s{{1,3}}(?:here|at|on|in|тут|здесь|за)(?!\w))?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[*_]{0,3}\s{0,9}(?P<colon>[:：]|[—–-](?=\s)|)\s{0,9}[*_]{0,3}\s*")
_BEFORE = re.compile(r"(?:#{2,6}\s|[>•*+-]\s){0,3}\s*")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*+)\]\(\s*+<?(?P<href>[^\s<>]*?)>?(?:\s++[\"'(][^()]*+)?\)[.,;]?")
_ANCHOR = re.compile(r"<a\s[^>]*?\bhref\s*+=\s*+[\"']?(?P<href>[^\"'\s>]*+)[^>]*+>[^<]*+</a>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_*~&()#+\-.!])")
_RULE = re.compile(r"(?:-[ -]{2,}|\*[ *]{2,}|_[ _]{2,})")


class _Label(NamedTuple):
    rest: str
    """What follows the label on its line; where a link is the label, that link."""
    certain: bool
    """Whether it is a label whatever follows."""


def find_source_at_end(lines: Sequence[str], path: str, code: Collection[int] = ()) -> Extracted | None:
    """What the end of a text says of its original, if it says anything.

    Args:
        lines: of the whole file.
        path: for the findings' locations.
        code: lines of fenced code, 0-based, in which nothing is looked for.
    """
    last = previous_nonblank(lines, len(lines))
    while last >= 0 and _RULE.fullmatch(lines[last].strip()):
        last = previous_nonblank(lines, last)
    for i in (previous_nonblank(lines, last), last):
        said = read_source_at(lines, i, path) if i >= 0 and i not in code else None
        if said and max(said.line_indices) == last:
            return said
    return None


def read_source_at(lines: Sequence[str], i: int, path: str) -> Extracted | None:
    """What line `i` (0-based) says of the original, alone or with the next line that is not blank.

    After a certain label with its colon, what is no http(s) address is lifted too, with a finding `source-invalid`,
    unless it is a sentence.
    """
    label = _label(lines[i]) if len(lines[i]) <= MAX_LINE_CHARS else None
    if label is None:
        return None
    if label.rest:
        return _said(lines, i, i, label.rest, label.certain, path)
    after = next_nonblank(lines, i + 1)
    below = _said(lines, i, after, lines[after][:MAX_LINE_CHARS], label.certain, path) if after < len(lines) else None
    return below or (_unusable(lines, i, i, "", path) if label.certain else None)


def _label(line: str) -> _Label | None:
    text = strip_emphasis(line)
    text = strip_emphasis(_BEFORE.sub("", text, count=1)).lstrip("*_")
    link = _LINK.fullmatch(text)
    words = link["text"].strip(" *_:") if link else text
    label = _LABEL.match(words)
    if label is None:
        return None
    if link:
        return _Label(text, bool(label["original"])) if label.end() == len(words) else None
    after = _AFTER.match(text, label.end())
    assert after is not None  # noqa: S101 - the pattern matches the empty text
    return _Label(text[after.end() :].strip(), bool(label["original"] and after["colon"]))


def _said(lines: Sequence[str], i: int, at: int, rest: str, certain: bool, path: str) -> Extracted | None:
    href = _address(rest)
    if href is not None and is_http_url(href):
        return Extracted(frozenset({i, at}), {"source_url": FieldValue(href, at + 1, column_of(lines[at], href))})
    if certain and (href is not None or len(rest.split()) == 1):
        return _unusable(lines, i, at, rest.strip() if href is None else href, path)
    return None


def _unusable(lines: Sequence[str], i: int, at: int, value: str, path: str) -> Extracted:
    message = f"no http(s) address: `{shorten(value)}`" if value else "no address after the label"
    place = Location(path, at + 1, column_of(lines[at], value))
    extra = {"source_url": value} if value else {}
    return Extracted(frozenset({i, at}), extra=extra, findings=(make_finding("source-invalid", place, message),))


def _address(rest: str) -> str | None:
    """The only address of which `rest` consists, in any of its shapes, usable or not; None for anything else."""
    rest = strip_emphasis(rest).rstrip("*_ ")
    if link := _LINK.fullmatch(rest) or _ANCHOR.fullmatch(rest):
        return link["href"]
    rest = rest.strip("`\"'“”«»").rstrip(".,;")
    rest = rest[1:-1] if rest.startswith("(") and rest.endswith(")") else rest
    if rest.startswith("<") and rest.endswith(">"):
        return rest[1:-1].strip()
    if len(rest.split()) != 1 or "://" not in rest:
        return None
    return _ESCAPED.sub(r"\1", rest.rstrip(")") if rest.count("(") < rest.count(")") else rest)


def is_http_url(href: str) -> bool:
    """Whether `href` is an absolute http(s) address."""
    if not href.lower().startswith(("http://", "https://")) or len(href.split()) != 1:
        return False
    try:
        return bool(ada_url.check_url(href))
    except ValueError:  # a lone surrogate has no UTF-8
        return False
