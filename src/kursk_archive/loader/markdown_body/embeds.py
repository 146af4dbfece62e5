"""Find what a page embedded: players, frames, posts, images that load late. Each becomes a link; nothing is loaded."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from msgspec import Struct, convert, field

from kursk_archive.loader.markdown_body.link_markers import EMBED_MARK

_MAX_TAG_CHARACTERS = 4_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(
    r"(?<![\w:-])([a-zA-Z][\w:-]{0,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))", re.ASCII
)
_MARKED_LINK = re.compile(rf"\[([^\[\]\n]*)\]\(<{EMBED_MARK}([^<>\n]*)>\)")
_PLACEHOLDER = re.compile(r"data:|(?:.*/)?(?:blank|spacer|placeholder|transparent|1x1|pixel|loading)\.(?:gif|png|svg)$")
_NO_ADDRESS = re.compile(r"\s*(?:about:|javascript:|data:|$)", re.IGNORECASE)


class EmbedTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `embeds.yaml`."""

    elements: Mapping[str, Mapping[str, str] | list[str]]
    images: frozenset[str]
    image_attributes: tuple[str, ...]
    image_sets: tuple[str, ...]
    attributes: Mapping[str, str]
    classed_attributes: Mapping[str, str]
    shortcodes: Mapping[str, str]
    wordpress: frozenset[str]
    shortcode_images: frozenset[str]
    shortcode_arguments: tuple[str, ...]


@cache
def embed_table() -> EmbedTable:
    """Return the one table of this process."""
    text = Path(__file__).with_name("embeds.yaml").read_text("utf-8")
    return convert(yaml.load(text, yaml.CSafeLoader), EmbedTable)


class EmbedReplacer(Struct):
    """Replaces what a body embedded by links and images, piece by piece."""

    add_link: Callable[[str, str, int], str]
    """Takes title, address and line of an embed; returns the markup of its link."""
    seen: set[str] = field(default_factory=set)
    """Addresses of embeds and images."""
    in_noscript: bool = False
    in_replaced_script: bool = False

    def replace(self, markup: str, line: int) -> str:
        """Return a piece of HTML with links in place of embeds. It has as many lines as before.

        Args:
            markup: as the capture has it.
            line: of the file, 1-based, on which it begins.
        """
        if EMBED_MARK in markup:
            markup = _MARKED_LINK.sub(lambda match: self.add_link(match[1], match[2], line), markup)

        at, counted_to = line, 0

        def replace_tag(match: re.Match[str]) -> str:
            nonlocal at, counted_to
            at += markup.count("\n", counted_to, match.start())
            counted_to = match.start()
            is_end, name = bool(match[1]), match[2].lower()
            if name == "noscript":
                self.in_noscript = not is_end
            if len(match[0]) > _MAX_TAG_CHARACTERS and "data:" not in match[0]:
                return match[0]
            if name == "script" and is_end and self.in_replaced_script:
                self.in_replaced_script = False
                return ""
            replaced = _end_of_embed(name) if is_end else self._replace_start(name, match[3], at)
            return match[0] if replaced is None else replaced + "\n" * match[0].count("\n")

        return _TAG.sub(replace_tag, markup) if "<" in markup else markup

    def _replace_start(self, name: str, text: str, line: int) -> str | None:
        """Return what a start tag becomes; None if it stays."""
        if "=" not in text:
            return None
        table, attributes = embed_table(), _read_attributes(text)
        if name in table.images:
            return self._image(name, attributes, table)
        addresses = _addresses(name, attributes, table)
        if not addresses:
            return None
        is_copy = name in ("embed", "source", "param")
        fresh = [address for address in addresses if not (is_copy and address in self.seen)]
        self.seen.update(addresses)
        self.in_replaced_script = name == "script"
        links = "".join(self.add_link(attributes.get("title", ""), address, line) for address in fresh)
        return links if name in table.elements or name in ("param", "script") else f"<{name}{text}>{links}"

    def _image(self, name: str, attributes: Mapping[str, str], table: EmbedTable) -> str | None:
        address = _image_address(attributes, table)
        if not address or (self.in_noscript and address in self.seen):
            return "" if address else None
        self.seen.add(address)
        if name == "img" and address == attributes.get("src"):
            return None
        alt = html.escape(attributes.get("alt", ""))
        return f'<img src="{html.escape(address)}" alt="{alt}">'


def _end_of_embed(name: str) -> str | None:
    """Return what an end tag becomes; None if it stays. An end without a start does no harm."""
    table = embed_table()
    return "" if name in table.elements or name in table.images else None


def _read_attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag, by lower-case name; of several with one name the first counts."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        attributes.setdefault(name.lower(), html.unescape("".join(values)).strip())
    return attributes


def _addresses(name: str, attributes: Mapping[str, str], table: EmbedTable) -> list[str]:
    """Return the addresses that a start tag embeds: of the element itself, and of the posts that attributes name."""
    stated = table.elements.get(name, {})
    rows = stated.items() if isinstance(stated, Mapping) else ((key, "{}") for key in stated)
    own = next(iter(_filled(attributes, rows)), None)
    found = [own] if own else []
    if name == "script" and attributes.get("src", "").startswith("https://gist.github.com/"):
        found.append(attributes["src"].partition(".js")[0])
    if name == "param" and attributes.get("name", "").lower() in ("movie", "src", "url"):
        found += _filled(attributes, [("value", "{}")])
    if any(key.startswith("data-") for key in attributes):
        found += _filled(attributes, table.attributes.items())
    classes = attributes.get("class", "").split()
    for prefix, key in table.classed_attributes.items() if classes else ():
        if any(word.startswith(prefix) for word in classes):
            found += _filled(attributes, [(key, "{}")])
    return list(dict.fromkeys(found))


def _filled(attributes: Mapping[str, str], rows: object) -> Iterator[str]:
    for key, address in rows:  # type: ignore[attr-defined]
        value = attributes.get(key, "")
        if not _NO_ADDRESS.match(value):
            yield fill_address(address, value)


def fill_address(address: str, value: str, user: str = "") -> str:
    """Return the address for a value: the value itself if it is one, else put into the place of `{}`."""
    if value.startswith(("https://", "http://", "//")) or "{}" not in address:
        return value
    filled = address.replace("{user}", user or "i") if user or "gist" not in address else address.replace("{user}/", "")
    return filled.replace("{}", value)


def _image_address(attributes: Mapping[str, str], table: EmbedTable) -> str:
    """Return the address of an image. Where scripts load it later, `src` is often a placeholder."""
    for key in table.image_attributes:
        value = attributes.get(key, "")
        if value and not _PLACEHOLDER.match(value):
            return value
    for key in table.image_sets:
        if value := attributes.get(key, "").partition(",")[0].split(" ")[0]:
            return "" if value.startswith("data:") else value
    return ""
