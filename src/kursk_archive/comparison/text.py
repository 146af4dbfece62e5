"""The text of an edition as it is compared: paragraphs of sentences, sentences of tokens, with the links in them."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from sentencex import segment

from kursk_archive.core.model import Article, Fragment, Resolution

TOKEN = re.compile(
    r"\d+(?:[.,:]\d+|[\u0020\u00a0\u202f]\d{3}(?!\d))*%?"  # a number with its separators
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
    CAPTION = "caption"
    TEXT = "text"


class BlockLink(Struct, frozen=True):
    """A link in a paragraph."""

    start: int
    """Offset of its text in the paragraph, in characters."""
    end: int
    address: str
    """The canonical address, else as written; empty if the capture has none."""


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


def edition_blocks(article: Article, resolutions: Iterable[Resolution]) -> tuple[TextBlock, ...]:
    """Return what is compared of an article: headline, byline, caption, and the paragraphs of its body.

    Args:
        article: as it was loaded.
        resolutions: of `Article.references()`, in that order.
    """
    addresses = iter([resolution.canonical for resolution in resolutions])
    byline = "; ".join(filter(None, (*article.authors, article.date, article.updated)))
    blocks = [TextBlock(_fold(article.title), BlockKind.HEADLINE), TextBlock(byline, BlockKind.BYLINE)]
    for fragment in (article.caption, article.credit):
        blocks += fragment_blocks(fragment, addresses, BlockKind.CAPTION)
    blocks += fragment_blocks(article.body, addresses)
    return tuple(block for block in blocks if block.text)


def fragment_blocks(
    fragment: Fragment, addresses: Iterator[str | None], kind: BlockKind = BlockKind.TEXT
) -> Iterator[TextBlock]:
    """Yield the paragraphs of a fragment.

    Args:
        fragment: HTML with its links left out.
        addresses: yields the canonical address of each link in turn; None where there is none.
        kind: of the paragraphs.
    """
    paragraph = _Paragraph(kind)
    yield from paragraph.add_html(fragment.segments[0])
    for link, markup in zip(fragment.links, fragment.segments[1:], strict=True):
        paragraph.add_link(link.text, next(addresses, None) or link.href)
        yield from paragraph.add_html(markup)
    yield from paragraph.finish()


class _Paragraph:
    """Collects the text of a paragraph until a tag ends it."""

    def __init__(self, kind: BlockKind) -> None:
        self.kind = kind
        self.parts: list[str] = []
        self.length = 0
        self.links: list[BlockLink] = []

    def add_html(self, markup: str) -> Iterator[TextBlock]:
        position = 0
        for tag in _BLOCK_TAG.finditer(markup):
            self._add_text(html.unescape(_ANY_TAG.sub("", markup[position : tag.start()])))
            yield from self.finish()
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
    r"</?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|"
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
        for start, end in _sentence_spans(block, language):
            sentences.append(_sentence(block, number, start, end))
    return sentences


def _sentence_spans(block: TextBlock, language: str) -> Iterator[tuple[int, int]]:
    if block.kind is not BlockKind.TEXT:
        yield 0, len(block.text)
        return
    start = 0
    for sentence in segment(language.partition("-")[0].lower() or "en", block.text):
        end = start + len(sentence)
        yield start, end
        start = end
    if start < len(block.text):
        yield start, len(block.text)


def _sentence(block: TextBlock, number: int, start: int, end: int) -> Sentence:
    whole = block.text[start:end]
    start, text = start + len(whole) - len(whole.lstrip()), whole.strip()
    spans = tuple(_token_spans(text))
    links = tuple(
        BlockLink(max(link.start - start, 0), min(link.end - start, len(text)), link.address)
        for link in block.links
        if start <= link.start < end
    )
    return Sentence(text, number, block.kind, tuple(text[a:b] for a, b in spans), spans, links)


def _token_spans(text: str) -> Iterable[tuple[int, int]]:
    spans = [match.span() for match in TOKEN.finditer(text)]
    if not _UNSPACED.search(text):
        return spans
    return [
        part
        for start, end in spans
        for part in ([(k, k + 1) for k in range(start, end)] if _UNSPACED.search(text, start, end) else [(start, end)])
    ]
