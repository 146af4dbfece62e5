"""Answers of web archives and of sites, kept in the journal, and the pages that they sent, kept as files.

So a run that was interrupted continues where it stopped, and a second one asks for nothing that is known.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from kursk_archive.catalogue.journal import COPY, Journal
from kursk_archive.core.findings import ArchiveError, Location, make_finding

FRESH_FOR = timedelta(days=7)
"""Age from which on a list of snapshots, or that there is nothing, is asked for again. A snapshot never changes."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Answer(Struct, frozen=True, omit_defaults=True):
    """An answer of an archive or a site."""

    asked_at: str
    """UTC, `YYYY-MM-DDThh:mm:ssZ`."""
    reason: str = ""
    """The reason that there is nothing; empty if there is something."""
    snapshots: tuple[tuple[str, str], ...] = ()
    """Of a list: timestamp of 14 digits, and address."""
    sha256: str = ""
    """Of a page."""
    address: str = ""
    """Of a page, after redirects."""
    charset: str = ""
    """That the header of a page states."""
    captured_at: str = ""
    """The time of a snapshot, UTC, `YYYY-MM-DDThh:mm:ssZ`."""


class Answers:
    """The answers that are known."""

    def __init__(self, journal: Journal, folder: Path, now: Callable[[], datetime] = _utc_now) -> None:
        """Use a journal, and a folder for pages, which is made when there is one."""
        self.journal, self.folder, self.now = journal, folder, now
        self.known = journal.read(COPY)

    def stamp(self) -> str:
        """Return the time, as answers state it."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def find(self, key: str, *, is_permanent: bool = False) -> Answer | None:
        """Return a known answer that is recent enough, and whose page is still there.

        Args:
            key: what was asked.
            is_permanent: True for a snapshot: its page never changes.
        """
        known = self.known.get(key)
        try:
            answer = msgspec.convert(known, Answer) if known else None
        except msgspec.ValidationError:  # of another version
            return None
        if answer is None or (not self._is_recent(answer) and not (is_permanent and answer.sha256)):
            return None
        return None if answer.sha256 and self.read_page(answer) is None else answer

    def _is_recent(self, answer: Answer) -> bool:
        try:
            age = self.now().astimezone(UTC) - datetime.fromisoformat(answer.asked_at).astimezone(UTC)
        except (ValueError, OverflowError):
            return False
        return timedelta() <= age < FRESH_FOR

    def keep(self, key: str, answer: Answer) -> None:
        """Enter an answer.

        Raises:
            ArchiveError: the disk refuses.
        """
        self.known[key] = msgspec.to_builtins(answer)
        self.journal.write(COPY, {key: self.known[key]})

    def keep_page(self, body: bytes) -> str:
        """Write a page into the folder; return its SHA-256.

        Raises:
            ArchiveError: the disk refuses.
        """
        digest = sha256(body).hexdigest()
        path = self._path(digest)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            scratch = path.with_suffix(".new")
            with scratch.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        except OSError as error:
            message = f"cannot be written: {error.strerror}"
            raise ArchiveError(make_finding("unwritable", Location(str(path)), message)) from None
        return digest

    def read_page(self, answer: Answer) -> bytes | None:
        """Return the page of an answer; None if it is gone or damaged."""
        try:
            body = self._path(answer.sha256).read_bytes()
        except OSError:
            return None
        return body if sha256(body).hexdigest() == answer.sha256 else None

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.html"
