"""Links as a page shows them: numbered in the running text, and listed with their numbers at its end."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.enums import LinkKind, LinkOutcome, LinkRegion
from kursk_archive.core.i18n import Message, translate
from kursk_archive.core.link_outcome import final_kind, link_outcome
from kursk_archive.core.model import ArticleSummary, Fragment, Link, NearestEdition, Repair, Resolution, Snapshot
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
    LinkKind.ONION: "onion service, needs Tor Browser",
    LinkKind.IDENTIFIER: "identifier",
    LinkKind.WEB: "web page",
    LinkKind.APP: "opens in another program",
    LinkKind.UNLINKED: "address that browsers cannot open",
    LinkKind.MAIL: "email",
    LinkKind.PHONE: "telephone",
    LinkKind.FRAGMENT: "link within the page",
    LinkKind.RELATIVE: "incomplete address",
    LinkKind.LOST: "lost",
    LinkKind.MALFORMED: "unreadable address",
    LinkKind.FORBIDDEN: "unsafe link",
}
"""Kind of link → its name on a page."""

BROKEN_REASONS: Mapping[LinkKind, Message] = {
    LinkKind.LOST: "The capture has no address for this link",
    LinkKind.RELATIVE: "The capture has only part of this address",
    LinkKind.FRAGMENT: "This link led to another part of the original page",
    LinkKind.UNLINKED: "Browsers cannot open this address, so it is shown without a link",
    LinkKind.MALFORMED: "The address of this link in the capture is unreadable",
    LinkKind.FORBIDDEN: "This link would have run code in the browser, so it is not published",
}
"""Kind of broken link → the reason, as a page states it."""

LINK_NUMBER: Message = "Reference {number}: {label}"
"""Read by screen readers for the number after a link. The label is the kind of the link, so that it can be heard
whether the link leads to the archive, outside, or nowhere."""
REPAIRED_LINK_NUMBER: Message = "Reference {number}: repaired"
REPAIRED: Message = "An archivist added this address; the capture has none"
RECOVERED: Message = "This address is from another copy of the article; the capture has none"
EMBEDDED: Message = "Embedded:"
"""Stands before a link to what the original page embedded: a player, a frame, a post."""
IMAGE_WITHOUT_TEXT: Message = "Image"
"""Shown in place of an image of the body that has no alternative text."""


class LinkView(Struct, frozen=True):
    """A link as the templates show it."""

    number: int
    """1-based among the page's references; links to one address have one number. 0 for related articles, translations,
    the original, and images inside of the capture."""
    text: str
    href: str | None
    """Relative for an article of the archive, else absolute; None for a broken link."""
    shown_url: str
    """The canonical URL, or what the capture has in its place."""
    kind: str
    kind_name: str
    """`kind` in words."""
    broken_reason: str
    """The reason that the link leads nowhere; empty if it leads somewhere."""
    region: str
    target: ArticleSummary | None
    original_url: str | None
    """The web address itself, if `href` leads elsewhere: to the archive's own article or to a snapshot."""
    mementos: Sequence[tuple[str, str]]
    """Pairs of a web archive and the URL of its copy from the article's time."""
    version_date: str | None
    """The day by which the author had seen the target; None if it is not known to the day."""
    snapshot: Snapshot | None
    repair: Repair | None
    edition: NearestEdition | None = None
    """The edition that `href` leads to; None for the target's own page, which shows the latest."""
    occurrence: int = 1
    """1-based, among the links with its number."""

    @property
    def anchor(self) -> str:
        """The id of its number in the text: `at-3`, `at-3-2`."""
        return f"at-{self.number}" if self.occurrence == 1 else f"at-{self.number}-{self.occurrence}"

    @property
    def host(self) -> str:
        """The host of the URL: `www.news.example`; the whole URL if it has none."""
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
    edition: NearestEdition | None = None,
) -> LinkView:
    """Combine a link with its resolution.

    Args:
        number: see `LinkView`.
        link: as the capture has it.
        resolution: of the link by itself, without the archive's other articles.
        target: the archive's own article that it leads to.
        mementos: see `LinkView`.
        date: the article's, as a `PartialDate`.
        root: the relative path from the page to the site's root folder.
        edition: of the target, if it is not the latest that the link leads to.
    """
    kind = final_kind(resolution.kind, target is not None)
    is_lost = link_outcome(kind, resolution.canonical, resolution.repair is not None) is LinkOutcome.LOST
    original, outside = _outside_addresses(link, resolution)
    href = None if is_lost or kind is LinkKind.UNLINKED else outside
    if target:
        href = f"{root}{edition.page if edition else target.page}"
    return LinkView(
        number=number,
        text=link.text,
        href=href,
        shown_url=outside or _address_in_words(link.href),
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
        edition=edition,
    )


