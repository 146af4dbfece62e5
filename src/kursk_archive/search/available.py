"""Whether what makes search indexes is installed; asked by every build, so without importing it."""

from __future__ import annotations

from importlib.util import find_spec

SEARCH = "search/"
"""Where the indexes are published."""


def search_available() -> bool:
    """Whether Pagefind is, and what reads its files."""
    return all(find_spec(name) is not None for name in ("cbor2", "deflate", "pagefind_bin"))


def pagefind_version() -> str | None:
    """Pagefind's, or None where it is not installed."""
    from importlib.metadata import version as installed

    return installed("pagefind_bin") if search_available() else None
