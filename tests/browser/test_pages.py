"""The published pages in a browser, over HTTP below a sub-path and from a disk."""

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

from tests.browser.firefox import Firefox

SEED = "articles/2024/08/15/ukraine-says-in-talks-with-russia-to-exchange-kursk-prisoners-a86035.html"
PAGES = {
    "index": "index.html",
    "calendar": "calendar/index.html",
    "year": "calendar/2024/index.html",
    "month": "calendar/2024/08/index.html",
    "undated": "calendar/undated.html",
    "article": "articles/2024/08/15/rich.html",
    "article-cited": "articles/2023/11/25/part-1.html",
    "article-russian": "articles/2024/08/14/peregovory.html",
    "article-arabic": "articles/2024/08/13/talks.html",
    "article-undated": "articles/undated/undated.html",
    "article-repaired": "articles/2024/08/12/repaired.html",
    "withheld": "articles/2024/08/01/withheld.html",
    "on-this-day": "on-this-day/08.html",
    "hosts": "links/index.html",
    "lost": "links/kinds/lost.html",
    "host": "links/few/index.html",
    "topics": "topics/index.html",
    "topic": "topics/letters.html",
    "places": "places/index.html",
    "place": "places/examplia.html",
    "about": "about.html",
    "verify": "verify.html",
    "search": "search/index.html",
}
"""Every kind of page of the fictional archive."""
each_page = pytest.mark.parametrize("page", [pytest.param(path, id=name) for name, path in PAGES.items()])

LEFT = "net::ERR_ABORTED"
"""Failure of a request, mostly for the icon, when the page is left before the answer arrives."""
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
NARROW, WIDE = 320, 1440
"""CSS pixels; a page of 1280 is as narrow as this at 400 % zoom."""


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a page; messages on the console and failed requests fail the test."""
    context = browser.new_context(**{"viewport": {"width": WIDE, "height": 900}, **options})
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url) if request.failure != LEFT else None)
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    try:
        page.goto(address)
        yield page
    finally:
        context.close()
    assert not faults


def on_disk(folder: Path, page: str) -> str:
    return (folder / page).as_uri()


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, archive: Path, serve: Callable[[Path], str]) -> str:
    """URL of the fictional archive's root folder, over HTTP and from a disk."""
    return serve(archive) if request.param == "http" else f"{archive.as_uri()}/"


STYLED = "getComputedStyle(document.querySelector('.colophon')).borderTopStyle"


def test_pages_load_only_the_archive_s_own_files(browser: Browser, root: str) -> None:
    asked: list[str] = []
    with opened(browser, "about:blank") as shown:
        shown.on("request", lambda request: asked.append(request.url))
        for page in PAGES.values():
            shown.goto(root + page)
            assert shown.evaluate(STYLED) == "solid", page
    assert {f"{root}{page}" for page in PAGES.values()} < set(asked)
    assert not [url for url in asked if not url.startswith(root)]


@pytest.mark.parametrize("script", [True, False], ids=["with-scripts", "without"])
def test_walk_to_an_article_and_back(browser: Browser, root: str, script: bool) -> None:
    with opened(browser, f"{root}index.html", java_script_enabled=script) as page:
        page.get_by_role("link", name="A Headline That the Editors").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Could Not Bring Themselves to Cut")
        page.get_by_role("navigation", name="Calendar").get_by_role("link", name="August").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("August 2024")
        page.get_by_role("link", name="A Report With a Repaired Link").click()
        page.get_by_role("navigation", name="Earlier and later").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Talks in Examplia Go On, Part 51")
        page.get_by_role("link", name="The Examplia archive").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The Examplia archive")


