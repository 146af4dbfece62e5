"""Writes a bag: a folder that lists its own contents with their digests. A bag is written once and never changed.

Source: RFC 8493 (BagIt 1.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from hashlib import file_digest, sha256, sha512
from pathlib import Path
from typing import BinaryIO, Self

from kursk_archive.core.findings import ArchiveError, Location, make_finding

DECLARATION_FILE = "bagit.txt"
"""Makes a folder a bag."""
PAYLOAD_FOLDER = "data/"
HASH_ALGORITHMS = {"sha256": sha256, "sha512": sha512}
"""SHA-256 because every system has it, SHA-512 because RFC 8493 recommends it."""
CHUNK_BYTES = 2**20
"""Size of the reads from a file."""

_ESCAPES = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})


def escape_path(path: str) -> str:
    """Escape a path for a manifest: these three characters and no others (RFC 8493, section 2.1.3)."""
    return path.translate(_ESCAPES)


class BagWriter:
    """Writes a bag into an empty folder: first the payload, hashing each file as it is written, then the tag files.

    Memory holds a chunk of a file, never a list of files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file_count = 0
        """Files of the payload."""
        self.payload_bytes = 0
        self._stack = ExitStack()
        self._last_folder = ""
        """Folder of the last file; it exists."""

    def __enter__(self) -> Self:
        self._manifests = {
            algorithm: self._stack.enter_context((self.root / f"manifest-{algorithm}.txt").open("xb"))
            for algorithm in HASH_ALGORITHMS
        }
        (self.root / PAYLOAD_FOLDER).mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def copy_file(self, file: BinaryIO, path: str) -> str:
        """Copy an open file into the payload; arguments, result and errors as in `write_file`."""
        return self.write_file(path, iter(lambda: file.read(CHUNK_BYTES), b""))

    def write_file(self, path: str, chunks: Iterable[bytes]) -> str:
        """Write a file of the payload; return its hexadecimal SHA-256.

        Args:
            path: POSIX, relative to the payload folder; no file may exist there.
            chunks: of the file's bytes.

        Raises:
            ArchiveError: the path leads out of the payload.
            OSError: the disk refuses.
        """
        target = self._target(path)
        hashes = {algorithm: new_hash() for algorithm, new_hash in HASH_ALGORITHMS.items()}
        with target.open("xb") as file:
            for chunk in chunks:
                self.payload_bytes += file.write(chunk)
                for running_hash in hashes.values():
                    running_hash.update(chunk)
        self.file_count += 1
        line = f"  {PAYLOAD_FOLDER}{escape_path(path)}\n".encode()
        for algorithm, manifest in self._manifests.items():
            manifest.write(hashes[algorithm].hexdigest().encode() + line)
        return hashes["sha256"].hexdigest()

    def _target(self, path: str) -> Path:
        folder, _, name = path.rpartition("/")
        if not {"", ".", ".."}.isdisjoint(path.split("/")) or "\0" in path:
            raise ArchiveError(make_finding("outside", Location(path), "path leads outside the package"))
        if folder != self._last_folder:
            (self.root / PAYLOAD_FOLDER / folder).mkdir(parents=True, exist_ok=True)
            self._last_folder = folder
        return self.root / PAYLOAD_FOLDER / folder / name

    def finish(self, info: Mapping[str, str]) -> None:
        """Write the tag files; no file can be added after that.

        Args:
            info: label → value, for `bag-info.txt`; empty values are left out. The payload's size is added.
        """
        self._stack.close()
        declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        (self.root / DECLARATION_FILE).write_bytes(declaration.encode())
        info = {**info, "Payload-Oxum": f"{self.payload_bytes}.{self.file_count}"}
        (self.root / "bag-info.txt").write_bytes("".join(_info_lines(info)).encode())
        tags = sorted(path.name for path in self.root.iterdir() if path.is_file())
        for algorithm in HASH_ALGORITHMS:
            lines = (f"{_hash_file(self.root / tag, algorithm)}  {tag}\n" for tag in tags)
            (self.root / f"tagmanifest-{algorithm}.txt").write_bytes("".join(lines).encode())


def _info_lines(info: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each label. White space is folded, since a line break would begin another label."""
    return (f"{label}: {' '.join(value.split())}\n" for label, value in info.items() if value.strip())


def _hash_file(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return file_digest(file, algorithm).hexdigest()
