"""Tell in little time whether a text may hold a bare address."""

from __future__ import annotations

import re

_HOST_AND_PATH = re.compile(r"\.[^\s./]{0,80}/")
_SCHEME_ALONE = re.compile(r"(?:doi|magnet):", re.IGNORECASE)


def has_address_signs(text: str) -> bool:
    """Return False if a text certainly holds no address that is made a link.

    Such an address has an @, two slashes, `www.`, a host with a dot before a slash, or a scheme that needs none of
    these. A number such as 5.15.5 is no sign. Without this, linkify-it's own tests take a third of all rendering.
    """
    return (
        "@" in text
        or ("/" in text and ("//" in text or _HOST_AND_PATH.search(text) is not None))
        or "www." in text
        or (":" in text and _SCHEME_ALONE.search(text) is not None)
    )
