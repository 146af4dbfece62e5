"""The same article in other languages, as its page offers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kursk_archive.core.model import ArticleSummary
from kursk_archive.renderer.pages.links import LinkView
from kursk_archive.renderer.theme.filters import capitalize_first, language_name


class TranslationLink(Struct, frozen=True):
    """An article in another language."""

    label: str
    """The language, in its own words: `Українська`; where it is not known, the title or the host."""
    language: str | None
    href: str
    in_archive: bool
    """Whether the archive holds it."""


def translation_links(
    known: Iterable[ArticleSummary], stated: Iterable[LinkView], output_path: str, root: str
) -> tuple[TranslationLink, ...]:
    """The versions that a page offers, each once: the archive's own first, by language.

    Args:
        known: the archive's own, whichever side says so.
        stated: what the article's own metadata name; their text is the language, or empty.
        output_path: the article's own path, which is not among them.
        root: the way from it to the site's first folder.
    """
    stated = tuple(stated)
    inside = {one.page: one for one in (*known, *(view.target for view in stated if view.target))}
    held = sorted(
        (one for path, one in inside.items() if path != output_path), key=lambda one: (one.language or "", one.page)
    )
    return (*(_archived(one, root) for one in held), *_external(stated))


def _archived(one: ArticleSummary, root: str) -> TranslationLink:
    name = _name(one.language) if one.language else one.title
    return TranslationLink(name, one.language, f"{root}{one.page}", in_archive=True)


def _external(stated: Iterable[LinkView]) -> Iterator[TranslationLink]:
    for one in stated:
        if one.href and not one.target:
            yield TranslationLink(
                _name(one.text) if one.text else one.host, one.text or None, one.href, in_archive=False
            )


def _name(language: str) -> str:
    return capitalize_first(language_name(language, language))
