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
from kursk_archive.renderer.pages.images import ImageView
from kursk_archive.renderer.theme.environment import lang_attributes, mark_safe
from kursk_archive.renderer.theme.escape import to_html

LINK_KIND_NAMES: Mapping[LinkKind, Message] = {
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

BROKEN_REASONS: Mapping[LinkKind, Message] = {
    LinkKind.LOST: "The capture kept no address for this link",
    LinkKind.RELATIVE: "The capture kept only a part of this address",
    LinkKind.FRAGMENT: "This link led to another place on the original page",
    LinkKind.MALFORMED: "The capture's address for this link cannot be read",
    LinkKind.FORBIDDEN: "This link would have run a program and is not published",
}
"""Why there is no link where the capture had one."""

LINK_NUMBER: Message = "Reference {number}"
"""What a screen reader says for the number after a link."""
BROKEN_LINK_NUMBER: Message = "Reference {number}: {label}"
REPAIRED_LINK_NUMBER: Message = "Reference {number}: repaired"
REPAIRED: Message = "An archivist found this address; the capture had lost it"
IMAGE_WITHOUT_TEXT: Message = "Image"
"""What stands for an image of the body that has no words of its own."""


class LinkView(Struct, frozen=True):
    """A reference as the templates have it."""

    number: int
    """1-based among the page's numbered references; 0 for related articles and the original."""
    text: str
    href: str | None
    """Where it leads: a relative address inside the archive, or an absolute one; None where there is nowhere to go."""
    shown_url: str
    """What to show for the address: the canonical one, or as the capture has it."""
    kind: str
    kind_name: str
    """`kind` in words."""
    broken_reason: str
    """What happened to a link that leads nowhere; empty otherwise."""
    region: str
    target: ArticleSummary | None
    original_url: str | None
    """The web address itself, where `href` leads elsewhere: to the archive's own article, or to a snapshot of it."""
    mementos: Sequence[tuple[str, str]]
    """Web archive and the address under which it shows the reference as it was."""
    version_date: str | None
    """The day by which the author had seen it; None where that is not known to a day."""
    snapshot: Snapshot | None
    repair: Repair | None

    @property
    def host(self) -> str:
        """Whose address it is: `www.news.example`; the whole address where it has no host."""
        _, slashes, rest = self.shown_url.partition("://")
        return re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2] if slashes else self.shown_url


def link_view(
    number: int,
    link: Link,
    resolution: Resolution,
    target: ArticleSummary | None,
    mementos: Sequence[tuple[str, str]],
    date: str | None,
    root: str,
) -> LinkView:
    """Bring together a link and what it came to.

    Args:
        number: see `LinkView`.
        link: as the capture has it.
        resolution: what it came to by itself.
        target: the archive's own article that it leads to.
        mementos: see `LinkView`.
        date: the article's, as `PartialDate` has it.
        root: the way from the page to the site's first folder.
    """
    kind = LinkKind.ARTICLE if target else resolution.kind
    outside = resolution.snapshot.url if resolution.snapshot else resolution.canonical
    href = f"{root}{target.page}" if target else outside if kind not in BROKEN_REASONS else None
    original = resolution.snapshot.original if resolution.snapshot else resolution.canonical
    return LinkView(
        number=number,
        text=link.text,
        href=href,
        shown_url=outside or link.href,
        kind=kind.value,
        kind_name=LINK_KIND_NAMES[kind],
        broken_reason="" if href else BROKEN_REASONS.get(kind, BROKEN_REASONS[LinkKind.MALFORMED]),
        region=link.region.value,
        target=target,
        original_url=original if original != href else None,
        mementos=mementos,
        version_date=date[:10] if date and len(date) >= 10 else None,
        snapshot=resolution.snapshot,
        repair=resolution.repair,
    )


def broken_links(views: Iterable[LinkView]) -> tuple[tuple[str, str], ...]:
    """What befell the links that lead nowhere: label and sentence, each once."""
    return tuple(dict.fromkeys((one.kind_name, one.broken_reason) for one in views if one.href is None))


_NO_IMAGES: Mapping[str, ImageView] = MappingProxyType({})


def render_fragment(
    fragment: Fragment,
    views: Sequence[LinkView],
    language: str | None,
    page_language: str,
    images: Mapping[str, ImageView] = _NO_IMAGES,
) -> Markup:
    """The fragment's HTML with its links closed.

    Args:
        fragment: of an article.
        views: one for each of its links.
        language: the article's.
        page_language: the language of the page around it, which the theme's own words are in.
        images: address of an image, as the capture has it → what is shown of it.
    """
    voices = _languages(language, page_language)
    parts = [fragment.segments[0]]
    for link, one, segment in zip(fragment.links, views, fragment.segments[1:], strict=True):
        shown = images.get(link.href) if images and link.region is LinkRegion.IMAGE else None
        parts += (_anchor(link, one, voices, shown), segment)
    text = "".join(parts)
    return mark_safe(_TABLE.sub(_make_scrollable, text) if "table" in text else text)


