"""Names of one thing in several languages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.model import Article, Capture, Fragment
from kursk_archive.site.joined_terms import JoinedTerm, JoinedTerms, with_joined_labels
from kursk_archive.site.taxonomy import term_slug

VALLEY = JoinedTerm(
    "Upper Valley", "upper-valley", {"uk": "Верхня Долина", "ru": "Верхняя Долина", "pt-BR": "Vale Alto"}, ("Upvalley",)
)


def article(**fields: object) -> Article:
    capture = Capture("a.md", "0" * 64, 1, "markdown", "utf-8")  # type: ignore[arg-type] # an id is a str
    return Article(capture, "A notice", Fragment(), **fields)  # type: ignore[arg-type]


def test_a_label_is_in_the_language_or_a_variety_of_it() -> None:
    assert VALLEY.label_in("uk") == "Верхня Долина"
    assert VALLEY.label_in("uk-UA") == "Верхня Долина"
    assert VALLEY.label_in("pt") == "Vale Alto"
    assert VALLEY.label_in("pt-br") == "Vale Alto"
    assert VALLEY.label_in("de") == "Upper Valley"


def test_the_other_labels_are_those_that_the_page_does_not_show() -> None:
    assert VALLEY.other_labels("uk") == (
        ("", "Upper Valley"),
        ("ru", "Верхняя Долина"),
        ("pt-BR", "Vale Alto"),
        ("", "Upvalley"),
    )


def test_every_name_leads_to_the_term_however_it_is_written() -> None:
    terms = JoinedTerms({"place": (VALLEY,)}, "en")
    for name in ("upper valley", "UPPER-VALLEY", "верхня долина", "Vale alto", "Upvalley", "upper-valley"):
        assert terms.slug_of("place", name) == "upper-valley"
    assert terms.slug_of("topic", "Upvalley") == "upvalley"
    assert terms.slug_of("place", "Lower Valley") == "lower-valley"


def test_an_article_keeps_the_names_that_it_states() -> None:
    terms = JoinedTerms({"place": (VALLEY,)}, "ru")
    stated = article(places=("Upvalley", "Верхня Долина", "Sea"), publisher="Upvalley")
    joined = terms.names_in(stated)
    assert [(name.taxonomy, name.name, name.slug, name.label) for name in joined] == [
        ("place", "Upvalley", "upper-valley", "Верхняя Долина"),
        ("place", "Верхня Долина", "upper-valley", "Верхняя Долина"),
    ]


def test_labels_stand_for_the_names_each_once() -> None:
    press = JoinedTerm("Press", "press", {"uk": "Преса"})
    terms = JoinedTerms({"place": (VALLEY,), "publisher": (press,)}, "en")
    stated = article(places=("Upvalley", "Sea", "Верхня Долина"), publisher="преса", topics=("Upvalley",))
    joined = article(
        places=stated.places, publisher=stated.publisher, topics=stated.topics, joined_names=terms.names_in(stated)
    )
    shown = with_joined_labels(joined)
    assert (shown.places, shown.publisher, shown.topics) == (("Upper Valley", "Sea"), "Press", ("Upvalley",))
    assert with_joined_labels(stated) is stated


names = st.text("abc ДжЇ'-_", min_size=1, max_size=6).filter(str.strip)


@given(names, st.lists(names, max_size=4))
def test_the_slug_follows_from_the_key_alone(name: str, others: list[str]) -> None:
    slug = term_slug(name)
    terms = JoinedTerms({"topic": (JoinedTerm(name, slug, {}, tuple(others)),)}, "en")
    assert {terms.slug_of("topic", other) for other in (name, slug, *others)} == {slug}
    assert slug not in terms.former_slugs("topic", slug)
    assert set(terms.former_slugs("topic", slug)) == {term_slug(other) for other in others} - {slug}
