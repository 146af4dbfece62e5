"""Sidecars: metadata that an archivist adds in a file beside the capture, `NAME.yaml` for `NAME.txt`.

If the capture holds several articles, `articles: {KEY: {FIELD: VALUE}}` states fields of one of them, and the other
fields of the sidecar apply to all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.enums import ArticleId, Provenance, SidecarState
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader import filenames, sidecar_names
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.metadata import read_sidecar_metadata
from kursk_archive.loader.read_file import is_plain_file_inside
from kursk_archive.yaml.located import Located
from kursk_archive.yaml.reader import read_yaml


class Sidecar(Struct, frozen=True):
    """The contents of a sidecar."""

    path: str = ""
    """POSIX, relative to the content folder; empty if there is none."""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    articles: Mapping[str, Sidecar] = field(default_factory=dict)
    """Key of an article → what the sidecar states of that article alone."""
    is_readable: bool = True
    """False if it may state anything, since it could not be read."""
    is_empty: bool = False
    """True if the file contains nothing at all."""

    @property
    def withholds(self) -> bool:
        """True if a status that could be read withholds all articles of the capture."""
        status = self.fields.get("status")
        return self.is_readable and status is not None and status.value == "withheld"

    @property
    def may_withhold(self) -> bool:
        """True if it withholds an article of the capture, or if that cannot be known."""
        return not self.is_readable or bool(self.withheld_articles(""))

    @property
    def state(self) -> SidecarState:
        """The part that it plays in publication."""
        if not self.path or self.is_empty:
            return SidecarState.ABSENT
        if not self.is_readable:
            return SidecarState.UNREADABLE
        if self.withheld_articles(""):
            return SidecarState.WITHHOLDING
        return SidecarState.PUBLISHING if "status" in self.fields else SidecarState.SILENT

    @property
    def reason(self) -> str:
        """The reason for withholding; empty if none is stated."""
        return self.fields["reason"].value or "" if "reason" in self.fields else ""

    def withheld_articles(self, capture: str) -> dict[ArticleId, str]:
        """Map the ids of the articles that a status withholds to the reason; the capture's own path means all of them.

        Args:
            capture: its path.
        """
        if self.withholds:
            return {ArticleId(capture): self.reason}
        own = {key: self.for_article(key) for key in self.articles}
        return {ArticleId(f"{capture}#{key}"): stated.reason for key, stated in own.items() if stated.withholds}

    def for_article(self, key: str) -> Sidecar:
        """Return what the sidecar states of one of several articles; its own fields take precedence."""
        own = self.articles.get(key)
        if own is None:
            return self
        fields, extra = {**self.fields, **own.fields}, {**self.extra, **own.extra}
        return Sidecar(self.path, fields, extra, (*self.findings, *own.findings), is_readable=self.is_readable)


NO_SIDECAR = Sidecar()


def sidecar_paths(path: str) -> tuple[str, ...]:
    """Return the paths that the sidecar of a capture may have; archive.yaml is never a sidecar.

    Args:
        path: of the capture. Like the result, POSIX and relative to the content folder.
    """
    stem = path[: len(path) - len(filenames.suffix_of(path))]
    return tuple(stem + suffix for suffix in filenames.SIDECAR_SUFFIXES if stem + suffix != CONFIG_NAME)


def find_sidecar(capture: Path, root: Path) -> Path | None:
    """Return the path of the capture's sidecar, if there is one; archive.yaml is never a sidecar."""
    stem = os.fspath(capture).removesuffix(capture.suffix)
    candidates = [Path(stem + suffix) for suffix in filenames.SIDECAR_SUFFIXES if os.path.lexists(stem + suffix)]
    found = next((path for path in candidates if path != root / CONFIG_NAME), None)
    return found or _sidecar_of_other_spelling(capture, root)


def _sidecar_of_other_spelling(capture: Path, root: Path) -> Path | None:
    try:
        names = [path.name for path in capture.parent.iterdir()]
    except OSError:
        return None
    sidecars = {name for name in names if filenames.suffix_of(name) in filenames.SIDECAR_SUFFIXES}
    if capture.parent == root:
        sidecars.discard(CONFIG_NAME)
    captures = [name for name in names if filenames.is_capture_path(name)] if sidecars else []
    name = sidecar_names.pair_sidecars({capture.name, *captures}, sidecars).get(capture.name)
    return capture.with_name(name) if name else None


def load_sidecar(capture: Path, root: Path) -> Sidecar:
    """Load the sidecar of a capture; `NO_SIDECAR` if there is none. Faults in it are findings in the result."""
    path = find_sidecar(capture, root)
    return NO_SIDECAR if path is None else read_sidecar(path.relative_to(root).as_posix(), root)


def read_sidecar(name: str, root: Path) -> Sidecar:
    """Read a sidecar. Faults in it are findings in the result.

    Args:
        name: its path, POSIX, relative to the content folder.
        root: the content folder.
    """
    path = root / name
    try:
        if not is_plain_file_inside(root, name) and (fault := _fault_of_file(path, root, name)):
            return fault
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        reason = error.strerror if isinstance(error, OSError) else None
        return _unreadable_sidecar(name, f"cannot be read: {reason or error}", "unreadable")
    except UnicodeDecodeError as error:
        return Sidecar(name, findings=(_not_utf8_finding(error, name),), is_readable=False)
    if not text.strip():
        return Sidecar(name, is_empty=True)
    return read_sidecar_text(text, name)


def _fault_of_file(path: Path, root: Path, name: str) -> Sidecar | None:
    if not path.resolve().is_relative_to(root.resolve()):
        return _unreadable_sidecar(name, "symbolic link leads outside the content folder", "outside")
    if not path.is_file():
        return _unreadable_sidecar(name, "not a regular file")
    if path.stat().st_size > MAX_CAPTURE_BYTES:
        return _unreadable_sidecar(name, "sidecar is larger than 16 MiB", "too-large")
    return None


def read_sidecar_text(text: str, name: str) -> Sidecar:
    """Read the text of a sidecar; see `read_sidecar`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    mapping, yaml_findings = read_yaml(text, name, code="sidecar")
    articles = mapping.get("articles") if mapping else None
    if mapping is None:
        return Sidecar(name, findings=yaml_findings, is_readable=False)
    if articles is None or not isinstance(articles.data, Mapping):
        return Sidecar(name, *read_sidecar_metadata(mapping, name, yaml_findings))
    common = {key: value for key, value in mapping.items() if key != "articles"}
    by_key = {key: _parse_article(article, name) for key, article in articles.data.items()}
    return Sidecar(name, *read_sidecar_metadata(common, name, yaml_findings), by_key)


def _parse_article(article: Located, name: str) -> Sidecar:
    if not isinstance(article.data, Mapping):
        location = Location(name, article.line, article.column)
        message = "expected a mapping of fields; the article is withheld until this is fixed"
        status = FieldValue("withheld", article.line, article.column, Provenance.SIDECAR)
        return Sidecar(name, {"status": status}, findings=(make_finding("field", location, message),))
    return Sidecar(name, *read_sidecar_metadata(article.data, name))


def _unreadable_sidecar(name: str, message: str, code: str = "sidecar") -> Sidecar:
    return Sidecar(name, findings=(make_finding(code, Location(name, 1, 1), message),), is_readable=False)


def _not_utf8_finding(error: UnicodeDecodeError, name: str) -> Finding:
    before = error.object[: error.start].decode("utf-8-sig")
    location = Location(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return make_finding("sidecar", location, f"not valid UTF-8: byte 0x{error.object[error.start]:02X}")
