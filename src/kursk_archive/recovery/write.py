"""Writes repairs of lost links into sidecars: entries of `links:`, each with its evidence.

Nothing that an archivist wrote is changed. A sidecar is written whole or not at all, and only if reading it again gives
what it said before and the new repairs.
"""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from kursk_archive.core.disk import sync_folders
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Repair
from kursk_archive.loader.filenames import is_capture_path
from kursk_archive.loader.sidecar import Sidecar, find_sidecar, read_sidecar, read_sidecar_text, sidecar_paths
from kursk_archive.loader.sidecar_names import stem_of
from kursk_archive.loader.sidecar_text import SidecarTextError, add_repairs

RepairsByKey: TypeAlias = Mapping[str, Sequence[Repair]]
"""Key of an article in a capture → repairs; the key is empty if the capture is the article."""


def write_repairs(
    repairs: Iterable[tuple[ArticleId, Repair]], content: Path
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Add repairs to the sidecars of their captures.

    Args:
        repairs: each with the article that it is for.
        content: the content folder.

    Returns:
        The sidecars that were written; and the findings that say why others were not.
    """
    by_capture: dict[str, dict[str, list[Repair]]] = defaultdict(lambda: defaultdict(list))
    for article_id, repair in repairs:
        path, _, key = article_id.partition("#")
        by_capture[path][key].append(repair)
    written, findings = [], []
    for path, by_key in by_capture.items():
        try:
            written.append(_write(path, by_key, content))
        except SidecarRefusalError as refusal:
            findings.append(make_finding("sidecar-unchanged", Location(refusal.path), str(refusal)))
    sync_folders({(content / path).parent for path in written})
    return tuple(written), tuple(findings)


class SidecarRefusalError(Exception):
    """Carries why a sidecar is left as it is."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path


def _write(capture: str, by_key: RepairsByKey, content: Path) -> str:
    """Write the sidecar of a capture; return its path."""

    def add(text: str) -> str:
        for key, repairs in by_key.items():
            text = add_repairs(text, key, [*map(repair_row, repairs)])
        return text

    return change_sidecar(
        capture, content, add, lambda before, after: _says(after, before, by_key), "with the repairs it"
    )


def change_sidecar(
    capture: str,
    content: Path,
    change: Callable[[str], str],
    is_right: Callable[[Sidecar, Sidecar], bool],
    subject: str,
) -> str:
    """Change the text of a capture's sidecar, which is made if there is none; return its path.

    Args:
        capture: its path.
        content: the content folder.
        change: returns the new text; raises `SidecarTextError`.
        is_right: compares what the sidecar says before and after the change.
        subject: of the sentence that says why it is refused.

    Raises:
        SidecarRefusalError: the sidecar is left as it is.
    """
    found = find_sidecar(content / capture, content)
    name = found.relative_to(content).as_posix() if found else sidecar_paths(capture)[0]
    if not found and (other := other_capture(capture, content)):
        raise SidecarRefusalError(name, f"it would be the sidecar of {other}, too; rename one of the captures")
    before = read_sidecar(name, content) if found else Sidecar(name)
    if not before.is_readable:
        raise SidecarRefusalError(name, "it cannot be read")
    try:
        data = (content / name).read_bytes() if found else b""
        text = change(data.decode("utf-8-sig"))
    except SidecarTextError as error:
        raise SidecarRefusalError(name, f"it {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SidecarRefusalError(name, f"it cannot be read: {error}") from None
    if not is_right(before, read_sidecar_text(text, name)):
        raise SidecarRefusalError(name, f"{subject} would no longer say what it says now")
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    try:
        _replace_file((content / name).resolve(), mark + text.encode())
    except OSError as error:
        raise SidecarRefusalError(name, f"it cannot be written: {error.strerror or error}") from None
    return name


def other_capture(capture: str, content: Path) -> str:
    """Return another capture of the same name, which would have the same sidecar; empty if there is none."""
    folder = (content / capture).parent
    prefix = capture[: len(capture) - len(Path(capture).name)]
    names = (prefix + path.name for path in sorted(folder.iterdir()))
    return next(
        (name for name in names if name != capture and stem_of(name) == stem_of(capture) and is_capture_path(name)), ""
    )


def repair_row(repair: Repair) -> dict[str, str | int]:
    """Return a repair as an entry of `links:`."""
    stated = {name: getattr(repair, name) for name in _ROW_FIELDS}
    if repair.occurrence == 1:
        del stated["occurrence"]
    return {
        name: value if isinstance(value, int) else str(value) for name, value in stated.items() if value is not None
    }


_ROW_FIELDS = (
    "text", "occurrence", "href", "by", "date", "note", "method", "witness", "witness_sha256", "witness_date",
    "confidence",
)  # fmt: skip
"""Of a repair in a sidecar, in this order."""


# A sidecar says the same as before


def _says(after: Sidecar, before: Sidecar, by_key: RepairsByKey) -> bool:
    """Return True if a sidecar says what it said before, and the repairs."""
    if not after.is_readable or after.withholds != before.withholds:
        return False
    keys = {*before.articles, *after.articles, *by_key, ""}
    return all(
        _facts(part_of_sidecar(after, key)) == _facts(part_of_sidecar(before, key), by_key.get(key, ())) for key in keys
    )


def part_of_sidecar(sidecar: Sidecar, key: str) -> Sidecar:
    """Return what a sidecar states of all its articles, or, given a key, of that article alone."""
    return sidecar.articles.get(key, Sidecar()) if key else sidecar


def _facts(sidecar: Sidecar, added: Sequence[Repair] = ()) -> list[Any]:
    """Return everything that a sidecar states, without the places where it does."""
    stated = {name: value.value for name, value in sidecar.fields.items()}
    repairs = (*(stated.pop("links", None) or ()), *added)
    findings = sorted((finding.code, finding.message) for finding in sidecar.findings)
    return [without_places(value) for value in (stated, sidecar.extra, repairs, findings)]


def without_places(value: Any) -> Any:
    """Return the value of a field as plain data, without the places where it is stated."""
    return _drop_places(msgspec.to_builtins(value, enc_hook=str))


def _drop_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _drop_places(item) for key, item in value.items() if key not in ("line", "column", "path")}
    return [_drop_places(item) for item in value] if isinstance(value, list | tuple) else value


def _replace_file(path: Path, data: bytes) -> None:
    """Write a file whole, with the permissions that it had."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
