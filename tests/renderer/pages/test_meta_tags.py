"""Metadata in the head of pages, parsed as programs parse it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import extruct
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, Canonical, LinkKind, LinkRegion
from kursk_archive.core.model import (
    Article,
    ArticleContext,
    ArticleSummary,
    Capture,
    Fragment,
    Link,
    PartialDate,
    Resolution,
    Snapshot,
    SummaryRow,
)
from kursk_archive.renderer.pages.article import article_values, render_article
from kursk_archive.renderer.pages.json_ld import json_for_script
from kursk_archive.renderer.pages.listings import FrontPage, ListingPage, Overview, render_front_page, render_listing
from kursk_archive.renderer.pages.meta_tags import HeadMetadata, head_metadata
from kursk_archive.renderer.theme.coins import coins_span
from kursk_archive.renderer.theme.environment import Theme

PAGE = "articles/2024/08/15/ferry.html"
BASE = "https://archive.example/kept/"
ORIGINAL = "https://news.example/2024/08/15/ferry"
CAPTURE = Capture(ArticleId("dumps/ferry.txt"), "0123456789abcdef" * 4, 2218, "text", "utf-8")
FERRY = Article(
    CAPTURE,
    "Examplia Opens Talks on the “Ferry” & More",
    Fragment(("<p>The ", " at ", "</p>"), (Link("ferry", "https://ferry.example/"), Link("noon", "#"))),
    date=PartialDate("2024-08-15T14:30+03:00"),
    updated=PartialDate("2024-08-16"),
    authors=("Jane Doe", "The Fictional Herald"),
    publisher="The Fictional Herald",
    source=Link(ORIGINAL, ORIGINAL, region=LinkRegion.SOURCE),
    language="en",
    topics=("ferries", "talks"),
    section="World",
    places=("Examplia",),
    description="The ferry may go on.",
    image="https://img.example/ferry.jpg",
    credit=Fragment(("J. Doe",)),
    captured_at=PartialDate("2024-09-01T10:00:00Z"),
)
FOUND = (
    Resolution(LinkKind.WEB, "https://ferry.example/"),
    Resolution(LinkKind.LOST),
    Resolution(LinkKind.NEWS, ORIGINAL),
)
BARE = Article(
    structs.replace(CAPTURE, format="markdown", media_type="text/markdown"), "Ferry", Fragment(("<p>It goes.</p>",))
)


def page_of(
    site: Site,
    article: Article = FERRY,
    resolutions: Sequence[Resolution] = FOUND,
    context: ArticleContext | None = None,
) -> str:
    values = article_values(article, resolutions, [()] * len(resolutions), context or ArticleContext(), PAGE)
    return render_article(Theme(site), PAGE, values).decode()


def record_of(html: str) -> dict[str, Any]:
    (json_ld,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert isinstance(json_ld, dict)
    return json_ld


class Head(HTMLParser):
    """The `meta` elements by name as Zotero reads them (`name` before `property`), and the canonical link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: dict[str, list[str]] = {}
        self.properties: dict[str, list[str]] = {}
        self.canonical: list[str | None] = []
        self.coins: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        content = attributes.get("content") or ""
        if tag == "meta" and (name := attributes.get("name") or attributes.get("property")):
            self.metas.setdefault(name, []).append(content)
        if tag == "meta" and (name := attributes.get("property")):
            self.properties.setdefault(name, []).append(content)
        if tag == "link" and attributes.get("rel") == "canonical":
            self.canonical.append(attributes["href"])
        if tag == "span" and attributes.get("class") == "Z3988":
            self.coins.append(attributes["title"] or "")
        if tag == "script":
            self.scripts.append(attributes)


