"""How the web archives write their addresses: archive, stamp and original, taken apart and tidied."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from kursk_archive.resolver.query_params import parameter_values, percent_decode
from kursk_archive.resolver.urls import Url, is_web, parse


class Memento(NamedTuple):
    """A web archive's address, taken apart."""

    archive: str
    """The archive, by the name of its main host."""
    url: str
    """The address, tidied: https, and what was lost or superfluous in the original mended."""
    id: str
    """What the archive knows the copy by, without the dress that it is shown in: its stamp, its code."""
    timestamp: str = ""
    """The digits of `YYYYMMDDhhmmss` that the address holds; too many, or of no possible moment, where it is wrong."""
    original: str | None = None
    """As the address has it, parsed; None where it does not say."""


def parse_memento(address: Url) -> Memento | None:
    """The copy that `address` names; None where it is no archive's, or an archive's page about itself."""
    reader = _READERS.get(address.host.removeprefix("www."))
    return reader(address) if reader else None


def is_web_archive(host: str) -> bool:
    """Whether `host` is a web archive's: no other has copies to take apart."""
    return host.removeprefix("www.") in _READERS


MementoReader = Callable[[Url], Memento | None]
_STAMP: Final = r"(?:(?P<digits>\d+|(?=\*))(?P<dress>\*|(?:[a-z]{2}_)*)/)?(?P<original>.+)"


def _pywb(archive: str, prefix: str, pattern: str) -> MementoReader:
    """A reader of addresses as the Wayback Machine writes them: stamp, dress and original after paths of the archive's.

    Args:
        archive: its name.
        prefix: what a tidy address begins with; groups of `pattern` may stand in it.
        pattern: what an address has after its host.
    """
    whole = re.compile(pattern + _STAMP)
    is_template = "\\" in prefix  # which `re` would read anew for each address: 15 µs

    def _read(address: Url) -> Memento | None:
        match = whole.match(address.tail)
        return _dated(archive, match.expand(prefix) if is_template else prefix, match) if match else None

    return _read


def _dated(archive: str, prefix: str, match: re.Match[str]) -> Memento | None:
    digits, dress = match["digits"] or "", match["dress"] or ""
    original = _original(match["original"], bool(digits or dress))
    if original is None or (dress == "*" and original.endswith("*")):
        return None  # the list of everything under a path is no copy of anything
    between = f"{digits}{dress}/" if digits or dress else ""
    calendar = dress == "*"
    name = f"{digits}*" if calendar else digits
    return Memento(archive, f"{prefix}{between}{original}", name, "" if calendar else digits, original)


def _today(address: Url) -> Memento | None:
    """archive.today and its mirrors; which of them is named stays, since a country may block the others."""
    host = address.host.removeprefix("www.")
    if match := _TODAY.match(address.tail):
        digits = re.sub(r"\D", "", match["digits"] or "")
        original = _original(match["original"], bool(digits))
        name, url = digits or match["code"] or "newest", f"https://{host}/{match['before']}{original}"
        return Memento("archive.today", url, name, digits, original) if original else None
    match = _TODAY_CODE.fullmatch(address.path)
    return Memento("archive.today", f"https://{host}/{match[1]}", match[1]) if match else None


_TODAY: Final = re.compile(
    r"/(?P<before>(?:(?P<digits>\d{4,14}|\d{4}\.\d\d\.\d\d-\d{6})|newest|oldest|timegate|o/(?P<code>\w{4,8}))/"
    r"|(?=https?:))(?P<original>.+)"
)
_TODAY_CODE: Final = re.compile(r"/(?:wip/|o/)?([0-9A-Za-z]{5,6})(?:/(?:image|share|abuse)?)?")


def _ghost(address: Url) -> Memento | None:
    match = _GHOST.fullmatch(address.path)
    if match is None:
        return None
    kind, digits, code = match.groups()
    original = f"https://www.youtube.com/watch?v={code}" if kind == "varchive" and len(code) == 11 else None
    return Memento("ghostarchive.org", f"https://ghostarchive.org{address.path}", code, digits or "", original)


_GHOST: Final = re.compile(r"/(archive|varchive)/(?:youtube/)?(?:(\d{8})/)?([0-9A-Za-z_-]+)/?")


def _perma(address: Url) -> Memento | None:
    match = _PERMA.fullmatch(address.path)
    return Memento("perma.cc", f"https://perma.cc/{match[1].upper()}", match[1].upper()) if match else None


_PERMA: Final = re.compile(r"/([0-9A-Za-z]{3,4}-[0-9A-Za-z]{4})/?")


def _google(address: Url) -> Memento | None:
    asked = next(parameter_values(address.query, ("q",)), "")
    match = _GOOGLE.match(asked) if address.path == "/search" else None
    if match is None:
        return None
    url = str(address._replace(scheme="https", port="", userinfo=""))
    return Memento("webcache.googleusercontent.com", url, "cache", "", _original(match[1], True))


_GOOGLE: Final = re.compile(r"cache:(?:[\w-]{12}:)?(\S+)")


def _original(text: str, bare: bool) -> str | None:
    """The address at the end of an archive's, mended: a lost slash, an encoded tail, a missing scheme.

    Args:
        text: as it stands there.
        bare: whether it may be without a scheme, where nothing else of the archive's can stand.
    """
    text = percent_decode(text) if _ENCODED.match(text) else text
    if match := _LOST_SLASH.match(text):
        text = f"{match[1]}://{text[match.end() :]}"
    elif bare and "." in _FIRST.split(text, maxsplit=1)[0]:
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
_wayback = _pywb("web.archive.org", _WAYBACK, r"/(?:web/)?(?:save/|timegate/)?")

_READERS: Final[Mapping[str, MementoReader]] = {
    "archive.org": _pywb("web.archive.org", _WAYBACK, r"/web/"),
    **dict.fromkeys(("web.archive.org", "wayback.archive.org", "web-beta.archive.org"), _wayback),
    **dict.fromkeys(ARCHIVE_TODAY_HOSTS, _today),
    "arquivo.pt": _pywb("arquivo.pt", "https://arquivo.pt/wayback/", r"/(?:wayback|noFrame/replay)/"),
    "wayback.archive-it.org": _pywb("archive-it.org", r"https://wayback.archive-it.org/\1/", r"/(\d+|all)/"),
    "webarchive.loc.gov": _pywb("webarchive.loc.gov", "https://webarchive.loc.gov/all/", r"/all/"),
    "ghostarchive.org": _ghost,
    "perma.cc": _perma,
    "webcache.googleusercontent.com": _google,
}
