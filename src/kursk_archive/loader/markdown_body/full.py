"""Full rendering of a body: any Markdown and HTML, in one pass of markdown-it-py."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Fragment, Link
from kursk_archive.core.text import CONTROLS
from kursk_archive.loader.markdown_body.fast_path import MAX_LINKS
from kursk_archive.loader.markdown_body.footnotes import resolve_footnotes
from kursk_archive.loader.markdown_body.link_markers import LINK_CLOSE, LINK_MIDDLE, LINK_OPEN
from kursk_archive.loader.markdown_body.mdx import plain_mdx, split_at_fences
from kursk_archive.loader.markdown_body.neutralise import neutralise_unclosed
from kursk_archive.loader.markdown_body.notes import defined_labels, has_note_signs, plain_note
from kursk_archive.loader.markdown_body.rendering import MARKED_LINK, Rendering, strip_tags
from kursk_archive.loader.markdown_body.sanitise import nesting_depth, sanitise_html
from kursk_archive.loader.markdown_body.short_blocks import render_blocks
from kursk_archive.loader.markdown_body.short_inlines import render_short
from kursk_archive.loader.markdown_body.shortcodes import expand_shortcodes
from kursk_archive.loader.markdown_body.template_blocks import Note, plain_templates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_NESTING = 60
"""Blocks inside blocks. Beyond it markdown-it-py drops text, so the body is shown as plain paragraphs instead."""
MAX_HTML_NESTING = 500
"""Elements inside elements. The time that nh3 takes grows with the square of it (50,000 took 7 s)."""

MAX_BRACKETS, MAX_ADDRESSES, MAX_PARAGRAPH_CHARACTERS = 20_000, 2_000, 100_000
"""An unclosed opening bracket takes markdown-it-py 80 µs; `://` takes time in proportion to the text before it in its
paragraph (50,000 characters full of them took 9 s)."""
MAX_LINES, MAX_MARKUP_CHARACTERS, MAX_MAIL_ADDRESSES = 100_000, 200_000, 20_000
"""A list item or a paragraph takes markdown-it-py 45 µs and 3 kB of memory, a sign of emphasis or a tag up to 20 µs and
1 kB, a mail address 100 µs. 4 MB of list items took 56 s and 3.2 GB."""
_MARKUP_CHARACTERS = "*_~`<&!|{\\"

_IMAGE = r'<img\b[^>]*?\bsrc="([0-9]+)"[^>]*>'
_IMAGE_IN_LINK = re.compile(_IMAGE)
_COMMENT_BEFORE_TEXT = re.compile(r"^[ \t]{0,3}<!--(?:(?!-->)[^\n]){0,500}-->[ \t]{0,9}(?=[^\s<])", re.MULTILINE)
"""A comment that a line begins with, such as `<!-- more -->`: with it, CommonMark takes the whole line for HTML."""
_ANCHOR_OR_IMAGE = re.compile(rf'<a href="([0-9]+)">(.*?)</a>|{_IMAGE}', re.DOTALL)
_STRAY_TAG = re.compile(r"</?(?:a|img)\b[^>]*>")
_RAW_ADDRESS = re.compile(r"<(?:a\b[^>]{0,400}?\bhref|img\b[^>]{0,400}?\bsrc)\s{0,9}=", re.IGNORECASE)
_ALT = re.compile(r'\balt="([^"]*)"')
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b")
_VOID_ELEMENTS = frozenset({"br", "hr", "wbr", "col", "img"})


def render_full(text: str, path: str, line: int, region: LinkRegion) -> tuple[Fragment, tuple[Finding, ...]]:
    """Render any body or inline text with markdown-it-py; see `render_markdown` for the parameters."""
    try:
        rendering = _render(text, path, line, region)
    except (RecursionError, MemoryError):
        rendering = None
    if rendering is None:
        message = "text is too deeply nested, or has too much markup, to be formatted"
        return _render_plain(text), (make_finding("nesting", Location(path, line, 1), message),)
    return rendering.fragment(), tuple(rendering.findings(path))


def _render(text: str, path: str, line: int, region: LinkRegion) -> Rendering | None:
    """Render a text; None if it nests too deep or would take too long."""
    if _is_too_long(text):
        return None
    lines = text.split("\n")
    lost: list[tuple[int, str]] = []
    if region is LinkRegion.BODY:
        text = _plain_markdown(
            text, path, lambda tag, lines_down: lost.append((line + lines_down, " ".join(tag.split())))
        )
    text = expand_shortcodes(text)
    rendering = Rendering(lines, line, region, templates=[*lost])
    html = _render_short(text, rendering)
    if html is None:
        rendering = Rendering(lines, line, region, templates=[*lost])
        html = _render_by_parser(text, line, rendering)
    if html is None:
        return None
    rendering.html = html
    may_nest = rendering.raw_html or _max_emphasis(text) > MAX_HTML_NESTING
    if may_nest and nesting_depth(rendering.html) > MAX_HTML_NESTING:
        return None
    if rendering.raw_html:
        rendering.html = sanitise_with_links(rendering)
    rendering.html = resolve_footnotes(rendering.html)
    return rendering if len(rendering.links) <= MAX_LINKS else None


def _plain_markdown(text: str, path: str, note: Note) -> str:
    """Return a body without what generators, MDX and, in a Markdown file, Obsidian add."""
    if "<!--" in text:
        text = _COMMENT_BEFORE_TEXT.sub("", text)
    text = plain_mdx(plain_templates(text, note))
    if not has_note_signs(text, path):
        return text
    groups = (("\n".join(lines), is_code) for is_code, lines in split_at_fences(text.split("\n")))
    labels = defined_labels(text)
    return "\n".join(group if is_code else plain_note(group, labels) for group, is_code in groups)


def _render_short(text: str, rendering: Rendering) -> str | None:
    """Render a text without markdown-it-py, except for some of its paragraphs; None if that cannot be done."""
    if rendering.region is LinkRegion.BODY:
        return render_blocks(text, rendering, render_inline_by_parser)
    return render_short(text, rendering.line, rendering)


def _render_by_parser(text: str, line: int, rendering: Rendering) -> str | None:
    """Render a text with markdown-it-py; None if it nests too deep."""
    parser = _parser()
    env: dict[str, Any] = {"rendering": rendering}
    is_body = rendering.region is LinkRegion.BODY
    tokens = parser.parse(text, env) if is_body else parser.parseInline(text, env)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        return None
    _mark_lines(tokens, line)
    _demote_headings(tokens)
    _align_by_class(tokens)
    return str(parser.renderer.render(tokens, parser.options, env))


def render_inline_by_parser(text: str, line: int, rendering: Rendering) -> str:
    """Render the text of a paragraph with markdown-it-py.

    Args:
        text: of the paragraph.
        line: of the file, on which it begins.
        rendering: takes the links and the HTML.
    """
    parser = _parser()
    env: dict[str, Any] = {"rendering": rendering}
    tokens = parser.parseInline(text, env)
    _mark_lines(tokens, line)
    return str(parser.renderer.render(tokens, parser.options, env))


@cache
def _parser() -> MarkdownIt:
    from kursk_archive.loader.markdown_body.parser import make_parser  # markdown-it-py takes 60 ms to import

    return make_parser(MAX_NESTING)


def _is_too_long(text: str) -> bool:
    if text.count("[") > MAX_BRACKETS or text.count("://") > MAX_ADDRESSES:
        return True
    if len(text) <= MAX_PARAGRAPH_CHARACTERS:
        return text.count("@") > MAX_MAIL_ADDRESSES
    return (
        text.count("\n") > MAX_LINES
        or text.count("@") > MAX_MAIL_ADDRESSES
        or sum(map(text.count, _MARKUP_CHARACTERS)) > MAX_MARKUP_CHARACTERS
        or max(map(len, text.split("\n\n"))) > MAX_PARAGRAPH_CHARACTERS
    )


def _max_emphasis(text: str) -> int:
    """Return an upper bound of the number of elements that the text's emphasis becomes."""
    return sum(map(text.count, "*_~"))


