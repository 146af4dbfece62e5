"""The file that holds the catalogue: opens it, says why it cannot be used, and puts it aside.

A catalogue is used only by the program that made it. The digest of everything that decides what is stored stands in two
fields of the file's header, so it can be read from a file with any tables.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.link_outcome import final_kind, link_outcome
from kursk_archive.version import __version__

_STORED_VALUES = ("core/enums.py", "core/findings.py", "core/link_outcome.py", "core/model.py")
"""Modules outside this package whose definitions decide how values are stored."""
_DAMAGED_READS = {
    sqlite3.SQLITE_IOERR_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ,
    getattr(sqlite3, "SQLITE_IOERR_CORRUPTFS", 8458),  # from Python 3.11 on only where SQLite had it
    getattr(sqlite3, "SQLITE_IOERR_DATA", 8202),
}
"""Refusals that say that the file cannot be read, not that the disk takes no more."""


_HEADER_BYTES, _HEADER_FIELDS = 100, 56
"""Size of SQLite's header, and where four fields stand: encoding, user version, vacuum mode, application id."""


class UnusableCatalogueError(Exception):
    """The file cannot be used as it is; the arguments are the code of the finding, and the reason."""

    @property
    def code(self) -> str:
        return str(self.args[0])

    @property
    def reason(self) -> str:
        return str(self.args[1])


def damaged(error: object) -> UnusableCatalogueError:
    """Return the error of a file that is not as it was left."""
    return UnusableCatalogueError("catalogue", f"is damaged ({error})")


def is_damage(error: BaseException | None) -> bool:
    """Return True for an error of SQLite that says that the file is damaged, not that it is busy or the disk full."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) in _DAMAGED_READS
    return type(error) is sqlite3.DatabaseError


def open_database(path: Path | None) -> sqlite3.Connection:
    """Open the file, or make it; None is a temporary file that is gone when it is closed.

    Raises:
        UnusableCatalogueError: another program made it, or it is damaged.
        sqlite3.OperationalError: another process has it open, or the disk refuses.
    """
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise damaged("it is a folder")
    db = sqlite3.connect(path or "", timeout=1)  # another build takes longer than anybody would wait unasked
    try:
        # A power cut may cost the file, which the next build then makes anew; a killed process costs nothing. A log of
        # 32 MB: with the default of 4, pages that change again and again took a first build 4 % more of this process.
        db.executescript(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "PRAGMA wal_autocheckpoint = 8000;"
            "BEGIN IMMEDIATE; COMMIT"
        )
        _check_schema(db)
    except sqlite3.DatabaseError as error:
        db.close()
        is_readonly = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY
        if is_damage(error) or (is_readonly and path and not os.access(path, os.W_OK)):
            raise damaged(error) from None
        raise
    except UnicodeDecodeError:  # in the message about a damaged schema, which SQLite quotes
        db.close()
        raise damaged("its schema cannot be read") from None
    except UnusableCatalogueError:
        db.close()
        raise
    db.create_function("final_kind", 2, final_kind, deterministic=True)
    db.create_function("link_outcome", 3, link_outcome, deterministic=True)
    return db


def _check_schema(db: sqlite3.Connection) -> None:
    """Make the tables of a new file; refuse one that another program made."""
    expected = schema_digest()
    found = tuple(db.execute(f"PRAGMA {field}").fetchone()[0] for field in ("application_id", "user_version"))
    if found == expected:
        return
    if db.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        raise UnusableCatalogueError("catalogue-version", "was made by another version of the program")
    schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
    fields = f"PRAGMA application_id = {expected[0]}; PRAGMA user_version = {expected[1]};"
    db.executescript(f"BEGIN; {schema} {fields} COMMIT")


@cache
def schema_digest() -> tuple[int, int]:
    """Return the digest of everything that decides what a catalogue holds, as two fields of a file's header.

    It covers the sources of this package, SQL and Python, and the definitions of the values that are stored. Reading
    them takes 1 ms; importing the definitions to look at them would take 40.
    """
    package = Path(__file__).parent
    files = [*sorted(package.glob("*.sql")), *sorted(package.glob("*.py"))]
    files += [package.parent / name for name in _STORED_VALUES]
    digest = sha256(__version__.encode())
    for file in files:
        data = file.read_bytes() if file.is_file() else b""
        digest.update(b"%s %d\n%s" % (file.name.encode(), len(data), data))
    first, second = digest.digest()[:4], digest.digest()[4:8]
    return int.from_bytes(first, "big", signed=True), int.from_bytes(second, "big", signed=True)


def has_own_schema(path: Path) -> bool:
    """Return True if this program made the file, as its header says; the file is not opened as a database."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError:
        return False
    return (
        len(header) == _HEADER_BYTES and struct.unpack_from(">4xi4xi", header, _HEADER_FIELDS)[::-1] == schema_digest()
    )


def old_path(path: Path) -> Path:
    """Return the path of the file that was put aside last."""
    return path.with_name(f"{path.name}.old")


def put_aside(path: Path, why: UnusableCatalogueError) -> Finding:
    """Rename the file, so that a new one can be made; return the finding that says so. One file aside is kept.

    Raises:
        OSError: the folder refuses.
    """
    aside = old_path(path)
    for suffix in ("", "-wal", "-shm"):
        _remove(Path(f"{aside}{suffix}"))
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").replace(f"{aside}{suffix}")
    _remove(Path(f"{path}-shm"))
    message = f"the catalogue {why.reason}; it was put aside as {aside.name} and made anew from the captures"
    return make_finding(why.code, Location(str(path)), message)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def old_rows(path: Path, query: str) -> Iterator[tuple[object, ...]]:
    """Yield what can be read of the file that was put aside; it may be damaged, or have other tables."""
    aside = old_path(path)
    if not aside.is_file():
        return
    with suppress(sqlite3.Error, OSError, UnicodeDecodeError), closing(sqlite3.connect(aside, timeout=0)) as db:
        yield from db.execute(query)
