"""Joined terms: the names that one topic, author, publisher or place has in several languages, as archive.yaml says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.i18n import primary_subtag
from kursk_archive.core.model import Article, JoinedName
from kursk_archive.site.taxonomy import TAXONOMIES, term_slug

JOINABLE_TAXONOMIES = ("topic", "author", "publisher", "place")


class JoinedTerm(Struct, frozen=True):
    """A topic, author, publisher or place with several names."""

    name: str
    """Its key in archive.yaml; readers see it where no label is in the archive's language."""
    slug: str
    """Of its page. It follows from the key, so it stays when names and labels change."""
    labels: Mapping[str, str] = {}
    """Language (BCP 47) → name in that language."""
    also: tuple[str, ...] = ()
    """Further spellings."""
    note: str = ""
    """About the term, for readers."""
    coordinates: tuple[float, float] | None = None
    """Of a place: latitude and longitude in degrees (WGS 84); north and east are positive."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that articles may use."""
        return tuple(dict.fromkeys((self.name, *self.labels.values(), *self.also)))

    def label_in(self, language: str) -> str:
        """Return the label in a language, else in another variety of it, else the term's own name."""
        labels = {tag.lower(): label for tag, label in self.labels.items()}
        varieties = (label for tag, label in labels.items() if primary_subtag(tag) == primary_subtag(language))
        return labels.get(language.lower()) or next(varieties, self.name)

    def other_labels(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return language and label of the names that `label_in` does not show; spellings have no language."""
        shown, labels = self.label_in(language), {label: tag for tag, label in reversed([*self.labels.items()])}
        return tuple((labels.get(name, ""), name) for name in self.names if name != shown)


class JoinedTerms:
    """The joined terms of an archive, by taxonomy and by the slug of each name."""

    def __init__(self, terms: Mapping[str, Sequence[JoinedTerm]], language: str) -> None:
        """Make the index.

        Args:
            terms: taxonomy → its joined terms.
            language: of the archive.
        """
        self.language = language
        self._terms = {
            (taxonomy, key): term
            for taxonomy, listed in terms.items()
            for term in listed
            for key in (term.slug, *map(term_slug, term.names))
        }

    def __bool__(self) -> bool:
        return bool(self._terms)

    def get(self, taxonomy: str, slug: str) -> JoinedTerm | None:
        """Return the term that has a slug, as its own or as that of a name; None if archive.yaml does not join it."""
        return self._terms.get((taxonomy, slug))

    def slug_of(self, taxonomy: str, name: str) -> str:
        """Return the slug of the term that a name stands for, joined or not."""
        term = self.get(taxonomy, term_slug(name))
        return term.slug if term else term_slug(name)

    def former_slugs(self, taxonomy: str, slug: str) -> tuple[str, ...]:
        """Return the slugs that the names of a joined term would have by themselves."""
        term = self.get(taxonomy, slug)
        return tuple(sorted({*map(term_slug, term.names)} - {term.slug})) if term else ()

    def labels(self) -> Iterator[tuple[str, str, str]]:
        """Yield taxonomy, slug and label of each joined term."""
        terms = {(taxonomy, term.slug): term for (taxonomy, _), term in self._terms.items()}
        yield from ((*key, term.label_in(self.language)) for key, term in terms.items())

    def names_in(self, article: Article) -> tuple[JoinedName, ...]:
        """Return the joined names that an article states."""
        if not self._terms:
            return ()
        return tuple(
            JoinedName(taxonomy, name, term.slug, term.label_in(self.language))
            for taxonomy in JOINABLE_TAXONOMIES
            for name in stated_names(article, taxonomy)
            if (term := self.get(taxonomy, term_slug(name)))
        )


def stated_names(article: Article, taxonomy: str) -> tuple[str, ...]:
    """Return the names of terms that the fields of an article state."""
    field = TAXONOMIES[taxonomy].field
    stated: str | tuple[str, ...] | None = getattr(article, field) if field else None
    return tuple(filter(None, (stated,) if isinstance(stated, str) else stated or ()))


def term_slugs(article: Article) -> Mapping[tuple[str, str], str]:
    """Map taxonomy and name of the joined names that an article states to the slug of the term."""
    return {(joined.taxonomy, joined.name): joined.slug for joined in article.joined_names}


def with_joined_labels(article: Article) -> Article:
    """Return an article whose fields have the label of each joined term in place of the name that it states."""
    fields: dict[str, str | tuple[str, ...]] = {}
    for taxonomy in dict.fromkeys(joined.taxonomy for joined in article.joined_names):
        labels = {joined.name: joined.label for joined in article.joined_names if joined.taxonomy == taxonomy}
        names = tuple(dict.fromkeys(labels.get(name, name) for name in stated_names(article, taxonomy)))
        field = TAXONOMIES[taxonomy].field
        fields[field] = names[0] if isinstance(getattr(article, field), str) else names
    return replace(article, **fields) if fields else article
