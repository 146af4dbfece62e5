"""The shelves that an article stands on, such as its topics and the hosts that it cites; and where their pages are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from kursk_archive.site.slugs import slugify

TAXONOMIES: Mapping[str, str] = {
    "publisher": "publishers",
    "author": "authors",
    "topic": "topics",
    "place": "places",
    "language": "languages",
    "host": "links",
}
"""Facet → the folder of its pages, in the order in which readers are shown them."""
CALENDAR = ""
"""The facet of the calendar: all articles stand there, under one key, which is empty, too."""

TAXONOMIES_WITH_FEEDS = ("publisher", "topic")
"""Facets whose values have feeds; the calendar's is the feed of the whole archive."""
PREFIX_FOLDER = "a-z"
"""The folder of the lists of values by their first letters, which no value is called."""
MAX_LINKS_PER_ARTICLE = 20
"""References of one article to one host that are shown, and counted for where to part a list; it may have thousands."""

UNDATED = "undated"
"""The period of articles without a date."""


@lru_cache(maxsize=10_000)
def term_slug(label: str) -> str:
    """What a value is known by, in addresses, too: `Human rights` and `human-rights` are one value, `human-rights`.

    Where the label's letters had to be transliterated or left out, a digest keeps apart what would be spelt alike:
    `Курск` is not `Kursk`.
    """
    name = "-".join(label.casefold().replace("_", " ").replace("-", " ").split())
    slug = slugify(label)
    if slug and slug == name and slug != PREFIX_FOLDER:
        return slug
    return f"{slug[:80]}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}".lstrip("-")


def host_key(host: str) -> str:
    """The same of a host: what is no name in the web's own naming is kept apart by a sign that no host has."""
    name = re.sub(r"[^a-z0-9.-]", "_", host)
    return name if "." in name else f"{name}_"


def term_permalink(facet: str, key: str, period: str = "", letters: str = "") -> str:
    """The path of a listing: `topics/rivers.html`, `topics/rivers/2024/08/15.html`, `calendar/2024/08/index.html`.

    Args:
        facet: one of `TAXONOMIES`, or `CALENDAR`.
        key: of the value; empty for the calendar.
        period: `2024`, `2024-08`, `2024-08-15`, `UNDATED`; empty for all.
        letters: with which the articles' own addresses begin, where a period's articles have to be parted by that.
    """
    folder = "calendar" if facet == CALENDAR else f"{TAXONOMIES[facet]}/{host_key(key) if facet == 'host' else key}"
    if letters:
        return f"{_in(folder, period)}/{letters}.html"
    if not period:
        return f"{folder}.html" if facet else f"{folder}/index.html"
    return (
        f"{_in(folder, period)}.html" if len(period) == 10 or period == UNDATED else f"{_in(folder, period)}/index.html"
    )


def _in(folder: str, period: str) -> str:
    return f"{folder}/{period.replace('-', '/')}" if period else folder


def taxonomy_permalink(facet: str, letters: str = "") -> str:
    """The path of a facet's list of values, or of those whose keys begin with the letters: `topics/a-z/k.html`."""
    return f"{TAXONOMIES[facet]}/{PREFIX_FOLDER}/{letters}.html" if letters else f"{TAXONOMIES[facet]}/index.html"


def feed_permalink(facet: str, key: str) -> str:
    """Where a shelf's feed is, without the endings of its two forms: `feed`, `topics/rivers/feed`."""
    return term_permalink(facet, key).removesuffix(".html") + "/feed" if facet else "feed"
