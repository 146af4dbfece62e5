"""One address for one document, to link to; and its look-up key, never shown."""

from __future__ import annotations

import re

from kursk_archive.resolver import platforms
from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.urls import is_web, parse, split_url


def canonicalise(url: str, rules: Rules | None = None) -> str:
    """The address of the document that `url` leads to: wrappers taken off, trackers removed, every other byte kept.

    Idempotent, and total: what is no address at all comes back unchanged. It never says that two documents are one, and
    says that two addresses are of one document only where a rule knows it. A snapshot's address is tidied, no more.

    Source: `rules.yaml`, row by row.
    """
    found = _document(url, rules or default_rules())
    return found if isinstance(found, str) else str(found.url)


def url_key(url: str, rules: Rules | None = None) -> str:
    """What to look `url` up by: more addresses of one document have one key than have one canonical address.

    Folds the scheme, `www.`, mobile and AMP forms, hosts that mirror one another, the order of parameters, the case of
    escapes, a closing slash, the fragment. `url_key(canonicalise(url)) == key(url)`. Total, as `canonicalise` is.
    """
    rules = rules or default_rules()
    found = _document(url, rules)
    return found if isinstance(found, str) else document_key(found, rules)


def _document(url: str, rules: Rules) -> Document | str:
    """The document that `url` leads to; of what is no web address, its own address."""
    try:
        parsed = parse(url)
    except ValueError:
        return url
    if not is_web(parsed):
        parsed = platforms.app_link_to_web(parsed) or parsed
    return normalise(split_url(parsed), rules) if is_web(parsed) else parsed


_NESTED = 10


def document_key(document: Document, rules: Rules) -> str:
    """The look-up key of a document; of a snapshot: archive, stamp or code, and the original's own key."""
    names = ""
    for _ in range(_NESTED):
        if (copy := document.memento) is None:
            return names + _key(document, rules)
        names += f"{copy.archive}/{copy.id}/"
        if copy.original is None:
            return names
        document = normalise(split_url(copy.original), rules)
    return names + str(document.url)


def _key(document: Document, rules: Rules) -> str:
    address, named = document.url, document.platform
    host = _host(address.host)
    if (alias := rules.aliases.get(host)) is not None:
        host, named = alias, platforms.read_platform_url(address._replace(host=alias))
    if named and named.key:
        return named.key
    port = f":{address.port}" if address.port else ""
    fragment = f"#{address.fragment}" if address.fragment and address.fragment[0] in "/!" else ""
    return f"{host}{port}{_path(address.path)}{_query(address.query)}{fragment}"


def _host(host: str) -> str:
    """`host` without the labels that say how a page is shown; at least two labels stay."""
    host = host.removesuffix(".").replace(".m.", ".")
    label, _, rest = host.partition(".")
    while label in _DRESS and "." in rest:
        host = rest
        label, _, rest = host.partition(".")
    return host


_DRESS = frozenset({"www", "m", "mobile", "amp"})


def _path(path: str) -> str:
    path = _unescaped(path).rstrip("/")
    return _AMP_PATH.sub("", path).rstrip("/") if "amp" in path else path


_AMP_PATH = re.compile(r"^/amp(?=/)|/amp$|\.amp(?=\.html$|$)")


def _query(query: str | None) -> str:
    """`query` with its parameters in the order of their names; those of one name keep theirs."""
    if not query:
        return ""
    pieces = [piece for piece in _unescaped(query).split("&") if piece and piece.lower() not in _AMP_QUERY]
    return "?" + "&".join(sorted(pieces, key=_name)) if pieces else ""


_AMP_QUERY = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp"})


def _name(piece: str) -> str:
    return piece.partition("=")[0]


def _unescaped(text: str) -> str:
    """`text` with its escapes as RFC 3986 (section 6.2.2) folds them."""
    return _ESCAPE.sub(_folded, text) if "%" in text else text


_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _folded(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()
