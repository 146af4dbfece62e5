"""HTTP headers for static hosts, with security and caching rules, and the 404 page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import ASSETS, NOT_FOUND

SECURITY_HEADERS: Mapping[str, str] = {
    # The outer limit, for files without a policy of their own: every page has a stricter one. Only `frame-ancestors`
    # cannot be set in a page. Inline styles and `data:` are for the original pages of captures.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline' data:; "
        "img-src 'self' data:; font-src 'self' data:; media-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # linked sites do not learn who reads such an archive
    "X-Content-Type-Options": "nosniff",  # a capture is text/plain, whatever is in it
}
NOINDEX_HEADERS: Mapping[str, str] = {"X-Robots-Tag": "noindex"}
"""For captures and data, which cannot have a `meta` element."""

HOUR_SECONDS = 3600
"""Seconds for which assets are cached. Their names do not depend on their content."""


def security_headers(*, noindex: bool) -> dict[str, str]:
    """Header → value, for all files."""
    return {**SECURITY_HEADERS, **(NOINDEX_HEADERS if noindex else {})}


def base_path(base_url: str) -> str:
    """The path of the site on its host, percent-encoded, with a slash at both ends: `/`, `/a/b/`."""
    return urlsplit(absolute_url(base_url)).path or "/"


def render_headers(*, noindex: bool = False) -> bytes:
    """Render `_headers`, which Netlify and Cloudflare Pages read.

    Both join the values of a header that several rules set, so no two rules that match a file may set the same one.
    There is therefore no rule for pages, which both hosts have revalidated on every request by default.
    """
    rules = {
        "/*": security_headers(noindex=noindex),
        f"/{ASSETS}*": {"Cache-Control": f"public, max-age={HOUR_SECONDS}"},
    }
    for path, suffix in (("/articles/*.timemap", ".timemap"), ("/data/*.cdxj", ".cdxj")):  # no host knows these types
        rules[path] = {"Content-Type": MEDIA_TYPES[suffix]}
    lines = [line for path, headers in rules.items() for line in (path, *_indented(headers))]
    return "\n".join([*lines, ""]).encode()


def _indented(headers: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {value}" for name, value in headers.items()]


def render_not_found(theme: Theme, base_path: str) -> bytes:
    """Render the page for missing files.

    A server returns it at any depth, where relative links would lead to the wrong place. Its links therefore start at
    the root of the host, and it needs to know the site's path there.

    Raises:
        ArchiveError: the template has an error.
    """
    return theme.render(NOT_FOUND, NOT_FOUND, {"root": base_path})


def render_server_files(theme: Theme, base_url: str | None, *, noindex: bool = False) -> dict[str, bytes]:
    """Render the files for web servers; gives path → bytes.

    `.nojekyll` makes GitHub Pages publish the folder as it is, including files whose names begin with `_`.

    Raises:
        ArchiveError: the template has an error.
    """
    files = {".nojekyll": b"", "_headers": render_headers(noindex=noindex)}
    return files | ({NOT_FOUND: render_not_found(theme, base_path(base_url))} if base_url else {})
