"""Import one source site into the content folder, one capture at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.core.model import PartialDate
from kursk_archive.images.decode import MAX_IMAGE_BYTES
from kursk_archive.importers.destination import Destination
from kursk_archive.importers.generators.plain import ContentLayout
from kursk_archive.importers.model import FROM_SITE, ExternalMetadata, Imported, Skipped, SkipReason
from kursk_archive.importers.reading import (
    MergedMetadata,
    ParsedCapture,
    image_paths,
    merge_metadata,
    parse_capture,
)
from kursk_archive.importers.sidecars import sidecar_yaml
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.filenames import UNSUPPORTED_SUFFIXES, has_capture_suffix, is_capture_path, suffix_of
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.yaml.located import Located

_UNREADABLE_ARTICLE_SUFFIXES = UNSUPPORTED_SUFFIXES | frozenset(
    ".adoc .ipynb .j2 .liquid .njk .org .rst .textile .wiki".split()
)
"""Suffixes of files that other generators turn into articles, and this program cannot read."""


@dataclass(slots=True)
class SiteImport:
    """The import of one site."""

    site: SourceSite
    layout: ContentLayout
    destination: Destination
    subfolder: str = ""
    reported: set[Finding] = field(default_factory=set)
    images: dict[str, str] = field(init=False)
    """Target path of an image file → its path in the site."""
    images_by_stem: dict[str, list[str]] = field(default_factory=dict)
    """Target path without the suffix → target paths of image files."""

    def __post_init__(self) -> None:
        image_files = ((self._target_path(path), path) for path in self.site.files if path.endswith(IMAGE_NAME_ENDINGS))
        self.images = {target: path for target, path in image_files if isinstance(target, str)}
        for target in self.images:
            self.images_by_stem.setdefault(target.rpartition(".")[0], []).append(target)

    def run(self) -> Iterator[Imported | Skipped | Finding]:
        """Import the site's captures; yield what happens to each, and each new finding of the site."""
        yield from self._new_findings()
        for path in self.site.files if self.site.name else self.site.files[:1]:
            if has_capture_suffix(path) or suffix_of(path) in _UNREADABLE_ARTICLE_SUFFIXES or not self.site.name:
                yield from self._import_file(path)
                yield from self._new_findings()

    def _new_findings(self) -> Iterator[Finding]:
        """Yield the site's findings since the last call, each only once: several captures may read the same file."""
        fresh = [finding for finding in dict.fromkeys(self.site.findings) if finding not in self.reported]
        self.site.findings.clear()
        self.reported.update(fresh)
        yield from fresh

    def _target_path(self, path: str) -> str | SkipReason | None:
        target = self.layout.target_path(path, self.site)
        return f"{self.subfolder}/{target}" if self.subfolder and isinstance(target, str) else target

    def _import_file(self, path: str) -> Iterator[Imported | Skipped | Finding]:
        target = self._target_path(path)
        if target is None:
            return
        result = self._skip_reason(path, target) or self._import_capture(path, f"{target}")
        if isinstance(result, SkipReason):
            yield Skipped(self.site.display_path(path), self.layout.name, result.text)
        elif result is not None:
            yield result

    def _skip_reason(self, path: str, target: str | SkipReason) -> SkipReason | None:
        if isinstance(target, SkipReason):
            return target
        if not has_capture_suffix(path):
            return SkipReason(
                f"{suffix_of(path)} is not supported" if suffix_of(path) else "files without a suffix are not supported"
            )
        return None if is_capture_path(path) else SkipReason("describes its folder, not an article")

    def _import_capture(self, path: str, target: str) -> Imported | SkipReason | Finding | None:
        data = self.site.read_file(path)
        if data is None:
            return None
        capture = parse_capture(data, path)
        metadata = self._merge_metadata(path, capture)
        if reason := self._metadata_skip_reason(capture, metadata):
            return reason
        self.site.add_findings(capture.findings)
        self.site.findings += metadata.findings
        return self._write(path, target, data, capture, metadata)

    def _merge_metadata(self, path: str, capture: ParsedCapture) -> MergedMetadata:
        sources = list(self.layout.external_metadata(path, self.site))
        metadata = merge_metadata(capture, sources)
        date = metadata.value("date")
        url = self.layout.source_url(path, self.site, capture.frontmatter, PartialDate(date) if date else None)
        if not url:
            return metadata
        return merge_metadata(capture, [*sources, ExternalMetadata(FROM_SITE, {"source_url": Located(url)})])

    def _metadata_skip_reason(self, capture: ParsedCapture, metadata: MergedMetadata) -> SkipReason | None:
        if metadata.value("status") == "withheld" and not self.layout.imports_withheld:
            return SkipReason("marked as draft or hidden in its metadata")
        return self.layout.skip_reason(capture.frontmatter, metadata.value("topics") or ())

    def _write(
        self, path: str, target: str, data: bytes, capture: ParsedCapture, metadata: MergedMetadata
    ) -> Imported | Finding | None:
        files = {target: data, **self._image_files(capture, target, metadata)}
        for name, content in files.items():
            if conflict := self.destination.conflict(name, content):
                return conflict
        if conflict := self.destination.sidecar_conflict(target):
            return conflict
        ignored = dict(metadata.ignored)
        files |= self._sidecar_file(path, target, metadata, ignored)
        try:
            written = self.destination.write_new(files)
        except ArchiveError as error:
            self.site.findings += error.findings
            return None
        return Imported(target, self.site.display_path(path), self.layout.name, metadata.fields, ignored, written)

    def _image_files(self, capture: ParsedCapture, target: str, metadata: MergedMetadata) -> dict[str, bytes]:
        same_name = self.images_by_stem.get(target.rpartition(".")[0], ())
        wanted = image_paths(capture.draft, target, metadata.value("image"), same_name)
        images = {
            name: self.site.read_file(self.images[name], MAX_IMAGE_BYTES) for name in wanted if name in self.images
        }
        return {name: data for name, data in images.items() if data is not None}

    def _sidecar_file(
        self, path: str, target: str, metadata: MergedMetadata, ignored: dict[str, str]
    ) -> dict[str, bytes]:
        """Return the sidecar to write: the archivist's own if one stands beside the capture, otherwise a new one.

        A sidecar that the content folder has already is kept; if it differs, `ignored` gets a note.
        """
        source = next((name for name in sidecar_paths(path) if name in self.site.paths), None)
        if source is None:
            text = sidecar_yaml(metadata.sidecar_fields, self.site.display_path(path), self.layout.name)
            data = text.encode()
        else:
            data = self.site.read_file(source) or b""
        existing = next((name for name in sidecar_paths(target) if self.destination.has(name)), None)
        if existing is not None and self.destination.conflict(existing, data):
            ignored["sidecar"] = f"{existing} already exists and was kept"
        return {sidecar_paths(target)[0]: data} if existing is None else {}
