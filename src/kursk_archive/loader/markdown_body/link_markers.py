"""Control characters that mark the links in rendered text until it is cut into segments."""

from __future__ import annotations

import re

LINK_OPEN, LINK_MIDDLE, LINK_CLOSE = "\x02", "\x03", "\x04"
"""A link is rendered as LINK_OPEN, its number, LINK_MIDDLE, its text, LINK_CLOSE. No capture can contain these."""
_MARKERS = dict.fromkeys(map(ord, (LINK_OPEN, LINK_MIDDLE, LINK_CLOSE)))
_MARKER_REFERENCE = re.compile(r"&#(?:0*[234](?![0-9])|[xX]0*[234](?![0-9a-fA-F]));?")


def strip_link_markers(text: str) -> str:
    """Remove the marker characters from the text of a capture."""
    if LINK_OPEN not in text and LINK_MIDDLE not in text and LINK_CLOSE not in text:
        return text  # `translate` takes 12 µs
    return text.translate(_MARKERS)


def strip_marker_references(markup: str) -> str:
    """Remove character references such as `&#2;` to the markers, which HTML in a capture may contain."""
    return _MARKER_REFERENCE.sub("", markup)
