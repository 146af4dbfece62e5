"""Feeds: Atom parsed by feedparser, JSON Feed checked against its specification."""

from __future__ import annotations

import re
from typing import Annotated, Any
from xml.etree import ElementTree

import feedparser
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, LinkKind, LinkRegion
from kursk_archive.core.model import Article, ArticleSummary, Capture, Fragment, Link, PartialDate, Resolution, Snapshot
from kursk_archive.renderer.feeds import Feed, FeedArticle, FeedLimits, render_feed

BASE = "https://archive.example/a/b/"
SITE = Site("The Examplia archive", language="en", publisher="The Fictional Library", rights="All of it is made up.")
WIDE = FeedLimits(20, 64_000)
ATOM = "{http://www.w3.org/2005/Atom}"


# What the specification of JSON Feed 1.1 says of names, types and what must be there.


class Author(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class Item(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(min_length=1)]
    url: str
    date_modified: str
    content_html: str = ""
    content_text: str = ""
    title: str = ""
    external_url: str = ""
    summary: str = ""
    date_published: str = ""
    authors: list[Author] = []
    tags: list[str] = []
    language: str = ""


class Document(msgspec.Struct, forbid_unknown_fields=True):
    version: Annotated[str, msgspec.Meta(pattern=r"^https://jsonfeed\.org/version/1\.1$")]
    title: str
    items: list[Item]
    home_page_url: str
    feed_url: str
    authors: list[Author]
    language: str
    description: str = ""
    extension: dict[str, Any] = msgspec.field(name="_archive", default_factory=dict)


def article(name: str = "a", **fields: Any) -> Article:
    given: dict[str, Any] = {
        "title": "Ferry to Examplia",
        "body": Fragment(("<p>One ferry</p>",)),
        "date": PartialDate("2024-08-15"),
    }
    return Article(Capture(ArticleId(f"{name}.txt"), "0" * 64, 1, "text", "utf-8"), **(given | fields))


def entry(source: Article, *resolutions: Resolution, **fields: Any) -> FeedArticle:
    return FeedArticle(source, resolutions, f"articles/{source.id.removesuffix('.txt')}.html", **fields)


def feed(*entries: FeedArticle, **fields: Any) -> Feed:
    return Feed(**({"title": "Ferries", "path": "feed", "page": "index.html", "articles": entries} | fields))


def atom(of: Feed, cap: FeedLimits = WIDE, site: Site = SITE) -> Any:
    """Parse with feedparser, which must not have to repair anything."""
    data = render_feed(of, site, BASE, cap)[f"{of.path}.atom"]
    parsed = feedparser.parse(data, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert not parsed.bozo
    assert parsed.version == "atom10"
    return parsed


def json(of: Feed, cap: FeedLimits = WIDE, site: Site = SITE) -> Document:
    return msgspec.json.decode(render_feed(of, site, BASE, cap)[f"{of.path}.json"], type=Document)


RICH = entry(
    article(
        title="The Ferry & <the> Bridge",
        date=PartialDate("2024-08-15T14:30+03:00"),
        updated=PartialDate("2024-08-16"),
        authors=("Jane Doe", "Анна Примерная"),
        publisher="The Fictional Herald",
        section="Investigations",
        topics=("ferries", "bridges", "ferries"),
        description="What became of the ferry.",
        source=Link("", "https://herald.example/ferry?x=1", region=LinkRegion.SOURCE),
    ),
    Resolution(LinkKind.NEWS, "https://herald.example/ferry"),
)


def test_a_feed_states_its_title_and_urls() -> None:
    header = atom(feed(RICH, path="topics/ferries/feed", page="topics/ferries/index.html")).feed
    assert header.title == "Ferries"
    assert header.language == "en"
    assert header.author == "The Fictional Library"
    assert header.rights == "All of it is made up."
    assert {link.rel: (link.href, link.type) for link in header.links} == {
        "self": (f"{BASE}topics/ferries/feed.atom", "application/atom+xml"),
        "alternate": (f"{BASE}topics/ferries/index.html", "text/html"),
    }
    document = json(feed(RICH, path="topics/ferries/feed", page="topics/ferries/index.html", description="By boat."))
    assert (document.title, document.language, document.description) == ("Ferries", "en", "By boat.")
    assert document.home_page_url == f"{BASE}topics/ferries/index.html"
    assert document.feed_url == f"{BASE}topics/ferries/feed.json"
    assert document.authors == [Author("The Fictional Library")]
    assert document.extension["rights"] == "All of it is made up."


def test_an_atom_entry_contains_the_articles_metadata() -> None:
    (parsed,) = atom(feed(RICH)).entries
    assert parsed.title_detail.type == "text/plain"
    assert parsed.title == "The Ferry & <the> Bridge"
    assert (parsed.published, parsed.updated) == ("2024-08-15T14:30:00+03:00", "2024-08-16T00:00:00Z")
    assert [author.name for author in parsed.authors] == ["Jane Doe", "Анна Примерная"]
    assert [tag.term for tag in parsed.tags] == ["Investigations", "ferries", "bridges"]
    assert {link.rel: link.href for link in parsed.links} == {
        "alternate": f"{BASE}articles/a.html",
        "via": "https://herald.example/ferry",
    }
    assert parsed.summary == "What became of the ferry."
    assert parsed.content[0].value == "<p>One ferry</p>"
    assert parsed.content[0].type == "text/html"


def test_a_json_feed_item_contains_the_articles_metadata() -> None:
    (item,) = json(feed(RICH)).items
    assert item == Item(
        id=item.id,
        url=f"{BASE}articles/a.html",
        external_url="https://herald.example/ferry",
        title="The Ferry & <the> Bridge",
        content_html="<p>One ferry</p>",
        summary="What became of the ferry.",
        date_published="2024-08-15T14:30:00+03:00",
        date_modified="2024-08-16T00:00:00Z",
        authors=[Author("Jane Doe"), Author("Анна Примерная")],
        tags=["Investigations", "ferries", "bridges"],
    )


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        pytest.param({"publisher": "The Fictional Herald"}, ["The Fictional Herald"], id="publisher"),
        pytest.param({}, [], id="nobody"),
        pytest.param({"authors": (" ", "\x01")}, [], id="without-a-letter"),
    ],
)
def test_the_publisher_is_the_author_if_no_author_is_known(fields: dict[str, Any], authors: list[str]) -> None:
    (item,) = json(feed(entry(article(**fields)))).items
    assert [author.name for author in item.authors] == authors


