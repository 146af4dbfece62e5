"""Telegram, X and YouTube: one URL and one look-up key for each channel, post, user or video."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.resolver.query_params import parameter_values
from kursk_archive.resolver.urls import Url


class PlatformUrl(Struct, frozen=True):
    """A platform's URL, reduced to one spelling."""

    kind: LinkKind
    url: Url
    """The canonical URL."""
    key: str | None = None
    """The look-up key; None if it is computed as on any other host."""


def read_platform_url(url: Url) -> PlatformUrl | None:
    """Return the canonical form of a URL on a known platform, None on any other host. Idempotent."""
    reader = _HOSTS.get(url.host)
    if reader is None and url.host.endswith(_TELEGRAM_SUBDOMAINS):
        reader = _telegram_subdomain
    return reader(url) if reader else None


def is_platform(host: str) -> bool:
    """Return True if `host` is a known platform's, so that `read_platform_url` reads its URLs."""
    return host in _HOSTS or host.endswith(_TELEGRAM_SUBDOMAINS)


def app_link_to_web(url: str) -> str | None:
    """Return the web URL for a link to the Telegram app: `tg://resolve?domain=CHANNEL&post=ID`."""
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


def _telegram(url: Url) -> PlatformUrl:
    preview = _TELEGRAM_PREVIEW.fullmatch(url.path)
    path = preview[1] if preview else url.path
    match = next(filter(None, (pattern.fullmatch(path) for pattern in _TELEGRAM_PATHS)), None)
    if match is None:
        return PlatformUrl(LinkKind.TELEGRAM, _on_host(url, "t.me", path))
    canonical = _on_host(url, "t.me", path.rstrip("/"))
    # The names of channels ignore case, invitations do not.
    folded = canonical.path.lower() if "channel" in match.re.groupindex else canonical.path
    return PlatformUrl(LinkKind.TELEGRAM, canonical, f"t.me{folded}{f'?{url.query}' if url.query else ''}")


def _telegram_subdomain(url: Url) -> PlatformUrl:
    """Read CHANNEL.t.me/POST."""
    channel, _, domain = url.host.partition(".")
    if domain.count(".") > 1 or not _NAME.fullmatch(channel):
        return PlatformUrl(LinkKind.TELEGRAM, url)
    return _telegram(url._replace(path=f"/{channel}{url.path}".rstrip("/")))


_POST: Final = r"(?:/\d+(?=/\d))?(?:/\d+)?/?"
"""A topic and a post of it, or a post."""
_TELEGRAM_PATHS: Final = (
    re.compile(rf"/c/\d+{_POST}"),
    re.compile(r"/(?:joinchat/|\+)[\w-]+/?", re.ASCII),
    re.compile(
        r"/(?!(?:addemoji|addlist|addstickers|addtheme|boost|confirmphone|contact|giftcode|invoice|joinchat|login|proxy"
        rf"|setlanguage|share|socks)(?:/|$)){_CHANNEL}{_POST}"
    ),
)
_TELEGRAM_PREVIEW: Final = re.compile(rf"/s(/{_CHANNEL}(?:/\d+)?)/?")
_TELEGRAM_HOSTS: Final = ("t.me", "telegram.me", "telegram.dog")
_TELEGRAM_SUBDOMAINS: Final = tuple(f".{host}" for host in _TELEGRAM_HOSTS)


def _x(url: Url) -> PlatformUrl:
    canonical = _on_host(url, "x.com")
    # Until 2012 Twitter wrote paths into the fragment.
    if canonical.path == "/" and canonical.fragment and canonical.fragment.startswith("!/"):
        canonical = canonical._replace(path=canonical.fragment[1:], fragment=None)
    if match := _STATUS.fullmatch(canonical.path):
        path, key = f"/{match['user'] or 'i'}/status/{match['status']}", f"x.com/status/{match['status']}"
        return PlatformUrl(LinkKind.X, canonical._replace(path=path), key)
    match = _USER.fullmatch(canonical.path)
    return PlatformUrl(LinkKind.X, canonical, f"x.com/{match[1].lower()}" if match and not canonical.query else None)


_STATUS: Final = re.compile(
    r"/(?:i/web|(?P<user>\w{1,20}))/status(?:es)?/(?P<status>\d+)(?:/(?:photo|video)/\d+)?/?", re.ASCII
)
_USER: Final = re.compile(
    r"/(?!(?:explore|hashtag|home|i|intent|login|messages|notifications|privacy|search|settings|share|tos)/?$)(\w{1,20})/?",
    re.ASCII,
)


def _youtube(url: Url) -> PlatformUrl:
    canonical = _on_host(url, "www.youtube.com")
    is_short = url.host.endswith("youtu.be")
    parameters = (url.query or "").split("&")
    if url.path in ("/watch", "/watch/"):
        match = next(filter(None, map(_V.fullmatch, parameters)), None)
        kept = [parameter for parameter in parameters if parameter and not parameter.startswith("v=")]
    else:
        match = (_SHORT if is_short else _VIDEO).fullmatch(url.path)
        kept = [parameter for parameter in parameters if parameter.startswith(("t=", "start=", "list="))]
    if match is None:
        playlists = [parameter for parameter in parameters if parameter.startswith("list=")]
        if playlists and _PLAYER_OF_LIST.fullmatch(url.path):
            canonical = canonical._replace(path="/playlist", query=playlists[0])
        return PlatformUrl(LinkKind.YOUTUBE, url if is_short else canonical)
    query = "&".join((f"v={match[1]}", *kept))
    return PlatformUrl(
        LinkKind.YOUTUBE, canonical._replace(path="/watch", query=query), f"youtube.com/watch?v={match[1]}"
    )


_ID: Final = r"((?!videoseries|live_stream)[A-Za-z0-9_-]{11})"  # these two words have the length of an ID
_V: Final = re.compile(rf"v={_ID}")
_SHORT: Final = re.compile(rf"/{_ID}/?")
_PLAYER_OF_LIST: Final = re.compile(r"/embed/(?:videoseries/?)?")
_VIDEO: Final = re.compile(rf"/(?:embed|e|v|shorts|live|watch)/{_ID}/?")


def _on_host(url: Url, host: str, path: str | None = None) -> Url:
    return Url("https", "", host, "", url.path if path is None else path, url.query, url.fragment)


_HOSTS: Final[Mapping[str, Callable[[Url], PlatformUrl]]] = {
    f"{www}{host}": reader
    for hosts, reader in (
        (_TELEGRAM_HOSTS, _telegram),
        (("x.com", "mobile.x.com", "twitter.com", "mobile.twitter.com", "m.twitter.com"), _x),
        (("youtube.com", "m.youtube.com", "youtube-nocookie.com", "youtube.googleapis.com", "youtu.be"), _youtube),
    )
    for host in hosts
    for www in ("", "www.")
}