def _mark_lines(tokens: Sequence[Token], first_line: int) -> None:
    """Record in each token's `meta` the line of the file on which it stands."""
    line = first_line
    for token in tokens:
        if token.map:
            line = first_line + token.map[0]
        token.meta["line"] = line
        lines_down = 0
        for child in token.children or ():
            child.meta["line"] = line + lines_down
            is_break = child.type in ("softbreak", "hardbreak")
            lines_down += is_break or child.content.count("\n") * (child.type == "html_inline")


def _demote_headings(tokens: Sequence[Token]) -> None:
    """Renumber headings from h2 on without gaps: the page's headline is its only h1."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    used_tags = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(used_tags.index(token.tag) + 2, 6)}"


def _align_by_class(tokens: Sequence[Token]) -> None:
    """Align table cells by class: the page's Content-Security-Policy forbids markdown-it-py's style attributes."""
    for token in tokens:
        if style := token.attrs.pop("style", None):
            token.attrs["class"] = f"{style}".replace("text-align:", "align-")


def sanitise_with_links(rendering: Rendering) -> str:
    """Sanitise the rendered HTML, with markers for the links of both Markdown and HTML."""
    lines = iter(
        [
            line + markup.count("\n", 0, match.start())
            for line, markup in rendering.raw_html
            for match in _RAW_ADDRESS.finditer(markup)
        ]
    )

    def number_of(address: str) -> str:
        """Return the number of a link. Markdown's own come as marker and number, those of HTML are added here."""
        number = address.removeprefix(LINK_OPEN)
        if number != address and number.isascii() and number.isdigit() and int(number) < len(rendering.links):
            return number
        link = Link("", CONTROLS.sub("", address), next(lines, None), None, rendering.region)
        return str(rendering.add_link(link))

    def mark_link(match: re.Match[str]) -> str:
        if match[3] is not None:
            return mark_image(match[0], int(match[3]))
        images = "".join(mark_image(image[0], int(image[1])) for image in _IMAGE_IN_LINK.finditer(match[2]))
        words = _STRAY_TAG.sub("", _IMAGE_IN_LINK.sub(_alt_text, match[2]))
        return f"{LINK_OPEN}{match[1]}{LINK_MIDDLE}{words}{LINK_CLOSE}{images}"

    def mark_image(markup: str, number: int) -> str:
        alt = html.unescape(_alt_text(markup))
        rendering.links[number] = replace(rendering.links[number], text=alt, region=LinkRegion.IMAGE)
        return f"{LINK_OPEN}{number}{LINK_MIDDLE}{LINK_CLOSE}"

    anchored = MARKED_LINK.sub(lambda match: f'<a href="{LINK_OPEN}{match[1]}">{match[2]}</a>', rendering.html)
    marked = _ANCHOR_OR_IMAGE.sub(mark_link, sanitise_html(neutralise_unclosed(anchored), number_of))
    # Stray tags are anchors without an address, and end tags of anchors that a table tore apart.
    return _repair_torn_links(_STRAY_TAG.sub("", marked))


