"""Telegram, X and YouTube: what their addresses name, and the one address for each thing named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from kursk_archive.core.enums import LinkKind
from kursk_archive.resolver.query_params import percent_decode, parameter_values
from kursk_archive.resolver.urls import Url


class PlatformUrl(NamedTuple):
    """What an address on a platform names."""

    kind: LinkKind
    url: Url
    """The one address for it."""
    parts: tuple[tuple[str, str], ...] = ()
    key: str | None = None
    """For look-up; None where the address has no other key than it would have anywhere."""


def read_platform_url(address: Url) -> PlatformUrl | None:
    """What `address` names on a platform that we know; None on any other host. Reading its result changes nothing."""
    reader = _HOSTS.get(address.host)
    if reader is None and address.host.endswith(_TELEGRAM_USER):
        reader = _telegram_user
    return reader(address) if reader else None


def app_link_to_web(url: str) -> str | None:
    """The web address of what an address for the Telegram app names: `tg://resolve?domain=CHANNEL&post=ID`."""
    match = _APP.fullmatch(url)
    if match is None:
        return None
    channel, post = (next(parameter_values(match[1], (name,)), "") for name in ("domain", "post"))
    if not _NAME.fullmatch(channel):
        return None
    return f"https://t.me/{channel}/{post}" if post.isascii() and post.isdigit() else f"https://t.me/{channel}"


_APP: Final = re.compile(r"tg:/*resolve/?\?([^#]*)(?:#.*)?")
_CHANNEL: Final = r"(?P<channel>[A-Za-z][A-Za-z0-9_]{3,31})"
_NAME: Final = re.compile(_CHANNEL)


def _telegram(address: Url) -> PlatformUrl:
    preview = _TELEGRAM_PREVIEW.fullmatch(address.path)
    path = preview[1] if preview else address.path
    match = next(filter(None, (pattern.fullmatch(path) for pattern in _TELEGRAM)), None)
    if match is None:
        return PlatformUrl(LinkKind.TELEGRAM, _at(address, "t.me", path))
    tidy = _at(address, "t.me", path.rstrip("/"))
    parts = tuple((name, value) for name, value in match.groupdict().items() if value)
    folded = tidy.path.lower() if parts[0][0] == "channel" else tidy.path
    return PlatformUrl(LinkKind.TELEGRAM, tidy, parts, f"t.me{folded}?{tidy.query}" if tidy.query else f"t.me{folded}")


def _telegram_user(address: Url) -> PlatformUrl:
    user, _, domain = address.host.partition(".")
    if domain.count(".") > 1 or not _NAME.fullmatch(user):
        return PlatformUrl(LinkKind.TELEGRAM, address)
    return _telegram(address._replace(path=f"/{user}{address.path}".rstrip("/")))


_POST: Final = r"(?:/(?P<topic>\d+)(?=/\d))?(?:/(?P<post>\d+))?/?"
_TELEGRAM: Final = (
    re.compile(rf"/c/(?P<private>\d+){_POST}"),
    re.compile(r"/\+(?P<phone>\d+)/?"),
    re.compile(r"/(?:joinchat/|\+)(?P<invite>[\w-]+)/?", re.ASCII),
    re.compile(
        r"/(?!(?:addemoji|addlist|addstickers|addtheme|boost|confirmphone|contact|giftcode|invoice|joinchat|login|proxy"
        rf"|setlanguage|share|socks)(?:/|$)){_CHANNEL}{_POST}"
    ),
)
_TELEGRAM_PREVIEW: Final = re.compile(rf"/s(/{_CHANNEL}(?:/\d+)?)/?")
_TELEGRAM_HOSTS: Final = ("t.me", "telegram.me", "telegram.dog")
_TELEGRAM_USER: Final = tuple(f".{host}" for host in _TELEGRAM_HOSTS)


def _x(address: Url) -> PlatformUrl:
    tidy = _at(address, "x.com")
    if tidy.path == "/" and tidy.fragment and tidy.fragment.startswith("!/"):  # how Twitter wrote them until 2012
        tidy = tidy._replace(path=tidy.fragment[1:], fragment=None)
    if match := _STATUS.fullmatch(tidy.path):
        user, status = match["user"] or "i", match["status"]
        parts = (("status", status),) if user == "i" else (("user", user), ("status", status))
        return PlatformUrl(LinkKind.X, tidy._replace(path=f"/{user}/status/{status}"), parts, f"x.com/status/{status}")
    if match := _USER.fullmatch(tidy.path):
        return PlatformUrl(LinkKind.X, tidy, (("user", match[1]),), None if tidy.query else f"x.com/{match[1].lower()}")
    return PlatformUrl(LinkKind.X, tidy)


_STATUS: Final = re.compile(
    r"/(?:i/web|(?P<user>\w{1,20}))/status(?:es)?/(?P<status>\d+)(?:/(?:photo|video)/\d+)?/?", re.ASCII
)
_USER: Final = re.compile(
    r"/(?!(?:explore|hashtag|home|i|intent|login|messages|notifications|privacy|search|settings|share|tos)/?$)(\w{1,20})/?",
    re.ASCII,
)


def _youtube(address: Url) -> PlatformUrl:
    tidy = _at(address, "www.youtube.com")
    pieces = (address.query or "").split("&")
    if address.path in ("/watch", "/watch/"):
        found = next(filter(None, map(_V.fullmatch, pieces)), None)
        kept = [piece for piece in pieces if piece and not piece.startswith("v=")]
    else:
        found = (_SHORT if address.host.endswith("youtu.be") else _VIDEO).fullmatch(address.path)
        kept = [piece for piece in pieces if piece.startswith(("t=", "start=", "list="))]
    if found:
        query = "&".join((f"v={found[1]}", *kept))
        video = tidy._replace(path="/watch", query=query)
        return PlatformUrl(LinkKind.YOUTUBE, video, (("video", found[1]),), f"youtube.com/watch?v={found[1]}")
    match = _YOUTUBE_CHANNEL.match(address.path)
    parts = (("channel", percent_decode(match[1] or match[2])),) if match else ()
    return PlatformUrl(LinkKind.YOUTUBE, address if address.host.endswith("youtu.be") else tidy, parts)


_ID: Final = r"((?!videoseries|live_stream)[A-Za-z0-9_-]{11})"  # both are eleven signs long, and no videos
_V: Final = re.compile(rf"v={_ID}")
_SHORT: Final = re.compile(rf"/{_ID}/?")
_VIDEO: Final = re.compile(rf"/(?:embed|e|v|shorts|live|watch)/{_ID}/?")
_YOUTUBE_CHANNEL: Final = re.compile(r"/(?:(?:channel|c|user)/([^/]+)|(@[^/]+))(?:/|$)")


def _at(address: Url, host: str, path: str | None = None) -> Url:
    path = address.path if path is None else path
    return Url("https", "", host, "", path, address.query, address.fragment)


_HOSTS: Final[Mapping[str, Callable[[Url], PlatformUrl]]] = {
    f"{www}{host}": reader
    for hosts, reader in (
        (_TELEGRAM_HOSTS, _telegram),
        (("x.com", "mobile.x.com", "twitter.com", "mobile.twitter.com", "m.twitter.com"), _x),
        (("youtube.com", "m.youtube.com", "youtube-nocookie.com", "youtu.be"), _youtube),
    )
    for host in hosts
    for www in ("", "www.")
}
