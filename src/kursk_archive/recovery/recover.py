"""Finds the addresses of an archive's lost links in witnesses.

A witness is matched to an article by its address, else by title and day, never by title alone. What the witnesses of an
article say about a link is brought together: if they name two documents, both are shown, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.records import decode_article
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import LOST_KINDS, ArticleId
from kursk_archive.core.model import Article, PartialDate, Repair, Resolution
from kursk_archive.core.text import plain_line
from kursk_archive.pipeline.load_tasks import CaptureLoader
from kursk_archive.recovery.witnesses import Witness
from kursk_archive.resolver.copies import REGIONS, find_addresses, find_lost_links
from kursk_archive.resolver.lost_links import Confidence
from kursk_archive.resolver.title_key import title_key

_BEST_FIRST = list(Confidence)

_ARTICLES = f"""
SELECT DISTINCT article_id, published_article.title_key, date FROM published_article CROSS JOIN link USING (article_id)
  WHERE kind IN ({", ".join(f"'{kind}'" for kind in LOST_KINDS)}) AND canonical IS NULL AND url_key IS NULL
    AND NOT repaired AND region IN ({", ".join(f"'{region}'" for region in REGIONS)})
"""


class Candidate(Struct, frozen=True):
    """An address that a witness has for a lost link."""

    address: str
    method: str
    """`text` or `headline`, as `Repair.method`."""
    confidence: str
    witness: str
    witness_sha256: str
    witness_date: PartialDate | None


class Proposal(Struct, frozen=True):
    """A proposal for one lost link, by what the witnesses say. There is an address if there is one candidate."""

    article: ArticleId
    line: int | None
    column: int | None
    text: str
    """As `plain_line` folds it."""
    occurrence: int
    """Among the links of the article with this text, from 1."""
    candidates: tuple[Candidate, ...]
    """One for each document."""

    @property
    def found(self) -> Candidate | None:
        """The address, unless several fit."""
        return self.candidates[0] if len(self.candidates) == 1 else None

    @property
    def repair(self) -> Repair | None:
        """The entry for the sidecar, unless several addresses fit."""
        found = self.found
        if found is None:
            return None
        return Repair(
            self.text,
            found.address,
            self.occurrence,
            method=found.method,
            witness=found.witness,
            witness_sha256=found.witness_sha256,
            witness_date=found.witness_date,
            confidence=found.confidence,
        )


class WantedCopy(Struct, frozen=True):
    """An article of which a copy is looked for."""

    article: ArticleId
    original: str
    """Its address."""
    date: PartialDate
    """Of the article, or of its capture; empty if neither is known."""


class LostLinks:
    """The articles of an archive that have lost links, and what witnesses said about these so far."""

    def __init__(self, catalogue: Catalogue, loader: CaptureLoader, content: Path) -> None:
        self.catalogue, self.loader, self.content = catalogue, loader, content.resolve()
        self.by_title: dict[tuple[bytes, str], list[str]] = defaultdict(list)
        self.ids: set[str] = set()
        for article_id, key, date in catalogue.db.execute(_ARTICLES):
            self.ids.add(article_id)
            if len(date) >= len("2024-08-15"):
                self.by_title[key, date[:10]].append(article_id)
        self.candidates: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
        self._lost: dict[str, frozenset[int]] = {}
        """Article → its lost links."""

    def wanted(self) -> Iterator[WantedCopy]:
        """Yield the articles with lost links for which no witness has an address, by id; those with an original."""
        for article_id in sorted(self.ids):
            article, _ = decode_article(self.catalogue.records([article_id])[article_id])
            if article.source is None or self.is_complete(article_id):
                continue
            source = self.loader.classify(article.source.href, None)
            original = source.snapshot.original if source.snapshot else source.canonical
            if original:
                yield WantedCopy(article.id, original, article.date or article.captured_at or PartialDate())

    def is_complete(self, article_id: str) -> bool:
        """Return True if witnesses have an address for each of the lost links of an article."""
        if article_id not in self._lost:
            article, resolutions = decode_article(self.catalogue.records([article_id])[article_id])
            self._lost[article_id] = frozenset(find_lost_links(article, resolutions))
        return all((article_id, index) in self.candidates for index in self._lost[article_id])

    def add(self, witness: Witness) -> None:
        """Take down what a witness says."""
        ids = self._articles_of(witness)
        if not ids or self._is_unpublished(witness):
            return
        for record in self.catalogue.records(ids).values():
            article, resolutions = decode_article(record)
            for index, candidate in self._recover(article, resolutions, witness):
                self.candidates[article.id, index].append(candidate)

    def proposals(self) -> list[Proposal]:
        """Return what was found, by article and place in it."""
        by_article: dict[str, dict[int, list[Candidate]]] = defaultdict(dict)
        for (article_id, index), candidates in sorted(self.candidates.items()):
            by_article[article_id][index] = candidates
        return [
            proposal for article_id, found in by_article.items() for proposal in self._proposals_of(article_id, found)
        ]

    def _proposals_of(self, article_id: str, found: Mapping[int, Sequence[Candidate]]) -> Iterator[Proposal]:
        article, _ = decode_article(self.catalogue.records([article_id])[article_id])
        occurrences: dict[str, int] = defaultdict(int)
        for index, link in enumerate(article.references()):
            text = plain_line(link.text)
            occurrences[text] += 1
            if index in found:
                yield Proposal(
                    article.id, link.line, link.column, text, occurrences[text], self._one_each(found[index])
                )

    def _one_each(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return the best candidate for each document."""
        ordered = sorted(candidates, key=lambda c: (_BEST_FIRST.index(Confidence(c.confidence)), c.witness, c.address))
        best: dict[str, Candidate] = {}
        for candidate in ordered:
            best.setdefault(self.loader.classify(candidate.address, None).url_key or candidate.address, candidate)
        return tuple(best.values())

    def _articles_of(self, witness: Witness) -> list[str]:
        """Return the ids of the articles that it is a copy of, as far as they have lost links."""
        query = "SELECT article_id FROM article_url WHERE url_key = ?"
        known = [row[0] for key in witness.url_keys for row in self.catalogue.db.execute(query, (key,))]
        if not known and witness.day:
            known = self.by_title.get((witness.title_key, witness.day), [])
        return sorted(self.ids.intersection(known))

    def _is_unpublished(self, witness: Witness) -> bool:
        """Return True for a capture of the archive that is withheld: nothing may name it."""
        path = witness.path.resolve() if witness.path else None
        if path is None or not path.is_relative_to(self.content):
            return False
        article_id = path.relative_to(self.content).as_posix() + "".join(witness.name.partition("#")[1:])
        query = "SELECT 1 FROM published_article WHERE article_id = ?"
        return self.catalogue.db.execute(query, (article_id,)).fetchone() is None

    def _recover(
        self, article: Article, resolutions: Sequence[Resolution], witness: Witness
    ) -> Iterator[tuple[int, Candidate]]:
        found = find_addresses(
            article,
            resolutions,
            find_lost_links(article, resolutions),
            witness.blocks,
            has_same_title=hash_key(title_key(article.title)) == witness.title_key,
            page_links=witness.headlines,
        )
        for index, address, confidence in found:
            method = "headline" if confidence is Confidence.HEADLINE else "text"
            yield (
                index,
                Candidate(address, method, confidence.value, witness.name, witness.sha256, witness.date),
            )
