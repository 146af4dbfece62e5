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
from kursk_archive.publisher.extra_files import FileInspector, find_extra_files
from kursk_archive.publisher.manifest_reader import SeenPaths, ManifestEntry, count_entries, read_manifest

FILES_PER_TASK = 32
"""Files that a thread looks at before it is asked again; one by one, the asking costs as much as hashing a page."""
MAX_THREADS = min(8, (os.cpu_count() or 1) + 2)
"""Hashing lets go of the interpreter; a thread or two more than there are processors wait for the disk."""


class ProgressHandler(Protocol):
    """Told how many files are done, of how many that are known of."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(slots=True)
class VerifyTotals:
    """How much was looked at."""

    manifests: int = 0
    files: int = 0
    """That a list names."""
    total_bytes: int = 0
    """Bytes of those that are there."""


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""


def verify_site(root: Path, totals: VerifyTotals, on_progress: ProgressHandler = _nobody) -> Iterator[Finding]:
    """What in a published folder is not as its lists say: changed, missing and foreign files, and faults of the lists.

    Never raises for what the folder holds. In the order of the lists; what is foreign comes last, by path.

    Args:
        root: the published folder.
        totals: counted up as it goes.
        on_progress: called now and then, from this thread.
    """
    root, known, folders = root.resolve(), SeenPaths(), FileInspector()
    if not folders.is_regular_file(root / manifest.ROOT_MANIFEST):
        yield make_finding("manifest", Location(manifest.ROOT_MANIFEST), "there is no list of what was published")
        return
    known.add(manifest.ROOT_MANIFEST)
    yield from _listed(root, known, folders, totals, on_progress)
    yield from find_extra_files(root, known)


def _listed(
    root: Path, known: SeenPaths, folders: FileInspector, tally: VerifyTotals, advanced: ProgressHandler
) -> Iterator[Finding]:
    """The first list, and those that it names."""
    further: list[str] = []
    total = count_entries(root / manifest.ROOT_MANIFEST)
    first = _noting(read_manifest(root, manifest.ROOT_MANIFEST, known), further)
    yield from compare_files(root, first, folders, tally, partial(advanced, total=total))
    there = [name for name in further if folders.is_regular_file(root / name)]
    total += sum(count_entries(root / name) for name in there)
    rest = chain.from_iterable(read_manifest(root, name, known) for name in there)
    yield from compare_files(root, rest, folders, tally, partial(advanced, total=total))
    tally.manifests += 1 + len(there)


def compare_files(
    root: Path,
    entries: Iterable[ManifestEntry | Finding],
    inspector: FileInspector,
    totals: VerifyTotals,
    on_progress: Callable[[int], None],
) -> Iterator[Finding]:
    """What of the files that lists name is not as they say; findings about the lists pass through, in their place.

    Args:
        root: the folder, resolved.
        entries: what the lists say; taken as it is needed.
        inspector: asked whether files are what they seem.
        totals: counted up as it goes.
        on_progress: told now and then how many files are done.
    """
    with ThreadPoolExecutor(MAX_THREADS) as pool:
        for one in _in_turn(pool, partial(_look, root, inspector), _batches(entries)):
            totals.files += one.files
            totals.total_bytes += one.size
            on_progress(totals.files)
            yield from one.said


def _noting(named: Iterable[ManifestEntry | Finding], further: list[str]) -> Iterator[ManifestEntry | Finding]:
    """The same, with those that are lists themselves noted."""
    for one in named:
        if isinstance(one, ManifestEntry) and manifest.is_manifest(one.path):
            further.append(one.path)
        yield one


@dataclass(frozen=True, slots=True)
class _Looked:
    said: list[Finding]
    files: int
    size: int


def _look(root: Path, folders: FileInspector, batch: _Batch) -> _Looked:
    """Compare some files with what is said of them; what is a finding already passes through. In a thread."""
    said: list[Finding] = []
    files = size = 0
    for one in batch:
        found, length = (one, 0) if isinstance(one, Finding) else _compare(root, one, folders)
        said += [found] if found else []
        files += isinstance(one, ManifestEntry)
        size += length
    return _Looked(said, files, size)


def _compare(root: Path, row: ManifestEntry, folders: FileInspector) -> tuple[Finding | None, int]:
    place, target = Location(row.path), root / row.path
    if folders.is_symlink(target):
        return None, 0  # which is foreign, and said there
    if not folders.is_regular_file(target):
        return make_finding("missing", place, f"{row.manifest} names it, and there is no such file"), 0
    try:
        with target.open("rb") as file:
            digest, size = file_digest(file, row.algorithm).hexdigest(), os.fstat(file.fileno()).st_size
    except OSError as error:
        return make_finding("unreadable", place, f"it cannot be read: {error.strerror}"), 0
    if digest == row.digest:
        return None, size
    return make_finding("changed", place, f"its bytes are not those that {row.manifest} names"), size


_Batch = tuple[ManifestEntry | Finding, ...]


def _batches(named: Iterable[ManifestEntry | Finding]) -> Iterator[_Batch]:
    rest = iter(named)
    while batch := tuple(islice(rest, FILES_PER_TASK)):
        yield batch


def _in_turn(
    pool: ThreadPoolExecutor, look: Callable[[_Batch], _Looked], batches: Iterable[_Batch]
) -> Iterator[_Looked]:
    """What each batch comes to, in order; only some are under way at once, which bounds memory."""
    waiting = iter(batches)
    under_way: deque[Future[_Looked]] = deque(pool.submit(look, one) for one in islice(waiting, 2 * MAX_THREADS))
    while under_way:
        done = under_way.popleft().result()
        under_way.extend(pool.submit(look, one) for one in islice(waiting, 1))
        yield done
