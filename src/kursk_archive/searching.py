"""The archive's search indexes: one for each shard of articles, made anew where their text has changed.

`search/SHARD/` has an index each, `search/` what they have in common: the program that a browser runs, an index of
nothing to merge the others into, and `shards.json`, the list of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from kursk_archive.catalogue import plan
from kursk_archive.catalogue.entry import digest, unpack
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Config
from kursk_archive.errors import Finding, Location, finding
from kursk_archive.publisher import bundle, search
from kursk_archive.publisher.divide import Row, divide
from kursk_archive.version import __version__

FOLDER = "search/"
LIST = f"{FOLDER}shards.json"
"""What a search page reads first: which indexes there are, and which languages they have."""


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


@dataclass(slots=True)
class Searching:
    """One build's way with the search indexes."""

    config: Config
    catalogue: Catalogue
    output: Output
    scratch: Path
    known: Mapping[str, set[str]]
    """Shard → paths of its files; those that all have in common are of the shard without a name."""
    shards: dict[str, Shard] = field(default_factory=dict)
    tools: dict[str, bytes] = field(default_factory=dict)
    """Programs that came with the indexes made in this build."""

    def bring(self, *, anew: bool) -> Iterator[Finding]:
        """Bring the indexes up to date with what is shown.

        Where Pagefind fails, the indexes that are not made yet stay as they were, and the next build tries again.

        Args:
            anew: whether no index is to be trusted.
        """
        made = self.catalogue.setting("search") or ""
        wanted = divide(Row(*row) for row in plan.searchable(self.catalogue.db)) if self.config.search else {}
        self.shards = msgspec.json.decode(made, type=dict[str, Shard]) if made and not anew else {}
        self.catalogue.set("search", "")  # so that a build which is killed here is followed by one of all indexes
        try:
            version = search.indexer() if wanted else ""
            for name, rows in sorted(wanted.items()):
                self._bring(name, rows, version)
        except search.SearchError as error:
            yield finding("search", Location(FOLDER), str(error))
            return
        for name in self.known.keys() - wanted.keys() - {""}:
            self.output.exchange(self.known[name], {})
        self.shards = {name: self.shards[name] for name in sorted(wanted)}
        self._put_common(version)
        if self.config.search:
            self.catalogue.set("search", msgspec.json.encode(self.shards).decode())

    def _bring(self, name: str, rows: list[Row], version: str) -> None:
        shard = self.shards.get(name)
        common = (__version__, version, self.config.site.language)
        articles = digest((common, [(row.page, row.digest) for row in rows]))
        if shard and shard.articles == articles:
            return
        text = digest((common, [digest(one) for one in self._pages(rows)]))
        if shard and shard.text == text:
            self.shards[name] = msgspec.structs.replace(shard, articles=articles)
            return
        files = search.index(self._pages(rows), self.scratch)
        self.shards[name] = Shard(articles, text, bundle.languages(files))
        programs = {path for path in files if path in search.TOOLS or path.endswith(".pagefind")}
        self.tools |= {path: files.pop(path) for path in programs}
        new = {f"{FOLDER}{name}/{path}": data for path, data in files.items()}
        self.output.exchange(self.known.get(name, ()), new)

    def _pages(self, rows: Sequence[Row]) -> Iterator[tuple[str, bytes]]:
        for at in range(0, len(rows), 200):
            some = rows[at : at + 200]
            records = self.catalogue.records([row.path for row in some])
            for row in some:
                yield row.page, search.page(unpack(records[row.path])[0], self.config.site.language)

    def _put_common(self, version: str) -> None:
        programs = {name: one[1] for shard in self.shards.values() for name, one in shard.languages.items()}
        needed = {*search.TOOLS, *programs.values()} if programs else set()
        files = {path: data for path, data in self.tools.items() if path in needed}
        if programs:
            files |= bundle.empty(version, programs) | {Path(LIST).name: self._list()}
        new = {FOLDER + path: data for path, data in files.items()}
        old = self.known.get("", set()) - {FOLDER + path for path in needed}
        self.output.exchange(old, new)

    def _list(self) -> bytes:
        rows = [
            {"shard": name, "languages": {language: count for language, (count, _) in shard.languages.items()}}
            for name, shard in self.shards.items()
            if shard.languages
        ]
        return b"[\n" + b",\n".join(map(msgspec.json.encode, rows)) + b"\n]\n"


def shards_of(paths: Iterable[str]) -> dict[str, set[str]]:
    """Shard → those of the paths that belong to its index; `""` for what all have in common."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if path.startswith(FOLDER):
            found[path.split("/")[1] if path.count("/") > 1 else ""].add(path)
    return found
