"""Parses the URLs of web archives into archive, timestamp and original, and mends their defects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from kursk_archive.resolver.query_params import parameter_values, percent_decode
from kursk_archive.resolver.urls import Url, is_web, parse


class Memento(Struct, frozen=True):
    """A parsed URL of a web archive's copy of a page (RFC 7089)."""

    archive: str
    """The archive's main host."""
    url: str
    """The URL, normalised: `https:`, and defects of the original mended."""
    id: str
    """The archive's identifier of the copy: its timestamp or its code, without modifiers."""
    timestamp: str = ""
    """The digits of `YYYYMMDDhhmmss` in the URL. There may be too many of them, or they may be no valid date."""
    original: str | None = None
    """The URL of the original, parsed but not normalised; None if it is not stated."""


def parse_memento(url: Url) -> Memento | None:
    """Return the memento that a URL leads to; None for other hosts, and for an archive's pages about itself."""
    reader = _READERS.get(url.host.removeprefix("www."))
    return reader(url) if reader else None


def is_web_archive(host: str) -> bool:
    """Return True if `host` is a web archive's, so that its URLs may be mementos."""
    return host.removeprefix("www.") in _READERS


MementoReader = Callable[[Url], Memento | None]
_TIMESTAMP: Final = r"(?:(?P<digits>\d+|(?=\*))(?P<modifiers>\*|(?:[a-z]{2}_)*)/)?(?P<original>.+)"


def _wayback_reader(archive: str, prefix: str, pattern: str) -> MementoReader:
    """Return a reader of URLs as the Wayback Machine writes them: timestamp, modifiers and original after a path.

    Args:
        archive: its main host.
        prefix: the beginning of a normalised URL; may refer to groups of `pattern`.
        pattern: the path before the timestamp.
    """
    whole = re.compile(pattern + _TIMESTAMP)
    is_template = "\\" in prefix  # expanding a template takes 15 µs

    def _read(url: Url) -> Memento | None:
        match = whole.match(url.tail)
        return _read_match(archive, match.expand(prefix) if is_template else prefix, match) if match else None

    return _read


def _read_match(archive: str, prefix: str, match: re.Match[str]) -> Memento | None:
    digits, modifiers = match["digits"] or "", match["modifiers"] or ""
    original = _read_original(match["original"], bool(digits or modifiers))
    is_calendar = modifiers == "*"
    if original is None or (is_calendar and original.endswith("*")):
        return None  # a list of everything under a path
    timestamp = f"{digits}{modifiers}/" if digits or modifiers else ""
    identifier = f"{digits}*" if is_calendar else digits
    return Memento(archive, f"{prefix}{timestamp}{original}", identifier, "" if is_calendar else digits, original)


def _read_archive_today(url: Url) -> Memento | None:
    """Read a URL of archive.today or a mirror of it. The mirror is kept, since a country may block the others."""
    host = url.host.removeprefix("www.")
    if match := _TODAY.match(url.tail):
        digits = re.sub(r"\D", "", match["digits"] or "")
        original = _read_original(match["original"], bool(digits))
        identifier, archived = digits or match["code"] or "newest", f"https://{host}/{match['before']}{original}"
        return Memento("archive.today", archived, identifier, digits, original) if original else None
    match = _TODAY_CODE.fullmatch(url.path)
    return Memento("archive.today", f"https://{host}/{match[1]}", match[1]) if match else None


_TODAY: Final = re.compile(
    r"/(?P<before>(?:(?P<digits>\d{4,14}|\d{4}\.\d\d\.\d\d-\d{6})|newest|oldest|timegate|o/(?P<code>\w{4,8}))/"
    r"|(?=https?:))(?P<original>.+)"
)
_TODAY_CODE: Final = re.compile(r"/(?:wip/|o/)?([0-9A-Za-z]{5,6})(?:/(?:image|share|abuse)?)?")


def _read_ghostarchive(url: Url) -> Memento | None:
    match = _GHOST.fullmatch(url.path)
    if match is None:
        return None
    kind, digits, code = match.groups()
    original = f"https://www.youtube.com/watch?v={code}" if kind == "varchive" and len(code) == 11 else None
    return Memento("ghostarchive.org", f"https://ghostarchive.org{url.path}", code, digits or "", original)


_GHOST: Final = re.compile(r"/(archive|varchive)/(?:youtube/)?(?:(\d{8})/)?([0-9A-Za-z_-]+)/?")


def _read_perma(url: Url) -> Memento | None:
    match = _PERMA.fullmatch(url.path)
    return Memento("perma.cc", f"https://perma.cc/{match[1].upper()}", match[1].upper()) if match else None


_PERMA: Final = re.compile(r"/([0-9A-Za-z]{3,4}-[0-9A-Za-z]{4})/?")


def _read_google_cache(url: Url) -> Memento | None:
    query = next(parameter_values(url.query, ("q",)), "")
    match = _GOOGLE.match(query) if url.path == "/search" else None
    if match is None:
        return None
    normalised = str(url._replace(scheme="https", port="", userinfo=""))
    return Memento("webcache.googleusercontent.com", normalised, "cache", "", _read_original(match[1], True))


_GOOGLE: Final = re.compile(r"cache:(?:[\w-]{12}:)?(\S+)")


def _read_original(text: str, may_lack_scheme: bool) -> str | None:
    """Parse the original at the end of an archive's URL, mending a lost slash, percent-encoding and a missing scheme.

    Args:
        text: as it stands there.
        may_lack_scheme: True if only an original can stand there.
    """
    text = percent_decode(text) if _ENCODED.match(text) else text
    if match := _LOST_SLASH.match(text):
        text = f"{match[1]}://{text[match.end() :]}"
    elif may_lack_scheme and "." in _FIRST.split(text, maxsplit=1)[0]:
        text = f"http://{text}"  # as the archives themselves assume
    try:
        url = parse(text)
    except ValueError:
        return None
    return url if is_web(url) else None


_ENCODED: Final = re.compile(r"https?(?:%3a|:/*%2f)|[^/?#:%]+%2f", re.IGNORECASE)
_LOST_SLASH: Final = re.compile(r"(https?):/*", re.IGNORECASE)
_FIRST: Final = re.compile(r"[/?#:]")

ARCHIVE_TODAY_HOSTS: Final = tuple(f"archive.{ending}" for ending in ("today", "ph", "is", "li", "md", "vn", "fo"))
_WAYBACK: Final = "https://web.archive.org/web/"
_read_wayback = _wayback_reader("web.archive.org", _WAYBACK, r"/(?:web/)?(?:save/|timegate/)?")

_READERS: Final[Mapping[str, MementoReader]] = {
    "archive.org": _wayback_reader("web.archive.org", _WAYBACK, r"/web/"),
    **dict.fromkeys(("web.archive.org", "wayback.archive.org", "web-beta.archive.org"), _read_wayback),
    **dict.fromkeys(ARCHIVE_TODAY_HOSTS, _read_archive_today),
    "arquivo.pt": _wayback_reader("arquivo.pt", "https://arquivo.pt/wayback/", r"/(?:wayback|noFrame/replay)/"),
    "wayback.archive-it.org": _wayback_reader("archive-it.org", r"https://wayback.archive-it.org/\1/", r"/(\d+|all)/"),
    "webarchive.loc.gov": _wayback_reader("webarchive.loc.gov", "https://webarchive.loc.gov/all/", r"/all/"),
    "ghostarchive.org": _read_ghostarchive,
    "perma.cc": _read_perma,
    "webcache.googleusercontent.com": _read_google_cache,
}
