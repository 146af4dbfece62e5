"""Normalises a URL to the document that it leads to: takes off wrappers and trackers until nothing changes."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.resolver.platforms import PlatformUrl, read_platform_url
from kursk_archive.resolver.query_params import decode_name
from kursk_archive.resolver.rules import HostRules, KnownHost, NameSet, Rules
from kursk_archive.resolver.urls import Url, split_url
from kursk_archive.resolver.web_archives import Memento, parse_memento
from kursk_archive.resolver.wrappers import unwrap


class Document(Struct, frozen=True):
    """A normalised URL with what is known of it. Computed once, since every question about a link needs it."""

    url: Url
    host: KnownHost
    memento: Memento | None
    """Set if the URL is a web archive's."""
    platform: PlatformUrl | None
    """Set if the URL is a platform's."""


_MAX_STEPS = 12


def normalise(url: Url, rules: Rules) -> Document:
    """Return the document that a URL leads to. Idempotent.

    A URL with more than `_MAX_STEPS` nested wrappers is not an honest link. It is left unchanged, so that normalising
    it again gives the same result.
    """
    current = url
    for _ in range(_MAX_STEPS):
        result = _step(current, rules)
        if isinstance(result, Document):
            return result
        current = result
    memento = parse_memento(url)
    return Document(url, rules.known_host(url.host), memento, None if memento else read_platform_url(url))


def _step(url: Url, rules: Rules) -> Document | Url:
    """Return the URL that `url` leads to, or the document if it leads nowhere else."""
    host = rules.known_host(url.host)
    if host.is_archive and (memento := parse_memento(url)) is not None:
        mended = split_url(memento.url)
        return Document(url, host, memento, None) if mended == url else mended
    wrappers = host.rules.wrappers
    may_be_wrapper = wrappers and url.path.startswith(host.rules.wrapper_prefixes)
    if may_be_wrapper and (target := unwrap(url, wrappers)) is not None:
        return target
    if (url.query or url.fragment) and (clean := _without_trackers(url, host.rules, rules)) is not url:
        if wrappers or host.is_archive:
            return clean
        url = clean  # nothing else is read from the query
    platform = read_platform_url(url) if host.is_platform else None
    return Document(url, host, None, platform) if platform is None or platform.url == url else platform.url


def _without_trackers(url: Url, host: HostRules, rules: Rules) -> Url:
    query = _remove_parameters(url.query, host.parameters) if url.query else url.query
    fragment = _remove_parameters(url.fragment, rules.fragments) if url.fragment else url.fragment
    if query is url.query and fragment is url.fragment:
        return url
    return Url(url.scheme, url.userinfo, url.host, url.port, url.path, query, fragment)


def _remove_parameters(text: str, names: NameSet) -> str | None:
    """Remove the named parameters from a query or fragment; None if nothing else was in it."""
    parameters = text.split("&")
    kept = [parameter for parameter in parameters if _name_of(parameter) not in names]
    return text if len(kept) == len(parameters) else "&".join(kept) or None


def _name_of(parameter: str) -> str:
    return decode_name(parameter.partition("=")[0]).lower()
