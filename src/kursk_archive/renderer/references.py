"""References as a page shows them: closed in the running text, numbered, and named in the list at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from markupsafe import Markup

from kursk_archive.model import Fragment, Kind, Link, Place, Repair, Resolution, Snapshot, Teaser
from kursk_archive.renderer.pictures import PictureView
from kursk_archive.renderer.theme import safe, tongue

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

NOTE, NOTE_GONE, NOTE_REPAIRED = "Reference {number}", "Reference {number}: {label}", "Reference {number}: repaired"
"""What a screen reader says for the number after a link."""
REPAIRED = "An archivist found this address; the capture had lost it"
IMAGE = "Image"
"""What stands for an image of the body that has no words of its own."""


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference as the templates have it."""

    number: int
    """1-based among the page's numbered references; 0 for related articles and the original."""
    text: str
    href: str | None
    """Where it leads: a relative address inside the archive, or an absolute one; None where there is nowhere to go."""
    address: str
    """What to show for the address: the canonical one, or as the capture has it."""
    kind: str
    label: str
    """`kind` in words."""
    why: str
    """What happened to a link that leads nowhere; empty otherwise."""
    place: str
    target: Teaser | None
    original: str | None
    """The web address itself, where `href` leads elsewhere: to the archive's own article, or to a snapshot of it."""
    copies: Sequence[tuple[str, str]]
    """Web archive and the address under which it shows the reference as it was."""
    version: str | None
    """The day by which the author had seen it; None where that is not known to a day."""
    snapshot: Snapshot | None
    repair: Repair | None

    @property
    def host(self) -> str:
        """Whose address it is: `www.news.example`; the whole address where it has no host."""
        _, slashes, rest = self.address.partition("://")
        return re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2] if slashes else self.address


def view(
    number: int,
    link: Link,
    found: Resolution,
    target: Teaser | None,
    copies: Sequence[tuple[str, str]],
    date: str | None,
    root: str,
) -> ReferenceView:
    """Bring together a link and what it came to.

    Args:
        number: see `ReferenceView`.
        link: as the capture has it.
        found: what it came to by itself.
        target: the archive's own article that it leads to.
        copies: see `ReferenceView`.
        date: the article's, as `PartialDate` has it.
        root: the way from the page to the site's first folder.
    """
    kind = Kind.ARTICLE if target else found.kind
    outside = found.snapshot.url if found.snapshot else found.canonical
    href = f"{root}{target.page}" if target else outside if kind not in WHY else None
    original = found.snapshot.original if found.snapshot else found.canonical
    return ReferenceView(
        number=number,
        text=link.text,
        href=href,
        address=outside or link.href,
        kind=kind.value,
        label=KINDS[kind],
        why="" if href else WHY.get(kind, WHY[Kind.MALFORMED]),
        place=link.place.value,
        target=target,
        original=original if original != href else None,
        copies=copies,
        version=date[:10] if date and len(date) >= 10 else None,
        snapshot=found.snapshot,
        repair=found.repair,
    )


def losses(views: Iterable[ReferenceView]) -> tuple[tuple[str, str], ...]:
    """What befell the links that lead nowhere: label and sentence, each once."""
    return tuple(dict.fromkeys((one.label, one.why) for one in views if one.href is None))


_NO_PICTURES: Mapping[str, PictureView] = MappingProxyType({})


def closed(
    fragment: Fragment,
    views: Sequence[ReferenceView],
    language: str | None,
    page: str,
    pictures: Mapping[str, PictureView] = _NO_PICTURES,
) -> Markup:
    """The fragment's HTML with its links closed.

    Args:
        fragment: of an article.
        views: one for each of its links.
        language: the article's.
        page: the language of the page around it, which the theme's own words are in.
        pictures: address of an image, as the capture has it → what is shown of it.
    """
    parts, foreign, own = [fragment.segments[0]], tongue(language, page), tongue(page, language or page)
    for link, one, segment in zip(fragment.links, views, fragment.segments[1:], strict=True):
        shown = pictures.get(link.href) if pictures and link.place is Place.IMAGE else None
        parts += (_anchor(link, one, foreign, own, shown), segment)
    return safe(_TABLE.sub(_in_a_frame, "".join(parts)))


def _anchor(link: Link, one: ReferenceView, foreign: str, own: str, shown: PictureView | None) -> str:
    """A link in running text, with the number under which the references list it.

    Args:
        link: as the capture has it.
        one: what the page shows of it.
        foreign: attributes of the article's words, where its language is not the page's.
        own: attributes of the theme's words, likewise.
        shown: the image itself, where the link is one that the archive has.
    """
    said = NOTE_GONE if one.href is None else NOTE_REPAIRED if one.repair else NOTE
    label = said.format(number=one.number, label=one.label)
    number = f'<a href="#ref-{one.number}" id="at-{one.number}" aria-label="{label}">{one.number}</a>'
    note = f'<sup class="note"{own}>{number}</sup>'
    if shown:
        return f'<span class="figure">{shown.tag(link.text or IMAGE, "" if link.text else own)}{note}</span>'
    return f"{_word(one, _words(link, one, own), foreign, own)}{note}"


def _words(link: Link, one: ReferenceView, own: str) -> str:
    """What a link's words are; those of an image that the archive does not have are marked."""
    if link.place is not Place.IMAGE:
        return link.html or escape(link.text) or escape(one.address)
    return f'<span class="image">{escape(link.text) or f"<span{own}>{IMAGE}</span>"}</span>'


def _word(one: ReferenceView, words: str, foreign: str, own: str) -> str:
    """The words, led somewhere if there is somewhere to lead them."""
    # The titles are in the page's language, so they must not stand on an element of the article's.
    inner = f"<span{foreign}>{words}</span>" if foreign and (one.href is None or one.repair) else words
    if one.href is None:
        return f'<span class="gone {one.kind}" title="{one.why}"{own}>{inner}</span>'
    mended = f' title="{REPAIRED}"{own}' if one.repair else ""
    kind = f"{one.kind} repaired" if one.repair else one.kind
    return f'<a class="{kind}" href="{escape(one.href)}"{mended}{_robust(one)}>{inner}</a>'


def _robust(one: ReferenceView) -> str:
    """What tells a program where and when the reference was as its author saw it; no precision is made up.

    Source: Robust Links (2025 draft).
    """
    snapshot, original = one.snapshot, one.original or one.href or ""
    if not original.startswith(("http://", "https://")) or (snapshot and not snapshot.original):
        return ""
    date = (snapshot.datetime if snapshot else one.version) or ""
    said = {
        "originalurl": original,
        "versionurl": snapshot.url if snapshot else "",
        "versiondate": date if len(date) >= len("2024-08-15") else "",
    }
    return "".join(f' data-{name}="{escape(value)}"' for name, value in said.items() if value)


_TABLE = re.compile(r"<(/?)table\b[^<>]*>")


def _in_a_frame(tag: re.Match[str]) -> str:
    """A table may be wider than a phone: it scrolls by itself, by keyboard too, and the page does not."""
    return f"{tag[0]}</div>" if tag[1] else f'<div class="table" tabindex="0">{tag[0]}'
