"""Render tasks: a batch of targets to bytes, written where they can be, in this process or in another."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.outputs.target import RenderContext, Task
from kursk_archive.publisher.writer import Writer, WriteResult
from kursk_archive.renderer.theme.environment import Theme


class ThemeSpec(Struct, frozen=True):
    """The values that a theme is made of."""

    site: Site
    templates: Path | None
    """The folder of templates that override the default ones."""
    search_enabled: bool
    browse: tuple[str, ...]
    """Taxonomies that the masthead names."""
    site_fingerprint: str
    """With another, workers make the theme anew."""


class RenderTask(Struct, frozen=True):
    """A batch of targets to render."""

    content: Path
    """The content folder."""
    theme: bytes
    """A pickled `ThemeSpec`: a worker makes the theme once for all tasks with the same bytes."""
    targets: tuple[tuple[str, Task], ...]
    """The path of each target, and its task."""
    output: tuple[Path, str] | None = None
    """The folder to write into and the writer's run; None where it is out of reach, so that bytes have to come back."""
    weight: int = 1
    """Size in batches of articles: how much of what may be under way at once it takes up."""


RenderResult = bytes | WriteResult | None
"""A rendered file: its bytes, or how it was written; None if the file it is made from changed since it was loaded."""


def render_batch(task: RenderTask) -> tuple[tuple[str, RenderResult], ...]:
    """Render targets, and write their files if that is possible from here.

    Raises:
        ArchiveError: a template has a fault, or the disk refuses.
    """
    context = RenderContext(_theme(task.theme), task.content)
    rendered = (file for path, target in task.targets for file in target.render(context, path))
    if task.output is None:
        return tuple(rendered)
    writer = _writer(*task.output)
    return tuple((path, None if data is None else writer.write(path, data)) for path, data in rendered)


@lru_cache(maxsize=1)
def _writer(output: Path, run: str) -> Writer:
    return Writer(output, run)


@lru_cache(maxsize=2)
def _theme(pickled: bytes) -> Theme:
    spec: ThemeSpec = pickle.loads(pickled)  # noqa: S301 - made by this program a moment ago
    return Theme(spec.site, spec.templates, spec.search_enabled, spec.browse)
