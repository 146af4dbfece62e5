"""The sidecar that `edit` opens: which one it is, and what a new one says."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from kursk_archive.config import Config
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Finding
from kursk_archive.desk.cells import plain_field
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.filenames import SIDECAR_SUFFIXES, is_capture_path, suffix_of
from kursk_archive.loader.load_capture import LoadResult, load_capture
from kursk_archive.loader.sidecar_names import pair_sidecars
from kursk_archive.loader.sidecar_text import write_inline
from kursk_archive.pipeline.load_tasks import capture_loader


def capture_at(text: str, content: Path) -> ArticleId | None:
    """Return the capture that a path names, itself or by its sidecar; None if there is none.

    Args:
        text: a path, from here or from the content folder; also an article's id.
        content: the content folder.
    """
    for base in (Path(), content):
        for path in (base / text, base / text.partition("#")[0]):
            name = _name_inside(path, content)
            if name is None:
                continue
            if is_capture_path(name) and path.is_file():
                return ArticleId(name)
            if suffix_of(name) in SIDECAR_SUFFIXES and (capture := _capture_of(name, path)):
                return ArticleId(capture)
    return None


def _name_inside(path: Path, content: Path) -> str | None:
    try:
        return (path.parent.resolve() / path.name).relative_to(content.resolve()).as_posix()
    except (OSError, ValueError, RuntimeError):
        return None


def _capture_of(sidecar: str, path: Path) -> str | None:
    """Return the capture of a sidecar, also of one that does not exist yet."""
    if not path.parent.is_dir():
        return None
    prefix = sidecar[: len(sidecar) - len(path.name)]
    names = {prefix + entry.name for entry in path.parent.iterdir() if entry.is_file()}
    captures = {name for name in names if is_capture_path(name)}
    sidecars = {name for name in names if suffix_of(name) in SIDECAR_SUFFIXES} | {sidecar}
    return next((name for name, own in sorted(pair_sidecars(captures, sidecars).items()) if own == sidecar), None)


def captures_of_page(page: str, slug: str, db: sqlite3.Connection) -> list[ArticleId]:
    """Return the articles that a page shows.

    Args:
        page: its path in the output folder.
        slug: the last part of its address, without a suffix; it counts if there is no such page.
        db: a catalogue whose relations are derived.
    """
    exact = "SELECT article_id FROM article WHERE output_path = ? ORDER BY copy_of, article_id"
    alike = "SELECT article_id FROM article WHERE output_path LIKE ? ESCAPE '!' ORDER BY copy_of, article_id"
    escaped = "".join(f"!{char}" if char in "!%_" else char for char in slug)
    rows = db.execute(exact, (page,)).fetchall() or db.execute(alike, (f"%/{escaped}.html",)).fetchall()
    return [ArticleId(article_id) for (article_id,) in rows]


def load_again(capture: ArticleId, config: Config) -> tuple[LoadResult, ...]:
    """Load a capture with its sidecar as they are now.

    Raises:
        ArchiveError: the capture cannot be read.
    """
    defaults = capture_loader(pickle.dumps(config.site)).defaults
    return load_capture(config.content / capture, config.content, defaults)


def new_sidecar(capture: ArticleId, results: Iterable[LoadResult]) -> str:
    """Return the text of a sidecar that states nothing yet: what is known stands in comments."""
    lines = [
        f"Metadata for {Path(capture).name}. The capture itself stays unchanged.",
        "To correct a field, remove the # before its line.",
        "To take one back, write `authors: []`, `date: unknown`, `section: none`.",
        *_field_lines(results),
        f"All fields: {', '.join(FIELD_TYPES)}",
    ]
    return "".join(f"# {line}\n" for line in lines)


def _field_lines(results: Iterable[LoadResult]) -> Iterator[str]:
    known = [result for result in results if result.fields]
    if any("#" in result.id for result in known):
        yield "articles:"
    for result in known:
        _, _, key = result.id.partition("#")
        if key:
            yield f"  {write_inline(key)}:"
        for name, stated in result.fields.items():
            if stated.value is not None:
                yield f"{'    ' if key else ''}{name}: {write_inline(plain_field(name, stated))}"


def sidecar_findings(results: Iterable[LoadResult]) -> list[Finding]:
    """Return the findings about a capture and its sidecar, each once."""
    return list(dict.fromkeys(finding for result in results for finding in result.findings))
