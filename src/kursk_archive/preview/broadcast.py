"""What the preview has to say at one moment; one thread writes it, all that serve pages read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Condition

from kursk_archive.core.findings import Finding

ASSET_SUFFIXES = frozenset(
    {".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff", ".woff2"}
)
"""Of files that other pages show: if one changes, so does the look of pages that do not."""


@dataclass(frozen=True, slots=True)
class BuildNotice:
    """What there is to say after a build."""

    build_number: int
    """Counts the builds; 0 before the first is done."""
    asset_version: int
    """Counts the builds that changed how pages look without changing them."""
    findings: tuple[Finding, ...]


class BuildBroadcast:
    """Holds the latest notice, and wakes who waits for another."""

    def __init__(self) -> None:
        self.latest = BuildNotice(0, 0, ())
        self._changed = Condition()
        self._closed = False

    def publish(self, findings: Iterable[Finding], changed_paths: Iterable[str]) -> None:
        """Put up what a build had to say.

        Args:
            findings: all of them, once each.
            changed_paths: paths that it wrote or removed.
        """
        looks = any(PurePosixPath(path).suffix in ASSET_SUFFIXES for path in changed_paths)
        with self._changed:
            before = self.latest
            self.latest = BuildNotice(
                before.build_number + 1, before.asset_version + looks, tuple(dict.fromkeys(findings))
            )
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> BuildNotice | None:
        """The notice after number `seen`; the same again if there is none within `seconds`; None once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self.latest.build_number != seen, seconds)
            return None if self._closed else self.latest

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
