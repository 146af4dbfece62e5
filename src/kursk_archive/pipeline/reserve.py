"""Reads the reserved addresses of the content folder, and reserves those that a build is about to publish.

Rows are appended before the first page is written. A build that is killed in between has reserved an address for the
article that has it anyway; the other order could publish an address that nothing remembers.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kursk_archive.catalogue import reservations
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.reservations import ReservationState
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.site.permalinks import RESERVATIONS

MAX_BYTES = 256 * 1024 * 1024
"""Of permalinks.csv: two million articles."""


class Reserver:
    """The reservations of one archive during one run."""

    def __init__(self, config: Config, catalogue: Catalogue) -> None:
        self.config, self.catalogue = config, catalogue
        self.path = config.content / RESERVATIONS
        stored = catalogue.build_state.reservations
        self.state = msgspec.json.decode(stored, type=ReservationState) if stored else None
        self.new_findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """About the file, as it was last read, and as it could not be read or written now."""
        return (*(self.state.findings if self.state else ()), *self.new_findings)

    def read(self, *, trace: bool) -> None:
        """Enter the file in the catalogue if it is not as the last run left it.

        Args:
            trace: record the changes; without that, everything has to be derived anew.
        """
        stamp = _stamp(self.path)
        if self.state and self.state.stamp == stamp:
            return
        try:
            data = self._read_bytes() if stamp else b""
        except OSError as error:
            self.new_findings = (_unread(str(error.strerror or error)),)
            return
        parsed = reservations.parse_reservations(data) if data else None
        with self.catalogue.db as db:
            rows = parsed.rows if parsed else ()
            reservations.enter_reservations(db, rows, self._source_key, trace=trace)
            if not stamp:
                reservations.adopt_addresses(db, self.catalogue.addresses_put_aside())
        self._store(ReservationState(stamp, findings=parsed.findings if parsed else ()))

    def reserve(self, *, changed_only: bool) -> None:
        """Append a row for each published article that has none; where that is impossible, the next build tries again.

        Args:
            changed_only: look at the changed articles only, if all others have their rows.
        """
        state = self.state
        if state is None:  # it could not be read
            return
        db = self.catalogue.db
        if not state.is_complete:
            with db:
                reservations.forget_adopted(db)
        rows = reservations.unreserved(db, changed_only=changed_only and state.is_complete)
        if rows:
            try:
                first_line = self._append(rows)
            except OSError as error:
                message = f"{len(rows)} addresses could not be reserved: {error.strerror or error}"
                self.new_findings = (make_finding("permalinks-unwritable", Location(RESERVATIONS), message),)
                self.postpone()
                return
            with db:
                reservations.add_reservations(db, rows, first_line)
            state = replace(state, stamp=_stamp(self.path))
        self._store(replace(state, is_complete=True))

    def postpone(self) -> None:
        """Note that published articles may have no rows: nothing was reserved for them."""
        if self.state:
            self._store(replace(self.state, is_complete=False))

    def _store(self, state: ReservationState) -> None:
        self.state = state
        self.catalogue.set_build_state(reservations=msgspec.json.encode(state).decode())

    def _source_key(self, source: str) -> bytes:
        from kursk_archive.core.model import Link
        from kursk_archive.core.publishers import known_publishers
        from kursk_archive.resolver.classify import classify
        from kursk_archive.resolver.rules import default_rules

        if not source:
            return b""
        if source.startswith("sha256:"):  # of the capture of an edition
            return hash_key(source)
        rules = default_rules().extend(self.config.site.rules) if self.config.site.rules else default_rules()
        key = classify(Link("", source), source, known_publishers(()), rules).url_key
        return hash_key(key) if key else b""

    def _read_bytes(self) -> bytes:
        status = self.path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > MAX_BYTES:
            raise OSError(0, "larger than 256 MiB")
        return self.path.read_bytes()

    def _append(self, rows: list[tuple[str, str, str, bytes]]) -> int:
        """Append rows, durably and all at once; return the line of the first.

        Raises:
            OSError: the disk or the system refuses, or somebody has just edited the file.
        """
        stamp = _stamp(self.path)
        if self.state and stamp != self.state.stamp:
            raise OSError(0, "the file was edited during the build")
        data, mode = b"", 0o644
        if stamp:
            if not os.access(self.path, os.W_OK):
                raise OSError(0, "the file is read-only")
            data, mode = self._read_bytes(), stat.S_IMODE(self.path.stat().st_mode)
        if not data:
            data = (",".join(reservations.COLUMNS) + "\n").encode()
        elif not data.endswith(b"\n"):
            data += b"\n"
        dialect = reservations.dialect_of(data)
        added = reservations.render_rows((row[:3] for row in rows), dialect)
        _replace_file(self.path, data + added, mode)
        return data.count(b"\n") + 1


def _replace_file(path: Path, data: bytes, mode: int) -> None:
    """Write a file whole, so that neither a killed process nor a power cut leaves a part of it."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), mode)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - opened already
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink()
        raise
    with suppress(OSError):  # not every system can
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _stamp(path: Path) -> str:
    """Return size and times of the file; empty if there is none."""
    try:
        status = path.lstat()
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"


def _unread(reason: str) -> Finding:
    return make_finding("permalinks", Location(RESERVATIONS, 1, 1), f"cannot be read: {reason}")
