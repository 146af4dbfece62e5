"""The archive's pages about itself: what it is, and how anybody can verify it."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.renderer.citations.model import safe_web_url
from kursk_archive.renderer.pages.listings import Overview
from kursk_archive.renderer.theme.environment import Theme

MAX_NAMED_PUBLISHERS = 6
"""Publishers up to which they are named one by one."""


class AboutPage(Struct, frozen=True):
    """`about.html`."""

    overview: Overview
    base_url: str | None = None
    """Where the archive is published, if that is known."""
    data_files: tuple[str, ...] = ()
    """The archive as data: the files' paths."""


def render_about(theme: Theme, output_path: str, page: AboutPage) -> bytes:
    """What the archive is, by whom, of what time, how it was captured, how to cite it; from archive.yaml and counts."""
    overview = page.overview
    values = {
        "overview": overview,
        "total": sum(overview.link_counts.values()),
        "lost": overview.link_counts.get(LinkKind.LOST, 0),
        "named": [name for _, name, _ in overview.publishers]
        if len(overview.publishers) <= MAX_NAMED_PUBLISHERS
        else [],
        "files": page.data_files,
        "location": safe_web_url(page.base_url or ""),
    }
    return theme.render("about.html", output_path, values)


def render_verify(theme: Theme, output_path: str) -> bytes:
    """How to verify a copy of the archive, with this program and without it."""
    return theme.render("verify.html", output_path, {})
