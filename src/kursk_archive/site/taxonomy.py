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


def host_slug(host: str) -> str:
    """The same of a host: what is no name in the web's own naming is kept apart by a sign that no host has."""
    name = re.sub(r"[^a-z0-9.-]", "_", host)
    return name if "." in name else f"{name}_"
