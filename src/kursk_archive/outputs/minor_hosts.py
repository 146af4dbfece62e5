"""The hosts that few articles link to, together on as few pages as hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import changed_terms
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderPage, Target
from kursk_archive.renderer.pages.link_ledger import MinorHostsPage, render_minor_hosts
from kursk_archive.site.permalinks import MINOR_HOSTS, minor_hosts_permalink
from kursk_archive.site.taxonomy import host_slug


class MinorHosts:
    """Lists of hosts without pages of their own."""

    name = "minor hosts"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return (_target(context, prefix, hosts) for prefix, hosts in context.minor_hosts.items())

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        """Plan the pages that a changed host can be on, and those that a page was split into or that became one."""
        terms = changed_terms(context.catalogue.db)
        changed = [host_slug(slug) for taxonomy, slug, *_ in terms if taxonomy == "host"]
        if not changed:
            return
        known = {output.path for output in context.catalogue.outputs_under(MINOR_HOSTS)}
        yield from map(ObsoleteTarget, sorted(known - set(map(minor_hosts_permalink, context.minor_hosts))))
        for prefix, hosts in context.minor_hosts.items():
            if minor_hosts_permalink(prefix) not in known or any(slug.startswith(prefix) for slug in changed):
                yield _target(context, prefix, hosts)

    def owns(self, path: str) -> bool:
        return path.startswith(MINOR_HOSTS)


def _target(context: PlanContext, prefix: str, hosts: Sequence[str]) -> Target:
    found = listings.citations_of_hosts(context.catalogue.db, hosts)
    cited = tuple((host, tuple(citations)) for host, citations in found.items())
    page = MinorHostsPage(prefix, cited)
    return Target(minor_hosts_permalink(prefix), context.fingerprint(page), RenderPage(render_minor_hosts, page))
