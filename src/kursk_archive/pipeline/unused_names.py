"""Findings about the names under `terms:` in archive.yaml that no article has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from kursk_archive.catalogue.listings import names_of_terms
from kursk_archive.config import CONFIG_NAME, Site
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import did_you_mean
from kursk_archive.site.joined_terms import JoinedTerm
from kursk_archive.site.taxonomy import term_slug


def unused_name_findings(
    db: sqlite3.Connection, site: Site, places: Mapping[tuple[str, str], tuple[int, int]]
) -> Iterator[Finding]:
    """Report each term that no article has, and each name that looks like a misspelt one.

    Args:
        db: the catalogue's, with everything derived.
        site: the archive's configuration.
        places: taxonomy and name → line and column in archive.yaml.
    """
    for taxonomy, terms in site.terms.items():
        used = {term_slug(name): name for name in names_of_terms(db, taxonomy)}
        joined = {slug for term in terms for slug in (term.slug, *map(term_slug, term.names))}
        others = [name for slug, name in used.items() if slug not in joined]
        for term in terms:
            for name, suggestion in _unused_names(term, used, others):
                line, column = places[taxonomy, name]
                message = f"no article has the {taxonomy} `{name[:60]}`{suggestion}"
                yield make_finding("term-unused", Location(CONFIG_NAME, line, column), message)


def _unused_names(term: JoinedTerm, used: Mapping[str, str], others: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the unused names of a term that are to be reported, with a suggestion."""
    unused = [name for name in term.names if term_slug(name) not in used]
    is_unused = len(unused) == len(term.names) and term.slug not in used
    suggestions = {name: did_you_mean(name, others) for name in unused}
    misspelt = {name: suggestion for name, suggestion in suggestions.items() if suggestion}
    yield from misspelt.items()
    if is_unused and not misspelt:
        yield term.name, ""