class _Languages(Struct, frozen=True):
    """The two languages of an article's page, where they are not one."""

    article_attributes: str
    """Attributes of the article's words, where its language is not the page's."""
    theme_attributes: str
    """Attributes of the theme's words, likewise."""
    translate: Callable[[Message], str]
    """Gives the theme's words, as HTML."""


@lru_cache(maxsize=256)
def _languages(language: str | None, page: str) -> _Languages:
    return _Languages(lang_attributes(language, page), lang_attributes(page, language or page), _translator(page))


@lru_cache(maxsize=8)
def _translator(language: str) -> Callable[[Message], str]:
    """Says each sentence once: a page asks for the same one at every link."""
    return lru_cache(maxsize=256)(lambda sentence: escape_attribute(translate(sentence, language)))


def _anchor(link: Link, one: LinkView, voices: _Languages, shown: ImageView | None) -> str:
    """A link in running text, with the number under which the references list it.

    Args:
        link: as the capture has it.
        one: what the page shows of it.
        voices: the two languages of the page.
        shown: the image itself, where the link is one that the archive has.
    """
    number = f'<a href="#ref-{one.number}" id="at-{one.number}" aria-label="{_label(one, voices.translate)}">{one.number}</a>'
    note = f'<sup class="note"{voices.theme_attributes}>{number}</sup>'
    if shown:
        said = shown.tag(
            link.text or voices.translate(IMAGE_WITHOUT_TEXT), "" if link.text else voices.theme_attributes
        )
        return f'<span class="figure">{said}{note}</span>'
    return f"{_with_target(one, _text(link, one, voices), voices)}{note}"


def _label(one: LinkView, say: Callable[[Message], str]) -> str:
    if one.href is None:
        return say(BROKEN_LINK_NUMBER).format(number=one.number, label=say(one.kind_name))
    return say(REPAIRED_LINK_NUMBER if one.repair else LINK_NUMBER).format(number=one.number)


def _text(link: Link, one: LinkView, voices: _Languages) -> str:
    """What a link's words are; an image's are marked, since no page shows an image that the archive does not have."""
    if link.region is not LinkRegion.IMAGE:
        return link.html or escape_attribute(link.text) or escape_attribute(one.shown_url)
    return f'<span class="image">{escape_attribute(link.text) or f"<span{voices.theme_attributes}>{voices.translate(IMAGE_WITHOUT_TEXT)}</span>"}</span>'


def _with_target(one: LinkView, words: str, voices: _Languages) -> str:
    """The words, led somewhere if there is somewhere to lead them."""
    # The titles are in the page's language, so they must not stand on an element of the article's.
    own, apart = voices.theme_attributes, voices.article_attributes and (one.href is None or one.repair)
    inner = f"<span{voices.article_attributes}>{words}</span>" if apart else words
    if one.href is None:
        return f'<span class="gone {one.kind}" title="{voices.translate(one.broken_reason)}"{own}>{inner}</span>'
    mended = f' title="{voices.translate(REPAIRED)}"{own}' if one.repair else ""
    kind = f"{one.kind} repaired" if one.repair else one.kind
    return f'<a class="{kind}" href="{escape_attribute(one.href)}"{mended}{_robust_link_attributes(one)}>{inner}</a>'


def _robust_link_attributes(one: LinkView) -> str:
    """What tells a program where and when the reference was as its author saw it; no precision is made up.

    Source: Robust Links (2025 draft).
    """
    snapshot, original = one.snapshot, one.original_url or one.href or ""
    if not original.startswith(("http://", "https://")) or (snapshot and not snapshot.original):
        return ""
    date = (snapshot.datetime if snapshot else one.version_date) or ""
    copy = f' data-versionurl="{escape_attribute(snapshot.url)}"' if snapshot else ""
    day = f' data-versiondate="{escape_attribute(date)}"' if len(date) >= len("2024-08-15") else ""
    return f' data-originalurl="{escape_attribute(original)}"{copy}{day}'


def escape_attribute(text: str) -> str:
    """As `html.escape`, which looks through every text five times; few have anything to escape."""
    return text if to_html(text) is text else html.escape(text)


_TABLE = re.compile(r"<(/?)table\b[^<>]*>")


def _make_scrollable(tag: re.Match[str]) -> str:
    """A table may be wider than a phone: it scrolls by itself, by keyboard too, and the page does not."""
    return f"{tag[0]}</div>" if tag[1] else f'<div class="table" tabindex="0">{tag[0]}'
