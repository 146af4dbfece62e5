"""Absolute addresses, for the few formats that cannot do without."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import ada_url

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.findings import Finding, Location, make_finding

_UNQUOTED = "/!$&'()*+,;=:@~"
"""What a path may hold as it is, besides letters, digits, `-`, `.` and `_`. Source: RFC 3986, section 3.3."""


def absolute_url(base_url: str, path: str = "") -> str:
    """The address of a file of the archive, in ASCII.

    Args:
        base_url: where the site is, with a slash at its end.
        path: POSIX, relative to the output folder; nothing is the folder itself.
    """
    return _normalise_base_url(base_url) + quote(path, safe=_UNQUOTED, errors="replace")


@lru_cache(maxsize=4)
def _normalise_base_url(base_url: str) -> str:
    """A host in its own script becomes punycode; what the standard cannot read stays, percent-encoded."""
    try:
        return ada_url.URL(base_url).href
    except (ValueError, UnicodeEncodeError):
        return quote(base_url, safe=_UNQUOTED + "%[]", errors="replace")


def missing_base_url_finding() -> Finding:
    """What to tell where the archive does not know its own address."""
    message = "nobody says where the site will be, so it has no feeds, no sitemap and no page for missing addresses"
    return make_finding("base-url", Location(CONFIG_NAME), message)
