"""Tells waiting pages about each build: one thread publishes, the threads that serve pages wait."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from threading import Condition

from msgspec import Struct

from kursk_archive.catalogue.publication import ArticleChange
from kursk_archive.core.findings import Finding
from kursk_archive.site.permalinks import SEARCH

ASSET_SUFFIXES = frozenset(
    {".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff", ".woff2"}
)
"""Suffixes of files that pages embed: changing one changes how unchanged pages look."""


class BuildNotice(Struct, frozen=True):
    """The result of a build, for the pages in the browser."""

    build_number: int
    """Counts the builds; 0 before the first one has finished."""
    asset_version: int
    """Counts the builds that changed an embedded file."""
    findings: tuple[Finding, ...]
    changes: tuple[ArticleChange, ...] = ()
    """The changes that a build would make to the articles that are published."""


class BuildBroadcast:
    """Holds the latest notice, and wakes the threads that wait for the next one."""

    def __init__(self) -> None:
        self.latest = BuildNotice(0, 0, ())
        self._changed = Condition()
        self._closed = False

    def publish(
        self, findings: Iterable[Finding], changed_paths: Iterable[str], changes: tuple[ArticleChange, ...] = ()
    ) -> None:
        """Replace the latest notice.

        Args:
            findings: all findings of the build; duplicates are dropped.
            changed_paths: files that the build wrote or removed.
            changes: what a build would do with the articles that are published.
        """
        changes_assets = any(
            PurePosixPath(path).suffix in ASSET_SUFFIXES
            for path in changed_paths
            if not path.startswith(SEARCH)  # an index, which only a search reads
        )
        with self._changed:
            self.latest = BuildNotice(
                self.latest.build_number + 1,
                self.latest.asset_version + changes_assets,
                tuple(dict.fromkeys(findings)),
                changes,
            )
            self._changed.notify_all()

    def wait(self, seen_number: int, timeout_seconds: float) -> BuildNotice | None:
        """Wait for a notice other than number `seen_number`.

        Returns:
            The latest notice, which is the one already seen if the time is up; None after `close`.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self.latest.build_number != seen_number, timeout_seconds)
            return None if self._closed else self.latest

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
