"""The headline of a capture: `# Title`, underlined, or the first line if a date or a byline follows."""

from __future__ import annotations

import re

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render
from kursk_archive.loader.text_dump import dateline
from kursk_archive.loader.text_dump.line import MAX_LINE, Spot, Step
from kursk_archive.loader.text_dump.lines import bare

_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*")
_BLOCK = re.compile(r"[#>|`~<]|[-*+]\s|!\[")
_MAX_BETWEEN = 4
"""Lines between a rubric and its headline."""
_LONG = 150
"""Characters; a line that is longer and ends with a full stop is no headline."""


def read(spot: Spot) -> Step | None:
    """Read the headline, once. What has no words, such as an image, is none."""
    if "title" in spot.known:
        return None
    found = _marked(spot) or _underlined(spot) or _unmarked(spot)
    if found is None:
        return None
    written, end = found
    fragment, findings = render(bare(written), spot.path, spot.i + 1, LinkRegion.CAPTION)
    extra = spot.links("title_link", written)
    return Step(end, {"title": spot.stated(fragment.text, written)}, extra, findings) if fragment.text else None


def is_dateline(spot: Spot | None) -> bool:
    return spot is not None and dateline.read(spot) is not None


def stands_below(spot: Spot) -> bool:
    """Whether a heading comes next, after dates and names at most; what stands above it is a rubric."""
    below = spot.below()
    for _ in range(_MAX_BETWEEN):
        if below is None or not is_dateline(below):
            break
        below = below.below()
    return below is not None and below.line.startswith("# ")


def _marked(spot: Spot) -> tuple[str, int] | None:
    """A heading; a lower one only before a date or a byline, a hash before a number is none."""
    text = spot.line.strip()
    words = text.lstrip("#")
    level = len(text) - len(words)
    if level == 0 or (level > 1 and not is_dateline(spot.below())):
        return None
    if words[:1].isdigit():
        return text, spot.i + 1
    closed = words.rstrip("#")
    return (closed if closed.endswith((" ", "\t")) else words).strip(), spot.i + 1


def _underlined(spot: Spot) -> tuple[str, int] | None:
    below = spot.lines[spot.i + 1] if spot.i + 1 < len(spot.lines) else ""
    if len(below) > MAX_LINE or not _UNDERLINE.fullmatch(below) or _is_other(spot):
        return None
    return spot.line.strip(), spot.i + 2


def _unmarked(spot: Spot) -> tuple[str, int] | None:
    text = spot.line.strip()
    if spot.passed or len(text) > MAX_LINE or (len(text) > _LONG and text.endswith(".")):
        return None
    if not is_dateline(spot.below()) or stands_below(spot) or _is_other(spot):
        return None
    return text, spot.i + 1


def _is_other(spot: Spot) -> bool:
    return bool(_BLOCK.match(spot.line.lstrip())) or is_dateline(spot)
