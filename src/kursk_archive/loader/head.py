"""The lines above an article's text: headline, dates, names, an image and its caption, in any order."""

from __future__ import annotations

from collections.abc import Sequence

from kursk_archive.errors import Finding
from kursk_archive.loader import dateline, headline, original, picture
from kursk_archive.loader.draft import Stated
from kursk_archive.loader.lines import MAX_LINE, Lifted, following, preceding
from kursk_archive.loader.spot import Reader, Spot, Step

_MAX_DECK, _MAX_RUBRIC = 300, 60


def read(lines: Sequence[str], path: str, capture: Sequence[str], source: str | None = None) -> Lifted:
    """Everything above the text, up to the first line that is nothing of the kind.

    Args:
        lines: of the whole file; what others have lifted is blank.
        path: for the findings' locations.
        capture: the lines as they were, by which gaps are measured.
        source: the original's address as the end of the file states it.
    """
    known: dict[str, object] = {"source_url": source} if source else {}
    fields: dict[str, Stated] = {}
    extra: dict[str, str] = {}
    findings: list[Finding] = []
    taken: set[int] = set()
    image, passed, i = -2, False, following(lines, 0)
    while i < len(lines) and len(lines[i]) <= MAX_LINE:
        above = preceding(capture, i)
        step = _step(Spot(lines, i, path, known, i - 1 - above, image == above, passed))
        if step is None:
            break
        fields |= step.fields
        extra |= step.extra
        findings += step.findings
        known |= {name: stated.value for name, stated in step.fields.items()} | dict.fromkeys(step.extra)
        known |= dict.fromkeys(found.code for found in step.findings)
        taken.update(() if step.passes else range(i, step.end))
        image = i if step.passes == "image" or "image" in step.fields else image
        passed = (passed or step.passes == "text") and "title" not in step.fields
        i = following(lines, step.end)
    return Lifted(frozenset(taken), fields, extra=extra, findings=tuple(findings))


def _step(spot: Spot) -> Step | None:
    return next((step for reader in _READERS if (step := reader(spot))), None)


def _address(spot: Spot) -> Step | None:
    """The original's address; where another is known, from the end of the file or further up, this one stays."""
    said = original.read_at(spot.lines, spot.i, spot.path)
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
        goes_on = len(spot.line) <= _MAX_RUBRIC and below.line.startswith("# ") and spot.line.rstrip()[-1] not in ".!?…"
    return Step(spot.end, passes="text") if goes_on else None


_READERS: tuple[Reader, ...] = (_address, headline.read, dateline.read, picture.image, picture.captioned, _deck)