def test_walk_by_year_month_and_day(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, "index.html")) as page:
        page.get_by_role("navigation", name="Calendar").get_by_role("link", name="2023").click()
        page.get_by_role("navigation", name="By day").get_by_role("link", name="December", exact=True).click()
        page.get_by_role("navigation", name="By day").get_by_role("link", name="December 5, 2023").click()
        expect(page.get_by_role("heading", name="December 5, 2023")).to_be_in_viewport()
        page.get_by_role("link", name="Talks in Examplia Go On, Part 3", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Talks in Examplia Go On, Part 3")


RICH = "A Headline That the Editors of the Fictional Herald Could Not Bring Themselves to Cut"


@pytest.mark.parametrize(
    ("way", "value", "title"),
    [
        ("Publishers", "Examplia Post", "Talks in Examplia Go On, Part 45"),
        ("Authors", "Анна Примерная", RICH),
        ("Topics", "ministries", RICH),
        ("Places", "Placeholder", RICH),
        ("Languages", "Arabic", "مجلس إكزامبليا يعلن استمرار المحادثات"),
        ("References", "t.me", "Talks in Examplia Go On, Part 7"),
    ],
    ids=lambda value: value if value.isascii() else "",
)
def test_walk_from_the_first_page_by_each_taxonomy(
    browser: Browser, root: str, way: str, value: str, title: str
) -> None:
    with opened(browser, f"{root}index.html", java_script_enabled=False) as page:
        page.get_by_role("navigation", name="Browse").get_by_role("link", name=way).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(way)
        page.get_by_role("main").get_by_role("link", name=value, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(value)
        page.get_by_role("link", name=title, exact=title != RICH).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_a_column_of_the_timeline_leads_to_its_month(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, PAGES["year"])) as page:
        columns = page.locator(".timeline a")
        assert columns.count() == 8  # January to August
        columns.nth(6).click(position={"x": 10, "y": 4})  # above the bar: all of a column can be hit
        expect(page.get_by_role("heading", level=1)).to_have_text("July 2024")


def test_walk_by_the_cited_hosts(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, "index.html")) as page:
        page.get_by_role("link", name=re.compile("^[0-9,]+ links$")).click()
        page.get_by_role("link", name="t.me", exact=True).click()
        page.get_by_role("link", name="Talks in Examplia Go On, Part 7", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Talks in Examplia Go On, Part 7")


def test_a_number_links_to_its_reference_and_back(browser: Browser, site: Path) -> None:
    with opened(browser, on_disk(site, SEED)) as page:
        page.get_by_role("link", name="Reference 2: lost").click()
        expect(page.locator("li:target")).to_contain_text("said")
        expect(page.locator("li:target")).to_be_in_viewport()
        page.get_by_role("link", name="2, back to the text").click()
        expect(page.locator(":target")).to_have_text("2")
        expect(page.locator(":target")).to_be_in_viewport()


def test_a_related_article_that_the_archive_holds_is_found_by_its_title(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, "articles/2023/11/25/part-1.html")) as page:
        page.get_by_role("region", name="Related articles").get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Talks in Examplia Go On, Part 0")
        expect(page.get_by_role("region", name="Cited by").get_by_role("link")).to_have_text(
            "Talks in Examplia Go On, Part 1"
        )


def test_a_link_offers_the_copy_in_the_first_web_archive(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, PAGES["article-repaired"]), java_script_enabled=False) as page:
        copy = page.locator("#ref-1").get_by_role("link", name="Copy at web.archive.org")
        expect(copy).to_have_attribute("href", re.compile(r"^https://web\.archive\.org/web/20240812000000/https?://"))
        expect(page.get_by_text("https://arquivo.pt/wayback/20240812000000/")).to_be_visible()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(browser: Browser, site: Path) -> None:
    with opened(browser, on_disk(site, SEED)) as page:
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to main content")
        expect(skip).to_be_focused()
        box = skip.bounding_box()
        assert box
        assert box["height"] >= 24
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_visible(browser: Browser, site: Path) -> None:
    with opened(browser, on_disk(site, SEED)) as page:
        for _ in range(4):
            page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


@each_page
def test_nothing_is_wider_than_the_screen(browser: Browser, archive: Path, page: str) -> None:
    with opened(browser, on_disk(archive, page)) as shown:
        for width in (NARROW, 375, 768, 1024, WIDE):
            shown.set_viewport_size({"width": width, "height": 700})
            assert shown.evaluate("document.documentElement.scrollWidth") <= width


SCROLLED = """async one => {
  for (let frame = 0; frame < 120 && !one.scrollLeft; frame++) await new Promise(requestAnimationFrame)
  return one.scrollLeft
}"""


def test_a_wide_table_scrolls_by_keyboard(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, PAGES["article"]), viewport={"width": NARROW, "height": 700}) as page:
        table = page.locator(".table")
        assert table.evaluate("one => one.scrollWidth > one.clientWidth")
        table.focus()
        page.keyboard.press("ArrowRight")
        assert table.evaluate(SCROLLED) > 0


PAPER = "getComputedStyle(document.documentElement).backgroundColor"
INK = "getComputedStyle(document.querySelector('h1')).color"


@each_page
def test_pages_follow_the_colour_scheme(browser: Browser, archive: Path, page: str) -> None:
    with opened(browser, on_disk(archive, page), color_scheme="light") as shown:
        assert (_lightness(shown, PAPER) > 240, _lightness(shown, INK) < 60) == (True, True)
        shown.emulate_media(color_scheme="dark")
        assert (_lightness(shown, PAPER) < 40, _lightness(shown, INK) > 200) == (True, True)


def _lightness(page: Page, colour: str) -> float:
    """Return the mean of red, green and blue, 0 to 255."""
    found = [float(part) for part in re.findall(r"[\d.]+", str(page.evaluate(colour)))[:3]]
    return sum(found) / 3


