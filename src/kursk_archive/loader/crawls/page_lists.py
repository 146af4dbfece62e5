"""Lists of the pages that a person captured or a crawler was sent to: they name what is an article in a crawl.

A WACZ has them in `pages/*.jsonl`. A WARC file of Webrecorder or Conifer has them as `json-metadata` in its `warcinfo`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

MAX_LIST_BYTES = 8 * 2**20
_SESSION = re.compile(rb"^json-metadata:[ \t]*(\{[^\r\n]*\})", re.MULTILINE)
_MAX_TITLE = 300


def read_page_list(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield address and title of each page in a list of a WACZ, which has an object on each line."""
    for line in data.splitlines():
        yield from _pages_of([_parse(line)])


def read_session_pages(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield address and title of each page that a `warcinfo` record lists: those of a session, and bookmarks."""
    for match in _SESSION.finditer(data):
        session = _parse(match[1])
        if isinstance(session, dict):
            yield from _pages_of(session.get("pages"))
            lists = session.get("lists")
            for one in lists if isinstance(lists, list) else ():
                yield from _pages_of(one.get("bookmarks") if isinstance(one, dict) else None)


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _pages_of(entries: Any) -> Iterator[tuple[str, str]]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(url := entry.get("url"), str):
            title = entry.get("title")
            shown = " ".join(title.split())[:_MAX_TITLE] if isinstance(title, str) else ""
            yield url.partition("#")[0], "" if shown == url else shown
