"""Recognise HTML in which nothing is to be replaced, reported or neutralised: most of what real bodies hold.

Three searches go through each piece of HTML otherwise, and they took an eighth of loading an archive from WordPress.
"""

from __future__ import annotations

import re
from functools import cache

from kursk_archive.loader.markdown_body.embeds import embed_table
from kursk_archive.loader.markdown_body.sanitise import TAGS

MAX_LENGTH = 100_000
"""Characters; the matcher remembers each tag."""

_CONTROLS = r"\x00-\x08"
_TEXT = rf"[^<={_CONTROLS}]++"
_ADDRESS = rf'\s++href="[^"<{_CONTROLS}]*+"'
_ATTRIBUTE = (
    r"\s++(?!on|data|src|action|background|dynsrc|formaction|lowsrc|poster)[a-z]++"
    rf'(?:="[^"<>=&{_CONTROLS}]*+")?(?=[\s/>])'
)
_COMMENT = rf"<!--[^<>={_CONTROLS}]*-->"


def is_plain_html(markup: str) -> bool:
    """Return True if `markup` holds no embed, nothing active and no element or tag that `neutralise_html` changes.

    True for a strict notation only: lower-case names of kept elements, quoted values, no image. Otherwise nothing is
    known.
    """
    if len(markup) > MAX_LENGTH or not _plain_html().fullmatch(markup):
        return False
    return not any(prefix in markup for prefix in embed_table().classed_attributes)


@cache
def _plain_html() -> re.Pattern[str]:
    """Compile the pattern. No group of it is possessive: Python 3.11.0 to 3.11.4 match such groups wrongly."""
    table = embed_table()
    names = "|".join(sorted(TAGS - table.images - table.elements.keys()))
    return re.compile(rf"(?:{_TEXT}|</?(?:{names})(?:{_ADDRESS}|{_ATTRIBUTE})*\s*+/?>|{_COMMENT})*")
