"""The last known status of articles that are not published, which the journal keeps should the catalogue be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kursk_archive.catalogue.journal import STATUS

if TYPE_CHECKING:
    from kursk_archive.catalogue.store import Catalogue

_UNPUBLISHED = """
SELECT article_id, state FROM unpublished_article CROSS JOIN article USING (article_id) WHERE state != 'published'
"""


def remember_statuses(catalogue: Catalogue) -> None:
    """Enter the status of every article that is withheld or a draft in the journal; take back that of the others."""
    now = dict(catalogue.db.execute(_UNPUBLISHED))
    before = last_statuses(catalogue)
    if now != before:
        catalogue.journal.write(STATUS, dict.fromkeys(before) | now)


def last_statuses(catalogue: Catalogue) -> dict[str, str]:
    """Map the articles that were not published to the status that they had when a build last published anything."""
    return catalogue.journal.read(STATUS)
