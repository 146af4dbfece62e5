"""Write the body of an article as plain HTML, from the blocks that were chosen in the page's own tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import takewhile
from urllib.parse import urljoin

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.core.model import EMBEDDED_IMAGE
from kursk_archive.loader.html.article_blocks import Choice, fold_text, visible_text
from kursk_archive.loader.html.boilerplate import (
    is_boilerplate_element,
    is_caption,
    is_for_screen_readers,
    is_post,
)
from kursk_archive.loader.html.media import (
    IMAGE_TAGS,
    PageImages,
    embed_address,
    embed_title,
    image_address,
    image_choices,
)
from kursk_archive.loader.html.page_tree import BLOCK_TAGS, UNSEEN_TAGS

_KEPT_BLOCKS = frozenset(
    "blockquote caption dd dl dt h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul details "
    "summary".split()
)
_KEPT_INLINE = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q rp rt ruby s samp small strong sub sup time u var".split()
)
_KEPT_ATTRIBUTES = frozenset("dir lang datetime colspan rowspan scope start reversed value title".split())
_EMBED_TAGS = frozenset(
    "amp-audio amp-iframe amp-twitter amp-video amp-youtube audio embed iframe object video".split()
)
_CREDIT = re.compile(
    r"(?:^|[ _-])(?:credits?|copyright|source|photographer|byline|attribution|agency|by)(?:$|[ _-])", re.IGNORECASE
)


_FILE_NAME = re.compile(r"\S*[0-9_-]\S*|\S+\.(?:jpe?g|png|gif|webp)|null|undefined|image|photo", re.IGNORECASE)
"""Alternative texts that say nothing."""


_TAG = re.compile(r"<[^<>]*>")
_MAX_LEVELS_UP = 6
"""From the text to the element that holds the image above it, too."""


class PageImage(Struct, frozen=True):
    """An image of a page with the words below it."""

    address: str
    alt: str = ""
    caption: str = ""
    """HTML."""
    credit: str = ""
    """HTML."""


class PageBody(Struct, frozen=True):
    """The body of an article, and the image above it."""

    html: str
    lead: PageImage | None = None


class BodyWriter:
    """Writes the chosen blocks of one page."""

    def __init__(self, choice: Choice, base: str, images: PageImages) -> None:
        self.container, self.left_out, self.base, self.images = choice.container, choice.left_out, base, images
        self.chosen = {block.element for block in choice.blocks}
        self.remaining = len(choice.blocks)
        self.seen = 0
        self.parts: list[str] = []
        self.lead: PageImage | None = None
        self.written: set[str] = set()
        """Addresses of images, each of which is written once."""
        self.alts: set[str] = set()
        """Alternative texts that are written: several images with the same one say nothing by it."""

    def write(self) -> PageBody:
        """Write the body. If no image is above the text in its container, one before the container is the article's."""
        self._write_children(self.container)
        return PageBody("".join(self.parts), self.lead or self._image_before())

    def _image_before(self) -> PageImage | None:
        """Return the first figure of the article that stands before the container of its text."""
        ancestor = self.container
        for _ in range(_MAX_LEVELS_UP):
            ancestor = ancestor.getparent()
            if ancestor is None:
                return None
            for element in ancestor.iter():
                if element is self.container:
                    break
                if isinstance(element.tag, str) and self._is_figure_before(element, ancestor):
                    image = next(filter(None, map(self._address, element.iter(*IMAGE_TAGS))), PageImage(""))
                    caption, credit = figure_words(element, self)
                    if image.address or caption:
                        return PageImage(image.address, image.alt, caption, credit)
            if ancestor.tag in ("article", "main", "body") and next(ancestor.iter("h1"), None) is not None:
                return None
        return None

    def _is_figure_before(self, element: HtmlElement, holder_of_both: HtmlElement) -> bool:
        if element.tag != "figure" and not is_caption_holder(element):
            return False
        above = takewhile(lambda holder: holder is not holder_of_both, element.iterancestors())
        return not any(is_boilerplate_element(holder) for holder in above if holder.tag != "header")

    def _address(self, image: HtmlElement) -> PageImage | None:
        found = self._image(image, None, None)
        return found if found.address else None

    def _write_children(self, element: HtmlElement) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self._write_element(child)

    def _write_element(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in UNSEEN_TAGS or element in self.left_out:
            return
        if element in self.chosen:
            self.seen, self.remaining = self.seen + 1, self.remaining - 1
            self._write_block(element)
        elif is_post(element) and self._holds_chosen(element):
            self._write_post(element)
        elif tag == "figure" or (tag != "p" and is_caption_holder(element)):
            self._write_figure(element)
        elif tag in IMAGE_TAGS:
            self._write_image(self._image(element, None, None))
        elif tag in _EMBED_TAGS:
            self._write_embed(element)
        elif tag in _KEPT_BLOCKS and tag not in ("p", "summary", "details"):
            self._wrap(element)
        else:
            self._write_children(element)

    def _holds_chosen(self, element: HtmlElement) -> bool:
        return any(below in self.chosen for below in element.iter())

    def _wrap(self, element: HtmlElement) -> None:
        """Write a list, a quote or a table around what it holds; nothing if it holds nothing."""
        if element.tag == "hr":
            if self.seen and self.remaining:
                self.parts.append("<hr>")
            return
        start = len(self.parts)
        self.parts.append(_start_tag(element))
        self._write_children(element)
        if len(self.parts) == start + 1 and element.tag not in ("td", "th"):
            self.parts.pop()
        else:
            self.parts.append(f"</{element.tag}>")

    def _write_block(self, element: HtmlElement) -> None:
        tag = element.tag
        name = "h2" if tag == "h1" else tag if tag in _KEPT_BLOCKS and tag not in ("summary", "details") else "p"
        if tag == "pre":
            self.parts.append(f"<pre>{escape(''.join(element.itertext()), quote=False)}</pre>")
            return
        inline = self.inline(element).strip()
        if inline:
            self.parts.append(f"{_start_tag(element, name)}{inline}</{name}>\n")
        self._write_media_inside(element)

    def _write_media_inside(self, element: HtmlElement) -> None:
        """Write the images and embeds of a paragraph below it."""
        for media in element.iter(*IMAGE_TAGS, *_EMBED_TAGS):
            if media.tag in IMAGE_TAGS:
                self._write_image(self._image(media, None, None))
            else:
                self._write_embed(media)

    def inline(self, element: HtmlElement) -> str:
        """Return the text of an element with its links and emphasis, as HTML."""
        parts: list[str] = [_text(element.text)]
        for child in element:
            if isinstance(child.tag, str) and child not in self.left_out:
                parts.append(self._inline_element(child))
            parts.append(_text(child.tail))
        return "".join(parts)

    def _inline_element(self, element: HtmlElement) -> str:
        tag = element.tag
        if tag in UNSEEN_TAGS or tag in _EMBED_TAGS or is_for_screen_readers(element) or _is_switch(element):
            return ""
        if tag in IMAGE_TAGS:
            is_letter = "emoji" in (element.get("class") or "") or "smiley" in (element.get("class") or "")
            return escape(element.get("alt") or "", quote=False) if is_letter else ""
        if tag == "br":
            return "<br>"
        inner = self.inline(element)
        if tag == "a":
            href = element.get("href")
            return (
                f'<a href="{escape(self.absolute(href))}">{inner}</a>' if href is not None and inner.strip() else inner
            )
        if tag in _KEPT_INLINE and inner.strip():
            return f"{_start_tag(element)}{inner}</{tag}>"
        return f" {inner} " if tag in BLOCK_TAGS else inner

    def absolute(self, href: str) -> str:
        """Return an address as the page means it, if the page states a base of its own."""
        href = href.strip()
        if not self.base or href.startswith(("#", "data:")) or not href:
            return href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return href

    def _write_post(self, element: HtmlElement) -> None:
        """Write a post of a social network as a quotation; its last link leads to it."""
        self.parts.append("<blockquote>")
        blocks = [below for below in element.iter() if below in self.chosen]
        for block in blocks:
            self.seen, self.remaining = self.seen + 1, self.remaining - 1
            self._write_block(block)
        address = next(filter(None, (element.get(name) for name in ("cite", "data-instgrm-permalink", "data-url"))), "")
        if address and not any(address in part for part in self.parts):
            self.parts.append(f'<p><iframe src="{escape(address)}"></iframe></p>')
        self.parts.append("</blockquote>\n")

    def _write_figure(self, figure: HtmlElement) -> None:
        images = [image for image in map(self._address, figure.iter(*IMAGE_TAGS)) if image]
        embeds = [embed for embed in figure.iter(*_EMBED_TAGS) if embed_address(embed)]
        caption, credit = figure_words(figure, self)
        if len(images) == 1 and not embeds:
            self._write_image(PageImage(images[0].address, images[0].alt, caption, credit))
        elif images or embeds:
            self._write_media(images, embeds, caption, credit)
        else:
            self._write_figure_of_words(figure, caption, credit)

    def _write_media(self, images: list[PageImage], embeds: list[HtmlElement], caption: str, credit: str) -> None:
        if not self._is_in_range(bool(caption)):
            return
        self.parts.append("<figure>")
        for image in images:
            if image.address not in self.written:
                self.written.add(image.address)
                self.parts.append(self._image_tag(image))
        for embed in embeds:
            self._write_embed(embed)
        self._write_words(caption, credit)
        self.parts.append("</figure>\n")

    def _write_figure_of_words(self, figure: HtmlElement, caption: str, credit: str) -> None:
        """Write a figure without an image: a table, a quotation, or a caption whose image a script was to load."""
        if self._holds_chosen(figure):
            self.parts.append("<figure>")
            self._write_children(figure)
            self._write_words(caption, credit)
            self.parts.append("</figure>\n")
        elif caption and not self.seen and self.lead is None:
            self.lead = PageImage("", "", caption, credit)
        elif (caption or credit) and self.seen and self.remaining:
            self.parts.append("<figure>")
            self._write_words(caption, credit)
            self.parts.append("</figure>\n")

    def _is_in_range(self, has_caption: bool) -> bool:
        """Return True if the place belongs to the article: between its blocks, or beside them with words of its own."""
        return bool(self.remaining) or has_caption

    def _image(self, image: HtmlElement, caption: str | None, credit: str | None) -> PageImage:
        held = self._held(image_address(image, self.images.grouped))
        if held and self.images.may_hold_others and not held.startswith(EMBEDDED_IMAGE):
            choices = map(self._held, image_choices(image))  # a browser fetches one of the sizes that a page offers
            held = next((choice for choice in choices if choice.startswith(EMBEDDED_IMAGE)), held)
        alt = " ".join((image.get("alt") or "").split())
        alt = "" if _FILE_NAME.fullmatch(alt) else alt
        return PageImage(held, alt, caption or "", credit or "")

    def _held(self, address: str) -> str:
        """Return the address of an image inside of the capture; the absolute one if it is not there."""
        held = self.images.address(address) if address else ""
        return self.images.address(self.absolute(address)) if held and held == address else held

    def _write_image(self, image: PageImage) -> None:
        if not image.address or image.address in self.written:
            return
        if not self.seen and self.lead is None:
            self.written.add(image.address)
            self.lead = image
            return
        if not self._is_in_range(bool(image.caption)):
            return
        self.written.add(image.address)
        if image.caption or image.credit:
            self.parts.append(f"<figure>{self._image_tag(image)}")
            self._write_words(image.caption, image.credit)
            self.parts.append("</figure>\n")
        else:
            self.parts.append(f"<p>{self._image_tag(image)}</p>\n")

    def _image_tag(self, image: PageImage) -> str:
        is_repeated = image.alt in self.alts or fold_text(image.alt) in fold_text(_TAG.sub("", image.caption))
        self.alts.add(image.alt)
        return f'<img src="{escape(image.address)}" alt="{"" if is_repeated else escape(image.alt)}">'

    def _write_words(self, caption: str, credit: str) -> None:
        if caption or credit:
            small = f" <small>{credit}</small>" if credit else ""
            self.parts.append(f"<figcaption>{caption}{small}</figcaption>")

    def _write_embed(self, element: HtmlElement) -> None:
        address = embed_address(element)
        if not address or address in self.written:
            return
        self.written.add(address)
        address = self.absolute(address)
        title = escape(embed_title(element))
        self.parts.append(f'<p><iframe src="{escape(address)}" title="{title}"></iframe></p>\n')


def is_caption_holder(element: HtmlElement) -> bool:
    """Return True for an element that holds an image and its caption, without being a `figure`."""
    if element.tag not in ("div", "section", "span", "a", "dl", "li"):
        return False
    names = element.get("class") or ""
    is_named = "wp-caption" in names.split() or is_caption(element)
    return is_named and next(element.iter(*IMAGE_TAGS), None) is not None


def figure_words(figure: HtmlElement, writer: BodyWriter) -> tuple[str, str]:
    """Return the caption and the credit of a figure, as HTML. The credit is what is named so, within or beside it."""
    holders = [below for below in figure.iter() if isinstance(below.tag, str) and _is_words(below, figure)]
    outermost = [
        holder
        for holder in holders
        if not any(holder in other.iterdescendants() for other in holders if other is not holder)
    ]
    photographers, captions = [], []
    for holder in outermost:
        if _CREDIT.search(holder.get("class") or "") and "caption" not in (holder.get("class") or "").lower():
            photographers.append(writer.inline(holder).strip())
            continue
        shortened = _shortened(holder)
        inner = [
            below
            for below in holder.iterdescendants()
            if isinstance(below.tag, str) and _CREDIT.search(below.get("class") or "")
        ]
        inner = [
            below
            for below in inner
            if visible_text(below) and not any(below in other.iterdescendants() for other in inner)
        ]
        photographers += [writer.inline(below).strip() for below in inner]
        hidden, writer.left_out = writer.left_out, writer.left_out | set(inner) | shortened
        captions.append(" ".join(writer.inline(holder).split()))
        writer.left_out = hidden
    return _join(captions), _join(photographers)


def _shortened(caption: HtmlElement) -> set[HtmlElement]:
    """Return the parts of a caption that are the beginning of another part, which a switch shows in their place."""
    keys = {part: fold_text(visible_text(part)) for part in caption if isinstance(part.tag, str)}
    return {
        part
        for part, key in keys.items()
        if len(start := key.removesuffix("more")) > _MIN_SHORTENED
        and any(other is not part and whole != key and whole.startswith(start) for other, whole in keys.items())
    }


_MIN_SHORTENED = 20
_SWITCH = re.compile(r"\W*(?:show |read |see |view )?(?:more|less)\W*", re.IGNORECASE)


def _is_switch(element: HtmlElement) -> bool:
    """Return True for a link without an address that shows or hides the rest of a caption."""
    return element.tag == "a" and not element.get("href") and bool(_SWITCH.fullmatch(visible_text(element)))


def _is_words(element: HtmlElement, figure: HtmlElement) -> bool:
    if element is figure or element.tag == "figure":
        return False
    is_credit = element.tag in ("div", "p", "span", "small", "cite") and _CREDIT.search(element.get("class") or "")
    return is_caption(element) or bool(is_credit)


def _join(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _text(text: str | None) -> str:
    return escape(text, quote=False) if text else ""


def _start_tag(element: HtmlElement, name: str = "") -> str:
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in element.items() if key in _KEPT_ATTRIBUTES and len(value) < 200
    )
    return f"<{name or element.tag}{attributes}>"
