"""Finds the addresses of the lost links of an article in a copy of it, and says what can be taken from a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from kursk_archive.comparison.text import BlockKind, BlockLink, TextBlock, edition_blocks
from kursk_archive.core.enums import LOST_KINDS, LinkKind, LinkRegion
from kursk_archive.core.model import Article, Link, Resolution
from kursk_archive.core.text import plain_line
from kursk_archive.resolver.lost_links import Confidence, recover_links
from kursk_archive.resolver.title_key import title_key, title_key_of_link
from kursk_archive.resolver.urls import is_web

REGIONS = (LinkRegion.BODY, LinkRegion.CAPTION, LinkRegion.CREDIT, LinkRegion.RELATED)
"""Regions in which lost links are looked for."""
MIN_PARAGRAPH_WORDS = 8
"""Of a paragraph by which an article is known; shorter ones stand on many pages."""
_UNUSABLE_KINDS = (LinkKind.FORBIDDEN, LinkKind.FRAGMENT, LinkKind.LOST, LinkKind.MALFORMED)


# The article


def find_lost_links(article: Article, resolutions: Sequence[Resolution]) -> dict[int, Link]:
    """Return the links of an article whose addresses are lost and were not repaired, by their index."""
    pairs = zip(article.references(), resolutions, strict=True)
    return {index: link for index, (link, resolution) in enumerate(pairs) if is_lost(link, resolution)}


def is_lost(link: Link, resolution: Resolution) -> bool:
    """Return True for a link whose address is lost and has not been repaired."""
    return (
        resolution.kind in LOST_KINDS
        and resolution.canonical is None
        and resolution.url_key is None
        and resolution.repair is None
        and link.region in REGIONS
        and bool(plain_line(link.text))
    )


def find_addresses(
    article: Article,
    resolutions: Sequence[Resolution],
    lost: Mapping[int, Link],
    copy: Sequence[TextBlock],
    *,
    has_same_title: bool,
    page_links: Iterable[tuple[str, str]] = (),
) -> list[tuple[int, str, Confidence]]:
    """Return index, address and reason for the lost links that a copy of the article has; several for one, if they fit.

    Args:
        article: with lost links.
        resolutions: of its links.
        lost: those to look for; see `find_lost_links`.
        copy: the paragraphs of the copy; see `copy_blocks`.
        has_same_title: True if the titles are the same.
        page_links: title key of a link's text, and the address, of all links on the page of the copy.
    """
    marked = (
        replace(resolution, canonical=_mark(index)) if index in lost else resolution
        for index, resolution in enumerate(resolutions)
    )
    blocks = edition_blocks(article, marked)
    headlines: dict[int, str] = {}
    if has_same_title or _share_paragraph(blocks, copy):  # an error page at its address has headlines, too
        headlines = {index: link.text for index, link in lost.items() if title_key_of_link(link)}
    marks = {_mark(index): index for index in lost}
    whole = (*copy, *_headline_blocks(headlines.values(), page_links))
    recovered, unsure = recover_links(blocks, whole, marks, article.language or "en", headlines)
    found = [(each.link, each.address, each.confidence) for each in recovered]
    return found + [(each.link, address, Confidence.EDITED_SENTENCE) for each in unsure for address in each.addresses]


def _mark(index: int) -> str:
    """Return an address by which a lost link is told from the others."""
    return f"lost:{index}"


def _share_paragraph(blocks: Iterable[TextBlock], copy: Iterable[TextBlock]) -> bool:
    paragraphs = {title_key(block.text) for block in blocks if len(block.text.split()) >= MIN_PARAGRAPH_WORDS}
    return any(title_key(block.text) in paragraphs for block in copy)


def _headline_blocks(headlines: Iterable[str], page_links: Iterable[tuple[str, str]]) -> Iterator[TextBlock]:
    """Yield the links of the copy's page, outside of its text, whose text is one of the headlines."""
    wanted = {title_key(headline): headline for headline in headlines}
    for key, address in page_links:
        if key in wanted:
            yield _headline_block(wanted[key], address)


def _headline_block(text: str, address: str) -> TextBlock:
    line = " ".join(text.split())
    return TextBlock(line, BlockKind.HEADLINE, (BlockLink(0, len(line), address),))


# The copy


def usable_address(link: Link, resolution: Resolution, *, is_snapshot: bool = False) -> str:
    """Return the address that a link of a copy leads to; empty if none can be taken from it.

    Args:
        link: of the copy.
        resolution: what its address came to.
        is_snapshot: True for a copy from a web archive: of links to the archive's own snapshots the original counts.
    """
    if link.region in (LinkRegion.IMAGE, LinkRegion.SOURCE) or resolution.kind in _UNUSABLE_KINDS:
        return ""
    if resolution.repair and resolution.repair.is_lent:  # it is no evidence of its own
        return ""
    snapshot = resolution.snapshot
    address = snapshot.url if snapshot and not (is_snapshot and snapshot.original) else resolution.canonical
    return address if address and is_web(address) else ""


def copy_blocks(article: Article, addresses: Sequence[str]) -> Iterator[TextBlock]:
    """Yield the paragraphs of a copy. An address is empty if nothing can be recovered from it.

    Args:
        article: the copy.
        addresses: of its links; see `usable_address`.
    """
    usable = set(filter(None, addresses))
    resolved = [Resolution(LinkKind.WEB, address or None) for address in addresses]
    for block in edition_blocks(article, resolved):
        cleaned = tuple(link if link.address in usable else BlockLink(link.start, link.end, "") for link in block.links)
        yield TextBlock(block.text, block.kind, cleaned)
    for link, address in zip(article.references(), addresses, strict=True):
        if link.region is LinkRegion.RELATED and address:
            yield _headline_block(link.text, address)