TARGET = ArticleSummary(ArticleId("b.txt"), "articles/b.html", "The Bridge", None, None, None)
SEEN = Snapshot("https://web.archive.org/web/2023/https://p.example/", "https://p.example/", "2023", "web.archive.org")


@pytest.mark.parametrize(
    ("link", "resolution", "targets", "expected"),
    [
        pytest.param(
            Link("said", "/x", html="<em>said</em>"),
            Resolution(LinkKind.NEWS, "https://post.example/x?a=1&b=2"),
            {},
            '<a href="https://post.example/x?a=1&amp;b=2"><em>said</em></a>',
            id="outside",
        ),
        pytest.param(
            Link("said", "#"),
            Resolution(LinkKind.LOST),
            {0: TARGET},
            f'<a href="{BASE}articles/b.html">said</a>',
            id="inside",
        ),
        pytest.param(
            Link("then", SEEN.url),
            Resolution(LinkKind.SNAPSHOT, "https://p.example/", snapshot=SEEN),
            {},
            f'<a href="{SEEN.url}">then</a>',
            id="snapshot",
        ),
        pytest.param(Link("a < b", "#"), Resolution(LinkKind.LOST), {}, "a &lt; b", id="lost"),
        pytest.param(Link("run", "javascript:x"), Resolution(LinkKind.FORBIDDEN), {}, "run", id="forbidden"),
        pytest.param(Link("note", "#n"), Resolution(LinkKind.FRAGMENT, "#n"), {}, "note", id="fragment"),
        pytest.param(
            Link("A map", "m.png", region=LinkRegion.IMAGE),
            Resolution(LinkKind.WEB, "https://img.example/m.png"),
            {},
            '<a href="https://img.example/m.png">A map</a>',
            id="image",
        ),
        pytest.param(
            Link("", "m.png", region=LinkRegion.IMAGE),
            Resolution(LinkKind.WEB, "https://img.example/m.png"),
            {},
            '<a href="https://img.example/m.png">https://img.example/m.png</a>',
            id="image-without-words",
        ),
        pytest.param(Link("", "#", region=LinkRegion.IMAGE), Resolution(LinkKind.LOST), {}, "", id="image-lost"),
    ],
)
def test_links_in_the_text_are_absolute_or_plain_text(
    link: Link, resolution: Resolution, targets: dict[int, ArticleSummary], expected: str
) -> None:
    body = Fragment(("<p>It ", " so.</p>"), (link,))
    source = feed(entry(article(body=body), resolution, targets=targets))
    assert json(source).items[0].content_html == f"<p>It {expected} so.</p>"
    tree = ElementTree.fromstring(render_feed(source, SITE, BASE, WIDE)["feed.atom"])
    assert tree.findtext(f"{ATOM}entry/{ATOM}content") == f"<p>It {expected} so.</p>"


