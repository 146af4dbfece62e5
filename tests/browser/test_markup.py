"""The markup of the published pages: links, loaded files, languages, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from kursk_archive.config import Site, read_config
from kursk_archive.pipeline.build import build
from kursk_archive.renderer.pages.listings import ListingPage, render_listing
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site import periods
from kursk_archive.site.taxonomy import CALENDAR

SEED = "articles/2024/08/15/ukraine-says-in-talks-with-russia-to-exchange-kursk-prisoners-a86035.html"
LOADS = {"link": "href", "object": "data"} | dict.fromkeys(("img", "script", "iframe", "source", "video"), "src")
"""Element → attribute with the URL that a browser fetches for it."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in order; the text of each excludes that of nested elements."""

    markup: str
    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in {"meta", "link", "img", "br", "hr", "wbr"}:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with a tag and attributes; `class_` is one of an element's classes."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and all(_has(element, *item) for item in wanted.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


def _has(element: Element, name: str, value: str) -> bool:
    found = element.attributes.get(name, "")
    return value in found.split() if name == "class" else found == value


@pytest.fixture(params=["site", "archive", "library"])
def every(request: pytest.FixtureRequest) -> Path:
    """Each archive in turn, including the one with split lists."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(params=["site", "archive"])
def built(request: pytest.FixtureRequest) -> Path:
    """The real and the fictional archive in turn."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def read(folder: Path, page: str) -> Page:
    return Page((folder / page).read_text("utf-8"))


