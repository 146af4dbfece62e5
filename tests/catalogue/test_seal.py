"""The seal of a catalogue: what it finds, and that it is brought up to date without reading the whole file."""

from __future__ import annotations

import os
from pathlib import Path

from kursk_archive.catalogue.records import CaptureRecord
from kursk_archive.catalogue.seal import PIECE_BYTES, is_intact, make_seal, read_seal, seal_path
from kursk_archive.catalogue.store import Catalogue


def captures(first: int, count: int) -> list[CaptureRecord]:
    return [CaptureRecord(f"{number:06}.txt", f"stamp {number} " * 20) for number in range(first, first + count)]


def sealed(path: Path) -> bool:
    """Return True if the seal is that of the whole file, however it was made."""
    seal = read_seal(path)
    return seal is not None and seal.checksums == make_seal(path).checksums


def test_a_seal_covers_every_change(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue:
        catalogue.upsert_captures(captures(0, 3_000))
    assert path.stat().st_size > 8 * PIECE_BYTES
    assert sealed(path)
    for step in range(5):
        with Catalogue(path) as catalogue:
            catalogue.upsert_captures(captures(step * 700 + 2_900, 150))
            catalogue.delete_captures([f"{step:06}.txt"])
        assert sealed(path)
    with Catalogue(path) as catalogue:  # so much that SQLite begins its log anew
        for step in range(8):
            catalogue.upsert_captures(captures(10_000 * step, 5_000))
    assert sealed(path)


def test_a_run_that_does_not_end_well_leaves_no_seal(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path):
        pass
    killed = Catalogue(path)
    killed.upsert_captures(captures(0, 1))
    assert not seal_path(path).exists()
    killed.db.close()


def test_a_file_with_the_old_size_and_mtime_is_not_intact(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path) as catalogue:
        catalogue.upsert_captures(captures(0, 10))
    seal, stat = read_seal(path), path.stat()
    assert seal is not None
    assert is_intact(path, seal)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert not is_intact(path, seal)


def test_a_damaged_seal_is_no_seal(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with Catalogue(path):
        pass
    data = seal_path(path).read_bytes()
    seal_path(path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert read_seal(path) is None
