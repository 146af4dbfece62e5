"""The lines above an article's text: headline, dates, names, an image and its caption, in any order."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from kursk_archive.core.findings import Finding
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump import dateline, headline, image, labelled, source_url
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, HeaderLineReader, LineMatch
from kursk_archive.loader.text_dump.lines import (
    MAX_LINE_CHARS,
    Extracted,
    next_nonblank,
    plain_text,
    previous_nonblank,
)

_MAX_DECK_CHARS, _MAX_RUBRIC_CHARS = 300, 60
_MAX_NAVIGATION_LINES, _MAX_NAVIGATION_CHARS = 12, 80
_MAX_MATCHES = 40
"""Longest header. No real one comes close, and reading a megabyte of dates took ten seconds."""


class _Header(Struct):
    """The header as read so far."""

    seen: dict[str, object] = field(default_factory=dict)
    """See `HeaderLine.seen`."""
    fields: dict[str, FieldValue] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    line_indices: set[int] = field(default_factory=set)
    image_index: int = -2
    """0-based line of the image."""
    text_skipped: bool = False
    """True if a line was left in the body: above the headline or, once there is one, below it."""

    def add(self, index: int, match: LineMatch) -> None:
        self.fields |= match.fields
        self.extra |= match.extra
        self.findings += match.findings
        self.mark_seen(match)
        lifted = range(index, match.end) if match.lifted is None else match.lifted
        self.line_indices.update(() if match.keeps_in_body else lifted)
        self.image_index = index if match.keeps_in_body == "image" or "image" in match.fields else self.image_index
        self.text_skipped = (self.text_skipped or match.keeps_in_body == "text") and "title" not in match.fields

    def mark_seen(self, metadata: LineMatch | Extracted) -> None:
        self.seen |= {name: stated.value for name, stated in metadata.fields.items()} | dict.fromkeys(metadata.extra)
        self.seen |= dict.fromkeys(finding.code for finding in metadata.findings)


def read_header(lines: Sequence[str], path: str, capture: Sequence[str], below: Extracted | None = None) -> Extracted:
    """Read the header down to the first line that does not belong to it.

    Args:
        lines: of the whole file; lines lifted out before are blank.
        path: for the findings' locations.
        capture: the lines as captured, from which gaps are measured.
        below: what was extracted from the text below the header; a source URL there goes first.
    """
    header = _Header()
    if below:
        header.mark_seen(below)
    index = next_nonblank(lines, 0)
    for _ in range(_MAX_MATCHES):
        if index == len(lines) or len(lines[index]) > MAX_LINE_CHARS:
            break
        above = previous_nonblank(capture, index)
        line = HeaderLine(
            lines, index, path, header.seen, index - 1 - above, header.image_index == above, header.text_skipped
        )
        match = _read_line(line)
        if match is None:
            break
        header.add(index, match)
        index = next_nonblank(lines, match.end)
    return Extracted(frozenset(header.line_indices), header.fields, extra=header.extra, findings=tuple(header.findings))


def _read_line(line: HeaderLine) -> LineMatch | None:
    return next((match for read in _READERS if (match := read(line))), None)


def _read_source_url(line: HeaderLine) -> LineMatch | None:
    """Read the source URL; the line stays in the body if a different one is already known."""
    extracted = source_url.read_source_at(line.lines, line.index, line.path)
    if extracted is None:
        return None
    end = max(extracted.line_indices) + 1
    stated = extracted.fields.get("source_url")
    known_url = line.seen.get("source_url")
    if known_url and (stated is None or stated.value != known_url):
        return LineMatch(end, keeps_in_body="url")
    if stated is None and "source-invalid" in line.seen:
        return LineMatch(end, keeps_in_body="url")
    return LineMatch(end, {} if known_url else extracted.fields, extracted.extra, extracted.findings)


def _skip_rubric_or_deck(line: HeaderLine) -> LineMatch | None:
    """Skip one line that stays in the body: a rubric above the headline, or a deck between headline and date."""
    if "title" not in line.seen and _is_navigation(line):
        return LineMatch(line.index + 1, keeps_in_body="text")
    below = line.next_line(line.paragraph_end)
    if line.text_skipped or below is None or line.paragraph_end != line.index + 1 or "date" in line.seen:
        return None
    if "title" in line.seen:
        is_deck = headline.is_dateline(below) and below.text.lstrip()[:1] not in "*_"
        return _skip(line) if len(line.text) <= _MAX_DECK_CHARS and is_deck else None
    is_rubric = headline.heading_follows(line) and line.text.rstrip()[-1] not in ".!?…"
    return _skip(line) if len(line.text) <= _MAX_RUBRIC_CHARS and is_rubric else None


def _is_navigation(line: HeaderLine) -> bool:
    """Return True for one of a few short lines above a heading, such as those of a site's menu."""
    below: HeaderLine | None = line
    for _ in range(_MAX_NAVIGATION_LINES):
        if below is None or len(below.text) > MAX_HEADER_LINE_CHARS:
            return False
        if below.text.startswith("# "):
            return below.index > line.index
        text = plain_text(below.text)
        if len(text) > _MAX_NAVIGATION_CHARS or text.endswith((".", "!", "?", "…")) or below.text.startswith("```"):
            return False
        below = below.next_line()
    return False


def _skip(line: HeaderLine) -> LineMatch:
    return LineMatch(line.paragraph_end, keeps_in_body="text")


_READERS: tuple[HeaderLineReader, ...] = (
    labelled.read_labelled_block,
    _read_source_url,
    headline.read_headline,
    dateline.read_dateline,
    image.read_image_line,
    dateline.report_unread_date,
    image.read_caption,
    _skip_rubric_or_deck,
)
