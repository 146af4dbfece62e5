"""The source of an import: a folder of captures, or a single capture. Its files are untrusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.findings import ArchiveError, Finding, Location, make_finding
from kursk_archive.images.decode import IMAGE_SUFFIXES
from kursk_archive.importers.languages import find_language_folders
from kursk_archive.importers.model import ImportOptions
from kursk_archive.importers.python_settings import read_python_settings
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES, decode_text
from kursk_archive.loader.filenames import SIDECAR_SUFFIXES, is_capture_path, suffix_of
from kursk_archive.loader.images import find_same_name_images
from kursk_archive.loader.markdown import frontmatter, json_frontmatter, toml_frontmatter
from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.read_file import map_file_inside, read_file_inside
from kursk_archive.loader.sidecar_names import captures_beside, captures_elsewhere, pair_sidecars
from kursk_archive.loader.walk import ContentWalk, check_file, list_page_files
from kursk_archive.yaml import reader
from kursk_archive.yaml.located import Located

_Made = TypeVar("_Made")


@dataclass(slots=True)
class SourceSite:
    """The files of a source, and the findings about them since they were last collected."""

    root: Path
    name: str = ""
    """Name of the folder; empty if the source is a single capture."""
    files: tuple[str, ...] = ()
    """POSIX, relative to the root, sorted. The first is the capture if the source is a single one."""
    findings: list[Finding] = field(default_factory=list)
    options: ImportOptions = field(default_factory=ImportOptions)
    page_files: Mapping[str, tuple[str, ...]] = field(init=False)
    """Saved page → the files in the folders that a browser saved beside it. They are no captures."""
    paths: frozenset[str] = field(init=False)
    """The same as `files` and `page_files`, for look-ups."""
    top_names: frozenset[str] = field(init=False)
    """First components of the paths."""
    read_paths: set[str] = field(default_factory=set)
    """The metadata files that were read."""
    _mappings: dict[str, Mapping[str, Located]] = field(default_factory=dict)
    _made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page_files = {path: found for path in self.files if (found := list_page_files(self.root, path))}
        self.paths = frozenset(self.files).union(*self.page_files.values())
        self.top_names = frozenset(path.partition("/")[0] for path in self.files)

    def display_path(self, path: str) -> str:
        """The path of a file as messages show it."""
        return f"{self.name}/{path}" if self.name else path

    def read_file(self, path: str, limit: int = MAX_CAPTURE_BYTES) -> bytes | None:
        """Read a file; return None and add a finding if that fails."""
        try:
            return read_file_inside(self.root / path, self.root, path, limit)
        except ArchiveError as error:
            self.add_findings(error.findings)
            return None

    def map_file(self, path: str) -> bytes | mmap | None:
        """Map a file into memory; return None and add a finding if that fails."""
        try:
            return map_file_inside(self.root / path, self.root, path)
        except ArchiveError as error:
            self.add_findings(error.findings)
            return None

    def read_lines(self, path: str) -> tuple[str, ...]:
        """Read the lines of a text file that may be hidden; none if it does not exist."""
        if not (self.root / path).is_file():
            return ()
        return tuple(decode_text(self.read_file(path) or b"", path)[0].splitlines())

    def language_folders(self) -> Mapping[str, str]:
        """Find the folders that hold a language each, once: path → language tag."""
        captures = (path for path in self.files if suffix_of(path) not in IMAGE_SUFFIXES)
        return self.once("languages", lambda: find_language_folders(captures, self.options.language_folders))

    def sidecars_of(self, capture: str) -> tuple[str, ...]:
        """Return the sidecars of a capture: the one that a build would read first, then any that may be meant for it.

        All of them count when they withhold: an import must not publish what a misspelt name was to hold back.
        """
        return self.once("sidecars", self._pair_sidecars).get(capture, ())

    def _pair_sidecars(self) -> Mapping[str, tuple[str, ...]]:
        captures = [path for path in self.files if is_capture_path(path)]
        folders: dict[str, tuple[list[str], list[str]]] = {}
        for path in captures:
            folders.setdefault(path.rpartition("/")[0], ([], []))[0].append(path)
        for path in self.files:
            if suffix_of(path) in SIDECAR_SUFFIXES and path != CONFIG_NAME:
                folders.setdefault(path.rpartition("/")[0], ([], []))[1].append(path)
        found: dict[str, list[str]] = {}
        alone: list[str] = []
        for beside, sidecars in folders.values():
            pairs = pair_sidecars(beside, sidecars)
            for capture, sidecar in pairs.items():
                found[capture] = [sidecar]
            alone += sorted(set(sidecars).difference(pairs.values()))
        unpaired = [path for path in captures if path not in found]
        for sidecar in alone:
            beside = folders[sidecar.rpartition("/")[0]][0]
            for capture in captures_beside(sidecar, beside) or captures_elsewhere(sidecar, unpaired):
                found.setdefault(capture, []).append(sidecar)
        return {capture: tuple(sidecars) for capture, sidecars in found.items()}

    def has_folder(self, folder: str) -> bool:
        """Return True if the site has files below a folder, given with a slash at its end."""
        return self.once(f"folder {folder}", lambda: any(path.startswith(folder) for path in self.files))

    def once(self, name: str, make: Callable[[], _Made]) -> _Made:
        """Return what `make` made the first time that something was asked for by this name."""
        if name not in self._made:
            self._made[name] = make()
        made: _Made = self._made[name]
        return made

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Add findings about files of the site, changing their paths to display paths."""
        for item in findings:
            location = replace(item.location, path=self.display_path(item.location.path))
            self.findings.append(replace(item, location=location))

    def read_mapping(self, path: str) -> Mapping[str, Located]:
        """Read a metadata file, once; the result is empty if the file does not exist or is invalid."""
        if path not in self._mappings:
            self._mappings[path] = self._parse_file(path) if path in self.paths else {}
        return self._mappings[path]

    def read_first_mapping(self, *paths: str) -> Mapping[str, Located]:
        """Read the first metadata file that exists."""
        return self.read_mapping(next((path for path in paths if path in self.paths), ""))

    def _parse_file(self, path: str) -> Mapping[str, Located]:
        self.read_paths.add(path)
        text, _, findings = decode_text(self.read_file(path) or b"", path)
        self.add_findings(findings)
        mapping, findings = _parse_mapping(text, path) if text.strip() else ({}, ())
        self.add_findings(findings)
        return mapping or {}


