"""The decision on what a link came to. Pages, data files, reports and the catalogue's SQL all ask these functions."""

from __future__ import annotations

from kursk_archive.core.enums import LinkKind, LinkOutcome


def final_kind(kind: LinkKind, has_target: bool) -> LinkKind:
    """Return the kind to publish: `ARTICLE` where the archive holds the article that the link leads to."""
    return LinkKind.ARTICLE if has_target else kind


def link_outcome(kind: LinkKind, canonical: str | None, is_repaired: bool) -> LinkOutcome:
    """Return what a reader can do with a link.

    Args:
        kind: the final one.
        canonical: the address to link to; None where the capture has none that can be followed.
        is_repaired: True if an archivist stated the address.
    """
    if kind == LinkKind.ARTICLE:
        return LinkOutcome.INSIDE
    if canonical is None or kind == LinkKind.FRAGMENT:  # the page that the fragment belongs to is not this one
        return LinkOutcome.LOST
    if is_repaired:
        return LinkOutcome.REPAIRED
    return LinkOutcome.SNAPSHOT if kind == LinkKind.SNAPSHOT else LinkOutcome.OUTSIDE