def test_json_ld_contains_the_articles_metadata() -> None:
    assert record_of(page_of(Site(publisher="The Examplia Library", base_url=BASE))) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Examplia Opens Talks on the “Ferry” & More",
        "url": BASE + PAGE,
        "datePublished": "2024-08-15T14:30+03:00",
        "dateModified": "2024-08-16",
        "author": [
            {"@type": "Person", "name": "Jane Doe"},
            {"@type": "Organization", "name": "The Fictional Herald"},
        ],
        "publisher": {"@type": "Organization", "name": "The Fictional Herald"},
        "articleSection": "World",
        "inLanguage": "en",
        "keywords": ["ferries", "talks"],
        "contentLocation": [{"@type": "Place", "name": "Examplia"}],
        "image": {"@type": "ImageObject", "url": "https://img.example/ferry.jpg", "creditText": "J. Doe"},
        "isBasedOn": ORIGINAL,
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": BASE + "articles/2024/08/15/ferry.txt",
            "encodingFormat": "text/plain",
            "contentSize": "2218",
            "sha256": "0123456789abcdef" * 4,
            "dateCreated": "2024-09-01T10:00:00Z",
        },
        "sdPublisher": {"@type": "Organization", "name": "The Examplia Library"},
    }


def test_json_ld_omits_unknown_fields() -> None:
    assert record_of(page_of(Site(), BARE, ())) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Ferry",
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": "ferry.txt",
            "encodingFormat": "text/markdown",
            "contentSize": "2218",
            "sha256": "0123456789abcdef" * 4,
        },
    }


def test_open_graph_tags() -> None:
    (open_graph,) = extruct.extract(page_of(Site(title="Kept", base_url=BASE)), syntaxes=["opengraph"])["opengraph"]
    assert open_graph["namespace"]["og"] == "http://ogp.me/ns#"
    assert open_graph["properties"] == [
        ("og:description", "The ferry may go on."),
        ("og:type", "article"),
        ("og:title", "Examplia Opens Talks on the “Ferry” & More"),
        ("article:published_time", "2024-08-15T14:30+03:00"),
        ("article:modified_time", "2024-08-16"),
        ("article:section", "World"),
        ("article:tag", "ferries"),
        ("article:tag", "talks"),
        ("og:site_name", "Kept"),
        ("og:url", BASE + PAGE),
    ]


def test_zotero_reads_the_meta_tags() -> None:
    metas = Head(page_of(Site(title="Kept", rights="Theirs.", base_url=BASE))).metas
    assert {name: metas[name] for name in metas if name[:9] in ("citation_", "prism.pub", "DC.type", "DC.rights")} == {
        "DC.type": ["newspaperArticle"],
        "citation_title": ["Examplia Opens Talks on the “Ferry” & More"],
        "citation_author": ["Jane Doe", "The Fictional Herald"],
        "citation_publication_date": ["2024-08-15"],
        "citation_language": ["en"],
        "prism.publicationName": ["The Fictional Herald"],
        "DC.rights": ["Theirs."],
    }
    assert metas["article:section"] == ["World"]
    assert metas["article:tag"] == ["ferries", "talks"]
    assert metas["og:url"] == [BASE + PAGE]
    assert metas["og:type"] == ["article"]  # `website` would go before DC.type
    assert metas["twitter:card"] == ["summary"]
    assert metas["description"] == ["The ferry may go on."]


def test_tags_that_mislead_zotero_are_omitted() -> None:
    teaser = ArticleSummary(ArticleId("b.txt"), "articles/undated/b.html", "B", None, None, None)
    html = page_of(Site(title="Kept"), BARE, (), ArticleContext(earlier=teaser, later=teaser, cited_by=(teaser,)))
    head = Head(html)
    assert head.coins == []
    assert "citation_journal_title" not in head.metas
    assert "og:site_name" not in head.metas  # it would be taken for the newspaper
    assert "og:url" not in head.metas
    assert [script for script in head.scripts if "src" not in script] == [{"type": "application/ld+json"}]


SNAPSHOT = Snapshot(
    "https://web.archive.org/web/20240901/https://news.example/a", "https://news.example/a", "2024-09-01"
)
NAMELESS = Snapshot("https://archive.ph/abcde", None, None)


def metadata(
    article: Article, source: Resolution | None, site: Site | None = None, picture: str | None = None
) -> HeadMetadata:
    resolutions = (*FOUND[:2], *([source] if source else []))
    values = article_values(article, resolutions, [()] * len(resolutions), ArticleContext(), PAGE)
    return head_metadata(article, values["source"], PAGE, site or Site(base_url=BASE), picture)


