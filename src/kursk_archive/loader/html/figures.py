"""Find the figures of pages that have no element for them: an image, and a caption that is named like one."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from kursk_archive.loader.html.boilerplate import is_caption
from kursk_archive.loader.html.media import IMAGE_TAGS

_HOLDERS = frozenset({"aside", "div", "header", "section"})
_MAX_LEVELS = 4
"""From a caption up to the element that holds the image, too."""
_MAX_OTHER_CHARACTERS = 200
"""Of a figure beside its caption: a credit."""
_MAX_CAPTION = 1_500
_MIN_PROSE = 120
"""Characters of a paragraph below a heading that are more than a caption of a chart."""


def make_figures(root: HtmlElement) -> None:
    """Turn what holds an image and its caption, and no other text, into a `figure`; what holds a story, into a part."""
    for figure in list(root.iter("figure")):
        if _is_slide(figure):
            figure.tag = "section"
            for words in list(figure.iter("figcaption")):
                words.tag = "div"
    captions = [element for element in root.iter("div", "p", "span", "section", "figcaption") if is_caption(element)]
    for caption in captions:
        length = _length(caption, _MAX_CAPTION)
        if not length or length > _MAX_CAPTION or _images(caption) or _is_in_figure(caption) or _is_teaser(caption):
            continue
        if (holder := _holder(caption, length + _MAX_OTHER_CHARACTERS)) is not None:
            holder.tag = "figure"
        elif (image := _image_before(caption)) is not None:
            _wrap(image, caption)


def _is_slide(figure: HtmlElement) -> bool:
    """Return True for a part of a story in pictures: a heading, an image and paragraphs."""
    has_heading = next(figure.iter("h2", "h3"), None) is not None
    return has_heading and any(_length(words, _MIN_PROSE) > _MIN_PROSE for words in figure.iter("p"))


def _is_in_figure(caption: HtmlElement) -> bool:
    return any(holder.tag == "figure" for holder in islice(caption.iterancestors(), 2 * _MAX_LEVELS))


def _is_teaser(caption: HtmlElement) -> bool:
    """Return True for the words of another story beside its picture: they have a headline."""
    return next(caption.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None


def _holder(caption: HtmlElement, limit: int) -> HtmlElement | None:
    """Return the innermost element that holds one image and, besides the caption, next to no text."""
    for holder in islice(caption.iterancestors(), _MAX_LEVELS):
        if holder.tag not in _HOLDERS or _length(holder, limit) > limit:
            return None
        if images := _images(holder):
            return holder if len(images) == 1 else None
    return None


def _image_before(caption: HtmlElement) -> HtmlElement | None:
    """Return the element before a caption if it holds one image and no text."""
    before = next((other for other in caption.itersiblings(preceding=True) if isinstance(other.tag, str)), None)
    if before is None or before.tag == "figure" or _length(before, 0) or (before.tail or "").strip():
        return None
    return before if len(_images(before)) == 1 else None


def _wrap(image: HtmlElement, caption: HtmlElement) -> None:
    figure = image.makeelement("figure")
    image.addprevious(figure)
    for part in (image, caption):
        tail, part.tail = part.tail, None
        figure.append(part)
        figure.tail = tail


def _images(element: HtmlElement) -> list[HtmlElement]:
    return list(islice(element.iter(*IMAGE_TAGS), 2))


def _length(element: HtmlElement, limit: int) -> int:
    """Count the visible characters of an element, at most a few more than the limit."""
    length = 0
    for below in element.iter():
        is_seen = isinstance(below.tag, str) and below.tag not in ("script", "style", "noscript", "template")
        length += len((below.text or "").strip()) if is_seen else 0
        length += len((below.tail or "").strip()) if below is not element else 0
        if length > limit:
            break
    return length
