"""Terms of few articles and hosts that few articles link to, together on as few pages as hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import changed_terms, mark_terms_stale
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_ledger import MinorHostsPage, render_minor_hosts
from kursk_archive.renderer.pages.listings import MinorTermsPage, render_minor_terms
from kursk_archive.site.permalinks import minor_terms_permalink
from kursk_archive.site.taxonomy import MINOR_FOLDER, TAXONOMIES, path_name


class MinorTerms:
    """Lists of terms without pages of their own."""

    name = "minor terms"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        for taxonomy, groups in context.minor_terms.items():
            yield from (_target(context, taxonomy, prefix, slugs) for prefix, slugs in groups.items())

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        """Plan the pages that a changed term can be on, and those that a page was split into or that became one."""
        changed: dict[str, list[str]] = {}
        for taxonomy, slug, *_ in changed_terms(context.catalogue.db):
            changed.setdefault(taxonomy, []).append(path_name(taxonomy, slug))
        for taxonomy in context.taxonomies_sharing_pages:
            if taxonomy in changed:
                yield from _plan_changed(context, taxonomy, changed[taxonomy])

    def owns(self, path: str) -> bool:
        return any(path.startswith(f"{taxonomy.folder}/{MINOR_FOLDER}/") for taxonomy in TAXONOMIES.values())


def _plan_changed(context: PlanContext, taxonomy: str, changed: Sequence[str]) -> Iterator[Planned]:
    groups, db = context.minor_terms[taxonomy], context.catalogue.db
    folder = minor_terms_permalink(taxonomy, "").removesuffix("index.html")
    known = {output.path for output in context.catalogue.outputs_under(folder)}
    current = {minor_terms_permalink(taxonomy, prefix) for prefix in groups}
    if taxonomy != "host" and current != known:  # no article's page leads to the pages of hosts
        mark_terms_stale(db, taxonomy, list(_moved(taxonomy, groups, known)))
    yield from map(ObsoleteTarget, sorted(known - current))
    for prefix, slugs in groups.items():
        if minor_terms_permalink(taxonomy, prefix) not in known or any(name.startswith(prefix) for name in changed):
            yield _target(context, taxonomy, prefix, slugs)


def _moved(taxonomy: str, groups: Mapping[str, Sequence[str]], known: Collection[str]) -> Iterator[str]:
    """Yield the terms that other pages held before: each was on the page of the longest prefix that it begins with."""
    for prefix, slugs in groups.items():
        page = minor_terms_permalink(taxonomy, prefix)
        for slug in slugs:
            pages = (minor_terms_permalink(taxonomy, slug[:length]) for length in range(len(slug), -1, -1))
            if next((former for former in pages if former in known), "") != page:
                yield slug


def _target(context: PlanContext, taxonomy: str, prefix: str, slugs: Sequence[str]) -> Target:
    db = context.catalogue.db
    if taxonomy == "host":
        found = listings.citations_of_hosts(db, slugs)
        cited = tuple((host, tuple(citations)) for host, citations in found.items())
        task = RenderPage(render_minor_hosts, MinorHostsPage(prefix, cited))
    else:
        terms = ((slug, listings.label_of(db, taxonomy, slug) or slug) for slug in slugs)
        listed = tuple((slug, label, listings.articles_in(db, taxonomy, slug, "")) for slug, label in terms)
        task = RenderPage(render_minor_terms, MinorTermsPage(taxonomy, prefix, listed))
    return Target(minor_terms_permalink(taxonomy, prefix), context.fingerprint(task.values), task)
