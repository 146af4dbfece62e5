"""The pages of the kinds of links."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import ArticleSummary, SummaryRow, to_summary
from kursk_archive.renderer.pages.links import BROKEN_REASONS, LINK_KIND_NAMES
from kursk_archive.renderer.pages.listings import enclosing_periods, parts_timeline
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import link_kind_permalink, taxonomy_permalink
from kursk_archive.site.taxonomy import UNDATED


class LinkKindPage(Struct, frozen=True):
    """`links/kinds/lost.html`, or a period of it."""

    kind: LinkKind
    period: str
    """`2024`, `2024-08`, `2024-08-15`, `undated`; empty for all."""
    link_count: int | None
    """Number of links of this kind in the archive; None on the page of a period."""
    article_count: int
    """Number of articles with such links."""
    rows: tuple[tuple[SummaryRow, tuple[tuple[str, str, str], ...]], ...]
    """The newest articles, each with text, address as written and canonical address of its links."""
    subperiods: tuple[tuple[str, int, bool], ...]
    """Period with such articles, their number, and whether it has a page; earliest first."""


class LinkingArticle(Struct, frozen=True):
    """An article with its links of one kind."""

    article: ArticleSummary
    links: tuple[tuple[str, str], ...]
    """Text and address; the address is empty if there is none to show."""


_SHOWN_AS_WRITTEN = (LinkKind.RELATIVE, LinkKind.UNLINKED, LinkKind.MALFORMED)
"""Kinds without a canonical address whose address as written says something. What would run code is never shown."""


def render_link_kind(theme: Theme, output_path: str, page: LinkKindPage) -> bytes:
    articles = [LinkingArticle(to_summary(row), _shown_links(page.kind, links)) for row, links in page.rows]
    parts = [
        (name, count, link_kind_permalink(page.kind, name) if has_page else "")
        for name, count, has_page in page.subperiods
    ]
    above = [("References", taxonomy_permalink("host"))]
    if page.period:
        enclosing = ("", *(enclosing_periods(page.period) if page.period != UNDATED else ()))
        above += [(name, link_kind_permalink(page.kind, name)) for name in enclosing if name != page.period]
    values = {
        "listing": page,
        "kind_name": LINK_KIND_NAMES[page.kind],
        "reason": BROKEN_REASONS.get(page.kind, ""),
        "linking_articles": articles,
        "parts": parts,
        "timeline": parts_timeline(parts),
        "breadcrumbs": tuple(above),
    }
    return theme.render("link_kind.html", output_path, values)


def _shown_links(kind: LinkKind, links: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Text and address of each link, once."""
    shown = ((text, canonical or (href if kind in _SHOWN_AS_WRITTEN else "")) for text, href, canonical in links)
    return tuple(dict.fromkeys(shown))
