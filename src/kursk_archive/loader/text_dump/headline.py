"""The headline of a capture: `# Title`, underlined, or the first line if a date or a byline follows."""

from __future__ import annotations

import re

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.text_dump import dateline
from kursk_archive.loader.text_dump.line import MAX_HEADER_LINE_CHARS, HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import strip_emphasis
from kursk_archive.loader.titles import without_marks

_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*")
_BLOCK = re.compile(r"[#>|`~<]|[-*+]\s|!\[")
_MAX_LINES_BELOW_RUBRIC = 4
"""Lines of dates and names between a rubric and its headline."""
_MAX_SENTENCE_CHARS = 150
"""A longer line that ends with a full stop is not a headline."""


def read_headline(line: HeaderLine) -> LineMatch | None:
    """Read the headline, unless there is one already. A heading without words, such as an image, does not count."""
    if "title" in line.seen:
        return None
    heading = _read_marked(line) or _read_underlined(line) or _read_unmarked(line)
    if heading is None:
        return None
    written, end = heading
    fragment, findings = render_markdown(strip_emphasis(written), line.path, line.index + 1, LinkRegion.CAPTION)
    title = without_marks(fragment.text)
    if not title:
        return None
    fields = {"title": line.make_field_value(title, written)}
    return LineMatch(end, fields, line.hrefs_as_extra("title_link", written), findings)


def is_dateline(line: HeaderLine | None) -> bool:
    return line is not None and dateline.read_dateline(line) is not None


def heading_follows(line: HeaderLine) -> bool:
    """Return True if a heading comes next, with at most dates and names in between: `line` is then a rubric."""
    below = line.next_line()
    for _ in range(_MAX_LINES_BELOW_RUBRIC):
        if below is None or not is_dateline(below):
            break
        below = below.next_line()
    return below is not None and below.text.startswith("# ")


def _read_marked(line: HeaderLine) -> tuple[str, int] | None:
    """Read an ATX heading; one of level 2 or lower counts only before a date or a byline. Not `#1 in the World`."""
    text = line.text.strip()
    words = text.lstrip("#")
    level = len(text) - len(words)
    if level == 0 or (level > 1 and not is_dateline(line.next_line())):
        return None
    if words[:1].isdigit():
        return text, line.index + 1
    without_closing = words.rstrip("#")
    return (without_closing if without_closing.endswith((" ", "\t")) else words).strip(), line.index + 1


def _read_underlined(line: HeaderLine) -> tuple[str, int] | None:
    below = line.lines[line.index + 1] if line.index + 1 < len(line.lines) else ""
    if len(below) > MAX_HEADER_LINE_CHARS or not _UNDERLINE.fullmatch(below) or _is_other_block(line):
        return None
    return line.text.strip(), line.index + 2


def _read_unmarked(line: HeaderLine) -> tuple[str, int] | None:
    text = line.text.strip()
    if line.text_skipped or len(text) > MAX_HEADER_LINE_CHARS:
        return None
    if len(text) > _MAX_SENTENCE_CHARS and text.endswith("."):
        return None
    if not is_dateline(line.next_line()) or heading_follows(line) or _is_other_block(line):
        return None
    return text, line.index + 1


def _is_other_block(line: HeaderLine) -> bool:
    return bool(_BLOCK.match(line.text.lstrip())) or is_dateline(line)
