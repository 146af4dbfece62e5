"""From plan to files: write what is stale, remove what is orphaned, list what is published."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kursk_archive.catalogue.settle import forget_touched
from kursk_archive.catalogue.store import Catalogue, Written
from kursk_archive.config import Config
from kursk_archive.errors import Finding
from kursk_archive.pages import Gone, Planned, as_jobs
from kursk_archive.publisher import manifest
from kursk_archive.publisher.writer import Writer
from kursk_archive.searching import FOLDER, Searching, has_search, shards_of
from kursk_archive.shards import RenderTask, render_shard, shards

Map = Callable[[Callable[[Any], Any], Iterable[Any], int], Iterator[Any]]
"""Does tasks somewhere and gives what they come to, in order; the last is about how many pages they are."""


@dataclass(slots=True)
class Publishing:
    """One build's way with the output folder."""

    config: Config
    catalogue: Catalogue
    writer: Writer
    known: Mapping[str, Written]
    """What earlier builds wrote."""
    map: Map
    changed: Callable[[str, str], None]
    """Told path and `written` or `removed`."""
    advanced: Callable[[int, int], None]
    """Told how many pages are done, of how many."""
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    """Files of the search that were looked at."""
    findings: list[Finding] = field(default_factory=list)

    def publish(self, pages: Iterable[Planned | Gone], *, everything: bool, lost: bool) -> None:
        """Bring the output folder to what was planned.

        Args:
            pages: what should be there, and what should not.
            everything: whether that is all that should be there, or only what an edit can have changed.
            lost: whether the catalogue that knew whose pages are whose is lost.
        """
        planned: dict[str, Planned] = {}
        gone: set[str] = set()
        for one in pages:
            if isinstance(one, Planned):
                planned[one.path] = one
            else:
                gone.add(one.path)
        doomed = self.known.keys() - planned.keys() if everything else (gone & self.known.keys()) - planned.keys()
        orphans = self._orphans(sorted(path for path in doomed if not _has_own_stage(path)), lost)
        stale = [one for one in planned.values() if self.config.force or not self._is_fresh(one)]
        interrupted = self.catalogue.setting("published") != "whole"
        if stale or orphans:
            self.catalogue.set("published", "in part")
        self._write(stale)
        self._remove(orphans)
        self._search(edited=everything or bool(stale or orphans))
        touched = (*(one.path for one in stale), *orphans, *self.searched)
        self._list(None if interrupted else set(map(manifest.list_of, touched)))
        forget_touched(self.catalogue.db)
        self.catalogue.set("published", "whole")

    def _is_fresh(self, one: Planned) -> bool:
        """Whether the file is there, as it was written, and shows what it should."""
        known = self.known.get(one.path)
        return known is not None and known.fingerprint == one.fingerprint and self.is_intact(known)

    def is_intact(self, one: Written) -> bool:
        """Whether the file is there as it was left."""
        return self.writer.has(one.path, one.size, one.mtime)

    def _write(self, stale: Sequence[Planned]) -> None:
        self.catalogue.intend(one.path for one in stale)
        theme = pickle.dumps((self.config.site, self.config.templates, has_search(self.config)))
        tasks = (RenderTask(self.config.content, theme, as_jobs(self.catalogue, shard)) for shard in shards(stale))
        fingerprints = {one.path: one.fingerprint for one in stale}
        done = 0
        for pages in self.map(render_shard, tasks, len(stale)):
            self.catalogue.publish(
                [self._put(path, data, fingerprints[path]) for path, data in pages if data is not None]
            )
            done += len(pages)
            self.advanced(done, len(stale))

    def _put(self, path: str, data: bytes, fingerprint: str) -> Written:
        stat = self.writer.write(path, data)
        if stat.changed:
            self.written.append(path)
            self.changed(path, "written")
        return Written(path, fingerprint, stat.sha256, stat.size, stat.mtime)

    def _orphans(self, orphans: Sequence[str], lost: bool) -> list[str]:
        """What is to go.

        Of broken captures the last good pages stay. Where the catalogue that knew them is lost, every page that may be
        theirs is kept until all captures can be read again.
        """
        kept = set((self.catalogue.setting("kept") or "").split("\n")) - {""}
        if lost:
            kept = {path for path in orphans if path.startswith("articles/")}
        kept = kept if self.catalogue.has_unread() else set()
        self.catalogue.set("kept", "\n".join(sorted(kept)))
        return [path for path in orphans if path not in kept]

    def _remove(self, orphans: Sequence[str]) -> None:
        for path in self.writer.remove(orphans):
            self.removed.append(path)
            self.changed(path, "removed")
        self.catalogue.unpublish(orphans)

    def _search(self, *, edited: bool) -> None:
        """Bring the search indexes up to date, if there is anything to do."""
        files = [path for path in self.known if path.startswith(FOLDER)]
        is_whole = all(self.is_intact(self.known[path]) for path in files)
        if edited or not is_whole or self.config.search != bool(self.catalogue.setting("search")):
            searching = Searching(self.config, self.catalogue, self, shards_of(files))
            self.findings += searching.bring(anew=self.config.force or not is_whole)

    def exchange(self, old: Iterable[str], new: Mapping[str, bytes]) -> None:
        """Put files of the search where `old` ones were; those of them that are not among the `new` go."""
        gone = sorted(set(old) - new.keys())
        self.searched += (*gone, *new)
        self.catalogue.set("published", "in part")
        self.catalogue.intend(new)
        self.catalogue.publish([self._put(path, data, "search") for path, data in new.items()])
        self._remove(gone)

    def _list(self, touched: set[str] | None) -> None:
        """Bring the lists of what is published up to date: those of `touched` months, or all of them."""
        lists = {path for path in self.known if manifest.is_list(path)}
        if touched is None:
            touched = {manifest.list_of(path) for path in self.catalogue.pages()} | lists
        touched |= {path for path in lists if not self.is_intact(self.known[path])}
        for name in sorted(touched - {manifest.ROOT}):
            self._put_list(name, self.catalogue.digests(manifest.prefix(name)))
        if touched:  # the root's list has the other lists' digests
            self._put_list(manifest.ROOT, self.catalogue.digests_but("articles/", f"{FOLDER}*/*"))

    def _put_list(self, name: str, rows: Iterable[tuple[str, str]]) -> None:
        rows = [row for row in rows if manifest.list_of(row[0]) == name and row[0] != name]
        if rows:
            self.catalogue.intend([name])
            self.catalogue.publish([self._put(name, manifest.lines(rows), "list")])
        else:
            self._remove([name])


def _has_own_stage(path: str) -> bool:
    """Whether it is for another stage to say what becomes of a file: the lists' or the search's."""
    return manifest.is_list(path) or path.startswith(FOLDER)
