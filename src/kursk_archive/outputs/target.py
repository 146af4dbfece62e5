"""Targets: output files that should exist, the tasks that render them, and the kinds of output that plan them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from kursk_archive.catalogue import articles, ledger, listings
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.loader.formats import read_part
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site import periods
from kursk_archive.site.joined_terms import JoinedTerms
from kursk_archive.site.periods import group_by_prefix, split_by_prefix
from kursk_archive.site.permalinks import manifest_permalink, minor_terms_permalink
from kursk_archive.site.taxonomy import TAXONOMIES, TAXONOMIES_SHARING_PAGES, TAXONOMIES_WITH_FEEDS, path_name

MAX_SINGLE_DATA_FILE = 500
"""Articles up to which the data files are not split by year and month."""

Rendered = Iterable[tuple[str, bytes | None]]
"""Path and bytes of each file; None in place of bytes if the file it is made from changed since it was loaded."""


class RenderContext(Struct, frozen=True):
    """The theme and the content folder, which every task shares."""

    theme: Theme
    content: Path


class Task(Protocol):
    """Renders the files of one target. Picklable, and a pure function of itself and of the files that it names."""

    def render(self, context: RenderContext, path: str) -> Rendered:
        """Render the target at `path` and its other files."""
        ...


class PendingTask(Protocol):
    """A task without the articles' records, which would fill the memory if a whole plan held them."""

    @property
    def article_ids(self) -> tuple[ArticleId, ...]:
        """Articles whose records it needs."""
        ...

    def with_records(self, records: Mapping[str, bytes]) -> Task:
        """Return the task with its records: article id → record."""
        ...


class Target(Struct, frozen=True):
    """Output files that should exist and are rendered together."""

    path: str
    """POSIX, relative to the output folder."""
    fingerprint: str
    """Of every value that the files show."""
    task: Task | PendingTask
    other_paths: tuple[str, ...] = ()
    """Further files that the task renders."""
    period: str = ""
    """The period whose manifest lists the files: `2024-08`, `2024`, `undated`; empty for the root's."""
    cost: int = 1
    """Memory and time to render it, in articles."""

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, *self.other_paths)

    @property
    def manifest(self) -> str:
        """Path of the manifest that lists the files."""
        return manifest_permalink(self.period)


class ObsoleteTarget(Struct, frozen=True):
    """An output file that should not exist, whether it does or not. A `Target` with its path overrides it."""

    path: str


Planned = Target | ObsoleteTarget