@pytest.mark.parametrize(
    ("source", "based_on", "archived_at"),
    [
        pytest.param(Resolution(LinkKind.NEWS, ORIGINAL), ORIGINAL, None, id="the original"),
        pytest.param(
            Resolution(LinkKind.SNAPSHOT, SNAPSHOT.url, snapshot=SNAPSHOT),
            SNAPSHOT.original,
            SNAPSHOT.url,
            id="a snapshot",
        ),
        pytest.param(
            Resolution(LinkKind.SNAPSHOT, NAMELESS.url, snapshot=NAMELESS),
            None,
            NAMELESS.url,
            id="of nobody knows what",
        ),
        pytest.param(Resolution(LinkKind.MALFORMED), None, None, id="nowhere"),
    ],
)
def test_the_original_and_its_snapshot_are_distinguished(
    source: Resolution, based_on: str | None, archived_at: str | None
) -> None:
    head = metadata(FERRY, source)
    record = json.loads(head.json_ld)
    assert (record.get("isBasedOn"), record.get("archivedAt")) == (based_on, archived_at)
    assert head.canonical == (based_on or BASE + PAGE)


@pytest.mark.parametrize(
    ("site", "article", "expected"),
    [
        pytest.param({}, {}, ORIGINAL, id="the original's"),
        pytest.param({"base_url": BASE}, {}, ORIGINAL, id="the original's, though there is another"),
        pytest.param({"base_url": BASE, "canonical": Canonical.COPY}, {}, BASE + PAGE, id="the archive decides"),
        pytest.param({"base_url": BASE}, {"canonical": Canonical.COPY}, BASE + PAGE, id="an article decides"),
        pytest.param(
            {"base_url": BASE, "canonical": Canonical.COPY}, {"canonical": Canonical.ORIGINAL}, ORIGINAL, id="back"
        ),
        pytest.param({"canonical": Canonical.COPY}, {}, None, id="nobody knows this copy's"),
        pytest.param({"base_url": BASE}, {"source": None}, BASE + PAGE, id="nobody knows the original's"),
        pytest.param({}, {"source": None}, None, id="nobody knows either"),
    ],
)
def test_the_canonical_url(site: dict[str, Any], article: dict[str, Any], expected: str | None) -> None:
    changed = structs.replace(FERRY, **article)
    html = page_of(Site(**site), changed, FOUND if changed.source else FOUND[:2])
    assert Head(html).canonical == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("site", "article", "expected"),
    [
        (False, None, []),
        (True, None, ["noindex"]),
        (False, True, ["noindex"]),
        (True, False, []),
        (True, True, ["noindex"]),
    ],
)
def test_the_articles_setting_overrides_the_archives(site: bool, article: bool | None, expected: list[str]) -> None:
    html = page_of(Site(noindex=site), structs.replace(FERRY, noindex=article))
    assert Head(html).metas.get("robots", []) == expected


def test_the_archives_own_image_is_used_if_its_url_is_known() -> None:
    head = metadata(FERRY, FOUND[2], Site(base_url=BASE), "articles/2024/08/15/ferry-640.jpg")
    tags = {str(attributes): content for attributes, content in head.meta_tags}
    assert tags['property="og:image"'] == BASE + "articles/2024/08/15/ferry-640.jpg"
    assert tags['name="twitter:card"'] == "summary_large_image"
    assert json.loads(head.json_ld)["image"]["url"] == BASE + "articles/2024/08/15/ferry-640.jpg"
    unknown = metadata(FERRY, FOUND[2], Site(), "articles/2024/08/15/ferry-640.jpg")
    assert json.loads(unknown.json_ld)["image"]["url"] == "https://img.example/ferry.jpg"


@settings(max_examples=100)
@given(
    st.recursive(
        st.text(st.characters(codec="utf-8")), lambda inner: st.lists(inner) | st.dictionaries(st.text("<ab"), inner)
    )
)
def test_no_text_closes_the_script_element(value: object) -> None:
    written = json_for_script(value)
    assert "<" not in written
    assert json.loads(written) == value


HOSTILE = "</title></script><script>alert(1)</script><!-- \" ' & \u2028"


