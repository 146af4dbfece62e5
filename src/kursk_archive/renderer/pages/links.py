"""References as a page shows them: closed in the running text, numbered, and named in the list at its end."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup
from msgspec import Struct

from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.i18n import Message, translate
from kursk_archive.core.model import ArticleSummary, Fragment, Link, Repair, Resolution, Snapshot
from kursk_archive.renderer.pages.images import PictureView
from kursk_archive.renderer.theme.environment import lang_attributes, mark_safe
from kursk_archive.renderer.theme.escape import to_html

KINDS: Mapping[LinkKind, Message] = {
    LinkKind.ARTICLE: "in this archive",
    LinkKind.NEWS: "news site",
    LinkKind.TELEGRAM: "Telegram",
    LinkKind.X: "X",
    LinkKind.YOUTUBE: "YouTube",
    LinkKind.SNAPSHOT: "web archive",
    LinkKind.DOCUMENT: "document",
    LinkKind.SOCIAL: "social network",
    LinkKind.SHORTENER: "short link, target unknown",
    LinkKind.WEB: "web page",
    LinkKind.MAIL: "e-mail",
    LinkKind.PHONE: "telephone",
    LinkKind.FRAGMENT: "place on the page",
    LinkKind.RELATIVE: "incomplete address",
    LinkKind.LOST: "lost",
    LinkKind.MALFORMED: "unreadable address",
    LinkKind.FORBIDDEN: "not published",
}
"""How a page names what a link came to."""

WHY: Mapping[LinkKind, Message] = {
    LinkKind.LOST: "The capture kept no address for this link",
    LinkKind.RELATIVE: "The capture kept only a part of this address",
    LinkKind.FRAGMENT: "This link led to another place on the original page",
    LinkKind.MALFORMED: "The capture's address for this link cannot be read",
    LinkKind.FORBIDDEN: "This link would have run a program and is not published",
}
"""Why there is no link where the capture had one."""

NOTE: Message = "Reference {number}"
"""What a screen reader says for the number after a link."""
NOTE_GONE: Message = "Reference {number}: {label}"
NOTE_REPAIRED: Message = "Reference {number}: repaired"
REPAIRED: Message = "An archivist found this address; the capture had lost it"
IMAGE: Message = "Image"
"""What stands for an image of the body that has no words of its own."""


class ReferenceView(Struct, frozen=True):
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
    target: ArticleSummary | None
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
    target: ArticleSummary | None,
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
    kind = LinkKind.ARTICLE if target else found.kind
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
        why="" if href else WHY.get(kind, WHY[LinkKind.MALFORMED]),
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
    voices = _voices(language, page)
    parts = [fragment.segments[0]]
    for link, one, segment in zip(fragment.links, views, fragment.segments[1:], strict=True):
        shown = pictures.get(link.href) if pictures and link.place is LinkRegion.IMAGE else None
        parts += (_anchor(link, one, voices, shown), segment)
    text = "".join(parts)
    return mark_safe(_TABLE.sub(_in_a_frame, text) if "table" in text else text)


class _Voices(Struct, frozen=True):
    """The two languages of an article's page, where they are not one."""

    foreign: str
    """Attributes of the article's words, where its language is not the page's."""
    own: str
    """Attributes of the theme's words, likewise."""
    say: Callable[[Message], str]
    """Gives the theme's words, as HTML."""


@lru_cache(maxsize=256)
def _voices(language: str | None, page: str) -> _Voices:
    return _Voices(lang_attributes(language, page), lang_attributes(page, language or page), _speaker(page))


@lru_cache(maxsize=8)
def _speaker(language: str) -> Callable[[Message], str]:
    """Says each sentence once: a page asks for the same one at every link."""
    return lru_cache(maxsize=256)(lambda sentence: escape(translate(sentence, language)))


def _anchor(link: Link, one: ReferenceView, voices: _Voices, shown: PictureView | None) -> str:
    """A link in running text, with the number under which the references list it.

    Args:
        link: as the capture has it.
        one: what the page shows of it.
        voices: the two languages of the page.
        shown: the image itself, where the link is one that the archive has.
    """
    number = f'<a href="#ref-{one.number}" id="at-{one.number}" aria-label="{_label(one, voices.say)}">{one.number}</a>'
    note = f'<sup class="note"{voices.own}>{number}</sup>'
    if shown:
        said = shown.tag(link.text or voices.say(IMAGE), "" if link.text else voices.own)
        return f'<span class="figure">{said}{note}</span>'
    return f"{_word(one, _words(link, one, voices), voices)}{note}"


def _label(one: ReferenceView, say: Callable[[Message], str]) -> str:
    if one.href is None:
        return say(NOTE_GONE).format(number=one.number, label=say(one.label))
    return say(NOTE_REPAIRED if one.repair else NOTE).format(number=one.number)


def _words(link: Link, one: ReferenceView, voices: _Voices) -> str:
    """What a link's words are; an image's are marked, since no page shows an image that the archive does not have."""
    if link.place is not LinkRegion.IMAGE:
        return link.html or escape(link.text) or escape(one.address)
    return f'<span class="image">{escape(link.text) or f"<span{voices.own}>{voices.say(IMAGE)}</span>"}</span>'


def _word(one: ReferenceView, words: str, voices: _Voices) -> str:
    """The words, led somewhere if there is somewhere to lead them."""
    # The titles are in the page's language, so they must not stand on an element of the article's.
    own, apart = voices.own, voices.foreign and (one.href is None or one.repair)
    inner = f"<span{voices.foreign}>{words}</span>" if apart else words
    if one.href is None:
        return f'<span class="gone {one.kind}" title="{voices.say(one.why)}"{own}>{inner}</span>'
    mended = f' title="{voices.say(REPAIRED)}"{own}' if one.repair else ""
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
    copy = f' data-versionurl="{escape(snapshot.url)}"' if snapshot else ""
    day = f' data-versiondate="{escape(date)}"' if len(date) >= len("2024-08-15") else ""
    return f' data-originalurl="{escape(original)}"{copy}{day}'


def escape(text: str) -> str:
    """As `html.escape`, which looks through every text five times; few have anything to escape."""
    return text if to_html(text) is text else html.escape(text)


_TABLE = re.compile(r"<(/?)table\b[^<>]*>")


def _in_a_frame(tag: re.Match[str]) -> str:
    """A table may be wider than a phone: it scrolls by itself, by keyboard too, and the page does not."""
    return f"{tag[0]}</div>" if tag[1] else f'<div class="table" tabindex="0">{tag[0]}'
