"""When, and by whom: the lines of dates and names around a headline, together on one line or apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kursk_archive.core.findings import Finding
from kursk_archive.loader import dates
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import bylines
from kursk_archive.loader.text_dump.line import MAX_LINE, Spot, Step
from kursk_archive.loader.text_dump.lines import bare, plain

_BLOCK = re.compile(r"[#>|`~]|[-*+]\s|\d{1,9}[)]\s|!\[")
_BETWEEN = re.compile(
    r"\s?[|·•()]\s?|\s[—–-]\s|[,;.]?\s(?=(?:last\s)?(?:updated|modified)(?!\w)|обновлен|оновлен|змінен|изменен)",
    re.IGNORECASE,
)


def read(spot: Spot) -> Step | None:
    """Read a line of dates, names, or both: `By Jane Doe | August 15, 2024 | Updated: August 16, 2024`.

    A date that is impossible or ambiguous is lifted into `extra` with a finding, so that nothing is lost.
    """
    if len(spot.line) > MAX_LINE or _BLOCK.match(spot.line.lstrip()):
        return None
    text = plain(bare(spot.line))
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return (_parts(spot, parts) if len(parts) > 1 else None) or _part(spot, text) or _label_alone(spot, text)


def _label_alone(spot: Spot, text: str) -> Step | None:
    """A label with its date on the next line."""
    kind, rest = dates.label(text)
    below = spot.below() if kind and not rest else None
    said = plain(bare(below.line)) if below and len(below.line) <= MAX_LINE else ""
    return _date(below, kind, said) if below and kind and dates.looks_like_date_line(said) else None


def _parts(spot: Spot, parts: Sequence[str]) -> Step | None:
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
    return Step(spot.i + 1, fields, extra, tuple(findings))


def _part(spot: Spot, text: str) -> Step | None:
    kind, rest = dates.label(text)
    if rest and (kind or dates.looks_like_date_line(rest)):
        return _date(spot, kind or "date", rest)
    names = bylines.read(text) if "authors" not in spot.known else None
    if names is None:
        return None
    return Step(spot.i + 1, {"authors": spot.stated(names, names[0])}, spot.links("author_link", spot.line))


def _date(spot: Spot, name: str, text: str) -> Step | None:
    """None for a second date, unless it says the same as the first."""
    reading = dates.read(text)
    if name in spot.known:
        return Step(spot.i + 1) if reading.date and reading.date == spot.known[name] else None
    if reading.date:
        return Step(spot.i + 1, {name: spot.stated(reading.date, text)})
    if reading.problem == "unknown":
        return None
    found = spot.finding(f"date-{reading.problem}", text, reading.note)
    return Step(spot.i + 1, extra={name: text}, findings=(found,))
