"""The articles that may get addresses of lost links from another capture of the same article."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kursk_archive.core.enums import LOST_KINDS

# Only among the articles that `settle` looked at: one without other captures costs nothing. Those that have an address
# lent to them may have to give it back.
_NEEDS = f"""
SELECT article_id FROM doubtful_article CROSS JOIN article USING (article_id)
  WHERE edition_of != '' AND state = 'published' AND EXISTS (
    SELECT 1 FROM link WHERE link.article_id = article.article_id
      AND kind IN ({", ".join(f"'{kind}'" for kind in LOST_KINDS)})
      AND canonical IS NULL AND url_key IS NULL AND NOT repaired)
UNION SELECT article_id FROM link INDEXED BY link_lent WHERE method = 'edition'
"""
_IN_DOUBT = " AND article_id IN (SELECT article_id FROM doubtful_article)"


def find_needs(db: sqlite3.Connection, *, changed_only: bool) -> Mapping[str, Sequence[str]]:
    """Map articles with lost or lent links to the other published captures of the article, by id.

    Args:
        db: the catalogue's, with its articles just settled.
        changed_only: leave out articles that were not settled anew.
    """
    needs = [row[0] for row in db.execute(_NEEDS + (_IN_DOUBT if changed_only else ""))]
    if not needs:
        return {}
    groups: dict[str, list[str]] = defaultdict(list)
    edition_of: dict[str, str] = {}
    rows = db.execute(
        "SELECT article_id, edition_of FROM doubtful_article CROSS JOIN article USING (article_id)"
        " WHERE edition_of != '' AND state = 'published' ORDER BY article_id"
    )
    for article_id, latest in rows:
        groups[latest].append(article_id)
        edition_of[article_id] = latest
    return {one: [other for other in groups.get(edition_of.get(one, ""), ()) if other != one] for one in sorted(needs)}
