"""Keep what takes long to make from the program's own files in the user's cache, from one run to the next.

Compiled templates are there, which take a sixth of an edit of 10,000 articles, and message catalogues, 80 ms each.
Only the user may be able to write there, since Python runs what it finds. Everything may be deleted at any time.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

_NAME = "kursk-archive"
_DIGEST_BYTES = 32
_OTHERS_MAY_WRITE = 0o022


def read_kept(name: str, source: bytes) -> bytes | None:
    """Return what is kept in the cache; None if it was made from another source, or is damaged.

    Args:
        name: under which it is kept.
        source: everything that it depends on.
    """
    folder = user_cache_folder()
    if folder is None:
        return None
    try:
        kept = _file(folder, name).read_bytes()
    except OSError:
        return None
    digest, data = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    return data if digest == _digest(source, data) else None


def keep(name: str, source: bytes, data: bytes) -> None:
    """Put what was made from a source into the cache, in place of what was made from another one."""
    folder = user_cache_folder()
    if folder:
        with suppress(OSError):
            _write_whole(_file(folder, name), _digest(source, data) + data)


def _file(folder: Path, name: str) -> Path:
    return folder / sha256(name.encode()).hexdigest()


def _digest(source: bytes, data: bytes) -> bytes:
    return sha256(sha256(source).digest() + data).digest()


def user_cache_folder() -> Path | None:
    """Return the program's folder in the user's cache; None where there is none that is this user's alone."""
    return _checked_folder(os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("LOCALAPPDATA", ""))


@cache
def _checked_folder(stated: str, local: str) -> Path | None:
    try:
        folder = _cache_root(stated, local) / _NAME
        folder.mkdir(0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError):  # no home
        return None
    is_own = os.name != "posix" or (status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_MAY_WRITE)
    return folder if is_own and folder.is_dir() and not folder.is_symlink() else None


def _cache_root(stated: str, local: str) -> Path:
    """Source: XDG Base Directory Specification, which ignores relative paths."""
    if Path(stated).is_absolute():
        return Path(stated)
    if os.name == "nt" and local:
        return Path(local)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _write_whole(file: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=file.parent, prefix=".part-", delete=False) as part:
        part.write(data)
    try:
        Path(part.name).replace(file)
    except OSError:  # on Windows, while another process reads it
        Path(part.name).unlink(missing_ok=True)
