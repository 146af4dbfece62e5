"""The rest of the archive on an article's page: link targets, citing articles, neighbours, related, translations."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from kursk_archive.catalogue import related
from kursk_archive.catalogue.edition_queries import editions_of
from kursk_archive.catalogue.language_versions import distant_versions
from kursk_archive.catalogue.mementos import timemaps_of
from kursk_archive.core.enums import ArticleId, CaptureState
from kursk_archive.core.model import ArticleContext, ArticleSummary, NearestEdition, to_summary
from kursk_archive.resolver.snapshots import read_snapshot
from kursk_archive.site import periods
from kursk_archive.site.taxonomy import TAXONOMIES_SHARING_PAGES


class ArticleWithContext(Struct, frozen=True):
    """An article that has a page, and what the page shows of the rest of the archive."""

    article_id: ArticleId
    state: str
    output_path: str
    date: str
    record_sha256: str
    published_suffix: str
    has_original: bool
    context: ArticleContext


CONTEXT_BATCH_SIZE = 256
"""Articles whose context is looked up at once."""
MAX_RELATED = 5

_SUMMARY = "{0}.article_id, {0}.output_path, {0}.title, {0}.date, {0}.publisher, {0}.language, {0}.edition_count"
_AMONG = "IN (SELECT value FROM json_each(?))"  # one parameter, however many ids: SQLite limits their number
_COLUMNS = "article_id, state, output_path, date, record_sha256, published_suffix, has_original"
_ALL = f"SELECT {_COLUMNS} FROM visible_article ORDER BY date, article_id"
# Crossed, so that SQLite begins with the stale articles: it cannot know how few they are.
_STALE = f"SELECT {_COLUMNS} FROM stale_article CROSS JOIN visible_article USING (article_id) ORDER BY date, article_id"


SharedPage = Callable[[str, str, int], str | None]
"""From taxonomy, slug and number of articles of a term to the page that it shares; see `ArticleContext.minor_terms`.
None if it has pages of its own."""


def articles_with_context(
    db: sqlite3.Connection, *, stale_only: bool, page_of: SharedPage | None = None
) -> Iterator[ArticleWithContext]:
    """Every article that has a page, by date, with its context; holds a batch at a time.

    Args:
        db: the catalogue's, with everything derived.
        stale_only: leave out articles that the changes cannot have made stale.
        page_of: gives the page that topics and the like of few articles share; None if all have pages of their own.
    """
    rows = db.execute(_STALE if stale_only else _ALL)
    while batch := rows.fetchmany(CONTEXT_BATCH_SIZE):
        context_of = _contexts(db, [article_id for article_id, *_ in batch], page_of=page_of)
        for article_id, state, output_path, date, digest, suffix, has_original in batch:
            context = context_of(article_id) if state == CaptureState.PUBLISHED else ArticleContext()
            yield ArticleWithContext(
                ArticleId(article_id), state, output_path, date, digest, suffix, bool(has_original), context
            )


def _contexts(
    db: sqlite3.Connection, article_ids: Sequence[str], *, page_of: SharedPage | None
) -> Callable[[str], ArticleContext]:
    """Look up the context of some articles."""
    targets = link_targets(db, article_ids)
    citing, naming = _incoming_links(db, article_ids)
    translations = _with_distant_versions(db, article_ids, naming)
    neighbours = _neighbours(db, article_ids)
    linked = {path: _ids(*targets.get(path, {}).values(), *citing.get(path, ())) for path in article_ids}
    alike = _related(db, linked)
    minor = minor_terms(db, article_ids, page_of) if page_of else {}
    withheld = withheld_links(db, article_ids)
    editions = editions_of(db, article_ids)
    timemaps = timemaps_of(db, article_ids)
    nearest = nearest_editions(db, targets)
    return lambda path: ArticleContext(
        targets.get(path, {}),
        *neighbours.get(path, (None, None)),
        citing.get(path, ()),
        alike.get(path, ()),
        translations.get(path, ()),
        tuple(withheld.get(path, ())),
        tuple(minor.get(path, ())),
        editions.get(path, ()),
        timemaps.get(path),
        nearest.get(path, {}),
    )


def _ids(*summaries: ArticleSummary) -> frozenset[str]:
    return frozenset(summary.path for summary in summaries)


def withheld_links(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, list[int]]:
    """Map articles to the ordinals of their links to versions in other languages that are withheld."""
    withheld: dict[str, list[int]] = defaultdict(list)
    if not db.execute("SELECT 1 FROM unpublished_article LIMIT 1").fetchone():
        return withheld
    rows = db.execute(
        "SELECT link.article_id, ordinal FROM json_each(?) AS scope CROSS JOIN link ON link.article_id = scope.value"
        " WHERE region = 'translation' AND EXISTS ("
        "   SELECT 1 FROM article_url JOIN unpublished_article USING (article_id)"
        "   WHERE article_url.url_key = link.url_key)"
        " AND NOT EXISTS (SELECT 1 FROM link_target"
        "   WHERE link_target.article_id = link.article_id AND link_target.ordinal = link.ordinal)",
        (json.dumps(list(article_ids)),),
    )
    for article_id, ordinal in rows:
        withheld[article_id].append(ordinal)
    return withheld


def minor_terms(
    db: sqlite3.Connection, article_ids: Iterable[str], page_of: SharedPage
) -> Mapping[str, list[tuple[str, str, str]]]:
    """Map articles to those of their terms that have no pages of their own; see `ArticleContext.minor_terms`."""
    minor: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    rows = db.execute(
        "SELECT article_id, term.taxonomy, term.slug, article_count FROM json_each(?1) AS scope"
        " CROSS JOIN article_content ON article_id = scope.value CROSS JOIN json_each(terms_json) AS entry"
        " CROSS JOIN term ON term.taxonomy = json_extract(entry.value, '$[0]')"
        "   AND term.slug = json_extract(entry.value, '$[1]')"
        " WHERE article_count < ?3 AND term.taxonomy IN (SELECT value FROM json_each(?2)) ORDER BY 1, 2, 3",
        (json.dumps(list(article_ids)), json.dumps(TAXONOMIES_SHARING_PAGES), periods.MIN_TERM_ARTICLES),
    )
    for article_id, taxonomy, slug, article_count in rows:
        page = page_of(taxonomy, slug, article_count)
        if page is not None:
            minor[article_id].append((taxonomy, slug, page))
    return minor


def link_targets(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, Mapping[int, ArticleSummary]]:
    """Map articles to the ordinals of their links that lead to an article of the archive, and to that article."""
    targets: dict[str, dict[int, ArticleSummary]] = defaultdict(dict)
    rows = db.execute(
        f"SELECT link_target.article_id, ordinal, {_SUMMARY.format('article')} FROM link_target"
        f" JOIN article ON article.article_id = target_id WHERE link_target.article_id {_AMONG} ORDER BY 1, 2",
        (json.dumps(list(article_ids)),),
    )
    for article_id, ordinal, *summary in rows:
        targets[article_id][ordinal] = to_summary(tuple(summary))
    return targets


def nearest_editions(
    db: sqlite3.Connection, targets: Mapping[str, Mapping[int, ArticleSummary]]
) -> Mapping[str, Mapping[int, NearestEdition]]:
    """Map articles to those of their links that lead to another edition than the latest, and to that edition.

    It is the one nearest to the date of the article, or of the snapshot that the link names. Links to versions in other
    languages lead to the latest one.

    Args:
        db: the catalogue's.
        targets: see `link_targets`.
    """
    from kursk_archive.catalogue.editions import find_nearest

    linked = {
        (article_id, ordinal): target.path
        for article_id, ordinals in targets.items()
        for ordinal, target in ordinals.items()
        if target.edition_count > 1
    }
    nearest: dict[str, dict[int, NearestEdition]] = defaultdict(dict)
    if not linked:
        return nearest
    groups = editions_of(db, {*linked.values()})
    for article_id, ordinal, date, snapshot in db.execute(_LINK_DATES, (json.dumps(sorted(linked)),)):
        editions = groups[linked[article_id, ordinal]]
        moment = read_snapshot(snapshot) if snapshot else None
        found = find_nearest(editions, (moment and moment.datetime) or date)
        is_own = any(edition.path == article_id for edition in editions)
        if found and found.captured_at and found is not editions[-1] and not is_own:
            nearest[article_id][ordinal] = NearestEdition(found.page, found.captured_at)
    return nearest


_LINK_DATES = """
SELECT link.article_id, link.ordinal, iif(date = '', captured_at, date), snapshot
  FROM json_each(?) AS scope
    CROSS JOIN link ON link.article_id = json_extract(scope.value, '$[0]')
      AND link.ordinal = json_extract(scope.value, '$[1]')
    CROSS JOIN article ON article.article_id = link.article_id
  WHERE region != 'translation'
