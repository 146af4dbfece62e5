"""Comparison tasks: a batch of neighbouring editions, each pair compared in this process or in another."""

from __future__ import annotations

from kursk_archive.catalogue.records import decode_article
from kursk_archive.comparison.editions import compare_editions
from kursk_archive.comparison.revision import Revision, summarise_comparison

PAIRS_PER_TASK = 64


def compare_batch(pairs: tuple[tuple[bytes, bytes], ...]) -> tuple[Revision, ...]:
    """Compare pairs of records: the earlier edition and the later one."""
    return tuple(_compare(before, after) for before, after in pairs)


def _compare(before: bytes, after: bytes) -> Revision:
    return summarise_comparison(compare_editions(decode_article(before), decode_article(after)))
