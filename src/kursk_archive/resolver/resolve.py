"""What a link came to: its kind, its address, the archive's own article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from kursk_archive.model import ArticleId, Kind, Link, Place, Repair, Resolution
from kursk_archive.publishers import Publishers
from kursk_archive.resolver import hrefs, snapshots
from kursk_archive.resolver.canonical import canonicalise, key, key_of
from kursk_archive.resolver.documents import Document, settle
from kursk_archive.resolver.rules import Rules, default
from kursk_archive.resolver.titles import title_key
from kursk_archive.resolver.urls import is_web, parse, split


def resolve(
    link: Link,
    base: str | None,
    catalogue: Mapping[str, ArticleId],
    titles: Mapping[str, ArticleId | None],
    publishers: Publishers,
    *,
    rules: Rules | None = None,
    repair: Repair | None = None,
    own: ArticleId | None = None,
) -> Resolution:
    """Find what `link` refers to.

    Never raises: a bad link is something to publish, not a failure.

    Args:
        link: as its author wrote it; `href` is never repaired here.
        base: the article's source address, which relative links are relative to; None where it is not known.
        catalogue: look-up key → article, for every address that an article of the archive is known by.
        titles: title key → the article that bears the title; None, or no entry, where several or none do.
        publishers: whose pages are news.
        rules: those of the site; None for those that the program ships with.
        repair: what an archivist says in place of the link's own address.
        own: the article that holds the link; the link to its original is not a link to itself.

    Source: WHATWG URL, section 4.4; Robust Links (2025 draft) for the dated snapshot.
    """
    meant = replace(link, href=repair.href) if repair else link
    found = classify(meant, base, publishers, rules)
    article = _by_title(link, titles) if found.kind is Kind.LOST else catalogue.get(found.key) if found.key else None
    if article is None or (link.place is Place.SOURCE and article == own):
        return replace(found, repair=repair) if repair else found
    return replace(found, kind=Kind.ARTICLE, article=article, repair=repair)


_TELLING_WORDS = 4


def _by_title(link: Link, titles: Mapping[str, ArticleId | None]) -> ArticleId | None:
    """The article whose title the text of a lost link is; a shorter text than four words may be a title by accident."""
    if link.place is not Place.RELATED and len(link.text.split()) < _TELLING_WORDS:
        return None
    return titles.get(title_key(link.text))


def classify(link: Link, base: str | None, publishers: Publishers, rules: Rules | None = None) -> Resolution:
    """What the address of `link` says of itself, without asking what the archive holds.

    Args:
        link: `href` and nothing else is read.
        base: absolute; what a relative address is relative to. A snapshot stands for what it shows.
        publishers: whose pages are news.
        rules: None for those that the program ships with.
    """
    rules = rules or default()
    href = hrefs.tidy(link.href)
    if hrefs.is_lost(href):
        return _LOST
    if href.startswith("#"):
        return Resolution(Kind.FRAGMENT, _fragment(href))
    try:
        url = parse(href)
    except ValueError:
        return _schemeless(href, base, publishers, rules)
    if is_web(url):
        return _web(url, publishers, rules)
    return _other(href, url, publishers, rules)


_LOST = Resolution(Kind.LOST)
_MALFORMED = Resolution(Kind.MALFORMED)
_FORBIDDEN = Resolution(Kind.FORBIDDEN)
_NOWHERE = "https://nowhere.invalid/"


def _fragment(href: str) -> str:
    return "#" + parse(href, _NOWHERE).partition("#")[2]


def _other(href: str, url: str, publishers: Publishers, rules: Rules) -> Resolution:
    """An absolute address that is not the web's, or a host with a port that looks like one."""
    scheme = hrefs.scheme_of(url)
    kind = hrefs.SCHEMES.get(scheme)
    if kind is not None:
        return _of_scheme(kind, url, publishers, rules)
    if scheme in hrefs.FORBIDDEN:
        return _FORBIDDEN
    assumed = hrefs.assumed_web(href)
    return _assumed(assumed, publishers, rules) if assumed else _MALFORMED


def _of_scheme(kind: Kind, url: str, publishers: Publishers, rules: Rules) -> Resolution:
    canonical = canonicalise(url, rules)
    if is_web(canonical):
        return _web(canonical, publishers, rules)
    return Resolution(kind, canonical, key(canonical, rules))


def _schemeless(href: str, base: str | None, publishers: Publishers, rules: Rules) -> Resolution:
    if href.replace("\\", "/").startswith("//"):
        return _assumed(href, publishers, rules)
    if assumed := hrefs.assumed_web(href):
        return _assumed(assumed, publishers, rules)
    if _MAIL.fullmatch(href):
        return Resolution(Kind.MAIL, parse(f"mailto:{href}"), f"mailto:{href}")
    if scheme := _SCHEME.match(href):
        return _FORBIDDEN if scheme[1].lower() in hrefs.FORBIDDEN else _MALFORMED
    url = _joined(href, base) if base else None
    return _web(url, publishers, rules) if url else Resolution(Kind.RELATIVE)


_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,63}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def _assumed(href: str, publishers: Publishers, rules: Rules) -> Resolution:
    try:
        return _web(parse(href, _NOWHERE), publishers, rules)
    except ValueError:
        return _MALFORMED


def _joined(href: str, base: str) -> str | None:
    """`href` seen from `base`; from a snapshot, as its original would have it unless it names a snapshot itself."""
    try:
        url = parse(href, base)
    except ValueError:
        return None
    original = _original(base)
    if original and not snapshots.read(url):
        return _joined(href, original)
    return url if is_web(url) else None


@lru_cache(maxsize=64)
def _original(base: str) -> str | None:
    """What `base` shows, if it is a snapshot; kept because every link of an article asks for the same."""
    found = snapshots.read(base)
    return found.original if found else None


def _web(url: str, publishers: Publishers, rules: Rules) -> Resolution:
    address = split(url)
    if address.host in ("http", "https"):  # https://https://news.example/: two addresses run together
        return _MALFORMED
    document = settle(address, rules)
    url = url if document.address is address else str(document.address)
    if document.copy is not None:
        snapshot = snapshots.of(document.copy, rules)
        original = snapshot.original or url
        return Resolution(Kind.SNAPSHOT, original, key(original, rules), snapshot=snapshot)
    named = document.named
    kind = named.kind if named else _kind(document, publishers)
    return Resolution(kind, url, key_of(document, rules), parts=named.parts if named else ())


def _kind(document: Document, publishers: Publishers) -> Kind:
    host, path = document.address.host, document.address.path
    known = document.host.kind(path)
    if known is not None:
        return known
    if path.rpartition(".")[2].lower() in _DOCUMENTS:
        return Kind.DOCUMENT
    if publishers.of(host) is not None:
        return Kind.NEWS
    return Kind.SOCIAL if _PROFILE.fullmatch(path) else Kind.WEB


_DOCUMENTS = frozenset(
    "7z csv djvu doc docx epub fb2 gz key mobi numbers odp ods odt pages pdf pps ppsx ppt pptx rar rtf tar tgz tsv xls xlsx"
    " zip".split()
)
_PROFILE = re.compile(r"/@[\w.-]+(?:@[\w.-]+)?(?:/\d+)?/?", re.ASCII)