"""
_Incoming = Mapping[str, tuple[ArticleSummary, ...]]


def _incoming_links(db: sqlite3.Connection, article_ids: Iterable[str]) -> tuple[_Incoming, _Incoming]:
    """Map articles to those that link to them, oldest first, and to those that name them as versions."""
    citing: dict[str, list[ArticleSummary]] = defaultdict(list)
    translations: dict[str, list[ArticleSummary]] = defaultdict(list)
    rows = db.execute(
        f"SELECT DISTINCT target_id, region = 'translation', {_SUMMARY.format('source')}"
        " FROM link_target JOIN published_article AS source USING (article_id) JOIN link USING (article_id, ordinal)"
        f" WHERE source.article_id != target_id AND target_id {_AMONG} ORDER BY source.date, source.article_id",
        (json.dumps(list(article_ids)),),
    )
    for article_id, is_translation, *summary in rows:
        (translations if is_translation else citing)[article_id].append(to_summary(tuple(summary)))
    return _to_tuples(citing), _to_tuples(translations)


def _with_distant_versions(db: sqlite3.Connection, article_ids: Sequence[str], naming: _Incoming) -> _Incoming:
    """Add to the versions that name an article those that only other versions lead to, one in each further language."""
    versions = {article_id: list(named) for article_id, named in naming.items()}
    distant = distant_versions(db, article_ids)
    ids = {other for article_id, sets in distant.items() for other in (article_id, *sets[0], *sets[1])}
    summaries = _summaries(db, ids) if ids else {}
    for article_id, (near, far) in distant.items():
        languages = {summaries[other].language for other in (article_id, *near)} | {None}
        for other in sorted((summaries[path] for path in far), key=_by_language):
            if other.language not in languages:
                languages.add(other.language)
                versions.setdefault(article_id, []).append(other)
    return {article_id: tuple(sorted(listed, key=_by_language)) for article_id, listed in versions.items()}


def _by_language(version: ArticleSummary) -> tuple[str, str]:
    return version.language or "", version.path


def _to_tuples(lists: Mapping[str, Iterable[ArticleSummary]]) -> _Incoming:
    return {article_id: tuple(summaries) for article_id, summaries in lists.items()}


def _neighbours(
    db: sqlite3.Connection, article_ids: Iterable[str]
) -> Mapping[str, tuple[ArticleSummary | None, ArticleSummary | None]]:
    """Map published articles with a date to the one before and the one after."""
    rows = db.execute(
        f"SELECT article_id, {related.EARLIER}, {related.LATER} FROM json_each(?) AS scope"
        " CROSS JOIN published_article AS this ON this.article_id = scope.value WHERE this.date != ''",
        (json.dumps(list(article_ids)),),
    ).fetchall()
    summaries = _summaries(db, {near for row in rows for near in row[1:] if near})
    return {article_id: (summaries.get(before), summaries.get(after)) for article_id, before, after in rows}


def _related(db: sqlite3.Connection, linked: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[ArticleSummary, ...]]:
    """Map articles to those with the same links or topics, the closest first, then the latest.

    Args:
        db: the catalogue's.
        linked: article → articles that its page shows already.
    """
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    for article_id, other, weight in related.related(db, linked):
        if other not in linked[article_id]:
            weights[article_id][other] = weight
    summaries = _summaries(db, {other for others in weights.values() for other in others})
    return {article_id: tuple(_closest(others, summaries)) for article_id, others in weights.items()}


def _closest(weights: Mapping[str, int], summaries: Mapping[str, ArticleSummary]) -> list[ArticleSummary]:
    others = sorted(weights)
    others.sort(key=lambda other: (weights[other], summaries[other].date or ""), reverse=True)
    return [summaries[other] for other in others[:MAX_RELATED]]


def _summaries(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, ArticleSummary]:
    query = f"SELECT {_SUMMARY.format('article')} FROM article WHERE article_id {_AMONG}"
    return {row[0]: to_summary(tuple(row)) for row in db.execute(query, (json.dumps(list(article_ids)),))}
