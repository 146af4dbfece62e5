"""From an address to the document that it leads to: wrappers taken off, trackers removed, until nothing changes."""

from __future__ import annotations

from typing import NamedTuple

from kursk_archive.resolver import platforms, web_archives
from kursk_archive.resolver.query_params import decode_name
from kursk_archive.resolver.rules import HostRules, NameSet, Rules
from kursk_archive.resolver.urls import Url, split_url
from kursk_archive.resolver.wrappers import unwrap


class Document(NamedTuple):
    """An address with all that is known of it; worked out once, since every question about a link asks for it."""

    url: Url
    host: HostRules
    memento: web_archives.Memento | None
    """Where the address is a web archive's."""
    platform: platforms.PlatformUrl | None
    """Where it is a platform's."""


_STEPS = 12


def normalise(address: Url, rules: Rules) -> Document:
    """The document that `address` leads to.

    Wrappers nested deeper than `_STEPS` are nobody's honest link: such an address stays as it is, whole, so that a
    second look at it gives the same answer.
    """
    following = address
    for _ in range(_STEPS):
        found = _step(following, rules)
        if isinstance(found, Document):
            return found
        following = found
    copy = web_archives.parse_memento(address)
    return Document(address, rules.for_host(address.host), copy, None if copy else platforms.read_platform_url(address))


def _step(address: Url, rules: Rules) -> Document | Url:
    """What `address` leads to at once; where it leads nowhere else, the document."""
    host, copy = rules.for_host(address.host), web_archives.parse_memento(address)
    if copy is not None:
        tidy = split_url(copy.url)
        return Document(address, host, copy, None) if tidy == address else tidy
    if (
        host.wrappers
        and address.path.startswith(host.wrapper_prefixes)
        and (target := unwrap(address, host.wrappers)) is not None
    ):
        return target
    if (address.query or address.fragment) and (plain := _without_trackers(address, host, rules)) != address:
        return plain
    named = platforms.read_platform_url(address)
    return Document(address, host, None, named) if named is None or named.url == address else named.url


def _without_trackers(address: Url, host: HostRules, rules: Rules) -> Url:
    scheme, userinfo, name, port, path, query, fragment = address
    if query:
        query = _kept(query, host.parameters)
    if fragment:
        fragment = _kept(fragment, rules.fragments)
    return Url(scheme, userinfo, name, port, path, query, fragment)


def _kept(text: str, trackers: NameSet) -> str | None:
    """`text` without the parameters that `trackers` names; None where nothing but them was in it."""
    pieces = text.split("&")
    kept = [piece for piece in pieces if _name(piece) not in trackers]
    return text if len(kept) == len(pieces) else "&".join(kept) or None


def _name(piece: str) -> str:
    return decode_name(piece.partition("=")[0]).lower()
