"""markdown-it-py, configured for the text of captures, with a renderer that hands links and HTML to the caller."""

from __future__ import annotations

import html
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Link
from kursk_archive.loader.markdown_body.footnotes import mark_note, mark_reference
from kursk_archive.loader.markdown_body.link_markers import (
    EMBED_MARK,
    LINK_CLOSE,
    LINK_MIDDLE,
    LINK_OPEN,
)
from kursk_archive.loader.markdown_body.linkify import bare_address_finder
from kursk_archive.loader.markdown_body.rendering import Rendering


def make_parser(max_nesting: int) -> MarkdownIt:
    """Make a parser for CommonMark with tables, strikethrough, footnotes and bare addresses.

    Indented code is off: scrapers indent paragraphs, newspapers print no code. So is markdown-it-py's normalisation of
    addresses: that is the resolver's task, and took half of the parser's time on an article with eight links.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": max_nesting, "linkify": True}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough", "linkify"]).disable("code")
    footnote_plugin(parser, inline=False, move_to_end=False)
    for rule in ("footnote_ref", "footnote_reference_open", "footnote_reference_close"):
        parser.renderer.rules[rule] = getattr(parser.renderer, rule)  # type: ignore[attr-defined]
    parser.linkify = bare_address_finder()
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    parser.validateLink = _accept_any_link  # type: ignore[method-assign]
    return parser


def _accept_any_link(url: str) -> bool:
    return True


class _Renderer(RendererHTML):
    """markdown-it-py's renderer, except that links, images and HTML go to the `Rendering` in `env["rendering"]`."""

    def link_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        rendering: Rendering = env["rendering"]
        href = str(tokens[i].attrs.get("href", ""))
        line, region = tokens[i].meta.get("line"), rendering.region
        if href.startswith(EMBED_MARK):
            title = "".join(token.content for token in tokens[i + 1 : i + 2] if token.type == "text")
            href, region = href[1:], LinkRegion.EMBED
            number = rendering.add_link(Link(title, href, line, None, region))
        else:
            number = rendering.add_link(Link("", href, line, None, region))
        env["inside_link"] = True
        return f"{LINK_OPEN}{number}{LINK_MIDDLE}"

    def link_close(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        rendering: Rendering = env["rendering"]
        env["inside_link"] = False
        images = "".join(f"{LINK_OPEN}{number}{LINK_MIDDLE}{LINK_CLOSE}" for number in rendering.pending_images)
        rendering.pending_images.clear()
        return LINK_CLOSE + images

    def image(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        rendering: Rendering = env["rendering"]
        alt = self.renderInlineAsText(tokens[i].children, options, env)
        src = str(tokens[i].attrs.get("src", ""))
        number = rendering.add_link(Link(alt, src, tokens[i].meta.get("line"), None, LinkRegion.IMAGE))
        if env.get("inside_link"):
            rendering.pending_images.append(number)
            return html.escape(alt)
        return f"{LINK_OPEN}{number}{LINK_MIDDLE}{LINK_CLOSE}"

    def text(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        rendering: Rendering = env["rendering"]
        rendering.note_template_syntax(tokens[i].content, tokens[i].meta.get("line", rendering.line))
        return html.escape(tokens[i].content, quote=False)

    def footnote_ref(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return mark_reference(tokens[i])

    def footnote_reference_open(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return mark_note(tokens[i], env)

    def footnote_reference_close(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return "</div>\n"

    def html_block(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        rendering: Rendering = env["rendering"]
        line = tokens[i].meta.get("line", rendering.line)
        return rendering.add_html(tokens[i].content, line)

    def html_inline(self, tokens: Sequence[Token], i: int, options: OptionsDict, env: EnvType) -> str:
        return self.html_block(tokens, i, options, env)
