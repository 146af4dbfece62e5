"""An nginx configuration for the archive, to be included in a `server` block."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from string import Template
from urllib.parse import quote, unquote

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.renderer.citations import CITATION_MEDIA_TYPES
from kursk_archive.renderer.hosting.headers import base_path, security_headers
from kursk_archive.site.permalinks import NOT_FOUND

NGINX_CONFIG_PATH = f"{PRIVATE_FOLDER}/nginx.conf"
"""Among the builder's own files, since it is for the server's administrator and not to be published."""

EXAMPLE_FOLDER = "/srv/archive"
"""To be replaced by the administrator."""

_BINARY = re.compile(r"font/|image/(?!svg)|application/(?:gzip|pdf|warc|wasm|zip)")
_SAFE_PATH = re.compile(r"/(?:[\w.~+@-]+/)*")

_SNIPPET = Template("""\
# Include this in a server block and set `alias` to the path of the site. The folder $private/ need not be uploaded.
${beside}location ^~ $path {
    alias "$folder/";
    index index.html;
    absolute_redirect off;

    types {
$types
    }
    default_type application/octet-stream;
    charset utf-8;
    charset_types $texts;
    gzip on;
    gzip_vary on;
    gzip_types $texts;

$headers
$missing
    # Browsers revalidate a page on each visit; the answer takes a few hundred bytes.
    expires -1;
    location ^~ ${path}assets/ { expires 1h; }
    location ~ "^${pattern}(?:.*/)?\\." { return 404; }
    location = ${path}_headers { return 404; }
}
""")


def render_nginx_config(
    base_url: str | None,
    *,
    folder: str = EXAMPLE_FOLDER,
    noindex: bool = False,
    capture_types: Mapping[str, str] | None = None,
) -> bytes:
    """Render the lines for a `server` block.

    Args:
        base_url: where the site is published; None for the root of its host, without a page for missing files.
        folder: of the published files on the server, absolute, without a slash at its end.
        noindex: True if the archive as a whole asks not to be indexed.
        capture_types: suffix of published captures → media type; `MEDIA_TYPES` takes precedence.
    """
    path = _location_path(base_url)
    types = _suffixes_by_type(capture_types or {})
    # text/html is always among them, and nginx warns if it is named.
    texts = " ".join(name for name in types if not _BINARY.match(name) and name != "text/html")
    config = _SNIPPET.substitute(
        private=PRIVATE_FOLDER,
        beside=""
        if path == "/"
        else f"location = {path[:-1]} {{ absolute_redirect off; return 301 {quote(path)}; }}\n",
        path=path,
        pattern=re.escape(path),
        folder=folder,
        types="\n".join(f"        {name} {' '.join(suffixes)};" for name, suffixes in types.items()),
        texts=texts,
        headers=_add_headers(security_headers(noindex=noindex)),
        missing=f"    error_page 404 {path}{NOT_FOUND};\n" if base_url else "",
    )
    return config.encode()


def _suffixes_by_type(capture_types: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Media type → suffixes without the dot; nginx's own list lacks some of them."""
    suffixes = defaultdict(list)
    for suffix, media_type in {**capture_types, **MEDIA_TYPES, **CITATION_MEDIA_TYPES}.items():
        suffixes[media_type].append(suffix.removeprefix("."))
    return dict(sorted(suffixes.items()))


def _add_headers(headers: Mapping[str, str]) -> str:
    # `always`: also with the page for missing files.
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in headers.items())


def _location_path(base_url: str | None) -> str:
    """The decoded path, as nginx matches it; the root if it contains a character that is special to nginx."""
    path = unquote(base_path(base_url)) if base_url else "/"
    return path if _SAFE_PATH.fullmatch(path) else "/"
