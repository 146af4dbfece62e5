"""Finds the URL of the original article: `Original url:` and variants, at the end of a file or at its top."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import ada_url
from msgspec import Struct

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.core.text import plain_line
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
_LABEL_END = re.compile(r"[*_]{0,3}\s{0,9}(?P<colon>[:：]|[—–-](?=\s)|)\s{0,9}[*_]{0,3}\s*")
_LINE_START = re.compile(r"(?:#{2,6}\s|[>•*+-]\s){0,3}\s*")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*+)\]\(\s*+<?(?P<href>[^\s<>]*?)>?(?:\s++[\"'(][^()]*+)?\)[.,;]?")
_ANCHOR = re.compile(r"<a\s[^>]*?\bhref\s*+=\s*+[\"']?(?P<href>[^\"'\s>]*+)[^>]*+>[^<]*+</a>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_*~&()#+\-.!])")
_RULE = re.compile(r"(?:-[ -]{2,}|\*[ *]{2,}|_[ _]{2,})")


class _Label(Struct, frozen=True):
    after: str
    """The text after the label on its line, or the whole link if its text is the label."""
    is_certain: bool
    """True if this is a label, whatever follows."""


def find_source_at_end(lines: Sequence[str], path: str, code: Collection[int] = ()) -> Extracted | None:
    """Find the source URL at the end of a text; None if no label is there.

    Args:
        lines: of the whole file.
        path: for the findings' locations.
        code: indices of lines in fenced code, which are skipped.
    """
    last = previous_nonblank(lines, len(lines))
    while last >= 0 and _RULE.fullmatch(lines[last].strip()):
        last = previous_nonblank(lines, last)
    for i in (previous_nonblank(lines, last), last):
        source = read_source_at(lines, i, path) if i >= 0 and i not in code else None
        if source and max(source.line_indices) == last:
            return source
    return None


def find_source_above(lines: Sequence[str], path: str, code: Collection[int] = ()) -> Extracted | None:
    """Find the last label with an address, though lines follow it: share buttons, tags, a copyright.

    A label that other pages have too, such as `Source:`, counts only above a few short lines.
    """
    lines_below, all_short = 0, True
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i]
        if not line.strip():
            continue
        if len(line) <= _MAX_LABELLED_CHARS and i not in code and (label := _read_label(line)):
            is_near = all_short and lines_below <= _MAX_LINES_BELOW
            source = read_source_at(lines, i, path) if label.is_certain or is_near else None
            if source and "source_url" in source.fields:
                return source
        lines_below += 1
        all_short = all_short and len(line) <= _MAX_SHORT_CHARS
    return None


_MAX_LABELLED_CHARS, _MAX_SHORT_CHARS, _MAX_LINES_BELOW = 600, 80, 12


def read_source_at(lines: Sequence[str], i: int, path: str) -> Extracted | None:
    """Read the source URL on line `i` (0-based), or on the next non-blank line if `i` holds only the label.

    After a certain label with its colon, text that is not an http(s) URL is lifted out too, with a finding
    `source-invalid`, unless it is a sentence.
    """
    label = _read_label(lines[i]) if len(lines[i]) <= MAX_LINE_CHARS else None
    if label is None:
        return None
    if label.after:
        return _read_url(lines, i, i, label.after, label.is_certain, path)
    below = next_nonblank(lines, i + 1)
    text = lines[below][:MAX_LINE_CHARS] if below < len(lines) else ""
    source = _read_url(lines, i, below, text, label.is_certain, path) if text else None
    return source or (_reject_url(lines, i, i, "", path) if label.is_certain else None)


def is_label(label: str) -> bool:
    """Return True if a text is a label of the original's address, though perhaps of something else, too."""
    return _LABEL.fullmatch(label) is not None


def read_href(text: str) -> str | None:
    """Return the address that `text` consists of, in any notation; None if it is no http(s) address."""
    href = _extract_href(text)
    return href if href is not None and is_http_url(href) else None


def _read_label(line: str) -> _Label | None:
    text = strip_emphasis(line)
    text = strip_emphasis(_LINE_START.sub("", text, count=1)).lstrip("*_")
    link = _LINK.fullmatch(text)
    words = link["text"].strip(" *_:") if link else text
    label = _LABEL.match(words)
    if label is None:
        return None
    if link:
        return _Label(text, bool(label["original"])) if label.end() == len(words) else None
    label_end = _LABEL_END.match(text, label.end())
    assert label_end is not None  # noqa: S101 - the pattern matches the empty text
    return _Label(text[label_end.end() :].strip(), bool(label["original"] and label_end["colon"]))


def _read_url(
    lines: Sequence[str], label_index: int, url_index: int, text: str, is_certain: bool, path: str
) -> Extracted | None:
    href = _extract_href(text)
    if href is not None and is_http_url(href):
        value = FieldValue(href, url_index + 1, column_of(lines[url_index], href))
        return Extracted(frozenset({label_index, url_index}), {"source_url": value})
    if is_certain and (href is not None or len(text.split()) == 1):
        return _reject_url(lines, label_index, url_index, text.strip() if href is None else href, path)
    return None


def _reject_url(lines: Sequence[str], label_index: int, url_index: int, value: str, path: str) -> Extracted:
    message = f"not an http(s) address: `{shorten(value)}`" if value else "no address after the label"
    location = Location(path, url_index + 1, column_of(lines[url_index], value))
    extra = {"source_url": value} if value else {}
    findings = (make_finding("source-invalid", location, message),)
    return Extracted(frozenset({label_index, url_index}), extra=extra, findings=findings)


def _extract_href(text: str) -> str | None:
    """Return the href if `text` is a single link or URL in any notation, valid or not; None for any other text."""
    text = strip_emphasis(plain_line(text)).rstrip("*_ ")
    if link := _LINK.fullmatch(text) or _ANCHOR.fullmatch(text):
        return link["href"]
    text = text.strip("`\"'“”«»").rstrip(".,;")
    text = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    if text.startswith("<") and text.endswith(">"):
        inner = text[1:-1].strip()
        return f"https://{inner}" if _WITHOUT_SCHEME.fullmatch(inner) else inner
    if len(text.split()) != 1 or "://" not in text:
        return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else None
    return _ESCAPED.sub(r"\1", text.rstrip(")") if text.count("(") < text.count(")") else text)


_WITHOUT_SCHEME = re.compile(r"(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?::[0-9]{1,5})?/\S+")
"""A host alone names a source, but not a page."""


def is_http_url(href: str) -> bool:
    """Return True if `href` is an absolute http(s) URL."""
    if not href.lower().startswith(("http://", "https://")) or len(href.split()) != 1:
        return False
    try:
        return bool(ada_url.check_url(href))
    except ValueError:  # a lone surrogate cannot be encoded as UTF-8
        return False
