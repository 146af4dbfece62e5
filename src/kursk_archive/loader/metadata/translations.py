"""Versions of the article in other languages: `translations:` and `translation_of:`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import normpath
from urllib.parse import unquote

from kursk_archive.core.enums import ArticleId, LinkRegion
from kursk_archive.core.model import Link
from kursk_archive.loader.metadata import values
from kursk_archive.loader.metadata.aliases import fold_key
from kursk_archive.loader.metadata.values import InvalidValue
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.yaml.located import Located

_ALIASES = {"url": "href", "href": "href", "path": "href", "file": "href", "language": "language", "lang": "language"}
_PATH = re.compile(r"[^\s:?#\\<>][^:?#\\<>\n]*\.[A-Za-z0-9]{1,10}")
"""A file name with its suffix: `talks.uk.md`, `../en/talks.txt`, `/2024/talks.txt`."""


def read_translations(value: Located) -> tuple[Link, ...] | InvalidValue | None:
    """Read the URLs or paths of the other versions.

    Args:
        value: one URL or path; a list of them; mappings with `url` or `path` and perhaps `language`; or a mapping of
            language → URL or path.

    Returns:
        Links without duplicates. Their text is the language as a BCP 47 tag, or empty if none is stated; their `href`
        is as written.
    """
    links: dict[str, Link] = {}
    for language, href in _rows(value):
        link = _read_link(language, href)
        if isinstance(link, InvalidValue):
            return link
        if link is not None:
            links.setdefault(link.href, link)
    return tuple(links.values()) or None


def _rows(value: Located) -> Iterator[tuple[Located | None, Located]]:
    """Yield the language and href of each version, from any notation."""
    for item in value.data if isinstance(value.data, tuple) else (value,):
        if not isinstance(item.data, Mapping):
            yield None, item
            continue
        members = {_ALIASES[fold_key(key)]: inner for key, inner in item.data.items() if fold_key(key) in _ALIASES}
        if "href" in members:
            yield members.get("language"), members["href"]
        else:
            yield from ((Located(key, inner.line, inner.column), inner) for key, inner in item.data.items())


def _read_link(language: Located | None, located_href: Located) -> Link | InvalidValue | None:
    href = values.read_line(located_href)
    tag = values.read_language(language) if language else None
    if isinstance(tag, InvalidValue):
        return tag
    if not isinstance(href, str):
        return href
    if not (is_http_url(href) or _PATH.fullmatch(href)):
        return InvalidValue(f"neither an http(s) address nor the path of a capture: `{shorten(href)}`")
    return Link(tag or "", href, located_href.line, located_href.column, LinkRegion.TRANSLATION)


def translation_capture_path(href: str, own_path: ArticleId) -> ArticleId | None:
    """Return the capture that a path refers to; None for a URL, and for a path out of the content folder.

    Args:
        href: as written. A path is relative to the folder of `own_path`, or to the content folder if it begins with a
            slash.
        own_path: the capture that states the translation, itself or in its sidecar.
    """
    if is_http_url(href):
        return None
    folder = own_path.rpartition("/")[0]
    path = normpath(unquote(href).lstrip("/") if href.startswith("/") else f"{folder}/{unquote(href)}".lstrip("/"))
    return None if path in ("..", ".") or path.startswith("../") else ArticleId(path)
