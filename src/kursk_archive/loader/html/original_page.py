"""The original page of a capture: the saved page as it looked, made inert, for a sandboxed frame.

The frame's sandbox and the policy of the page around it let nothing run and nothing load. What is removed here is what
they do not govern, such as hints to look up a host, and what would disturb the reader.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

from lxml.html import HtmlElement, tostring

from kursk_archive.loader.html.media import image_choices
from kursk_archive.loader.html.page_resources import (
    MAX_SHEET_DEPTH,
    STYLE_ADDRESS,
    Resource,
    Resources,
    absolute_address,
    decode_style,
    is_picture_attribute,
    linked_sheet,
    page_base,
    style_address,
)
from kursk_archive.loader.html.page_text import PageText
from kursk_archive.loader.html.page_tree import elements_of, parse_bounded
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES

_REMOVED_TAGS = frozenset("base frame frameset iframe noscript script template".split())
_UNWRAPPED_TAGS = frozenset("applet embed fencedframe object portal".split())
"""Elements whose content is shown in their place. An `embed` has none, but the parser puts what follows into it."""
_REMOVED_ATTRIBUTES = frozenset(
    "action attributionsrc autofocus autoplay formaction manifest nonce ping srcdoc target".split()
)
_LINK_TAGS = frozenset({"a", "area"})
_INERT_ADDRESS = "about:srcdoc#"
_PAYLOAD = re.compile(r"data:,([0-9]{1,8})(?![0-9])")
_RESOURCE_TYPE = re.compile(r"(?:image|font|audio|video)/[a-z0-9.+-]{1,60}|application/(?:x-)?font-[a-z0-9.+-]{1,60}")
_STYLE_CHARACTERS = " :;{}()!=>~+[]@&$?"
"""That need no escape in the `data:` address of a style sheet. A comma does, or it could look like a payload's."""


class _Embedder:
    """Puts the files that were saved with a page into it, as long as it does not become too large."""

    def __init__(self, resources: Resources, base: str, encoding: str, room: int) -> None:
        """Embed files.

        Args:
            resources: by address.
            base: address of the page; empty if it is not known.
            encoding: of the page.
            room: characters that may be added.
        """
        self.resources, self.base, self.encoding, self.room = resources, base, encoding, room

    def find(self, href: str, base: str) -> Resource | None:
        href = href.strip()
        return self.resources.get(href) or self.resources.get(absolute_address(base, href))

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

    def style(self, text: str, base: str, importers: tuple[str, ...] = ()) -> str:
        """Put images, fonts and imported style sheets into a style sheet.

        Args:
            text: the style sheet.
            base: its address.
            importers: addresses of the style sheets that import it, itself included.
        """
        if not self.resources:
            return text

        def embed(match: re.Match[str]) -> str:
            href, is_sheet = style_address(match)
            address = self._imported(href, base, importers) if is_sheet else self.data_address(href, base)
            return f'{"@import " * is_sheet}url("{address}")' if address else match[0]

        return STYLE_ADDRESS.sub(embed, text)

    def style_sheet(self, href: str, base: str, importers: tuple[str, ...] = ()) -> str | None:
        """Return the text of a style sheet; None if there is none or no room is left."""
        resource, address = self.find(href, base), absolute_address(base, href)
        if resource is None or resource.media_type != "text/css" or len(resource.data) > self.room:
            return None
        if address in importers or len(importers) > MAX_SHEET_DEPTH:
            return None
        self.room -= len(resource.data)
        return self.style(decode_style(resource.data, self.encoding), address, (*importers, address))

    def _imported(self, href: str, base: str, importers: tuple[str, ...]) -> str | None:
        """Return the `data:` address of an imported style sheet, so that the conditions of the import stay."""
        before = self.room
        sheet = self.style_sheet(href, base, importers)
        address = None if sheet is None else f"data:text/css;charset=utf-8,{quote(sheet, safe=_STYLE_CHARACTERS)}"
        if address is None or len(address) > before:
            return None
        self.room = min(self.room, before - len(address))
        return address


def make_inert(page: PageText, resources: Resources | None = None, address: str = "") -> str:
    """Return a page without what acts, and with the files that were saved with it inside.

    Args:
        page: decoded.
        resources: the files.
        address: of the page; empty if it is not known.
    """
    root = parse_bounded(page.text)
    if root is None:
        return ""
    embedder = _Embedder(resources or {}, page_base(root, address), page.encoding, MAX_ORIGINAL_BYTES - len(page.text))
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
    link = linked_sheet(element)
    if link is None:
        _remove(element)
        return
    href, media = link
    attributes = {"media": media} if media else {}
    if _PAYLOAD.fullmatch(href) or href.startswith("data:text/css"):
        attributes |= {"rel": "stylesheet", "href": href}
    elif (sheet := embedder.style_sheet(href, embedder.base)) is not None:
        element.tag, element.text = "style", sheet.replace("</", "<\\/")
    else:
        _remove(element)
        return
    element.attrib.clear()
    element.attrib.update(attributes)


def _disarm(element: HtmlElement, embedder: _Embedder) -> None:
    """Remove the attributes that act, and put images into those that show some."""
    if element.tag == "style" and element.text:
        element.text = embedder.style(element.text, embedder.base)
    shown = _find_image(element, embedder) if element.tag == "img" else None
    for name, value in element.attrib.items():
        kept = _inert_value(element.tag, name.rpartition(":")[2].lower(), value, embedder)
        if kept is None:
            del element.attrib[name]
        elif kept != value:
            element.set(name, kept)
    if shown:
        element.set("src", shown)
        element.attrib.pop("srcset", None)


def _find_image(image: HtmlElement, embedder: _Embedder) -> str | None:
    """Return the `data:` address of the picture of an image; None if it was not saved. `srcset` offers several."""
    choices = image_choices(image) if embedder.resources else []
    return next(filter(None, (embedder.data_address(href, embedder.base) for href in choices)), None)


def _inert_value(tag: str, name: str, value: str, embedder: _Embedder) -> str | None:
    """Return the value of an attribute that may stay; None if it is removed."""
    if name.startswith("on") or name in _REMOVED_ATTRIBUTES:
        return None
    if name == "srcset":
        return value if "data:" in value else None  # a browser would choose it instead of `src`, and cannot load it
    if name == "style":
        return embedder.style(value, embedder.base)
    is_inside = value.strip().startswith("#")
    if name == "href" and tag in _LINK_TAGS:
        return _INERT_ADDRESS + (value.strip()[1:] if is_inside else "outside")
    if tag != "img" and is_picture_attribute(tag, name) and (address := embedder.data_address(value, embedder.base)):
        return address
    if name == "href" or is_picture_attribute(tag, name):
        return value if is_inside or value.strip().startswith("data:") else None
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
