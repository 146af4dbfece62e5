"""The archive's pages about itself: its description, and how to verify it."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.renderer.citations.model import safe_web_url
from kursk_archive.renderer.pages.listings import Overview
from kursk_archive.renderer.theme.environment import Theme

MAX_NAMED_PUBLISHERS = 6
"""If there are more publishers, the page gives only their number."""


class AboutPage(Struct, frozen=True):
    """`about.html`."""

    overview: Overview
    base_url: str | None = None
    """The archive's own address; None if that is not known."""
    data_files: tuple[str, ...] = ()
    """Paths of the articles' data files."""


def render_about(theme: Theme, output_path: str, page: AboutPage) -> bytes:
    """Render the description of the archive, from archive.yaml and the counts."""
    overview = page.overview
    names = [name for _, name, _ in overview.publishers]
    values = {
        "overview": overview,
        "link_count": sum(overview.link_counts.values()),
        "lost_link_count": overview.link_counts.get(LinkKind.LOST, 0),
        "publisher_names": names if len(names) <= MAX_NAMED_PUBLISHERS else [],
        "data_files": page.data_files,
        "archive_url": safe_web_url(page.base_url or ""),
    }
    return theme.render("about.html", output_path, values)


def render_verify(theme: Theme, output_path: str) -> bytes:
    """Render the instructions for verifying a copy of the archive, with this program and without it."""
    return theme.render("verify.html", output_path, {})
