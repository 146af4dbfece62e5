"""The interface of a capture format. To add a format, implement it and add it to `formats.FORMATS`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kursk_archive.loader.draft import Draft


class CaptureFormat(Protocol):
    """A file format of captures: how files are recognised, how their articles are read and published.

    Formats are imported by every build, even one that finds nothing changed. So `read` imports its parser, and the
    module of the format imports only what is cheap.
    """

    @property
    def name(self) -> str:
        """As recorded in `Capture.format`."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of the files, in lower case, with the dot. No two formats may share one."""
        ...

    @property
    def media_type(self) -> str:
        """Of an article's evidence, as published in metadata."""
        ...

    @property
    def published_suffix(self) -> str:
        """Of the file that an article's evidence is published as, beside the page. It decides how servers serve it."""
        ...

    def read(self, data: bytes, path: str, stated_encoding: str | None) -> Iterable[Draft]:
        """Read the articles of a capture. Never raises: a fault is a finding in a draft.

        A file with several articles gives each a key and the byte range of its evidence; see `Draft`.

        Args:
            data: the whole file.
            path: POSIX, relative to the content folder; for the findings' locations.
            stated_encoding: of the text, as stated in the sidecar.
        """
        ...
