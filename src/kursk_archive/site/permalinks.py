"""The permalinks of all outputs, relative to the output folder.

Permalinks are built here and never parsed: the planner passes on what a path stands for. Once published, the permalink
of an article never changes.
"""

from __future__ import annotations

import re

from kursk_archive.site.slugs import MAX_SLUG_LENGTH
from kursk_archive.site.taxonomy import CALENDAR, MINOR_FOLDER, PREFIX_FOLDER, TAXONOMIES, UNDATED, path_name

INDEX, ABOUT, VERIFY, NOT_FOUND = "index.html", "about.html", "verify.html", "404.html"
ROBOTS, SITEMAP_INDEX = "robots.txt", "sitemap.xml"
ASSETS = "assets/"
DATA_PACKAGE = "data/datapackage.json"
ROOT_MANIFEST = "manifest-sha256.txt"
MANIFESTS = "manifests/"
SEARCH = "search/"
RESERVATIONS = "permalinks.csv"
"""In the content folder, never published: the addresses of all articles and editions that were ever published."""
ORIGINAL = ".original.html"
"""Ending of the page, beside an article's, that shows the saved page as it looked."""
TIMEMAP = ".timemap"
"""Ending of the list, beside an article's page, of the known mementos of its original."""
CHANGES = "changes/"
LINK_KINDS = "links/kinds/"
ON_THIS_DAY = "on-this-day/"


def article_permalink(date: str, slug: str) -> str:
    """The path of an article's page: `articles/2024/08/15/a.html`, `articles/undated/a.html`.

    Args:
        date: ISO 8601 at the precision that is known; empty for none.
        slug: see `slugs.py`.
    """
    return f"articles/{date[:10].replace('-', '/') or UNDATED}/{slug}.html"


def article_period(permalink: str) -> str:
    """The period whose manifest lists an article's files: that of its address, which its date may leave."""
    return manifest_period("-".join(permalink.split("/")[1:-1]).removeprefix(UNDATED))


_ARTICLE = re.compile(
    r"articles/(?:[0-9]{4}(?:/[0-9]{2}(?:/[0-9]{2})?)?|undated)/(?!index\.html)[a-z0-9]+(?:-[a-z0-9]+)*\.html"
)


def is_article_permalink(path: str) -> bool:
    """Return True if an article's page can be at a path."""
    return bool(_ARTICLE.fullmatch(path)) and len(path) < 160


_EDITION = re.compile(r"([^.]+)\.(?:[0-9]{4}[0-9T.Z+]*|sha-[0-9a-f]{8})(?:-[0-9a-f]{4,18})?(\.html)")


def is_edition_permalink(path: str) -> bool:
    """Return True if the page of an edition can be at a path."""
    match = _EDITION.fullmatch(path)
    return match is not None and is_article_permalink(match[1] + match[2]) and len(path) < 200


def suffixed_permalink(permalink: str, suffix: str) -> str:
    """The path of an article's page whose slug has a suffix, since another article has the path without it."""
    folder, _, slug = permalink.removesuffix(".html").rpartition("/")
    return f"{folder}/{slug[: MAX_SLUG_LENGTH - len(suffix) - 1].rstrip('-')}-{suffix}.html"


def beside(permalink: str, ending: str) -> str:
    """The path of a file beside an article's page: its capture `a.txt`, an image `a.1-640.jpg`.

    It cannot be another article's, since there is no dot in a slug.
    """
    return permalink.removesuffix(".html") + ending


_PUNCTUATION = str.maketrans("", "", "-:")


def edition_stamp(moment: str, digest: str) -> str:
    """Name an edition: by the time of its capture as far as it is known, else by the digest of the capture.

    `20240815T101500Z`, `20240815`, `sha-1a2b3c4d`. Never a number: an earlier capture that turns up renumbers nothing.

    Args:
        moment: ISO 8601 in UTC, at the precision that is known; empty for none.
        digest: SHA-256 of the capture, in hexadecimal.
    """
    return moment.translate(_PUNCTUATION) if moment else f"sha-{digest[:8]}"


def is_about_editions(path: str) -> bool:
    """Return True for the path of an edition, its capture, an article's history, or the differences of two editions.

    There is no dot in a slug, and the files beside an article's page have names of their own.
    """
    folder, _, name = path.rpartition("/")
    place = name.partition(".")[2]
    is_edition = place[:1].isdigit() or place.startswith(("sha-", "history.html", "diff-"))
    return folder.startswith("articles/") and is_edition and not path.endswith(".jpg")


def history_permalink(permalink: str) -> str:
    """The path of the list of an article's editions."""
    return beside(permalink, ".history.html")


def differences_permalink(permalink: str, before: str, after: str) -> str:
    """The path of the differences between two editions: `a.diff-20240815-20240817.html`.

    Args:
        permalink: of the article.
        before: the page of the earlier edition.
        after: that of the later one.
    """
    stem = permalink.removesuffix(".html")
    names = (page.removesuffix(".html").removeprefix(f"{stem}.") for page in (before, after))
    # An edition that was published beside another address of the article is named by its whole path.
    places = (name.removeprefix("articles/").replace("/", "-").replace(".", "-") for name in names)
    return f"{stem}.diff-{'-'.join(places)}.html"


