"""The article in other languages, as metadata name it: `translations:` and `translation_of:`."""

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

_KEYS = {"url": "href", "href": "href", "path": "href", "file": "href", "language": "language", "lang": "language"}


def read_translations(value: Located) -> tuple[Link, ...] | InvalidValue | None:
    """Read the addresses or paths of the other versions.

    Args:
        value: one address or path; a list of them; mappings with `url` or `path` and perhaps `language`; or a mapping
            of language → address or path.

    Returns:
        Links whose text is the language as a BCP 47 tag, or empty where it is not said, and whose `href` is as written;
        each once.
    """
    found: dict[str, Link] = {}
    for language, address in _rows(value):
        link = _link(language, address)
        if isinstance(link, InvalidValue):
            return link
        if link is not None:
            found.setdefault(link.href, link)
    return tuple(found.values()) or None


def _rows(value: Located) -> Iterator[tuple[Located | None, Located]]:
    """Language and address of each, whichever form was written."""
    for one in value.data if isinstance(value.data, tuple) else (value,):
        data = one.data
        if not isinstance(data, Mapping):
            yield None, one
            continue
        said = {_KEYS[fold_key(key)]: below for key, below in data.items() if fold_key(key) in _KEYS}
        if "href" in said:
            yield said.get("language"), said["href"]
        else:
            yield from ((Located(key, below.line, below.column), below) for key, below in data.items())


def _link(language: Located | None, address: Located) -> Link | InvalidValue | None:
    href = values.read_line(address)
    tag = values.read_language(language) if language else None
    if isinstance(tag, InvalidValue):
        return tag
    if not isinstance(href, str):
        return href
    if not (is_http_url(href) or _PATH.fullmatch(href)):
        return InvalidValue(f"no http(s) address and no path of a capture: `{shorten(href)}`")
    return Link(tag or "", href, address.line, address.column, LinkRegion.TRANSLATION)


_PATH = re.compile(r"[^\s:?#\\<>][^:?#\\<>\n]*\.[A-Za-z0-9]{1,10}")
"""A file's name with its suffix: `talks.uk.md`, `../en/talks.txt`, `/2024/talks.txt`."""


def translation_capture_path(href: str, own: ArticleId) -> ArticleId | None:
    """The capture that a path means; None for an address, and for what leads out of the content folder.

    Args:
        href: as written: relative to the folder of the capture that says it; with a slash before it, to the content
            folder.
        own: the capture that says it, or whose sidecar does.
    """
    if is_http_url(href):
        return None
    folder = own.rpartition("/")[0]
    path = normpath(unquote(href).lstrip("/") if href.startswith("/") else f"{folder}/{unquote(href)}".lstrip("/"))
    return None if path in ("..", ".") or path.startswith("../") else ArticleId(path)
