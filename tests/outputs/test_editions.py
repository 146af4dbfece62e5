"""Captures of one article: its address, a page for each edition, the history, the differences."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kursk_archive import BuildReport, build, read_config
from kursk_archive.core.model import Article
from kursk_archive.pipeline import load_tasks
from kursk_archive.pipeline import run as run_module

ADDRESS = "https://herald.example/2024/08/15/ferry"
PAGE = "articles/2024/08/15/ferry"
BODY = (
    "The ferry sails again after two years.\n\n{} passengers were on board, the port said.\n\nThe island has no bridge."
)


def write(
    folder: Path, name: str, captured: str, body: str, source: str = ADDRESS, extra: str = "", title: str = "The Ferry"
) -> None:
    content = folder / "content"
    content.mkdir(exist_ok=True)
    head = {"title": title, "date": "2024-08-15", "slug": "ferry", "source_url": source, "language": "en"}
    if captured:
        head["captured_at"] = captured
    lines = "".join(f"{key}: {value}\n" for key, value in head.items() if value)
    (content / f"{name}.md").write_text(f"---\n{lines}{extra}---\n\n{body}\n")


def run(folder: Path, output: str = "site") -> BuildReport:
    return build(read_config(folder / "content", output=folder / output, base_url="https://a.example/", search=False))


def pages(folder: Path, output: str = "site") -> set[str]:
    root = folder / output
    found = (path.relative_to(root).as_posix() for path in root.glob("articles/**/*") if path.is_file())
    return {path.removeprefix(PAGE) for path in found}


def read(folder: Path, ending: str) -> str:
    return (folder / "site" / f"{PAGE}{ending}").read_text()


def test_a_single_capture_has_one_page(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    run(tmp_path)
    assert pages(tmp_path) == {".html", ".txt"}
    assert "edition" not in read(tmp_path, ".html")


def test_the_article_shows_the_latest_edition_and_each_has_its_page(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15T12:15:00+02:00", BODY.format(120))
    write(tmp_path, "b", "2024-08-17", BODY.format(210), f"{ADDRESS}/amp")
    report = run(tmp_path)
    assert report.articles == 1
    assert pages(tmp_path) == {
        ".html",
        ".txt",
        ".20240815T101500Z.html",
        ".20240815T101500Z.txt",
        ".20240817.html",
        ".20240817.txt",
        ".history.html",
        ".timemap",
        ".diff-20240815T101500Z-20240817.html",
    }
    latest = read(tmp_path, ".html")
    assert "210 passengers" in latest
    assert "altered a number" in latest
    assert f'href="../../../../{PAGE}.history.html"' in latest
    first = read(tmp_path, ".20240815T101500Z.html")
    assert "120 passengers" in first
    assert f'<link rel="canonical" href="https://a.example/{PAGE}.20240815T101500Z.html">' in first
    assert {finding.code for finding in report.findings} == {"duplicate-source"}
    assert "120 passengers" in read(tmp_path, ".20240815T101500Z.txt")


def test_an_earlier_capture_that_turns_up_moves_no_page(tmp_path: Path) -> None:
    write(tmp_path, "b", "2024-08-17", BODY.format(210))
    write(tmp_path, "c", "2024-08-19", BODY.format(230))
    run(tmp_path)
    before = pages(tmp_path)
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    run(tmp_path)
    assert {path for path in before if "diff" not in path} <= pages(tmp_path)
    assert ".diff-20240815-20240819.html" in pages(tmp_path)


@pytest.mark.parametrize("again", [BODY.format(120), BODY.format(120).replace(" ", "  ")])
def test_the_same_text_is_seen_again(tmp_path: Path, again: str) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-16", again)
    run(tmp_path)
    assert pages(tmp_path) == {".html", ".txt", ".history.html"}
    assert "Seen again unchanged on August 16, 2024" in read(tmp_path, ".history.html")


def test_a_text_that_comes_back_is_the_latest_edition(tmp_path: Path) -> None:
    for name, day, count in (("a", 15, 120), ("b", 16, 210), ("c", 17, 120)):
        write(tmp_path, name, f"2024-08-{day}", BODY.format(count))
    run(tmp_path)
    assert "120 passengers" in read(tmp_path, ".html")
    assert "The text of August 15, 2024 again" in read(tmp_path, ".history.html")


def test_differences_name_class_and_acknowledgement(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-17", BODY.format(210) + "\n\nCorrection: the number was wrong.")
    run(tmp_path)
    page = read(tmp_path, ".diff-20240815-20240817.html")
    assert re.search(r"<del><span class=\"spoken\">Removed: </span>120</del>", page)
    assert re.search(r"<ins><span class=\"spoken\">Added: </span>210</ins>", page)
    assert "Acknowledged in the text" in page
    assert 'id="k-number"' in page
    assert "unchanged paragraph" in page


def test_a_link_that_leads_elsewhere_is_an_edition(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", "See [the list](https://port.example/a).")
    write(tmp_path, "b", "2024-08-17", "See [the list](https://port.example/b).")
    run(tmp_path)
    assert "Link leads elsewhere" in read(tmp_path, ".history.html")


def test_withheld_editions_appear_nowhere(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-16", BODY.format("SECRET"))
    write(tmp_path, "c", "2024-08-17", BODY.format(210))
    run(tmp_path)
    sidecar = tmp_path / "content" / "b.yaml"
    sidecar.write_text("status: withheld\nedition: this\n")
    run(tmp_path)
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file() and ".kursk-archive" not in path.parts]
    assert not [path for path in files if b"SECRET" in path.read_bytes()]
    assert pages(tmp_path) >= {".20240815.html", ".20240817.html", ".diff-20240815-20240817.html"}
    assert not any("20240816" in path for path in pages(tmp_path))
    sidecar.write_text("status: withheld\n")
    report = run(tmp_path)
    assert report.articles == 0
    assert not pages(tmp_path)


def test_a_sidecar_joins_captures_of_two_addresses(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-16", BODY.format(210), "https://herald.example/moved")
    (tmp_path / "content" / "b.yaml").write_text("edition_of: a.md\n")
    assert run(tmp_path).articles == 1
    (tmp_path / "content" / "b.yaml").write_text(f"edition_of: {ADDRESS}\n")
    assert run(tmp_path).articles == 1
    (tmp_path / "content" / "b.yaml").unlink()
    assert run(tmp_path).articles == 2


def test_captures_of_one_moment_in_two_formats_are_one_edition(tmp_path: Path) -> None:
    text = " ".join(f"Sentence number {k} tells of the ferry and of the port." for k in range(30))
    write(tmp_path, "a", "2024-08-15T10:00:00Z", f"{text}\n\nThe island has no bridge.")
    dump = f"The Ferry\n\nAugust 15, 2024\n\n{text}\n\nThe island has no bridge.\n\nPlease subscribe.\n"
    (tmp_path / "content" / "b.txt").write_text(dump)
    (tmp_path / "content" / "b.yaml").write_text(f"source_url: {ADDRESS}\nlanguage: en\nslug: ferry\n")
    run(tmp_path)
    assert pages(tmp_path) == {".html", ".txt", ".history.html"}
    (tmp_path / "content" / "b.txt").write_text(dump.replace("number 7 tells", "number 70 tells"))
    run(tmp_path)
    assert ".20240815T100000Z.html" in pages(tmp_path)


def test_links_to_any_edition_lead_to_the_latest_and_count_the_article_once(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120), extra="aliases: [https://herald.example/old]\n")
    write(tmp_path, "b", "2024-08-17", BODY.format(210))
    (tmp_path / "content" / "c.md").write_text(
        "---\ntitle: Another\ndate: 2024-08-20\nlanguage: en\n---\n\n[It](https://herald.example/old) said so.\n"
    )
    run(tmp_path)
    other = (tmp_path / "site/articles/2024/08/20/c.html").read_text()
    assert 'href="../15/ferry.html"' in other or f'href="../../../../{PAGE}.html"' in other
    calendar = (tmp_path / "site/calendar/2024/08/index.html").read_text()
    published, _, captured_again = calendar.partition("Captured again")
    assert published.count("The Ferry") == captured_again.count("The Ferry") == 1


def test_each_edition_shows_its_images(tmp_path: Path) -> None:
    from PIL import Image

    write(tmp_path, "a", "2024-08-15", BODY.format(120), extra="image: boat.png\n")
    write(tmp_path, "b", "2024-08-17", BODY.format(210))
    Image.new("RGB", (32, 20)).save(tmp_path / "content" / "boat.png")
    run(tmp_path)
    assert 'src="ferry.20240815.1-32.jpg"' in read(tmp_path, ".20240815.html")
    assert ".20240815.1-32.jpg" in pages(tmp_path)
    assert ".1-32.jpg" not in pages(tmp_path)


def test_every_link_between_the_pages_leads_somewhere(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120), extra="topics: [Ferries]\nauthors: [Ana Example]\n")
    write(tmp_path, "b", "2024-08-16", BODY.format(210), extra="topics: [Ships]\npublisher: The Valley\n")
    write(tmp_path, "c", "", BODY.format(230), extra="updated: 2023-01-02\n", title="Old")
    run(tmp_path)
    site = tmp_path / "site"
    for page in (site / "articles").rglob("*.html"):
        for href in re.findall(r'href="([^"#:]+)["#]', page.read_text()):
            assert (page.parent / href).resolve().is_file(), (page.name, href)


def test_citations_name_the_edition(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    run(tmp_path)
    files = tmp_path / "site" / "data"
    assert "ferry.html" in (files / "citations.bib").read_text()
    write(tmp_path, "b", "2024-08-17", BODY.format(210))
    run(tmp_path)
    latest = f"https://a.example/{PAGE}.20240817.html"
    assert latest in read(tmp_path, ".html").partition("data:application/x-bibtex")[2]
    assert f"https://a.example/{PAGE}.20240815.html" in read(tmp_path, ".20240815.html").partition("x-bibtex")[2]
    assert latest in (files / "citations.bib").read_text()
    assert f'"edition":"{PAGE}.20240817.html"' in (files / "articles.jsonl").read_text()


def test_a_loader_that_reads_more_than_the_version_before_makes_no_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-16", BODY.format(120))
    run(tmp_path)
    before = pages(tmp_path)
    record = load_tasks.CaptureLoader.record

    def reads_more(loader: load_tasks.CaptureLoader, article: Article, language: str = "") -> Any:
        return record(loader, replace(article, title=f"{article.title} Again"), language)

    monkeypatch.setattr(load_tasks.CaptureLoader, "record", reads_more)
    monkeypatch.setattr(run_module, "installed_extractors", lambda: "extractor 2")
    write(tmp_path, "c", "2024-08-17", BODY.format(120))
    run(tmp_path)
    assert "The Ferry Again" in read(tmp_path, ".html")
    assert pages(tmp_path) == before
    assert not list((tmp_path / "site").rglob("changes*"))


ROWS = (
    "index.html",
    "calendar/2024/08/index.html",
    "topics/ferries.html",
    "publishers/the-valley.html",
    "links/port.example.html",
)
CITING = "---\ntitle: Another\ndate: 2024-08-20\ntopics: [Ferries]\npublisher: The Valley\n---\n\n{}\n"


def test_every_row_of_an_article_has_the_number_of_its_editions(tmp_path: Path) -> None:
    extra = "topics: [Ferries]\npublisher: The Valley\n"
    body = BODY + " See [the list](https://port.example/a)."
    write(tmp_path, "a", "2024-08-15", body.format(120), extra=extra)
    cited = f"[It]({ADDRESS}) said so, as did [the list](https://port.example/a)."
    (tmp_path / "content" / "c.md").write_text(CITING.format(cited))
    (tmp_path / "content" / "d.md").write_text(CITING.format("The comet came back.").replace("Another", "A Comet"))
    run(tmp_path)
    site = tmp_path / "site"
    rows = [path for path in ROWS if (site / path).exists()]
    assert {"index.html", "calendar/2024/08/index.html", "topics/ferries.html"} <= set(rows)
    before = {path: (site / path).read_text() for path in rows}
    assert not [path for path, page in before.items() if "edition" in page]
    for number, name, count in ((2, "b", 210), (3, "e", 230)):
        write(tmp_path, name, f"2024-08-1{number + 4}", body.format(count), extra=extra)
        run(tmp_path)
        for path in rows:
            page = (site / path).read_text()
            assert page.count("The Ferry") >= 1, path
            assert f"<span>{number} editions</span>" in page, path
            assert page.count("editions</span>") == len(re.findall(r'class="title" href="[^"]*ferry.html"', page)), path
        run(tmp_path, f"clean-{number}")
        for file in sorted(p for p in site.rglob("*") if p.is_file() and ".kursk-archive" not in p.parts):
            assert file.read_bytes() == (tmp_path / f"clean-{number}" / file.relative_to(site)).read_bytes(), file
    assert (
        "<span>3 editions</span>" in (site / "articles/2024/08/20/c.html").read_text()
    )  # as an earlier or related one
    for name in ("b", "e"):
        (tmp_path / "content" / f"{name}.md").unlink()
    run(tmp_path)
    assert before == {path: (site / path).read_text() for path in rows}


@pytest.mark.parametrize(("language", "expected"), [("uk", "3 редакції"), ("ru", "3 редакции")])
def test_the_number_of_editions_is_in_the_reader_s_language(tmp_path: Path, language: str, expected: str) -> None:
    for number in range(3):
        write(tmp_path, str(number), f"2024-08-1{number}", BODY.format(100 + number))
    (tmp_path / "content" / "archive.yaml").write_text(f"language: {language}\n")
    run(tmp_path)
    assert f"<span>{expected}</span>" in (tmp_path / "site/index.html").read_text()


def test_lists_feeds_data_and_sitemap_have_an_article_of_three_editions_once(tmp_path: Path) -> None:
    extra = "topics: [Ferries]\n"
    for number in range(3):
        write(tmp_path, str(number), f"2024-08-1{number}", BODY.format(100 + number), extra=extra)
    (tmp_path / "content" / "c.md").write_text(CITING.format(f"[It]({ADDRESS}) said so."))
    run(tmp_path)
    site = tmp_path / "site"
    address = f"https://a.example/{PAGE}.html"
    assert [item["url"] for item in json.loads((site / "feed.json").read_text())["items"]].count(address) == 1
    sitemaps = "".join(path.read_text() for path in site.glob("sitemaps/*.xml"))
    assert sitemaps.count(f"<loc>{address}</loc>") == 1
    rows = [json.loads(line) for line in (site / "data/articles.jsonl").read_text().splitlines()]
    assert sorted(row["title"] for row in rows) == ["Another", "The Ferry"]
    topic = (site / "topics/ferries.html").read_text()
    assert "2 articles" in topic
    assert topic.count(">The Ferry<") == 1
    article = read(tmp_path, ".html")
    assert article.partition('id="cited-by"')[2].partition("</section>")[0].count(">Another<") == 1
    assert "2 articles" in (site / "index.html").read_text()
    other = (site / "articles/2024/08/20/c.html").read_text()
    assert other.partition('class="earlier"')[2].partition("</div>")[0].count(">The Ferry<") == 1
    assert 'class="later"' not in other


def cite(folder: Path, name: str, text: str, date: str = "", extra: str = "") -> str:
    """Write an article that cites the other one; return the path of its page."""
    stated = f"date: {date}\n" if date else ""
    (folder / "content" / f"{name}.md").write_text(
        f"---\ntitle: Citing {name}\nslug: {name}\n{stated}language: en\n{extra}---\n\n{text}\n"
    )
    return f"articles/{date.replace('-', '/') or 'undated'}/{name}.html"


@pytest.mark.parametrize(
    ("date", "edition"),
    [
        ("2024-08-14", "20240815T101500Z"),
        ("2024-08-16", "20240815T101500Z"),  # on which the text was seen again
        ("2024-08-19", "20240819"),
        ("2024-08-22", "20240819"),  # as near as the latest: the earlier one
        ("2024-08-24", ""),
        ("2024-09", ""),
        ("2024-08", ""),  # nobody knows which
        ("2024-07", "20240815T101500Z"),
        ("", ""),
    ],
)
def test_a_link_leads_to_the_edition_nearest_to_the_citing_article(tmp_path: Path, date: str, edition: str) -> None:
    write(tmp_path, "a", "2024-08-15T12:15:00+02:00", BODY.format(120))
    write(tmp_path, "a2", "2024-08-17", BODY.format(120) + " ")
    write(tmp_path, "b", "2024-08-19", BODY.format(210))
    write(tmp_path, "c", "2024-08-25", BODY.format(230))
    citing = cite(tmp_path, "other", f"[It]({ADDRESS}/amp) said so.", date)
    run(tmp_path)
    page = (tmp_path / "site" / citing).read_text()
    path = f"{PAGE}.{edition}.html" if edition else f"{PAGE}.html"
    root = "../" * citing.count("/")
    assert re.search(rf'<a class="article" href="{root}{path}"', page)
    says = re.findall("The edition nearest to this article’s date, captured on ([^<]*)<", page)
    captured = {"20240815T101500Z": "August 15, 2024, 12:15 (UTC+02:00)", "20240819": "August 19, 2024"}
    assert says == ([captured[edition]] if edition else [])
    assert (f'href="{root}{PAGE}.html">Latest edition</a>' in page) == bool(edition)
    rows = (tmp_path / "site/data/links.csv").read_text()
    assert "c.md" in rows
    assert read(tmp_path, ".html").partition('id="cited-by"')[2].partition("</section>")[0].count(">Citing other<") == 1


def test_a_link_to_a_snapshot_leads_to_the_edition_nearest_to_the_snapshot(tmp_path: Path) -> None:
    snapshot = f"https://web.archive.org/web/20240815101500/{ADDRESS}"
    write(tmp_path, "a", "2024-08-15", BODY.format(120), extra=f"aliases: ['{snapshot}']\n")
    write(tmp_path, "b", "2024-08-19", BODY.format(210))
    citing = cite(tmp_path, "other", f"[It]({snapshot}) said so.", "2024-09-30")
    run(tmp_path)
    assert f'href="../../../../{PAGE}.20240815.html"' in (tmp_path / "site" / citing).read_text()


def test_a_citing_page_follows_the_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    write(tmp_path, "c", "2024-08-25", BODY.format(230), title="The Old Ferry Sails")
    cited = [cite(tmp_path, "other", f"[It]({ADDRESS}) said so.", "2024-08-16")]
    cited += [cite(tmp_path, "lost", "[The Old Ferry Sails](#) said so.", "2024-08-16")]

    def targets() -> list[str]:
        run(tmp_path)
        found = [re.findall(rf"{PAGE}([^\"#]*)\.html", (tmp_path / "site" / page).read_text())[0] for page in cited]
        clean = run(tmp_path, f"clean{len(list(tmp_path.iterdir()))}")
        assert clean.articles == 3
        newest = max(tmp_path.glob("clean*"), key=lambda path: path.stat().st_mtime_ns)
        for page in cited:
            assert (tmp_path / "site" / page).read_bytes() == (newest / page).read_bytes()
        return found

    assert targets() == ["", ""]
    write(tmp_path, "b", "2024-08-19", BODY.format(210))
    assert targets() == [".20240819", ".20240819"]
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    assert targets() == [".20240815", ".20240815"]
    write(tmp_path, "a", "2024-08-13", BODY.format(120))
    assert targets() == [".20240813", ".20240813"]  # as near as the 19th
    write(tmp_path, "a", "2024-08-12", BODY.format(120))
    assert targets() == [".20240819", ".20240819"]
    write(tmp_path, "a2", "2024-08-15", BODY.format(120) + " ")  # seen again
    assert targets() == [".20240812", ".20240812"]
    (tmp_path / "content/a2.md").unlink()
    assert targets() == [".20240819", ".20240819"]


@pytest.mark.parametrize(("language", "words"), [("uk", "Найближча"), ("ru", "Ближайшая")])
def test_the_nearest_edition_is_named_in_the_reader_s_language(tmp_path: Path, language: str, words: str) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    write(tmp_path, "b", "2024-08-19", BODY.format(210))
    citing = cite(tmp_path, "other", f"[It]({ADDRESS}) said so.", "2024-08-16")
    (tmp_path / "content" / "archive.yaml").write_text(f"language: {language}\n")
    run(tmp_path)
    assert words in (tmp_path / "site" / citing).read_text()


UNDATED = {
    "no date at all": "",
    "the day of the last capture": "date: 2024-08-19\n",
    "a later update": "date: 2024-08-15\nupdated: 2024-09-30\n",
    "before the first": "date: 2024-08-15\n",
}


@pytest.mark.parametrize("extra", UNDATED)
def test_a_capture_without_a_time_is_not_the_latest(tmp_path: Path, extra: str) -> None:
    write(tmp_path, "m", "2024-08-17", BODY.format(120))
    write(tmp_path, "n", "2024-08-19", BODY.format(210))
    for name in ("a", "z"):  # whatever its digest is
        head = f"---\ntitle: The Ferry\nslug: ferry\nsource_url: {ADDRESS}\nlanguage: en\n{UNDATED[extra]}---\n\n"
        (tmp_path / "content" / f"{name}.md").write_text(f"{head}{BODY.format(f'{name} hundred')}\n")
    run(tmp_path)
    found = list((tmp_path / "site/articles").rglob("ferry.html"))
    assert len(found) == 1
    assert "210 passengers" in found[0].read_text()


def test_an_undated_capture_stands_where_its_update_places_it(tmp_path: Path) -> None:
    write(tmp_path, "m", "2024-08-17", BODY.format(120))
    write(tmp_path, "u", "", BODY.format(150), extra="updated: 2024-08-18\n")
    write(tmp_path, "n", "2024-08-19", BODY.format(210))
    run(tmp_path)
    history = read(tmp_path, ".history.html")
    places = [history.index(name) for name in (".20240817.html", ".sha-", ".20240819.html")]
    assert places == sorted(places)


@pytest.mark.parametrize("day", ["", "2024-08-16"])
def test_of_captures_of_one_moment_the_plain_address_is_the_latest(tmp_path: Path, day: str) -> None:
    forms = {"a": f"{ADDRESS}/amp", "b": ADDRESS, "c": "http://m.herald.example/2024/08/15/ferry?utm_source=x"}
    for name, source in forms.items():
        write(tmp_path, name, day, BODY.format(120), source, title=f"The Ferry {name}")
    run(tmp_path)
    assert "<h1>The Ferry b</h1>" in read(tmp_path, ".html")


def test_links_to_print_forms_lead_to_the_article(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    forms = ("/print", "/print/", "?print=1", "?view=print&utm_source=x", "/print.html")
    text = " ".join(f"[one]({ADDRESS}{form})" for form in forms)
    citing = cite(tmp_path, "other", text, "2024-08-16")
    run(tmp_path)
    page = (tmp_path / "site" / citing).read_text()
    assert page.count(f'<a class="article" href="../../../../{PAGE}.html"') == len(forms)


def test_nothing_of_a_withheld_edition_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its words, its address, its bytes, its time: in pages, differences, feeds, TimeMaps, indexes, data."""
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    content = tmp_path / "content"
    snapshot = f"https://web.archive.org/web/20240816070809/{ADDRESS}"
    extra = "aliases: ['{}', 'https://herald.example/hidden-alias']\ntopics: [Hidden]\nauthors: [Zephyrine]\n"
    write(tmp_path, "a", "2024-08-15", BODY.format(120))
    for name, second, alias in (("hush", 9, snapshot), ("hush2", 10, "")):
        body = BODY.format("SECRET") + " " * second
        time = f"2024-08-16T07:08:{second:02}Z"
        write(tmp_path, name, time, body, extra=extra.format(alias), title="Hidden")
    write(tmp_path, "c", "2024-08-17", BODY.format(210))
    (content / "permalinks.csv").write_text(
        f"permalink,article,source\n{PAGE}.html,a.md,{ADDRESS}\n{PAGE}-hidden.html,hush.md,{ADDRESS}\n"
    )
    cite(tmp_path, "other", f"[It]({ADDRESS}) said so.", "2024-08-20")
    run(tmp_path)
    digests = [sha256((content / f"{name}.md").read_bytes()).hexdigest() for name in ("hush", "hush2")]
    words = ["SECRET", "hidden", "Hidden", "Zephyrine", "hush", "20240816", "07:08", "2024-08-16T07", *digests]
    assert _naming(tmp_path / "site", words[:5])
    for name in ("hush", "hush2"):
        (content / f"{name}.yaml").write_text("status: withheld\nedition: this\n")
    run(tmp_path)
    assert _naming(tmp_path / "site", words) == []
    run(tmp_path, "clean")
    assert _naming(tmp_path / "clean", words) == []
    assert ".diff-20240815-20240817.html" in pages(tmp_path)


def _naming(site: Path, words: list[str]) -> list[str]:
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and not {".kursk-archive", "assets"} & set(path.relative_to(site).parts)
    }
    return [
        f"{name}: {word}" for name, data in files.items() for word in words if word in name or word.encode() in data
    ]