def _outside_addresses(link: Link, resolution: Resolution) -> tuple[str | None, str | None]:
    """Return the original's address, and the one outside of the archive that the link leads to."""
    if not resolution.snapshot:
        return resolution.canonical, resolution.canonical
    original = resolution.snapshot.original
    if link.region is LinkRegion.SOURCE and original:
        return original, original  # a dump of a snapshot is cited by its original
    return original, resolution.snapshot.url


class Reference(Struct, frozen=True):
    """An entry in the list of references: an address, with all links of the article to it."""

    link: LinkView
    """The first of them."""
    texts: tuple[str, ...]
    """Each text that is linked, once; without those that are the address itself."""
    again: tuple[LinkView, ...]
    """The other links to the address."""


class Loss(Struct, frozen=True):
    """The links of one kind that lead nowhere."""

    kind: str
    kind_name: str
    reason: str
    """The reason that they lead nowhere."""
    count: int
    """Of the links in the text and the related articles."""
    links: tuple[LinkView, ...]
    """Those in the text."""


def number_links(views: Iterable[LinkView]) -> Iterator[LinkView]:
    """Number the links of a text in reading order; links to one address get one number.

    A link whose number is 0 keeps it. A link that leads nowhere has a number of its own.
    """
    numbers: dict[object, int] = {}
    occurrences: Counter[int] = Counter()
    for view in views:
        if not view.number:
            yield view
            continue
        key = (view.href, view.repair) if view.href else view.number
        number = numbers.setdefault(key, len(numbers) + 1)
        occurrences[number] += 1
        yield replace(view, number=number, occurrence=occurrences[number])


def references(views: Sequence[LinkView]) -> list[Reference]:
    """The list of references: the numbered links that lead somewhere, by address."""
    by_number: dict[int, list[LinkView]] = {}
    for view in views:
        if view.number and view.href:
            by_number.setdefault(view.number, []).append(view)
    return [Reference(same[0], _linked_texts(same), tuple(same[1:])) for same in by_number.values()]


def _address_in_words(href: str) -> str:
    """Return an address as a reader is shown it: of `[[Flood|the water]]`, the name of the note."""
    return href[2:-2].partition("|")[0] if href.startswith("[[") else href


def _linked_texts(views: Sequence[LinkView]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(view.text for view in views if view.text and view.text != view.shown_url))


def losses(views: Iterable[LinkView]) -> list[Loss]:
    """The links that lead nowhere, gathered by kind."""
    by_kind: dict[tuple[str, str, str], list[LinkView]] = {}
    for view in views:
        if view.href is None:
            by_kind.setdefault((view.kind, view.kind_name, view.broken_reason), []).append(view)
    return [Loss(*kind, len(lost), tuple(view for view in lost if view.number)) for kind, lost in by_kind.items()]


def close_links(fragment: Fragment, views: Iterable[LinkView], render_link: Callable[[Link, LinkView], str]) -> str:
    """Join the fragment's segments with its links in between.

    Args:
        fragment: of an article.
        views: one for each of its links.
        render_link: gives the HTML of a link.
    """
    parts = [fragment.segments[0]]
    for link, view, segment in zip(fragment.links, views, fragment.segments[1:], strict=True):
        parts += (render_link(link, view), segment)
    return "".join(parts)


_NO_IMAGES: Mapping[str, ImageView] = MappingProxyType({})


def render_fragment(
    fragment: Fragment,
    views: Iterable[LinkView],
    language: str | None,
    page_language: str,
    images: Mapping[str, ImageView] = _NO_IMAGES,
) -> Markup:
    """Render a fragment for the article page, with its links numbered.

    Args:
        fragment: of an article.
        views: one for each of its links.
        language: the article's.
        page_language: the language of the theme's own words on the page.
        images: URL of an image, as the capture has it → the archive's copy of it.
    """
    languages = _languages(language, page_language)

    def render_link(link: Link, view: LinkView) -> str:
        image = images.get(link.href) if images and link.region is LinkRegion.IMAGE else None
        return _numbered_link(link, view, languages, image)

    text = close_links(fragment, views, render_link)
    return mark_safe(_TABLE.sub(_make_scrollable, text) if "table" in text else text)


class _Languages(Struct, frozen=True):
    """The languages of the article and of the theme's words around it; the attributes are empty if they are equal."""

    article_attributes: str
    """Mark an element in the article's language."""
    theme_attributes: str
    """Mark an element in the page's language inside the article."""
    translate: Callable[[Message], str]
    """Gives the theme's words, as HTML."""


@lru_cache(maxsize=256)
def _languages(language: str | None, page: str) -> _Languages:
    return _Languages(lang_attributes(language, page), lang_attributes(page, language or page), _translator(page))


