"""The text of an edition as it is compared: paragraphs of sentences, sentences of tokens, with the links in them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from kursk_archive.comparison.quotations import quoted_spans
from kursk_archive.comparison.words import is_correction, may_have_correction
from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.model import EMBEDDED_IMAGE, Article, Fragment, Resolution

TOKEN = re.compile(
    r"\d+(?:[.,:]\d+|[\u0020\u00a0\u202f]\d{3}(?!\d))*"  # a number with its separators
    r"|[^\W\d_]\w*(?:['’ʼ\u2011-]\w+)*"  # a word with its apostrophes and hyphens
    r"|\S"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts without spaces between words: each is a token."""


class BlockKind(StrEnum):
    """The place of a paragraph in an article."""

    HEADLINE = "headline"
    BYLINE = "byline"
    """Authors and dates."""
    IMAGE = "image"
    """An image, by its alternative text or the name of its file."""
    CAPTION = "caption"
    TEXT = "text"


class BlockLink(Struct, frozen=True):
    """A link in a paragraph."""

    start: int
    """Offset of its text in the paragraph, in characters."""
    end: int
    address: str
    """The canonical address, else as written; empty if the capture has lost it. Of an image, the name of its file."""


class TextBlock(Struct, frozen=True):
    """A paragraph, with white space folded."""

    text: str
    kind: BlockKind = BlockKind.TEXT
    links: tuple[BlockLink, ...] = ()


