"""The search in a browser: words, filters, order, keys, marked words; and pages where it cannot work."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build
from kursk_archive.search.words import bucket_of, fold_word, raw_words
from tests.browser.firefox import Firefox

ARTICLE = """\
---
title: {title}
date: {date}
language: {language}
publisher: {publisher}
authors: [{author}]
topics: [{topic}]
{more}
---

{text}
"""
SPECIAL = {
    "en": (
        "The Comet over the Harbour",
        "2022-03-04",
        "en",
        "Examplia Post",
        "John Roe",
        "sky",
        "Two comets & `<b>`.",
    ),
    "ru": (
        "Гавань",
        "2023-05-06",
        "ru",
        "Examplia Post",
        "Анна Примерная",
        "sky",
        "Совет говорит о гавани и парусе.",
    ),
    "uk": ("Гавань стоїть", "2021-06", "uk", "Examplia Post", "John Roe", "sky", "Рада мовчала про гавань."),
}
PLAIN = "The ferry of Examplia sailed again, and a part of the council stayed on the pier."


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of thirty plain articles and three special ones."""
    folder = tmp_path_factory.mktemp("searched")
    (folder / "content").mkdir()
    keys = ("title", "date", "language", "publisher", "author", "topic", "text", "more")
    rows = SPECIAL | {
        f"p{n}": (
            f"Ferry {n}",
            f"20{20 + n % 4}-01-{n + 1:02}",
            "en",
            "The Herald",
            "Jane Doe",
            "ferries",
            PLAIN,
            f"places: [{'Northport' if n % 3 else 'Eastport'}]\ncaptured_at: 2024-0{1 + n % 2}-03",
        )
        for n in range(30)
    }
    for name, row in rows.items():
        (folder / f"content/{name}.md").write_text(
            ARTICLE.format(**dict(zip(keys, (*row, "")[:8], strict=True))), "utf-8"
        )
    build(read_config(folder / "content", output=folder / "build"))
    return folder / "build"


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a page; messages on the console and requests to other origins fail the test."""
    context = browser.new_context(**options)
    page, faults = context.new_page(), list[str]()
    origin = address.split("/a/b/")[0].partition("/index.html")[0]
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(origin) else faults.append(request.url))
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    try:
        page.goto(address)
        yield page
    finally:
        context.close()
    assert not faults


@pytest.fixture
def root(searched: Path, serve: Callable[[Path], str]) -> str:
    return serve(searched)


def expect_count(page: Page, count: int) -> None:
    articles = "No articles found" if count == 0 else "1 article" if count == 1 else f"{count} articles"
    expect(page.get_by_role("status")).to_have_text(articles)


def ask(page: Page, words: str, count: int) -> None:
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    expect_count(page, count)


def titles(page: Page) -> list[str]:
    expect(page.locator("#results li").first).to_be_visible()
    return page.locator("#results .title").all_text_contents()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("comet", ["The Comet over the Harbour"]),
        ("парусами", ["Гавань"]),  # stemmed: the text has «парусе»
        ("мовчала", ["Гавань стоїть"]),
        ("гавань", ["Гавань", "Гавань стоїть"]),
    ],
    ids=["english", "russian", "ukrainian", "two languages at once"],
)
def test_words_are_found_in_every_language(browser: Browser, root: str, words: str, found: list[str]) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, words, len(found))
        assert sorted(titles(page)) == found


def test_no_index_is_loaded_before_a_search(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.reload()
        assert not [url for url in asked if "/search/" in url and not url.endswith("/search/index.html")]


def test_the_slash_key_focuses_the_field_of_every_page_and_can_be_switched_off(browser: Browser, root: str) -> None:
    for path in ("index.html", "articles/2022/03/04/en.html", "search/index.html"):
        with opened(browser, root + path) as page:
            page.keyboard.press("/")
            field = page.get_by_role("searchbox")
            expect(field).to_be_focused()
            field.type("a/b")
            expect(field).to_have_value("a/b")
    with opened(browser, f"{root}search/index.html") as page:
        page.get_by_role("checkbox").uncheck()
        page.goto(f"{root}index.html")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()


@pytest.mark.parametrize("from_disk", [False, True])
def test_the_field_of_every_page_leads_to_the_results(
    browser: Browser, root: str, searched: Path, from_disk: bool
) -> None:
    start = (searched / "index.html").as_uri() if from_disk else f"{root}articles/2022/03/04/en.html"
    with opened(browser, start) as page:
        page.get_by_role("searchbox").fill('гавань "парусе гавань')
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"search/index\.html\?q="))
        expect_count(page, 0)
        page.get_by_role("searchbox").fill("гавань")
        expect_count(page, 2)


def test_results_appear_while_words_are_typed(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        page.get_by_role("searchbox").press_sequentially("come")
        expect_count(page, 1)
        expect(page.get_by_role("searchbox")).to_be_focused()
        expect(page).to_have_url(re.compile(r"\?q=come$"))
        page.get_by_role("searchbox").fill("")
        expect(page.locator("#results li")).to_have_count(0)
        expect(page.get_by_role("link", name="Calendar").last).to_be_visible()


def test_filters_and_order_are_kept_in_the_url(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "ferry", 30)
        page.get_by_role("combobox", name="Year").select_option("2021")
        expect_count(page, 8)
        page.get_by_label("Sort by").select_option("oldest")
        expect(page.locator("#results .title").first).to_have_text("Ferry 1")
        page.get_by_role("button", name="Show more").press("Enter")
        expect(page.locator("#results .title")).to_have_text([f"Ferry {n}" for n in range(1, 30, 4)])
        assert page.url.endswith("?q=ferry&year=2021&sort=oldest")
        page.get_by_label("Sort by").select_option("newest")
        expect(page.locator("#results .title").first).to_have_text("Ferry 29")
        page.go_back()
        expect(page.locator("#results .title").first).to_have_text("Ferry 1")
        expect(page.get_by_role("combobox", name="Year")).to_contain_text("2021 (8)")
        page.get_by_label("Publisher").select_option("Examplia Post")
        expect_count(page, 0)
        expect(page.get_by_role("link", name="Calendar").last).to_be_visible()
    with opened(browser, f"{root}search/index.html?topic=sky") as page:
        expect_count(page, 3)
        assert titles(page) == ["Гавань", "The Comet over the Harbour", "Гавань стоїть"]  # the newest first
        assert page.locator("#results time").all_text_contents() == ["May 6, 2023", "March 4, 2022", "June 2021"]


def test_newest_first_and_more_of_them(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html?q=ferry&sort=newest") as page:
        expect(page.locator("#results li")).to_have_count(5)
        page.get_by_role("button", name="Show more").press("Enter")
        expect(page.locator("#results li")).to_have_count(15)
        expect(page.locator("#results .title").nth(5)).to_be_focused()
        # Seven of 2023 by their days, then those of 2022.
        assert titles(page)[:10] == [f"Ferry {n}" for n in (27, 23, 19, 15, 11, 7, 3, 26, 22, 18)]
        page.mouse.wheel(0, 10_000)
        expect(page.locator("#results li")).to_have_count(25)


def test_words_are_marked_in_the_excerpt_and_in_the_article(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "comet", 1)
        expect(page.locator("mark")).to_have_text("comets")
        expect(page.locator(".excerpt")).to_have_text("Two comets & <b>.")
        link = page.locator("#results .title")
        href = link.get_attribute("href")
        assert href is not None
        assert href == "../articles/2022/03/04/en.html#:~:text=comets"
        link.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("The Comet over the Harbour")


def test_filters_say_how_many_articles_they_leave(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        publisher = page.get_by_role("combobox", name="Publisher")
        assert publisher.locator("option").all_text_contents() == ["All", "Examplia Post (3)", "The Herald (30)"]
        ask(page, "гавань", 2)
        publisher.focus()
        expect(publisher.locator("option")).to_have_text(["All (2)", "Examplia Post (2)", "The Herald (0)"])
        page.get_by_role("combobox", name="Language").select_option("ru")
        expect_count(page, 1)
        expect(publisher.locator("option")).to_have_text(["All (1)", "Examplia Post (1)", "The Herald (0)"])
        expect(page.get_by_role("combobox", name="Language")).to_contain_text("Ukrainian (1)")


def test_places_and_dates_of_captures_narrow_a_search(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html?q=ferry") as page:
        page.get_by_role("combobox", name="Place").select_option("Northport")
        expect_count(page, 20)
        page.get_by_role("combobox", name="Captured").select_option("2024-02")
        expect_count(page, 10)
        page.get_by_role("combobox", name="Captured").select_option("2024")
        expect_count(page, 20)


def test_unknown_words_are_named_and_others_proposed(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        hint = page.locator("#hint")
        ask(page, "harbour zqxwvut", 1)
        expect(hint).to_have_text("Not found: zqxwvut")
        assert titles(page) == ["The Comet over the Harbour"]
        ask(page, "harbuor", 1)
        expect(hint).to_contain_text("Did you mean: harbour")
        assert titles(page) == ["The Comet over the Harbour"]
        hint.get_by_role("link", name="harbour").click()
        expect(page.get_by_role("searchbox")).to_have_value("harbour")
        expect_count(page, 1)
        expect(hint).to_have_text("")
        ask(page, "harbour lantern pier", 31)
        expect(hint).to_contain_text("Not found: lantern")
        expect(hint).to_contain_text("No article has all of these words")


def test_nothing_found_offers_where_to_go(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "z", 0)
        ask(page, "zqxwvut", 0)
        for name in ("Calendar", "Topics", "Places"):
            expect(page.locator("#main").get_by_role("link", name=name)).to_be_visible()


def test_quotation_marks_keep_words_together(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "pier stayed", 30)
        ask(page, '"stayed on the pier"', 30)
        ask(page, "«говорит о гавани»", 1)
        ask(page, '"pier stayed"', 0)
        ask(page, '"Roe Examplia"', 0)  # an author and a publisher
        ask(page, '"council of Exam"', 0)


def test_a_short_word_stands_for_no_longer_ones(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "f", 0)
        ask(page, "fe", 0)
        ask(page, "fer", 30)
        ask(page, "the", 31)


def test_without_scripts_the_page_explains_and_links_to_the_lists(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html", java_script_enabled=False) as page:
        expect(page.get_by_text("Search needs JavaScript")).to_be_visible()
        expect(page.get_by_role("searchbox")).not_to_be_visible()
        page.get_by_role("link", name="2022").click()
        expect(page.get_by_role("link", name="The Comet over the Harbour")).to_be_visible()


def test_the_search_works_from_a_disk(browser: Browser, searched: Path) -> None:
    with opened(browser, (searched / "index.html").as_uri()) as page:
        page.get_by_role("searchbox").fill("pier")
        page.keyboard.press("Enter")
        expect_count(page, 30)
        expect(page.get_by_text("Searches the titles, authors, publishers, topics, places")).to_be_visible()
        ask(page, "harbuor", 1)
        page.get_by_role("combobox", name="Year").select_option("2022")
        expect_count(page, 1)
        page.locator("#results .title").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The Comet over the Harbour")


@pytest.mark.parametrize(
    "title",
    [
        "Пом’якшення ґанку",
        "Йод, ёлка й її́ їжак",
        "Ĺódź naïve straße Æro ŒUVRE ıSTANBUL",
        "O’Sample’s soft\u00adhyphen",
        "\u0438\u0306од \u0456\u0308жак e\u0301te\u0301",
        "ΣΊΣΥΦΟΣ ὈΔΥΣΣΕΎΣ",
        "مُدُن إيران كــتاب",
        "שָׁלוֹם",
        "हिन्दी समाचार",
        "号外 ニュース 第12回",
        "ﬁre ½ Ⅳ x² ①",
        "𝐁old 𐐷 𠀋",
    ],
)
def test_the_script_folds_words_as_the_index_does(browser: Browser, root: str, title: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        words = [word for raw in raw_words(title) for word in fold_word(raw)]
        assert page.evaluate("title => archiveSearch.wordsOf(title)", title) == words
        for word in words:
            assert page.evaluate("word => archiveSearch.bucketOf(word, 97)", word) == bucket_of(word, 97)


SHIFTS = """() => new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().map(
    one => one.value).reduce((a, b) => a + b, 0))).observe({type: "layout-shift", buffered: true})
    || setTimeout(() => resolve(0), 500))"""


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_as_results_arrive(browser: Browser, root: str, width: int) -> None:
    with opened(browser, f"{root}search/index.html?q=ferry", viewport={"width": width, "height": 800}) as page:
        expect_count(page, 30)
        titles(page)
        assert page.evaluate(SHIFTS) < 0.01


def test_a_first_search_makes_few_requests(browser: Browser, root: str) -> None:
    context = browser.new_context()
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{root}search/index.html?q=ferry+pier")
    expect(page.locator("#results li")).to_have_count(5)
    page.wait_for_load_state("networkidle")
    context.close()
    assert len(asked) <= 12


RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_no_violations(browser: Browser, root: str, scheme: Any, width: int) -> None:
    with opened(
        browser, f"{root}search/index.html", color_scheme=scheme, viewport={"width": width, "height": 800}
    ) as page:
        ask(page, "ferry", 30)
        titles(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options=RULES).response["violations"]
        assert not [
            (violation["id"], violation["nodes"][0]["html"], violation["nodes"][0]["failureSummary"])
            for violation in found
        ]


def test_scripts_are_small(searched: Path) -> None:
    """The script of the search is loaded by its page only."""
    sizes = {path.name: path.stat().st_size for path in (searched / "assets").glob("*.js")}
    assert sizes.pop("search.js") <= 24_000
    assert sum(sizes.values()) <= 8_000


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_search_in_firefox(firefox: Firefox, searched: Path, serve: Callable[[Path], str], scheme: str) -> None:
    root = serve(searched) if scheme == "http" else f"{searched.as_uri()}/"
    titles = (
        "return [...document.querySelectorAll('#results li')].map(item => item.querySelector('a').textContent.trim())"
    )
    firefox.open(f"{root}index.html")
    firefox.run("document.forms[0].q.value = arguments[0]; document.forms[0].requestSubmit()", "гаванью")
    expected = ["Гавань", "Гавань стоїть"]
    until = time.monotonic() + 60  # between two pages a program has no value
    while (found := sorted(firefox.run(titles) or ())) != expected and time.monotonic() < until:
        time.sleep(0.2)
    assert found == expected
