"""Read a saved page: its text from its own tree, its metadata, the reason if it is no article."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.metadata import version
from itertools import islice
from typing import cast

from lxml.html import HtmlElement
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.html.article_blocks import choose_all_blocks, choose_blocks, visible_text
from kursk_archive.loader.html.figures import make_figures
from kursk_archive.loader.html.media import PageImages, group_images, link_attributed_embeds
from kursk_archive.loader.html.page_body import BodyWriter, PageBody
from kursk_archive.loader.html.page_kind import describe_break, describe_frames, describe_notice, describe_redirect
from kursk_archive.loader.html.page_metadata import PageMetadata, read_page_metadata
from kursk_archive.loader.html.page_text import PageText, read_page_text
from kursk_archive.loader.html.page_tree import MAX_DEPTH, limit_attributes, limit_depth, parse_page, separate_blocks
from kursk_archive.loader.html.saved_by import SavedBy, read_saved_by
from kursk_archive.loader.html.scripted_media import StatedMedia, is_post_address, show_scripted_media, stated_media
from kursk_archive.loader.html.structured_data import read_structured_data
from kursk_archive.loader.page_limits import DEFAULT_LIMITS, PageLimits

MAX_EXTRACTOR_CHARACTERS, MAX_EXTRACTOR_ELEMENTS = 4_000_000, 20_000
"""Above either, the extractor would take more than seconds, and the page's prose is found without it."""
_MIN_ARTICLE_TEXT = 300
_FRAME = re.compile(r'<iframe src="([^"]{1,2000})"')


def read_page(data: bytes, path: str, stated_encoding: str | None = None, limits: PageLimits = DEFAULT_LIMITS) -> Draft:
    """Read a saved page with one article. Never raises: a fault is a finding in the draft.

    Args:
        data: the whole file.
        path: for the findings' locations.
        stated_encoding: as stated by an archivist or a header.
        limits: of what is read.
    """
    return read_page_of_text(read_page_text(data, path, stated_encoding, limits.text_bytes), path, limits)


def read_page_of_text(
    page: PageText,
    path: str,
    limits: PageLimits,
    saved: SavedBy | None = None,
    *,
    is_newsletter: bool = False,
    find_image: Callable[[str], str] | None = None,
    on_tree: Callable[[HtmlElement], None] | None = None,
) -> Draft:
    """Read a page that is decoded already; see `read_page`.

    Args:
        page: the decoded page.
        path: for the findings' locations.
        limits: of what is read.
        saved: what is noted beside the page; None if the page itself may note it.
        is_newsletter: a message is an article, however short it is.
        find_image: see `PageImages.find`.
        on_tree: called with the tree of the page before it is changed.
    """
    parsed = _parse(page, path, limits)
    if isinstance(parsed, Draft):
        return parsed
    text, root, elements, findings = parsed
    if on_tree:
        on_tree(root)
    data = read_structured_data(root)
    metadata = read_page_metadata(root, data, saved or read_saved_by(text, root))
    styles = "".join(style.text or "" for style in root.iter("style")) if "--sf-img-" in text else ""
    extracted = _extract(text, elements, metadata)
    images = PageImages(page.payloads, page.embedded, group_images(styles), find_image)
    article_text, body = _read_body(root, extracted, metadata, images)
    body = _with_stated_media(body, stated_media(data, metadata.base, metadata.fields.get("source_url")))
    if not (is_newsletter and article_text) and (reason := _describe_kind(root, article_text, metadata)):
        findings.append(_finding("not-article", path, reason))
    if not findings and (where := describe_break(page.text)):
        findings.append(_finding("page-broken", path, f"page breaks off {where}"))
    fields = {**metadata.fields, **_image_fields(body)}
    return Draft(
        fields,
        body.html,
        body_is_html=True,
        findings=tuple(findings),
        encoding=page.encoding,
        extractor=extractor_name(),
        payloads=page.payloads,
    )


def _read_body(
    root: HtmlElement, extracted: tuple[str, ...], metadata: PageMetadata, images: PageImages
) -> tuple[str, PageBody]:
    """Return the article's text and its body, both empty if the page has no article. The tree is changed."""
    make_figures(root)
    show_scripted_media(root)
    separate_blocks(root)
    choice = choose_blocks(root, extracted, metadata.titles, metadata.host)
    if choice is None:
        return "", PageBody("")
    body = BodyWriter(choice, metadata.base, images).write()
    return " ".join(block.text for block in choice.blocks), body


