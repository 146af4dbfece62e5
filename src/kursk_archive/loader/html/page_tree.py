"""The tree of a saved page: parsed, of bounded depth, and with every text in a block of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

MAX_DEPTH = 250
"""Elements inside elements. What is deeper is reduced to its text: libraries that copy a tree recurse on it."""

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table caption tbody td "
    "tfoot th thead tr ul".split()
)
UNSEEN_TAGS = frozenset(
    "area base button canvas datalist head input link map math meta optgroup option param script select style svg "
    "template textarea title track".split()
)
"""Elements whose content is not a part of the text."""
_SPLIT_TAGS = frozenset({"address", "blockquote", "center", "dd", "div", "li", "p", "section", "td", "th"})
"""Elements whose text may be several paragraphs with empty lines between them."""
_STRICT_PARENTS = frozenset({"dl", "html", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"})
"""Elements that hold no text of their own."""


def parse_page(text: str) -> HtmlElement | None:
    """Parse a page; None if there is nothing in it. Takes linear time, however deep it nests."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return root


def parse_bounded(text: str) -> HtmlElement | None:
    """Parse a page for its look only, with limited depth and attributes; None if there is nothing in it."""
    root = parse_page(limit_attributes(text)) if text.strip() else None
    if root is not None:
        limit_depth(root)
    return root


_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]{0,40})[^<>]{8000,}>?")
_MAX_ATTRIBUTES = 2_000
"""The parser takes quadratic time in them: 8,000 took half a second."""


def limit_attributes(text: str) -> str:
    """Remove the attributes of elements that have thousands of them."""
    return _LONG_TAG.sub(_without_attributes, text)


def _without_attributes(tag: re.Match[str]) -> str:
    return f"<{tag[1]}>" if len(tag[0].split(None, _MAX_ATTRIBUTES)) > _MAX_ATTRIBUTES else tag[0]


def elements_of(root: HtmlElement) -> list[HtmlElement]:
    """List the elements below `root`, itself included, in the order of the page."""
    return [element for element in root.iter() if isinstance(element.tag, str)]


def limit_depth(root: HtmlElement) -> int:
    """Reduce what is deeper than `MAX_DEPTH` to its text; return how deep the page nested."""
    deepest, pending = 0, [(root, 1)]
    bottom: list[HtmlElement] = []
    while pending:
        element, depth = pending.pop()
        deepest = max(deepest, depth)
        if depth == MAX_DEPTH and len(element):
            bottom.append(element)
        pending += ((child, depth + 1) for child in element)
    for element in bottom:
        text = "".join(element.itertext(with_tail=False))
        del element[:]
        element.text = text
    return deepest


def separate_blocks(root: HtmlElement) -> None:
    """Give every text a block of its own: wrap text beside blocks into paragraphs, split paragraphs at empty lines."""
    elements = elements_of(root)
    holders = _block_holders(elements)
    for element in elements:
        if element in holders:
            if element.tag not in _STRICT_PARENTS:
                _replace_content(element, list(_wrap_runs(element, holders)))
        elif element.tag in _SPLIT_TAGS and element.find("br") is not None:
            paragraphs = _split_at_empty_lines(_content(element))
            if len(paragraphs) > 1:
                _replace_content(element, _make_paragraphs(element, paragraphs))


def _block_holders(elements: list[HtmlElement]) -> set[HtmlElement]:
    """Return the elements that have a block inside."""
    holders: set[HtmlElement] = set()
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and (element.tag in BLOCK_TAGS or element in holders):
            holders.add(parent)
    return holders


_Content = list[str | HtmlElement]


def _content(element: HtmlElement) -> Iterator[str | HtmlElement]:
    """Yield the texts and elements of an element in order; comments are left out."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            yield child
        if child.tail:
            yield child.tail


def _wrap_runs(element: HtmlElement, holders: set[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the blocks of an element, with paragraphs for the text and the inline elements between them."""
    run: _Content = []
    for item in [*_content(element), None]:
        if item is not None and (
            isinstance(item, str) or not (item.tag in BLOCK_TAGS or item.tag in UNSEEN_TAGS or item in holders)
        ):
            run.append(item)
            continue
        if _has_content(run):
            yield from _make_paragraphs(element, _split_at_empty_lines(run))
        run = []
        if item is not None:
            yield item


def _has_content(run: _Content) -> bool:
    return any(item.strip() if isinstance(item, str) else item.tag != "br" for item in run)


def _split_at_empty_lines(content: Iterable[str | HtmlElement]) -> list[_Content]:
    """Split content into paragraphs; two `br` in a row end one."""
    paragraphs: list[_Content] = [[]]
    breaks = 0
    for item in content:
        is_break = not isinstance(item, str) and item.tag == "br"
        if is_break:
            breaks += 1
        elif not isinstance(item, str) or item.strip():
            breaks = 0
        if breaks == 2 and is_break:
            paragraphs.append([])
        paragraphs[-1].append(item)
    return list(filter(_has_content, paragraphs))


def _make_paragraphs(parent: HtmlElement, paragraphs: Iterable[_Content]) -> list[HtmlElement]:
    made = []
    for content in paragraphs:
        made.append(parent.makeelement("p"))
        _replace_content(made[-1], content)
    return made


def _replace_content(element: HtmlElement, content: _Content | list[HtmlElement]) -> None:
    del element[:]
    element.text = None
    last: HtmlElement | None = None
    for item in content:
        if not isinstance(item, str):
            item.tail = None
            element.append(item)
            last = item
        elif last is None:
            element.text = (element.text or "") + item
        else:
            last.tail = (last.tail or "") + item