def test_the_image_is_a_link_and_its_caption_precedes_the_text() -> None:
    ferry = article(
        image="https://img.example/a.jpg",
        caption=Fragment(("The bridge, ", "."), (Link("seen", "#"),)),
        credit=Fragment(("Jane Doe",)),
        body=Fragment(("<p>", "</p>"), (Link("said", "x"),)),
    )
    source = entry(ferry, Resolution(LinkKind.LOST), Resolution(LinkKind.WEB, "https://p.example/"))
    assert json(feed(source)).items[0].content_html == (
        '<figure><p><a href="https://img.example/a.jpg">https://img.example/a.jpg</a></p>'
        "<figcaption>The bridge, seen. Jane Doe</figcaption></figure>\n"
        '<p><a href="https://p.example/">said</a></p>'
    )


def test_an_image_without_a_web_address_is_omitted() -> None:
    (item,) = json(feed(entry(article(image="javascript:alert(1)")))).items
    assert item.content_html == "<p>One ferry</p>"


def test_an_article_in_another_language_has_a_lang_attribute() -> None:
    source = feed(entry(article(language="ar")))
    assert json(source).items[0].content_html == '<div lang="ar" dir="rtl"><p>One ferry</p></div>'
    assert json(source).items[0].language == "ar"
    tree = ElementTree.fromstring(render_feed(source, SITE, BASE, WIDE)["feed.atom"])
    element = tree.find(f"{ATOM}entry")
    assert element is not None
    assert element.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"


def test_an_entry_has_a_bounded_number_of_names() -> None:
    names = tuple(f"Name {number}" for number in range(3_000))
    (item,) = json(feed(entry(article(topics=names, authors=names)))).items
    assert (len(item.tags), len(item.authors)) == (20, 20)
    assert item.tags[0] == "Name 0"


def test_a_long_text_is_not_rendered_for_every_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kursk_archive.renderer.feeds.entries.close_links", lambda *_: pytest.fail("rendered"))
    (item,) = json(feed(entry(article(body=Fragment(("<p>It sails.</p>" * 10_000,)))))).items
    assert item.content_text.startswith("It sails.")


def test_footnotes_lead_to_the_articles_page() -> None:
    note = '<p>It sails<sup><a href="#fn-1" id="fnref-1" role="doc-noteref">[1]</a></sup>.</p>'
    (item,) = json(feed(entry(article(body=Fragment((note,)))))).items
    assert " id=" not in item.content_html
    assert re.findall('href="([^"]*)"', item.content_html) == [f"{item.url}#fn-1"]


def test_an_entry_id_survives_a_move_of_the_archive_and_edits() -> None:
    first = json(feed(RICH)).items[0].id
    edited = structs.replace(
        RICH, article=structs.replace(RICH.article, title="Another", body=Fragment(("<p>!</p>",)), updated=None)
    )
    moved = msgspec.json.decode(
        render_feed(feed(edited), replace(SITE, title="Renamed"), "https://elsewhere.example/", WIDE)["feed.json"],
        type=Document,
    )
    assert moved.items[0].id == first
    assert first.startswith("urn:uuid:")
    assert atom(feed(RICH)).entries[0].id == first


def test_ids_are_unique() -> None:
    other_source = structs.replace(
        RICH, article=structs.replace(RICH.article, source=Link("", "https://post.example/ferry"))
    )
    other_page = structs.replace(RICH, output_path="articles/other.html")
    nobodys = entry(article())
    ids = [json(feed(source)).items[0].id for source in (RICH, other_source, other_page, nobodys)]
    ids += [json(feed(nobodys), site=replace(SITE, title="Another archive")).items[0].id]
    feeds = [feed(), feed(path="topics/ferries/feed")]
    ids += [atom(feed_).feed.id for feed_ in feeds]
    ids += [atom(feed(), site=replace(SITE, title="Another archive")).feed.id]
    assert len(set(ids)) == len(ids)
    assert [json(feed_).extension["id"] for feed_ in feeds] == [atom(feed_).feed.id for feed_ in feeds]


