"""The limits of what is read of a saved page, which archive.yaml can raise."""

from __future__ import annotations

from msgspec import Struct


class PageLimits(Struct, frozen=True):
    """The limits of a saved page or a newsletter."""

    megabytes: int = 64
    """Of the file, in MiB: `capture_limit` of archive.yaml. A page with its images has 5 on average."""
    elements: int = 100_000
    """`element_limit` of archive.yaml. An element takes 50 to 100 µs; the largest of 74 pages had 12,000."""

    @property
    def bytes(self) -> int:
        return self.megabytes * 2**20

    @property
    def text_bytes(self) -> int:
        """Of the page without the images inside of it: a quarter of the file's."""
        return self.bytes // 4


DEFAULT_LIMITS = PageLimits()

MAX_ORIGINAL_BYTES = 20 << 20
"""Of a saved page that is shown as it looked: of the capture, and of what is shown, with what was saved with it."""
