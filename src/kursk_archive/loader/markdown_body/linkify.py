"""Find bare addresses in running text: those that the author did not make links."""

from __future__ import annotations

import re
from functools import cache

from linkify_it import LinkifyIt
from linkify_it.main import Match

_ENDLESS_WORD = re.compile(r"\S{2049}")
_MAX_MATCH_CHARACTERS = 4096


class BareAddressFinder(LinkifyIt):  # type: ignore[misc] # it has no types
    """linkify-it-py with stricter rules for addresses without a scheme, and a bound on the time it takes.

    Without a scheme, only `www.` and a host followed by a path are matched: in a sentence that lost a space
    (`captured.In`) the fuzzy match would see a host in India. A word of thousands of letters is skipped, since the time
    grows with the square of its length (140,000 letters took 74 s).
    """

    def pretest(self, text: str) -> bool:
        return super().pretest(text) and not _ENDLESS_WORD.search(text)

    def match_at_start(self, text: str) -> Match | None:
        return None if _ENDLESS_WORD.match(text) else super().match_at_start(text[:_MAX_MATCH_CHARACTERS])

    def match(self, text: str) -> list[Match] | None:
        matches = [match for match in super().match(text) or () if match.schema or self._is_address(match.text)]
        for match in matches:
            if not match.schema and "@" not in match.text:
                match.url = match.text  # without the scheme that linkify-it would put in front of it
        return matches or None

    def _is_address(self, text: str) -> bool:
        host, slash, path = text.partition("/")
        return text.startswith("www.") or "@" in text or bool(slash and path and host == host.lower())


@cache
def bare_address_finder() -> BareAddressFinder:
    """Return the one finder of this process; compiling its patterns takes milliseconds."""
    return BareAddressFinder()


def may_hold_address(text: str) -> bool:
    """Return True if `text` may contain a bare address; only the full match can tell."""
    return bool(bare_address_finder().pretest(text))
