"""The first room: captures in, articles out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kursk_archive.core.model import Article

__all__ = ["load_article"]


def load(path: str | Path, root: Path | None = None) -> Article:
    """Read the article out of a capture, the sidecar beside it, and its images.

    Total: whatever the bytes, there is an article, whose `findings` say what is odd about it, or an `ArchiveError`.

    Args:
        path: the capture's file.
        root: the content folder, which the article's path is relative to; None is the capture's own folder.

    Raises:
        ArchiveError: with all findings, an error that leaves no article to publish among them.
    """
    # Not before it is wanted: the loaders take 0.15 s to import, and most builds after the first read nothing.
    from kursk_archive.loader import load_capture

    return load_capture.load_article(path, root)
