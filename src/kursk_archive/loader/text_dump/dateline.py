"""When, and by whom: the lines of dates and names around a headline, together on one line or apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kursk_archive.core.findings import Finding
from kursk_archive.loader import dates
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import bylines
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import plain_text, strip_emphasis

_BLOCK = re.compile(r"[#>|`~]|[-*+]\s|\d{1,9}[)]\s|!\[")
_BETWEEN = re.compile(
    r"\s?[|·•()]\s?|\s[—–-]\s|[,;.]?\s(?=(?:last\s)?(?:updated|modified)(?!\w)|обновлен|оновлен|змінен|изменен)",
    re.IGNORECASE,
)


def read_dateline(spot: HeaderLine) -> LineMatch | None:
    """Read a line of dates, names, or both: `By Jane Doe | August 15, 2024 | Updated: August 16, 2024`.

    A date that is impossible or ambiguous is lifted into `extra` with a finding, so that nothing is lost.
    """
    if len(spot.text) > MAX_HEADER_LINE_CHARS or _BLOCK.match(spot.text.lstrip()):
        return None
    text = plain_text(strip_emphasis(spot.text))
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return (_parts(spot, parts) if len(parts) > 1 else None) or _part(spot, text) or _label_alone(spot, text)


def _label_alone(spot: HeaderLine, text: str) -> LineMatch | None:
    """A label with its date on the next line."""
    kind, rest = dates.split_date_label(text)
    below = spot.next_line() if kind and not rest else None
    said = plain_text(strip_emphasis(below.text)) if below and len(below.text) <= MAX_HEADER_LINE_CHARS else ""
    return _date(below, kind, said) if below and kind and dates.looks_like_date_line(said) else None


def _parts(spot: HeaderLine, parts: Sequence[str]) -> LineMatch | None:
    fields: dict[str, Stated] = {}
    extra: dict[str, str] = {}
    findings: list[Finding] = []
    for part in parts:
        step = _part(spot, part)
        if step is None or step.fields.keys() & fields.keys():
            return None
        fields |= step.fields
        extra |= step.extra
        findings += step.findings
    return LineMatch(spot.index + 1, fields, extra, tuple(findings))


def _part(spot: HeaderLine, text: str) -> LineMatch | None:
    kind, rest = dates.split_date_label(text)
    if rest and (kind or dates.looks_like_date_line(rest)):
        return _date(spot, kind or "date", rest)
    names = bylines.read_byline(text) if "authors" not in spot.seen else None
    if names is None:
        return None
    return LineMatch(
        spot.index + 1, {"authors": spot.make_stated(names, names[0])}, spot.hrefs_as_extra("author_link", spot.text)
    )


def _date(spot: HeaderLine, name: str, text: str) -> LineMatch | None:
    """None for a second date, unless it says the same as the first."""
    reading = dates.parse_date(text)
    if name in spot.seen:
        return LineMatch(spot.index + 1) if reading.date and reading.date == spot.seen[name] else None
    if reading.date:
        return LineMatch(spot.index + 1, {name: spot.make_stated(reading.date, text)})
    if reading.problem == "unknown":
        return None
    found = spot.make_finding(f"date-{reading.problem}", text, reading.note)
    return LineMatch(spot.index + 1, extra={name: text}, findings=(found,))
