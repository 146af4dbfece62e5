"""A folder of captures, or one of them alone, looked at with suspicion: where each file is, what the others say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from kursk_archive.core.findings import ArchiveError, Finding, Location, finding
from kursk_archive.loader.decode import MAX_BYTES, decode
from kursk_archive.loader.filenames import SIDECAR_SUFFIXES, suffix_of
from kursk_archive.loader.images import find_same_name_images
from kursk_archive.loader.load_capture import read_bytes
from kursk_archive.loader.markdown import frontmatter, json_frontmatter, toml_frontmatter
from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.walk import ContentWalk, check_file
from kursk_archive.yaml import reader
from kursk_archive.yaml.located import Value


@dataclass(slots=True)
class SourceSite:
    """The files of an import, and what was wrong with them so far."""

    root: Path
    name: str = ""
    """Of the folder; empty for a single capture."""
    files: tuple[str, ...] = ()
    """POSIX, relative to the root, sorted; of a single capture's, itself first."""
    findings: list[Finding] = field(default_factory=list)
    paths: frozenset[str] = field(init=False)
    top_names: frozenset[str] = field(init=False)
    """The first parts of the paths."""
    _mappings: dict[str, Mapping[str, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.paths = frozenset(self.files)
        self.top_names = frozenset(path.partition("/")[0] for path in self.files)

    def display_path(self, path: str) -> str:
        """A file's path as the user is told it."""
        return f"{self.name}/{path}" if self.name else path

    def read_file(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """What is in a file; None with a finding if it cannot be read."""
        try:
            return read_bytes(self.root / path, self.root, path, limit)
        except ArchiveError as error:
            self.add_findings(error.findings)
            return None

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Keep findings whose paths are those of files of the site."""
        for one in findings:
            self.findings.append(
                replace(one, location=replace(one.location, path=self.display_path(one.location.path)))
            )

    def read_mapping(self, path: str) -> Mapping[str, Value]:
        """What a file of metadata says, kept; nothing if there is none, or it is unsound."""
        if path not in self._mappings:
            self._mappings[path] = self._read(path) if path in self.paths else {}
        return self._mappings[path]

    def read_first_mapping(self, *paths: str) -> Mapping[str, Value]:
        """What the first of the files that are there says."""
        return self.read_mapping(next((path for path in paths if path in self.paths), ""))

    def _read(self, path: str) -> Mapping[str, Value]:
        text, _, findings = decode(self.read_file(path) or b"", path)
        self.add_findings(findings)
        mapping, met = _reading(text, path) if text.strip() else ({}, ())
        self.add_findings(met)
        return mapping or {}


def _reading(text: str, path: str) -> MetadataReading:
    suffix = suffix_of(path)
    if suffix == ".json":
        return json_frontmatter.read_json_metadata(text, path, 1)
    if suffix == ".toml":
        return toml_frontmatter.read_toml_metadata(text, path, 1)
    if suffix in SIDECAR_SUFFIXES:
        return reader.read(text, path)
    block = frontmatter.split_frontmatter(text, path)
    return ({}, ()) if block is None else block.reading


def open_source(path: Path, content: Path) -> SourceSite:
    """Look at what an import is asked to take.

    Args:
        path: a folder, or one capture, which a sidecar and images of its name belong to.
        content: the folder that it is imported into.

    Raises:
        ArchiveError: nothing of this name can be reached, or it is the content folder's own.
    """
    try:
        whole, own = path.resolve(strict=True), content.resolve()
    except (OSError, RuntimeError, ValueError):
        raise _refused("unreadable", path, "there is no such file or folder") from None
    is_folder = whole.is_dir()
    if own in (whole, *whole.parents) or (is_folder and whole in own.parents):
        raise _refused("exists", path, "this is the archive's own content folder, or holds it, or is in it")
    return _folder(whole) if is_folder else _alone(whole)


def _refused(code: str, path: Path, message: str) -> ArchiveError:
    return ArchiveError(finding(code, Location(path.as_posix()), message))


def _alone(path: Path) -> SourceSite:
    """The capture is the first of the files."""
    if not path.name.isprintable() or "\\" in path.name:
        raise _refused("name", path, "the name holds characters that no address can")
    sidecars = (path.with_suffix(suffix) for suffix in SIDECAR_SUFFIXES)
    beside = {one.name for one in sidecars if one.is_file()} | set(find_same_name_images(path.parent, path.name))
    return SourceSite(path.parent, files=(path.name, *sorted(beside - {path.name})))


def _folder(root: Path) -> SourceSite:
    """Links that lead out, devices and names that no address can hold are findings, or nobody's business."""
    walk, files = ContentWalk(root), []
    found: list[Finding] = []
    for path, entry in sorted(walk.entries(), key=lambda one: one[0]):
        said = check_file(root, path, entry)
        if said and said.code != "unsupported":
            found.append(said)
        elif path.isprintable() and "\\" not in path and not entry.is_dir(follow_symlinks=False):
            files.append(path)
    site = SourceSite(root, root.name, tuple(files))
    site.add_findings((*found, *walk.findings()))
    return site
