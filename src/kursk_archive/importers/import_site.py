"""One site into the content folder, a capture at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.core.model import PartialDate
from kursk_archive.images.decode import MAX_BYTES
from kursk_archive.importers import reading as readings
from kursk_archive.importers import sidecars
from kursk_archive.importers.destination import Shelf
from kursk_archive.importers.generators.plain import Plain
from kursk_archive.importers.model import SITE, Clue, Imported, Left, Reason
from kursk_archive.importers.reading import Reading, Understood
from kursk_archive.importers.source_site import Site
from kursk_archive.loader.filenames import NOT_YET, is_article, is_capture, suffix_of
from kursk_archive.loader.images import ENDINGS
from kursk_archive.loader.sidecar import names_for
from kursk_archive.yaml.located import Value

_ARTICLES_ELSEWHERE = NOT_YET | {".adoc", ".ipynb", ".j2", ".liquid", ".njk", ".org", ".rst", ".textile", ".wiki"}
"""Suffixes of files that generators make articles of, and this program does not."""


@dataclass(slots=True)
class Taking:
    """The import of one site."""

    site: Site
    layout: Plain
    shelf: Shelf
    into: str = ""
    told: set[Finding] = field(default_factory=set)
    pictures: dict[str, str] = field(init=False)
    """Where an image file would go → where it is."""
    by_stem: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = ((self._place(path), path) for path in self.site.files if path.endswith(ENDINGS))
        self.pictures = {target: path for target, path in places if isinstance(target, str)}
        for target in self.pictures:
            self.by_stem.setdefault(target.rpartition(".")[0], []).append(target)

    def events(self) -> Iterator[Imported | Left | Finding]:
        yield from self._news()
        for path in self.site.files if self.site.name else self.site.files[:1]:
            if is_capture(path) or suffix_of(path) in _ARTICLES_ELSEWHERE or not self.site.name:
                yield from self._one(path)
                yield from self._news()

    def _news(self) -> Iterator[Finding]:
        """What was wrong since, each fault once: some files are read for several captures."""
        fresh = [one for one in dict.fromkeys(self.site.findings) if one not in self.told]
        self.site.findings.clear()
        self.told.update(fresh)
        yield from fresh

    def _place(self, path: str) -> str | Reason | None:
        target = self.layout.place(path, self.site)
        return f"{self.into}/{target}" if self.into and isinstance(target, str) else target

    def _one(self, path: str) -> Iterator[Imported | Left | Finding]:
        target = self._place(path)
        if target is None:
            return
        done = self._reason(path, target) or self._take(path, f"{target}")
        if isinstance(done, Reason):
            yield Left(self.site.shown(path), self.layout.name, done.text)
        elif done is not None:
            yield done

    def _reason(self, path: str, target: str | Reason) -> Reason | None:
        if isinstance(target, Reason):
            return target
        if not is_capture(path):
            return Reason(f"there is no loader for {suffix_of(path) or 'files without a suffix'}")
        return None if is_article(path) else Reason("it speaks of its folder")

    def _take(self, path: str, target: str) -> Imported | Reason | Finding | None:
        data = self.site.data(path)
        if data is None:
            return None
        reading = readings.read(data, path)
        known = self._understood(path, reading)
        if refusal := self._refusal(reading, known):
            return refusal
        self.site.note(reading.findings)
        self.site.findings += known.findings
        return self._put(path, target, data, reading, known)

    def _understood(self, path: str, reading: Reading) -> Understood:
        clues = list(self.layout.clues(path, self.site))
        known = readings.understand(reading, clues)
        date = known.value("date")
        address = self.layout.address(path, self.site, reading.own, PartialDate(date) if date else None)
        return readings.understand(reading, [*clues, Clue(SITE, {"source_url": Value(address)})]) if address else known

    def _refusal(self, reading: Reading, known: Understood) -> Reason | None:
        if known.value("status") == "withheld" and not self.layout.keeps_withheld:
            return Reason("its metadata hold it back: a draft, or hidden")
        return self.layout.refuses(reading.own, known.value("topics") or ())

    def _put(
        self, path: str, target: str, data: bytes, reading: Reading, known: Understood
    ) -> Imported | Finding | None:
        files = {target: data, **self._pictures(reading, target, known)}
        for name, content in files.items():
            if objection := self.shelf.objection(name, content):
                return objection
        if objection := self.shelf.neighbour(target):
            return objection
        left = dict(known.left)
        files |= self._sidecar(path, target, known, left)
        try:
            written = self.shelf.put(files)
        except ArchiveError as error:
            self.site.findings += error.findings
            return None
        return Imported(target, self.site.shown(path), self.layout.name, known.fields, left, written)

    def _pictures(self, reading: Reading, target: str, known: Understood) -> dict[str, bytes]:
        near = self.by_stem.get(target.rpartition(".")[0], ())
        asked = readings.images(reading.draft, target, known.value("image"), near)
        read = {name: self.site.data(self.pictures[name], MAX_BYTES) for name in asked if name in self.pictures}
        return {name: data for name, data in read.items() if data is not None}

    def _sidecar(self, path: str, target: str, known: Understood, left: dict[str, str]) -> dict[str, bytes]:
        """The archivist's own where there is one, in the content folder or beside the capture, else a fresh one."""
        own = next((one for one in names_for(path) if one in self.site.known), None)
        fresh = sidecars.text_of(known.added, self.site.shown(path), self.layout.name).encode()
        data = fresh if own is None else self.site.data(own) or b""
        there = next((one for one in names_for(target) if self.shelf.has(one)), None)
        if there is not None and self.shelf.objection(there, data):
            left["sidecar"] = f"{there} was here already and stays as it is"
        return {names_for(target)[0]: data} if there is None else {}
