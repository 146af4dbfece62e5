"""The files that a saved page shows: style sheets, images, fonts; which ones it uses, and what they are."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TypeVar
from urllib.parse import urljoin

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.loader.html.media import image_choices
from kursk_archive.loader.html.page_tree import elements_of
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES

MAX_RESOURCE_BYTES = MAX_ORIGINAL_BYTES // 4
"""Of one file, so that a film does not take the room of all images."""
MAX_RESOURCES = 1_000
MAX_SHEET_DEPTH = 5
"""Style sheets that import each other."""

STYLE_ADDRESS = re.compile(
    r"(?P<imported>@import\s{0,20})?"
    r"url\(\s{0,20}(?:\"(?P<double>[^\"\n]{1,2000})\"|'(?P<single>[^'\n]{1,2000})'|(?P<bare>[^\s\"'()]{1,2000}))\s{0,20}\)"
    r"|@import\s{0,20}(?:\"(?P<import_double>[^\"\n]{1,2000})\"|'(?P<import_single>[^'\n]{1,2000})')",
    re.IGNORECASE,
)
_PICTURE_ATTRIBUTES = ("src", "poster", "background")
_DRAWN_IMAGES = frozenset({"image", "feimage"})
_LATE_MEDIA = re.compile(r"media\s*=\s*[\"']([^\"']{1,100})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STYLE_CHARSET = re.compile(rb"@charset \"([a-zA-Z0-9_.:-]{2,40})\"")
_SIGNATURES = tuple(
    (re.compile(pattern, re.DOTALL), media_type)
    for pattern, media_type in (
        (rb"\x89PNG", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"GIF8", "image/gif"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"....ftyp(?:avi[fs]|mif1)", "image/avif"),
        (rb"....ftyp", "video/mp4"),
        (rb"BM....\x00{4}", "image/bmp"),
        (rb"\x00\x00\x01\x00", "image/x-icon"),
        (rb"wOF2", "font/woff2"),
        (rb"wOFF", "font/woff"),
        (rb"OTTO", "font/otf"),
        (rb"\x00\x01\x00\x00|true", "font/ttf"),
        (rb"\x1aE\xdf\xa3", "video/webm"),
        (rb"OggS", "audio/ogg"),
        (rb"ID3", "audio/mpeg"),
        (rb"\s{0,100}<(?:[?!][^<>]{0,500}>\s{0,100}<){0,4}svg\b", "image/svg+xml"),
        (rb"\s{0,100}<", "text/html"),
    )
)

Found = TypeVar("Found")


class Resource(Struct, frozen=True):
    """A file that was saved with a page."""

    media_type: str
    data: bytes


Resources = Mapping[str, Resource]
"""Address, as the page has it or absolute → the file."""


class Use(Struct, frozen=True):
    """A place of a page or a style sheet that shows a file."""

    addresses: tuple[str, ...]
    """Absolute; the first that was saved is shown."""
    is_sheet: bool = False


def media_type_of(data: bytes, stated: str = "") -> str:
    """Return the media type of a file by its first bytes; else the stated one, else that of a style sheet."""
    found = next((media_type for signature, media_type in _SIGNATURES if signature.match(data)), "")
    return found or stated or "text/css"


def absolute_address(base: str, href: str) -> str:
    """Return an address without its fragment; empty if it is none, or the file is in the address itself."""
    href = href.strip()
    if not href or href.startswith(("#", "data:")):
        return ""
    try:
        return urljoin(base, href).partition("#")[0]
    except ValueError:
        return ""


def page_base(root: HtmlElement, address: str) -> str:
    """Return the address that those of a page are relative to. In the content folder it is the page's own."""
    if address.startswith("/"):
        return address
    href = next((href for base in root.iter("base") if (href := (base.get("href") or "").strip())), "")
    return absolute_address(address, href) or address


