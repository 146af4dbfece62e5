"""The long way through a body: whatever Markdown and HTML it holds, in one pass of markdown-it-py."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader.markdown_body.linkify import BareAddressFinder
from kursk_archive.loader.markdown_body.neutralise import neutralise_html, neutralise_unclosed
from kursk_archive.loader.markdown_body.render import CLOSE, MIDDLE, OPEN
from kursk_archive.loader.markdown_body.sanitise import find_active_content, nesting_depth, sanitise_html
from kursk_archive.loader.markdown_body.tokens import align_by_class, demote_headings, mark_lines

MAX_NESTING = 60
"""Blocks in blocks. Beyond it markdown-it-py drops text, so the body is shown as plain paragraphs instead."""
MAX_HTML_NESTING = 500
"""Elements in elements. The time that nh3 takes grows with the square of it (50,000 took 7 s)."""

MAX_BRACKETS, MAX_ADDRESSES, MAX_PARAGRAPH = 20_000, 2_000, 100_000
"""An opening bracket that nothing closes takes markdown-it-py 80 µs; `://` takes time with the length of what stands
before it in its paragraph (50,000 characters full of them took 9 s)."""

_LINK = re.compile(f"{OPEN}([0-9]+){MIDDLE}([^{CLOSE}]*){CLOSE}")
_IMAGE = r'<img\b[^>]*?\bsrc="([0-9]+)"[^>]*>'
_INNER_IMAGE = re.compile(_IMAGE)
_ANCHOR = re.compile(rf'<a href="([0-9]+)">(.*?)</a>|{_IMAGE}', re.DOTALL)
_STRAY = re.compile(r"</?(?:a|img)\b[^>]*>")
_RAW_ADDRESS = re.compile(r"<(?:a\b[^>]{0,400}?\bhref|img\b[^>]{0,400}?\bsrc)\s{0,9}=", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ALT = re.compile(r'\balt="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b")
_VOID = frozenset({"br", "hr", "wbr", "col", "img"})
_TEMPLATE = re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>")


def render_full(text: str, path: str, line: int, place: LinkRegion) -> tuple[Fragment, tuple[Finding, ...]]:
    """A body or an inline text, as `body.render` has it, by markdown-it-py, whatever the text."""
    try:
        reading = _read(text, line, place)
    except RecursionError:
        reading = None
    if reading is None:
        message = "the text nests too deep, or goes on too long, to be laid out"
        return _plain(text), (make_finding("nesting", Location(path, line, 1), message),)
    return reading.fragment(), tuple(reading.findings(path))


@dataclass(slots=True)
class _Reading:
    """A body on its way: its HTML with sentinels where links stand, and what was met."""

    source: list[str]
    line: int
    place: LinkRegion
    html: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    """Links that wait for the end of the link they stand in, since an anchor holds no other."""
    raw: list[tuple[int, str]] = field(default_factory=list)
    """HTML that the capture itself holds, with its line in the file."""
    templates: list[tuple[int, str]] = field(default_factory=list)

    def add(self, link: Link) -> int:
        self.links.append(link)
        return len(self.links) - 1

    def fragment(self) -> Fragment:
        pieces = _LINK.split(self.html)
        links = [_worded(self.links[int(n)], inner) for n, inner in zip(pieces[1::3], pieces[2::3], strict=True)]
        return Fragment(tuple(pieces[0::3]), tuple(self._with_columns(links)))

    def findings(self, path: str) -> Iterator[Finding]:
        active = [(line + down, what) for line, markup in self.raw for down, what in find_active_content(markup)]
        if active:
            yield self._finding("script", path, active, "active content")
        if self.templates:
            yield self._finding("template-syntax", path, self.templates, "template syntax")

    def _finding(self, code: str, path: str, met: list[tuple[int, str]], name: str) -> Finding:
        line, what = met[0]
        more = f", and {len(met) - 1} more" if len(met) > 1 else ""
        return make_finding(
            code, Location(path, line, self._text(line).find(what) + 1 or 1), f"{name} `{what[:60]}`{more}"
        )

    def _text(self, line: int) -> str:
        return self.source[line - self.line] if 0 <= line - self.line < len(self.source) else ""

    def _with_columns(self, links: Sequence[Link]) -> Iterator[Link]:
        cursors: dict[int, int] = {}
        for link in links:
            yield link if link.line is None else self._with_column(link, link.line, cursors)

    def _with_column(self, link: Link, line: int, cursors: dict[int, int]) -> Link:
        text, start = self._text(line), cursors.get(line, 0)
        target = text.find(f"]({link.href}", start)
        bracket = text.rfind("[", start, target) if target >= 0 else _beginning(text, link.href or link.text, start)
        if bracket < 0:
            return link
        cursors[line] = max(target, bracket) + len(link.href)
        return replace(link, column=bracket + 1)


def _beginning(text: str, address: str, start: int) -> int:
    """Where a link that is not Markdown's own begins: at its address, or at the `<` in front of it; -1 if nowhere."""
    at = text.find(address, start)
    tag = text.rfind("<", start, max(at, 0))
    return tag if tag >= 0 and ">" not in text[tag:at] else at


