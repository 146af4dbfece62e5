"""Updates the archive's search: its page, and an index for each part of the archive whose text has changed.

Each index has a folder, `search/NAME/`. What they share is in `search/`: the page, the programs that a browser runs, an
empty index to merge the others into, and `shards.json`, the list of the indexes.
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
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.string_list import StringList
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.available import pagefind_version
from kursk_archive.search.documents import CLIENT_SCRIPT, FILTERS, SearchError
from kursk_archive.search.page import SEARCH_PAGE, render_search_page
from kursk_archive.search.pagefind_index import empty_index
from kursk_archive.search.partition import SearchableArticle, partition_articles
from kursk_archive.search.tasks import IndexTask, SearchIndex, run_index_task
from kursk_archive.site.permalinks import ROOT_MANIFEST, SEARCH, manifest_permalink
from kursk_archive.site.taxonomy import UNDATED
from kursk_archive.version import __version__

INDEX_LIST_FILE = "shards.json"
"""The first file that the page loads: names and languages of the indexes."""
TaskMap = Callable[[Callable[[Any], Any], Iterable[Any], int], Iterator[Any]]
"""Runs a function on tasks and yields the results in order; the last argument is the number of articles."""


class OutputFolder(Protocol):
    """Receives the files of the search."""

    def replace_files(self, old: Iterable[str], new: Mapping[str, bytes], manifest: str) -> None:
        """Write the `new` files, which a manifest lists; delete those `old` ones that are not among them."""


class IndexState(Struct, frozen=True):
    """An index as the catalogue stores it between builds."""

    articles_digest: str
    """Fingerprint of the articles' records; if it is unchanged, so is the text."""
    text_digest: str
    """Fingerprint of the indexed text."""
    languages: dict[str, tuple[int, str]]
    """Language → number of articles, and file name of the program that stems its words."""
    filter_values: dict[str, dict[str, int]]
    """Filter → value → number of articles."""


def index_manifest(index: str) -> str:
    """Return the path of the manifest that lists the files of an index; empty stands for the files that they share."""
    return manifest_permalink(f"search-{index}" if index else "")


