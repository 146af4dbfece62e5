"""Checks whether a search can be built. Every build asks this, so the package is not imported for it."""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["search_available"]


def search_available() -> bool:
    """Return True if the package that compresses the index is installed."""
    return find_spec("deflate") is not None
