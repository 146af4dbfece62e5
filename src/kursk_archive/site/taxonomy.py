"""The taxonomies of an archive, such as topics and cited hosts, and the slugs of their terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from msgspec import Struct

from kursk_archive.core.i18n import Message
from kursk_archive.site.slugs import slugify


class Taxonomy(Struct, frozen=True):
    """A way to group articles, each group under a term."""

    folder: str
    """Of its pages."""
    name: Message
    """For readers."""
    field: str
    """The field of `Article` that states an article's terms, as text or as texts; empty for the hosts of its links."""
    has_feeds: bool = False
    """True if each term has a feed."""
    shares_pages: bool = False
    """True if terms of few articles share pages in a large archive, and one of a single article has none."""


TAXONOMIES: Mapping[str, Taxonomy] = {
    "publisher": Taxonomy("publishers", Message("Publishers"), "publisher", has_feeds=True),
    "author": Taxonomy("authors", Message("Authors"), "authors", shares_pages=True),
    "topic": Taxonomy("topics", Message("Topics"), "topics", has_feeds=True, shares_pages=True),
    "place": Taxonomy("places", Message("Places"), "places", shares_pages=True),
    "language": Taxonomy("languages", Message("Languages"), "language"),
    "host": Taxonomy("links", Message("References"), ""),
}
"""In display order. A new one is an entry here; its pages and its list of terms follow from that."""
CALENDAR = ""
"""The taxonomy of the calendar. It has one term, with an empty slug, that holds all articles."""

TAXONOMIES_WITH_FEEDS = tuple(name for name, taxonomy in TAXONOMIES.items() if taxonomy.has_feeds)
"""Taxonomies whose terms have feeds. The calendar's feed is that of the whole archive."""
TAXONOMIES_SHARING_PAGES = tuple(name for name, taxonomy in TAXONOMIES.items() if taxonomy.shares_pages)
PREFIX_FOLDER = "a-z"
"""The folder for lists of terms by slug prefix; no term has this slug."""
MINOR_FOLDER = "few"
"""The folder for the pages that terms of few articles share; no term has this slug either."""
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
    if slug and slug == name and slug not in (PREFIX_FOLDER, MINOR_FOLDER):
        return slug
    return f"{slug[:80]}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}".lstrip("-")


def host_slug(host: str) -> str:
    """Return the slug of a host: a domain name as it is, anything else marked with a `_`, which no domain name has."""
    name = re.sub(r"[^a-z0-9.-]", "_", host)
    return name if "." in name else f"{name}_"


def path_name(taxonomy: str, slug: str) -> str:
    """Return the name of a term in paths: its slug, or that of the host which a term of the link ledger is."""
    return host_slug(slug) if taxonomy == "host" else slug