class Sentence(Struct, frozen=True):
    """A sentence of a paragraph."""

    text: str
    block: int
    """Index of its paragraph."""
    kind: BlockKind
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Start and end of each token, in characters of `text`."""
    links: tuple[BlockLink, ...] = ()
    """Offsets are those of `text`."""
    quoted: tuple[tuple[int, int], ...] = ()
    """Start and end of what it quotes, in characters of `text`."""
    is_notice: bool = False
    """True if it belongs to a notice that the article was corrected."""


_NOWHERE = (LinkKind.LOST, LinkKind.FORBIDDEN)


def edition_blocks(article: Article, resolutions: Iterable[Resolution]) -> tuple[TextBlock, ...]:
    """Return what is compared of an article: headline, byline, image, caption, and the paragraphs of its body.

    Args:
        article: as it was loaded.
        resolutions: of `Article.references()`, in that order.
    """
    addresses = iter(["" if one.kind in _NOWHERE and not one.canonical else one.canonical for one in resolutions])
    byline = "; ".join(filter(None, (*article.authors, article.date, article.updated)))
    blocks = [TextBlock(_fold(article.title), BlockKind.HEADLINE), TextBlock(byline, BlockKind.BYLINE)]
    if article.image:
        blocks.append(_image_block(article.image_alt or "", article.image, article.image_name(article.image)))
    for fragment in (article.caption, article.credit):
        blocks += fragment_blocks(fragment, addresses, article.image_name, BlockKind.CAPTION)
    blocks += fragment_blocks(article.body, addresses, article.image_name)
    return tuple(block for block in blocks if block.text)


def _image_block(alternative: str, address: str, name: str) -> TextBlock:
    """Return the paragraph that stands for an image; without text for one inside of its capture that has none."""
    text = _fold(alternative) or ("" if address.startswith(EMBEDDED_IMAGE) else name)
    return TextBlock(text, BlockKind.IMAGE, (BlockLink(0, len(text), name),))


def fragment_blocks(
    fragment: Fragment,
    addresses: Iterator[str | None],
    image_name: Callable[[str], str],
    kind: BlockKind = BlockKind.TEXT,
) -> Iterator[TextBlock]:
    """Yield the paragraphs of a fragment.

    Args:
        fragment: HTML with its links left out.
        addresses: yields the canonical address of each link in turn; None where there is none, empty where it is lost.
        image_name: returns by which an image is known, given its address.
        kind: of the paragraphs.
    """
    paragraph = _Paragraph(kind)
    yield from paragraph.add_html(fragment.segments[0])
    for link, markup in zip(fragment.links, fragment.segments[1:], strict=True):
        address = next(addresses, None)
        if link.region is LinkRegion.IMAGE:
            yield from paragraph.finish()
            if (block := _image_block(link.text, link.href, image_name(link.href))).text:
                yield block
        else:
            paragraph.add_link(link.text, link.href if address is None else address)
        yield from paragraph.add_html(markup)
    yield from paragraph.finish()


class _Paragraph:
    """Collects the text of a paragraph until a tag ends it."""

    def __init__(self, kind: BlockKind) -> None:
        self.own_kind = self.kind = kind
        self.parts: list[str] = []
        self.length = 0
        self.links: list[BlockLink] = []

    def add_html(self, markup: str) -> Iterator[TextBlock]:
        position = 0
        for tag in _BLOCK_TAG.finditer(markup):
            self._add_text(html.unescape(_ANY_TAG.sub("", markup[position : tag.start()])))
            yield from self.finish()
            if tag[1].lower() == "figcaption":
                self.kind = self.own_kind if tag[0].startswith("</") else BlockKind.CAPTION
            position = tag.end()
        self._add_text(html.unescape(_ANY_TAG.sub("", markup[position:])))

    def add_link(self, text: str, address: str) -> None:
        folded = " ".join(text.split())
        if text[:1].isspace():
            self._add_text(" ")
        start = self.length
        self._add_text(folded)
        self.links.append(BlockLink(start, self.length, address))
        if text[-1:].isspace():
            self._add_text(" ")

    def _add_text(self, text: str) -> None:
        folded = _SPACE.sub(" ", text)
        if folded.startswith(" ") and (not self.parts or self.parts[-1].endswith(" ")):
            folded = folded[1:]
        if folded:
            self.parts.append(folded)
            self.length += len(folded)

    def finish(self) -> Iterator[TextBlock]:
        text = "".join(self.parts).rstrip()
        if text:
            yield TextBlock(text, self.kind, tuple(self.links))
        self.parts, self.length, self.links = [], 0, []


_SPACE = re.compile(r"\s+")
_ANY_TAG = re.compile(r"<[^>]*>")
_BLOCK_TAG = re.compile(
    r"</?(address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|"
    r"section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b[^>]*>",
    re.IGNORECASE,
)


def _fold(text: str) -> str:
    return " ".join(text.split())


def split_sentences(blocks: Iterable[TextBlock], language: str, whole: Container[int] = ()) -> list[Sentence]:
    """Split paragraphs into sentences; a headline, a byline and a caption are one each.

    Args:
        blocks: the paragraphs.
        language: BCP 47; its rules of abbreviations and full stops apply.
        whole: indexes of paragraphs that become one sentence without tokens, since nothing in them has changed.
    """
    sentences: list[Sentence] = []
    for number, block in enumerate(blocks):
        if number in whole:
            sentences.append(Sentence(block.text, number, block.kind, (), (), block.links))
            continue
        quoted = quoted_spans(block.text)
        may_be_notice, is_notice = block.kind is BlockKind.TEXT and may_have_correction(block.text), False
        for start, end in _sentence_spans(block, language):
            is_notice = is_notice or (may_be_notice and is_correction(block.text[start:end]))
            sentences.append(_sentence(block, number, start, end, quoted, is_notice=is_notice))
    return sentences


def _sentence_spans(block: TextBlock, language: str) -> Iterator[tuple[int, int]]:
    if block.kind is not BlockKind.TEXT:
        yield 0, len(block.text)
        return
    from sentencex import segment  # every edit imports this module, and few compare texts

    start = 0
    for sentence in segment(language.partition("-")[0].lower() or "en", block.text):
        end = start + len(sentence)
        yield start, end
        start = end
    if start < len(block.text):
        yield start, len(block.text)


def _sentence(
    block: TextBlock, number: int, start: int, end: int, quoted: Iterable[tuple[int, int]], *, is_notice: bool
) -> Sentence:
    whole = block.text[start:end]
    start, text = start + len(whole) - len(whole.lstrip()), whole.strip()
    spans = tuple(_token_spans(text))
    links = tuple(
        BlockLink(max(link.start - start, 0), min(link.end - start, len(text)), link.address)
        for link in block.links
        if start <= link.start < end
    )
    inside = tuple([(first - start, last - start) for first, last in quoted if first < end and last > start])
    return Sentence(text, number, block.kind, tuple(text[a:b] for a, b in spans), spans, links, inside, is_notice)


def _token_spans(text: str) -> Iterable[tuple[int, int]]:
    spans = [match.span() for match in TOKEN.finditer(text)]
    if not _UNSPACED.search(text):
        return spans
    return [
        part
        for start, end in spans
        for part in ([(k, k + 1) for k in range(start, end)] if _UNSPACED.search(text, start, end) else [(start, end)])
    ]
