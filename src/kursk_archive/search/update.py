"""The archive's search: its page, and an index for each shard of articles, made anew where their text has changed.

`search/SHARD/` has an index each, `search/` what they have in common: the page, the program that a browser runs, an
index of nothing to merge the others into, and `shards.json`, the list of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from kursk_archive.catalogue import page_context
from kursk_archive.catalogue.encoding import digest
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.string_list import StringList
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search import available, documents, pagefind_index
from kursk_archive.search.available import SEARCH
from kursk_archive.search.documents import SearchError
from kursk_archive.search.page import SEARCH_PAGE, render_search_page
from kursk_archive.search.partition import SearchableArticle, partition_articles
from kursk_archive.search.tasks import SearchIndex, IndexTask, run_index_task
from kursk_archive.version import __version__

INDEX_LIST_FILE = "shards.json"
"""What the page reads first: which indexes there are, and which languages they have."""
TaskMap = Callable[[Callable[[Any], Any], Iterable[Any], int], Iterator[Any]]
"""Does tasks somewhere and gives what they come to, in order; the last is about how many articles or pages they are."""


class OutputFolder(Protocol):
    """The output folder, as far as this stage has to do with it."""

    def replace_files(self, old: Iterable[str], new: Mapping[str, bytes]) -> None:
        """Put files where `old` ones were; those of them that are not among the `new` go."""


class IndexState(msgspec.Struct, frozen=True):
    """What is known of an index that was made."""

    articles_digest: str
    """A digest of its articles; if that is the same, so is their text."""
    text_digest: str
    """A digest of what was indexed."""
    languages: dict[str, tuple[int, str]]
    """Language → how many articles, and the file of the program that reads its words."""
    filter_values: dict[str, dict[str, int]]
    """What readers may narrow a search by → its values, and how many articles have each."""


@dataclass(slots=True)
class SearchUpdater:
    """One build's way with the search."""

    config: Config
    catalogue: Catalogue
    output: OutputFolder
    published: Mapping[str, StringList]
    """Shard → paths of its files; those that all have in common are of the shard without a name."""
    map_tasks: TaskMap
    indexes: dict[str, IndexState] = field(default_factory=dict)
    programs: dict[str, bytes] = field(default_factory=dict)
    """Programs that came with the indexes made in this build."""

    def update(self, *, rebuild: bool) -> Iterator[Finding]:
        """Bring the search up to date with what is shown.

        Where Pagefind fails, the indexes that are not made yet stay as they were, and the next build tries again.

        Args:
            rebuild: whether no index is to be trusted.
        """
        version = available.pagefind_version() if self.config.search else None
        made = self.catalogue.setting("search") or ""
        wanted = (
            partition_articles(SearchableArticle(*row) for row in page_context.searchable(self.catalogue.db))
            if version
            else {}
        )
        self.indexes = msgspec.json.decode(made, type=dict[str, IndexState]) if made and not rebuild else {}
        self.catalogue.set("search", "")  # so that a build which is killed here is followed by one of all indexes
        try:
            self._make(wanted, version or "")
        except SearchError as error:
            yield make_finding("search", Location(SEARCH), str(error))
            self.output.replace_files((), self._page())
            return
        for name in self.published.keys() - wanted.keys() - {""}:
            self.output.replace_files(self.published[name], {})
        self.indexes = {name: self.indexes[name] for name in sorted(wanted)}
        self._put_common(version)
        if version:
            self.catalogue.set("search", msgspec.json.encode(self.indexes).decode())

    def _make(self, wanted: Mapping[str, list[SearchableArticle]], version: str) -> None:
        """Make the indexes that are due."""
        common = (__version__, version, self.config.site.language)
        articles = {name: _digest(common, rows) for name, rows in sorted(wanted.items())}
        due = [
            name
            for name in articles
            if name not in self.indexes or self.indexes[name].articles_digest != articles[name]
        ]
        tasks = (self._task(common, name, wanted[name]) for name in due)
        size = sum(len(wanted[name]) for name in due) if len(due) > 1 else 0  # one alone would be no sooner elsewhere
        for name, made in zip(due, self.map_tasks(run_index_task, tasks, size), strict=True):
            if isinstance(made, SearchError):  # where it was tried; Pagefind may work here
                made = run_index_task(self._task(common, name, wanted[name]))
            if isinstance(made, SearchError):
                raise made
            self._put(name, articles[name], made)

    def _task(self, common: tuple[str, str, str], name: str, rows: Sequence[SearchableArticle]) -> IndexTask:
        records = self.catalogue.records([row.path for row in rows])
        known = self.indexes[name].text_digest if name in self.indexes else ""
        return IndexTask(common, tuple((row.page, records[row.path]) for row in rows), known)

    def _put(self, name: str, articles: str, made: SearchIndex | None) -> None:
        if made is None:
            self.indexes[name] = msgspec.structs.replace(self.indexes[name], articles_digest=articles)
            return
        self.indexes[name] = IndexState(articles, made.text_digest, made.languages, made.filter_values)
        programs = {path for path in made.files if path == documents.CLIENT_SCRIPT or path.endswith(".pagefind")}
        self.programs |= {path: made.files[path] for path in programs}
        new = {f"{SEARCH}{name}/{path}": data for path, data in made.files.items() if path not in programs}
        self.output.replace_files(self.published.get(name, ()), new)

    def _put_common(self, version: str | None) -> None:
        programs = {name: one[1] for shard in self.indexes.values() for name, one in shard.languages.items()}
        needed = {documents.CLIENT_SCRIPT, *programs.values()} if programs else set()
        new = {SEARCH + path: data for path, data in self.programs.items() if path in needed}
        if version:
            common = pagefind_index.empty_index(version, programs) | {INDEX_LIST_FILE: self._list(programs)}
            new |= {SEARCH + path: data for path, data in common.items()} | self._page()
        old = {*self.published.get("", ())} - {SEARCH + path for path in needed}
        self.output.replace_files(old, new)

    def _page(self) -> dict[str, bytes]:
        values: dict[str, Counter[str]] = {name: Counter() for name in documents.FILTERS}
        for shard in self.indexes.values():
            for name, counts in shard.filter_values.items():
                values[name].update(counts)
        theme = Theme(self.config.site, self.config.templates, search_enabled=True)
        undated = any(name.startswith("undated") for name in self.indexes)
        return {SEARCH_PAGE: render_search_page(theme, values, has_undated=undated)}

    def _list(self, programs: Mapping[str, str]) -> bytes:
        """Programs by language, and the indexes, the newest first; one a line."""
        made = ((name, self.indexes[name].languages) for name in sorted(self.indexes, key=_rank, reverse=True))
        rows = [
            msgspec.json.encode({"shard": name, "languages": {one: count for one, (count, _) in languages.items()}})
            for name, languages in made
            if languages
        ]
        names = msgspec.json.encode({one: file.split(".")[1] for one, file in sorted(programs.items())})
        return b'{"programs":' + names + b',\n"shards":[\n' + b",\n".join(rows) + b"\n]}\n"


def _digest(common: tuple[str, str, str], rows: Iterable[SearchableArticle]) -> str:
    return digest((common, [(row.page, row.digest) for row in rows]))


def _rank(name: str) -> tuple[bool, str]:
    """Shards by date; what has none is the first, so the last to be looked through."""
    return not name.startswith("undated"), name


def group_by_index(paths: Iterable[str]) -> dict[str, StringList]:
    """Shard → those of the paths that belong to its index; `""` for what all have in common."""
    found: dict[str, StringList] = defaultdict(StringList)
    for path in paths:
        if path.startswith(SEARCH):
            found[path.split("/")[1] if path.count("/") > 1 else ""].append(path)
    return found
