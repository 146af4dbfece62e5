"""The lines above an article's text: headline, dates, names, an image and its caption, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kursk_archive.core.findings import Finding
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import dateline, headline, source_url
from kursk_archive.loader.text_dump import image as picture
from kursk_archive.loader.text_dump.line import HeaderLine, HeaderLineReader, LineMatch
from kursk_archive.loader.text_dump.lines import MAX_LINE_CHARS, Extracted, next_nonblank, previous_nonblank

_MAX_DECK, _MAX_RUBRIC = 300, 60
"""Characters."""
_MAX_STEPS = 40
"""Lines read; no headline stands over more, and a megabyte of dates took ten seconds."""


@dataclass(slots=True)
class _Head:
    """What has been read so far."""

    known: dict[str, object]
    """See `HeaderLine.seen`."""
    fields: dict[str, Stated] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    image: int = -2
    """The line of the image, 0-based."""
    passed: bool = False
    """Whether a line has been passed over, above the headline or, once there is one, below it."""

    def add(self, i: int, step: LineMatch) -> None:
        self.fields |= step.fields
        self.extra |= step.extra
        self.findings += step.findings
        self.known |= {name: stated.value for name, stated in step.fields.items()} | dict.fromkeys(step.extra)
        self.known |= dict.fromkeys(found.code for found in step.findings)
        self.lines.update(() if step.keeps_in_body else range(i, step.end))
        self.image = i if step.keeps_in_body == "image" or "image" in step.fields else self.image
        self.passed = (self.passed or step.keeps_in_body == "text") and "title" not in step.fields


def read_header(lines: Sequence[str], path: str, capture: Sequence[str], source: str | None = None) -> Extracted:
    """Everything above the text, up to the first line that is nothing of the kind.

    Args:
        lines: of the whole file; what others have lifted is blank.
        path: for the findings' locations.
        capture: the lines as they were, by which gaps are measured.
        source: the original's address as the end of the file states it.
    """
    head = _Head({"source_url": source} if source else {})
    i = next_nonblank(lines, 0)
    for _ in range(_MAX_STEPS):
        if i == len(lines) or len(lines[i]) > MAX_LINE_CHARS:
            break
        above = previous_nonblank(capture, i)
        step = _step(HeaderLine(lines, i, path, head.known, i - 1 - above, head.image == above, head.passed))
        if step is None:
            break
        head.add(i, step)
        i = next_nonblank(lines, step.end)
    return Extracted(frozenset(head.lines), head.fields, extra=head.extra, findings=tuple(head.findings))


def _step(spot: HeaderLine) -> LineMatch | None:
    return next((step for reader in _READERS if (step := reader(spot))), None)


def _address(spot: HeaderLine) -> LineMatch | None:
    """The original's address; where another is known, from the end of the file or further up, this one stays."""
    said = source_url.read_source_at(spot.lines, spot.index, spot.path)
    if said is None:
        return None
    stated = said.fields.get("source_url")
    known = spot.seen.get("source_url")
    if known and (stated is None or stated.value != known):
        return LineMatch(max(said.line_indices) + 1, keeps_in_body="address")
    if stated is None and "source-invalid" in spot.seen:
        return LineMatch(max(said.line_indices) + 1, keeps_in_body="address")
    return LineMatch(max(said.line_indices) + 1, {} if known else said.fields, said.extra, said.findings)


def _deck(spot: HeaderLine) -> LineMatch | None:
    """One line among these that stays in the body: a rubric above the headline, a deck between headline and date."""
    below = spot.next_line(spot.paragraph_end)
    if spot.text_skipped or below is None or spot.paragraph_end != spot.index + 1 or "date" in spot.seen:
        return None
    if "title" in spot.seen:
        goes_on = len(spot.text) <= _MAX_DECK and headline.is_dateline(below) and below.text.lstrip()[:1] not in "*_"
    else:
        goes_on = (
            len(spot.text) <= _MAX_RUBRIC and headline.heading_follows(spot) and spot.text.rstrip()[-1] not in ".!?…"
        )
    return LineMatch(spot.paragraph_end, keeps_in_body="text") if goes_on else None


_READERS: tuple[HeaderLineReader, ...] = (
    _address,
    headline.read_headline,
    dateline.read_dateline,
    picture.read_image_line,
    picture.read_caption,
    _deck,
)
