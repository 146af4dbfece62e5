"""The archive's pages about itself: what it is, and how anybody can verify it."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.renderer.citations.model import safe_web_url
from kursk_archive.renderer.pages.listings import Overview
from kursk_archive.renderer.theme.environment import Theme

NAMED = 6
"""Publishers up to which they are named one by one."""


class About(Struct, frozen=True):
    """`about.html`."""

    overview: Overview
    base_url: str | None = None
    """Where the archive is published, if that is known."""
    files: tuple[str, ...] = ()
    """The archive as data: the files' paths."""


def render_about(theme: Theme, page: str, values: About) -> bytes:
    """What the archive is, by whom, of what time, how it was captured, how to cite it; from archive.yaml and counts."""
    overview = values.overview
    filled = {
        "overview": overview,
        "total": sum(overview.links.values()),
        "lost": overview.links.get(LinkKind.LOST, 0),
        "named": [name for _, name, _ in overview.publishers] if len(overview.publishers) <= NAMED else [],
        "files": values.files,
        "location": safe_web_url(values.base_url or ""),
    }
    return theme.render("about.html", page, filled)


def render_verify(theme: Theme, page: str) -> bytes:
    """How to verify a copy of the archive, with this program and without it."""
    return theme.render("verify.html", page, {})
