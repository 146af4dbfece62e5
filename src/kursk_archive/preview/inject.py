"""Injects the live-reload script into served pages and relaxes the page's CSP for that one script."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

from kursk_archive.config import PRIVATE_FOLDER

PREVIEW_ROOT = f"/{PRIVATE_FOLDER}/"
"""URL path of the preview's own files. No archive can publish anything there."""
SCRIPT_PATH = f"{PREVIEW_ROOT}preview.js"
STYLE_PATH = f"{PREVIEW_ROOT}preview.css"
EVENTS_PATH = f"{PREVIEW_ROOT}events"

_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_IS_POLICY = re.compile(r"http-equiv\s*=\s*[\"']?content-security-policy\b", re.IGNORECASE)
_CONTENT = re.compile(r"(\bcontent\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)
_NEEDED_DIRECTIVES = ("script-src", "style-src", "connect-src")
_NARROWER_DIRECTIVES = ("script-src-elem", "style-src-elem")


def inject_preview(page: str, url_path: str, version: str, origin: str) -> str:
    """Add the preview's script to the head of a page, or to its end if it has no head.

    Args:
        page: HTML, as it was built.
        url_path: the page's own, decoded.
        version: the page reloads when this changes.
        origin: the preview's own, such as `http://127.0.0.1:8000`.
    """
    events = f"{EVENTS_PATH}?page={quote(url_path, safe='')}"
    values = {"data-version": version, "data-events": events, "data-style": STYLE_PATH}
    attributes = " ".join(f'{name}="{html.escape(value)}"' for name, value in values.items())
    script = f'<script src="{SCRIPT_PATH}" {attributes} defer></script>'
    page = _META.sub(lambda match: _relax_meta(match[0], f"{origin}{PREVIEW_ROOT}"), page)
    head_end = _HEAD_END.search(page)
    position = head_end.start() if head_end else len(page)
    return f"{page[:position]}{script}{page[position:]}"


def _relax_meta(meta: str, source: str) -> str:
    if not _IS_POLICY.search(meta):
        return meta
    return _CONTENT.sub(lambda match: f'{match[1]}"{_relax_attribute(match[2][1:-1], source)}"', meta, count=1)


def _relax_attribute(content: str, source: str) -> str:
    return html.escape(relax_policy(html.unescape(content), source), quote=False).replace('"', "&quot;")


def relax_policy(policy: str, source: str) -> str:
    """Return a Content-Security-Policy that also allows scripts, styles and requests of `source`, and nothing else."""
    directives: dict[str, list[str]] = {}
    for name, *sources in filter(None, map(str.split, policy.split(";"))):
        directives.setdefault(name.lower(), sources)  # browsers ignore a repeated directive
    relaxed = directives | dict(_relaxed_directives(directives, source))
    return "; ".join(" ".join((name, *sources)) for name, sources in relaxed.items())


def _relaxed_directives(directives: dict[str, list[str]], source: str) -> Iterator[tuple[str, list[str]]]:
    for name in (*_NEEDED_DIRECTIVES, *(name for name in _NARROWER_DIRECTIVES if name in directives)):
        sources = directives.get(name, directives.get("default-src"))
        if sources is not None:
            yield name, [*(allowed for allowed in sources if allowed.lower() != "'none'"), source]
