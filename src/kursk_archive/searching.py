"""The archive's search: its page, and an index for each shard of articles, made anew where their text has changed.

`search/SHARD/` has an index each, `search/` what they have in common: the page, the program that a browser runs, an
index of nothing to merge the others into, and `shards.json`, the list of them.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from kursk_archive.catalogue import plan
from kursk_archive.catalogue.entry import digest, unpack
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.publisher import bundle, indexer, search
from kursk_archive.publisher.divide import Row, divide
from kursk_archive.renderer.search import PAGE, render_search
from kursk_archive.renderer.theme import Theme
from kursk_archive.version import __version__

FOLDER = "search/"
LIST = "shards.json"
"""What the page reads first: which indexes there are, and which languages they have."""
AT_ONCE = 2
"""Indexes that are made at the same time; more would be more memory than it is worth."""


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


@dataclass(frozen=True, slots=True)
class Due:
    """An index that has to be made."""

    name: str
    articles: str
    text: str
    pages: list[tuple[str, bytes]]


@dataclass(slots=True)
class Searching:
    """One build's way with the search."""

    config: Config
    catalogue: Catalogue
    output: Output
    known: Mapping[str, set[str]]
    """Shard → paths of its files; those that all have in common are of the shard without a name."""
    shards: dict[str, Shard] = field(default_factory=dict)
    tools: dict[str, bytes] = field(default_factory=dict)
    """Programs that came with the indexes made in this build."""

    def bring(self, *, anew: bool) -> Iterator[Finding]:
        """Bring the search up to date with what is shown.

        Where Pagefind fails, the indexes that are not made yet stay as they were, and the next build tries again.

        Args:
            anew: whether no index is to be trusted.
        """
        version = indexer.version() if self.config.search else None
        made = self.catalogue.setting("search") or ""
        wanted = divide(Row(*row) for row in plan.searchable(self.catalogue.db)) if version else {}
        self.shards = msgspec.json.decode(made, type=dict[str, Shard]) if made and not anew else {}
        self.catalogue.set("search", "")  # so that a build which is killed here is followed by one of all indexes
        try:
            self._make(wanted, version or "")
        except search.SearchError as error:
            yield finding("search", Location(FOLDER), str(error))
            self.output.exchange((), self._page())
            return
        for name in self.known.keys() - wanted.keys() - {""}:
            self.output.exchange(self.known[name], {})
        self.shards = {name: self.shards[name] for name in sorted(wanted)}
        self._put_common(version)
        if version:
            self.catalogue.set("search", msgspec.json.encode(self.shards).decode())

    def _make(self, wanted: Mapping[str, list[Row]], version: str) -> None:
        """Make the indexes that are due, some at a time: Pagefind works on one processor, this program on another."""
        with ThreadPoolExecutor(min(AT_ONCE, self.config.jobs or os.cpu_count() or 1)) as threads:
            under_way: list[tuple[Due, Future[dict[str, bytes]]]] = []
            for name, rows in sorted(wanted.items()):
                if due := self._due(name, rows, version):
                    under_way.append((due, threads.submit(search.index, due.pages)))
                if len(under_way) > AT_ONCE:
                    self._put(*under_way.pop(0))
            for due, index in under_way:
                self._put(due, index)

    def _due(self, name: str, rows: Sequence[Row], version: str) -> Due | None:
        shard = self.shards.get(name)
        common = (__version__, version, self.config.site.language)
        articles = digest((common, [(row.page, row.digest) for row in rows]))
        if shard and shard.articles == articles:
            return None
        pages = list(self._pages(rows))
        text = digest((common, pages))
        if shard and shard.text == text:
            self.shards[name] = msgspec.structs.replace(shard, articles=articles)
            return None
        return Due(name, articles, text, pages)

    def _put(self, due: Due, index: Future[dict[str, bytes]]) -> None:
        files = dict(index.result())
        self.shards[due.name] = Shard(due.articles, due.text, bundle.languages(files), bundle.values(files))
        programs = {path for path in files if path == search.TOOL or path.endswith(".pagefind")}
        self.tools |= {path: files.pop(path) for path in programs}
        new = {f"{FOLDER}{due.name}/{path}": data for path, data in files.items()}
        self.output.exchange(self.known.get(due.name, ()), new)

    def _pages(self, rows: Sequence[Row]) -> Iterator[tuple[str, bytes]]:
        for at in range(0, len(rows), 200):
            some = rows[at : at + 200]
            records = self.catalogue.records([row.path for row in some])
            for row in some:
                yield row.page, search.page(unpack(records[row.path])[0], self.config.site.language)

    def _put_common(self, version: str | None) -> None:
        programs = {name: one[1] for shard in self.shards.values() for name, one in shard.languages.items()}
        needed = {search.TOOL, *programs.values()} if programs else set()
        new = {FOLDER + path: data for path, data in self.tools.items() if path in needed}
        if version:
            common = bundle.empty(version, programs) | {LIST: self._list(programs)}
            new |= {FOLDER + path: data for path, data in common.items()} | self._page()
        old = self.known.get("", set()) - {FOLDER + path for path in needed}
        self.output.exchange(old, new)

    def _page(self) -> dict[str, bytes]:
        values: dict[str, Counter[str]] = {name: Counter() for name in search.FILTERS}
        for shard in self.shards.values():
            for name, counts in shard.values.items():
                values[name].update(counts)
        theme = Theme(self.config.site, self.config.templates, searching=True)
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


def _rank(name: str) -> tuple[bool, str]:
    """Shards by date; what has none is the first, so the last to be looked through."""
    return not name.startswith("undated"), name


def shards_of(paths: Iterable[str]) -> dict[str, set[str]]:
    """Shard → those of the paths that belong to its index; `""` for what all have in common."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if path.startswith(FOLDER):
            found[path.split("/")[1] if path.count("/") > 1 else ""].add(path)
    return found
