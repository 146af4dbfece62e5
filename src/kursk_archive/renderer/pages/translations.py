"""The same article in other languages, as its page offers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kursk_archive.core.model import ArticleSummary
from kursk_archive.renderer.pages.links import ReferenceView
from kursk_archive.renderer.theme.filters import capitalize_first, language_name


class Version(Struct, frozen=True):
    """An article in another language."""

    name: str
    """The language, in its own words: `Українська`; where it is not known, the title or the host."""
    language: str | None
    href: str
    is_inside: bool
    """Whether the archive holds it."""


def versions(
    known: Iterable[ArticleSummary], stated: Iterable[ReferenceView], page: str, root: str
) -> tuple[Version, ...]:
    """The versions that a page offers, each once: the archive's own first, by language.

    Args:
        known: the archive's own, whichever side says so.
        stated: what the article's own metadata name; their text is the language, or empty.
        page: the article's own path, which is not among them.
        root: the way from it to the site's first folder.
    """
    stated = tuple(stated)
    inside = {one.page: one for one in (*known, *(view.target for view in stated if view.target))}
    held = sorted((one for path, one in inside.items() if path != page), key=lambda one: (one.language or "", one.page))
    return (*(_held(one, root) for one in held), *_elsewhere(stated))


def _held(one: ArticleSummary, root: str) -> Version:
    name = _name(one.language) if one.language else one.title
    return Version(name, one.language, f"{root}{one.page}", is_inside=True)


def _elsewhere(stated: Iterable[ReferenceView]) -> Iterator[Version]:
    for one in stated:
        if one.href and not one.target:
            yield Version(_name(one.text) if one.text else one.host, one.text or None, one.href, is_inside=False)


def _name(language: str) -> str:
    return capitalize_first(language_name(language, language))
