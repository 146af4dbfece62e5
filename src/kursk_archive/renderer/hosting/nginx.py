"""A part of nginx's configuration that serves the archive as it should be served."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Template
from urllib.parse import quote, unquote

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.renderer.hosting.headers import HASHED_INDEX_FOLDERS, NOT_FOUND_PAGE, base_path, security_headers

TYPES: Mapping[str, str] = {
    "application/atom+xml": "atom",
    "application/javascript": "js mjs",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "application/x-bibtex": "bib",
    "application/x-research-info-systems": "ris",
    "application/xml": "xml",
    "font/woff2": "woff2",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpg jpeg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "text/css": "css",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
}
"""Type → endings, of what an archive may hold; nginx's own list lacks some of them."""

NGINX_CONFIG_PATH = f"{PRIVATE_FOLDER}/nginx.conf"
"""Where it is kept: with the builder's own files, since it is for whoever keeps the server alone."""

EXAMPLE_FOLDER = "/srv/archive"
"""Where the administrator puts the folder's own place."""

_BINARY = re.compile(r"font/|image/(?!svg)|application/(?:pdf|wasm)")
_SAFE_PATH = re.compile(r"/(?:[\w.~+@-]+/)*")

_SNIPPET = Template("""\
# For a server block of nginx: put the folder's own place after `alias`. The folder $private/ need not be there.
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
    # Pages are checked with the server each time, which costs an answer of some hundred bytes.
    expires -1;
    location ^~ ${path}assets/ { expires 1h; }
    location ~ "^${pattern}search/[^/]+/(?:$hashed)/" { expires 365d; }
    location ~ "^${pattern}(?:.*/)?\\." { return 404; }
    location = ${path}_headers { return 404; }
}
""")


def render_nginx_config(base_url: str | None, *, folder: str = EXAMPLE_FOLDER, noindex: bool = False) -> bytes:
    """Lines for a `server` block.

    Args:
        base_url: where the site is; None is the root of its host, without a page for what is missing.
        folder: of the published files on the server, absolute, without a slash at its end.
        noindex: whether the archive as a whole asks not to be indexed.
    """
    path = _location_path(base_url)
    # nginx always treats text/html so, and warns where it is told.
    texts = " ".join(kind for kind in TYPES if not _BINARY.match(kind) and kind != "text/html")
    filled = _SNIPPET.substitute(
        private=PRIVATE_FOLDER,
        beside=""
        if path == "/"
        else f"location = {path[:-1]} {{ absolute_redirect off; return 301 {quote(path)}; }}\n",
        path=path,
        pattern=re.escape(path),
        folder=folder,
        types="\n".join(f"        {kind} {endings};" for kind, endings in TYPES.items()),
        texts=texts,
        headers=_add_headers(security_headers(noindex=noindex)),
        missing=f"    error_page 404 {path}{NOT_FOUND_PAGE};\n" if base_url else "",
        hashed="|".join(HASHED_INDEX_FOLDERS),
    )
    return filled.encode()


def _add_headers(headers: Mapping[str, str]) -> str:
    # `always`: with the page for what is missing, too.
    return "\n".join(f'    add_header {name} "{value}" always;' for name, value in headers.items())


def _location_path(base_url: str | None) -> str:
    """As nginx matches it, decoded; the root where nginx would take a part of it for something else."""
    path = unquote(base_path(base_url)) if base_url else "/"
    return path if _SAFE_PATH.fullmatch(path) else "/"