def linked_sheet(link: HtmlElement) -> tuple[str, str] | None:
    """Return address and media of the style sheet that a `link` applies, at once or by a script; None if none."""
    relation, late = (link.get("rel") or "").lower().split(), link.get("onload") or ""
    is_late = "preload" in relation and (link.get("as") or "").lower() == "style" and "stylesheet" in late
    if "alternate" in relation or link.get("disabled") is not None or not ("stylesheet" in relation or is_late):
        return None
    media = _LATE_MEDIA.search(late)
    return link.get("href") or "", media[1] if media else link.get("media") or ""


def is_picture_attribute(tag: str, name: str) -> bool:
    """Return True for an attribute that holds the address of an image or a film to show."""
    return name in _PICTURE_ATTRIBUTES or (name == "href" and tag in _DRAWN_IMAGES)


def page_uses(root: HtmlElement, base: str) -> Iterator[Use]:
    """Yield what a page shows, in the order of the page."""
    for element in elements_of(root):
        if element.tag == "link":
            if sheet := linked_sheet(element):
                yield Use((absolute_address(base, sheet[0]),), is_sheet=True)
            continue
        if element.tag == "style":
            yield from style_uses(element.text or "", base)
        elif element.tag == "img":
            yield Use(tuple(absolute_address(base, href) for href in image_choices(element)))
        for name, value in element.attrib.items():
            name = name.rpartition(":")[2].lower()
            if name == "style":
                yield from style_uses(value, base)
            elif element.tag != "img" and is_picture_attribute(element.tag, name):
                yield Use((absolute_address(base, value),))


def style_uses(text: str, base: str) -> Iterator[Use]:
    """Yield what a style sheet shows and imports."""
    if "url(" not in text.lower() and "@import" not in text.lower():
        return
    for match in STYLE_ADDRESS.finditer(text):
        href, is_sheet = style_address(match)
        yield Use((absolute_address(base, href),), is_sheet)


def style_address(match: re.Match[str]) -> tuple[str, bool]:
    """Return the address that `STYLE_ADDRESS` found, and True if it is that of a style sheet."""
    imported = match["import_double"] or match["import_single"]
    return imported or match["double"] or match["single"] or match["bare"], bool(imported or match["imported"])


def trace_resources(
    uses: Iterable[Use],
    open_resource: Callable[[str], Found | None],
    uses_of_sheet: Callable[[str, Found], Iterable[Use]],
) -> dict[str, Found]:
    """Find the files that a page shows, those of its style sheets included.

    Args:
        uses: of the page.
        open_resource: returns what is known of the file at an address; None if it was not saved.
        uses_of_sheet: of the style sheet at an address.

    Returns:
        Address → what `open_resource` returned.
    """
    found: dict[str, Found] = {}
    absent: set[str] = {""}
    pending = deque((use, 0) for use in uses)
    while pending and len(found) < MAX_RESOURCES:
        use, depth = pending.popleft()
        for address in use.addresses:
            if address in found:
                break
            resource = None if address in absent else open_resource(address)
            if resource is None:
                absent.add(address)
                continue
            found[address] = resource
            if use.is_sheet and depth < MAX_SHEET_DEPTH:
                pending.extend((other, depth + 1) for other in uses_of_sheet(address, resource))
            break
    return found


def decode_style(data: bytes, encoding: str = "utf-8") -> str:
    """Decode a style sheet: by what it states, else as UTF-8, else in the page's encoding.

    Control characters, which no page can hold, become spaces.
    """
    return _CONTROLS.sub(" ", _decode_style(data, encoding))


def _decode_style(data: bytes, encoding: str) -> str:
    match = _STYLE_CHARSET.match(data)
    for name in (match[1].decode() if match else "utf-8-sig", "utf-8-sig", encoding):
        try:
            return data.decode(name)
        except (UnicodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def digest_of_resources(resources: Resources) -> str:
    """Return the SHA-256 over the addresses and the bytes of files, in their order."""
    digest = sha256()
    for address, resource in resources.items():
        line = f"{len(address)} {address} {sha256(resource.data).hexdigest()}\n"
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
