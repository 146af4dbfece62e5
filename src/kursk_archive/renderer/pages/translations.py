"""Links to an article in other languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from kursk_archive.core.model import ArticleSummary
from kursk_archive.renderer.pages.links import LinkView
from kursk_archive.renderer.theme.filters import capitalize_first, language_name


class TranslationLink(Struct, frozen=True):
    """A link to the article in another language."""

    label: str
    """The language's own name: `Українська`; if the language is not known, the title or the host."""
    language: str | None
    href: str
    page: str = ""
    """Of the article in the archive, relative to the output folder; empty if the archive does not have it."""

    @property
    def in_archive(self) -> bool:
        """True if the archive has the article."""
        return bool(self.page)


def translation_links(
    archived: Iterable[ArticleSummary], stated: Iterable[LinkView], output_path: str, root: str
) -> tuple[TranslationLink, ...]:
    """Collect the translations of an article, each once: the archive's own first, by language.

    Args:
        archived: the archive's own translations, whichever article names the other.
        stated: the links in the article's own metadata; their text is the language, or empty.
        output_path: of the article itself, which is not among its translations.
        root: the relative path from there to the site's root folder.
    """
    stated = tuple(stated)
    targets = (view.target for view in stated if view.target)
    by_page = {article.page: article for article in (*archived, *targets) if article.page != output_path}
    in_order = sorted(by_page.values(), key=lambda article: (article.language or "", article.page))
    return (*(_archived_link(article, root) for article in in_order), *_external_links(stated))


def _archived_link(article: ArticleSummary, root: str) -> TranslationLink:
    label = _own_name(article.language) if article.language else article.title
    return TranslationLink(label, article.language, f"{root}{article.page}", article.page)


def _external_links(stated: Iterable[LinkView]) -> Iterator[TranslationLink]:
    for view in stated:
        if view.href and not view.target:
            label = _own_name(view.text) if view.text else view.host
            yield TranslationLink(label, view.text or None, view.href)


def _own_name(language: str) -> str:
    return capitalize_first(language_name(language, language))
