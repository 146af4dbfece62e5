"""Control characters that mark the links in rendered text until it is cut into segments."""

from __future__ import annotations

import re

LINK_OPEN, LINK_MIDDLE, LINK_CLOSE = "\x02", "\x03", "\x04"
"""A link is rendered as LINK_OPEN, its number, LINK_MIDDLE, its text, LINK_CLOSE. No capture can contain these."""
EMBED_MARK = "\x05"
"""Stands before the address of a link that a shortcode became."""
NOTE_OPEN, NOTE_CLOSE = "\x06", "\x07"
"""Stand around the numbers of a footnote."""
_ALL_MARKERS = (LINK_OPEN, LINK_MIDDLE, LINK_CLOSE, EMBED_MARK, NOTE_OPEN, NOTE_CLOSE)
_MARKERS = dict.fromkeys(map(ord, _ALL_MARKERS))
_MARKER_REFERENCE = re.compile(r"&#(?:0*[2-7](?![0-9])|[xX]0*[2-7](?![0-9a-fA-F]));?")


def strip_link_markers(text: str) -> str:
    """Remove the marker characters from the text of a capture."""
    if not (
        LINK_OPEN in text
        or LINK_MIDDLE in text
        or LINK_CLOSE in text
        or EMBED_MARK in text
        or NOTE_OPEN in text
        or NOTE_CLOSE in text
    ):
        return text  # `translate` takes 12 µs
    return text.translate(_MARKERS)


def strip_marker_references(markup: str) -> str:
    """Remove character references such as `&#2;` to the markers, which HTML in a capture may contain."""
    return _MARKER_REFERENCE.sub("", markup) if "&#" in markup else markup
