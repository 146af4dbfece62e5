"""Comparison of two captures of an article: of what both can show, so that a difference is the newsroom's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kursk_archive.comparison.compare import Comparison, compare
from kursk_archive.comparison.text import BlockKind, TextBlock, edition_blocks
from kursk_archive.comparison.words import fold_word
from kursk_archive.core.enums import Provenance
from kursk_archive.core.model import Article, PartialDate, Resolution

EditionRecord = tuple[Article, Sequence[Resolution]]
"""An article as one capture has it, and the resolutions of `Article.references()`."""


def compare_editions(before: EditionRecord, after: EditionRecord) -> Comparison:
    """Compare an edition with a later one.

    A text dump has no images and has lost addresses of links, an AMP page has fewer links than the full one. So of
    captures in two forms, images, links and parts of the byline are compared only as far as both have them.
    """
    earlier, later = comparable_blocks(before, after)
    found = compare(earlier, later, after[0].language or "")
    return replace(found, is_across_formats=before[0].capture.format != after[0].capture.format)


def comparable_blocks(before: EditionRecord, after: EditionRecord) -> tuple[Sequence[TextBlock], Sequence[TextBlock]]:
    """Return the paragraphs of two captures as they can be compared."""
    has_other_form = before[0].capture.format != after[0].capture.format or _addresses(before) != _addresses(after)
    earlier = edition_blocks(_with_common_byline(before[0], after[0], has_other_form), before[1])
    later = edition_blocks(_with_common_byline(after[0], before[0], has_other_form), after[1])
    return (
        (tuple(_in_common(earlier, later)), tuple(_in_common(later, earlier))) if has_other_form else (earlier, later)
    )


def _addresses(record: EditionRecord) -> Sequence[str | None]:
    """Return the addresses of the page that was captured; of a snapshot, that of the page which it shows."""
    article, resolutions = record
    if not article.source:
        return article.captured_aliases
    source = resolutions[-1]
    return (source.snapshot.original if source.snapshot else source.canonical), *article.captured_aliases


def _with_common_byline(article: Article, other: Article, has_other_form: bool) -> Article:
    """Return an article without what only it states of authors and dates, if that may not be the newsroom's change."""
    changes: dict[str, object] = {}
    for name in ("authors", "date", "updated"):
        is_added = article.provenance.get(name) not in (Provenance.STATED, Provenance.DERIVED)
        if getattr(article, name) and not getattr(other, name) and (is_added or has_other_form):
            changes[name] = () if name == "authors" else None
    dates = [value for value in (article.date, other.date) if value]
    if len(dates) == 2 and dates[0] != dates[1] and _is_precision(*dates):
        changes["date"] = PartialDate(min(dates, key=len))
    return replace(article, **changes) if changes else article


def _is_precision(one: str, other: str) -> bool:
    """Return True for two dates of which one only says more precisely what the other says."""
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)


def _in_common(blocks: Sequence[TextBlock], others: Sequence[TextBlock]) -> Iterator[TextBlock]:
    """Yield paragraphs with the links that both captures have, and captions and images if both have some."""
    kinds = {block.kind for block in others}
    linked = {words for block in others for words in _linked_words(block)}
    for block in blocks:
        if block.kind in (BlockKind.IMAGE, BlockKind.CAPTION) and block.kind not in kinds:
            continue
        kept = [link for link, words in zip(block.links, _linked_words(block), strict=True) if words in linked]
        yield TextBlock(block.text, block.kind, tuple(kept)) if block.kind is not BlockKind.IMAGE else block


def _linked_words(block: TextBlock) -> list[str]:
    return [" ".join(map(fold_word, block.text[link.start : link.end].split())) for link in block.links]
