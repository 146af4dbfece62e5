"""The images and embeds of a saved page: where the picture really is, what an embedded frame shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.core.model import EMBEDDED_IMAGE
from kursk_archive.loader.html.page_text import PAYLOAD_PREFIX, is_image_payload, payload_number
from kursk_archive.loader.html.phrases import any_of

IMAGE_TAGS = ("amp-img", "img")
_LAZY_SOURCES = (
    "data-src data-original data-lazy-src data-lazy data-hi-res-src data-full-src data-image-src data-img-src data-url"
).split()
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_PLACEHOLDER = any_of(
    r"""
    blank|spacer|pixel|placeholder|transparent|lazy|loading|loader|grey|gray|1x1|clear
    """,
    before=r"(?:^|[/_.-])",
    after=r"[^/]*\.(?:gif|png|svg|jpe?g|webp)",
)
_DECORATION = any_of(
    r"""
    avatars?|gravatar|icons?|logos?|emoji|smil(?:ey|ies)|sprite|badge|button|spinner|tracking|beacon
    author-(?:image|photo|img)|headshot
    """,
    before=r"(?:^|[ _/-])",
    after=r"(?:[ _/.-]|$)",
)
_DECORATIVE_FILE = any_of(
    r"""
    ico|icn|icons?|btn|buttons?|sns|placeholders?|sprites?|emoji|(?:site|header|footer|print)-?(?:header-?)?logo
    """,
    before=r"(?:^|[/_.-])",
    after=r"(?:/[\w-]{1,16}|[_-][a-z0-9]{1,8})?\.(?:gif|png|svg|jpe?g|webp)(?:$|\?)",
)
_MIN_SIDE_PIXELS = 60
_MAX_CANDIDATE_WIDTH = 2048
_CSS_IMAGE = re.compile(r"(--sf-img-[0-9]+)\s*:\s*url\(\s*[\"']?(data:,[0-9]+)")
_CSS_USE = re.compile(r"background-image\s*:\s*var\((--sf-img-[0-9]+)\)")
_MAX_STATE = 1_000
"""Characters of an address with a fragment."""
_UNWANTED_HOSTS = (
    "doubleclick.net googletagmanager.com googlesyndication.com google-analytics.com amazon-adsystem.com recaptcha.net "
    "taboola.com outbrain.com addthis.com sharethis.com disqus.com criteo.com adnxs.com"
).split()
_UNWANTED_PATH = any_of(
    r"""
    plugins/(?:like|share|follow|page|comments)
    widgets/(?:follow|tweet)_button|share_button|recaptcha|/ads?/|newsletter|subscribe|signup|cookie
    consent
    """,
)


class PageImages(Struct, frozen=True):
    """The images that were saved inside of a page or beside it."""

    payloads: tuple[bytes, ...] = ()
    """The `data:` addresses of the page."""
    embedded: Mapping[str, int] = {}
    """Address of an image → the number of its payload."""
    grouped: Mapping[str, str] = {}
    """See `group_images`."""
    find: Callable[[str], str] | None = None
    """Returns the address, in the article, of an image that was saved beside the page; empty if it was not."""

    @property
    def may_hold_others(self) -> bool:
        """True if images were saved by their addresses, so that of several sizes the one that was shown is there."""
        return bool(self.embedded) or self.find is not None

    def address(self, address: str) -> str:
        """Return the address of an image that the capture holds, or the given one; empty for a drawing in SVG."""
        number = payload_number(address)
        number = self.embedded.get(address) if number is None else number
        if number is None:
            return (self.find(address) if self.find else "") or address
        is_image = number < len(self.payloads) and is_image_payload(self.payloads[number])
        return f"{EMBEDDED_IMAGE}{number}" if is_image else ""


def group_images(styles: str) -> Mapping[str, str]:
    """Map the names under which SingleFile keeps images in its style sheet to their addresses."""
    return dict(_CSS_IMAGE.findall(styles))


def image_address(image: HtmlElement, grouped: Mapping[str, str]) -> str:
    """Return the address of the picture that an image shows; empty if it is decoration or none is known.

    Args:
        image: an `img` or `amp-img` element.
        grouped: as `group_images` returns it.
    """
    address = "" if _is_decoration(image) else _address_of_picture(image, grouped)
    return "" if _DECORATIVE_FILE.search(address[:_MAX_STATE]) else address


def _address_of_picture(image: HtmlElement, grouped: Mapping[str, str]) -> str:
    use = _CSS_USE.search(image.get("style") or "")
    if use and use[1] in grouped:
        return grouped[use[1]]
    source = (image.get("src") or "").strip()
    lazy = next(filter(None, ((image.get(name) or "").strip() for name in _LAZY_SOURCES)), "")
    if source.startswith("data:"):
        if payload_number(source) is not None:
            return source
        source = ""
    is_lazy = bool(lazy or any(image.get(name) for name in _LAZY_SETS[:2]))
    if source and not is_lazy and not _PLACEHOLDER.search(source):
        return source
    if lazy and not lazy.startswith(("{", "data:")):
        return lazy
    return _largest_candidate(image) or ("" if _PLACEHOLDER.search(source) else source)


def image_choices(image: HtmlElement) -> list[str]:
    """Return the addresses that an image may be shown from: first where it really is, last what stands in for it."""
    source = (image.get("src") or "").strip()
    lazy = [address for name in _LAZY_SOURCES if (address := (image.get(name) or "").strip())]
    stands_in = source.startswith("data:") or bool(lazy) or _PLACEHOLDER.search(source) is not None
    candidates = sorted(_all_candidates(image), key=lambda one: (one[0] > _MAX_CANDIDATE_WIDTH, -one[0]))
    choices = [*lazy, *(address for _, address in candidates)]
    choices.insert(len(choices) if stands_in else 0, source)
    return [address for address in dict.fromkeys(choices) if address and not address.startswith(("data:", "{"))]


def _is_decoration(image: HtmlElement) -> bool:
    for name in ("width", "height"):
        side = re.match(r"\s*([0-9]{1,5})(?:px)?\s*$", image.get(name) or "")
        if side and int(side[1]) < _MIN_SIDE_PIXELS:
            return True
    return bool(
        _DECORATION.search(image.get("class") or "") or (image.get("role") == "presentation" and not image.get("alt"))
    )


def _largest_candidate(image: HtmlElement) -> str:
    """Return the widest candidate of the image's `srcset`, or of those of its `picture`."""
    candidates = _all_candidates(image)
    fitting = [candidate for candidate in candidates if candidate[0] <= _MAX_CANDIDATE_WIDTH] or candidates
    return max(fitting, default=(0.0, ""))[1]


