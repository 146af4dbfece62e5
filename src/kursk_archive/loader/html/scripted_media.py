"""Films, recordings and posts that a page shows only by a script: where it says which ones.

A saved page has an empty element in their place, with the address in an attribute, in the settings of a player or in a
script beside it; or only the statements for machines name them. An `iframe` is put where the script would have put one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.html.media import IMAGE_TAGS, host_of_address, is_unwanted_embed, player_page
from kursk_archive.loader.html.page_tree import elements_of
from kursk_archive.loader.html.structured_data import StructuredData, json_texts

_MEDIA_TAGS = ("amp-iframe", "amp-video", "amp-youtube", "audio", "embed", "iframe", "object", "video")
_OTHER_TAGS = frozenset(("a", "button", "html", "input", "link", "meta", "option", "picture", "source", *IMAGE_TAGS))
_ADDRESS_BY_ID = {
    "brightcove": "https://players.brightcove.net/{account}/{player}_default/index.html?videoId={id}",
    "dailymotion": "https://www.dailymotion.com/video/{id}",
    "instagram": "https://www.instagram.com/p/{id}/",
    "rutube": "https://rutube.ru/video/{id}/",
    "soundcloud": "https://soundcloud.com/{id}",
    "spotify": "https://open.spotify.com/episode/{id}",
    "telegram": "https://t.me/{id}",
    "tiktok": "https://www.tiktok.com/embed/{id}",
    "tweet": "https://twitter.com/i/status/{id}",
    "twitter": "https://twitter.com/i/status/{id}",
    "vimeo": "https://vimeo.com/{id}",
    "youtube": "https://www.youtube.com/watch?v={id}",
}
"""Platform → the address of what has an id there."""
_ID = re.compile(r"[\w./-]{3,100}")
_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_ID_ATTRIBUTE = re.compile(
    r"data-(?:lite-)?(?P<platform>youtube|yt|vimeo|dailymotion|rutube|tweet|telegram|tiktok)-?(?:video-?)?(?:id|post|key)?"
)
_PLATFORM_ATTRIBUTES = (
    "data-provider data-service data-platform data-plyr-provider data-network data-source data-embed-type"
    " data-video-type data-type data-host"
).split()
_ID_ATTRIBUTES = (
    "data-plyr-embed-id data-video-id data-videoid data-video data-embed-id data-media-id data-id data-key videoid"
    " video-id"
).split()
_PLATFORM_OF_TAG = {
    "lite-youtube": "youtube",
    "youtube-video": "youtube",
    "lite-vimeo": "vimeo",
    "vimeo-video": "vimeo",
    "lite-tiktok": "tiktok",
}
_PLATFORM_IN_NAMES = re.compile(r"(?:^|[ _-])(youtube|vimeo|dailymotion|rutube|tiktok)", re.IGNORECASE)
_EMBED_ATTRIBUTE = re.compile(r"data-(?:[a-z]+-)?(?:embed|oembed|iframe|player)(?:-(?:url|src|href|link))?")
"""Whatever address stands there is embedded."""
_FACEBOOK = re.compile(r"(?:^|\s)fb-(?:post|video)(?:\s|$)")
_PLAYER_HOSTS = frozenset(
    "youtube.com youtube-nocookie.com youtu.be vimeo.com player.vimeo.com dailymotion.com geo.dailymotion.com rutube.ru"
    " ok.ru vk.com vkvideo.ru player.twitch.tv facebook.com fb.watch soundcloud.com w.soundcloud.com open.spotify.com"
    " players.brightcove.net cdn.jwplayer.com content.jwplatform.com rumble.com odysee.com streamable.com tiktok.com"
    " coub.com embed.podcasts.apple.com player.acast.com embed.acast.com cdn.embedly.com dzen.ru megogo.net"
    " fast.wistia.net play.ht art19.com".split()
)
_MEDIA_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov|m3u8|mpd|mp3|m4a|ogg|oga|opus|wav|aac)(?:[?#]|$)", re.IGNORECASE)
_POST_HOSTS = frozenset(
    "twitter.com x.com instagram.com facebook.com t.me threads.net bsky.app tiktok.com vk.com".split()
)
_MAX_JSON_CHARACTERS, _MAX_JSON_VALUES, _MAX_SCRIPT_CHARACTERS = 50_000, 500, 200_000
_PLAYER_SCRIPT = re.compile(
    r"jwplayer|playerjs|videojs|flowplayer|YT\.Player|Clappr|Plyr|Kaltura|\bOvenPlayer", re.IGNORECASE
)
_SCRIPT_ID = re.compile(r"\bvideo_?id\b[\"']?\s{0,5}[:=]\s{0,5}[\"']([\w-]{11})[\"']", re.IGNORECASE)
_SCRIPT_ADDRESS = re.compile(r"[\"']((?:https?:)?\\?/\\?/[^\"'\s<>]{5,1000})[\"']")
_SCRIPT_PLACE = re.compile(
    r"(?:jwplayer|videojs|YT\.Player|Plyr|flowplayer|getElementById)\s{0,3}\(\s{0,3}[\"']#?([\w-]{1,80})[\"']"
    r"|\b(?:id|parentId|el|selector)[\"']?\s{0,5}:\s{0,5}[\"']#?([\w-]{1,80})[\"']",
    re.IGNORECASE,
)
_JWPLAYER = re.compile(r"(https?://(?:cdn\.jwplayer\.com|content\.jwplatform\.com)/players/[\w-]{8,40})\.js")
_MAX_STATED = 3


class StatedMedia(Struct, frozen=True):
    """A film or a recording that the statements of a page for machines name."""

    address: str
    title: str = ""


def show_scripted_media(root: HtmlElement) -> None:
    """Put an `iframe` into each element in which only a script would show something, if its address is known.

    Args:
        root: of the page; it is changed.
    """
    body = root.find("body")
    places = {name: element for element in elements_of(root) if (name := element.get("id"))}
    for element in elements_of(body) if body is not None else ():
        if element.tag in _OTHER_TAGS:
            continue
        address = _address_of_script(element) if element.tag == "script" else _address_of(element)
        if not address:
            continue
        if element.tag == "script":
            _put_beside(element, address, places)
        elif element.tag in _MEDIA_TAGS:
            element.set("src", address)
        elif next(element.iter(*_MEDIA_TAGS), None) is None:
            element.append(element.makeelement("iframe", src=address))


def _put_beside(script: HtmlElement, address: str, places: Mapping[str, HtmlElement]) -> None:
    """Put an `iframe` into the element that a script names, else behind the script."""
    names = (match[1] or match[2] for match in _SCRIPT_PLACE.finditer((script.text or "")[:_MAX_SCRIPT_CHARACTERS]))
    place = next((places[name] for name in names if name in places), None)
    frame = script.makeelement("iframe", src=address)
    if place is not None and place.tag not in _OTHER_TAGS:
        if next(place.iter(*_MEDIA_TAGS), None) is None:
            place.append(frame)
        return
    frame.tail, script.tail = script.tail, None
    script.addnext(frame)


def _address_of(element: HtmlElement) -> str:
    """Return the address of what a script would show in an element; empty if none is known."""
    attributes = {name: value.strip() for name, value in element.attrib.items() if isinstance(name, str)}
    if not any(name.startswith("data-") or name in ("videoid", "video-id") for name in attributes):
        return ""
    if element.tag in _MEDIA_TAGS and any(attributes.get(name) for name in ("src", "data-src", "data")):
        return ""
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    candidates = (
        *_addresses_by_id(element.tag, attributes, names),
        attributes.get("data-href", "") if _FACEBOOK.search(names) else "",
        *(value for name, value in attributes.items() if _EMBED_ATTRIBUTE.fullmatch(name) and _is_address(value)),
        *(value for name, value in attributes.items() if name.startswith("data-") and is_player_address(value)),
        *(found for name, value in attributes.items() if name.startswith("data-") for found in _addresses_in(value)),
    )
    return next((player_page(address) for address in map(_absolute, candidates) if _may_be_shown(address)), "")


def _addresses_by_id(tag: str, attributes: Mapping[str, str], names: str) -> Iterator[str]:
    """Yield the addresses that attributes with the id of something on a platform stand for."""
    for name, value in attributes.items():
        if (match := _ID_ATTRIBUTE.fullmatch(name)) and _ID.fullmatch(value):
            yield _address_by_id("youtube" if match["platform"] == "yt" else match["platform"], value)
    identifier = next((attributes[name] for name in _ID_ATTRIBUTES if attributes.get(name)), "")
    if not _ID.fullmatch(identifier):
        return
    platform = _PLATFORM_OF_TAG.get(tag, "")
    platform = platform or next((attributes[name] for name in _PLATFORM_ATTRIBUTES if attributes.get(name)), "").lower()
    if platform not in _ADDRESS_BY_ID and (match := _PLATFORM_IN_NAMES.search(names)):
        platform = match[1].lower()
    if attributes.get("data-account") and re.fullmatch(r"[0-9]{1,20}", attributes["data-account"]):
        yield _ADDRESS_BY_ID["brightcove"].format(
            account=attributes["data-account"], player=attributes.get("data-player") or "default", id=identifier
        )
    elif platform in _ADDRESS_BY_ID and platform != "brightcove":
        yield _address_by_id(platform, identifier)


def _address_by_id(platform: str, identifier: str) -> str:
    if platform == "youtube" and not _YOUTUBE_ID.fullmatch(identifier):
        return ""
    return _ADDRESS_BY_ID[platform].format(id=identifier)


def _addresses_in(settings: str) -> Iterator[str]:
    """Yield the addresses of players and of media files in the settings of a player, which are JSON."""
    if settings[:1] not in ("{", "[") or len(settings) > _MAX_JSON_CHARACTERS:
        return
    try:
        pending: list[Any] = [json.loads(settings)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MAX_JSON_VALUES):
        if not pending:
            return
        value = pending.pop(0)
        if isinstance(value, dict):
            pending[:0] = value.values()
            yield from _addresses_of_object(value)
        elif isinstance(value, list):
            pending[:0] = value
        elif isinstance(value, str) and is_player_address(value):
            yield value


def _addresses_of_object(value: Mapping[str, Any]) -> Iterator[str]:
    texts = {name.lower().replace("_", ""): text for name, text in value.items() if isinstance(text, str)}
    platform = texts.get("provider") or texts.get("service") or texts.get("platform") or texts.get("type") or ""
    identifier = texts.get("videoid") or texts.get("id") or ""
    if platform.lower() in ("youtube", "vimeo", "dailymotion", "rutube") and _ID.fullmatch(identifier):
        yield _address_by_id(platform.lower(), identifier)
    for name in ("youtube", "vimeo"):
        if _ID.fullmatch(found := texts.get(f"{name}id") or texts.get(f"{name}videoid") or ""):
            yield _address_by_id(name, found)


def _address_of_script(script: HtmlElement) -> str:
    """Return the address of what a script beside an empty element shows; empty if none is known."""
    source = (script.get("src") or "").strip()
    if match := _JWPLAYER.match(_absolute(source)):
        return f"{match[1]}.html"
    if post := script.get("data-telegram-post"):
        return _address_by_id("telegram", post) if _ID.fullmatch(post) else ""
    text = (script.text or "")[:_MAX_SCRIPT_CHARACTERS]
    if "json" in (script.get("type") or "") or not _PLAYER_SCRIPT.search(text):
        return ""
    if "YT.Player" in text and (identifier := _SCRIPT_ID.search(text)):
        return _address_by_id("youtube", identifier[1])
    addresses = (_absolute(match[1].replace("\\/", "/")) for match in _SCRIPT_ADDRESS.finditer(text))
    return next((player_page(one) for one in addresses if is_player_address(one) and _may_be_shown(one)), "")


def is_player_address(address: str) -> bool:
    """Return True for the address of a media file, or of a page or a frame that plays one."""
    address = _absolute(address)
    if not _is_address(address) or len(address) > 2_000:
        return False
    if _MEDIA_FILE.search(address):
        return True
    host = host_of_address(address).removeprefix("m.")
    path = address.partition("://")[2].partition("/")[2]
    return host in _PLAYER_HOSTS and len(path) > 3 and not path.startswith(("iframe_api", "player_api", "api/"))


def stated_media(data: StructuredData, base: str, source: FieldValue | None) -> list[StatedMedia]:
    """Return the films and recordings that a page's statements for machines say it shows, at most `_MAX_STATED`.

    Args:
        data: what the page says to machines.
        base: that the page's addresses are relative to.
        source: address of the page.
    """
    own = {base, str(source.value) if source else ""}
    found: dict[str, StatedMedia] = {}
    for item in data.media:
        title = next(iter(json_texts(item.get("name") or item.get("headline"))), "")
        addresses = (item.get(name) for name in ("embedUrl", "contentUrl", "url"))
        stated = (_resolve(base, one) for one in addresses if isinstance(one, str))
        address = next((player_page(one) for one in stated if _is_other_page(one, own)), "")
        if address:
            found.setdefault(address, StatedMedia(address, title))
    names = ("og:video:secure_url", "og:video:url", "og:video", "twitter:player", "og:audio:secure_url", "og:audio")
    contents = [_resolve(base, content) for content, _ in data.contents(*names)]
    if not found:
        address = next((player_page(one) for one in contents if _is_other_page(one, own)), "")
        found |= {address: StatedMedia(address)} if address else {}
    return list(found.values())[:_MAX_STATED]


def _is_other_page(address: str, own: set[str]) -> bool:
    bare = address.partition("#")[0].rstrip("/")
    is_other = bool(bare) and all(bare != one.partition("#")[0].rstrip("/") for one in own)
    return is_other and _may_be_shown(address) and not address.partition("?")[0].lower().endswith(".swf")


def is_post_address(address: str) -> bool:
    """Return True for the address of a post in a social network, which may stand anywhere in a text."""
    return host_of_address(address).removeprefix("m.") in _POST_HOSTS


def _may_be_shown(address: str) -> bool:
    is_image = re.search(r"\.(?:jpe?g|png|gif|webp|svg|js|css)(?:[?#]|$)", address, re.IGNORECASE)
    return _is_address(address) and not is_image and not is_unwanted_embed(address)


def _is_address(address: str) -> bool:
    address = _absolute(address)
    return address.startswith(("http://", "https://")) and " " not in address and address.isprintable()


def _absolute(address: str) -> str:
    address = address.strip()
    return f"https:{address}" if address.startswith("//") else address


def _resolve(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
