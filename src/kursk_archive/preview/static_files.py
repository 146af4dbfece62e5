"""Finds the file for a URL path, its media type, and a version that changes with it."""

from __future__ import annotations

import mimetypes
from codecs import getincrementaldecoder
from pathlib import Path

from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.loader.formats import published_media_types
from kursk_archive.renderer.citations import CITATION_MEDIA_TYPES

SNIFFED_BYTES = 65_536
"""Length of a text's beginning that is checked for UTF-8."""


def find_file(root: Path, url_path: str) -> Path | None:
    """Return the file for a URL path; for a path with a slash at its end, the folder's index.

    Never raises, whatever the path holds. The file always lies inside `root` and is never a private one.

    Args:
        root: the output folder, resolved.
        url_path: decoded.
    """
    file = _resolve_inside(root, f"{url_path}index.html" if url_path.endswith("/") else url_path)
    return file if file and file.is_file() else None


def is_folder(root: Path, url_path: str) -> bool:
    """Return True if a URL path names a folder and only lacks the slash at its end."""
    folder = _resolve_inside(root, url_path)
    return folder is not None and folder.is_dir()


def _resolve_inside(root: Path, url_path: str) -> Path | None:
    first, *parts = url_path.split("/")
    if first or not all(map(_is_public_name, parts)):
        return None
    try:
        path = root.joinpath(*parts).resolve(strict=True)
        return path if all(map(_is_public_name, path.relative_to(root).parts)) else None
    except (OSError, ValueError, RuntimeError):  # missing, outside of the root, or a symlink loop
        return None


def _is_public_name(part: str) -> bool:
    """Return True for a path component that is not empty, does not climb, and is not hidden like the private folder."""
    return bool(part) and (not part.startswith(".") or part == ".well-known") and not {"\\", "\0", ":"} & set(part)


def media_type(name: str) -> str:
    """Return the media type of a file by its name; the same on every machine, since the system's table is not read."""
    suffix = Path(name).suffix.lower()
    own_type = {**published_media_types(), **MEDIA_TYPES, **CITATION_MEDIA_TYPES}.get(suffix)
    return own_type or mimetypes.MimeTypes().types_map[True].get(suffix) or "application/octet-stream"


def is_utf8(head: bytes) -> bool:
    """Return True if bytes can be the beginning of a UTF-8 text."""
    try:
        getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def file_version(file: Path | None) -> str:
    """Return a string that changes with the file's inode, mtime or size; `0` if there is no file."""
    try:
        stat = file.stat() if file else None
    except OSError:
        stat = None
    return f"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{stat.st_size:x}" if stat else "0"
