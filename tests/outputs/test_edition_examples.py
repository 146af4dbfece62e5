"""Editions as newsrooms make them: what a reader finds on the pages, in the feeds and in the data of each.

A folder in `tests/examples/editions` has the captures of one article and what is expected of it. All are one archive.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from kursk_archive import build, read_config

EXAMPLES = Path(__file__).parents[1] / "examples" / "editions"
CASES = sorted(path.name for path in EXAMPLES.iterdir())


def expected(case: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((EXAMPLES / case / "expected.yaml").read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of the archive of all examples. Read-only: all tests share it."""
    folder = tmp_path_factory.mktemp("editions")
    for case in CASES:
        shutil.copytree(EXAMPLES / case / "content", folder / "content" / case)
    config = read_config(folder / "content", output=folder / "site", base_url="https://a.example/", search=False)
    build(config)
    return folder / "site"


def read(site: Path, path: str) -> str:
    return (site / path).read_text("utf-8")


def rows(site: Path, case: str) -> list[dict[str, Any]]:
    """Return the data of the article's changes, the latest first."""
    page = f"{expected(case)['page']}.html"
    return [row for row in map(json.loads, read(site, "data/changes.jsonl").splitlines()) if row["page"] == page]


@pytest.mark.parametrize("case", CASES)
def test_each_edition_has_its_page_and_neighbours_are_compared(site: Path, case: str) -> None:
    wanted = expected(case)
    stem, editions = wanted["page"], wanted["editions"]
    pairs = [*pairwise(editions), *([(editions[0], editions[-1])] if len(editions) > 2 else [])]
    names = {"", ".history", *(f".{one}" for one in editions), *(f".diff-{a}-{b}" for a, b in pairs)}
    found = {path.relative_to(site).as_posix() for path in site.glob(f"{stem}.*html")}
    assert {path for path in found if not path.endswith(".original.html")} == {f"{stem}{name}.html" for name in names}


@pytest.mark.parametrize("case", CASES)
def test_the_data_have_each_change_with_its_classes(site: Path, case: str) -> None:
    wanted = expected(case)["changes"]
    found = rows(site, case)
    assert [(row["classes"], row["acknowledged"]) for row in found] == [
        (change["classes"], change["acknowledged"]) for change in wanted
    ]
    for row, change in zip(found, wanted, strict=True):
        sentence = row["sentences"][0]
        assert (sentence["before"], sentence["after"]) == (
            change.get("before", sentence["before"]),
            change.get("after", sentence["after"]),
        )


@pytest.mark.parametrize("case", CASES)
def test_the_pages_say_it(site: Path, case: str) -> None:
    wanted = expected(case)
    stem, editions = wanted["page"], wanted["editions"]
    pages = {"article": f"{stem}.html", "history": f"{stem}.history.html"}
    if len(editions) > 1:
        pages["differences"] = f"{stem}.diff-{editions[-2]}-{editions[-1]}.html"
    for name, path in pages.items():
        page = read(site, path)
        for words in wanted.get(name, ()):
            assert words in page, (path, words)


@pytest.mark.parametrize("case", CASES)
def test_lists_and_feeds_have_the_changes_and_the_article_once(site: Path, case: str) -> None:
    wanted = expected(case)
    page, editions = f"{wanted['page']}.html", wanted["editions"]
    changes = read(site, "changes/index.html")
    assert changes.count(f'<a class="title" href="../{wanted["page"]}.diff-') == len(wanted["changes"])
    items = json.loads(read(site, "changes.json"))["items"]
    mine = [item for item in items if f"/{wanted['page']}.diff-" in item["url"]]
    assert [item["date_modified"][:10].replace("-", "") for item in mine] == [name[:8] for name in editions[:0:-1]]
    for words in wanted.get("feed", ()):
        assert words in [item["title"] for item in mine]
    articles = [json.loads(line) for line in read(site, "data/articles.jsonl").splitlines()]
    assert [row["page"] for row in articles].count(page) == 1
    assert read(site, "calendar/2031/05/index.html").count(f'href="../../../{page}"') == 1


@pytest.mark.parametrize("case", CASES)
def test_the_timemap_lists_the_editions(site: Path, case: str) -> None:
    wanted = expected(case)
    path = site / f"{wanted['page']}.timemap"
    mementos = [f"<https://a.example/{wanted['page']}.{name}.html>" for name in wanted["editions"]]
    assert path.is_file() == bool(mementos)
    if mementos:
        lines = path.read_text("utf-8")
        assert [lines.index(address) for address in mementos] == sorted(lines.index(address) for address in mementos)


def test_no_page_shows_what_only_a_format_lacks(site: Path) -> None:
    path = next(site.glob("articles/2031/05/14/bees.diff-*.html"))
    assert "k-link" not in path.read_text("utf-8")
    assert "k-byline" not in path.read_text("utf-8")


def test_the_data_of_editions_list_every_one(site: Path) -> None:
    found = [json.loads(line) for line in read(site, "data/editions.jsonl").splitlines()]
    for case in CASES:
        wanted = expected(case)
        page, editions = f"{wanted['page']}.html", wanted["editions"]
        mine = [row for row in found if row["page"] == page]
        names = [f"{wanted['page']}.{name}.html" for name in editions] or [page]
        assert [row["edition"] for row in mine] == names
        assert [row["order"] for row in mine] == list(range(1, len(names) + 1))
        assert [row["state"] for row in mine] == ["earlier"] * (len(names) - 1) + ["latest"]
        for row in mine:
            data = (site / row["capture_path"]).read_bytes()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["capture_sha256"], row["capture_size"])
    by_page = {row["edition"]: row for row in found}
    lamp = "articles/2031/05/14/lamp"
    assert by_page[f"{lamp}.20310520.html"]["same_text_as"] == f"{lamp}.20310514.html"
    cats = by_page["articles/2031/05/14/cats.20310514T091500Z.html"]
    assert [time[:10] for time in cats["seen_again"]] == ["2031-05-15"]
    rows_of_csv = list(csv.DictReader(read(site, "data/editions.csv").splitlines()))
    assert [row["edition"] for row in rows_of_csv] == [row["edition"] for row in found]


@pytest.mark.parametrize("suffix", ["bib", "ris", "json"])
def test_every_edition_can_be_cited(site: Path, suffix: str) -> None:
    citations = next(site.glob(f"data/citations*.{suffix}")).read_text("utf-8")
    for case in CASES:
        stem, editions = expected(case)["page"], expected(case)["editions"]
        for name in [f".{edition}" for edition in editions] or [""]:
            assert citations.count(f"https://a.example/{stem}{name}.html") == 1


def test_a_link_that_leads_elsewhere_is_shown_with_both_addresses(site: Path) -> None:
    stem, (*_, before, after) = expected("four-editions")["page"], expected("four-editions")["editions"]
    for path in (f"{stem}.diff-{before}-{after}.html", "changes/index.html", "changes.atom"):
        page = read(site, path)
        assert "https://harbour.example/plans" in page
        assert "https://harbour.example/wall/plans" in page
    (link,) = rows(site, "four-editions")[0]["sentences"][1]["links"]
    assert link == {
        "class": "link-retargeted",
        "text": "open to everybody",
        "before": "https://harbour.example/plans",
        "after": "https://harbour.example/wall/plans",
    }
