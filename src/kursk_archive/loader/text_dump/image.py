"""The image above an article's text, and the caption that is left where a capture lost it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kursk_archive.loader.draft import Stated
from kursk_archive.loader.text_dump import caption, credit
from kursk_archive.loader.text_dump.credit import Weight
from kursk_archive.loader.text_dump.line import Spot, Step
from kursk_archive.loader.text_dump.lines import bare, column, following, paragraph_end, plain

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]]*+)\]\(\s*+<?(?P<src>[^\s<>()]*+)>?(?:\s++(?:\"(?P<title>[^\"]*+)\"|'(?P<quoted>[^']*+)'))?\s*+\)"
)


def image(spot: Spot) -> Step | None:
    """Read an image on a line of its own; one that lost its address stays in the body, where its loss is shown."""
    match = _IMAGE.fullmatch(spot.line.strip())
    if match is None or "image" in spot.known or not spot.known.keys() & {"title", "date"}:
        return None
    if match["src"] in ("", "#"):
        return Step(spot.i + 1, passes="image")
    fields = {"image": spot.stated(match["src"], match["src"])}
    if alt := " ".join(match["alt"].split()):
        fields["image_alt"] = spot.stated(alt, match["alt"])
    title = " ".join((match["title"] or match["quoted"] or "").split())
    return Step(spot.i + 1, fields, {"image_title": title} if title else {})


def captioned(spot: Spot) -> Step | None:
    """Read a caption and its credit, if text follows them."""
    if spot.known.keys() & {"image_caption", "image_credit"} or not spot.known.keys() & {"title", "date"}:
        return None
    for said, maker, at in _candidates(spot):
        if following(spot.lines, at + 1) == len(spot.lines):
            continue
        fields = {"image_caption": spot.stated(said, said)} if said else {}
        if maker:
            fields["image_credit"] = Stated(maker, at + 1, column(spot.lines[at], maker))
        return Step(at + 1, fields)
    return None


def _candidates(spot: Spot) -> Iterator[tuple[str, str, int]]:
    """Caption, credit and the last line of both: on one line, on two, or in two paragraphs."""
    i, end = spot.i, spot.end
    parts = caption.split(spot.line, spot.in_gap, spot.after_image) if end <= i + 2 else None
    at = following(spot.lines, i + 1)
    if at < len(spot.lines) and paragraph_end(spot.lines, at) == at + 1 and credit.weigh(spot.lines[at]) is Weight.SURE:
        if parts and not parts[1]:
            yield parts[0], bare(spot.lines[at]), at
        elif end == i + 2 and spot.in_gap and len(plain(spot.line)) <= caption.MAX_CAPTION:
            yield bare(spot.line), bare(spot.lines[at]), at
    if parts and end == i + 1:
        yield *parts, i