@lru_cache(maxsize=8)
def _translator(language: str) -> Callable[[Message], str]:
    """Translates each message once: a page asks for the same ones at every link."""
    return lru_cache(maxsize=256)(lambda message: escape_html(translate(message, language)))


def _numbered_link(link: Link, view: LinkView, languages: _Languages, image: ImageView | None) -> str:
    """A link in running text, followed by its number in the list of links.

    Args:
        link: as the capture has it.
        view: of the link.
        languages: of the page.
        image: the image itself, if the link is one of which the archive has a copy.
    """
    label = _number_label(view, languages.translate)
    number = f'<a href="#ref-{view.number}" id="{view.anchor}" aria-label="{label}">{view.number}</a>'
    note = f"<sup{languages.theme_attributes}>{number}</sup>" if view.number else ""
    if image:
        alt, attributes = link.text, ""
        if not alt:
            alt, attributes = languages.translate(IMAGE_WITHOUT_TEXT), languages.theme_attributes
        return f'<span class="figure">{image.tag(alt, attributes)}{note}</span>'
    anchor = f"{_anchor(view, _link_text(link, view, languages), languages)}{note}"
    if link.region is not LinkRegion.EMBED:
        return anchor
    label = f"<span{languages.theme_attributes}>{languages.translate(EMBEDDED)}</span>"
    return f'<span class="embed">{label} {anchor}</span>'


def _number_label(view: LinkView, translate: Callable[[Message], str]) -> str:
    if view.href and view.repair:
        return translate(REPAIRED_LINK_NUMBER).format(number=view.number)
    return translate(LINK_NUMBER).format(number=view.number, label=translate(view.kind_name))


def _link_text(link: Link, view: LinkView, languages: _Languages) -> str:
    """The text of a link; an image's is marked, since no page shows an image that the archive does not have."""
    if link.region is not LinkRegion.IMAGE:
        return link.html or escape_html(link.text) or escape_html(view.shown_url)
    placeholder = f"<span{languages.theme_attributes}>{languages.translate(IMAGE_WITHOUT_TEXT)}</span>"
    return f'<span class="image">{escape_html(link.text) or placeholder}</span>'


def _anchor(view: LinkView, text: str, languages: _Languages) -> str:
    """The text inside an `a` element, or inside a `span` if the link is broken."""
    # The title attributes are in the page's language, so they must not stand on an element in the article's.
    own, needs_span = languages.theme_attributes, languages.article_attributes and (view.href is None or view.repair)
    inner = f"<span{languages.article_attributes}>{text}</span>" if needs_span else text
    if view.href is None:
        return f'<span class="gone" title="{languages.translate(view.broken_reason)}"{own}>{inner}</span>'
    title = ""
    if view.repair:
        title = f' title="{languages.translate(RECOVERED if view.repair.witness else REPAIRED)}"{own}'
    class_attribute = _CLASS_ATTRIBUTES[view.target is not None, view.repair is not None]
    href, robust = escape_html(view.href), _robust_link_attributes(view)
    return f'<a{class_attribute} href="{href}"{title}{robust}>{inner}</a>'


_CLASS_ATTRIBUTES = {
    (False, False): "",
    (False, True): ' class="repaired"',
    (True, False): ' class="article"',
    (True, True): ' class="article repaired"',
}
"""Of a link that leads into the archive or not, and was repaired or not. Its kind is in the label of its number."""


def _robust_link_attributes(view: LinkView) -> str:
    """The original URL and the date of the version that the author saw, for programs; never more precise than known.

    A link to the original itself has none: they would repeat its own address and the page's date at each link.
    Source: Robust Links (2025 draft).
    """
    snapshot, original = view.snapshot, view.original_url or ""
    if not original.startswith(("http://", "https://")) or (snapshot and not snapshot.original):
        return ""
    date = (snapshot.datetime if snapshot else view.version_date) or ""
    version_url = f' data-versionurl="{escape_html(snapshot.url)}"' if snapshot else ""
    version_date = f' data-versiondate="{escape_html(date)}"' if len(date) >= len("2024-08-15") else ""
    return f' data-originalurl="{escape_html(original)}"{version_url}{version_date}'


def escape_html(text: str) -> str:
    """Faster `html.escape`, which scans every text five times although few have anything to escape."""
    return text if to_html(text) is text else html.escape(text)


_TABLE = re.compile(r"<(/?)table\b[^<>]*>")


def _make_scrollable(tag: re.Match[str]) -> str:
    """Wrap a table, which may be wider than a phone, so that it scrolls by itself, by keyboard too."""
    return f"{tag[0]}</div>" if tag[1] else f'<div class="table" tabindex="0">{tag[0]}'
