"""Updates the archive's search: its page, and the segments of its indexes whose articles have changed.

An index has a folder, `search/NAME/`, and so have the texts that its results show, `search/texts/SEGMENT/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.catalogue.articles import searchable_articles
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.listings import browsable_lists
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.core.string_list import StringList
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.documents import FILTERS
from kursk_archive.search.index_files import read_index_lines, render_index_file, render_text_file
from kursk_archive.search.page import SEARCH_PAGE, OfferedIndex, render_search_page
from kursk_archive.search.partition import (
    MAX_ARTICLES_PER_INDEX,
    MAX_ARTICLES_PER_SEGMENT,
    WHOLE,
    SearchableArticle,
    partition_articles,
)
from kursk_archive.search.segment import FileCounts, index_file_names
from kursk_archive.search.tasks import BuiltSegment, SegmentTask, run_segment_task
from kursk_archive.site.permalinks import ROOT_MANIFEST, SEARCH, manifest_permalink
from kursk_archive.site.taxonomy import UNDATED
from kursk_archive.version import __version__

TEXTS = "texts"
"""Folder of the texts that results show; no index has this name."""
_FILE_COUNTS = ((100, FileCounts(8, 2)), (500, FileCounts(16, 6)), (2_000, FileCounts(32, 12)))
"""Articles of an index, and the files that it is divided into. An edit rewrites them all."""
_MOST_FILES = FileCounts(60, 18)
TaskMap = Callable[[Callable[[Any], Any], Iterable[Any], int], Iterator[Any]]
"""Runs a function on tasks and yields the results in order; the last argument is the number of articles."""


class OutputFolder(Protocol):
    """Receives the files of the search."""

    def replace_files(self, old: Iterable[str], new: Mapping[str, bytes], manifest: str) -> None:
        """Write the `new` files, which a manifest lists; delete those `old` ones that are not among them."""


class SegmentState(Struct, frozen=True):
    """A segment as the catalogue stores it between builds."""

    articles_digest: str
    """Fingerprint of the articles' records; if it is unchanged, so is the text."""
    text_digest: str
    """Fingerprint of the indexed text."""
    days: str
    """As in `Segment`."""
    filter_values: dict[str, dict[str, int]]
    """Filter → value → number of articles."""


