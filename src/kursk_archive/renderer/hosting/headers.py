"""What a web server should say with the files: security headers, how long to keep them, and a page for missing ones."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.theme.environment import Theme

NOT_FOUND_PAGE = "404.html"

SECURITY_HEADERS: Mapping[str, str] = {
    # The outermost bound, for files that have no policy of their own: every page says itself what it needs, which is
    # less. Only frame-ancestors cannot be said in a page.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # where readers of such an archive come from is nobody's business
    "X-Content-Type-Options": "nosniff",  # a capture is text/plain, whatever is in it
}
NOINDEX_HEADERS: Mapping[str, str] = {"X-Robots-Tag": "noindex"}
"""For captures and data, which have no head to say it in."""

HOUR_SECONDS, YEAR_SECONDS = 3600, 31_536_000
"""Seconds. A theme's files keep their names when they change; parts of a search index are named after their content."""
HASHED_INDEX_FOLDERS = ("filter", "fragment", "index")
"""Folders of a search index with such parts."""


def security_headers(*, noindex: bool) -> dict[str, str]:
    """Header → value, for every file."""
    return {**SECURITY_HEADERS, **(NOINDEX_HEADERS if noindex else {})}


def base_path(base_url: str) -> str:
    """The path of the site on its host, percent-encoded, with a slash at both ends: `/`, `/a/b/`."""
    return urlsplit(absolute_url(base_url)).path or "/"


def render_headers(*, noindex: bool = False) -> bytes:
    """`_headers`, which Netlify and Cloudflare Pages read.

    Both join the values of a header that several rules name, so that no two rules for one file may name the same. Pages
    are therefore left to what both do by themselves: every answer is checked with the server before it is used again.
    """
    rules = {"/*": security_headers(noindex=noindex), "/assets/*": {"Cache-Control": f"public, max-age={HOUR_SECONDS}"}}
    for folder in HASHED_INDEX_FOLDERS:
        rules[f"/search/:shard/{folder}/*"] = {"Cache-Control": f"public, max-age={YEAR_SECONDS}, immutable"}
    lines = [line for path, headers in rules.items() for line in (path, *_indented(headers))]
    return "\n".join([*lines, ""]).encode()


def _indented(headers: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {value}" for name, value in headers.items()]


def render_not_found(theme: Theme, base_path: str) -> bytes:
    """The page for addresses that nothing has.

    A server gives it at any depth, where relative links lead astray, so that its own begin at the host's root. The
    archive has to know where on its host it is; without, it has no such page.

    Raises:
        ArchiveError: the template has a fault.
    """
    return theme.render(NOT_FOUND_PAGE, NOT_FOUND_PAGE, {"root": base_path})


def render_server_files(theme: Theme, base_url: str | None, *, noindex: bool = False) -> dict[str, bytes]:
    """What is published for servers, by path.

    `.nojekyll` tells GitHub Pages to publish the folder as it is, files whose names begin with `_` included.

    Raises:
        ArchiveError: the template has a fault.
    """
    files = {".nojekyll": b"", "_headers": render_headers(noindex=noindex)}
    return files | ({NOT_FOUND_PAGE: render_not_found(theme, base_path(base_url))} if base_url else {})
