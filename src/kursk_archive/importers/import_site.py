"""Import one source site into the content folder: first all its captures are judged, then they are copied.

Only when all are known is it clear which are translations of each other, and which articles a link can lead to.
"""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from mmap import mmap
from urllib.parse import urlsplit

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.core.model import Article
from kursk_archive.images.decode import MAX_IMAGE_BYTES
from kursk_archive.importers.authors import author_names, named_authors
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators.plain import ContentLayout, site_address, source_url
from kursk_archive.importers.images import SiteImages
from kursk_archive.importers.model import (
    FROM_FILE_NAME,
    FROM_OPTIONS,
    FROM_SITE,
    FROM_TRANSLATIONS,
    ExternalMetadata,
    Imported,
    SkipKind,
    Skipped,
    SkipReason,
    SourcedValue,
)
from kursk_archive.importers.page import Page
from kursk_archive.importers.prediction import Prediction
from kursk_archive.importers.reading import MergedMetadata, image_hrefs, merge_metadata, parse_capture
from kursk_archive.importers.sidecars import sidecar_yaml, states_withheld, withheld_sidecar
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.importers.translations import absolute_aliases, find_translations, unshared_aliases
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES, decode_text
from kursk_archive.loader.filenames import (
    UNSUPPORTED_SUFFIXES,
    format_named,
    has_capture_suffix,
    is_capture_path,
    suffix_of,
)
from kursk_archive.loader.formats import CrawlFormat, ExportFormat, PageFormat
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.loader.markdown.frontmatter import has_frontmatter
from kursk_archive.loader.personal_data import is_reader_list
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.loader.substack import post_table_of, read_post_table
from kursk_archive.yaml.located import Located

_PAGE_SUFFIXES = frozenset({".html", ".htm"})
_UNREADABLE_ARTICLE_SUFFIXES = UNSUPPORTED_SUFFIXES | frozenset(
    ".adoc .ipynb .j2 .liquid .njk .org .textile .wiki".split()
)
"""Suffixes of files that other generators turn into articles, and this program cannot read."""


@dataclass(slots=True)
class PlannedImport:
    """A capture that is to be imported."""

    path: str
    target: str
    page: Page
    metadata: MergedMetadata
    held_back: str
    findings: tuple[Finding, ...] = ()
    """About the capture and the metadata files that were read for it."""


