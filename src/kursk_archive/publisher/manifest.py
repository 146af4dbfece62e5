"""Manifests: lists of the published files with their SHA-256, in the format of `sha256sum`.

There is one manifest for each month, each year, each search index and the texts of each of its segments, and the root
manifest for everything else, which also lists the other manifests. A new article changes the manifests of its month
and its year and the root manifest. Manifests grow with the archive only by what exists once for each term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from kursk_archive.site.permalinks import MANIFESTS, ROOT_MANIFEST

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_MANIFEST = re.compile(r"(?:[0-9a-f]{64}  [^\n]+\n)+")


def is_manifest(path: str) -> bool:
    return path == ROOT_MANIFEST or path.startswith(MANIFESTS)


def render_manifest(entries: Iterable[tuple[str, str]]) -> bytes:
    """Return the bytes of a manifest.

    Args:
        entries: (path, hexadecimal SHA-256), in the order of the paths.
    """
    buffer = BytesIO()  # at 100,000 articles the root manifest has 160,000 lines: joined they took 1 kB each
    buffer.writelines(f"{digest}  {path}\n".encode() for path, digest in entries)
    return buffer.getvalue()


def recorded_files(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each path that the manifests of a published folder list, the manifest that lists it, and its SHA-256.

    The manifests themselves are among them, without a digest. A file that is no manifest in every line is passed over:
    this is how a build whose catalogue is lost learns which files are its own, and it may be anybody's.
    """
    for file in (root / ROOT_MANIFEST, *sorted((root / MANIFESTS).glob("*.txt"))):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        manifest = file.relative_to(root).as_posix()
        if manifest != ROOT_MANIFEST and not _MANIFEST.fullmatch(text):
            continue
        yield manifest, ROOT_MANIFEST, ""
        yield from ((path, manifest, digest) for digest, path in _LINE.findall(text) if not is_manifest(path))
