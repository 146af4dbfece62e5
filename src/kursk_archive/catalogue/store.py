"""All that the archive knows, in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from kursk_archive.catalogue import visible_change
from kursk_archive.catalogue.derive import drop_indexes, touch, touch_text
from kursk_archive.catalogue.encoding import pack_findings, pack_shelves, unpack_findings
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding

if TYPE_CHECKING:
    from kursk_archive.catalogue.records import Entry

SCHEMA = 11
"""Of the file; one with another number is made anew."""


ROOM = 480
"""Bytes of memory for each capture: about what the parts of the tables take that are not read in order."""


class Written(NamedTuple):
    """What is known of a published file."""

    path: str
    fingerprint: str
    sha256: str
    size: int
    mtime: int
    """Nanoseconds."""


_WRITTEN = "path, fingerprint, sha256, size, mtime"


class Catalogue:
    """The archive's tables. One process writes; `close` or a `with` block ends it."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file, or make it; one that is damaged or of another schema is replaced.

        Args:
            path: of the file; None is one of the system's own that nobody else sees, gone when it is closed. In memory
                10,000 articles took 150 MB.

        Raises:
            ArchiveError: another process has it open, or the disk refuses.
        """
        self.path = path
        try:
            self.db = _opened(path)
        except sqlite3.OperationalError as error:
            raise _refusal(error, path) from None
        except sqlite3.DatabaseError:
            _remove(path)
            self.db = _opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Close it; a file that proves damaged is put away, so that the next build makes it anew.

        Raises:
            ArchiveError: in place of an error of the file or the disk.
        """
        self.close()
        if type(error) is sqlite3.DatabaseError:
            _remove(self.path)
            raise ArchiveError(make_finding("catalogue", Location(str(self.path)), f"it is damaged: {error}")) from None
        if isinstance(error, sqlite3.OperationalError):
            raise _refusal(error, self.path) from None

    def close(self) -> None:
        self.db.close()

    # captures

    def expect(self, captures: int) -> None:
        """Keep as much of the file in memory as so many captures take to look up: 2 MB at least, 16 MB at most.

        Of 100,000, which are entered in order, 8 MB took no more time than 48.
        """
        self.db.execute(f"PRAGMA cache_size = -{min(max(2_000, captures * ROOM // 1_000), 16_000)}")

    def enter(self, entries: Iterable[Entry], *, trace: bool = True) -> None:
        """Replace what is known of captures; of a broken one, the last good article stays.

        Args:
            entries: the captures.
            trace: whether to note what this may change on other pages; if not, everything has to be settled.
        """
        entries = tuple(entries)
        articles = [entry for entry in entries if entry.state is not CaptureState.BROKEN]
        with self.db:
            self.db.executemany("REPLACE INTO capture VALUES (?, ?, ?, ?)", map(_capture_row, entries))
            if articles and not trace:
                drop_indexes(self.db)
            same = {
                one.path
                for one in articles
                if trace and visible_change.known(self.db, one.path) == visible_change.told(one)
            }
            for one in articles:
                self._forget_article(one.path, trace and one.path not in same)
            self._insert(articles)
            for one in articles if trace else ():
                (touch_text if one.path in same else touch)(self.db, one.path)

    def _insert(self, entries: Iterable[Entry]) -> None:
        """Enter articles, many at once: in the order of each table's key that takes a tenth less time."""
        for table, rows_of in _ROWS.items():
            rows = sorted(row for entry in entries for row in rows_of(entry))
            if rows:
                self.db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def _forget_article(self, path: str, trace: bool) -> None:
        if trace:
            touch(self.db, path)
        for table in ("article", "address", "reference"):
            self.db.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def forget(self, paths: Iterable[str], *, trace: bool = True) -> None:
        """Drop captures that are no longer there."""
        with self.db:
            for path in paths:
                self._forget_article(path, trace)
                self.db.execute("DELETE FROM capture WHERE path = ?", (path,))

    def findings(self) -> Iterator[Finding]:
        """Of all captures, by path."""
        for (data,) in self.db.execute("SELECT findings FROM capture WHERE findings != x'5b5d' ORDER BY path"):
            yield from unpack_findings(data)

    def records(self, paths: Iterable[str]) -> dict[str, bytes]:
        query = "SELECT path, record FROM article WHERE path IN (SELECT value FROM json_each(?))"
        return dict(self.db.execute(query, (json.dumps(list(paths)),)))

    # settings and pages

    def setting(self, name: str) -> str | None:
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set(self, name: str, value: str) -> None:
        if self.setting(name) != value:  # a build that changes nothing writes nothing, and waits for no disk
            with self.db:
                self.db.execute("REPLACE INTO setting VALUES (?, ?)", (name, value))

    def pages_at(self, paths: Iterable[str]) -> dict[str, Written]:
        """Those of the paths that are known."""
        query = f"SELECT {_WRITTEN} FROM page WHERE path IN (SELECT value FROM json_each(?))"
        return {row[0]: Written._make(row) for row in self.db.execute(query, (json.dumps(list(paths)),))}

    def pages_under(self, prefix: str) -> list[Written]:
        """Those whose paths begin so, by path."""
        query = f"SELECT {_WRITTEN} FROM page WHERE path >= ? AND path < ? ORDER BY path"
        return list(map(Written._make, self.db.execute(query, (prefix, prefix + "\U0010ffff"))))

    def pages_but(self, build: int) -> Iterator[str]:
        """Files that `build` has not planned, by path."""
        for (path,) in self.db.execute("SELECT path FROM page WHERE build != ? ORDER BY path", (build,)):
            yield path

    def page_count(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM page").fetchone()[0])

    def lists(self) -> frozenset[str]:
        """The lists that published files belong in."""
        return frozenset(name for (name,) in self.db.execute("SELECT DISTINCT list FROM page"))

    def has_unread(self) -> bool:
        """Whether there are broken captures of which no good article is known."""
        query = "SELECT 1 FROM capture LEFT JOIN article USING (path) WHERE broken AND article.path IS NULL LIMIT 1"
        return self.db.execute(query).fetchone() is not None

    def intend(self, paths: Iterable[str], list_of: Callable[[str], str], build: int = 0) -> None:
        """Enter files about to be written, so that a build which is killed leaves none that nobody knows.

        Args:
            paths: of the files.
            list_of: gives the list that a file belongs in; see `streams.digests`.
            build: which has planned them; see `pages_but`.
        """
        with self.db:
            self.db.executemany(
                "INSERT INTO page VALUES (?1, '', '', -1, -1, ?2, ?3) ON CONFLICT DO UPDATE SET build = ?2",
                ((path, build, list_of(path)) for path in paths),
            )

    def publish(self, written: Iterable[Written]) -> None:
        """Enter files as they were written."""
        with self.db:
            self.db.executemany(
                "UPDATE page SET fingerprint = ?2, sha256 = ?3, size = ?4, mtime = ?5 WHERE path = ?1", written
            )

    def unpublish(self, paths: Iterable[str]) -> None:
        with self.db:
            self.db.executemany("DELETE FROM page WHERE path = ?", ((path,) for path in paths))


def _refusal(error: sqlite3.OperationalError, path: Path | None) -> Exception:
    """What to tell the user; the error itself where it is a fault of the program."""
    place = Location(str(path or "the folder for temporary files"))
    code = error.sqlite_errorcode & 0xFF
    if code == sqlite3.SQLITE_BUSY:
        return ArchiveError(make_finding("busy", place, "another build is at work here"))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
        return ArchiveError(make_finding("unwritable", place, f"it cannot be written: {error}"))
    return error


def _capture_row(entry: Entry) -> tuple[object, ...]:
    return entry.path, entry.stamp, entry.state is CaptureState.BROKEN, pack_findings(entry.findings)


def _article_row(one: Entry) -> Iterator[tuple[object, ...]]:
    yield (one.path, one.state, one.page, one.title, one.title_key, one.date, one.publisher, one.language, one.digest,
           one.sha256, one.changed, one.hidden, pack_shelves(one.shelves), one.pictures, one.line,
           one.record)  # fmt: skip


def _address_rows(entry: Entry) -> Iterator[tuple[object, ...]]:
    return ((entry.path, key) for key in dict.fromkeys(entry.addresses))


def _reference_rows(entry: Entry) -> Iterator[tuple[object, ...]]:
    for n, one in enumerate(entry.references):
        yield (entry.path, n, entry.date, one.place, one.text, one.href, one.line, one.column, one.kind, one.canonical,
               one.key, one.title_key, one.snapshot, one.host, int(one.repaired))  # fmt: skip


_ROWS = {"article": _article_row, "address": _address_rows, "reference": _reference_rows}
"""Table → the rows of an entry in it; the first columns are its key."""


def _opened(path: Path | None) -> sqlite3.Connection:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or "", timeout=1)  # another build takes longer than anybody would wait unasked
    try:
        # A power cut may cost the file, which the next build then makes anew; a killed process costs nothing.
        db.executescript(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "BEGIN IMMEDIATE; COMMIT"
        )
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA):
            raise sqlite3.DatabaseError(f"schema {version}")
        if version == 0:
            schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
            db.executescript(f"BEGIN; {schema} PRAGMA user_version = {SCHEMA}; COMMIT")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def _remove(path: Path | None) -> None:
    for suffix in ("", "-wal", "-shm") if path else ():
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").unlink()
