"""What is published, file by file with its SHA-256: lists that `sha256sum -c` reads, and that prove what is ours.

One list for what belongs to a month, articles and lists of articles alike, one for what belongs to a year, one for each
search index and one for all the rest: so a new article changes the lists of its month and of its year and the last,
and none of them grows with the archive but by what there is once for each topic or host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from kursk_archive.site.taxonomy import TAXONOMIES, UNDATED

ROOT_MANIFEST = "manifest-sha256.txt"
MANIFEST_FOLDER = "manifests/"

_PERIOD = re.compile(
    rf"(?:articles|calendar|sitemaps|data/[a-z]+|(?:{'|'.join(TAXONOMIES.values())})/[^/]+)"
    rf"/(?:([0-9]{{4}})(?:[/-]([0-9]{{2}}))?|{UNDATED})(?=[/.])"
)
_SEARCH = re.compile(r"search/([^/]+)/")
_LINE = re.compile(r"[0-9a-f]{64}  ([^\n]+)")


def list_of(path: str) -> str:
    """The list that a published file belongs in: its month's, its year's, its search index's, or the root's."""
    if path.startswith("articles/"):  # most files, which are published a folder at a time
        return _list_of_folder(path[: path.rfind("/") + 1])
    return _list_of(path)


def _list_of(path: str) -> str:
    if period := _PERIOD.match(path):
        return f"{MANIFEST_FOLDER}{'-'.join(filter(None, period.groups())) or UNDATED}.txt"
    index = _SEARCH.match(path)
    return f"{MANIFEST_FOLDER}search-{index[1]}.txt" if index else ROOT_MANIFEST


_list_of_folder = lru_cache(maxsize=256)(_list_of)


def is_manifest(path: str) -> bool:
    return path == ROOT_MANIFEST or path.startswith(MANIFEST_FOLDER)


def render_manifest(entries: Iterable[tuple[str, str]]) -> bytes:
    """A list of (path, hexadecimal SHA-256), which are given in the order of the paths."""
    made = BytesIO()  # at 100,000 articles the root's list has 160,000 lines: joined they took 1 kB each
    made.writelines(f"{digest}  {path}\n".encode() for path, digest in entries)
    return made.getvalue()


def owned_paths(root: Path) -> Iterator[str]:
    """Every path that the lists in a published folder name, the lists themselves included."""
    for file in (root / ROOT_MANIFEST, *sorted((root / MANIFEST_FOLDER).glob("*.txt"))):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        yield file.relative_to(root).as_posix()
        yield from _LINE.findall(text)
