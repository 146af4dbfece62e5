"""Addresses in running text that nobody made a link of."""

from __future__ import annotations

import re

from linkify_it import LinkifyIt
from linkify_it.main import Match

_ENDLESS = re.compile(r"\S{2049}")


class BareAddressFinder(LinkifyIt):  # type: ignore[misc] # it has no types
    """Bare addresses in running text.

    Without a scheme only `www.` and a host with a path are taken: of a sentence that lost its space (`captured.In`)
    the fuzzy match would make a host in India. A word of thousands of letters is left alone: the time that the match
    takes grows with the square of it (140,000 letters took 74 s).
    """

    def pretest(self, text: str) -> bool:
        return super().pretest(text) and not _ENDLESS.search(text)

    def match_at_start(self, text: str) -> Match | None:
        return None if _ENDLESS.match(text) else super().match_at_start(text[:4096])

    def match(self, text: str) -> list[Match] | None:
        found = [found for found in super().match(text) or () if found.schema or self._is_address(found.text)]
        for found_ in found:
            if not found_.schema and "@" not in found_.text:
                found_.url = found_.text
        return found or None

    def _is_address(self, text: str) -> bool:
        host, slash, path = text.partition("/")
        return text.startswith("www.") or "@" in text or bool(slash and path and host == host.lower())
