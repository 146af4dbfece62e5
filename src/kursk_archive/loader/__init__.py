"""Load articles: captures in, articles out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kursk_archive.core.model import Article

__all__ = ["load"]


def load(path: str | Path, root: Path | None = None) -> Article:
    """Load the article of a capture, with its sidecar and its images.

    For any bytes at all, the result is either an article, whose `findings` report oddities, or an `ArchiveError`.

    Args:
        path: the capture's file.
        root: the content folder, which the article's path is relative to; None is the capture's own folder.

    Raises:
        ArchiveError: with all findings, among them an error that leaves no article to publish.
    """
    # The parsers take 0.15 s to import, and most builds after the first load nothing.
    from kursk_archive.loader import load_capture

    return load_capture.load_article(path, root)