class PlanContext:
    """The archive as the output kinds see it when they plan."""

    def __init__(self, catalogue: Catalogue, theme: Theme, site_fingerprint: str) -> None:
        """Plan from a catalogue in which everything is derived.

        Args:
            catalogue: the archive's.
            theme: of the site.
            site_fingerprint: of the version, the templates and the configuration, which every page shows.
        """
        self.catalogue, self.theme, self.site_fingerprint = catalogue, theme, site_fingerprint

    @property
    def site(self) -> Site:
        return self.theme.site

    def fingerprint(self, *values: Any) -> str:
        """Return the fingerprint of a page that shows some values."""
        return fingerprint((self.site_fingerprint, self.theme.browse, *values))

    @cached_property
    def has_single_data_files(self) -> bool:
        """True if the data files are not split."""
        return articles.count_published(self.catalogue.db) <= MAX_SINGLE_DATA_FILE

    @cached_property
    def data_years(self) -> Sequence[str | None]:
        """Years that the articles' data files are split by; None stands for a single file."""
        return [None] if self.has_single_data_files else articles.years(self.catalogue.db)

    @cached_property
    def ledger_months(self) -> Sequence[str | None]:
        """Months that the ledger's data files are split by; None stands for a single file."""
        return [None] if self.has_single_data_files else ledger.ledger_months(self.catalogue.db)

    @cached_property
    def terms(self) -> Mapping[str, list[tuple[str, str, int, int]]]:
        """Taxonomy → its terms, see `listings.terms`."""
        return {taxonomy: listings.terms(self.catalogue.db, taxonomy) for taxonomy in TAXONOMIES}

    @cached_property
    def joined_terms(self) -> JoinedTerms:
        """Terms with names in several languages."""
        return JoinedTerms(self.site.terms, self.site.language)

    @property
    def taxonomies_sharing_pages(self) -> Sequence[str]:
        """Taxonomies in which terms of few articles share pages. Topics and the like do if the data files are split."""
        return ("host",) if self.has_single_data_files else ("host", *TAXONOMIES_SHARING_PAGES)

    def least_articles(self, taxonomy: str, slug: str) -> int:
        """Return from how many articles on a term has pages of its own.

        A term that archive.yaml describes always has them, and so has one that has feeds because `feeds` asks for them.
        """
        if taxonomy not in self.taxonomies_sharing_pages or self.joined_terms.get(taxonomy, slug):
            return 1
        return self._least_articles(taxonomy)

    def _least_articles(self, taxonomy: str) -> int:
        if taxonomy == "host":
            return periods.MIN_HOST_ARTICLES
        is_fed = taxonomy in TAXONOMIES_WITH_FEEDS
        return min(periods.MIN_TERM_ARTICLES, max(2, self.site.feeds)) if is_fed else periods.MIN_TERM_ARTICLES

    def has_pages(self, taxonomy: str, slug: str) -> bool:
        """Return True if a term has pages of its own."""
        least = self.least_articles(taxonomy, slug)
        return least == 1 or listings.article_count(self.catalogue.db, taxonomy, slug) >= least

    def shared_page(self, taxonomy: str, slug: str, article_count: int) -> str | None:
        """Return the place of a term on the page that it shares; None if it has pages of its own.

        It is empty for a topic and the like of a single article: a page would only lead back to the article.
        """
        if article_count >= self.least_articles(taxonomy, slug):
            return None
        return self._shared_pages.get((taxonomy, slug), "")

    @cached_property
    def minor_terms(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Taxonomy → prefix of slugs → the terms without pages of their own, as they share a page."""
        return {taxonomy: self._group_minor_terms(taxonomy) for taxonomy in self.taxonomies_sharing_pages}

    def _group_minor_terms(self, taxonomy: str) -> Mapping[str, list[str]]:
        rows = listings.minor_terms(self.catalogue.db, taxonomy, self._least_articles(taxonomy))
        rows = {slug: count for slug, count in rows.items() if not self.joined_terms.get(taxonomy, slug)}
        name_of = partial(path_name, taxonomy)
        is_split = sum(rows.values()) > periods.MAX_MINOR_ROWS_PER_PAGE
        names = [name_of(slug) for slug, count in rows.items() for _ in range(count)] if is_split else []
        prefixes = split_by_prefix(names, periods.MAX_MINOR_ROWS_PER_PAGE) if is_split else [""] * bool(rows)
        return group_by_prefix(rows, name_of, prefixes)

    @cached_property
    def _shared_pages(self) -> Mapping[tuple[str, str], str]:
        """Map taxonomy and slug of each term that shares a page to its place there."""
        return {
            (taxonomy, slug): f"{minor_terms_permalink(taxonomy, prefix)}#{path_name(taxonomy, slug)}"
            for taxonomy, groups in self.minor_terms.items()
            for prefix, slugs in groups.items()
            for slug in slugs
        }

    def has_feeds(self, taxonomy: str, slug: str) -> bool:
        """Return True if a term has feeds of its own."""
        least = max(self.site.feeds, self.least_articles(taxonomy, slug))
        is_fed = taxonomy in TAXONOMIES_WITH_FEEDS
        return is_fed and listings.article_count(self.catalogue.db, taxonomy, slug) >= least

    def obsolete_under(self, prefix: str) -> Iterator[ObsoleteTarget]:
        """Every known output file whose path begins with a prefix."""
        return (ObsoleteTarget(output.path) for output in self.catalogue.outputs_under(prefix))


class OutputKind(Protocol):
    """One kind of output. Adding one takes a module, a template and an entry in `OUTPUT_KINDS`."""

    @property
    def name(self) -> str:
        """The kind in a word or two, as `build --explain` calls it."""
        ...

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        """Plan every output of this kind."""
        ...

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        """Plan the outputs that the changes since the last complete build can have made stale, or obsolete.

        It may plan too much, since fingerprints decide; never too little.
        """
        ...

    def owns(self, path: str) -> bool:
        """Return True if an output at `path` is of this kind."""
        ...


class WriteBytes(Struct, frozen=True):
    """Write bytes that are ready."""

    data: bytes

    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, self.data),)


class RenderPage(Struct, frozen=True):
    """Render an HTML page from its values."""

    render_page: Callable[[Theme, str, Any], bytes]
    """A function of a module: theme, output path and values to bytes."""
    values: Any

    def render(self, context: RenderContext, path: str) -> Rendered:
        return ((path, self.render_page(context.theme, path, self.values)),)


def bytes_target(path: str, data: bytes, period: str = "") -> Target:
    """Return the target of bytes that are ready."""
    return Target(path, fingerprint(data), WriteBytes(data), period=period)


def read_if_unchanged(
    context: RenderContext, path: str, digest: str, start: int = 0, length: int | None = None, member: str = ""
) -> bytes | None:
    """Read a file of the content folder, or a part of it; None if the SHA-256 is no longer `digest`.

    See `formats.read_part` for the parameters.
    """
    data = read_part(context.content, path, start, length, member)
    return data if data is not None and sha256(data).hexdigest() == digest else None
