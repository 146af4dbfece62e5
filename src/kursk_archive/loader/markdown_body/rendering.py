"""A body while it is rendered: HTML with markers in place of links, and what was noticed on the way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.embeds import EmbedReplacer
from kursk_archive.loader.markdown_body.link_markers import (
    LINK_CLOSE,
    LINK_MIDDLE,
    LINK_OPEN,
    strip_marker_references,
)
from kursk_archive.loader.markdown_body.markdown_in_html import write_links_as_html
from kursk_archive.loader.markdown_body.neutralise import neutralise_html
from kursk_archive.loader.markdown_body.plain_html import is_plain_html
from kursk_archive.loader.markdown_body.sanitise import find_active_content

TEMPLATE_SYNTAX = re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>")
MARKED_LINK = re.compile(f"{LINK_OPEN}([0-9]+){LINK_MIDDLE}([^{LINK_CLOSE}]*){LINK_CLOSE}")
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Rendering:
    """A body while it is rendered: its HTML with markers in place of links, the links, and what was noticed."""

    source_lines: list[str]
    line: int
    """Of the file, 1-based, on which the body begins."""
    region: LinkRegion
    html: str = ""
    links: list[Link] = field(default_factory=list)
    pending_images: list[int] = field(default_factory=list)
    """Numbers of images inside the current link; they follow it, since an anchor cannot contain another link."""
    raw_html: list[tuple[int, str]] = field(default_factory=list)
    """HTML that the capture itself contains, with its line in the file."""
    embeds: EmbedReplacer = field(init=False)
    active: list[tuple[int, str]] = field(default_factory=list)
    """Active content in that HTML, with its line in the file."""
    templates: list[tuple[int, str]] = field(default_factory=list)
    """Template syntax, with its line in the file."""

    def __post_init__(self) -> None:
        self.embeds = EmbedReplacer(self._mark_embed)

    def _mark_embed(self, title: str, address: str, line: int) -> str:
        number = self.add_link(Link(title, address, line, None, LinkRegion.EMBED))
        return f"{LINK_OPEN}{number}{LINK_MIDDLE}{LINK_CLOSE}"

    def add_link(self, link: Link) -> int:
        """Add a link and return its number."""
        self.links.append(link)
        return len(self.links) - 1

    def add_html(self, markup: str, line: int) -> str:
        """Take HTML that the capture contains; returns it with links in place of embeds, and without traps.

        Args:
            markup: as the capture has it.
            line: of the file, on which it begins.
        """
        markup = write_links_as_html(strip_marker_references(markup))
        if is_plain_html(markup):
            self.raw_html.append((line, markup))
            return markup
        markup = self.embeds.replace(markup, line)
        self.raw_html.append((line, markup))
        self.note_active_content(markup, line)
        return neutralise_html(markup)

    def note_template_syntax(self, text: str, line: int) -> None:
        if "{" in text or "<%" in text:
            self.templates += [(line, match[0]) for match in TEMPLATE_SYNTAX.finditer(text)]

    def note_active_content(self, markup: str, line: int) -> None:
        self.active += [(line + lines_down, found) for lines_down, found in find_active_content(markup)]

    def fragment(self) -> Fragment:
        pieces = MARKED_LINK.split(self.html)
        cursors: dict[int, int] = {}
        links = [
            self._finish(self.links[int(number)], inner, cursors)
            for number, inner in zip(pieces[1::3], pieces[2::3], strict=True)
        ]
        return Fragment(tuple(pieces[0::3]), tuple(links))

    def findings(self, path: str) -> Iterator[Finding]:
        if self.active:
            yield self._finding("script", path, self.active, "active content")
        if self.templates:
            yield self._finding("template-syntax", path, self.templates, "template syntax")

    def _finding(self, code: str, path: str, matches: list[tuple[int, str]], name: str) -> Finding:
        line, markup = matches[0]
        more = f", and {len(matches) - 1} more" if len(matches) > 1 else ""
        location = Location(path, line, self._source_line(line).find(markup) + 1 or 1)
        return make_finding(code, location, f"{name} `{markup[:60]}`{more}")

    def _source_line(self, line: int) -> str:
        return self.source_lines[line - self.line] if 0 <= line - self.line < len(self.source_lines) else ""

    def _finish(self, link: Link, inner: str, cursors: dict[int, int]) -> Link:
        """Return a link with the HTML between its marks, with the text of that, and with its column."""
        text, line = link.text, link.line
        if link.region in _WITH_OWN_TEXT:
            inner = html.escape(text)
        else:
            text = " ".join(strip_tags(inner).split())
        column = None if line is None else self._column(link.href or text, line, link.href, cursors)
        return Link(text, link.href, line, column, link.region, inner)

    def _column(self, sought: str, line: int, href: str, cursors: dict[int, int]) -> int | None:
        """Find a link in its source line, behind the links before it; `cursors` is how far each line is used up."""
        text, start = self._source_line(line), cursors.get(line, 0)
        target = text.find(f"]({href}", start)
        bracket = text.rfind("[", start, target) if target >= 0 else _address_start(text, sought, start)
        if bracket < 0:
            return None
        cursors[line] = max(target, bracket) + len(href)
        return bracket + 1


_WITH_OWN_TEXT = (LinkRegion.IMAGE, LinkRegion.EMBED)


def _address_start(text: str, address: str, start: int) -> int:
    """Find the start of a bare address or of the tag that holds it; -1 if the address is not in the text."""
    found = text.find(address, start)
    tag = text.rfind("<", start, max(found, 0))
    return tag if tag >= 0 and ">" not in text[tag:found] else found


def strip_tags(markup: str) -> str:
    """Return the text of a markup."""
    if "<" in markup:
        markup = _TAG.sub("", markup)
    return html.unescape(markup)
