"""The original page of a capture: the saved page as it looked, made inert, for a sandboxed frame.

The frame's sandbox and the policy of the page around it let nothing run and nothing load. What is removed here is what
they do not govern, such as hints to look up a host, and what would disturb the reader.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import urljoin

from lxml.html import HtmlElement, tostring
from msgspec import Struct

from kursk_archive.loader.html.mime_capture import read_message_page
from kursk_archive.loader.html.page_text import PageText, read_page_text
from kursk_archive.loader.html.page_tree import elements_of, limit_attributes, limit_depth, parse_page
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES

_REMOVED_TAGS = frozenset("base frame frameset iframe noscript script template".split())
_UNWRAPPED_TAGS = frozenset("applet embed fencedframe object portal".split())
"""Elements whose content is shown in their place. An `embed` has none, but the parser puts what follows into it."""
_REMOVED_ATTRIBUTES = frozenset(
    "action attributionsrc autofocus autoplay formaction manifest nonce ping srcdoc target".split()
)
_LINK_TAGS = frozenset({"a", "area"})
_INERT_ADDRESS = "about:srcdoc#"
_STYLE_ADDRESS = re.compile(
    r"url\(\s{0,20}(?:\"(?P<double>[^\"\n]{1,2000})\"|'(?P<single>[^'\n]{1,2000})'|(?P<bare>[^\s\"'()]{1,2000}))\s{0,20}\)"
)
_PAYLOAD = re.compile(r"data:,([0-9]{1,8})(?![0-9])")
_RESOURCE_TYPE = re.compile(r"(?:image|font|audio|video)/[a-z0-9.+-]{1,60}|application/(?:x-)?font-[a-z0-9.+-]{1,60}")


class Resource(Struct, frozen=True):
    """A file that was saved with a page."""

    media_type: str
    data: bytes


Resources = Mapping[str, Resource]
"""Address, as the page has it or absolute → the file."""


class _Embedder:
    """Puts the files that were saved with a page into it, as long as it does not become too large."""

    def __init__(self, resources: Resources, base: str, room: int) -> None:
        """Embed files.

        Args:
            resources: by address.
            base: address of the page; empty if it is not known.
            room: characters that may be added.
        """
        self.resources, self.base, self.room = resources, base, room

    def find(self, href: str, base: str) -> Resource | None:
        href = href.strip()
        if href in self.resources:
            return self.resources[href]
        try:
            return self.resources.get(urljoin(base, href).partition("#")[0])
        except ValueError:
            return None

    def data_address(self, href: str, base: str) -> str | None:
        """Return the `data:` address of an image or a font; None if there is none or no room is left."""
        resource = self.find(href, base)
        if resource is None or not _RESOURCE_TYPE.fullmatch(resource.media_type):
            return None
        size = len(resource.data) * 4 // 3 + 100
        if size > self.room:
            return None
        self.room -= size
        return f"data:{resource.media_type};base64,{base64.b64encode(resource.data).decode()}"

    def style(self, text: str, base: str) -> str:
        """Put images and fonts into a style sheet."""
        if not self.resources:
            return text

        def embed(match: re.Match[str]) -> str:
            address = self.data_address(match["double"] or match["single"] or match["bare"], base)
            return f'url("{address}")' if address else match[0]

        return _STYLE_ADDRESS.sub(embed, text)

    def style_sheet(self, href: str) -> str | None:
        """Return the text of a style sheet, for a `style` element; None if there is none or no room is left."""
        resource = self.find(href, self.base)
        if resource is None or resource.media_type != "text/css" or len(resource.data) > self.room:
            return None
        self.room -= len(resource.data)
        text = self.style(resource.data.decode("utf-8", "replace"), urljoin(self.base, href))
        return text.replace("</", "<\\/")


def read_original_page(format_name: str, data: bytes, encoding: str) -> str:
    """Return the page of a capture as it looked, inert; empty if it has none.

    Args:
        format_name: `html`, `mhtml` or `eml`.
        data: the whole file.
        encoding: of the page, as the article records it.
    """
    if format_name == "html":
        return make_inert(read_page_text(data, "", encoding))
    message = read_message_page(data, is_newsletter=format_name == "eml", encoding=encoding)
    if message is None:
        return ""
    page, base, files = message
    return make_inert(page, {address: Resource(*file) for address, file in files.items()}, base)


def make_inert(page: PageText, resources: Resources | None = None, base: str = "") -> str:
    """Return a page without what acts, and with the files that were saved with it inside.

    Args:
        page: decoded.
        resources: the files.
        base: address of the page; empty if it is not known.
    """
    root = parse_page(limit_attributes(page.text)) if page.text.strip() else None
    if root is None:
        return ""
    limit_depth(root)
    embedder = _Embedder(resources or {}, base, MAX_ORIGINAL_BYTES - len(page.text))
    for element in elements_of(root):
        if element.tag in _REMOVED_TAGS or (element.tag == "meta" and element.get("charset") is None):
            _remove(element)
        elif element.tag in _UNWRAPPED_TAGS:
            element.drop_tag()
        elif element.tag == "link":
            _replace_link(element, embedder)
        else:
            _disarm(element, embedder)
    doctype = root.getroottree().docinfo.doctype
    text = str(tostring(root, encoding="unicode", doctype=doctype or None))
    return _with_payloads(text, page.payloads)


def _remove(element: HtmlElement) -> None:
    """Remove an element with its content, but not the text behind it."""
    if element.getparent() is None:
        del element[:]
        element.text = None
    else:
        element.drop_tree()


def _replace_link(element: HtmlElement, embedder: _Embedder) -> None:
    """Put a style sheet in the place of a link to it. Any other link is a hint to load something."""
    href, relation = element.get("href") or "", (element.get("rel") or "").lower().split()
    if "stylesheet" not in relation or "alternate" in relation:
        _remove(element)
    elif not _PAYLOAD.fullmatch(href) and not href.startswith("data:text/css"):
        sheet, media = embedder.style_sheet(href), element.get("media")
        if sheet is None:
            _remove(element)
            return
        element.attrib.clear()
        element.tag, element.text = "style", sheet
        if media:
            element.set("media", media)


def _disarm(element: HtmlElement, embedder: _Embedder) -> None:
    """Remove the attributes that act, and put images into those that show some."""
    if element.tag == "style" and element.text:
        element.text = embedder.style(element.text, embedder.base)
    for name, value in element.attrib.items():
        kept = _inert_value(element.tag, name.rpartition(":")[2].lower(), value, embedder)
        if kept is None:
            del element.attrib[name]
        elif kept != value:
            element.set(name, kept)


def _inert_value(tag: str, name: str, value: str, embedder: _Embedder) -> str | None:
    """Return the value of an attribute that may stay; None if it is removed."""
    if name.startswith("on") or name in _REMOVED_ATTRIBUTES:
        return None
    if name == "srcset":
        return value if "data:" in value else None  # a browser would choose it instead of `src`, and cannot load it
    if name == "href":
        is_inside = value.strip().startswith("#")
        if tag in _LINK_TAGS:
            return _INERT_ADDRESS + (value.strip()[1:] if is_inside else "outside")
        return value if is_inside or value.strip().startswith("data:") else None
    if name == "style":
        return embedder.style(value, embedder.base)
    if name in ("src", "poster", "background"):
        return embedder.data_address(value, embedder.base) or value
    return value


def _with_payloads(text: str, payloads: tuple[bytes, ...]) -> str:
    """Put back the `data:` addresses that were set aside, as long as the page does not become too large."""
    room = MAX_ORIGINAL_BYTES - len(text)

    def put_back(match: re.Match[str]) -> str:
        nonlocal room
        number = int(match[1])
        if number >= len(payloads) or len(payloads[number]) > room:
            return match[0]
        room -= len(payloads[number])
        return payloads[number].decode("latin-1")

    return _PAYLOAD.sub(put_back, text)
