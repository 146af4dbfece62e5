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
from kursk_archive.search.available import FOLDER
from kursk_archive.search.documents import SearchError
from kursk_archive.search.page import PAGE, render_search
from kursk_archive.search.partition import Row, divide
from kursk_archive.search.tasks import Indexed, IndexTask, index_shard
from kursk_archive.version import __version__

LIST = "shards.json"
"""What the page reads first: which indexes there are, and which languages they have."""
Map = Callable[[Callable[[Any], Any], Iterable[Any], int], Iterator[Any]]
"""Does tasks somewhere and gives what they come to, in order; the last is about how many articles or pages they are."""


class Output(Protocol):
    """The output folder, as far as this stage has to do with it."""

    def exchange(self, old: Iterable[str], new: Mapping[str, bytes]) -> None:
        """Put files where `old` ones were; those of them that are not among the `new` go."""


class Shard(msgspec.Struct, frozen=True):
    """What is known of an index that was made."""

    articles: str
    """A digest of its articles; if that is the same, so is their text."""
    text: str
    """A digest of what was indexed."""
    languages: dict[str, tuple[int, str]]
    """Language → how many articles, and the file of the program that reads its words."""
    values: dict[str, dict[str, int]]
    """What readers may narrow a search by → its values, and how many articles have each."""


@dataclass(slots=True)
class Searching:
    """One build's way with the search."""

    config: Config
    catalogue: Catalogue
    output: Output
    known: Mapping[str, StringList]
    """Shard → paths of its files; those that all have in common are of the shard without a name."""
    map: Map
    shards: dict[str, Shard] = field(default_factory=dict)
    tools: dict[str, bytes] = field(default_factory=dict)
    """Programs that came with the indexes made in this build."""

    def bring(self, *, anew: bool) -> Iterator[Finding]:
        """Bring the search up to date with what is shown.

        Where Pagefind fails, the indexes that are not made yet stay as they were, and the next build tries again.

        Args:
            anew: whether no index is to be trusted.
        """
        version = available.version() if self.config.search else None
        made = self.catalogue.setting("search") or ""
        wanted = divide(Row(*row) for row in page_context.searchable(self.catalogue.db)) if version else {}
        self.shards = msgspec.json.decode(made, type=dict[str, Shard]) if made and not anew else {}
        self.catalogue.set("search", "")  # so that a build which is killed here is followed by one of all indexes
        try:
            self._make(wanted, version or "")
        except SearchError as error:
            yield make_finding("search", Location(FOLDER), str(error))
            self.output.exchange((), self._page())
            return
        for name in self.known.keys() - wanted.keys() - {""}:
            self.output.exchange(self.known[name], {})
        self.shards = {name: self.shards[name] for name in sorted(wanted)}
        self._put_common(version)
        if version:
            self.catalogue.set("search", msgspec.json.encode(self.shards).decode())

    def _make(self, wanted: Mapping[str, list[Row]], version: str) -> None:
        """Make the indexes that are due."""
        common = (__version__, version, self.config.site.language)
        articles = {name: _digest(common, rows) for name, rows in sorted(wanted.items())}
        due = [name for name in articles if name not in self.shards or self.shards[name].articles != articles[name]]
        tasks = (self._task(common, name, wanted[name]) for name in due)
        size = sum(len(wanted[name]) for name in due) if len(due) > 1 else 0  # one alone would be no sooner elsewhere
        for name, made in zip(due, self.map(index_shard, tasks, size), strict=True):
            if isinstance(made, SearchError):  # where it was tried; Pagefind may work here
                made = index_shard(self._task(common, name, wanted[name]))
            if isinstance(made, SearchError):
                raise made
            self._put(name, articles[name], made)

    def _task(self, common: tuple[str, str, str], name: str, rows: Sequence[Row]) -> IndexTask:
        records = self.catalogue.records([row.path for row in rows])
        known = self.shards[name].text if name in self.shards else ""
        return IndexTask(common, tuple((row.page, records[row.path]) for row in rows), known)

    def _put(self, name: str, articles: str, made: Indexed | None) -> None:
        if made is None:
            self.shards[name] = msgspec.structs.replace(self.shards[name], articles=articles)
            return
        self.shards[name] = Shard(articles, made.text, made.languages, made.values)
        programs = {path for path in made.files if path == documents.TOOL or path.endswith(".pagefind")}
        self.tools |= {path: made.files[path] for path in programs}
        new = {f"{FOLDER}{name}/{path}": data for path, data in made.files.items() if path not in programs}
        self.output.exchange(self.known.get(name, ()), new)

    def _put_common(self, version: str | None) -> None:
        programs = {name: one[1] for shard in self.shards.values() for name, one in shard.languages.items()}
        needed = {documents.TOOL, *programs.values()} if programs else set()
        new = {FOLDER + path: data for path, data in self.tools.items() if path in needed}
        if version:
            common = pagefind_index.empty(version, programs) | {LIST: self._list(programs)}
            new |= {FOLDER + path: data for path, data in common.items()} | self._page()
        old = {*self.known.get("", ())} - {FOLDER + path for path in needed}
        self.output.exchange(old, new)

    def _page(self) -> dict[str, bytes]:
        values: dict[str, Counter[str]] = {name: Counter() for name in documents.FILTERS}
        for shard in self.shards.values():
            for name, counts in shard.values.items():
                values[name].update(counts)
        theme = Theme(self.config.site, self.config.templates, search_enabled=True)
        undated = any(name.startswith("undated") for name in self.shards)
        return {PAGE: render_search(theme, values, undated=undated)}

    def _list(self, programs: Mapping[str, str]) -> bytes:
        """Programs by language, and the indexes, the newest first; one a line."""
        made = ((name, self.shards[name].languages) for name in sorted(self.shards, key=_rank, reverse=True))
        rows = [
            msgspec.json.encode({"shard": name, "languages": {one: count for one, (count, _) in languages.items()}})
            for name, languages in made
            if languages
        ]
        names = msgspec.json.encode({one: file.split(".")[1] for one, file in sorted(programs.items())})
        return b'{"programs":' + names + b',\n"shards":[\n' + b",\n".join(rows) + b"\n]}\n"


def _digest(common: tuple[str, str, str], rows: Iterable[Row]) -> str:
    return digest((common, [(row.page, row.digest) for row in rows]))


def _rank(name: str) -> tuple[bool, str]:
    """Shards by date; what has none is the first, so the last to be looked through."""
    return not name.startswith("undated"), name


def shards_of(paths: Iterable[str]) -> dict[str, StringList]:
    """Shard → those of the paths that belong to its index; `""` for what all have in common."""
    found: dict[str, StringList] = defaultdict(StringList)
    for path in paths:
        if path.startswith(FOLDER):
            found[path.split("/")[1] if path.count("/") > 1 else ""].append(path)
    return found