def _parse_mapping(text: str, path: str) -> MetadataReading:
    suffix = suffix_of(path)
    if suffix == ".py":
        return read_python_settings(text), ()
    if suffix == ".json":
        return json_frontmatter.read_json_metadata(text, path, 1)
    if suffix == ".toml":
        return toml_frontmatter.read_toml_metadata(text, path, 1)
    if suffix in SIDECAR_SUFFIXES:
        return reader.read_yaml(text, path)
    block = frontmatter.split_frontmatter(text, path)
    return ({}, ()) if block is None else block.reading


def open_source(path: Path, content: Path, options: ImportOptions | None = None) -> SourceSite:
    """List the files of a source.

    Args:
        path: a folder, or a single capture, to which a sidecar and images of the same name belong.
        content: the content folder that receives the import.
        options: of the import; None for the defaults.

    Raises:
        ArchiveError: `path` does not exist, or overlaps the content folder.
    """
    try:
        source, target = path.resolve(strict=True), content.resolve()
    except (OSError, RuntimeError, ValueError):
        raise _refusal("unreadable", path, "no such file or folder") from None
    is_folder = source.is_dir()
    if target in (source, *source.parents) or (is_folder and source in target.parents):
        raise _refusal("exists", path, "overlaps the archive's own content folder")
    site = _open_folder(source) if is_folder else _open_capture(source)
    site.options = options or site.options
    return site


def _refusal(code: str, path: Path, message: str) -> ArchiveError:
    return ArchiveError(make_finding(code, Location(path.as_posix()), message))


def _open_capture(path: Path) -> SourceSite:
    if not path.name.isprintable() or "\\" in path.name:
        raise _refusal("name", path, "file name contains characters that are not allowed in a URL")
    names = [file.name for file in path.parent.iterdir() if suffix_of(file.name) in SIDECAR_SUFFIXES and file.is_file()]
    beside = SourceSite(path.parent, files=(path.name, *sorted(names))).sidecars_of(path.name)
    companions = {*beside, *find_same_name_images(path.parent, path.name)}
    return SourceSite(path.parent, files=(path.name, *sorted(companions - {path.name})))


def _open_folder(root: Path) -> SourceSite:
    """List a folder; links that lead out of it, devices and unusable names become findings or are left out."""
    walk, files = ContentWalk(root), []
    findings: list[Finding] = []
    for path, entry in sorted(walk.walk_entries(), key=lambda item: item[0]):
        problem = check_file(root, path, entry)
        if problem and problem.code != "unsupported":
            findings.append(problem)
        elif path.isprintable() and "\\" not in path and not entry.is_dir(follow_symlinks=False):
            files.append(path)
    site = SourceSite(root, root.name, tuple(files))
    site.add_findings((*findings, *walk.findings()))
    return site
