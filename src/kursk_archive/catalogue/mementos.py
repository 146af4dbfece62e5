"""The mementos of originals: our pages that show an address as it was at a time, and snapshots in web archives."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kursk_archive.core.model import MementoRow, TimeMap, TimeMapEntry
from kursk_archive.resolver.snapshots import read_snapshot

# Crossed, so that SQLite begins with the articles in question.
_PAGES = """
SELECT scope.value, output_path, edition_path, captured_at, original, snapshots_json, 1 AS is_latest
  FROM json_each(?1) AS scope CROSS JOIN article ON article_id = scope.value
UNION ALL
SELECT scope.value, output_path, edition_path, captured_at, original, snapshots_json, 0
  FROM json_each(?1) AS scope CROSS JOIN article ON edition_of = scope.value AND edition_of != ''
  WHERE article_id != scope.value
ORDER BY 1, is_latest DESC, captured_at, edition_path
"""
_LINKED_SNAPSHOTS = """
SELECT DISTINCT target_id, snapshot FROM json_each(?) AS scope
    CROSS JOIN link_target ON target_id = scope.value
    CROSS JOIN published_article AS citing ON citing.article_id = link_target.article_id
    CROSS JOIN link ON link.article_id = link_target.article_id AND link.ordinal = link_target.ordinal
    CROSS JOIN article AS target ON target.article_id = target_id
  WHERE snapshot IS NOT NULL AND link.url_key = target.source_key
"""
_IS_MEMENTO = "state = 'published' AND original != '' AND captured_at != '' AND (edition_path != '' OR has_page)"
_PAGE = "CASE WHEN edition_path != '' THEN edition_path ELSE output_path END"


def timemaps_of(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, TimeMap]:
    """Map articles to the mementos of their originals; those with fewer than two are left out.

    A memento has a time: an edition whose time of capture is not known is none. Of snapshots those are known that an
    edition names as its source or its alias, and those of this address that articles link to.

    Args:
        db: the catalogue's, with everything derived.
        article_ids: of published articles, each by its latest edition.
    """
    scope = json.dumps(list(article_ids))
    originals: dict[str, str] = {}
    entries: dict[str, set[TimeMapEntry]] = defaultdict(set)
    snapshots: dict[str, set[str]] = defaultdict(set)
    for article_id, page, edition, captured, original, known, is_latest in db.execute(_PAGES, (scope,)):
        originals[article_id] = originals.get(article_id) or original
        snapshots[article_id].update(json.loads(known) if known else ())
        if captured and (edition or is_latest):
            entries[article_id].add(TimeMapEntry(edition or page, captured))
    for article_id, url in db.execute(_LINKED_SNAPSHOTS, (scope,)):
        snapshots[article_id].add(url)
    for article_id, urls in snapshots.items():
        for url in urls:
            if (snapshot := read_snapshot(url)) and snapshot.datetime:
                entries[article_id].add(TimeMapEntry(url, snapshot.datetime))
    return {
        article_id: TimeMap(originals[article_id], tuple(sorted(found, key=lambda entry: entry.address)))
        for article_id, found in entries.items()
        if originals.get(article_id) and len(found) > 1
    }


def memento_years(db: sqlite3.Connection) -> list[str]:
    """Years of the articles that are mementos; empty for those without a date."""
    query = f"SELECT DISTINCT substr(date, 1, 4) FROM article WHERE {_IS_MEMENTO} ORDER BY 1"
    return [year for (year,) in db.execute(query)]


def memento_rows(db: sqlite3.Connection, year: str | None) -> list[MementoRow]:
    """Mementos among the archive's pages: of the articles of a year, empty for none; None is all."""
    query = f"SELECT original, captured_at, {_PAGE}, capture_sha256 FROM article WHERE {_IS_MEMENTO}"
    if year is None:
        return [MementoRow(*row) for row in db.execute(f"{query} ORDER BY 1, 2, 3")]
    where = "date >= ?1 AND date < ?1 || '\uffff'" if year else "date = ?1"
    return [MementoRow(*row) for row in db.execute(f"{query} AND {where} ORDER BY 1, 2, 3", (year,))]
