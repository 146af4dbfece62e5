"""Lists of articles: how their pages are split, and the counts that they show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.outputs import listings, target
from kursk_archive.outputs.listings import ListedTerm
from kursk_archive.outputs.target import PlanContext, Target
from kursk_archive.pipeline import run as run_module
from kursk_archive.site import periods
from kursk_archive.site.periods import ListPage, PeriodTree


def archive(folder: Path, dates: list[str], links: int = 1) -> Path:
    """Build fictional articles of some dates, each with a number of links to one host; return the output folder."""
    content = folder / "content"
    content.mkdir()
    body = " ".join(f"[seen](https://valley.example/{n})" for n in range(links))
    for i, date in enumerate(dates):
        (content / f"{i:04}.md").write_text(f"---\ntitle: Notice {i} of Examplia\ndate: {date}\n---\n\n{body}\n")
    build(read_config(content, output=folder / "build", search=False))
    return folder / "build"


def test_the_page_of_a_host_is_split_by_the_number_of_its_links(tmp_path: Path) -> None:
    site = archive(tmp_path, [f"20{20 + i % 4}-05-{i + 1:02}" for i in range(20)], links=30)
    pages = sorted(path.relative_to(site).as_posix() for path in site.glob("links/valley.example/**/*.html"))
    assert "links/valley.example/2020/index.html" in pages
    assert all((site / page).stat().st_size < 200_000 for page in ("links/valley.example.html", *pages))


def test_a_list_that_is_divided_shows_its_numbers_its_newest_articles_and_the_way_to_its_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 100)
    content = tmp_path / "content"
    content.mkdir()
    for i in range(101):  # of 2020 and 2022, more than a page holds
        date = f"202{i % 2 * 2}-05-{i // 4 + 1:02}"
        text = f"---\ntitle: Notice {i} of Examplia\ndate: {date}\ntopics: [rivers]\n---\n\nIt rained.\n"
        (content / f"{i:04}.md").write_text(text)
    build(read_config(content, output=tmp_path / "build", search=False))
    split, part, calendar = (
        (tmp_path / "build" / page).read_text("utf-8")
        for page in ("topics/rivers.html", "topics/rivers/2020/index.html", "calendar/index.html")
    )
    assert "101 articles" in split
    assert re.search(r'href="\.\./topics/rivers/2020/index\.html">2020</a> <span class="count">\(51\)', split)
    newest = [f"Notice {i} of Examplia" for i in range(99, 59, -2)]
    assert sorted(re.findall(r"Notice \d+ of Examplia", split)) == sorted(newest)
    assert split.index("Notice 99 ") < split.index("Notice 61 ")
    assert "51 articles" in part
    assert 'rel="next" href="../../../topics/rivers/2022/index.html"' in part
    assert 'rel="prev"' not in part
    assert "101 articles" in calendar
    assert 'href="../calendar/2020/05/index.html" aria-label="May 2020: 51">51</a>' in calendar


def test_a_short_list_of_many_years_has_a_chart_that_leads_to_its_days(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for year in (2019, 2020, 2022):
        text = f"---\ntitle: Notice of {year}\ndate: {year}-05-07\ntopics: [rivers]\n---\n\nIt rained.\n"
        (content / f"{year}.md").write_text(text)
    build(read_config(content, output=tmp_path / "build", search=False))
    page = (tmp_path / "build/topics/rivers.html").read_text("utf-8")
    assert '<a href="../topics/rivers.html#d-2019-05-07">2019</a> <span class="count">(1)</span>' in page
    assert 'id="d-2019-05-07"' in page
    assert page.count("<rect") == 6


def test_the_months_of_the_calendar_lead_to_the_months_before_and_after(tmp_path: Path) -> None:
    site = archive(tmp_path, ["2023-11-30", "2024-02-29", "2024-02", "2024", ""])
    february = (site / "calendar/2024/02/index.html").read_text("utf-8")
    assert 'rel="prev" href="../../../calendar/2023/11/index.html"' in february
    assert 'rel="next"' not in february
    leap_day = 'calendar/2024/02/index.html#d-2024-02-29" aria-label="February 29, 2024: 1">29 '
    assert f'<td class="shade-1"><a href="../../../{leap_day}' in february
    assert february.count("<td>") - february.count("<td></td>") == 28
    year = (site / "calendar/2024/index.html").read_text("utf-8")
    assert year.count("<table") == 12
    assert 'rel="prev" href="../../calendar/2023/index.html"' in year
    assert "Undated</a>" in (site / "calendar/index.html").read_text("utf-8")


def test_hosts_that_few_articles_link_to_share_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(periods, "MIN_HOST_ARTICLES", 5)
    content, links = tmp_path / "content", tmp_path / "build/links"
    content.mkdir()

    def pages(number: int, hosts: Iterable[str]) -> set[str]:
        body = " ".join(f"[seen](https://{host}/a)" for host in hosts)
        (content / f"{number}.md").write_text(f"---\ntitle: Notice {number}\n---\n\n{body}\n")
        build(read_config(content, output=tmp_path / "build", search=False))
        assert set(place_of_each_host()) == {
            host for text in content.iterdir() for host in HOST.findall(text.read_text())
        }
        return {path.relative_to(links).as_posix() for path in links.rglob("*.html") if "kinds" not in path.parts} - {
            "index.html"
        }

    def place_of_each_host() -> dict[str, str]:
        """Follow the links of the list of hosts: host → the page that shows it."""
        index = (links / "index.html").read_text()
        sites = index[index.index('id="hosts"') :]
        rows = re.findall(r'<td><a href="\.\./links/([^"#]+)(?:#([^"]+))?">([^<]+)</a>', sites)
        for page, place, host in rows:
            text = (links / page).read_text("utf-8")
            assert f'id="{place}"' in text if place else f"<h1>{host}" in text
            assert f'<a href="https://{host}/a">' in text
        return {host: page for page, _, host in rows}

    for number in range(4):
        assert pages(number, ["valley.example", "river.example"]) == {"few/index.html"}
    assert pages(4, ["valley.example"]) == {"few/index.html", "valley.example.html"}
    many = [f"{letter}{number}.example" for letter in "ab" for number in range(150)]
    assert pages(5, many) == {"few/a.html", "few/b.html", "few/r.html", "valley.example.html"}
    assert pages(5, []) == {"few/index.html", "valley.example.html"}
    assert pages(4, []) == {"few/index.html"}


def test_topics_of_few_articles_share_pages_in_a_large_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    monkeypatch.setattr(periods, "MIN_TERM_ARTICLES", 3)
    monkeypatch.setattr(periods, "MAX_MINOR_ROWS_PER_PAGE", 4)
    content, site = tmp_path / "content", tmp_path / "build"
    content.mkdir()

    def pages(**topics: str) -> set[str]:
        """Write articles with these topics, build; return the pages of topics after following every link."""
        for name, topic in topics.items():
            text = f"---\ntitle: Notice {name}\ndate: 2024-05-07\nauthor: Ana\ntopics: [{topic}]\n---\n\nIt rained.\n"
            (content / f"{name}.md").write_text(text)
        build(read_config(content, output=site, base_url="https://archive.example/", search=False))
        for page in site.rglob("*.html"):
            for href, anchor in re.findall(r'href="([^"#:/][^"#:]*\.html)#?([^"]*)"', page.read_text("utf-8")):
                assert (page.parent / href).exists(), f"{page}: {href}"
                assert not anchor or f'id="{anchor}"' in (page.parent / href).read_text("utf-8"), f"{page}: {href}"
        return {path.relative_to(site / "topics").as_posix() for path in site.glob("topics/**/*.html")} - {"index.html"}

    def shown(page: str) -> str:
        return (site / page).read_text("utf-8")

    first = "articles/2024/05/07/a.html"
    assert pages(a="rivers", b="fires") == set()
    assert re.search(r'href="\.\./articles/2024/05/07/a\.html"><bdi>rivers</bdi>', shown("topics/index.html"))
    assert "<li>rivers</li>" in shown(first)
    assert pages(c="rivers") == {"few/index.html"}
    assert 'topics/few/index.html#rivers">rivers</a>' in shown(first)
    assert 'topics/few/index.html#rivers"><bdi>rivers</bdi>' in shown("topics/index.html")
    assert shown("topics/few/index.html").count('class="title"') == 2
    assert pages(d="fires", e="floods", f="floods") == {"few/f.html", "few/r.html"}, "more rows than a page holds"
    assert 'topics/few/r.html#rivers">rivers</a>' in shown(first), "the page of an article that did not change"
    assert pages(g="rivers") == {"few/index.html", "rivers.html"}
    assert 'topics/rivers.html">rivers</a>' in shown(first)
    assert 'topics/few/index.html#fires">fires</a>' in shown("articles/2024/05/07/b.html")
    for name in "bcdefg":
        (content / f"{name}.md").unlink()
    assert pages() == {"rivers.html"}, "in a small archive each has a page"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("feeds: 10", {"topics/few/index.html", "places/few/index.html"}),
        ("feeds: 2", {"topics/rivers.html", "topics/fires.html", "places/few/index.html"}),
        ("terms: {places: {Examplia: {note: Here.}}}", {"topics/few/index.html", "places/examplia.html"}),
    ],
    ids=["nothing", "feeds", "a note"],
)
def test_a_term_that_the_settings_describe_or_feed_has_its_own_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, expected: set[str]
) -> None:
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    content, site = tmp_path / "content", tmp_path / "build"
    content.mkdir()
    (content / "archive.yaml").write_text(f"base_url: https://archive.example/\n{settings}\n")
    for name, topic in (("a", "Rivers"), ("b", "Rivers"), ("c", "Fires"), ("d", "Fires")):
        text = f"---\ntitle: Notice {name}\ntopics: [{topic}]\nplaces: [Examplia]\n---\n\nIt rained.\n"
        (content / f"{name}.md").write_text(text)
    build(read_config(content, output=site, search=False))
    found = {
        path.relative_to(site).as_posix() for kind in ("topics", "places") for path in site.glob(f"{kind}/**/*.html")
    }
    assert found == expected | {"topics/index.html", "places/index.html"}
    page = (site / "articles/undated/a.html").read_text("utf-8")
    assert all(f'href="../../{path}' in page for path in expected - {"topics/fires.html"})


HOST = re.compile(r"https://([a-z0-9.]+)/a")


JOINED = """\
language: en
base_url: https://archive.example/
feeds: 1
terms:
  places:
    Port Example:
      labels: {uk: Порт-Приклад}
      note: A port on a <river>.
      coordinates: 51.25, -0.5