class SearchUpdater:
    """Updates the search of an output folder, once in a build."""

    def __init__(
        self,
        config: Config,
        catalogue: Catalogue,
        output: OutputFolder,
        published: Mapping[str, StringList],
        map_tasks: TaskMap,
    ) -> None:
        """Update nothing yet.

        Args:
            config: of the build.
            catalogue: up to date with the captures.
            output: receives the files.
            published: manifest → paths of the search's files that it lists, see `index_manifest`.
            map_tasks: runs tasks in this process or in others.
        """
        self.config, self.catalogue, self.output = config, catalogue, output
        self.published, self.map_tasks = published, map_tasks
        self.indexes: dict[str, IndexState] = {}
        self.programs: dict[str, bytes] = {}
        """Programs that came with the indexes of this build, by file name."""

    def update(self, *, rebuild: bool) -> Iterator[Finding]:
        """Bring the search up to date with the published articles.

        If Pagefind fails, the remaining indexes stay as they were, and the next build tries again.

        Args:
            rebuild: build every index, trusting none of the published ones.
        """
        version = pagefind_version() if self.config.search else None
        partition = self._partition() if version else {}
        self.indexes = {} if rebuild else self._load_state()
        self.catalogue.set_build_state(search_indexes="")  # if this build is killed, the next one rebuilds all indexes
        try:
            self._build_indexes(partition, version or "")
        except SearchError as error:
            yield make_finding("search", Location(SEARCH), str(error))
            self.output.replace_files((), self._render_page(), ROOT_MANIFEST)
            return
        self._remove_indexes_except(partition)
        self.indexes = {name: self.indexes[name] for name in sorted(partition)}
        self._publish_shared_files(version)
        if version:
            self.catalogue.set_build_state(search_indexes=msgspec.json.encode(self.indexes).decode())

    def _partition(self) -> dict[str, list[SearchableArticle]]:
        return partition_articles(SearchableArticle(*row) for row in searchable_articles(self.catalogue.db))

    def _load_state(self) -> dict[str, IndexState]:
        state = self.catalogue.build_state.search_indexes
        return msgspec.json.decode(state, type=dict[str, IndexState]) if state else {}

    def _build_indexes(self, partition: Mapping[str, Sequence[SearchableArticle]], version: str) -> None:
        """Build the indexes whose articles have changed."""
        versions = (__version__, version, self.config.site.language)
        digests = {name: _articles_digest(versions, articles) for name, articles in sorted(partition.items())}
        stale = [
            name
            for name, articles_digest in digests.items()
            if name not in self.indexes or self.indexes[name].articles_digest != articles_digest
        ]
        tasks = (self._task(versions, name, partition[name]) for name in stale)
        # A single index would not be ready sooner in another process.
        size = sum(len(partition[name]) for name in stale) if len(stale) > 1 else 0
        for name, result in zip(stale, self.map_tasks(run_index_task, tasks, size), strict=True):
            if isinstance(result, SearchError):  # in another process; Pagefind may work in this one
                result = run_index_task(self._task(versions, name, partition[name]))
            if isinstance(result, SearchError):
                raise result
            self._publish_index(name, digests[name], result)

    def _task(self, versions: tuple[str, str, str], name: str, articles: Sequence[SearchableArticle]) -> IndexTask:
        records = self.catalogue.records([article.path for article in articles])
        known_text_digest = self.indexes[name].text_digest if name in self.indexes else ""
        pages = tuple((article.page, records[article.path], article.capture_years) for article in articles)
        return IndexTask(versions, pages, known_text_digest)

    def _publish_index(self, name: str, articles_digest: str, index: SearchIndex | None) -> None:
        """Publish the files of an index; None means that its text is unchanged."""
        if index is None:
            self.indexes[name] = replace(self.indexes[name], articles_digest=articles_digest)
            return
        self.indexes[name] = IndexState(articles_digest, index.text_digest, index.languages, index.filter_values)
        programs = {path for path in index.files if path == CLIENT_SCRIPT or path.endswith(".pagefind")}
        self.programs |= {path: index.files[path] for path in programs}
        files = {f"{SEARCH}{name}/{path}": data for path, data in index.files.items() if path not in programs}
        manifest = index_manifest(name)
        self.output.replace_files(self.published.get(manifest, ()), files, manifest)

    def _remove_indexes_except(self, partition: Iterable[str]) -> None:
        kept = {ROOT_MANIFEST, *map(index_manifest, partition)}
        for manifest in self.published.keys() - kept:
            self.output.replace_files(self.published[manifest], {}, manifest)

    def _publish_shared_files(self, version: str | None) -> None:
        programs = {
            language: file_name
            for index in self.indexes.values()
            for language, (_, file_name) in index.languages.items()
        }
        needed = {CLIENT_SCRIPT, *programs.values()} if programs else set()
        files = {SEARCH + path: data for path, data in self.programs.items() if path in needed}
        if version:
            shared = empty_index(version, programs) | {INDEX_LIST_FILE: self._render_index_list(programs)}
            files |= {SEARCH + path: data for path, data in shared.items()} | self._render_page()
        old = {*self.published.get(ROOT_MANIFEST, ())} - {SEARCH + path for path in needed}
        self.output.replace_files(old, files, ROOT_MANIFEST)

    def _render_page(self) -> dict[str, bytes]:
        value_counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
        for index in self.indexes.values():
            for name, counts in index.filter_values.items():
                value_counts[name].update(counts)
        browse = browsable_lists(self.catalogue.db)
        theme = Theme(self.config.site, self.config.templates, search_enabled=True, browse=browse)
        has_undated = any(map(_is_undated, self.indexes))
        return {SEARCH_PAGE: render_search_page(theme, value_counts, has_undated=has_undated)}

    def _render_index_list(self, programs: Mapping[str, str]) -> bytes:
        """Render the programs by language, and the indexes, newest first, one a line."""
        rows = [
            msgspec.json.encode({"shard": name, "languages": {tag: count for tag, (count, _) in languages.items()}})
            for name in sorted(self.indexes, key=_age_key, reverse=True)
            if (languages := self.indexes[name].languages)
        ]
        names = msgspec.json.encode({language: file.split(".")[1] for language, file in sorted(programs.items())})
        return b'{"programs":' + names + b',\n"shards":[\n' + b",\n".join(rows) + b"\n]}\n"


def _articles_digest(versions: tuple[str, str, str], articles: Iterable[SearchableArticle]) -> str:
    return fingerprint((versions, [(article.page, article.digest, article.capture_years) for article in articles]))


def _is_undated(index: str) -> bool:
    return index.startswith(UNDATED)


def _age_key(index: str) -> tuple[bool, str]:
    """Sort indexes by date, undated ones first: newest first, they are the last to be searched."""
    return not _is_undated(index), index
