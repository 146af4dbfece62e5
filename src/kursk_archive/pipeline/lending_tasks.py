"""Lending tasks: lost links get the addresses that another capture of the same article has.

A text dump beside a saved page of the same article needs no archivist. A sidecar takes precedence, two captures that
name two documents give nothing, and an address that was lent is lent to nobody else.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.records import ArticleRecord, decode_article
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.core.model import Article, Repair, Resolution
from kursk_archive.core.text import plain_line
from kursk_archive.pipeline.load_tasks import CaptureLoader, batches, capture_loader
from kursk_archive.resolver.copies import copy_blocks, find_addresses, find_lost_links, usable_address
from kursk_archive.resolver.lost_links import Confidence
from kursk_archive.resolver.title_key import title_key

LENT = "edition"
"""`Repair.method` of an address that was lent."""
_BEST_FIRST = list(Confidence)


class LendingTask(Struct, frozen=True):
    """A batch of articles with lost links."""

    records: tuple[tuple[bytes, tuple[bytes, ...]], ...]
    """The record of each, see `records.encode_article`, and those of the other captures of the article."""
    site: bytes
    """A pickled `Site`."""


def lending_tasks(catalogue: Catalogue, needs: Mapping[str, Sequence[str]], site: Site) -> Iterator[LendingTask]:
    """Split articles into tasks.

    Args:
        catalogue: of the archive.
        needs: see `lending.find_needs`.
        site: the settings of archive.yaml.
    """
    pickled = pickle.dumps(site)
    for batch in batches(needs):
        records = catalogue.records({*batch, *(other for one in batch for other in needs[one])})
        yield LendingTask(
            tuple((records[one], tuple(records[other] for other in needs[one])) for one in batch), pickled
        )


def lend_batch(task: LendingTask) -> tuple[ArticleRecord, ...]:
    """Return the rows of the articles whose links come to something else."""
    loader = capture_loader(task.site)
    return tuple(filter(None, (_lend(record, others, loader) for record, others in task.records)))


def _lend(record: bytes, others: Sequence[bytes], loader: CaptureLoader) -> ArticleRecord | None:
    article, _ = decode_article(record)
    own = replace(article, repairs=tuple(repair for repair in article.repairs if not repair.is_lent))
    lent = tuple(_find_repairs(own, [decode_article(other) for other in others], loader))
    if own.repairs + lent == article.repairs:
        return None
    return loader.record(replace(own, repairs=own.repairs + lent))[0]


def _find_repairs(
    article: Article, others: Sequence[tuple[Article, Sequence[Resolution]]], loader: CaptureLoader
) -> Iterator[Repair]:
    """Yield the addresses that the other captures have for the lost links of an article, in reading order."""
    resolutions, _ = loader.resolve_links(article)
    lost = find_lost_links(article, resolutions)
    found: dict[int, list[tuple[int, str, str, Article]]] = defaultdict(list)
    for other, theirs in others if lost else ():
        addresses = [usable_address(*pair) for pair in zip(other.references(), theirs, strict=True)]
        same_title = title_key(other.title) == title_key(article.title)
        blocks = tuple(copy_blocks(other, addresses))
        for index, address, why in find_addresses(article, resolutions, lost, blocks, has_same_title=same_title):
            found[index].append((_BEST_FIRST.index(why), other.id, address, other))
    occurrences: dict[str, int] = defaultdict(int)
    for index, link in enumerate(article.references()):
        text = plain_line(link.text)
        occurrences[text] += 1
        if index not in found:
            continue
        if len({loader.classify(address, None).url_key or address for _, _, address, _ in found[index]}) == 1:
            rank, _, address, other = min(found[index], key=lambda each: each[:3])
            yield Repair(
                text,
                address,
                occurrences[text],
                method=LENT,
                witness=other.id,
                witness_sha256=other.capture.sha256,
                witness_date=other.captured_at,
                confidence=_BEST_FIRST[rank].value,
                is_lent=True,
            )
