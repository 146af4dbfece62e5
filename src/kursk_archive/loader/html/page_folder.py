"""The files in the folder of a page that a browser saved as “complete”: `NAME_files/` beside `NAME.html`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from kursk_archive.core.findings import ArchiveError
from kursk_archive.loader.html.page_resources import (
    MAX_RESOURCE_BYTES,
    Resource,
    decode_style,
    media_type_of,
    page_uses,
    style_uses,
    trace_resources,
)
from kursk_archive.loader.html.page_text import PageText
from kursk_archive.loader.html.page_tree import parse_bounded
from kursk_archive.loader.page_folder_names import PAGE_FOLDER, PAGE_FOLDER_ENDINGS
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES
from kursk_archive.loader.read_file import read_file_inside

_NAMED_FOLDER = re.compile("|".join(f"{re.escape(ending)}/" for ending in PAGE_FOLDER_ENDINGS))


class PageFolder:
    """The folder of one saved page, which may lie outside of no content folder and hold no more than is shown."""

    def __init__(self, content: Path, capture: str, on_request: Callable[[str], None] | None = None) -> None:
        """Look into the folder of a page.

        Args:
            content: the content folder.
            capture: of the page: POSIX, relative to it.
            on_request: called with the path of each file that the page shows, whether it exists or not.
        """
        self.content, self.on_request = content, on_request
        self.base = f"/{quote(capture)}"
        folder, slash, name = capture.rpartition("/")
        self.prefix, self.stem = folder + slash, name.rpartition(".")[0]
        self.room = MAX_ORIGINAL_BYTES

    def read(self, page: PageText) -> dict[str, Resource]:
        """Read the files that the page shows: address, relative to the content folder → the file."""
        root = parse_bounded(page.text) if _NAMED_FOLDER.search(page.text) else None
        if root is None:
            return {}
        return trace_resources(
            page_uses(root, self.base),
            self._open,
            lambda address, sheet: style_uses(decode_style(sheet.data, page.encoding), address),
        )

    def _open(self, address: str) -> Resource | None:
        path = self._path_of(address)
        if not path:
            return None
        if self.on_request:
            self.on_request(path)
        try:
            data = read_file_inside(self.content / path, self.content, path, min(self.room, MAX_RESOURCE_BYTES))
        except ArchiveError:
            return None
        self.room -= len(data)
        return Resource(media_type_of(data), data)

    def _path_of(self, address: str) -> str:
        """Return the path of a file in the folder; empty for any other address."""
        path = unquote(address.partition("?")[0]).removeprefix("/")
        parts = path.removeprefix(self.prefix).split("/")
        folder = PAGE_FOLDER.fullmatch(parts[0])
        is_inside = address.startswith("/") and path.startswith(self.prefix) and len(parts) > 1
        if not is_inside or folder is None or folder[1] != self.stem or not path.isprintable() or "\\" in path:
            return ""
        return "" if any(part.startswith(".") or not part for part in parts) else path
