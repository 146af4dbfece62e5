"""Checks whether Pagefind is installed. Every build asks this, so the packages are not imported for it."""

from __future__ import annotations

from importlib.util import find_spec

from kursk_archive.site.permalinks import SEARCH

__all__ = ["SEARCH", "pagefind_version", "search_available"]


def search_available() -> bool:
    """Return True if Pagefind and the packages that rewrite its files are installed."""
    return all(find_spec(name) is not None for name in ("cbor2", "deflate", "pagefind_bin"))


def pagefind_version() -> str | None:
    """Return the version of Pagefind; None if it is not installed."""
    from importlib.metadata import version

    return version("pagefind_bin") if search_available() else None