def test_hostile_metadata_are_escaped() -> None:
    article = structs.replace(
        FERRY, title=HOSTILE, authors=(HOSTILE,), publisher=HOSTILE, topics=(HOSTILE,), description=HOSTILE
    )
    html = page_of(Site(title=HOSTILE, base_url=BASE), article)
    head = Head(html)
    assert [script for script in head.scripts if "src" not in script] == [{"type": "application/ld+json"}]
    assert head.metas["citation_title"] == [HOSTILE]
    assert record_of(html)["headline"] == HOSTILE


def teaser(title: str, publisher: str | None = "The Fictional Herald", language: str | None = "en") -> ArticleSummary:
    return ArticleSummary(ArticleId("a.txt"), PAGE, title, PartialDate("2024-08-15T14:30"), publisher, language)


def row(title: str) -> SummaryRow:
    return "a.txt", PAGE, title, "2024-08-15T14:30", "The Fictional Herald", "en", 0


@pytest.mark.parametrize("title", ["Ferry", 'A & B = "C" + 100 % <d>; #1', "Паром в Примерии", HOSTILE])
def test_lists_contain_coins(title: str) -> None:
    (title_attribute,) = Head(coins_span(teaser(title), BASE)).coins
    assert parse_qs(title_attribute, strict_parsing=True) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:dc"],
        "rft.type": ["newspaperArticle"],
        "rft.title": [title],
        "rft.source": ["The Fictional Herald"],
        "rft.date": ["2024-08-15"],
        "rft.language": ["en"],
        "rft_id": [BASE + PAGE],
    }


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_title_survives_coins(title: str) -> None:
    (title_attribute,) = Head(coins_span(teaser(title, None, None), None)).coins
    assert parse_qs(title_attribute)["rft.title"] == [title]
    assert "rft_id" not in parse_qs(title_attribute)
    assert all(part.count("=") == 1 for part in title_attribute.split("&"))


OVERVIEW = Overview(1, {}, (), (), None, None, 0, {}, ())


def test_lists_are_websites_in_open_graph() -> None:
    site = Site(title="Kept & Safe", description="What is kept.", base_url=BASE)
    html = render_front_page(Theme(site), "index.html", FrontPage(OVERVIEW, (row("Ferry"),))).decode()
    head = Head(html)
    assert head.properties == {
        "og:url": [BASE + "index.html"],
        "og:type": ["website"],
        "og:title": ["Kept & Safe"],
        "og:description": ["What is kept."],
    }
    assert head.canonical == [BASE + "index.html"]
    assert len(head.coins) == 1
    assert "robots" not in head.metas
    bare = Head(render_front_page(Theme(Site(noindex=True)), "index.html", FrontPage(OVERVIEW, ())).decode())
    assert (bare.canonical, bare.metas["robots"], "og:url" in bare.metas) == ([], ["noindex"], False)


def test_a_withheld_page_has_one_noindex_tag() -> None:
    for site in (Site(), Site(noindex=True)):
        html = Theme(site).render("withheld.html", PAGE, {"reason": "At its author's wish"}).decode()
        assert Head(html).metas["robots"] == ["noindex"]


def test_a_full_list_in_cyrillic_stays_small() -> None:
    title = "Примерия заявила, что ведёт переговоры о пароме, и назвала условия их завершения"
    pages = [f"articles/2024/08/15/{'peregovory-o-parome-' * 3}{i}.html" for i in range(200)]
    rows = tuple(("a.txt", page, title, "2024-08-15T14:30", "Вестник Примерии", "ru", 0) for page in pages)
    listing = ListingPage("", "", "", "2024-08-15", "", 200, rows, (), ())
    html = render_listing(Theme(Site(base_url=BASE)), "calendar/2024/08/15.html", listing)
    assert Head(html.decode()).coins[199].endswith("-199.html")
    assert len(html) <= 200_000


def test_an_articles_head_stays_small(site: Path) -> None:
    (page,) = site.glob("articles/*/*/*/*.html")
    assert page.stat().st_size <= 30_000
    record = record_of(page.read_text("utf-8"))
    assert record["headline"] == "Ukraine Says in Talks With Russia to Exchange Kursk Prisoners"
    assert record["isBasedOn"].startswith("https://www.themoscowtimes.com/2024/08/15/")
