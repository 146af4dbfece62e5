"""Feeds of changes: each entry is what an edition changed, dated by its capture."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from uuid import UUID, uuid5

from msgspec import Struct

from kursk_archive.comparison.classify import LinkChange
from kursk_archive.comparison.compare import Fate, SentenceChange
from kursk_archive.config import Site
from kursk_archive.core import i18n
from kursk_archive.core.model import Fragment
from kursk_archive.core.text import strip_invalid_xml
from kursk_archive.renderer.absolute_urls import absolute_url
from kursk_archive.renderer.edition_change import EditionChange
from kursk_archive.renderer.feeds import ARCHIVE_FEED_LIMITS, FEED_WRITERS
from kursk_archive.renderer.feeds.model import FeedEntry, FeedHeader
from kursk_archive.renderer.pages.editions import CLASS_NAMES
from kursk_archive.renderer.timestamps import to_rfc3339
from kursk_archive.site.permalinks import changes_feed_permalink, changes_permalink


class ChangesFeed(Struct, frozen=True):
    """The newest changes of the archive or of a publisher."""

    publisher: tuple[str, str] | None
    changes: tuple[EditionChange, ...]
    """Newest first."""


def render_changes_feed(feed: ChangesFeed, site: Site) -> Iterator[tuple[str, bytes]]:
    """Render a feed in every format. Changes whose time is not known are left out."""
    slug, name = feed.publisher or ("", "")
    path, base_url = changes_feed_permalink(slug), site.base_url or ""
    gettext = i18n.translations_for(site.language).gettext
    title = " · ".join(filter(None, (gettext("Changes"), name, site.title)))
    entries = [entry for change in feed.changes if (entry := _entry(change, site, base_url))]
    for suffix, write in FEED_WRITERS.items():
        header = FeedHeader(
            id=_urn("changes", path, site.title),
            title=strip_invalid_xml(title),
            description="",
            feed_url=absolute_url(base_url, f"{path}{suffix}"),
            page_url=absolute_url(base_url, changes_permalink(slug)),
            language=strip_invalid_xml(site.language),
            author=strip_invalid_xml(site.publisher or site.title),
            rights=strip_invalid_xml(site.rights),
        )
        yield f"{path}{suffix}", write(header, entries, ARCHIVE_FEED_LIMITS.max_bytes)


_NAMESPACE = UUID("2b0c9d4e-7d0b-4b8e-9a70-54c1f7a90d63")


def _urn(*names: str) -> str:
    """Return a `urn:uuid:` of what does not move: no host, no text that another loader may read otherwise."""
    return uuid5(_NAMESPACE, json.dumps(names)).urn


def _entry(change: EditionChange, site: Site, base_url: str) -> FeedEntry | None:
    updated = to_rfc3339(change.after_captured_at)
    if updated is None:
        return None
    gettext = i18n.translations_for(site.language).gettext
    kinds = ", ".join(gettext(CLASS_NAMES[cls]) for cls in change.classes)
    titles = dict.fromkeys((change.earlier_title, change.title))
    said = (
        gettext("Acknowledged in the text")
        if change.revision.is_acknowledged
        else gettext("Not acknowledged in the text")
    )
    sentences = "".join(_sentence_html(sentence, gettext) for sentence in change.revision.sentences)
    links = ((change.differences, "Differences"), (change.before_page, "Before"), (change.after_page, "After"))
    ways = " · ".join(
        f'<a href="{escape(absolute_url(base_url, page))}">{escape(gettext(name))}</a>' for page, name in links
    )
    return FeedEntry(
        id=_urn("change", change.permalink, change.before_sha256, change.after_sha256, change.after_captured_at or ""),
        url=absolute_url(base_url, change.differences),
        original_url=None,
        title=strip_invalid_xml(f"{kinds}: {' → '.join(titles)}"),
        html=strip_invalid_xml(f"<ul>{sentences}</ul><p>{escape(said)}</p><p>{ways}</p>"),
        summary=strip_invalid_xml(f"{kinds}. {said}."),
        body=Fragment(),
        published=updated,
        updated=updated,
        authors=(strip_invalid_xml(change.publisher),) if change.publisher else (),
        tags=(*change.classes, *(("acknowledged",) if change.revision.is_acknowledged else ())),
        language=None,
    )


def _sentence_html(sentence: SentenceChange, gettext: Callable[[str], str]) -> str:
    tags = {Fate.ADDED: "ins", Fate.REMOVED: "del"}
    text = ""
    for run in sentence.runs:
        words = escape(run.text.rstrip())
        text += f"<{tags[run.fate]}>{words}</{tags[run.fate]}>" if run.fate in tags else words
        text += " " if run.text[-1:].isspace() or run.fate is Fate.REMOVED else ""
    kinds = ", ".join(gettext(CLASS_NAMES[cls]) for cls in sentence.classes)
    links = "".join(map(_link_html, sentence.links))
    return f"<li><em>{escape(kinds)}:</em> {text.rstrip()}{links}</li>"


def _link_html(link: LinkChange) -> str:
    tagged = (("del", link.before), ("ins", link.after))
    addresses = " ".join(f"<{tag}>{escape(address)}</{tag}>" for tag, address in tagged if address)
    return f"<br>{escape(link.text)}: {addresses}" if link.text else f"<br>{addresses}"