def test_updated_is_the_latest_of_the_entries_across_time_zones() -> None:
    dates = ("2024-08-15T01:00+03:00", "2024-08-14T23:00Z", "2024-08-14T22:30Z")
    entries = [entry(article(f"a{i}", date=PartialDate(date))) for i, date in enumerate(dates)]
    assert atom(feed(*entries)).feed.updated == "2024-08-14T23:00:00Z"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"date": None}, id="undated"),
        pytest.param({"withheld": True}, id="withheld"),
        pytest.param({"date": PartialDate("2024-02-30")}, id="no-such-day"),
    ],
)
def test_withheld_and_undated_articles_are_omitted(fields: dict[str, Any]) -> None:
    source = feed(entry(article(**fields)))
    assert atom(source).entries == []
    assert atom(source).feed.updated == "1970-01-01T00:00:00Z"
    assert json(source).items == []


def test_an_undated_article_is_dated_by_its_capture() -> None:
    (item,) = json(feed(entry(article(date=None, captured_at=PartialDate("2024-09-01T10:00Z"))))).items
    assert (item.date_modified, item.date_published) == ("2024-09-01T10:00:00Z", "")


def test_a_feed_respects_its_entry_limit() -> None:
    entries = [entry(article(f"a{i}")) for i in range(5)]
    assert [item.url for item in json(feed(*entries), FeedLimits(2, 64_000)).items] == [
        f"{BASE}articles/a0.html",
        f"{BASE}articles/a1.html",
    ]
    assert len(atom(feed(*entries), FeedLimits(2, 64_000)).entries) == 2


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_respects_its_size_limit(form: str) -> None:
    entries = [entry(article(f"a{i}", body=Fragment(("<p>" + "ferry " * 50 + "</p>",)))) for i in range(30)]
    whole = len(render_feed(feed(*entries), SITE, BASE, FeedLimits(30, 10**6))[f"feed.{form}"])
    for size in (whole, whole - 1, whole // 2):
        cut = render_feed(feed(*entries), SITE, BASE, FeedLimits(30, size))[f"feed.{form}"]
        assert size - 1200 < len(cut) <= size


def test_a_text_that_is_too_long_is_shortened_and_other_entries_follow() -> None:
    long = entry(article("long", body=Fragment(("<p>" + "ferry " * 9_000 + "</p>",))))
    source = feed(long, entry(article("short")))
    assert [item.content_html for item in json(source, FeedLimits(10, 32_000)).items] == ["", "<p>One ferry</p>"]
    first = json(source, FeedLimits(10, 32_000)).items[0]
    assert first.content_text == "ferry " * 49 + "…"
    first, second = atom(source, FeedLimits(10, 32_000)).entries
    assert "content" not in first
    assert first.summary == "ferry " * 49 + "…"
    assert second.content[0].value == "<p>One ferry</p>"


def test_a_feed_has_at_least_one_entry() -> None:
    for size in (0, 100):
        assert len(json(feed(RICH, RICH), FeedLimits(10, size)).items) == 1
        assert len(atom(feed(RICH, RICH), FeedLimits(10, size)).entries) == 1


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=20), st.text(st.characters(), max_size=20))
def test_a_feed_with_any_text_can_be_parsed(title: str, words: str) -> None:
    """Including lone surrogates and control characters, which neither format can represent."""
    hostile = article(title=title, authors=(words,), topics=(words,), language=words, image=f"https://{words}")
    hostile = structs.replace(hostile, source=Link("", words), description=words, publisher=title)
    source = feed(entry(hostile, Resolution(LinkKind.WEB, words)), title=words, description=title)
    site = Site(title, language="en", publisher=words, rights=words)
    files = render_feed(source, site, BASE, WIDE)
    assert len(ElementTree.fromstring(files["feed.atom"]).findall(f"{ATOM}entry")) == 1
    assert len(msgspec.json.decode(files["feed.json"], type=Document).items) == 1
