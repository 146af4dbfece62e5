"""A bag: a folder that says of itself what is in it, for whoever keeps it in twenty years. Written once, never over.

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
"""What makes a folder a bag."""
PAYLOAD_FOLDER = "data/"
HASH_ALGORITHMS = {"sha256": sha256, "sha512": sha512}
"""The first because everybody has it, the second because RFC 8493 asks for it."""
CHUNK_BYTES = 2**20
"""Bytes that are read at once."""

_ESCAPES = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})


def escape_path(path: str) -> str:
    """A path as a manifest has it: RFC 8493, 2.1.3 lets these three characters be escaped, and no other."""
    return path.translate(_ESCAPES)


class BagWriter:
    """Writes a bag into a folder that is empty: files as they come, each hashed as it passes, then what is said of all.

    Memory holds a piece of a file, never a list of them.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file_count = 0
        self.payload_bytes = 0
        """Bytes of all of them."""
        self._stack = ExitStack()
        self._folder = ""
        """In which the last file was written."""

    def __enter__(self) -> Self:
        self._manifests = {
            name: self._stack.enter_context((self.root / f"manifest-{name}.txt").open("xb")) for name in HASH_ALGORITHMS
        }
        (self.root / PAYLOAD_FOLDER).mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def copy_file(self, file: BinaryIO, path: str) -> str:
        """Put a copy of an opened file into the payload; arguments and errors as those of `write_file`."""
        return self.write_file(path, iter(lambda: file.read(CHUNK_BYTES), b""))

    def write_file(self, path: str, chunks: Iterable[bytes]) -> str:
        """Put a file into the payload; gives its SHA-256.

        Args:
            path: POSIX, relative to the payload; nothing may be there yet.
            chunks: of its bytes.

        Raises:
            ArchiveError: the path leads out of the payload.
            OSError: the disk refuses.
        """
        target = self._target(path)
        hashes = {name: new() for name, new in HASH_ALGORITHMS.items()}
        with target.open("xb") as file:
            for piece in chunks:
                self.payload_bytes += file.write(piece)
                for one in hashes.values():
                    one.update(piece)
        self.file_count += 1
        line = f"  {PAYLOAD_FOLDER}{escape_path(path)}\n".encode()
        for name, manifest in self._manifests.items():
            manifest.write(hashes[name].hexdigest().encode() + line)
        return hashes["sha256"].hexdigest()

    def _target(self, path: str) -> Path:
        folder, _, name = path.rpartition("/")
        if not {"", ".", ".."}.isdisjoint(path.split("/")) or "\0" in path:
            raise ArchiveError(make_finding("outside", Location(path), "this path leads out of the package"))
        if folder != self._folder:
            (self.root / PAYLOAD_FOLDER / folder).mkdir(parents=True, exist_ok=True)
            self._folder = folder
        return self.root / PAYLOAD_FOLDER / folder / name

    def finish(self, info: Mapping[str, str]) -> None:
        """Write what is said of the whole; nothing can be put in after that.

        Args:
            info: label → value, for `bag-info.txt`; what is empty is left out. The payload's size is added.
        """
        self._stack.close()
        declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        (self.root / DECLARATION_FILE).write_bytes(declaration.encode())
        told = {**info, "Payload-Oxum": f"{self.payload_bytes}.{self.file_count}"}
        (self.root / "bag-info.txt").write_bytes("".join(_info_lines(told)).encode())
        tags = sorted(one.name for one in self.root.iterdir() if one.is_file())
        for name in HASH_ALGORITHMS:
            lines = (f"{_hashed(self.root / tag, name)}  {tag}\n" for tag in tags)
            (self.root / f"tagmanifest-{name}.txt").write_bytes("".join(lines).encode())


def _info_lines(info: Mapping[str, str]) -> Iterator[str]:
    """A line each: white space is folded, since a line break would begin another label."""
    return (f"{label}: {' '.join(value.split())}\n" for label, value in info.items() if value.strip())


def _hashed(file: Path, algorithm: str) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, algorithm).hexdigest()
