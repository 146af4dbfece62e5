"""Versions of an article in other languages, and its earlier addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from kursk_archive.yaml.located import PlainValue

_MAX_VERSIONS = 200
"""Of one article. Each names all others."""


def find_translations(members: Iterable[tuple[str, str, str]]) -> Mapping[str, list[PlainValue]]:
    """Find the versions of each article.

    Args:
        members: target path, language, and a key that versions have in common. Without a language, or with the same as
            an earlier one, an article is no version of another.

    Returns:
        Target path → the other versions, as the field `translations` states them.
    """
    groups: dict[str, dict[str, str]] = {}
    for target, language, key in members:
        if language:
            groups.setdefault(key, {}).setdefault(language, target)
    return {
        target: [
            {"path": _relative(other, target), "language": language}
            for language, other in sorted(versions.items())
            if other != target
        ]
        for versions in groups.values()
        if 1 < len(versions) <= _MAX_VERSIONS
        for target in versions.values()
    }


def _relative(path: str, start: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(start) or ".")


def absolute_aliases(aliases: object, base: str, url: str, are_beside_page: bool) -> list[str]:
    """Return the earlier addresses of an article as complete ones; none if they are complete, or cannot be.

    Args:
        aliases: as stated.
        base: address of the site; empty if it is not known.
        url: of the article; empty if it is not known.
        are_beside_page: True if an alias without a leading slash is in the folder of the article's page, False if it is
            at the root of the site.
    """
    stated = [alias for alias in aliases if isinstance(alias, str)] if isinstance(aliases, list) else []
    if not base or all("://" in alias for alias in stated):
        return []
    try:
        return [_absolute(alias, base, url if are_beside_page else "") for alias in stated]
    except ValueError:
        return []


def _absolute(alias: str, base: str, url: str) -> str:
    if "://" in alias:
        return alias
    if alias.startswith("/") or not url:
        return f"{base.rstrip('/')}/{alias.lstrip('/')}"
    return urljoin(url.rstrip("/"), alias)


def unshared_aliases(aliases: Mapping[str, list[str]], addresses: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Return the aliases of each article that are no address of another one.

    An alias that several articles state belongs to the one with the shortest address of its own, which is that in the
    site's main language.

    Args:
        aliases: article → its aliases.
        addresses: article → its own address; empty if it is not known.
    """
    owners = {url.rstrip("/"): article for article, url in addresses.items() if url}
    for article in sorted(aliases, key=lambda article: (len(addresses.get(article, "")), article)):
        for alias in aliases[article]:
            owners.setdefault(alias.rstrip("/"), article)
    return {
        article: [alias for alias in stated if owners[alias.rstrip("/")] == article]
        for article, stated in aliases.items()
    }
