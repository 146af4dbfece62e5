"""The parts of a page that other articles determine: link targets, citing articles, neighbours, related articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from msgspec import structs

from kursk_archive.catalogue import articles, language_versions, ledger, listings, page_context
from kursk_archive.catalogue.changes import clear_changes
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.page_context import ArticleWithContext, articles_with_context, link_targets
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, LinkRow
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.core.enums import ArticleId, CaptureState, LinkRegion


def lost_link(text: str) -> LinkRow:
    return LinkRow(LinkRegion.BODY, text, "#", 3, 1, "lost", None, None, hash_key(text.casefold()), None, None, False)


def link_to(address: str, region: LinkRegion = LinkRegion.BODY) -> LinkRow:
    key = None if region is LinkRegion.SOURCE else hash_key(address)
    return LinkRow(region, "more", address, 3, 1, "web", address, key, None, None, "news.example", False)


def article(article_id: str, title: str = "", date: str = "", page: str = "", **values: Any) -> ArticleRecord:
    title = title or article_id
    return ArticleRecord(
        ArticleId(article_id),
        values.pop("state", CaptureState.PUBLISHED),
        page or f"articles/{article_id}.html",
        title,
        hash_key(title.casefold()),
        date,
        record_sha256=article_id,
        **values,
    )


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as opened:
        yield opened


def enter(catalogue: Catalogue, *records: ArticleRecord) -> None:
    catalogue.upsert_captures([CaptureRecord(record.article_id, "", (), (record,)) for record in records])


def every_article(catalogue: Catalogue) -> dict[str, ArticleWithContext]:
    return {page.article_id: page for page in articles_with_context(catalogue.db, stale_only=False)}


def derived(catalogue: Catalogue, *records: ArticleRecord) -> dict[str, ArticleWithContext]:
    """Enter articles, derive everything, and return every article that has a page."""
    enter(catalogue, *records)
    derive_all(catalogue.db)
    return every_article(catalogue)


def test_neighbours_are_the_published_articles_next_by_date(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue, article("c", date="2024-08-15"), article("a", date="2024-08-16"), article("b", date="2024-08"),
        article("u"),
        article("w", date="2024-08-15T10:00", state=CaptureState.WITHHELD),
        article("d", date="2024-08-15", state=CaptureState.DRAFT),
    )  # fmt: skip
    assert set(pages) == {"a", "b", "c", "u", "w"}
    neighbours = {
        article_id: (page.context.earlier and page.context.earlier.path, page.context.later and page.context.later.path)
        for article_id, page in pages.items()
    }
    assert neighbours == {"b": (None, "c"), "c": ("b", "a"), "a": ("c", None), "u": (None, None), "w": (None, None)}


def test_of_two_articles_with_one_address_the_first_by_id_has_it(catalogue: Catalogue) -> None:
    page = "articles/2024/x.html"
    rivals = (article("b", page=page), article("a", page=page), article("0", page=page, state=CaptureState.DRAFT))
    pages = derived(catalogue, *rivals)
    assert set(pages) == {"a", "b"}
    assert pages["a"].output_path == page
    [conflict] = articles.conflicts(catalogue.db)
    assert (conflict.code, conflict.location.path) == ("collision", "b")
    assert conflict.message == f"published at {pages['b'].output_path}: a has the address {page}"
    assert derived(catalogue, article("a", page="y"))["b"].output_path == page
    assert list(articles.conflicts(catalogue.db)) == []


def test_two_captures_of_one_source_are_reported_once(catalogue: Catalogue) -> None:
    source = (hash_key("https://news.example/a"),)
    derived(
        catalogue,
        article("a", url_keys=source),
        article("b", url_keys=source),
        article("c", page="articles/a.html", url_keys=source),
    )
    assert [(conflict.code, conflict.location.path) for conflict in articles.conflicts(catalogue.db)] == [
        ("duplicate-source", "c"),
        ("duplicate-source", "b"),
    ]


def test_a_link_leads_to_the_article_that_is_known_by_its_address(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue,
        article(
            "a", links=(link_to("k1"), link_to("k2"), link_to("k1", LinkRegion.SOURCE)), url_keys=(hash_key("k1"),)
        ),
        article("b", url_keys=(hash_key("k2"),)),
        article("c", url_keys=(hash_key("k2"),), state=CaptureState.WITHHELD, stands_alone=True),
    )
    assert {ordinal: target.path for ordinal, target in pages["a"].context.targets.items()} == {0: "a", 1: "b"}
    assert [citing.path for citing in pages["b"].context.cited_by] == ["a"]
    assert pages["a"].context.cited_by == ()


def test_a_lost_link_leads_to_the_only_article_with_its_title(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue, article("a", "A Flood", links=(lost_link("a fire"), lost_link("a flood"))), article("b", "A Fire")
    )
    assert {ordinal: target.path for ordinal, target in pages["a"].context.targets.items()} == {0: "b"}
    pages = derived(catalogue, article("c", "a fire"))
    assert pages["a"].context.targets == {}
    catalogue.delete_captures(["b"])
    derive_all(catalogue.db)
    assert [target.path for target in link_targets(catalogue.db, ["a"])["a"].values()] == ["c"]


def test_a_translation_is_shown_whichever_version_names_the_other(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue,
        article("a", language="en", links=(link_to("capture:b", LinkRegion.TRANSLATION),)),
        article("b", language="uk", url_keys=(hash_key("capture:b"),)),
    )
    assert [version.path for version in pages["b"].context.translations] == ["a"]
    assert pages["b"].context.cited_by == ()
    assert {ordinal: target.path for ordinal, target in pages["a"].context.targets.items()} == {0: "b"}


def names(*paths: str) -> tuple[LinkRow, ...]:
    return tuple(link_to(f"capture:{path}", LinkRegion.TRANSLATION) for path in paths)


def version(path: str, language: str, *named: str, **values: Any) -> ArticleRecord:
    return article(path, language=language, url_keys=(hash_key(f"capture:{path}"),), links=names(*named), **values)


def versions_of(pages: Mapping[str, ArticleWithContext], path: str) -> list[str]:
    return [other.path for other in pages[path].context.translations]


def test_the_version_of_a_version_is_one_too(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue, version("a", "en", "b"), version("b", "uk", "c"), version("c", "ru"), version("d", "de", "c")
    )
    assert versions_of(pages, "a") == ["d", "c"]  # b is among the links that it states
    assert versions_of(pages, "b") == ["d", "a"]
    assert versions_of(pages, "c") == ["d", "a", "b"]
    assert versions_of(pages, "d") == ["a", "b"]


def test_nothing_withheld_joins_versions(catalogue: Catalogue) -> None:
    withheld = version("b", "uk", "c", state=CaptureState.WITHHELD)
    pages = derived(catalogue, version("a", "en", "b"), withheld, version("c", "ru"))
    assert versions_of(pages, "a") == versions_of(pages, "c") == []


def test_only_one_distant_version_is_shown_in_each_further_language(catalogue: Catalogue) -> None:
    pages = derived(
        catalogue,
        version("a", "en", "b"),
        version("b", "uk", "c", "d", "e", "f"),
        version("c", "ru"),
        version("d", "ru"),
        version("e", "en"),
        version("f", ""),
    )
    assert versions_of(pages, "a") == ["c"]
    assert versions_of(pages, "f") == ["a", "c", "b"]


def test_a_page_that_everybody_names_makes_no_versions(catalogue: Catalogue) -> None:
    count = language_versions.MAX_VERSIONS
    pages = derived(catalogue, version("hub", "en"), *(version(f"v{i:03}", f"x{i}", "hub") for i in range(count)))
    assert versions_of(pages, "v001") == []
    assert len(versions_of(pages, "hub")) == count
    catalogue.delete_captures(["v000"])
    derive_changed(catalogue.db)
    pages = {page.article_id: page for page in articles_with_context(catalogue.db, stale_only=True)}
    assert len(versions_of(pages, "v001")) == count - 2


def test_the_date_range_is_that_of_the_published_articles(catalogue: Catalogue) -> None:
    dates = {"a": "2024", "b": "2024-08-15T10:00", "c": "1999-12-31", "d": ""}
    published = [article(article_id, date=date) for article_id, date in dates.items()]
    derived(catalogue, *published, article("e", date="2030", state=CaptureState.WITHHELD))
    assert articles.date_range(catalogue.db) == ("1999-12-31", "2024-08-15")
    assert articles.count_published(catalogue.db) == 4


def linking_article(article_id: str, date: str, topics: str, addresses: str = "", **values: Any) -> ArticleRecord:
    terms = tuple(("topic", slug, slug, 1) for slug in topics.split())
    return article(article_id, date=date, terms=terms, links=tuple(map(link_to, addresses.split())), **values)


ARCHIVE = (
    linking_article("a", "2024-01", "rivers"),
    linking_article("b", "2024-02", "rivers", "k1 k1"),
    linking_article("c", "2024-03", "rivers fires"),
    linking_article("d", "2024-04", "fires rivers", "k1"),
    linking_article("e", "2024-05", "fires", "k2"),
)
RELATED = {"a": [], "b": ["d", "a"], "c": ["b"], "d": ["b", "c"], "e": ["d"]}


def related(pages: Iterable[ArticleWithContext]) -> dict[str, list[str]]:
    return {page.article_id: [other.path for other in page.context.related] for page in pages}


def test_neighbours_under_a_topic_or_a_link_are_related(catalogue: Catalogue) -> None:
    assert related(derived(catalogue, *ARCHIVE).values()) == RELATED


@pytest.mark.parametrize(
    "unpublished",
    [
        linking_article("w", "2024-03-15", "rivers fires", "k1 k2", state=CaptureState.WITHHELD),
        linking_article("w", "2024-03-15", "rivers fires", "k1 k2", state=CaptureState.DRAFT),
        linking_article(
            "w", "2024-03-15", "rivers fires", "k1 k2", capture_sha256="1", url_keys=(hash_key("sha256:1"),)
        ),
    ],
    ids=["withheld", "draft", "a copy"],
)
def test_an_unpublished_article_is_neither_related_nor_in_the_way(
    catalogue: Catalogue, unpublished: ArticleRecord
) -> None:
    first = structs.replace(ARCHIVE[0], capture_sha256="1", url_keys=(hash_key("sha256:1"),))
    pages = derived(catalogue, first, *ARCHIVE[1:], unpublished)
    assert {
        article_id: others for article_id, others in related(pages.values()).items() if article_id != "w"
    } == RELATED
    assert "w" not in pages or pages["w"].context.related == ()


def test_articles_with_the_same_source_are_not_related_by_it(catalogue: Catalogue) -> None:
    source = (link_to("k", LinkRegion.SOURCE),)
    pages = derived(catalogue, article("a", links=source), article("b", links=source))
    assert related(pages.values()) == {"a": [], "b": []}


def test_the_neighbours_of_an_edited_article_are_stale_and_shown_as_by_a_full_derivation(catalogue: Catalogue) -> None:
    derived(catalogue, *ARCHIVE)
    clear_changes(catalogue.db)
    enter(
        catalogue,
        linking_article("f", "2024-03-20", "fires", "k1 k3"),
        linking_article("e", "2024-05", "fires", "k3"),
    )
    derive_changed(catalogue.db)
    stale = related(articles_with_context(catalogue.db, stale_only=True))
    assert {"b", "d", "f"} <= set(stale)
    every = related(articles_with_context(catalogue.db, stale_only=False))
    assert stale == {article_id: every[article_id] for article_id in stale}
    assert every == {"a": [], "b": ["f", "a"], "c": ["b"], "d": ["f", "c"], "e": ["f", "d"], "f": ["e", "d", "b", "c"]}


def test_an_article_is_listed_under_its_terms_as_long_as_it_is_published(catalogue: Catalogue) -> None:
    terms = (("topic", "rivers", "Rivers", 1), ("host", "news.example", "news.example", 3))
    derived(catalogue, article("a", date="2024", terms=terms), article("b", date="2025", terms=terms[:1]))
    enter(catalogue, article("a", date="2023", terms=terms[:1]), article("c", date="2022", terms=terms))
    enter(catalogue, article("b", date="2025", terms=terms[:1], state=CaptureState.WITHHELD))
    derive_changed(catalogue.db)
    for _ in ("after the edits", "after a full derivation"):
        assert listings.counts(catalogue.db, "topic", "rivers") == {"2022": 1, "2023": 1}
        assert listings.counts(catalogue.db, "host", "news.example") == {"2022": 3}
        assert [row[0] for row in listings.articles_in(catalogue.db, "topic", "rivers", "2022")] == ["c"]
        assert [row[0] for row in listings.articles_in(catalogue.db, "topic", "rivers", "2023")] == ["a"]
        derive_all(catalogue.db)


def test_links_are_counted_by_what_they_came_to(catalogue: Catalogue) -> None:
    derived(
        catalogue,
        article("a", publisher="B", links=(lost_link("x"), link_to("k"), link_to("l"))),
        article("b", publisher="A", url_keys=(hash_key("k"),), links=(link_to("m"),)),
        article("c", publisher="B", state=CaptureState.WITHHELD, links=(lost_link("y"),)),
    )
    assert list(ledger.link_kind_counts(catalogue.db).items()) == [("article", 1), ("web", 2), ("lost", 1)]


def test_an_empty_archive_has_no_articles_dates_or_links(catalogue: Catalogue) -> None:
    assert derived(catalogue) == {}
    assert (articles.date_range(catalogue.db), ledger.link_kind_counts(catalogue.db)) == ((None, None), {})


def test_articles_come_by_date_however_many_batches_they_take(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_context, "CONTEXT_BATCH_SIZE", 2)
    dates = {"a": "2024-02", "b": "2024-01", "c": "", "d": "2024-01", "e": "2023"}
    pages = derived(catalogue, *(article(article_id, date=date) for article_id, date in dates.items()))
    assert list(pages) == ["c", "e", "b", "d", "a"]
    assert pages["d"].context.later is not None
    assert pages["d"].context.later.path == "a"
