"""The headline of a capture: `# Title`, underlined, or the first line if a date or a byline follows."""

from __future__ import annotations

import re

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.text_dump import dateline
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import strip_emphasis

_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*")
_BLOCK = re.compile(r"[#>|`~<]|[-*+]\s|!\[")
_MAX_BETWEEN = 4
"""Lines between a rubric and its headline."""
_LONG = 150
"""Characters; a line that is longer and ends with a full stop is no headline."""


def read_headline(spot: HeaderLine) -> LineMatch | None:
    """Read the headline, once. What has no words, such as an image, is none."""
    if "title" in spot.seen:
        return None
    found = _marked(spot) or _underlined(spot) or _unmarked(spot)
    if found is None:
        return None
    written, end = found
    fragment, findings = render_markdown(strip_emphasis(written), spot.path, spot.index + 1, LinkRegion.CAPTION)
    extra = spot.hrefs_as_extra("title_link", written)
    return (
        LineMatch(end, {"title": spot.make_stated(fragment.text, written)}, extra, findings) if fragment.text else None
    )


def is_dateline(spot: HeaderLine | None) -> bool:
    return spot is not None and dateline.read_dateline(spot) is not None


def heading_follows(spot: HeaderLine) -> bool:
    """Whether a heading comes next, after dates and names at most; what stands above it is a rubric."""
    below = spot.next_line()
    for _ in range(_MAX_BETWEEN):
        if below is None or not is_dateline(below):
            break
        below = below.next_line()
    return below is not None and below.text.startswith("# ")


def _marked(spot: HeaderLine) -> tuple[str, int] | None:
    """A heading; a lower one only before a date or a byline, a hash before a number is none."""
    text = spot.text.strip()
    words = text.lstrip("#")
    level = len(text) - len(words)
    if level == 0 or (level > 1 and not is_dateline(spot.next_line())):
        return None
    if words[:1].isdigit():
        return text, spot.index + 1
    closed = words.rstrip("#")
    return (closed if closed.endswith((" ", "\t")) else words).strip(), spot.index + 1


def _underlined(spot: HeaderLine) -> tuple[str, int] | None:
    below = spot.lines[spot.index + 1] if spot.index + 1 < len(spot.lines) else ""
    if len(below) > MAX_HEADER_LINE_CHARS or not _UNDERLINE.fullmatch(below) or _is_other(spot):
        return None
    return spot.text.strip(), spot.index + 2


def _unmarked(spot: HeaderLine) -> tuple[str, int] | None:
    text = spot.text.strip()
    if spot.text_skipped or len(text) > MAX_HEADER_LINE_CHARS or (len(text) > _LONG and text.endswith(".")):
        return None
    if not is_dateline(spot.next_line()) or heading_follows(spot) or _is_other(spot):
        return None
    return text, spot.index + 1


def _is_other(spot: HeaderLine) -> bool:
    return bool(_BLOCK.match(spot.text.lstrip())) or is_dateline(spot)