@dataclass(slots=True)
class SiteImport:
    """The import of one site."""

    site: SourceSite
    layout: ContentLayout
    destination: Destination
    prediction: Prediction
    reported: set[Finding] = field(default_factory=set)
    images: SiteImages = field(init=False)
    authors: Mapping[str, tuple[str, str]] = field(init=False)
    used: set[str] = field(default_factory=set)
    """Files that were copied, and sidecars that were read."""

    def __post_init__(self) -> None:
        base_path = urlsplit(site_address(self.layout, self.site)).path.rstrip("/")
        self.images = SiteImages(self.site, self.layout, base_path)
        self.authors = author_names(self.site) if self.site.name else {}

    def run(self) -> Iterator[Imported | Skipped | Finding]:
        """Import the site's captures; yield what happens to each file, and each new finding of the site."""
        yield from self._new_findings()
        results = [result for path in self._candidates() for result in self._plan(path)]
        plans = [result for result in results if isinstance(result, PlannedImport)]
        self._add_translations(plans)
        self._settle_aliases(plans)
        self.destination.planned.update(plan.target for plan in plans)
        for result in results:
            if isinstance(result, PlannedImport):
                yield from self._write(result)
                yield from result.findings
                yield from self._new_findings()
            else:
                yield result
        yield from self._other_files()

    def _candidates(self) -> tuple[str, ...]:
        return self.site.files if self.site.name else self.site.files[:1]

    def _new_findings(self) -> tuple[Finding, ...]:
        """Return the site's findings since the last call, each only once: several captures may read the same file."""
        fresh = [finding for finding in dict.fromkeys(self.site.findings) if finding not in self.reported]
        self.site.findings.clear()
        self.reported.update(fresh)
        return tuple(fresh)

    def _plan(self, path: str) -> Iterator[PlannedImport | Skipped | Finding]:
        """Judge one file; yield nothing for one that is no article at all."""
        suffix = suffix_of(path)
        is_article = has_capture_suffix(path) or suffix in _UNREADABLE_ARTICLE_SUFFIXES
        if self.layout.article_suffixes:
            is_article = is_article and suffix in self.layout.article_suffixes
        target = self._target_path(path) if is_article or not self.site.name else None
        if target is None:
            return
        self.used.add(path)
        result = self._skip_reason(path, target) or self._plan_capture(path, f"{target}")
        if isinstance(result, SkipReason):
            yield Skipped(self.site.display_path(path), self.layout.name, result.text, result.kind)
            yield from self._new_findings()
        elif result is not None:
            result.findings = self._new_findings()
            yield result
        else:
            yield from self._new_findings()

    def _target_path(self, path: str) -> str | SkipReason | None:
        target = self.layout.target_path(path, self.site)
        subfolder = self.site.options.subfolder
        return f"{subfolder}/{target}" if subfolder and isinstance(target, str) else target

    def _skip_reason(self, path: str, target: str | SkipReason) -> SkipReason | None:
        if isinstance(target, SkipReason):
            return target
        if not has_capture_suffix(path):
            return SkipReason(
                f"{suffix_of(path)} is not supported" if suffix_of(path) else "files without a suffix are not supported"
            )
        if is_reader_list(path):
            return SkipReason("lists readers, so it is not copied")
        return None if is_capture_path(path) else SkipReason("describes its folder, not an article")

    def _plan_capture(self, path: str, target: str) -> PlannedImport | SkipReason | None:
        if isinstance(format_named(path), CrawlFormat):
            return PlannedImport(path, target, Page(path, self.site, {}, {}), MergedMetadata({}, {}), "")
        data = self._read_capture(path)
        if data is None:
            return None
        if suffix_of(path) in _PAGE_SUFFIXES and self.layout.name not in ("plain", "pelican"):
            if not (self.layout.has_metadata_file(path, self.site) or has_frontmatter(decode_text(data, path)[0])):
                return SkipReason("no metadata, so the generator copies it as it is")
            target = f"{target.rpartition('.')[0]}.md"  # Markdown may contain HTML, and have frontmatter
        if isinstance(format_named(path), ExportFormat):
            return self._plan_export(path, target, data)
        capture = parse_capture(data, path, target)
        sources = list(self.layout.external_metadata(path, self.site))
        metadata = merge_metadata(capture, sources)
        page = Page(path, self.site, capture.frontmatter, metadata.fields)
        if reason := self.layout.not_an_article(page):
            return SkipReason(reason)
        held_back = self.layout.held_back(page)
        if held_back and not self.site.options.withheld:
            return SkipReason(held_back, SkipKind.HELD_BACK)
        self.site.add_findings(capture.findings)
        self.site.findings += metadata.findings
        metadata = merge_metadata(capture, [*sources, *self._site_knowledge(page)])
        page = Page(path, self.site, capture.frontmatter, metadata.fields)
        return PlannedImport(path, target, page, metadata, held_back)

    def _read_capture(self, path: str) -> bytes | None:
        """Read a capture. What of a saved page is too large is for the build to say: `archive.yaml` sets the limit."""
        limit = sys.maxsize if isinstance(format_named(path), PageFormat) else MAX_CAPTURE_BYTES
        return self.site.read_file(path, limit)

    def _plan_export(self, path: str, target: str, data: bytes) -> PlannedImport | SkipReason:
        """Plan the copy of a file with many articles: each says itself what is known of it."""
        drafts = self.prediction.read_drafts(target, data)
        if not any(draft.is_article for draft in drafts):
            return SkipReason("holds no articles", SkipKind.FILE if self.site.name else SkipKind.ARTICLE)
        metadata = MergedMetadata({}, {})
        return PlannedImport(path, target, Page(path, self.site, {}, {}), metadata, "")

    def _site_knowledge(self, page: Page) -> Iterator[ExternalMetadata]:
        """Yield what only the whole site tells: the original address, the names of authors, complete aliases."""
        url = source_url(self.layout, page)
        if url:
            yield ExternalMetadata(FROM_SITE, {"source_url": Located(url)})
        if not page.field("title") and (title := self.layout.title_of(page)):
            yield ExternalMetadata(FROM_FILE_NAME, {"title": Located(title)})
        if names := named_authors(page.field("authors"), self.authors):
            yield names
        yield from self.layout.known_values(page)
        own_url = page.field_text("source_url") or url or ""
        base = site_address(self.layout, self.site)
        aliases = absolute_aliases(page.field("aliases"), base, own_url, self.layout.aliases_are_beside_page)
        if aliases:
            yield ExternalMetadata(FROM_SITE, {"aliases": Located(tuple(map(Located, aliases)))}, overrides=True)

    def _add_translations(self, plans: list[PlannedImport]) -> None:
        """Let each version of an article name the others, unless it names some itself."""
        if self.site.options.withheld:
            published = plans
        else:
            published = [plan for plan in plans if plan.metadata.value("status") != "withheld"]
        members = [
            (plan.target, plan.page.field_text("language"), self.layout.translation_key(plan.page))
            for plan in published
        ]
        others = find_translations(members)
        for plan in published:
            if plan.target in others and "translations" not in plan.metadata.fields:
                value = SourcedValue(others[plan.target], FROM_TRANSLATIONS)
                plan.metadata = plan.metadata.with_field("translations", value)

    def _settle_aliases(self, plans: list[PlannedImport]) -> None:
        """Leave each earlier address to one article: translators copy the aliases of the original with the rest."""
        stated = {plan.target: plan.metadata.value("aliases") or [] for plan in plans}
        addresses = {plan.target: plan.page.field_text("source_url") for plan in plans}
        kept = unshared_aliases(stated, addresses)
        for plan in plans:
            if stated[plan.target] and kept[plan.target] != stated[plan.target]:
                value = SourcedValue(list(kept[plan.target]), FROM_SITE)
                plan.metadata = plan.metadata.with_field("aliases", value)

    def _write(self, plan: PlannedImport) -> Iterator[Imported | Finding]:
        is_crawl = isinstance(format_named(plan.path), CrawlFormat)
        data = self.site.map_file(plan.path) if is_crawl else self._read_capture(plan.path)
        if data is None:
            return
        metadata = plan.metadata
        if self.site.options.withheld:
            metadata = metadata.with_field("status", SourcedValue("withheld", FROM_OPTIONS))
        ignored = dict(metadata.ignored)
        sidecar_path, sidecar = self._sidecar_file(plan, metadata)
        kept = self.destination.kept_sidecar(plan.target)
        text = sidecar if kept is None else kept[1]
        tables = self._post_table(plan)
        read = self.prediction.iter_articles(
            plan.target, data, kept[0] if kept else sidecar_path, text, *tables.values()
        )
        articles = () if is_crawl else tuple(read)
        images, missing = self._image_files(plan, articles)
        files: dict[str, bytes | mmap] = {plan.target: data, **tables, **images}
        for name, content in files.items():
            if conflict := self.destination.conflict(name, content):
                yield conflict
                return
        if conflict := self.destination.sidecar_conflict(plan.target):
            yield conflict
            return
        if kept is None:
            files[sidecar_path] = sidecar.encode()
        elif kept[1] != sidecar:
            ignored["sidecar"] = f"{kept[0]} already exists and was kept"
        copy = self.destination.copy_of(plan.target, data)
        try:
            written = self.destination.write_new(files)
        except ArchiveError as error:
            yield from error.findings
            return
        written += yield from self._write_page_files(plan)
        yield Imported(
            plan.target,
            self.site.display_path(plan.path),
            self.layout.name,
            metadata.fields,
            ignored,
            written,
            plan.held_back,
        )
        self._predict(plan, read if is_crawl else articles, missing, copy)

    def _write_page_files(self, plan: PlannedImport) -> Generator[Finding, None, tuple[str, ...]]:
        """Copy the folder of a saved page, file by file; yield what could not be copied, and return what was."""
        before, after = posixpath.splitext(plan.path)[0], posixpath.splitext(plan.target)[0]
        written: tuple[str, ...] = ()
        for path in self.site.page_files.get(plan.path, ()):
            target, data = after + path.removeprefix(before), self.site.map_file(path)
            if data is None:
                continue
            if conflict := self.destination.conflict(target, data):
                yield conflict
                continue
            try:
                written += self.destination.write_new({target: data})
            except ArchiveError as error:
                yield from error.findings
                break
        return written

    def _predict(self, plan: PlannedImport, articles: Iterable[Article], missing: list[str], copy: str) -> None:
        for article in articles:
            self.prediction.add(article)
        for href in missing:
            self.prediction.note("image-missing", plan.target, f"file not found: `{href[:60]}`")
        if copy:
            self.prediction.note("copy", plan.target, f"has the same bytes as `{copy}`")

    def _image_files(self, plan: PlannedImport, articles: tuple[Article, ...]) -> tuple[dict[str, bytes], list[str]]:
        """Return the images that a capture's articles show, by destination, and the addresses that are missing."""
        url_path = urlsplit(plan.metadata.value("source_url") or "").path
        found = dict(self.images.beside(plan.path, plan.target))
        missing: list[str] = []
        for href in dict.fromkeys(href for article in articles for href in image_hrefs(article)):
            match = self.images.find(href, plan.path, plan.target, url_path)
            if match and match[1] is None and not self.destination.has(match[0]):
                missing.append(href)
            elif match and match[1] is not None:
                found.setdefault(match[0], match[1])
        contents = {name: self.site.read_file(path, MAX_IMAGE_BYTES) for name, path in found.items()}
        return {name: data for name, data in contents.items() if data is not None}, missing

    def _post_table(self, plan: PlannedImport) -> dict[str, bytes]:
        """Return the table that says whether a post of Substack was public, by destination; none for other captures."""
        table = post_table_of(plan.path)
        if not table or table not in self.site.paths:
            return {}
        self.used.add(table)
        data = self.site.read_file(table) or b""
        return {post_table_of(plan.target): data} if read_post_table(data) is not None else {}

    def _sidecar_file(self, plan: PlannedImport, metadata: MergedMetadata) -> tuple[str, str]:
        """Return path and text of the sidecar: the archivist's own if one is beside the capture, else a new one."""
        target_path = sidecar_paths(plan.target)[0]
        origin, layout = self.site.display_path(plan.path), self.layout.name
        made = sidecar_yaml(metadata.sidecar_fields, origin, layout, plan.held_back)
        sources = self.site.sidecars_of(plan.path) if self.layout.has_sidecars else ()
        if not sources:
            return target_path, made
        self.used.update(sources)
        own, *others = [(self.site.read_file(source) or b"").decode("utf-8", "replace") for source in sources]
        is_withheld = self.site.options.withheld or any(map(states_withheld, others))
        return target_path, withheld_sidecar(own, made) if is_withheld else own

    def _other_files(self) -> Iterator[Skipped]:
        """Yield every file that nothing has mentioned yet."""
        if not self.site.name:
            return
        for path in self.site.files:
            if path in self.used or path in self.images.shown:
                continue
            if path in self.site.read_paths:
                text = "read for its metadata"
            elif path.endswith(IMAGE_NAME_ENDINGS):
                text = "an image that no imported article shows"
            else:
                text = "not an article"
            yield Skipped(self.site.display_path(path), self.layout.name, text, SkipKind.FILE)
