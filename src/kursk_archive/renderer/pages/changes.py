"""Lists of the changes that editions made to articles."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.comparison.classify import ChangeClass
from kursk_archive.renderer.edition_change import EditionChange
from kursk_archive.renderer.pages.editions import CLASS_NAMES
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import changes_feed_permalink, changes_permalink


class ChangesPage(Struct, frozen=True):
    """`changes/index.html`, or the changes of a period or of a publisher."""

    publisher: tuple[str, str] | None
    """Slug and name; None for those of all publishers."""
    period: str
    """`2024`, `2024-08`, `2024-08-15`; `undated`; empty for all."""
    count: int
    changes: tuple[EditionChange, ...]
    """Newest first; only the newest if the parts have pages of their own."""
    parts: tuple[tuple[str, int], ...]
    """Period and number of changes of each part that has a page, latest first."""
    publishers: tuple[tuple[str, str, int], ...] = ()
    """Slug, name and number of changes, if this is the first page for all."""
    data_files: tuple[str, ...] = ()
    has_feeds: bool = False


def render_changes(theme: Theme, output_path: str, page: ChangesPage) -> bytes:
    """Render a list of changes."""
    slug = page.publisher[0] if page.publisher else ""
    counts = {cls: sum(cls in change.classes for change in page.changes) for cls in ChangeClass}
    values = {
        "listing": page,
        "publisher": page.publisher[1] if page.publisher else "",
        "parts": [(period, changes_permalink(slug, period), count) for period, count in page.parts],
        "publishers": [(name, changes_permalink(slug), count) for slug, name, count in page.publishers],
        "first_page": changes_permalink(),
        "counts": [(str(cls), CLASS_NAMES[cls], count) for cls, count in counts.items() if count],
        "class_names": {str(cls): name for cls, name in CLASS_NAMES.items()},
        "feed": changes_feed_permalink(slug) if page.has_feeds else "",
    }
    return theme.render("changes.html", output_path, values)