def _all_candidates(image: HtmlElement) -> list[tuple[float, str]]:
    parent = image.getparent()
    holders = [image]
    while parent is not None and parent.tag == "source":  # the parser puts what follows a source into it
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        holders += parent.iter("source")
    return [candidate for holder in holders for name in _LAZY_SETS for candidate in _candidates(holder.get(name) or "")]


def _candidates(srcset: str) -> Iterator[tuple[float, str]]:
    for part in re.split(r",\s+", srcset.strip()):
        address, _, size = part.strip().partition(" ")
        number = re.match(r"([0-9.]{1,8})[wx]", size.strip())
        try:
            weight = float(number[1]) if number else 1.0
        except ValueError:
            weight = 1.0
        if address and (not address.startswith("data:") or address.startswith(PAYLOAD_PREFIX)):
            yield weight, address.rstrip(",")


def embed_address(element: HtmlElement) -> str:
    """Return the address of what an element embeds; empty if it is an advertisement, a button or nothing."""
    for address in _embed_addresses(element):
        if not address.startswith(("http://", "https://", "//")):
            if (
                element.tag in ("iframe", "amp-iframe")
                or not address
                or address.startswith(("data:", "blob:", "about:", "javascript:"))
            ):
                continue
            return address
        if not is_unwanted_embed(address):
            return player_page(f"https:{address}" if address.startswith("//") else address)
    return ""


def _embed_addresses(element: HtmlElement) -> Iterator[str]:
    if element.tag == "amp-youtube" and element.get("data-videoid"):
        yield f"https://www.youtube.com/watch?v={element.get('data-videoid')}"
    if element.tag == "amp-twitter" and element.get("data-tweetid"):
        yield f"https://twitter.com/i/status/{element.get('data-tweetid')}"
    for name in ("src", "data-src", "data-lazy-src", "data-url", "data", "data-original-src"):
        yield (element.get(name) or "").strip()
    for source in element.iterchildren("source"):
        yield (source.get("src") or source.get("data-src") or "").strip()


def link_attributed_embeds(root: HtmlElement) -> None:
    """Put a link into each embed that has its address only in Substack's `data-attrs`, and shows nothing itself."""
    for element in root.xpath("//*[@data-attrs]"):
        if next(element.iter("a", "iframe", *IMAGE_TAGS), None) is not None:
            continue
        address, title = _attributed_address(element.get("data-attrs") or "")
        if address:
            link = element.makeelement("a", href=address)
            link.text = title or address
            element.append(link)


def _attributed_address(written: str) -> tuple[str, str]:
    """Return address and title that the attribute states in JSON; empty if it states none."""
    try:
        stated = json.loads(written)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(stated, dict):
        return "", ""
    texts = {key: value for key, value in stated.items() if isinstance(value, str)}
    address = texts.get("canonical_url") or texts.get("url") or ""
    if not address and re.fullmatch(r"[\w-]{1,40}", texts.get("videoId", "")):
        address = f"https://www.youtube.com/watch?v={texts['videoId']}"
    return (address, texts.get("title", "")) if address.startswith(("http://", "https://")) else ("", "")


def player_page(address: str) -> str:
    """Return the page that a player shows, where its address names it, without a fragment that holds its state."""
    if len(address) > _MAX_STATE:
        address = address.partition("#")[0]
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtube-nocookie.com") and (match := re.match(r"/embed/([\w-]{11})", parts.path)):
        return f"https://www.youtube.com/watch?v={match[1]}"
    if host == "player.vimeo.com" and (match := re.match(r"/video/([0-9]+)", parts.path)):
        return f"https://vimeo.com/{match[1]}"
    if host == "facebook.com" and parts.path.startswith("/plugins/"):
        return next(iter(parse_qs(parts.query).get("href", ())), address)
    if host == "platform.twitter.com" and (tweet := parse_qs(parts.query).get("id")):
        return f"https://twitter.com/i/status/{tweet[0]}"
    return address


def is_unwanted_embed(address: str) -> bool:
    """Return True for an advertisement, a counter or a button."""
    host = host_of_address(address)
    return any(host == known or host.endswith(f".{known}") for known in _UNWANTED_HOSTS) or bool(
        _UNWANTED_PATH.search(address.partition("://")[2].partition("/")[2])
    )


def host_of_address(address: str) -> str:
    """Return the host of an address without `www.`; empty if it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def embed_title(element: HtmlElement) -> str:
    """Return the title of an embed; empty if it only says that it is one."""
    title = " ".join((element.get("title") or element.get("aria-label") or "").split())
    return "" if _NO_TITLE.fullmatch(title) else title


_NO_TITLE = re.compile(
    r"(?:youtube |vimeo )?(?:video|audio)?[ -]?(?:player|iframe|embed|advertisement)?", re.IGNORECASE
)
