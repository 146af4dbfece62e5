"""Absolute URLs, for the few formats that require them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import ada_url

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.findings import Finding, Location, make_finding

_UNQUOTED = "/!$&'()*+,;=:@~"
"""Characters that a path may contain besides letters, digits, `-`, `.` and `_`. Source: RFC 3986, section 3.3."""


def absolute_url(base_url: str, path: str = "") -> str:
    """Give the URL of a file of the archive, in ASCII.

    Args:
        base_url: where the site is published, with a slash at its end.
        path: POSIX, relative to the output folder; empty for the folder itself.
    """
    return _normalise_base_url(base_url) + quote(path, safe=_UNQUOTED, errors="replace")


@lru_cache(maxsize=4)
def _normalise_base_url(base_url: str) -> str:
    """Convert an internationalised host to punycode; percent-encode a URL that the URL standard cannot parse."""
    try:
        return ada_url.URL(base_url).href
    except (ValueError, UnicodeEncodeError):
        return quote(base_url, safe=_UNQUOTED + "%[]", errors="replace")


def missing_base_url_finding() -> Finding:
    """The finding for an archive without `base_url`."""
    message = "base_url is not set: no feeds, sitemap or 404 page"
    return make_finding("base-url", Location(CONFIG_NAME), message)
