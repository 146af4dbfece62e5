"""Classification of a single link: its kind, canonical URL and look-up key, without asking what the archive holds."""

from __future__ import annotations

import re
from typing import Final

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import Link, Resolution
from kursk_archive.core.publishers import Publishers
from kursk_archive.resolver import href, snapshots
from kursk_archive.resolver.canonical import canonicalise, document_key
from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.urls import is_web, split_url


def classify(link: Link, base: str | None, publishers: Publishers, rules: Rules | None = None) -> Resolution:
    """What the address of `link` says of itself, without asking what the archive holds.

    A snapshot's resolution has its original's canonical address and key, so that it leads to what the archive holds.

    Args:
        link: `href` and nothing else is read.
        base: absolute; what a relative address is relative to. A snapshot stands for what it shows.
        publishers: whose pages are news.
        rules: None for those that the program ships with.
    """
    rules = rules or default_rules()
    found = href.parse_href(link.href, base)
    if isinstance(found, LinkKind):
        return Resolution(found)
    if found[0] == "#":
        return Resolution(LinkKind.FRAGMENT, found)
    if not is_web(found):
        found = canonicalise(found, rules)  # an app's address may be the web's in disguise
    return _web(found, publishers, rules) if is_web(found) else _other(found)


def _other(url: str) -> Resolution:
    return Resolution(href.KIND_BY_SCHEME[url.partition(":")[0]], url, url)


def _web(url: str, publishers: Publishers, rules: Rules) -> Resolution:
    address = split_url(url)
    if address.host in ("http", "https"):  # https://https://news.example/: two addresses run together
        return Resolution(LinkKind.MALFORMED)
    document = normalise(address, rules)
    url = url if document.url is address else str(document.url)
    if document.memento is not None:
        snapshot, shown = snapshots.snapshot_and_document(document.memento, rules)
        return Resolution(
            LinkKind.SNAPSHOT, snapshot.original or url, document_key(shown or document, rules), snapshot=snapshot
        )
    named = document.platform
    kind = named.kind if named else _kind(document, publishers)
    return Resolution(kind, url, document_key(document, rules), parts=named.parts if named else ())


def _kind(document: Document, publishers: Publishers) -> LinkKind:
    host, path = document.url.host, document.url.path
    known = document.host.kind_of_path(path)
    if known is not None and not (known is LinkKind.SHORTENER and path == "/"):
        return known
    if path.rpartition(".")[2].lower() in _DOCUMENTS:
        return LinkKind.DOCUMENT
    if publishers.find(host) is not None:
        return LinkKind.NEWS
    return LinkKind.SOCIAL if _PROFILE.fullmatch(path) else LinkKind.WEB


_SUFFIXES = "7z csv djvu doc docx epub fb2 gz mobi odp ods odt pdf pps ppsx ppt pptx rar rtf tar tgz tsv xls xlsx zip"
_DOCUMENTS: Final = frozenset(_SUFFIXES.split())
_PROFILE: Final = re.compile(r"/@[\w.-]+(?:@[\w.-]+)?(?:/\d+)?/?", re.ASCII)
"""As Mastodon and its relatives write them, on hosts without number."""
