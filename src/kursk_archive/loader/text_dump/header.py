"""The lines above an article's text: headline, dates, names, an image and its caption, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kursk_archive.core.findings import Finding
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import dateline, headline, source_url
from kursk_archive.loader.text_dump import image as picture
from kursk_archive.loader.text_dump.line import Reader, Spot, Step
from kursk_archive.loader.text_dump.lines import MAX_LINE, Lifted, following, preceding

_MAX_DECK, _MAX_RUBRIC = 300, 60
"""Characters."""
_MAX_STEPS = 40
"""Lines read; no headline stands over more, and a megabyte of dates took ten seconds."""


@dataclass(slots=True)
class _Head:
    """What has been read so far."""

    known: dict[str, object]
    """See `Spot.known`."""
    fields: dict[str, Stated] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    image: int = -2
    """The line of the image, 0-based."""
    passed: bool = False
    """Whether a line has been passed over, above the headline or, once there is one, below it."""

    def add(self, i: int, step: Step) -> None:
        self.fields |= step.fields
        self.extra |= step.extra
        self.findings += step.findings
        self.known |= {name: stated.value for name, stated in step.fields.items()} | dict.fromkeys(step.extra)
        self.known |= dict.fromkeys(found.code for found in step.findings)
        self.lines.update(() if step.passes else range(i, step.end))
        self.image = i if step.passes == "image" or "image" in step.fields else self.image
        self.passed = (self.passed or step.passes == "text") and "title" not in step.fields


def read(lines: Sequence[str], path: str, capture: Sequence[str], source: str | None = None) -> Lifted:
    """Everything above the text, up to the first line that is nothing of the kind.

    Args:
        lines: of the whole file; what others have lifted is blank.
        path: for the findings' locations.
        capture: the lines as they were, by which gaps are measured.
        source: the original's address as the end of the file states it.
    """
    head = _Head({"source_url": source} if source else {})
    i = following(lines, 0)
    for _ in range(_MAX_STEPS):
        if i == len(lines) or len(lines[i]) > MAX_LINE:
            break
        above = preceding(capture, i)
        step = _step(Spot(lines, i, path, head.known, i - 1 - above, head.image == above, head.passed))
        if step is None:
            break
        head.add(i, step)
        i = following(lines, step.end)
    return Lifted(frozenset(head.lines), head.fields, extra=head.extra, findings=tuple(head.findings))


def _step(spot: Spot) -> Step | None:
    return next((step for reader in _READERS if (step := reader(spot))), None)


def _address(spot: Spot) -> Step | None:
    """The original's address; where another is known, from the end of the file or further up, this one stays."""
    said = source_url.read_at(spot.lines, spot.i, spot.path)
    if said is None:
        return None
    stated = said.fields.get("source_url")
    known = spot.known.get("source_url")
    if known and (stated is None or stated.value != known):
        return Step(max(said.lines) + 1, passes="address")
    if stated is None and "source-invalid" in spot.known:
        return Step(max(said.lines) + 1, passes="address")
    return Step(max(said.lines) + 1, {} if known else said.fields, said.extra, said.findings)


def _deck(spot: Spot) -> Step | None:
    """One line among these that stays in the body: a rubric above the headline, a deck between headline and date."""
    below = spot.below(spot.end)
    if spot.passed or below is None or spot.end != spot.i + 1 or "date" in spot.known:
        return None
    if "title" in spot.known:
        goes_on = len(spot.line) <= _MAX_DECK and headline.is_dateline(below) and below.line.lstrip()[:1] not in "*_"
    else:
        goes_on = len(spot.line) <= _MAX_RUBRIC and headline.stands_below(spot) and spot.line.rstrip()[-1] not in ".!?…"
    return Step(spot.end, passes="text") if goes_on else None


_READERS: tuple[Reader, ...] = (_address, headline.read, dateline.read, picture.image, picture.captioned, _deck)
