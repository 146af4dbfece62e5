"""The taxonomies of an archive, such as topics and cited hosts, and the slugs of their terms."""

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
"""Taxonomy → the folder of its pages, in display order."""
CALENDAR = ""
"""The taxonomy of the calendar. It has one term, with an empty slug, that holds all articles."""

TAXONOMIES_WITH_FEEDS = ("publisher", "topic")
"""Taxonomies whose terms have feeds. The calendar's feed is that of the whole archive."""
PREFIX_FOLDER = "a-z"
"""The folder for lists of terms by slug prefix; no term has this slug."""
MAX_LINKS_PER_ARTICLE = 20
"""Links from one article to one host that are shown and counted. An article may have thousands."""

UNDATED = "undated"
"""Period of articles without a date."""


@lru_cache(maxsize=10_000)
def term_slug(label: str) -> str:
    """Return the slug that identifies a term: `Human rights` and `human-rights` are both `human-rights`.

    If letters of the label had to be transliterated or dropped, a digest is appended, so that labels with the same
    spelling in ASCII stay apart: `Курск` is not `Kursk`.
    """
    name = "-".join(label.casefold().replace("_", " ").replace("-", " ").split())
    slug = slugify(label)
    if slug and slug == name and slug != PREFIX_FOLDER:
        return slug
    return f"{slug[:80]}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}".lstrip("-")


def host_slug(host: str) -> str:
    """Return the slug of a host: a domain name as it is, anything else marked with a `_`, which no domain name has."""
    name = re.sub(r"[^a-z0-9.-]", "_", host)
    return name if "." in name else f"{name}_"
