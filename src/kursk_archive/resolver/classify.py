"""Classification of a link by its address: kind, canonical URL, look-up key, snapshot."""

from __future__ import annotations

import re
from typing import Final

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import Link, Resolution
from kursk_archive.core.publishers import Publishers
from kursk_archive.resolver.canonical import canonicalise, document_key
from kursk_archive.resolver.href import parse_href
from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.snapshots import snapshot_and_document
from kursk_archive.resolver.urls import Url, is_web, split_plain, split_url


def classify(link: Link, base: str | None, publishers: Publishers, rules: Rules | None = None) -> Resolution:
    """Classify a link by its address alone. What the archive holds is looked up later, by the key.

    A link to a snapshot gets the canonical URL and key of the original, so that it finds the archive's own article.

    Args:
        link: only its `href` is read.
        base: absolute URL that a relative `href` is resolved against; if it is a snapshot's, its original is used.
        publishers: hosts whose pages are news.
        rules: None for the bundled rules.
    """
    rules = rules or default_rules()
    if (plain := split_plain(link.href)) is not None:
        return _classify_web(*plain, publishers, rules)
    url = parse_href(link.href, base, rules)
    if isinstance(url, LinkKind):
        return Resolution(url)
    if url[0] == "#":
        return Resolution(LinkKind.FRAGMENT, url)
    if not is_web(url):
        url = canonicalise(url, rules)  # an app's link or an identifier may have a web URL
    return _classify_web(url, split_url(url), publishers, rules) if is_web(url) else _classify_other(url, rules)


def _classify_other(url: str, rules: Rules) -> Resolution:
    return Resolution(LinkKind(rules.schemes[url.partition(":")[0]].kind), url, url)


def _classify_web(canonical: str, url: Url, publishers: Publishers, rules: Rules) -> Resolution:
    if url.host in ("http", "https"):  # https://https://news.example/
        return Resolution(LinkKind.MALFORMED)
    document = normalise(url, rules)
    canonical = canonical if document.url is url else str(document.url)
    if document.memento is not None:
        snapshot, original = snapshot_and_document(document.memento, rules)
        key = document_key(original or document, rules)
        return Resolution(LinkKind.SNAPSHOT, snapshot.original or canonical, key, snapshot=snapshot)
    kind = document.platform.kind if document.platform else _kind_of(document, publishers)
    return Resolution(kind, canonical, document_key(document, rules))


def _kind_of(document: Document, publishers: Publishers) -> LinkKind:
    host, path = document.url.host, document.url.path
    if host.endswith(".onion"):
        return LinkKind.ONION
    kind = document.host.rules.kind_of_path(path)
    if kind is not None and not (kind is LinkKind.SHORTENER and path == "/"):
        return kind
    if "." in path and path.rpartition(".")[2].lower() in _DOCUMENT_EXTENSIONS:
        return LinkKind.DOCUMENT
    if publishers.find(host) is not None:
        return LinkKind.NEWS
    return LinkKind.SOCIAL if path.startswith("/@") and _PROFILE.fullmatch(path) else LinkKind.WEB


_EXTENSIONS = "7z csv djvu doc docx epub fb2 gz mobi odp ods odt pdf pps ppsx ppt pptx rar rtf tar tgz tsv xls xlsx zip"
_DOCUMENT_EXTENSIONS: Final = frozenset(_EXTENSIONS.split())
_PROFILE: Final = re.compile(r"/@[\w.-]+(?:@[\w.-]+)?(?:/\d+)?/?", re.ASCII)
"""Profiles and posts on Mastodon and compatible servers, whose hosts are too many to list."""
