"""Lists of terms: all topics, authors, publishers, places, languages and cited hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from kursk_archive.catalogue import link_lists, listings
from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.catalogue.totals import archive_totals
from kursk_archive.outputs.link_ledger import ledger_paths
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_ledger import HostIndexPage, render_host_index
from kursk_archive.renderer.pages.listings import TaxonomyPage, render_taxonomy
from kursk_archive.renderer.pages.place_map import MappedPlace
from kursk_archive.site import periods
from kursk_archive.site.periods import group_by_prefix, split_by_prefix
from kursk_archive.site.permalinks import taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import PREFIX_FOLDER, TAXONOMIES

Term = tuple[str, str, int, int]
MAX_MOST_CITED = 25
"""Addresses on the page of references."""


class Taxonomies:
    """Lists of terms."""

    name = "taxonomy"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        for taxonomy, terms in context.terms.items():
            if terms or taxonomy == "host":
                yield from _targets(context, taxonomy, terms)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        if not changed_terms(context.catalogue.db):
            return
        for name, taxonomy in TAXONOMIES.items():
            yield from context.obsolete_under(f"{taxonomy.folder}/{PREFIX_FOLDER}/")
            yield ObsoleteTarget(taxonomy_permalink(name))
        yield from self.plan_all(context)

    def owns(self, path: str) -> bool:
        return any(
            path == taxonomy_permalink(name) or path.startswith(f"{taxonomy.folder}/{PREFIX_FOLDER}/")
            for name, taxonomy in TAXONOMIES.items()
        )


def _targets(context: PlanContext, taxonomy: str, terms: Sequence[Term]) -> Iterator[Target]:
    """Return the list of a taxonomy's terms and, where they are too many for one page, those by first letters."""
    limit = periods.MAX_TERMS_PER_PAGE
    prefixes = split_by_prefix((term[0] for term in terms), limit) if len(terms) > limit else {}
    largest = terms[: limit // 2] if prefixes else terms
    yield _target(context, taxonomy, "", len(terms), largest, tuple(prefixes.items()))
    for prefix, part in group_by_prefix(terms if prefixes else (), itemgetter(0), prefixes).items():
        yield _target(context, taxonomy, prefix, len(part), part, ())


def _target(
    context: PlanContext,
    taxonomy: str,
    prefix: str,
    count: int,
    terms: Sequence[Term],
    prefixes: tuple[tuple[str, int], ...],
) -> Target:
    values: Any
    if taxonomy == "host":
        links = {} if prefix else archive_totals(context.catalogue).links
        files = () if prefix else ledger_paths(context)
        hosts = tuple(
            (host, _host_page(context, host, article_count), link_count, article_count)
            for host, _, link_count, article_count in terms
        )
        values = HostIndexPage(prefix, hosts, prefixes, links, files, () if prefix else _most_cited(context))
        task = RenderPage(render_host_index, values)
    else:
        pages = _pages_of_minor(context, taxonomy, terms)
        labels = _other_labels(context, taxonomy, terms)
        mapped = () if prefix else tuple(_mapped_places(context, taxonomy))
        values = TaxonomyPage(taxonomy, prefix, count, tuple(terms), prefixes, pages, labels, mapped)
        task = RenderPage(render_taxonomy, values)
    return Target(taxonomy_permalink(taxonomy, prefix), context.fingerprint(values), task)


def _other_labels(context: PlanContext, taxonomy: str, terms: Sequence[Term]) -> dict[str, tuple[tuple[str, str], ...]]:
    joined = ((slug, context.joined_terms.get(taxonomy, slug)) for slug, *_ in terms if context.joined_terms)
    return {slug: term.other_labels(context.site.language) for slug, term in joined if term}


def _mapped_places(context: PlanContext, taxonomy: str) -> Iterator[MappedPlace]:
    """Yield the places with coordinates that articles have."""
    located = {term.slug: term.coordinates for term in context.site.terms.get(taxonomy, ()) if term.coordinates}
    terms = [term for term in context.terms[taxonomy] if term[0] in located] if located else []
    for slug, label, _, count in terms:
        yield MappedPlace(label, term_permalink(taxonomy, slug), count, *located[slug])


def _most_cited(context: PlanContext) -> tuple[tuple[str, str, int], ...]:
    """Return address, page of its host and number of articles of the addresses that most articles cite."""
    cited = link_lists.most_cited(context.catalogue.db, MAX_MOST_CITED)
    article_counts = {host: article_count for host, _, _, article_count in context.terms["host"]}
    return tuple((url, _host_page(context, host, article_counts[host]), count) for url, host, count in cited)


def _host_page(context: PlanContext, host: str, article_count: int) -> str:
    return context.shared_page("host", host, article_count) or term_permalink("host", host)


def _pages_of_minor(context: PlanContext, taxonomy: str, terms: Sequence[Term]) -> dict[str, str]:
    """Map the slugs of the terms without pages of their own to the page that they share, or of their only article."""
    shared = {slug: context.shared_page(taxonomy, slug, count) for slug, _, _, count in terms}
    single = [slug for slug, page in shared.items() if page == ""]
    only = listings.only_articles(context.catalogue.db, taxonomy, single) if single else {}
    return {slug: page for slug, page in shared.items() if page} | only