RULES = {"preload": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
RULES_OF_LOOKS = {"preload": False, "runOnly": {"type": "rule", "values": LOOKS}}
"""Rules whose result depends on colour scheme and width; the others depend on the markup only."""


@each_page
def test_axe_finds_no_violations(browser: Browser, archive: Path, page: str) -> None:
    with opened(browser, on_disk(archive, page), color_scheme="light") as shown:
        shown.evaluate(OPEN)
        assert not list(_violations(shown, RULES))
        shown.emulate_media(color_scheme="dark")
        shown.set_viewport_size({"width": NARROW, "height": 700})
        assert not list(_violations(shown, RULES_OF_LOOKS))


@each_page
def test_axe_finds_no_violations_from_right_to_left(browser: Browser, arabic_archive: Path, page: str) -> None:
    phone = {"width": NARROW, "height": 700}
    with opened(browser, on_disk(arabic_archive, page), color_scheme="dark", viewport=phone) as shown:
        shown.evaluate(OPEN)
        assert shown.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
        assert not list(_violations(shown, RULES))


@pytest.mark.parametrize("page", ["index.html", SEED])
def test_axe_finds_no_violations_in_the_real_archive(browser: Browser, site: Path, page: str) -> None:
    with opened(browser, on_disk(site, page)) as shown:
        assert not list(_violations(shown, RULES))


def _violations(page: Page, rules: dict[str, Any]) -> Iterator[str]:
    for found in Axe().run(page, options=rules).response["violations"]:
        for node in found["nodes"]:
            yield f"{found['id']}: {node['html'][:200]}: {node['failureSummary']}"


TARGETS = (
    ".nameplate a, .trail a, .periods a, .teasers .title, .neighbours a, .original a, .references a, summary, .copies a"
    ", td > a"
)
"""Links and buttons outside of sentences; in a sentence they are as high as its lines (WCAG 2.2, 2.5.8)."""
SIZES = """all => all.map(one => {
  const {width, height} = one.getBoundingClientRect()
  return {text: one.textContent, width, height}
})"""


@each_page
def test_links_and_buttons_are_large_enough_to_touch(browser: Browser, archive: Path, page: str) -> None:
    with opened(browser, on_disk(archive, page), viewport={"width": 375, "height": 700}) as shown:
        shown.evaluate(OPEN)
        boxes = shown.locator(TARGETS).evaluate_all(SIZES)
    assert boxes
    assert not [box for box in boxes if box["height"] < 24 or box["width"] < 24]


def test_print_shows_addresses_and_hides_navigation(browser: Browser, archive: Path) -> None:
    with opened(browser, on_disk(archive, PAGES["article"]), color_scheme="dark") as page:
        page.emulate_media(media="print")
        expect(page.locator(".colophon")).to_be_hidden()  # it would be alone on a last page at times
        for kept in (".provenance", ".references", ".nameplate", ".dateline"):
            expect(page.locator(kept)).to_be_visible()
        for left_out in (".skip", ".trail >> nth=0", ".neighbours", ".references div > a ~ a >> nth=0"):
            expect(page.locator(left_out)).not_to_be_visible()
        expect(page.get_by_text("https://photos.example/1", exact=True)).to_be_visible()
        assert _lightness(page, PAPER) == 255
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def test_lost_links_are_distinguishable_in_forced_colours(browser: Browser, site: Path) -> None:
    with opened(browser, on_disk(site, SEED), forced_colors="active") as page:
        lost = page.locator(".body .gone").first
        assert lost.evaluate("one => getComputedStyle(one).textDecorationStyle") == "dotted"


MOTION = """all => all.map(getComputedStyle).map(
  ({animationName, transitionDuration, scrollBehavior}) => [animationName, transitionDuration, scrollBehavior]
)"""


def test_reduced_motion_disables_animations(browser: Browser, site: Path) -> None:
    with opened(browser, on_disk(site, SEED), reduced_motion="reduce") as page:
        found = page.locator("*").evaluate_all(MOTION)
    assert {tuple(violation) for violation in found} == {("none", "0s", "auto")}


def test_a_citation_is_saved_from_the_page_itself(browser: Browser, root: str) -> None:
    asked: list[str] = []
    with opened(browser, root + PAGES["article"], java_script_enabled=False) as shown:
        shown.locator("[aria-labelledby=cite] summary").click()
        shown.on("request", lambda request: asked.append(request.url))
        for name, start in (("rich.bib", "@online{"), ("rich.ris", "TY  - NEWS"), ("rich.csl.json", '[{"id":')):
            with shown.expect_download() as download:
                shown.locator(f"a[download='{name}']").click()
            assert download.value.suggested_filename == name
            assert download.value.path().read_text("utf-8").startswith(start)
        assert shown.url == root + PAGES["article"]
    assert [url for url in asked if not url.startswith("data:")] == []


def test_a_citation_is_saved_in_firefox(firefox: Firefox, root: str) -> None:
    firefox.open(root + PAGES["article"])
    for name, start in (("rich.bib", "@online{"), ("rich.ris", "TY  - NEWS"), ("rich.csl.json", '[{"id":')):
        saved = firefox.downloads / name
        saved.unlink(missing_ok=True)
        firefox.run("document.querySelector(`a[download='${arguments[0]}']`).click()", name)
        until = time.monotonic() + 20
        while not (saved.is_file() and saved.stat().st_size) and time.monotonic() < until:
            time.sleep(0.1)
        assert saved.read_text("utf-8").startswith(start)
