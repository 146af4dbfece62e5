"""The search in a browser: words, filters, order, keys, marked words; and pages where it cannot work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build

ARTICLE = """\
---
title: {title}
date: {date}
language: {language}
publisher: {publisher}
authors: [{author}]
topics: [{topic}]
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
    keys = ("title", "date", "language", "publisher", "author", "topic", "text")
    rows = SPECIAL | {
        f"p{n}": (
            f"Ferry {n}",
            f"20{20 + n % 4}-01-{n + 1:02}",
            "en",
            "The Herald",
            "Jane Doe",
            "ferries",
            PLAIN.format(n=n),
        )
        for n in range(30)
    }
    for name, row in rows.items():
        (folder / f"content/{name}.md").write_text(ARTICLE.format(**dict(zip(keys, row, strict=True))), "utf-8")
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
        assert not [url for url in asked if "pagefind" in url or url.endswith(".json")]


def test_the_slash_key_focuses_the_search_and_can_be_switched_off(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}index.html") as page:
        page.keyboard.press("/")
        field = page.get_by_role("searchbox")
        expect(field).to_be_focused()
        field.type("a/b")
        expect(field).to_have_value("a/b")
        page.get_by_role("checkbox").uncheck()
        page.goto(f"{root}index.html")
        page.keyboard.press("/")
        page.wait_for_timeout(200)
        assert page.url == f"{root}index.html"


def test_filters_and_order_are_kept_in_the_url(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "ferry", 30)
        page.get_by_role("combobox", name="Year").select_option("2021")
        expect_count(page, 8)
        page.get_by_label("Sort by").select_option("oldest")
        expect(page.locator("#results .title").first).to_have_text("Ferry 1")
        assert titles(page) == [f"Ferry {n}" for n in range(1, 30, 4)]
        assert page.url.endswith("?q=ferry&year=2021&sort=oldest")
        page.get_by_label("Sort by").select_option("newest")
        expect(page.locator("#results .title").first).to_have_text("Ferry 29")
        page.go_back()
        expect(page.locator("#results .title").first).to_have_text("Ferry 1")
        page.get_by_label("Publisher").select_option("Examplia Post")
        expect_count(page, 0)
    with opened(browser, f"{root}search/index.html?topic=sky") as page:
        expect_count(page, 3)
        assert titles(page) == ["Гавань", "The Comet over the Harbour", "Гавань стоїть"]  # the newest first
        assert page.locator("#results time").all_text_contents() == ["May 6, 2023", "March 4, 2022", "June 2021"]


def test_newest_first_sorts_across_indexes(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html?q=ferry&sort=newest") as page:
        expect(page.locator("#results li")).to_have_count(10)
        # Seven of 2023 by their days, then those of 2022.
        assert titles(page) == [f"Ferry {n}" for n in (27, 23, 19, 15, 11, 7, 3, 26, 22, 18)]
        page.get_by_role("button", name="Show more").press("Enter")
        expect(page.locator("#results li")).to_have_count(20)
        expect(page.locator("#results .title").nth(10)).to_be_focused()


def test_words_are_marked_in_the_excerpt_and_in_the_article(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html") as page:
        ask(page, "comet", 1)
        expect(page.locator("mark").first).to_have_text("Comet")
        expect(page.locator(".excerpt")).to_contain_text("Two comets & <b>.")
        link = page.locator("#results .title")
        href = link.get_attribute("href")
        assert href is not None
        assert href == "/a/b/articles/2022/03/04/en.html#:~:text=Comet&text=comets"
        link.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("The Comet over the Harbour")


UNABLE = "Search needs JavaScript and a web server"


def test_without_scripts_the_page_explains_and_links_to_the_lists(browser: Browser, root: str) -> None:
    with opened(browser, f"{root}search/index.html", java_script_enabled=False) as page:
        expect(page.get_by_text(UNABLE)).to_be_visible()
        expect(page.locator("#q")).not_to_be_visible()
        page.get_by_role("link", name="2022").click()
        expect(page.get_by_role("link", name="The Comet over the Harbour")).to_be_visible()


def test_from_a_disk_the_page_explains_that_it_cannot_search(browser: Browser, searched: Path) -> None:
    with opened(browser, (searched / "index.html").as_uri()) as page:
        page.get_by_role("link", name="Search").first.click()
        expect(page.get_by_text(UNABLE)).to_be_visible()
        expect(page.locator("#q")).not_to_be_visible()


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
    """5,000 bytes were the search's alone; the rest is the choice of colours and the copying of a citation."""
    assert sum(path.stat().st_size for path in (searched / "assets").glob("*.js")) <= 8_000
