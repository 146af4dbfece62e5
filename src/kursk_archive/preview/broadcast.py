"""What the preview has to say at one moment; one thread writes it, all that serve pages read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Condition

from kursk_archive.core.findings import Finding

LOOKS = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff", ".woff2"})
"""Of files that other pages show: if one changes, so does the look of pages that do not."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What there is to say after a build."""

    number: int
    """Counts the builds; 0 before the first is done."""
    look: int
    """Counts the builds that changed how pages look without changing them."""
    findings: tuple[Finding, ...]


class Board:
    """Holds the latest notice, and wakes who waits for another."""

    def __init__(self) -> None:
        self.current = Notice(0, 0, ())
        self._changed = Condition()
        self._closed = False

    def show(self, findings: Iterable[Finding], changed: Iterable[str]) -> None:
        """Put up what a build had to say.

        Args:
            findings: all of them, once each.
            changed: paths that it wrote or removed.
        """
        looks = any(PurePosixPath(path).suffix in LOOKS for path in changed)
        with self._changed:
            before = self.current
            self.current = Notice(before.number + 1, before.look + looks, tuple(dict.fromkeys(findings)))
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> Notice | None:
        """The notice after number `seen`; the same again if there is none within `seconds`; None once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self.current.number != seen, seconds)
            return None if self._closed else self.current

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
