"""Whether a published folder holds what its lists name, byte for byte, and nothing else. Asks no network."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.publisher import manifest
from kursk_archive.publisher.extra_files import Folders, foreign
from kursk_archive.publisher.manifest_reader import Known, Row, count, rows

BATCH = 32
"""Files that a thread looks at before it is asked again; one by one, the asking costs as much as hashing a page."""
THREADS = min(8, (os.cpu_count() or 1) + 2)
"""Hashing lets go of the interpreter; a thread or two more than there are processors wait for the disk."""


class Advanced(Protocol):
    """Told how many files are done, of how many that are known of."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(slots=True)
class Tally:
    """How much was looked at."""

    lists: int = 0
    files: int = 0
    """That a list names."""
    size: int = 0
    """Bytes of those that are there."""


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


def verify(root: Path, tally: Tally, advanced: Advanced = _nobody) -> Iterator[Finding]:
    """What in a published folder is not as its lists say: changed, missing and foreign files, and faults of the lists.

    Never raises for what the folder holds. In the order of the lists; what is foreign comes last, by path.

    Args:
        root: the published folder.
        tally: counted up as it goes.
        advanced: called now and then, from this thread.
    """
    root, known, folders = root.resolve(), Known(), Folders()
    if not folders.has_file(root / manifest.ROOT):
        yield make_finding("manifest", Location(manifest.ROOT), "there is no list of what was published")
        return
    known.add(manifest.ROOT)
    yield from _listed(root, known, folders, tally, advanced)
    yield from foreign(root, known)


def _listed(root: Path, known: Known, folders: Folders, tally: Tally, advanced: Advanced) -> Iterator[Finding]:
    """The first list, and those that it names."""
    further: list[str] = []
    total = count(root / manifest.ROOT)
    first = _noting(rows(root, manifest.ROOT, known), further)
    yield from compared(root, first, folders, tally, partial(advanced, total=total))
    there = [name for name in further if folders.has_file(root / name)]
    total += sum(count(root / name) for name in there)
    rest = chain.from_iterable(rows(root, name, known) for name in there)
    yield from compared(root, rest, folders, tally, partial(advanced, total=total))
    tally.lists += 1 + len(there)


def compared(
    root: Path, named: Iterable[Row | Finding], folders: Folders, tally: Tally, advanced: Callable[[int], None]
) -> Iterator[Finding]:
    """What of the files that lists name is not as they say; findings about the lists pass through, in their place.

    Args:
        root: the folder, resolved.
        named: what the lists say; taken as it is needed.
        folders: asked whether files are what they seem.
        tally: counted up as it goes.
        advanced: told now and then how many files are done.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        for one in _in_turn(pool, partial(_look, root, folders), _batches(named)):
            tally.files += one.files
            tally.size += one.size
            advanced(tally.files)
            yield from one.said


def _noting(named: Iterable[Row | Finding], further: list[str]) -> Iterator[Row | Finding]:
    """The same, with those that are lists themselves noted."""
    for one in named:
        if isinstance(one, Row) and manifest.is_list(one.path):
            further.append(one.path)
        yield one


@dataclass(frozen=True, slots=True)
class _Looked:
    said: list[Finding]
    files: int
    size: int


def _look(root: Path, folders: Folders, batch: _Batch) -> _Looked:
    """Compare some files with what is said of them; what is a finding already passes through. In a thread."""
    said: list[Finding] = []
    files = size = 0
    for one in batch:
        found, length = (one, 0) if isinstance(one, Finding) else _compare(root, one, folders)
        said += [found] if found else []
        files += isinstance(one, Row)
        size += length
    return _Looked(said, files, size)


def _compare(root: Path, row: Row, folders: Folders) -> tuple[Finding | None, int]:
    place, target = Location(row.path), root / row.path
    if folders.has_link(target):
        return None, 0  # which is foreign, and said there
    if not folders.has_file(target):
        return make_finding("missing", place, f"{row.named_by} names it, and there is no such file"), 0
    try:
        with target.open("rb") as file:
            digest, size = file_digest(file, row.algorithm).hexdigest(), os.fstat(file.fileno()).st_size
    except OSError as error:
        return make_finding("unreadable", place, f"it cannot be read: {error.strerror}"), 0
    if digest == row.digest:
        return None, size
    return make_finding("changed", place, f"its bytes are not those that {row.named_by} names"), size


_Batch = tuple[Row | Finding, ...]


def _batches(named: Iterable[Row | Finding]) -> Iterator[_Batch]:
    rest = iter(named)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def _in_turn(
    pool: ThreadPoolExecutor, look: Callable[[_Batch], _Looked], batches: Iterable[_Batch]
) -> Iterator[_Looked]:
    """What each batch comes to, in order; only some are under way at once, which bounds memory."""
    waiting = iter(batches)
    under_way: deque[Future[_Looked]] = deque(pool.submit(look, one) for one in islice(waiting, 2 * THREADS))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(look, one) for one in islice(waiting, 1))
        yield done