def _read(text: str, line: int, place: LinkRegion) -> _Reading | None:
    """None where the text nests too deep, or would take too long."""
    if _is_too_much(text):
        return None
    parser = _parser()
    tokens = parser.parse(text) if place is LinkRegion.BODY else parser.parseInline(text)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        return None
    reading = _Reading(text.split("\n"), line, place)
    mark_lines(tokens, line)
    demote_headings(tokens)
    align_by_class(tokens)
    reading.html = parser.renderer.render(tokens, parser.options, {"reading": reading})
    if (reading.raw or _emphasis(text) > MAX_HTML_NESTING) and nesting_depth(reading.html) > MAX_HTML_NESTING:
        return None
    if reading.raw:
        reading.html = _sanitised(reading)
    return reading


def _is_too_much(text: str) -> bool:
    if text.count("[") > MAX_BRACKETS or text.count("://") > MAX_ADDRESSES:
        return True
    return len(text) > MAX_PARAGRAPH and max(map(len, text.split("\n\n"))) > MAX_PARAGRAPH


def _emphasis(text: str) -> int:
    """How many elements its emphasis can come to."""
    return sum(map(text.count, "*_~"))


class _Renderer(RendererHTML):
    """markdown-it-py's own, but for links, images and HTML, which it hands to the reading in `env`."""

    def link_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        reading: _Reading = env["reading"]
        href = str(tokens[i].attrs.get("href", ""))
        n = reading.add(Link("", href, tokens[i].meta.get("line"), None, reading.place))
        env["open"] = True
        return f"{OPEN}{n}{MIDDLE}"

    def link_close(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        reading: _Reading = env["reading"]
        env["open"] = False
        images = "".join(f"{OPEN}{n}{MIDDLE}{CLOSE}" for n in reading.images)
        reading.images.clear()
        return CLOSE + images

    def image(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        reading: _Reading = env["reading"]
        alt = self.renderInlineAsText(tokens[i].children, options, env)
        src = str(tokens[i].attrs.get("src", ""))
        n = reading.add(Link(alt, src, tokens[i].meta.get("line"), None, LinkRegion.IMAGE))
        if env.get("open"):
            reading.images.append(n)
            return html.escape(alt)
        return f"{OPEN}{n}{MIDDLE}{CLOSE}"

    def text(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[i].content
        if "{" in content or "<%" in content:
            line = tokens[i].meta.get("line", env["reading"].line)
            env["reading"].templates += [(line, match[0]) for match in _TEMPLATE.finditer(content)]
        return html.escape(content, quote=False)

    def html_block(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        env["reading"].raw.append((tokens[i].meta.get("line", env["reading"].line), tokens[i].content))
        return neutralise_html(tokens[i].content)

    def html_inline(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return self.html_block(tokens, i, options, env)


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough.

    Without indented code: scrapers indent paragraphs, newspapers print no code. Without markdown-it-py's normalising of
    addresses: that is the resolver's business, and was half of the parser's time on an article with eight links.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "linkify": True}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough", "linkify"]).disable("code")
    parser.linkify = BareAddressFinder()
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    parser.validateLink = _anything  # type: ignore[method-assign]
    return parser


def may_hold_address(text: str) -> bool:
    """Whether a bare address may stand in `text`; the parser looks closer."""
    return bool(_parser().linkify.pretest(text))  # type: ignore[union-attr] # set where the parser is made


def _anything(url: str) -> bool:
    return True


def _sanitised(reading: _Reading) -> str:
    """The reading's HTML made harmless, with sentinels for the links of both Markdown and HTML."""
    lines = iter(
        [line + markup.count("\n", 0, m.start()) for line, markup in reading.raw for m in _RAW_ADDRESS.finditer(markup)]
    )

    def keep(address: str) -> str:
        """The number of the link: Markdown's own come as sentinel and number, HTML's are entered here."""
        number = address.removeprefix(OPEN)
        if number != address and number.isascii() and number.isdigit() and int(number) < len(reading.links):
            return number
        return str(reading.add(Link("", _CONTROL.sub("", address), next(lines, None), None, reading.place)))

    def sentinel(match: re.Match[str]) -> str:
        if match[3] is not None:
            return image(match[0], int(match[3]))
        images = "".join(image(one[0], int(one[1])) for one in _INNER_IMAGE.finditer(match[2]))
        words = _STRAY.sub("", _INNER_IMAGE.sub(_alt, match[2]))
        return f"{OPEN}{match[1]}{MIDDLE}{words}{CLOSE}{images}"

    def image(markup: str, number: int) -> str:
        reading.links[number] = replace(
            reading.links[number], text=html.unescape(_alt(markup)), region=LinkRegion.IMAGE
        )
        return f"{OPEN}{number}{MIDDLE}{CLOSE}"

    anchored = _LINK.sub(lambda match: f'<a href="{OPEN}{match[1]}">{match[2]}</a>', reading.html)
    # What is left are anchors without an address, and ends of those that a table tore apart.
    return _mended(_STRAY.sub("", _ANCHOR.sub(sentinel, sanitise_html(neutralise_unclosed(anchored), keep))))


def _mended(markup: str) -> str:
    """The same where a table tore an element apart that stood in a link: each link's words end what they begin."""
    if all(_is_balanced(match[2]) for match in _LINK.finditer(markup)):
        return markup
    words = _LINK.sub(lambda one: f"{OPEN}{one[1]}{MIDDLE}{html.escape(_text_of(one[2]))}{CLOSE}", markup)
    return sanitise_html(words, str)


def _text_of(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def _is_balanced(markup: str) -> bool:
    """Whether every element ends, and in its turn."""
    waiting: list[str] = []
    for end, name in _ELEMENT.findall(markup):
        if end and (not waiting or waiting.pop() != name):
            return False
        if not end and name not in _VOID:
            waiting.append(name)
    return not waiting


def _alt(image: str | re.Match[str]) -> str:
    """The alternative text of an `img`, as it stands in HTML."""
    found = _ALT.search(image if isinstance(image, str) else image[0])
    return found[1] if found else ""


def _worded(link: Link, inner: str) -> Link:
    if link.region is LinkRegion.IMAGE:
        return replace(link, html=html.escape(link.text))
    return replace(link, text=" ".join(html.unescape(_TAG.sub("", inner)).split()), html=inner)


def _plain(text: str) -> Fragment:
    """The text alone, a paragraph for each run of lines."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return Fragment(
        ("".join(f"<p>{html.escape(part.strip(), quote=False)}</p>\n" for part in paragraphs if part.strip()),)
    )
