"""The files of a search index: scripts, since pages may load scripts from a disk, too.

A file hands compressed data to the script of the search page. That of an index has a line for each segment, so a build
replaces the lines of the segments that have changed and keeps the others as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_LINE = re.compile(r'^"([0-9a-z-]+)":"([A-Za-z0-9+/=]*)",$', re.MULTILINE)


def render_index_file(name: str, lines: Mapping[str, str]) -> bytes:
    """Render a file of an index.

    Args:
        name: path of the file in the folder of the search, without `.js`.
        lines: segment → its data in base64, in order.
    """
    rows = "".join(f'"{segment}":"{data}",\n' for segment, data in lines.items())
    return f'archiveSearch("{name}",{{\n{rows}}});\n'.encode()


def read_index_lines(data: bytes) -> dict[str, str]:
    """Return segment → its data of a file of an index; nothing of any other file."""
    return dict(_LINE.findall(data.decode("ascii", "replace")))


def render_text_file(name: str, data: str) -> bytes:
    """Render the file of an article; arguments as above."""
    return f'archiveSearch("{name}","{data}");\n'.encode()
