"""All links of a saved page, also those outside of the article's text."""

from __future__ import annotations

from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement

from kursk_archive.loader.html.mime_capture import page_of_message
from kursk_archive.loader.html.page_text import PageText, read_page_text
from kursk_archive.loader.html.page_tree import limit_attributes, parse_page
from kursk_archive.loader.page_limits import PageLimits

MAX_LINKS = 5_000
_MAX_TEXT_ELEMENTS = 100
"""Inside of a link; more are no headline."""


def read_all_links(format_name: str, data: bytes, limits: PageLimits) -> tuple[tuple[str, str], ...]:
    """Return text and address of each link; the address is absolute if the page states its base.

    Args:
        format_name: `html`, `mhtml` or `eml`.
        data: the whole file.
        limits: of what is read.
    """
    if format_name == "html":
        page: PageText | None = read_page_text(data, "", None, limits.text_bytes)
    else:
        page = page_of_message(data, is_newsletter=format_name == "eml", limits=limits)
    root = parse_page(limit_attributes(page.text)) if page and page.text.strip() else None
    if root is None:
        return ()
    base = next((href for element in root.iter("base") if (href := element.get("href"))), "")
    return tuple(
        (text, _join(base, href))
        for element in islice(root.iter("a"), MAX_LINKS)
        if (href := (element.get("href") or "").strip()) and (text := _text(element))
    )


def _text(link: HtmlElement) -> str:
    parts = [link.text or ""]
    for element in islice(link.iterdescendants(), _MAX_TEXT_ELEMENTS):
        parts += (element.text if isinstance(element.tag, str) else "") or "", element.tail or ""
    return " ".join("".join(parts).split())


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href) if base.startswith(("https://", "http://")) else href
    except ValueError:
        return href
