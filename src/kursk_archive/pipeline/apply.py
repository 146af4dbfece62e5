"""From plan to files: write what is stale, remove what is orphaned, list what is published."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from kursk_archive.catalogue import streams
from kursk_archive.catalogue.derive import forget_touched
from kursk_archive.catalogue.store import Catalogue, Written
from kursk_archive.config import Config
from kursk_archive.core.findings import Finding
from kursk_archive.core.string_list import StringList
from kursk_archive.outputs.listings import Gone
from kursk_archive.outputs.outlets import Planned
from kursk_archive.outputs.render_tasks import Made, RenderTask, render_shard
from kursk_archive.pipeline.load_tasks import SHARD
from kursk_archive.pipeline.plan import as_jobs
from kursk_archive.publisher import manifest
from kursk_archive.publisher.writer import WriteResult, Writer
from kursk_archive.renderer.hosting import nginx
from kursk_archive.search.available import SEARCH

if TYPE_CHECKING:
    from kursk_archive.search.update import TaskMap

FILES = 3
"""Files to each page that is expected: what lies beside an article, and its share of the lists."""


@dataclass(slots=True)
class Publishing:
    """One build's way with the output folder."""

    config: Config
    catalogue: Catalogue
    writer: Writer
    map: TaskMap
    changed: Callable[[str, str], None]
    """Told path and `written` or `removed`."""
    advanced: Callable[[int, int], None]
    """Told how many pages are done, of how many."""
    is_shared: bool = True
    """Whether those who render can write into the output folder."""
    searches: bool = False
    """Whether the site has a search."""
    shared: str = ""
    """Fingerprint of what every page shows; with another, workers make their theme anew."""
    written: StringList = field(default_factory=StringList)
    removed: StringList = field(default_factory=StringList)
    lists: set[str] = field(default_factory=set)
    """Lists of what is published that have to be made anew."""
    findings: list[Finding] = field(default_factory=list)
    is_begun: bool = False
    build: int = field(init=False)
    """The number of this build: what it has planned is marked with it."""

    def __post_init__(self) -> None:
        self.build = int(self.catalogue.setting("build") or 0) + 1

    def publish(self, pages: Iterable[Planned | Gone], *, everything: bool, lost: bool, expected: int) -> None:
        """Bring the output folder to what was planned.

        Args:
            pages: what should be there, and what should not.
            everything: whether that is all that should be there, or only what an edit can have changed.
            lost: whether the catalogue that knew whose pages are whose is lost.
            expected: about how many of them have to be made.
        """
        interrupted = self.catalogue.setting("published") != "whole"
        self.catalogue.set("build", str(self.build))
        gone: set[str] = set()
        planned: set[str] = set()
        self._write(self._stale(pages, gone, None if everything else planned), expected)
        doomed = self.catalogue.pages_but(self.build) if everything else iter(sorted(gone - planned))
        orphans = self._orphans(StringList(path for path in doomed if not _has_own_stage(path)), lost)
        self._remove(orphans)
        self._search(edited=everything or bool(self.lists))
        self._list(None if interrupted else self.lists)
        self._tell_servers()
        forget_touched(self.catalogue.db)
        self.catalogue.set("published", "whole")

    def _tell_servers(self) -> None:
        """What is for whoever keeps the server, and is not published."""
        site = self.config.site
        data = nginx.render_nginx_config(site.base_url, noindex=site.noindex)
        path = self.writer.root / nginx.NGINX_CONFIG_PATH
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)

    def _stale(self, pages: Iterable[Planned | Gone], gone: set[str], planned: set[str] | None) -> Iterator[Planned]:
        """Those files that are not there as they should be; notes what is planned, and what not."""
        for some in _weighed(pages):
            wanted = [one for one in some if isinstance(one, Planned)]
            lost = [one.path for one in some if isinstance(one, Gone)]
            known = self.catalogue.pages_at([*(path for one in wanted for path in one.paths), *lost])
            gone.update(path for path in lost if path in known)
            stale = [one for one in wanted if self.config.force or not self._is_fresh(one, known)]
            if planned is not None:
                planned.update(path for one in wanted for path in one.paths)
            intended = wanted if planned is None else stale
            self._intend(path for one in intended for path in one.paths)
            yield from stale

    def _begin(self) -> None:
        """Note, once, that from now on the output folder is not what a whole build left."""
        if not self.is_begun:
            self.is_begun = True
            self.catalogue.set("published", "in part")

    def _is_fresh(self, one: Planned, known: Mapping[str, Written]) -> bool:
        """Whether the files are there, as they were written, and show what they should."""
        rows = [known.get(path) for path in one.paths]
        return all(row is not None and row.fingerprint == one.fingerprint and self.is_intact(row) for row in rows)

    def is_intact(self, one: Written) -> bool:
        """Whether the file is there as it was left."""
        return self.writer.is_unchanged(one.path, one.size, one.mtime)

    def _write(self, stale: Iterable[Planned], expected: int) -> None:
        theme = pickle.dumps((self.config.site, self.config.templates, self.searches, self.shared))
        output = (self.writer.root, self.writer.run_id) if self.is_shared else None
        fingerprints: deque[dict[str, str]] = deque()

        def tasks() -> Iterator[RenderTask]:
            for shard in _weighed(stale):
                self._begin()
                fingerprints.append({path: one.fingerprint for one in shard for path in one.paths})
                weight = max(1, sum(one.weight for one in shard) // SHARD)
                yield RenderTask(self.config.content, theme, as_jobs(self.catalogue, shard), output, weight)

        done = 0
        for pages in self.map(render_shard, tasks(), expected):
            self._note(pages, fingerprints.popleft())
            done += len(pages)
            self.advanced(done, max(done, expected * FILES))

    def _note(self, pages: Iterable[tuple[str, Made]], fingerprints: Mapping[str, str]) -> None:
        """Enter what has become of some pages, and write those that were sent back."""
        written = []
        for path, made in pages:
            self.lists.add(manifest.list_of(path))
            if made is not None:
                stat = self.writer.write(path, made) if isinstance(made, bytes) else made
                written.append(self._written(path, stat, fingerprints[path]))
        self.catalogue.publish(written)

    def _put(self, path: str, data: bytes, fingerprint: str) -> Written:
        return self._written(path, self.writer.write(path, data), fingerprint)

    def _written(self, path: str, stat: WriteResult, fingerprint: str) -> Written:
        if stat.changed:
            self.written.append(path)
            self.changed(path, "written")
        return Written(path, fingerprint, stat.sha256, stat.size, stat.mtime)

    def _orphans(self, orphans: Sequence[str], lost: bool) -> Sequence[str]:
        """What is to go.

        Of broken captures the last good pages stay. Where the catalogue that knew them is lost, every page that may be
        theirs is kept until all captures can be read again.
        """
        kept = set((self.catalogue.setting("kept") or "").split("\n")) - {""}
        if lost:
            kept = {path for path in orphans if path.startswith("articles/")}
        kept = kept if self.catalogue.has_unread() else set()
        self.catalogue.set("kept", "\n".join(sorted(kept)))
        return StringList(path for path in orphans if path not in kept)

    def _remove(self, orphans: Sequence[str]) -> None:
        if orphans:
            self._begin()
            self.lists.update(map(manifest.list_of, orphans))
        for path in self.writer.remove(orphans):
            self.removed.append(path)
            self.changed(path, "removed")
        self.catalogue.unpublish(orphans)

    def _search(self, *, edited: bool) -> None:
        """Bring the search indexes up to date, if there is anything to do."""
        db, had = self.catalogue.db, bool(self.catalogue.setting("search"))
        is_whole = all(self.writer.is_unchanged(*one) for one in streams.files(db, SEARCH))
        if not (edited or not is_whole or self.searches != had):
            return
        files = StringList(path for path, *_ in streams.files(db, SEARCH))
        if self.searches or had or files:
            from kursk_archive.search.update import SearchUpdater, group_by_manifest

            known = group_by_manifest(files)
            searching = SearchUpdater(self.config, self.catalogue, self, known, self.map)
            self.findings += searching.update(rebuild=self.config.force or not is_whole)

    def replace_files(self, old: Iterable[str], new: Mapping[str, bytes]) -> None:
        """Put files of the search where `old` ones were; those of them that are not among the `new` go."""
        gone = sorted(set(old) - new.keys())
        self.lists.update(map(manifest.list_of, new))
        self._begin()
        self._intend(new)
        self.catalogue.publish([self._put(path, data, "search") for path, data in new.items()])
        self._remove(gone)

    def _list(self, touched: AbstractSet[str] | None) -> None:
        """Bring the lists of what is published up to date: those that were `touched`, or all of them."""
        lists = [
            *self.catalogue.pages_at([manifest.ROOT_MANIFEST]).values(),
            *self.catalogue.pages_under(manifest.MANIFESTS),
        ]
        if touched is None:
            touched = self.catalogue.lists() | {one.path for one in lists}
        touched = touched | {one.path for one in lists if not self.is_intact(one)}
        for name in sorted(touched - {manifest.ROOT_MANIFEST}):
            self._put_list(name)
        if touched:  # the root's list has the other lists' digests
            self._put_list(manifest.ROOT_MANIFEST)

    def _put_list(self, name: str) -> None:
        rows = streams.digests(self.catalogue.db, name)
        if data := manifest.render_manifest(row for row in rows if row[0] != name):
            self._intend([name])
            self.catalogue.publish([self._put(name, data, "list")])
        else:
            self._remove([name])

    def _intend(self, paths: Iterable[str]) -> None:
        self.catalogue.intend(paths, manifest.list_of, self.build)


_One = TypeVar("_One", bound=Planned | Gone)


def _weighed(pages: Iterable[_One]) -> Iterator[tuple[_One, ...]]:
    """The pages, some at a time: as many as weigh no more than a shard of articles, or one that does."""
    some: list[_One] = []
    weight = 0
    for one in pages:
        weighs = one.weight if isinstance(one, Planned) else 1
        if some and weight + weighs > SHARD:
            yield tuple(some)
            some, weight = [], 0
        some.append(one)
        weight += weighs
    if some:
        yield tuple(some)


def _has_own_stage(path: str) -> bool:
    """Whether it is for another stage to say what becomes of a file: the lists' or the search's."""
    return manifest.is_manifest(path) or path.startswith(SEARCH)
