"""Lines of dates and author names around a headline, on one line or on several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kursk_archive.core.findings import Finding
from kursk_archive.loader import dates
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump import bylines
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

_BLOCK = re.compile(r"[#>|`~]|[-*+]\s|\d{1,9}[)]\s|!\[")
_MAX_DATELINE_WORDS = 14
_SEPARATOR = re.compile(
    r"\s?[|·•()]\s?|\s[—–-]\s|,?\s(?=by\s\w)|[,;.]?\s(?=(?:last\s)?(?:updated|modified)(?!\w)|обновлен|оновлен|змінен|изменен)",
    re.IGNORECASE,
)


def read_dateline(line: HeaderLine) -> LineMatch | None:
    """Read a line of dates, names, or both: `By Jane Doe | August 15, 2024 | Updated: August 16, 2024`.

    An impossible or ambiguous date goes into `extra` with a finding, so that nothing is lost.
    """
    if len(line.text) > MAX_HEADER_LINE_CHARS or _BLOCK.match(line.text.lstrip()):
        return None
    text = plain_text(strip_emphasis(line.text))
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    match = _read_parts(line, parts) if len(parts) > 1 else None
    return (
        match
        or _read_part(line, text)
        or _read_date_below_label(line, text)
        or _read_names_and_date(line, text)
        or _read_agency_byline(line, text)
    )


def _read_names_and_date(line: HeaderLine, text: str) -> LineMatch | None:
    """Read a byline and a date without a mark between them: `By Jane Doe 15 August 2024`."""
    words = text.split()
    if not words or len(words) > _MAX_DATELINE_WORDS or not bylines.begins_with_label(text):
        return None
    for i in range(2, len(words)):
        if dates.looks_like_date_line(" ".join(words[i:])):
            return _read_parts(line, (" ".join(words[:i]).rstrip(","), " ".join(words[i:])))
    return None


def _read_agency_byline(line: HeaderLine, text: str) -> LineMatch | None:
    """Read `Jane Doe / AFP` between a headline and its date; after the date it may be an image's credit."""
    if " / " not in text or "title" not in line.seen or line.seen.keys() & {"authors", "date"} or line.in_image_gap:
        return None
    below = line.next_line()
    if below is None or not dates.looks_like_date_line(plain_text(strip_emphasis(below.text[:MAX_HEADER_LINE_CHARS]))):
        return None
    names = bylines.read_agency_byline(text)
    return LineMatch(line.index + 1, {"authors": line.make_field_value(names, names[0])}) if names else None


def report_unread_date(line: HeaderLine) -> LineMatch | None:
    """Report a line below the headline that has the form of a date, in a language whose months are unknown.

    The line stays in the body. A relative date (`8 hours ago`) says nothing without the day of the capture.
    """
    if "title" not in line.seen or line.seen.keys() & {"date", "date-unknown"} or len(line.text) > _MAX_DATE_LINE_CHARS:
        return None
    kind, words = dates.split_date_label(plain_text(strip_emphasis(line.text)))
    if not _DATE_FORM.fullmatch(words) or dates.parse_date(words).problem != "unknown":
        return None
    finding = line.make_finding("date-unknown", words, f"{words!r} looks like a date, but it is not recognised")
    return LineMatch(line.index + 1, findings=(finding,), keeps_in_body="text") if kind != "updated" else None


_MAX_DATE_LINE_CHARS = 80
_MONTH_WORD = r"[^\W\d_][^\d\s,;:!?]{1,20}(?:\s[^\x00-\x7f\d]{1,20})?"
_DATE_FORM = re.compile(
    rf"\W{{0,2}}(?:\d{{1,2}}\.?\s{_MONTH_WORD},?\s\d{{4}}|\d{{4}}\.?\s{_MONTH_WORD}\s\d{{1,2}})\W{{0,2}}[^\W\d]{{0,6}}\W?"
)


def _read_date_below_label(line: HeaderLine, text: str) -> LineMatch | None:
    """Read a label on a line of its own, and the date on the next line."""
    kind, after_label = dates.split_date_label(text)
    below = line.next_line() if kind and not after_label else None
    if kind is None or below is None or len(below.text) > MAX_HEADER_LINE_CHARS:
        return None
    date_text = plain_text(strip_emphasis(below.text))
    return _read_date(below, kind, date_text) if dates.looks_like_date_line(date_text) else None


def _read_parts(line: HeaderLine, parts: Sequence[str]) -> LineMatch | None:
    fields: dict[str, FieldValue] = {}
    extra: dict[str, str] = {}
    findings: list[Finding] = []
    for part in parts:
        match = _read_part(line, part)
        if match is None or match.fields.keys() & fields.keys():
            return None
        fields |= match.fields
        extra |= match.extra
        findings += match.findings
    return LineMatch(line.index + 1, fields, extra, tuple(findings))


def _read_part(line: HeaderLine, text: str) -> LineMatch | None:
    kind, after_label = dates.split_date_label(text)
    if after_label and (kind or dates.looks_like_date_line(after_label)):
        return _read_date(line, kind or "date", after_label)
    names = bylines.read_byline(text) if "authors" not in line.seen else None
    if names is None:
        return None
    fields = {"authors": line.make_field_value(names, names[0])}
    return LineMatch(line.index + 1, fields, line.hrefs_as_extra("author_link", line.text))


def _read_date(line: HeaderLine, name: str, text: str) -> LineMatch | None:
    """Read the value of a date field; None if the field already has a different date."""
    reading = dates.parse_date(text)
    if name in line.seen:
        return LineMatch(line.index + 1) if reading.date and reading.date == line.seen[name] else None
    if reading.problem == "unknown":
        return None
    findings = (line.make_finding(reading.code, text, reading.note),) if reading.code else ()
    if reading.date:
        return LineMatch(line.index + 1, {name: line.make_field_value(reading.date, text)}, findings=findings)
    return LineMatch(line.index + 1, extra={name: text}, findings=findings)