def pages(folder: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(folder.rglob("*.html")):
        yield path, Page(path.read_text("utf-8"))


BASE = "/a/b/"
"""Path of the base URL of the archive that has one."""


def test_every_internal_link_and_fragment_resolves(every: Path) -> None:
    read_pages = dict(pages(every))
    broken, followed = [], 0
    for path, page in read_pages.items():
        for element in page.all("a") + page.all("link"):
            href, fragment = urldefrag(element.attributes["href"])
            if "://" in href or href.startswith(("mailto:", "tel:", "data:")):
                continue
            followed += 1
            start, href = (every, href[len(BASE) :]) if href.startswith(BASE) else (path.parent, href)  # of 404.html
            target = (start / unquote(href)).resolve() if href else path
            inside = target.is_file() and target.is_relative_to(every.resolve())
            if not inside or (fragment and fragment not in read_pages[target].ids):
                broken.append(f"{path.relative_to(every)}: {element.attributes['href']}")
    assert not broken
    assert followed > 4 * len(read_pages)


def test_no_link_is_empty_or_starts_at_the_root(built: Path) -> None:
    links = [element.attributes for _, page in pages(built) for element in page.all("a")]
    assert all(link["href"].startswith("data:") for link in links if "download" in link)
    hrefs = [link["href"] for link in links if "download" not in link]
    assert not [href for href in hrefs if href in ("", "#") or href.startswith(("/", "javascript:", "data:"))]


def test_ids_are_unique(built: Path) -> None:
    for path, page in pages(built):
        assert len(page.ids) == len(set(page.ids)), path


def test_pages_load_and_run_only_the_archive_s_own_files(built: Path) -> None:
    for path, page in pages(built):
        for element in page.elements:
            address = element.attributes.get(LOADS.get(element.tag, ""), "")
            is_named_alone = element.tag == "link" and element.attributes["rel"] in {"canonical", "original"}
            assert "://" not in address or is_named_alone, (path, element)
            assert not address.startswith("/"), (path, element)
            assert element.tag not in {"style", "iframe"}, (path, element)
            is_data = element.attributes.get("type") == "application/ld+json"
            is_ours = not element.text and address.endswith(("reader.js", "search.js"))
            assert element.tag != "script" or is_data or is_ours, (path, element)
            assert not [name for name in element.attributes if name == "style" or name.startswith("on")], (
                path,
                element,
            )


def test_every_page_has_a_content_security_policy(built: Path) -> None:
    for path, page in pages(built):
        (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
        assert "default-src 'none'" in policy.attributes["content"], path
        content = policy.attributes["content"]
        assert "unsafe" not in content, path
        assert "form-action 'self' file:" in content, path


def test_every_page_has_a_description(built: Path) -> None:
    for path, page in pages(built):
        (description,) = page.all("meta", name="description")
        assert description.attributes["content"].strip(), path


def test_lost_links_of_the_real_capture_keep_their_text(site: Path) -> None:
    page = read(site, SEED)
    gone = page.all("span", class_="gone")
    words = [element.text for element in gone if element.text]
    assert words == ["said", "alleged", "accused", "confirmed", "captured", "replenishing"]
    assert len(gone) == 7
    assert all("has no address" in element.attributes["title"] for element in gone)
    assert not [element for element in page.all("a") if element.text in words]


def test_references_and_their_numbers_link_to_each_other(site: Path) -> None:
    page = read(site, SEED)
    numbers = [element for element in page.all("a") if element.attributes["href"].startswith("#ref-")]
    assert [number.text for number in numbers] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [id_ for id_ in page.ids if id_.startswith("ref-")] == [f"ref-{n}" for n in range(1, 8)]
    targets = [element.attributes["href"] for element in page.all("a")]
    assert [target for target in targets if target.startswith("#at-")] == [f"#at-{n}" for n in range(1, 8)]


def test_the_real_article_shows_its_provenance(site: Path) -> None:
    page = read(site, SEED)
    text = " ".join(" ".join(element.text.split()) for element in page.elements)
    source = f"https://www.themoscowtimes.com/{SEED.removeprefix('articles/').removesuffix('.html')}"
    assert [element.text for element in page.all("a", href=source)] == ["Original at www.themoscowtimes.com", source]
    assert [element.text for element in page.all("time")][:1] == ["August 15, 2024"]
    digest = "acca201caeb786011ad92df9ec287908304e25bca0d256cb74456b3a709f152b"
    assert all(said in text for said in ("The Moscow Times", digest, "2,218 bytes", "UTF-8"))
    (capture,) = page.all("a", type="text/plain")
    assert (site / SEED).with_name(capture.attributes["href"]).read_bytes().startswith(b"\n\n# Ukraine Says")


ARABIC, RUSSIAN = "articles/2024/08/13/talks.html", "articles/2024/08/14/peregovory.html"


@pytest.mark.parametrize(
    ("page", "language", "direction"),
    [pytest.param(ARABIC, "ar", "rtl", id="arabic"), pytest.param(RUSSIAN, "ru", None, id="russian")],
)
def test_text_in_another_language_has_a_lang_attribute(
    archive: Path, page: str, language: str, direction: str | None
) -> None:
    shown = read(archive, page)
    (text,) = shown.all("div", class_="text")
    for element in [*shown.all("h1"), text]:
        assert element.attributes["lang"] == language
        assert element.attributes.get("dir") == direction
    own = shown.all("sup") + shown.all("span", class_="gone")
    assert own
    assert all(element.attributes["lang"] == "en" for element in own)


def test_titles_in_lists_have_a_lang_attribute(archive: Path) -> None:
    (title,) = read(archive, "index.html").all("a", href=ARABIC)
    assert (title.attributes["lang"], title.attributes["dir"]) == ("ar", "rtl")


def test_text_in_the_page_s_language_has_no_lang_attribute(site: Path) -> None:
    assert [element.tag for element in read(site, SEED).elements if "lang" in element.attributes] == ["html"]


def test_a_repaired_link_names_who_repaired_it(archive: Path) -> None:
    page = read(archive, "articles/2024/08/12/repaired.html")
    (link,) = page.all("a", class_="repaired")
    assert (link.text, link.attributes["href"]) == ("said", "https://post.example/said")
    assert "archivist added" in link.attributes["title"]
    assert {"Repaired by an archivist", "In the index."} <= {element.text for element in page.all("li")}


def test_a_named_snapshot_is_a_robust_link(archive: Path) -> None:
    copy = "https://web.archive.org/web/20230915120000/https://post.example/denial"
    link, *_ = read(archive, "articles/2024/08/15/rich.html").all("a", href=copy)
    assert link.attributes["href"] == link.attributes["data-versionurl"] == copy
    assert link.attributes["data-originalurl"] == "https://post.example/denial"
    assert link.attributes["data-versiondate"] == "2023-09-15T12:00:00Z"


def test_a_withheld_article_shows_only_the_reason(archive: Path) -> None:
    markup = (archive / "articles/2024/08/01/withheld.html").read_text("utf-8")
    assert "A person is in danger." in markup
    assert "Kept Closed" not in markup
    assert "noindex" in markup


def test_the_singular_is_used_for_one_article(site: Path) -> None:
    numbers = [element.text for element in read(site, "index.html").all("li")]
    assert "1 article" in numbers


def test_two_small_files_change_the_look(tmp_path: Path) -> None:
    files = {
        "content/note.txt": "# A Note\n\nAugust 15, 2024\n\nIt says [so](#).\n",
        "mine/head.html": '<link rel="stylesheet" href="{{ root }}assets/own.css">\n',
        "mine/assets/own.css": ":root { --text: serif }\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    build(read_config(tmp_path / "content", output=tmp_path / "build", templates=tmp_path / "mine"))
    sheets = read(tmp_path / "build", "articles/2024/08/15/note.html").all("link", rel="stylesheet")
    assert [element.attributes["href"].rpartition("/")[2] for element in sheets] == ["style.css", "own.css"]
    assert (tmp_path / "build/assets/own.css").read_text("utf-8") == files["mine/assets/own.css"]


def test_an_archive_without_articles_says_so(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    build(read_config(tmp_path / "content", output=tmp_path / "build"))
    page = read(tmp_path / "build", "index.html")
    assert any("No articles yet" in element.text for element in page.all("p"))
    assert not page.all("h2")


def test_pages_in_hebrew_run_from_right_to_left(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/archive.yaml").write_text("language: he\n", "utf-8")
    build(read_config(tmp_path / "content", output=tmp_path / "build"))
    (whole,) = read(tmp_path / "build", "index.html").all("html")
    assert whole.attributes == {"lang": "he", "dir": "rtl"}


def test_days_of_a_full_month_have_pages(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for k in range(201):
        (content / f"{k}.txt").write_text(f"# Note {k}\n\nAugust {1 + k % 3}, 2024\n\nIt was so.\n", "utf-8")
    build(read_config(content, output=tmp_path / "build"))
    month = read(tmp_path / "build", "calendar/2024/08/index.html")
    assert len(month.all("a", class_="title")) == periods.MAX_NEWEST
    days = [element.attributes["href"] for element in month.all("a") if element.attributes.get("aria-label")]
    assert days == [f"../../../calendar/2024/08/{day}.html" for day in ("01", "02", "03")]
    assert len(read(tmp_path / "build", "calendar/2024/08/01.html").all("a", class_="title")) == 67


TITLE = "Власти Примерии сообщили, что переговоры об обмене письмами с соседями продлятся ещё неделю или две"


def test_a_full_list_in_cyrillic_stays_small() -> None:
    """Cyrillic letters have two bytes, and each row has the title twice."""
    names = [f"vlasti-primerii-soobshchili-chto-peregovory-ob-obmene-{k}" for k in range(periods.PAGE_SIZE)]
    rows = tuple(
        (f"{name}.md", f"articles/2024/08/15/{name}.html", TITLE, "2024-08-15", "Вестник Примерии", "ru", 0)
        for name in names
    )
    theme, page = Theme(Site(language="uk", base_url="https://archive.example/kursk/")), "calendar/2024/08/15.html"
    listing = ListingPage(CALENDAR, "", "", "2024-08-15", "", len(rows), rows, (), ())
    assert len(TITLE) == 99
    html = render_listing(theme, page, listing)
    assert html.count(b'class="title"') == periods.PAGE_SIZE
    assert periods.PAGE_SIZE * 625 < len(html) <= 200_000


def test_lists_of_a_large_archive_stay_small(library: Path) -> None:
    lists = [path for path in library.rglob("*.html") if "articles" not in path.relative_to(library).parts]
    assert (library / "languages/en/2020/index.html") in lists, "lists are parted"
    assert max(path.stat().st_size for path in lists) <= 60_000  # of 60 rows, where 200 may have 200 kB


def test_article_and_style_sheets_are_small(site: Path) -> None:
    """The style sheet was 20 kB before readers could choose colours: the dark ones stand in it twice."""
    assert (site / SEED).stat().st_size <= 30_000
    loaded = re.findall(r'<link rel="stylesheet" href="[./]*(assets/[^"]+)"', (site / SEED).read_text("utf-8"))
    assert loaded
    assert sum((site / path).stat().st_size for path in loaded) <= 24_000
