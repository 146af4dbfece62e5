"""The catalogue: all that the archive knows, in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec import MsgspecError

from kursk_archive.catalogue.build_state import BuildState, read_build_state, write_build_state
from kursk_archive.catalogue.changes import mark_changed
from kursk_archive.catalogue.database_file import (
    UnusableCatalogueError,
    damaged,
    has_own_schema,
    is_damage,
    old_rows,
    open_database,
    put_aside,
)
from kursk_archive.catalogue.derive import drop_indexes
from kursk_archive.catalogue.encoding import decode_findings, encode_findings, encode_terms
from kursk_archive.catalogue.journal import Journal
from kursk_archive.catalogue.seal import (
    Seal,
    changed_pieces,
    file_stamp,
    has_log,
    is_intact,
    make_seal,
    read_seal,
    remove_seal,
    write_seal,
)
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.site.permalinks import is_article_permalink

if TYPE_CHECKING:
    from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord

CACHE_BYTES_PER_CAPTURE = 480
"""About the size of those parts of the tables that are not read in order."""
_LAST = "\U0010ffff"
_ENTERED = "CREATE TEMP TABLE IF NOT EXISTS entered_article (article_id TEXT PRIMARY KEY) WITHOUT ROWID"
_CONFUSION = (sqlite3.Error, LookupError, TypeError, ValueError, MsgspecError)
"""Errors to which values that nobody wrote can lead, where not every fault of the file was found."""


class OutputRecord(NamedTuple):
    """A published file, as it was written."""

    path: str
    fingerprint: str
    sha256: str
    size: int
    mtime: int
    """Nanoseconds."""
    manifest: str
    """Path of the manifest that lists it."""


_OUTPUT = "output_path, fingerprint, sha256, size, mtime, manifest"


class Catalogue:
    """The archive's tables. One process writes; `close` or a `with` block ends it."""

    def __init__(self, path: Path | None = None, damage: UnusableCatalogueError | None = None) -> None:
        """Open the file, or make it; one that cannot be used is put aside.

        Args:
            path: of the file; None is a temporary file that is gone when it is closed. In memory, 10,000 articles took
                150 MB.
            damage: what has been found out about the file, so that it is put aside at once.

        Raises:
            ArchiveError: another process has it open, or the disk refuses.
        """
        self.path = path
        self.journal = Journal(path.with_name("journal.jsonl") if path else None)
        self.findings_on_opening: tuple[Finding, ...] = ()
        """Says that the file was put aside, and why."""
        self._seal: Seal | None = None
        """The seal that the file bears; None once it is being changed."""
        self._sealed_before: Seal | None = None
        """The seal that it bore when it was opened."""
        try:
            try:
                if damage:
                    raise damage
                self._open()
            except UnusableCatalogueError as why:
                self._put_aside(why)
                self._open()
        except UnusableCatalogueError as why:  # a file that is new
            raise ArchiveError(make_finding("unwritable", Location(str(path)), f"the catalogue {why.reason}")) from None
        except sqlite3.OperationalError as error:
            raise _refusal(error, path) from None

    def _open(self) -> None:
        is_new = self.path is None or not self.path.exists()
        seal = read_seal(self.path) if self.path else None
        if seal and self.path and (is_new or has_log(self.path)):
            remove_seal(self.path) if is_new else None
            seal = None
        self.db = open_database(self.path)
        try:
            self._check(seal, is_new=is_new)
        except UnusableCatalogueError:
            self.db.close()
            raise
        self._seal = self._sealed_before = seal

    def _check(self, seal: Seal | None, *, is_new: bool) -> None:
        """Compare the file with its seal; without one, look for faults of its structure."""
        self.is_trusted = is_new or seal is not None
        """True if every fault of the file has been found."""
        if seal and self.path and not is_intact(self.path, seal):
            raise damaged("its checksums differ")
        if not self.is_trusted:
            fault = self.db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != "ok":
                raise damaged(fault)

    def _put_aside(self, why: UnusableCatalogueError) -> None:
        if self.path is None:
            raise why
        try:
            self.findings_on_opening = (put_aside(self.path, why),)
            remove_seal(self.path)
        except OSError as error:
            message = f"the catalogue {why.reason} and cannot be put aside: {error.strerror}"
            raise ArchiveError(make_finding("unwritable", Location(str(self.path)), message)) from None
        if rows := [*old_rows(self.path, "SELECT * FROM link_status")]:
            from kursk_archive.catalogue.link_status import rescue_link_status

            rescue_link_status(rows, self.journal)

    def verify(self) -> None:
        """Read the whole file, whatever its stamp says.

        Raises:
            UnusableCatalogueError: it is not as it was sealed.
        """
        if self._seal and self.path and make_seal(self.path).checksums != self._seal.checksums:
            raise damaged("its checksums differ")

    def begin_changes(self) -> None:
        """Break the seal. Called before the first change; if this run is killed, the next one finds none."""
        if self._seal and self.path:
            remove_seal(self.path)
            self._seal = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Close it.

        Raises:
            UnusableCatalogueError: the file has proved damaged.
            ArchiveError: in place of an error of the disk.
        """
        if error is None:
            self.close()
            return
        self.db.close()
        if is_damage(error) or (not self.is_trusted and isinstance(error, _CONFUSION)):
            raise damaged(error) from None
        if isinstance(error, sqlite3.OperationalError):
            raise _refusal(error, self.path) from None

    def close(self) -> None:
        """Close the file and seal it."""
        if self.path:
            with suppress(sqlite3.Error, OSError):  # the next run looks at all of a file without a seal
                self._make_seal(self.path)
        self.db.close()

    def _make_seal(self, path: Path) -> None:
        if self._seal and self._seal.stamp == file_stamp(path):
            return
        changed = changed_pieces(path) if self._sealed_before else None
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        earlier = self._sealed_before if changed is not None else None
        write_seal(path, make_seal(path, earlier, changed or frozenset()))

    def outputs_put_aside(self) -> Iterator[tuple[str, str, str]]:
        """Path, manifest and SHA-256 of the output files that the catalogue put aside knows, as far as legible."""
        if self.path:
            for row in old_rows(self.path, "SELECT output_path, manifest, sha256 FROM output_file"):
                path, manifest, digest = row
                if isinstance(path, str) and isinstance(manifest, str) and isinstance(digest, str):
                    yield path, manifest, digest

    def addresses_put_aside(self) -> Iterator[tuple[str, str]]:
        """Address and id of the published articles that the catalogue put aside knows, as far as legible."""
        if self.path and self.findings_on_opening:
            query = "SELECT output_path, article_id FROM article WHERE has_page AND state = 'published' ORDER BY 1"
            for path, article_id in old_rows(self.path, query):
                if isinstance(path, str) and isinstance(article_id, str) and is_article_permalink(path):
                    yield path, article_id

    @property
    def build_state(self) -> BuildState:
        """The state that the last build left; see `build_state.py`."""
        return read_build_state(self.db)

    def set_build_state(self, **columns: str | int) -> None:
        """Set fields of the build state; a write that changes nothing is left out."""
        if any(getattr(self.build_state, name) != value for name, value in columns.items()):
            self.begin_changes()
            write_build_state(self.db, **columns)

    def set_cache_size(self, captures: int) -> None:
        """Cache as much of the file as looking up so many captures takes: 2 MB at least, 16 MB at most.

        Of 100,000, which are entered in order, 8 MB took no more time than 48.
        """
        self.db.execute(f"PRAGMA cache_size = -{min(max(2_000, captures * CACHE_BYTES_PER_CAPTURE // 1_000), 16_000)}")

    # captures

    def upsert_captures(self, captures: Iterable[CaptureRecord], *, trace: bool = True) -> None:
        """Replace captures and their articles; if an article cannot be read, its last good rows stay.

        Args:
            captures: with the articles that were read from them.
            trace: record the changes; without that, everything has to be derived anew.
        """
        captures = tuple(captures)
        if not captures:
            return
        whole = [capture for capture in captures if not capture.is_partial]
        articles = [(capture.capture_path, article) for capture in captures for article in capture.articles]
        self.begin_changes()
        with self.db:
            self.db.executemany("REPLACE INTO capture VALUES (?, ?, ?, ?, ?, ?)", map(self._capture_row, whole))
            if articles and not trace:
                drop_indexes(self.db)
            for capture in captures:
                if capture.is_partial:
                    self._replace_part(capture, trace)
                elif not capture.is_unreadable:
                    self._delete_articles(
                        capture.capture_path, trace, capture.broken_ids, keep_entered=capture.ends_parts
                    )
                if capture.ends_parts:
                    self.db.execute(_ENTERED)
                    self.db.execute("DELETE FROM entered_article")
            self._insert_articles(articles)
            for capture in captures:
                for article_id, reason in capture.withheld.items():
                    self._withhold(self._article_ids(capture.capture_path, article_id), reason, trace)
            for _, article in articles if trace else ():
                mark_changed(self.db, article.article_id)

    def replace_links(self, articles: Iterable[ArticleRecord], *, trace: bool) -> None:
        """Replace what depends on the addresses of an article's links; all else stays as it was settled."""
        articles = tuple(articles)
        with self.db:
            for article in articles:
                if trace:
                    mark_changed(self.db, article.article_id)
                self.db.execute(
                    "UPDATE article SET record_sha256 = ? WHERE article_id = ?",
                    (article.record_sha256, article.article_id),
                )
                self.db.execute("DELETE FROM link WHERE article_id = ?", (article.article_id,))
            for table in ("article_content", "link"):
                self._insert_rows(table, [row for article in articles for row in _ROWS[table]("", article)])
            for article in articles if trace else ():
                mark_changed(self.db, article.article_id)

    def _replace_part(self, capture: CaptureRecord, trace: bool) -> None:
        """Delete the earlier rows of some articles of a capture, and remember that these are not gone."""
        ids = [(article.article_id,) for article in capture.articles]
        self.db.execute(_ENTERED)
        self.db.executemany("INSERT OR IGNORE INTO entered_article VALUES (?)", ids)
        for (article_id,) in ids:
            self._delete_article(article_id, trace)

    def _insert_articles(self, articles: Iterable[tuple[str, ArticleRecord]]) -> None:
        """Insert a batch at once: in the order of each table's key that takes a tenth less time."""
        for table, rows_of in _ROWS.items():
            rows = sorted(row for capture_path, article in articles for row in rows_of(capture_path, article))
            self._insert_rows(table, rows)

    def _insert_rows(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            self.db.executemany(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def _capture_row(self, capture: CaptureRecord) -> tuple[object, ...]:
        return (capture.capture_path, capture.file_stamp, capture.file_sha256, bool(capture.broken_ids),
                self._count_unknown(capture), encode_findings(capture.findings))  # fmt: skip

    def _count_unknown(self, capture: CaptureRecord) -> int:
        """Count the broken articles of a capture that have no earlier row; a capture without any row is one.

        The count is negative if one of them is withheld.
        """
        if not capture.broken_ids:
            return 0
        if capture.is_unreadable:
            count = int(not self._article_ids(capture.capture_path))
        else:
            count = len(capture.broken_ids) - len(self.records(capture.broken_ids))
        return -count if capture.withheld else count

    def _withhold(self, article_ids: Iterable[str], reason: str | None, trace: bool) -> None:
        """Withhold articles whose last good rows stay; without a reason, those only that are not yet withheld."""
        from kursk_archive.catalogue.records import withhold_article

        if reason is None:
            article_ids = [article_id for article_id in article_ids if self._is_published(article_id)]

        state = CaptureState.WITHHELD if reason else CaptureState.DRAFT
        for article_id, record in self.records(article_ids).items():
            encoded, digest = withhold_article(record, reason or "")
            if trace:
                mark_changed(self.db, article_id)
            self.db.execute(
                "UPDATE article SET stated_state = ?1, state = ?1, record_sha256 = ?2 WHERE article_id = ?3",
                (state, digest, article_id),
            )
            self.db.execute(
                "UPDATE article_content SET article_msgpack = ? WHERE article_id = ?", (encoded, article_id)
            )
            if trace:
                mark_changed(self.db, article_id)

    def _is_published(self, article_id: str) -> bool:
        query = "SELECT 1 FROM article WHERE article_id = ? AND stated_state = 'published'"
        return self.db.execute(query, (article_id,)).fetchone() is not None

    def _article_ids(self, capture_path: str, article_id: str = "") -> list[str]:
        """Return the ids of the articles of a capture, or one of them."""
        if article_id not in ("", capture_path):
            return [article_id]
        query = (
            "SELECT article_id FROM article WHERE capture_path = ?1"
            " AND (article_id = ?1 OR article_id >= ?1 || '#' AND article_id < ?1 || '$')"  # by key, without an index
        )
        return [article_id for (article_id,) in self.db.execute(query, (capture_path,))]

    def _delete_articles(
        self, capture_path: str, trace: bool, keep: Iterable[str] = (), *, keep_entered: bool = False
    ) -> None:
        """Delete the articles of a capture, but for those to keep, and those that its partial records entered."""
        for article_id in self._article_ids(capture_path):
            if article_id in keep or (keep_entered and self._is_entered(article_id)):
                continue
            self._delete_article(article_id, trace)

    def _is_entered(self, article_id: str) -> bool:
        self.db.execute(_ENTERED)
        return (
            self.db.execute("SELECT 1 FROM entered_article WHERE article_id = ?", (article_id,)).fetchone() is not None
        )

    def _delete_article(self, article_id: str, trace: bool) -> None:
        if trace:
            mark_changed(self.db, article_id)
        for table in _ROWS:
            self.db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))

    def delete_captures(self, paths: Iterable[str], *, trace: bool = True) -> None:
        """Delete captures that are gone from the content folder, with their articles."""
        self.begin_changes()
        with self.db:
            for path in paths:
                self._delete_articles(path, trace)
                self.db.execute("DELETE FROM capture WHERE capture_path = ?", (path,))

    def stamps(self) -> Iterator[tuple[str, str]]:
        """Path and file stamp of every capture, by path."""
        return self.db.execute("SELECT capture_path, file_stamp FROM capture ORDER BY capture_path")

    def findings(self) -> Iterator[Finding]:
        """Findings of all captures, by path."""
        for (data,) in self.db.execute("SELECT findings FROM capture WHERE findings != x'5b5d' ORDER BY capture_path"):
            yield from decode_findings(data)

    def captures_of_bytes(self, digests: Iterable[str]) -> list[tuple[str, str]]:
        """Path and SHA-256 of the captures whose files have one of the digests, by path."""
        query = (
            "SELECT capture_path, file_sha256 FROM capture"
            " WHERE file_sha256 IN (SELECT value FROM json_each(?)) ORDER BY capture_path"
        )
        return self.db.execute(query, (json.dumps(list(digests)),)).fetchall()

    def captures_of_address(self, url_key: bytes) -> list[str]:
        """Paths of the captures whose articles are known by an address."""
        query = "SELECT DISTINCT capture_path FROM article_url JOIN article USING (article_id) WHERE url_key = ?"
        return [path for (path,) in self.db.execute(query, (url_key,))]

    def published_captures(self, paths: Iterable[str]) -> set[str]:
        """Return those of the captures that have a published article."""
        query = (
            "SELECT DISTINCT capture_path FROM article"
            " WHERE state = 'published' AND capture_path IN (SELECT value FROM json_each(?))"
        )
        return {path for (path,) in self.db.execute(query, (json.dumps(list(paths)),))}

    def is_withheld(self, path: str) -> bool:
        """Return True if articles of a capture are known and none of them is published."""
        article_ids = self._article_ids(path)
        return bool(article_ids) and not any(map(self._is_published, article_ids))

    def has_articles(self, path: str) -> bool:
        """Return True if articles of a capture are known, though it may be broken now."""
        return bool(self._article_ids(path))

    def file_digest(self, path: str) -> str:
        """SHA-256 of a capture's file; empty if it is not known."""
        row = self.db.execute("SELECT file_sha256 FROM capture WHERE capture_path = ?", (path,)).fetchone()
        return row[0] if row else ""

    def records(self, article_ids: Iterable[str]) -> dict[str, bytes]:
        """Map ids to the articles' records; see `records.decode_article`."""
        query = (
            "SELECT article_id, article_msgpack, record_sha256 FROM article_content CROSS JOIN article"
            " USING (article_id) WHERE article_id IN (SELECT value FROM json_each(?))"
        )
        records = {}
        for article_id, record, digest in self.db.execute(query, (json.dumps(list(article_ids)),)):
            if digest and sha256(record).hexdigest() != digest:
                raise damaged(f"the record of {article_id} has another checksum")
            records[article_id] = record
        return records

    def may_keep_unknown_outputs(self) -> bool:
        """Return True if articles cannot be read of which no good version is known, and none of these is withheld."""
        query = "SELECT coalesce(min(unknown_articles), 0) > 0 FROM capture WHERE unknown_articles"
        return bool(self.db.execute(query).fetchone()[0])

    def unpublished_permalinks(self) -> Iterator[str]:
        """Output paths that the withheld articles have or would have, and those where they were published."""
        query = (
            "SELECT output_path FROM article WHERE state != 'published' UNION SELECT permalink"
            " FROM article CROSS JOIN reservation USING (article_id) WHERE state != 'published'"
        )
        for (path,) in self.db.execute(query):
            yield path

    # output files

    def outputs_at(self, paths: Iterable[str]) -> dict[str, OutputRecord]:
        """Map those of the paths that are known to their records."""
        query = f"SELECT {_OUTPUT} FROM output_file WHERE output_path IN (SELECT value FROM json_each(?))"
        return {row[0]: OutputRecord._make(row) for row in self.db.execute(query, (json.dumps(list(paths)),))}

    def outputs_under(self, prefix: str) -> list[OutputRecord]:
        """Records of the files whose paths begin with a prefix, by path."""
        query = f"SELECT {_OUTPUT} FROM output_file WHERE output_path >= ? AND output_path < ? ORDER BY output_path"
        return list(map(OutputRecord._make, self.db.execute(query, (prefix, prefix + _LAST))))

    def output_stats(self, prefix: str = "") -> Iterator[tuple[str, int, int]]:
        """Path, size and mtime in nanoseconds of the files whose paths begin with a prefix, by path."""
        query = "SELECT output_path, size, mtime FROM output_file WHERE output_path >= ? AND output_path < ? ORDER BY 1"
        return self.db.execute(query, (prefix, prefix + _LAST))

    def output_digests(self, manifest: str) -> Iterator[tuple[str, str]]:
        """Path and SHA-256 of the written files that a manifest lists, by path."""
        query = "SELECT output_path, sha256 FROM output_file WHERE manifest = ? AND sha256 != '' ORDER BY output_path"
        return self.db.execute(query, (manifest,))

    def outputs_not_in_build(self, build_id: int) -> Iterator[str]:
        """Paths of the files that a build has not planned, in order."""
        query = "SELECT output_path FROM output_file WHERE build_id != ? ORDER BY output_path"
        for (path,) in self.db.execute(query, (build_id,)):
            yield path

    def output_count(self) -> int:
        """Count the published files."""
        return int(self.db.execute("SELECT count(*) FROM output_file").fetchone()[0])

    def manifests(self) -> frozenset[str]:
        """Paths of the manifests that list published files."""
        return frozenset(name for (name,) in self.db.execute("SELECT DISTINCT manifest FROM output_file"))

    def register_outputs(self, outputs: Iterable[tuple[str, str]], build_id: int = 0) -> None:
        """Enter files about to be written, so that a killed build leaves none that nobody knows, nor a power cut.

        Args:
            outputs: path of each file, and the manifest that lists it.
            build_id: the build that has planned them.
        """
        self.begin_changes()
        self.db.execute("PRAGMA synchronous = FULL")
        with self.db:
            self.db.executemany(
                "INSERT INTO output_file VALUES (?1, '', '', -1, -1, ?3, ?2)"
                " ON CONFLICT DO UPDATE SET build_id = ?3, manifest = ?2",
                ((path, manifest, build_id) for path, manifest in outputs),
            )
        self.db.execute("PRAGMA synchronous = NORMAL")

    def record_outputs(self, outputs: Iterable[OutputRecord]) -> None:
        """Enter registered files as they were written."""
        self.begin_changes()
        with self.db:
            self.db.executemany(
                "UPDATE output_file SET fingerprint = ?2, sha256 = ?3, size = ?4, mtime = ?5 WHERE output_path = ?1",
                (output[:5] for output in outputs),
            )

    def delete_outputs(self, paths: Iterable[str]) -> None:
        """Delete the records of files that were removed."""
        self.begin_changes()
        with self.db:
            self.db.executemany("DELETE FROM output_file WHERE output_path = ?", ((path,) for path in paths))


