"""What is added to a page as it is served: a script that reloads it and shows findings, and leave for that script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

from kursk_archive.config import PRIVATE_FOLDER

PREVIEW_ROOT = f"/{PRIVATE_FOLDER}/"
"""Addresses of the preview itself. No archive can publish anything here."""
SCRIPT_PATH, STYLE_PATH, EVENTS_PATH = (
    f"{PREVIEW_ROOT}preview.js",
    f"{PREVIEW_ROOT}preview.css",
    f"{PREVIEW_ROOT}events",
)

_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_IS_POLICY = re.compile(r"http-equiv\s*=\s*[\"']?content-security-policy\b", re.IGNORECASE)
_CONTENT = re.compile(r"(\bcontent\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_ASKED = ("script-src", "style-src", "connect-src")
_NARROWER = ("script-src-elem", "style-src-elem")


def inject_preview(page: str, address: str, mark: str, origin: str) -> str:
    """A page with the preview's script in its head, or at its end if it has none.

    Args:
        page: HTML, as it was built.
        address: its own, decoded.
        mark: what will differ when it is to be loaded again.
        origin: the preview's own, as `http://127.0.0.1:8000`.
    """
    events = f"{EVENTS_PATH}?page={quote(address, safe='')}"
    values = {"data-mark": mark, "data-events": events, "data-style": STYLE_PATH}
    attributes = " ".join(f'{name}="{html.escape(value)}"' for name, value in values.items())
    script = f'<script src="{SCRIPT_PATH}" {attributes} defer></script>'
    page = _META.sub(lambda found: _with_leave(found[0], f"{origin}{PREVIEW_ROOT}"), page)
    end = _HEAD_END.search(page)
    at = end.start() if end else len(page)
    return f"{page[:at]}{script}{page[at:]}"


def _with_leave(meta: str, source: str) -> str:
    if not _IS_POLICY.search(meta):
        return meta
    return _CONTENT.sub(lambda found: f'{found[1]}"{_extended(found[2][1:-1], source)}"', meta, count=1)


def _extended(content: str, source: str) -> str:
    return html.escape(relax_policy(html.unescape(content), source), quote=False).replace('"', "&quot;")


def relax_policy(policy: str, source: str) -> str:
    """A Content-Security-Policy that allows scripts, styles and requests of `source` as well, and nothing else more."""
    known: dict[str, list[str]] = {}
    for name, *sources in filter(None, map(str.split, policy.split(";"))):
        known.setdefault(name.lower(), sources)  # of two rows of one name the first holds
    return "; ".join(" ".join((name, *sources)) for name, sources in (known | dict(_more(known, source))).items())


def _more(known: dict[str, list[str]], source: str) -> Iterator[tuple[str, list[str]]]:
    wanted = [*_ASKED, *(name for name in _NARROWER if name in known)]
    for name in wanted:
        sources = known.get(name, known.get("default-src"))
        if sources is not None:
            yield name, [*(one for one in sources if one.lower() != "'none'"), source]
