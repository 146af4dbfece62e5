"""Checks that a published folder holds exactly the files that its manifests list, byte for byte. Works offline."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.publisher.extra_files import FileInspector, find_extra_files
from kursk_archive.publisher.manifest import is_manifest
from kursk_archive.publisher.manifest_reader import ManifestEntry, SeenPaths, count_entries, read_manifest
from kursk_archive.site.permalinks import ROOT_MANIFEST

FILES_PER_TASK = 32
"""Files that a thread hashes in one task; with one file a task, scheduling costs as much as hashing a page."""
MAX_THREADS = min(8, (os.cpu_count() or 1) + 2)
"""Hashing releases the interpreter lock; one or two threads more than processors wait for the disk."""


class VerifyProgress(Protocol):
    """Called with the number of files done and the number of files known so far."""

    def __call__(self, done: int, total: int) -> None: ...


class VerifyTotals(Struct):
    """Counts what has been verified."""

    manifests: int = 0
    files: int = 0
    """Files that a manifest lists."""
    total_bytes: int = 0
    """Size of those that exist."""


def _ignore_progress(done: int, total: int) -> None:
    pass


def verify_site(root: Path, totals: VerifyTotals, on_progress: VerifyProgress = _ignore_progress) -> Iterator[Finding]:
    """Yield a finding for each changed, missing or extra file and for each fault of a manifest.

    Never raises for what the folder holds. Findings come in the order of the manifests; extra files last, by path.

    Args:
        root: the published folder.
        totals: updated along the way.
        on_progress: called now and then, from this thread.
    """
    root, seen, inspector = root.resolve(), SeenPaths(), FileInspector()
    if not inspector.is_regular_file(root / ROOT_MANIFEST):
        yield make_finding("manifest", Location(ROOT_MANIFEST), "manifest not found; this is not a published archive")
        return
    seen.add(ROOT_MANIFEST)
    yield from _verify_listed_files(root, seen, inspector, totals, on_progress)
    yield from find_extra_files(root, seen)


def _verify_listed_files(
    root: Path, seen: SeenPaths, inspector: FileInspector, totals: VerifyTotals, on_progress: VerifyProgress
) -> Iterator[Finding]:
    """Compare the files of the root manifest, then those of the manifests that it lists."""
    manifests: list[str] = []
    total = count_entries(root / ROOT_MANIFEST)
    root_entries = _collect_manifests(read_manifest(root, ROOT_MANIFEST, seen), manifests)
    yield from compare_files(root, root_entries, inspector, totals, partial(on_progress, total=total))
    readable = [name for name in manifests if inspector.is_regular_file(root / name)]
    total += sum(count_entries(root / name) for name in readable)
    entries = chain.from_iterable(read_manifest(root, name, seen) for name in readable)
    yield from compare_files(root, entries, inspector, totals, partial(on_progress, total=total))
    totals.manifests += 1 + len(readable)


def compare_files(
    root: Path,
    entries: Iterable[ManifestEntry | Finding],
    inspector: FileInspector,
    totals: VerifyTotals,
    on_progress: Callable[[int], None],
) -> Iterator[Finding]:
    """Yield a finding for each file that differs from its manifest entry; findings among the entries pass through.

    Args:
        root: the folder, resolved.
        entries: read as they are needed.
        inspector: tells regular files from links.
        totals: updated along the way.
        on_progress: called now and then with the number of files done.
    """
    with ThreadPoolExecutor(MAX_THREADS) as pool:
        for outcome in _map_in_order(pool, partial(_compare_batch, root, inspector), _batched(entries)):
            totals.files += outcome.files
            totals.total_bytes += outcome.total_bytes
            on_progress(totals.files)
            yield from outcome.findings


def _collect_manifests(
    entries: Iterable[ManifestEntry | Finding], manifests: list[str]
) -> Iterator[ManifestEntry | Finding]:
    """Pass all entries on; append the paths of those that are manifests to `manifests`."""
    for entry in entries:
        if isinstance(entry, ManifestEntry) and is_manifest(entry.path):
            manifests.append(entry.path)
        yield entry


class _BatchOutcome(Struct, frozen=True):
    findings: list[Finding]
    files: int
    total_bytes: int


def _compare_batch(root: Path, inspector: FileInspector, batch: _Batch) -> _BatchOutcome:
    """Compare files with their entries; findings in the batch pass through. Runs in a thread."""
    findings: list[Finding] = []
    files = total_bytes = 0
    for entry in batch:
        fault, size = (entry, 0) if isinstance(entry, Finding) else _compare_file(root, entry, inspector)
        findings += [fault] if fault else []
        files += isinstance(entry, ManifestEntry)
        total_bytes += size
    return _BatchOutcome(findings, files, total_bytes)


def _compare_file(root: Path, entry: ManifestEntry, inspector: FileInspector) -> tuple[Finding | None, int]:
    location, target = Location(entry.path), root / entry.path
    if inspector.is_symlink(target):
        return None, 0  # `find_extra_files` reports it
    if not inspector.is_regular_file(target):
        return make_finding("missing", location, f"listed in {entry.manifest}, but the file does not exist"), 0
    try:
        with target.open("rb") as file:
            digest, size = file_digest(file, entry.algorithm).hexdigest(), os.fstat(file.fileno()).st_size
    except OSError as error:
        return make_finding("unreadable", location, f"cannot be read: {error.strerror}"), 0
    if digest == entry.digest:
        return None, size
    return make_finding("changed", location, f"checksum differs from {entry.manifest}"), size


_Batch = tuple[ManifestEntry | Finding, ...]


def _batched(entries: Iterable[ManifestEntry | Finding]) -> Iterator[_Batch]:
    iterator = iter(entries)
    while batch := tuple(islice(iterator, FILES_PER_TASK)):
        yield batch


def _map_in_order(
    pool: ThreadPoolExecutor, compare: Callable[[_Batch], _BatchOutcome], batches: Iterable[_Batch]
) -> Iterator[_BatchOutcome]:
    """Yield the outcome of each batch, in order; a few batches are under way at once, which bounds memory."""
    iterator = iter(batches)
    futures: deque[Future[_BatchOutcome]] = deque(
        pool.submit(compare, batch) for batch in islice(iterator, 2 * MAX_THREADS)
    )
    while futures:
        outcome = futures.popleft().result()
        futures.extend(pool.submit(compare, batch) for batch in islice(iterator, 1))
        yield outcome