def is_unfinished(path: Path) -> bool:
    """Return True if a run that changes the catalogue at `path` has not ended, or not well."""
    return read_seal(path) is None and (has_log(path) or has_own_schema(path))


def _refusal(error: sqlite3.OperationalError, path: Path | None) -> Exception:
    """Turn a refusal of the disk into a finding; an error that is a fault of the program stays."""
    location = Location(str(path or "the folder for temporary files"))
    code = error.sqlite_errorcode & 0xFF
    if code == sqlite3.SQLITE_BUSY:
        return ArchiveError(make_finding("busy", location, "another process is using this folder"))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
        return ArchiveError(make_finding("unwritable", location, f"cannot be written: {error}"))
    return error


def _article_row(capture_path: str, article: ArticleRecord) -> Iterator[tuple[object, ...]]:
    has_page = article.state is not CaptureState.DRAFT  # until `settle` has looked at the other articles
    yield (article.article_id, capture_path, article.state, article.stands_alone, article.output_path,
           article.source_key, article.captured_at, article.language_suffix, article.text_digest,
           article.detail_digest, article.original,
           json.dumps(article.snapshots) if article.snapshots else "", article.form, article.state, has_page,
           article.output_path, "", "", "", "", "", 0, "", article.title, article.title_key, article.date,
           article.publisher, article.language, article.record_sha256, article.capture_sha256, article.published_suffix,
           article.has_original, article.modified, article.noindex, article.images_msgpack)  # fmt: skip


def _content_row(_: str, article: ArticleRecord) -> Iterator[tuple[object, ...]]:
    yield article.article_id, encode_terms(article.terms), article.data_row, article.article_msgpack


def _url_rows(_: str, article: ArticleRecord) -> Iterator[tuple[object, ...]]:
    return ((article.article_id, key) for key in dict.fromkeys(article.url_keys))


def _name_rows(_: str, article: ArticleRecord) -> Iterator[tuple[object, ...]]:
    return ((article.article_id, key) for key in dict.fromkeys(article.name_keys))


def _link_rows(_: str, article: ArticleRecord) -> Iterator[tuple[object, ...]]:
    for ordinal, link in enumerate(article.links):
        yield (article.article_id, ordinal, article.date, link.region, link.text, link.href, link.line, link.column,
               link.kind, link.canonical, link.url_key, link.title_key, link.snapshot, link.host,
               int(link.repaired), link.method, link.witness, link.witness_sha256, link.witness_date,
               link.confidence)  # fmt: skip


_ROWS = {
    "article": _article_row,
    "article_content": _content_row,
    "article_url": _url_rows,
    "article_name": _name_rows,
    "link": _link_rows,
}
"""Table → the rows of an article in it; the first columns are its key."""
