"""The article page: what it shows, made of a record and of what others put on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from markupsafe import Markup

from kursk_archive.model import Article, Fragment, Kind, Link, Place, Resolution, Teaser
from kursk_archive.renderer.theme import Theme, safe

KINDS: Mapping[Kind, str] = {
    Kind.ARTICLE: "in this archive",
    Kind.NEWS: "news site",
    Kind.TELEGRAM: "Telegram",
    Kind.X: "X",
    Kind.YOUTUBE: "YouTube",
    Kind.SNAPSHOT: "web archive",
    Kind.DOCUMENT: "document",
    Kind.SOCIAL: "social network",
    Kind.SHORTENER: "short link, target unknown",
    Kind.WEB: "web page",
    Kind.MAIL: "e-mail",
    Kind.PHONE: "telephone",
    Kind.FRAGMENT: "place on the page",
    Kind.RELATIVE: "incomplete address",
    Kind.LOST: "lost",
    Kind.MALFORMED: "unreadable address",
    Kind.FORBIDDEN: "not published",
}
"""How a page names what a link came to."""

WHY: Mapping[Kind, str] = {
    Kind.LOST: "The capture kept no address for this link",
    Kind.RELATIVE: "The capture kept only a part of this address",
    Kind.FRAGMENT: "This link led to another place on the original page",
    Kind.MALFORMED: "The capture's address for this link cannot be read",
    Kind.FORBIDDEN: "This link would have run a program and is not published",
}
"""Why there is no link where the capture had one."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference as the templates have it."""

    number: int
    """1-based among the page's numbered references; 0 for related articles and the original."""
    text: str
    href: str | None
    """Where it leads: a relative address inside the archive, or an absolute one; None where nothing can be linked to."""
    address: str
    """What to show for the address: the canonical one, or as the capture has it."""
    kind: str
    label: str
    """`kind` in words."""
    why: str
    """What happened to a link that leads nowhere; empty otherwise."""
    place: str
    target: Teaser | None
    snapshot: Any
    repair: Any


def values(
    article: Article, resolutions: Sequence[Resolution], targets: Mapping[int, Teaser], page: str, earlier: Teaser | None, later: Teaser | None
) -> dict[str, Any]:
    """What `article.html` is filled with.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        targets: number of a reference (from 0) → the archive's own article that it leads to.
        page: the article's path in the output folder.
        earlier: the article before this one.
        later: the article after it.
    """
    root = "../" * page.count("/")
    links = list(article.references())
    views = [_view(i, link, found, targets.get(i), root) for i, (link, found) in enumerate(zip(links, resolutions, strict=True))]
    count, caption = len(article.links), len(article.caption.links)
    credit = caption + len(article.credit.links)
    numbered = [replace(view, number=i + 1) for i, view in enumerate(views[:count])]
    return {
        "article": article,
        "caption": _html(article.caption, numbered[:caption]),
        "credit": _html(article.credit, numbered[caption:credit]),
        "body": _html(article.body, numbered[credit:]),
        "references": numbered,
        "related": [replace(view, number=0) for view in views[count : count + len(article.related)]],
        "source": views[-1] if article.source else None,
        "earlier": earlier,
        "later": later,
        "capture_name": f"{page.rpartition('/')[2].removesuffix('.html')}.txt",
    }


def _view(i: int, link: Link, found: Resolution, target: Teaser | None, root: str) -> ReferenceView:
    kind = Kind.ARTICLE if target else found.kind
    href = f"{root}{target.page}" if target else found.canonical if kind not in WHY else None
    return ReferenceView(
        number=0,
        text=link.text,
        href=href,
        address=found.canonical or link.href,
        kind=kind.value,
        label=KINDS[kind],
        why=WHY.get(kind, ""),
        place=link.place.value,
        target=target,
        snapshot=found.snapshot,
        repair=found.repair,
    )


def _html(fragment: Fragment, views: Sequence[ReferenceView]) -> Markup:
    """The fragment's HTML with its links closed."""
    parts = [fragment.segments[0]]
    for link, view, segment in zip(fragment.links, views, fragment.segments[1:], strict=True):
        parts += (_anchor(link, view), segment)
    return safe("".join(parts))


def _anchor(link: Link, view: ReferenceView) -> str:
    """A link in running text, with the number under which the references list it."""
    words = link.html or escape(link.text) or escape(view.address)
    if link.place is Place.IMAGE:
        words = f'<span class="image">{words or "image"}</span>'
    note = f'<sup class="note"><a href="#ref-{view.number}" id="at-{view.number}" aria-label="Reference {view.number}">{view.number}</a></sup>'
    if view.href is None:
        return f'<span class="gone {view.kind}" title="{escape(view.why)}">{words}</span>{note}'
    return f'<a class="{view.kind}" href="{escape(view.href)}">{words}</a>{note}'


def render(theme: Theme, page: str, filled: Mapping[str, Any]) -> bytes:
    return theme.render("article.html", page, filled)
