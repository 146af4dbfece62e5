"""From an address to a file of the output folder, and what is to be said of it."""

from __future__ import annotations

import mimetypes
from codecs import getincrementaldecoder
from pathlib import Path

_TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".js": "text/javascript",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".ris": "application/x-research-info-systems",
    ".wacz": "application/zip",
    ".warc": "application/warc",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".yaml": "application/yaml",
}
"""What Python's own table lacks in one version or another. That of the machine is not asked."""

SNIFFED_BYTES = 65_536
"""Bytes that are looked at to tell whether a text is UTF-8."""


def find_file(root: Path, address: str) -> Path | None:
    """The file at an address; the index of a folder, where it ends in a slash.

    Total: whatever the address holds, what is found lies inside `root`, and is not private.

    Args:
        root: the output folder, resolved.
        address: the decoded path of a URL.
    """
    found = _inside(root, f"{address}index.html" if address.endswith("/") else address)
    return found if found and found.is_file() else None


def is_folder(root: Path, address: str) -> bool:
    """Whether an address lacks nothing but a slash."""
    found = _inside(root, address)
    return found is not None and found.is_dir()


def _inside(root: Path, address: str) -> Path | None:
    first, *parts = address.split("/")
    if first or not all(map(_is_open, parts)):
        return None
    try:
        found = root.joinpath(*parts).resolve(strict=True)
        return found if all(map(_is_open, found.relative_to(root).parts)) else None
    except (OSError, ValueError, RuntimeError):  # nothing there, a link that leads out, links in a circle
        return None


def _is_open(part: str) -> bool:
    """Whether a name may be asked for: none that is empty, that climbs, or that is hidden as the private folder is."""
    return bool(part) and (not part.startswith(".") or part == ".well-known") and not {"\\", "\0", ":"} & set(part)


def media_type(name: str) -> str:
    """The type of a file by its name, the same on every machine."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.MimeTypes().types_map[True].get(suffix) or "application/octet-stream"


def is_utf8(head: bytes) -> bool:
    """Whether bytes may be the beginning of a text in UTF-8."""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def file_version(file: Path | None) -> str:
    """What changes when a file does; `0` where there is none."""
    try:
        found = file.stat() if file else None
    except OSError:
        found = None
    return f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}" if found else "0"