def _repair_torn_links(markup: str) -> str:
    """Reduce all links to plain text if a table tore an element inside of one apart; each must be well-formed."""
    if all(_is_balanced(match[2]) for match in MARKED_LINK.finditer(markup)):
        return markup

    def to_plain_link(match: re.Match[str]) -> str:
        return f"{LINK_OPEN}{match[1]}{LINK_MIDDLE}{html.escape(strip_tags(match[2]))}{LINK_CLOSE}"

    return sanitise_html(MARKED_LINK.sub(to_plain_link, markup), str)


def _is_balanced(markup: str) -> bool:
    """Return True if every element is closed, and in order."""
    open_elements: list[str] = []
    for end, name in _ELEMENT.findall(markup):
        if end and (not open_elements or open_elements.pop() != name):
            return False
        if not end and name not in _VOID_ELEMENTS:
            open_elements.append(name)
    return not open_elements


def _alt_text(image: str | re.Match[str]) -> str:
    """Return the alternative text of an `img` element, still escaped."""
    match = _ALT.search(image if isinstance(image, str) else image[0])
    return match[1] if match else ""


def _render_plain(text: str) -> Fragment:
    """Render a text as paragraphs, without any markup."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return Fragment(
        ("".join(f"<p>{html.escape(part.strip(), quote=False)}</p>\n" for part in paragraphs if part.strip()),)
    )
