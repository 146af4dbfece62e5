"""What is published, file by file with its SHA-256: lists that `sha256sum -c` reads, and that prove what is ours.

One list for each month of articles, one for each search index and one for all the rest, so that a new article changes
three of them, whatever the archive's size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

ROOT = "manifest-sha256.txt"
FOLDER = "manifests/"

_MONTH = re.compile(r"articles/([0-9]{4})(?:/([0-9]{2}))?/")
_SEARCH = re.compile(r"search/([^/]+)/")
_LINE = re.compile(r"[0-9a-f]{64}  ([^\n]+)")


def list_of(path: str) -> str:
    """The list that a published file belongs in: its month's, its search index's, or the root's."""
    return _list_of(path[: path.rfind("/") + 1]) if path.startswith(("articles/", "search/")) else ROOT


@lru_cache(maxsize=256)
def _list_of(folder: str) -> str:
    """The same, known by the folder: files are published a folder at a time."""
    if index := _SEARCH.match(folder):
        return f"{FOLDER}search-{index[1]}.txt"
    if folder == "search/":
        return ROOT
    month = _MONTH.match(folder)
    return f"{FOLDER}{'-'.join(filter(None, month.groups())) if month else 'undated'}.txt"


def prefix(name: str) -> str:
    """How the paths of a list's files begin."""
    part = name.removeprefix(FOLDER).removesuffix(".txt")
    if part.startswith("search-"):
        return f"search/{part.removeprefix('search-')}/"
    return "" if name == ROOT else f"articles/{part.replace('-', '/')}/"


def is_list(path: str) -> bool:
    return path == ROOT or path.startswith(FOLDER)


def lines(rows: Iterable[tuple[str, str]]) -> bytes:
    """A list of (path, hexadecimal SHA-256), which are given in the order of the paths."""
    made = BytesIO()  # at 100,000 articles the root's list has 160,000 lines: joined they took 1 kB each
    made.writelines(f"{digest}  {path}\n".encode() for path, digest in rows)
    return made.getvalue()


def owned(root: Path) -> Iterator[str]:
    """Every path that the lists in a published folder name, the lists themselves included."""
    for file in (root / ROOT, *sorted((root / FOLDER).glob("*.txt"))):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        yield file.relative_to(root).as_posix()
        yield from _LINE.findall(text)