"""


def test_a_joined_term_has_one_page_with_its_names_note_and_coordinates(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "archive.yaml").write_text(JOINED, "utf-8")
    for name, place in (("a", "Port Example"), ("b", "порт-приклад")):
        text = f"---\ntitle: Notice {name}\nplaces: [{place}]\ndate: 2024-01-02\n---\n\nWords.\n"
        (content / f"{name}.md").write_text(text, "utf-8")
    build(read_config(content, output=tmp_path / "build", search=False))
    page = (tmp_path / "build/places/port-example.html").read_text("utf-8")
    assert "2 articles" in page
    assert '<bdi lang="uk">Порт-Приклад</bdi>' in page
    assert "A port on a &lt;river&gt;." in page
    assert "51.25, -0.5" in page
    article = (tmp_path / "build/articles/2024/01/02/b.html").read_text("utf-8")
    assert '<a href="../../../../places/port-example.html">порт-приклад</a>' in article
    places = (tmp_path / "build/places/index.html").read_text("utf-8")
    assert '<a href="../places/port-example.html" tabindex="-1"><title>Port Example: 2</title><circle' in places
    assert "<svg" not in page
    (former,) = [
        path for path in (tmp_path / "build/places").glob("*.html") if path.stem not in ("port-example", "index")
    ]
    assert 'content="0; url=../places/port-example.html"' in former.read_text("utf-8")
    assert '"[""Port Example""]"' in (tmp_path / "build/data/articles.csv").read_text("utf-8").splitlines()[2]


def test_an_edit_plans_the_lists_that_show_it_however_many_articles_each_day_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 3)
    monkeypatch.setattr(periods, "MIN_HOST_ARTICLES", 1)
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    archive(tmp_path, [f"2024-0{5 + i % 2}-0{1 + i % 6}" for i in range(30)])
    planned = set()
    targets = listings._targets

    def recording_targets(context: PlanContext, term: ListedTerm, tree: PeriodTree, page: ListPage) -> Iterator[Target]:
        planned.add(page.period)
        return targets(context, term, tree, page)

    monkeypatch.setattr(listings, "_targets", recording_targets)
    edited = tmp_path / "content/0007.md"  # of 2 June
    edited.write_text(edited.read_text().replace("Notice 7", "Report 7"))
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert planned == {"", "2024", "2024-06", "2024-06-02"}
    build(read_config(tmp_path / "content", output=tmp_path / "clean", search=False))
    pages = {
        name: {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.html")}
        for name in ("build", "clean")
    }
    assert pages["build"] == pages["clean"]
