"""The image above an article's text, and the caption that is left where a capture lost it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import caption, credit
from kursk_archive.loader.text_dump.credit import CreditEvidence
from kursk_archive.loader.text_dump.line import HeaderLine, LineMatch
from kursk_archive.loader.text_dump.lines import column_of, next_nonblank, paragraph_end, plain_text, strip_emphasis

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*+)\]\(\s*+<?(?P<src>[^\s<>()]*+)>?(?:\s++(?:\"(?P<title>[^\"]*+)\"|'(?P<quoted>[^']*+)'))?\s*+\)"
)


def read_image_line(spot: HeaderLine) -> LineMatch | None:
    """Read an image on a line of its own; one that lost its address stays in the body, where its loss is shown."""
    match = _IMAGE.fullmatch(spot.text.strip())
    if match is None or "image" in spot.seen or not spot.seen.keys() & {"title", "date"}:
        return None
    if match["src"] in ("", "#"):
        return LineMatch(spot.index + 1, keeps_in_body="image")
    fields = {"image": spot.make_stated(match["src"], match["src"])}
    if alt := " ".join(match["alt"].split()):
        fields["image_alt"] = spot.make_stated(alt, match["alt"])
    title = " ".join((match["title"] or match["quoted"] or "").split())
    return LineMatch(spot.index + 1, fields, {"image_title": title} if title else {})


def read_caption(spot: HeaderLine) -> LineMatch | None:
    """Read a caption and its credit, if text follows them."""
    if spot.seen.keys() & {"image_caption", "image_credit"} or not spot.seen.keys() & {"title", "date"}:
        return None
    for said, maker, at in _candidates(spot):
        if next_nonblank(spot.lines, at + 1) == len(spot.lines):
            continue
        fields = {"image_caption": spot.make_stated(said, said)} if said else {}
        if maker:
            fields["image_credit"] = Stated(maker, at + 1, column_of(spot.lines[at], maker))
        return LineMatch(at + 1, fields)
    return None


def _candidates(spot: HeaderLine) -> Iterator[tuple[str, str, int]]:
    """Caption, credit and the last line of both: on one line, on two, or in two paragraphs."""
    i, end = spot.index, spot.paragraph_end
    parts = caption.split_caption(spot.text, spot.in_image_gap, spot.after_image) if end <= i + 2 else None
    at = next_nonblank(spot.lines, i + 1)
    if (
        at < len(spot.lines)
        and paragraph_end(spot.lines, at) == at + 1
        and credit.weigh_credit(spot.lines[at]) is CreditEvidence.SURE
    ):
        if parts and not parts[1]:
            yield parts[0], strip_emphasis(spot.lines[at]), at
        elif end == i + 2 and spot.in_image_gap and len(plain_text(spot.text)) <= caption.MAX_CAPTION_CHARS:
            yield strip_emphasis(spot.text), strip_emphasis(spot.lines[at]), at
    if parts and end == i + 1:
        yield *parts, i