class SearchState(Struct):
    """The search as the catalogue stores it between builds."""

    indexes: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Index → its segments, in order."""
    segments: dict[str, SegmentState] = msgspec.field(default_factory=dict)


def search_manifest(name: str) -> str:
    """Return the path of the manifest that lists the files of an index, or of the texts of a segment."""
    return manifest_permalink(f"search-{name}")


class SearchUpdater:
    """Updates the search of an output folder, once in a build."""

    def __init__(
        self,
        config: Config,
        catalogue: Catalogue,
        output: OutputFolder,
        published: Mapping[str, StringList],
        map_tasks: TaskMap,
        *,
        enabled: bool,
    ) -> None:
        """Update nothing yet.

        Args:
            config: of the build.
            catalogue: up to date with the captures.
            output: receives the files.
            published: manifest → paths of the search's files that it lists, see `search_manifest`.
            map_tasks: runs tasks in this process or in others.
            enabled: True if the site has a search; otherwise what is there of one is removed.
        """
        self.config, self.catalogue, self.output = config, catalogue, output
        self.published, self.map_tasks, self.enabled = published, map_tasks, enabled
        self.before, self.state = SearchState(), SearchState()

    def update(self, *, rebuild: bool) -> None:
        """Bring the search up to date with the published articles.

        Args:
            rebuild: build every segment, trusting none of the published ones.
        """
        stored = self.catalogue.build_state.search_indexes
        if stored and not rebuild:
            self.before = msgspec.json.decode(stored, type=SearchState)
        self.catalogue.set_build_state(search_indexes="")  # if this build is killed, the next one rebuilds everything
        indexes = self._partition() if self.enabled else {}
        offered = [self._update_index(name, indexes[name]) for name in sorted(indexes, key=_age_key, reverse=True)]
        self._remove_others()
        page = self._render_page(offered) if self.enabled else {}
        self.output.replace_files(self.published.get(ROOT_MANIFEST, ()), page, ROOT_MANIFEST)
        if self.enabled:
            self.catalogue.set_build_state(search_indexes=msgspec.json.encode(self.state).decode())

    def _partition(self) -> dict[str, list[SearchableArticle]]:
        articles = (SearchableArticle(*row) for row in searchable_articles(self.catalogue.db))
        return partition_articles(articles, MAX_ARTICLES_PER_INDEX)

    def _update_index(self, name: str, articles: Sequence[SearchableArticle]) -> OfferedIndex:
        segments = partition_articles(articles, MAX_ARTICLES_PER_SEGMENT)
        segments = {name if each == WHOLE else each: segments[each] for each in segments}
        order = tuple(sorted(segments, key=_age_key))
        files = _count_files(len(articles))
        versions = (__version__, self.config.site.language, files)
        terms = self.config.site.terms
        digests = {segment: fingerprint((versions, terms, _states(segments[segment]))) for segment in order}
        known = {
            segment: state
            for segment in order
            if segment in self.before.indexes.get(name, ()) and (state := self.before.segments.get(segment))
        }
        lines: dict[str, dict[str, str]] = {}
        if self.before.indexes.get(name) != order or any(
            known[each].articles_digest != digests[each] for each in order
        ):
            lines = self._read_lines(name, files)
            known = {each: known[each] for each in known if all(each in file for file in lines.values())}
            stale = [each for each in order if each not in known or known[each].articles_digest != digests[each]]
            self._build_segments(stale, segments, versions, known, lines)
        self.state.indexes[name] = order
        for segment in order:
            self.state.segments[segment] = replace(
                self.state.segments.get(segment) or known[segment], articles_digest=digests[segment]
            )
        if lines:
            new = {
                f"{SEARCH}{name}/{file}.js": render_index_file(f"{name}/{file}", {each: rows[each] for each in order})
                for file, rows in lines.items()
            }
            manifest = search_manifest(name)
            self.output.replace_files(self.published.get(manifest, ()), new, manifest)
        contents = [(segment, self.state.segments[segment].text_digest) for segment in order]
        days = {segment: self.state.segments[segment].days for segment in order}
        return OfferedIndex(name, files, len(articles), fingerprint(contents)[:8], days)

    def _build_segments(
        self,
        stale: Sequence[str],
        segments: Mapping[str, Sequence[SearchableArticle]],
        versions: tuple[str, str, FileCounts],
        known: Mapping[str, SegmentState],
        lines: Mapping[str, dict[str, str]],
    ) -> None:
        """Build segments, publish their texts, and put their lines among the others."""
        tasks = (
            self._task(versions, segments[each], known[each].text_digest if each in known else "") for each in stale
        )
        # A single segment would not be ready sooner in another process.
        size = sum(len(segments[each]) for each in stale) if len(stale) > 1 else 0
        for name, built in zip(stale, self.map_tasks(run_segment_task, tasks, size), strict=True):
            if built is not None:
                self._publish_texts(name, built)
                self.state.segments[name] = SegmentState(
                    "", built.text_digest, built.segment.days, built.segment.filter_values
                )
                for file, data in built.segment.lines.items():
                    lines[file][name] = data

    def _task(
        self, versions: tuple[str, str, FileCounts], articles: Sequence[SearchableArticle], known_text_digest: str
    ) -> SegmentTask:
        records = self.catalogue.records([article.path for article in articles])
        pages = tuple((article.page, records[article.path], article.capture_months) for article in articles)
        return SegmentTask(versions, pages, self.config.site.terms, known_text_digest)

    def _read_lines(self, name: str, files: FileCounts) -> dict[str, dict[str, str]]:
        """Return the lines of the published files of an index, which are as the build before left them."""
        lines: dict[str, dict[str, str]] = {file: {} for file in index_file_names(files)}
        if name in self.before.indexes:
            for file in lines:
                path = self.config.output / SEARCH / name / f"{file}.js"
                lines[file] = read_index_lines(path.read_bytes()) if path.is_file() else {}
        return lines

    def _publish_texts(self, segment: str, built: BuiltSegment) -> None:
        folder = f"{TEXTS}/{segment}/"
        files = {
            f"{SEARCH}{folder}{name}.js": render_text_file(folder + name, data)
            for name, data in built.segment.texts.items()
        }
        manifest = search_manifest(f"{TEXTS}-{segment}")
        self.output.replace_files(self.published.get(manifest, ()), files, manifest)

    def _remove_others(self) -> None:
        """Remove the indexes and texts that are no longer part of the search."""
        kept = {
            ROOT_MANIFEST,
            *map(search_manifest, self.state.indexes),
            *(search_manifest(f"{TEXTS}-{segment}") for segment in self.state.segments),
        }
        for manifest in self.published.keys() - kept:
            self.output.replace_files(self.published[manifest], {}, manifest)

    def _render_page(self, indexes: Sequence[OfferedIndex]) -> dict[str, bytes]:
        value_counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
        for segment in self.state.segments.values():
            for name, counts in segment.filter_values.items():
                value_counts[name].update(counts)
        browse = browsable_lists(self.catalogue.db)
        theme = Theme(self.config.site, self.config.templates, search_enabled=True, browse=browse)
        dated = sum(value_counts["year"].values())
        has_undated = dated < sum(index.articles for index in indexes)
        return {SEARCH_PAGE: render_search_page(theme, indexes, value_counts, has_undated=has_undated)}


def _count_files(articles: int) -> FileCounts:
    return next((files for limit, files in _FILE_COUNTS if articles <= limit), _MOST_FILES)


def _states(articles: Iterable[SearchableArticle]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(article.page, article.digest, article.capture_months) for article in articles]


def _age_key(part: str) -> tuple[bool, str]:
    """Sort indexes and segments by date, undated ones first: newest first, they are the last to be searched."""
    return not part.startswith(UNDATED), part
