"""One site into the content folder, a capture at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.core.model import PartialDate
from kursk_archive.images.decode import MAX_BYTES
from kursk_archive.importers import reading as readings
from kursk_archive.importers import sidecars
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators.plain import ContentLayout
from kursk_archive.importers.model import FROM_SITE, ExternalMetadata, Imported, Skipped, SkipReason
from kursk_archive.importers.reading import ParsedCapture, MergedMetadata
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.filenames import UNSUPPORTED_SUFFIXES, is_capture_path, has_capture_suffix, suffix_of
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.yaml.located import Value

_ARTICLES_ELSEWHERE = UNSUPPORTED_SUFFIXES | {
    ".adoc",
    ".ipynb",
    ".j2",
    ".liquid",
    ".njk",
    ".org",
    ".rst",
    ".textile",
    ".wiki",
}
"""Suffixes of files that generators make articles of, and this program does not."""


@dataclass(slots=True)
class SiteImport:
    """The import of one site."""

    site: SourceSite
    layout: ContentLayout
    destination: Destination
    subfolder: str = ""
    reported: set[Finding] = field(default_factory=set)
    images: dict[str, str] = field(init=False)
    """Where an image file would go → where it is."""
    images_by_stem: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = ((self._place(path), path) for path in self.site.files if path.endswith(IMAGE_NAME_ENDINGS))
        self.images = {target: path for target, path in places if isinstance(target, str)}
        for target in self.images:
            self.images_by_stem.setdefault(target.rpartition(".")[0], []).append(target)

    def run(self) -> Iterator[Imported | Skipped | Finding]:
        yield from self._news()
        for path in self.site.files if self.site.name else self.site.files[:1]:
            if has_capture_suffix(path) or suffix_of(path) in _ARTICLES_ELSEWHERE or not self.site.name:
                yield from self._one(path)
                yield from self._news()

    def _news(self) -> Iterator[Finding]:
        """What was wrong since, each fault once: some files are read for several captures."""
        fresh = [one for one in dict.fromkeys(self.site.findings) if one not in self.reported]
        self.site.findings.clear()
        self.reported.update(fresh)
        yield from fresh

    def _place(self, path: str) -> str | SkipReason | None:
        target = self.layout.target_path(path, self.site)
        return f"{self.subfolder}/{target}" if self.subfolder and isinstance(target, str) else target

    def _one(self, path: str) -> Iterator[Imported | Skipped | Finding]:
        target = self._place(path)
        if target is None:
            return
        done = self._reason(path, target) or self._take(path, f"{target}")
        if isinstance(done, SkipReason):
            yield Skipped(self.site.display_path(path), self.layout.name, done.text)
        elif done is not None:
            yield done

    def _reason(self, path: str, target: str | SkipReason) -> SkipReason | None:
        if isinstance(target, SkipReason):
            return target
        if not has_capture_suffix(path):
            return SkipReason(f"there is no loader for {suffix_of(path) or 'files without a suffix'}")
        return None if is_capture_path(path) else SkipReason("it speaks of its folder")

    def _take(self, path: str, target: str) -> Imported | SkipReason | Finding | None:
        data = self.site.read_file(path)
        if data is None:
            return None
        reading = readings.parse_capture(data, path)
        known = self._understood(path, reading)
        if refusal := self._refusal(reading, known):
            return refusal
        self.site.add_findings(reading.findings)
        self.site.findings += known.findings
        return self._put(path, target, data, reading, known)

    def _understood(self, path: str, reading: ParsedCapture) -> MergedMetadata:
        clues = list(self.layout.external_metadata(path, self.site))
        known = readings.merge_metadata(reading, clues)
        date = known.value("date")
        address = self.layout.source_url(path, self.site, reading.frontmatter, PartialDate(date) if date else None)
        return (
            readings.merge_metadata(reading, [*clues, ExternalMetadata(FROM_SITE, {"source_url": Value(address)})])
            if address
            else known
        )

    def _refusal(self, reading: ParsedCapture, known: MergedMetadata) -> SkipReason | None:
        if known.value("status") == "withheld" and not self.layout.imports_withheld:
            return SkipReason("its metadata hold it back: a draft, or hidden")
        return self.layout.skip_reason(reading.frontmatter, known.value("topics") or ())

    def _put(
        self, path: str, target: str, data: bytes, reading: ParsedCapture, known: MergedMetadata
    ) -> Imported | Finding | None:
        files = {target: data, **self._pictures(reading, target, known)}
        for name, content in files.items():
            if objection := self.destination.conflict(name, content):
                return objection
        if objection := self.destination.sidecar_conflict(target):
            return objection
        left = dict(known.ignored)
        files |= self._sidecar(path, target, known, left)
        try:
            written = self.destination.write_new(files)
        except ArchiveError as error:
            self.site.findings += error.findings
            return None
        return Imported(target, self.site.display_path(path), self.layout.name, known.fields, left, written)

    def _pictures(self, reading: ParsedCapture, target: str, known: MergedMetadata) -> dict[str, bytes]:
        near = self.images_by_stem.get(target.rpartition(".")[0], ())
        asked = readings.image_paths(reading.draft, target, known.value("image"), near)
        read = {name: self.site.read_file(self.images[name], MAX_BYTES) for name in asked if name in self.images}
        return {name: data for name, data in read.items() if data is not None}

    def _sidecar(self, path: str, target: str, known: MergedMetadata, left: dict[str, str]) -> dict[str, bytes]:
        """The archivist's own where there is one, in the content folder or beside the capture, else a fresh one."""
        own = next((one for one in sidecar_paths(path) if one in self.site.paths), None)
        fresh = sidecars.sidecar_yaml(known.sidecar_fields, self.site.display_path(path), self.layout.name).encode()
        data = fresh if own is None else self.site.read_file(own) or b""
        there = next((one for one in sidecar_paths(target) if self.destination.has(one)), None)
        if there is not None and self.destination.conflict(there, data):
            left["sidecar"] = f"{there} was here already and stays as it is"
        return {sidecar_paths(target)[0]: data} if there is None else {}
