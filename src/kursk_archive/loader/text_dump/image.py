"""The image above an article's text, and the caption that remains where a capture lost the image."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.text_dump import caption, credit
from kursk_archive.loader.text_dump.credit import CreditEvidence
from kursk_archive.loader.text_dump.line import HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import column_of, next_nonblank, paragraph_end, plain_text, strip_emphasis

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*+)\]\(\s*+<?(?P<src>[^\s<>()]*+)>?(?:\s++(?:\"(?P<title>[^\"]*+)\"|'(?P<quoted>[^']*+)'))?\s*+\)"
)


def read_image_line(line: HeaderLine) -> LineMatch | None:
    """Read an image on a line of its own. One that lost its URL stays in the body, where the page shows the loss."""
    match = _IMAGE.fullmatch(line.text.strip())
    if match is None or "image" in line.seen or not line.seen.keys() & {"title", "date"}:
        return None
    if match["src"] in ("", "#"):
        return LineMatch(line.index + 1, keeps_in_body="image")
    fields = {"image": line.make_field_value(match["src"], match["src"])}
    if alt := " ".join(match["alt"].split()):
        fields["image_alt"] = line.make_field_value(alt, match["alt"])
    title = " ".join((match["title"] or match["quoted"] or "").split())
    return LineMatch(line.index + 1, fields, {"image_title": title} if title else {})


def read_caption(line: HeaderLine) -> LineMatch | None:
    """Read a caption and its credit, if text follows them."""
    seen = line.seen.keys()
    if seen & {"image_caption", "image_credit"} or not seen & {"title", "date"}:
        return None
    for caption_text, credit_text, last in _caption_candidates(line):
        if next_nonblank(line.lines, last + 1) == len(line.lines):
            continue
        fields = {"image_caption": line.make_field_value(caption_text, caption_text)} if caption_text else {}
        if credit_text:
            fields["image_credit"] = FieldValue(credit_text, last + 1, column_of(line.lines[last], credit_text))
        return LineMatch(last + 1, fields)
    return None


def _caption_candidates(line: HeaderLine) -> Iterator[tuple[str, str, int]]:
    """Yield caption, credit and the index of their last line: on one line, on two, or in two paragraphs."""
    lines, index, end = line.lines, line.index, line.paragraph_end
    parts = caption.split_caption(line.text, line.in_image_gap, line.after_image) if end <= index + 2 else None
    below = next_nonblank(lines, index + 1)
    if (
        below < len(lines)
        and paragraph_end(lines, below) == below + 1
        and credit.weigh_credit(lines[below]) is CreditEvidence.SURE
    ):
        credit_text = strip_emphasis(lines[below])
        if parts and not parts[1]:
            yield parts[0], credit_text, below
        elif end == index + 2 and line.in_image_gap and len(plain_text(line.text)) <= caption.MAX_CAPTION_CHARS:
            yield strip_emphasis(line.text), credit_text, below
    if parts and end == index + 1:
        yield *parts, index