def read_article_fragment(
    data: bytes, path: str, stated_encoding: str | None, limits: PageLimits, titles: tuple[str, ...]
) -> Draft:
    """Read a file of HTML that is the text of an article and nothing else; see `read_fragment` of the package."""
    page = read_page_text(data, path, stated_encoding, limits.text_bytes)
    parsed = _parse(page, path, limits)
    if isinstance(parsed, Draft):
        return parsed
    _, root, _, findings = parsed
    link_attributed_embeds(root)
    separate_blocks(root)
    body = BodyWriter(choose_all_blocks(root, titles), "", PageImages(page.payloads, page.embedded)).write()
    if not (body.html or body.lead):
        findings.append(_finding("not-article", path, "no text of an article found in the page"))
    return Draft(
        _image_fields(body),
        body.html,
        body_is_html=True,
        findings=tuple(findings),
        encoding=page.encoding,
        payloads=page.payloads,
    )


def _parse(page: PageText, path: str, limits: PageLimits) -> tuple[str, HtmlElement, int, list[Finding]] | Draft:
    """Return text, tree, number of elements and findings of a page; a draft with the reason if it cannot be read."""
    text = limit_attributes(page.text)
    root = parse_page(text) if text.strip() else None
    if root is None:
        findings = page.findings or (_finding("empty", path, "page contains no text"),)
        return Draft(encoding=page.encoding, findings=findings)
    elements = sum(1 for _ in islice(root.iter(), limits.elements + 1))
    if elements > limits.elements:
        message = f"more than {limits.elements:,} elements, the `element_limit` of archive.yaml"
        return Draft(encoding=page.encoding, findings=(*page.findings, _finding("too-large", path, message)))
    depth = limit_depth(root)
    reported = [*page.findings]
    if depth > MAX_DEPTH:
        message = f"elements nest {depth:,} levels deep or more; the limit is {MAX_DEPTH}"
        reported.append(_finding("nesting", path, message))
    return text, root, elements, reported


def _finding(code: str, path: str, message: str) -> Finding:
    return make_finding(code, Location(path, 1, 1), message)


def _describe_kind(root: HtmlElement, article_text: str, metadata: PageMetadata) -> str:
    """Return why a page is no article; empty for an article."""
    body = root.find(".//body")
    page_text = visible_text(body if body is not None else root)
    return (
        describe_frames(root)
        or describe_redirect(root, page_text)
        or describe_notice(root, page_text, article_text, is_free=metadata.is_free)
        or ("" if article_text else "no text of an article found in the page")
    )


def _with_stated_media(body: PageBody, stated: Sequence[StatedMedia]) -> PageBody:
    """Put the films that only the statements for machines name above the text, unless it shows some itself."""
    shown = [address for address in _FRAME.findall(body.html) if not is_post_address(address)] if stated else []
    if not body.html or len(shown) >= len(stated):
        return body
    frames = "".join(
        f'<p><iframe src="{escape(one.address)}" title="{escape(one.title)}"></iframe></p>\n'
        for one in stated
        if escape(one.address) not in body.html
    )
    return replace(body, html=frames + body.html)


def _image_fields(body: PageBody) -> dict[str, FieldValue]:
    """Return the fields of the image above the text."""
    lead = body.lead
    if lead is None:
        return {}
    texts = {"image": lead.address, "image_alt": lead.alt, "image_caption": lead.caption, "image_credit": lead.credit}
    return {name: FieldValue(text) for name, text in texts.items() if text}


def _extract(text: str, elements: int, metadata: PageMetadata) -> tuple[str, ...]:
    """Return the article's text, as the page's own JSON-LD and the extractor have it."""
    extracted = (metadata.article_text,) if len(metadata.article_text) >= _MIN_ARTICLE_TEXT else ()
    if len(text) > MAX_EXTRACTOR_CHARACTERS or elements > MAX_EXTRACTOR_ELEMENTS:
        return extracted
    try:
        return (*extracted, _extractor()(text, include_comments=False) or "")
    except Exception:  # given hostile pages, it may raise anything
        return extracted


@cache
def _extractor() -> Callable[..., str | None]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)  # a page that it cannot read is our finding
    return cast("Callable[..., str | None]", trafilatura.extract)


@cache
def extractor_name() -> str:
    """Return name and version of the program that chooses the text."""
    return f"trafilatura {version('trafilatura')}"