def changes_permalink(publisher_slug: str = "", period: str = "") -> str:
    """The path of a list of changes: `changes/index.html`, `changes/publishers/herald/2024/08/index.html`.

    Args:
        publisher_slug: of the publisher's term; empty for all.
        period: `2024`, `2024-08`, `2024-08-15`, `UNDATED`; empty for all.
    """
    folder = f"{CHANGES}publishers/{publisher_slug}/" if publisher_slug else CHANGES
    inside = folder + period.replace("-", "/")
    if not period:
        return f"{folder}index.html"
    return f"{inside}.html" if len(period) == len("2024-08-15") or period == UNDATED else f"{inside}/index.html"


def changes_feed_permalink(publisher_slug: str = "") -> str:
    """The path of a feed of changes without the endings of its two forms: `changes`, `publishers/herald/changes`."""
    folder = term_permalink("publisher", publisher_slug).removesuffix(".html") + "/" if publisher_slug else ""
    return f"{folder}changes"


def rendition_permalink(permalink: str, number: int, width: int) -> str:
    """The path of a scaled image of an article: its number among the article's images, from 1, and its width."""
    return beside(permalink, f".{number}-{width}.jpg")


def term_permalink(taxonomy: str, slug: str, period: str = "", prefix: str = "") -> str:
    """The path of a list of articles: `topics/rivers.html`, `topics/rivers/2024/08/15.html`, `calendar/index.html`.

    Args:
        taxonomy: one of `TAXONOMIES`, or `CALENDAR`.
        slug: of the term; empty for the calendar.
        period: `2024`, `2024-08`, `2024-08-15`, `UNDATED`; empty for all.
        prefix: with which the slugs of these articles begin, where a period has too many for one page.
    """
    folder = "calendar" if taxonomy == CALENDAR else f"{TAXONOMIES[taxonomy].folder}/{path_name(taxonomy, slug)}"
    inside = f"{folder}/{period.replace('-', '/')}" if period else folder
    if prefix:
        return f"{inside}/{prefix}.html"
    if not period:
        return f"{folder}.html" if taxonomy else f"{folder}/index.html"
    return f"{inside}.html" if len(period) == len("2024-08-15") or period == UNDATED else f"{inside}/index.html"


def minor_terms_permalink(taxonomy: str, prefix: str) -> str:
    """The path of the terms of few articles, or of those whose slugs begin with a prefix: `topics/few/ri.html`."""
    return f"{TAXONOMIES[taxonomy].folder}/{MINOR_FOLDER}/{prefix or 'index'}.html"


def on_this_day_permalink(month: str) -> str:
    """The path of the days of a month, `01` to `12`, through the years."""
    return f"{ON_THIS_DAY}{month}.html"


def link_kind_permalink(kind: str, period: str = "") -> str:
    """The path of the list of links of a kind, or of a period of it: `links/kinds/lost.html`."""
    inside = f"{LINK_KINDS}{kind}/{period.replace('-', '/')}"
    if not period:
        return f"{LINK_KINDS}{kind}.html"
    return f"{inside}.html" if len(period) == len("2024-08-15") or period == UNDATED else f"{inside}/index.html"


def taxonomy_permalink(taxonomy: str, prefix: str = "") -> str:
    """The path of a taxonomy's list of terms, or of those whose slugs begin with a prefix: `topics/a-z/k.html`."""
    folder = TAXONOMIES[taxonomy].folder
    return f"{folder}/{PREFIX_FOLDER}/{prefix}.html" if prefix else f"{folder}/index.html"


def feed_permalink(taxonomy: str, slug: str) -> str:
    """The path of a feed without the endings of its two forms: `feed`, `topics/rivers/feed`."""
    return term_permalink(taxonomy, slug).removesuffix(".html") + "/feed" if taxonomy else "feed"


def data_permalink(name: str, period: str | None, form: str) -> str:
    """The path of a data file: `data/links.csv`, `data/articles/2024.jsonl`, `data/citations/2024.bib`.

    Args:
        name: `articles`, `citations`, `links` and the like.
        period: of the part, empty for what has no date; None where the data are in a single file.
        form: the file's ending, without a dot.
    """
    return f"data/{name}.{form}" if period is None else f"data/{name}/{period or UNDATED}.{form}"


def sitemap_permalink(year: str, number: int) -> str:
    """The path of a sitemap: `sitemaps/2024.xml`, and from number 2 on `sitemaps/2024.2.xml`."""
    return f"sitemaps/{year}.xml" if number == 1 else f"sitemaps/{year}.{number}.xml"


def manifest_permalink(period: str) -> str:
    """The path of the manifest that lists the outputs of a year, a month, or what else has one; empty is the root's."""
    return f"{MANIFESTS}{period}.txt" if period else ROOT_MANIFEST


def manifest_period(date: str) -> str:
    """The period whose manifest lists what belongs to a date or a shorter period: its month, or its year."""
    return date[: len("2024-08")] or UNDATED
