"""Versions of an article in other languages, as far as links between versions reach.

Two articles are versions of each other whichever names the other. If A names B and B names C, A and C are versions of
each other, too.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

MAX_VERSIONS = 64
"""Articles that can be versions of each other. More are a mistake, such as a page that all articles name: then each is
a version only of those that it names and that name it."""

_LINKED = """
SELECT link.article_id, target_id FROM json_each(?1) AS scope
    CROSS JOIN link ON link.article_id = scope.value CROSS JOIN link_target USING (article_id, ordinal)
    CROSS JOIN published_article USING (article_id)
  WHERE region = 'translation'
UNION
SELECT target_id, link_target.article_id FROM json_each(?1) AS scope
    CROSS JOIN link_target ON target_id = scope.value CROSS JOIN link USING (article_id, ordinal)
    CROSS JOIN published_article USING (article_id)
  WHERE region = 'translation'
"""
MARK_STALE = """
INSERT OR IGNORE INTO stale_article
  WITH RECURSIVE version (article_id) AS (
    SELECT article_id FROM scope_linking_article UNION SELECT article_id FROM stale_article
    UNION SELECT target_id FROM version CROSS JOIN link ON link.article_id = version.article_id
      CROSS JOIN link_target ON link_target.article_id = link.article_id AND link_target.ordinal = link.ordinal
      WHERE region = 'translation'
    UNION SELECT link_target.article_id FROM version CROSS JOIN link_target ON target_id = version.article_id
      CROSS JOIN link ON link.article_id = link_target.article_id AND link.ordinal = link_target.ordinal
      WHERE region = 'translation')
  SELECT article_id FROM version
  WHERE EXISTS (SELECT 1 FROM link WHERE region = 'translation');
"""
"""SQL: mark every version of the articles that are marked. Run before the targets are derived anew and after."""


def distant_versions(db: sqlite3.Connection, article_ids: Iterable[str]) -> Mapping[str, tuple[set[str], set[str]]]:
    """Map articles to their versions: those that they name or that name them, and those that only others lead to.

    Articles without the second kind are left out.
    """
    if not db.execute("SELECT 1 FROM link WHERE region = 'translation' LIMIT 1").fetchone():
        return {}
    linked: dict[str, set[str]] = {}
    groups = {article_id: {article_id} for article_id in article_ids}
    newest = {article_id: {article_id} for article_id in groups}
    while newest:
        _look_up(db, {version for versions in newest.values() for version in versions} - linked.keys(), linked)
        for article_id, versions in list(newest.items()):
            group = groups[article_id]
            newest[article_id] = {other for version in versions for other in linked[version]} - group
            group |= newest[article_id]
            if not newest[article_id] or len(group) > MAX_VERSIONS:
                del newest[article_id]
    return {
        article_id: (linked[article_id], group - linked[article_id] - {article_id})
        for article_id, group in groups.items()
        if len(linked[article_id]) + 1 < len(group) <= MAX_VERSIONS
    }


def _look_up(db: sqlite3.Connection, article_ids: set[str], linked: dict[str, set[str]]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for article_id, other in db.execute(_LINKED, (json.dumps(sorted(article_ids)),)):
        if other != article_id:
            found[article_id].add(other)
    linked.update((article_id, found.get(article_id, set())) for article_id in article_ids)
