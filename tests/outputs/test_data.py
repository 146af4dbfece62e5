"""The articles' data files: their rows, and the years that they are split into."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kursk_archive.catalogue.changes import clear_changes
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId, CaptureState
from kursk_archive.outputs import target
from kursk_archive.outputs.data import DataFiles
from kursk_archive.outputs.target import ObsoleteTarget, PlanContext, Planned, RenderContext, Target
from kursk_archive.renderer.data.articles import ARTICLE_COLUMNS
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.taxonomy import CALENDAR


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with Catalogue() as opened:
        yield opened


@pytest.fixture
def context(catalogue: Catalogue) -> PlanContext:
    return PlanContext(catalogue, Theme(Site()), "fingerprint")


def row(title: str) -> bytes:
    lists: dict[str, Any] = {"authors": [], "topics": [], "places": []}
    texts = dict.fromkeys(("path", "page", "capture_path", "capture_sha256", "capture_format", "capture_encoding"), "")
    numbers = dict.fromkeys(("capture_size", "links", "links_lost"), 0)
    return msgspec.json.encode(dict.fromkeys(ARTICLE_COLUMNS) | lists | texts | numbers | {"title": title})


def capture(path: str, title: str, date: str = "") -> CaptureRecord:
    article = ArticleRecord(
        ArticleId(path), CaptureState.PUBLISHED, f"articles/{path}.html", title, date=date, record_sha256=title,
        data_row=row(title), terms=((CALENDAR, "", "", 1),),
    )  # fmt: skip
    return CaptureRecord(path, "stamp", (), (article,))


def render(context: PlanContext, planned: Iterable[Planned]) -> Mapping[str, bytes]:
    """Render targets as another process does."""
    files: dict[str, bytes] = {}
    for planned_target in planned:
        assert isinstance(planned_target, Target)
        task = pickle.loads(pickle.dumps(planned_target.task))
        for path, data in task.render(RenderContext(context.theme, Path()), planned_target.path):
            assert data is not None
            files[path] = data
    return files


@pytest.mark.parametrize(
    "titles",
    [[], ["A Flood"], ["\u2028\x85\f", "\r\n", ""]],
    ids=["none", "one", "letters at which text would be divided"],
)
def test_rows_of_data_arrive_as_they_were_sent(catalogue: Catalogue, context: PlanContext, titles: list[str]) -> None:
    catalogue.upsert_captures(capture(f"{number}.md", title) for number, title in enumerate(titles))
    derive_all(catalogue.db)
    data = render(context, DataFiles().plan_all(context))["data/articles.jsonl"]
    assert data.split(b"\n")[:-1] == [row(title) for title in titles]
    assert [json.loads(line)["title"] for line in data.split(b"\n")[:-1]] == titles


def test_a_large_archive_has_a_data_file_for_each_year(
    catalogue: Catalogue, context: PlanContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    catalogue.upsert_captures([capture("a.md", "A", "2024-08-15"), capture("b.md", "B", "2023"), capture("c.md", "C")])
    derive_all(catalogue.db)
    files = render(context, DataFiles().plan_all(context))
    assert {path for path in files if path.endswith(".jsonl")} == {
        "data/articles/2023.jsonl",
        "data/articles/2024.jsonl",
        "data/articles/undated.jsonl",
    }
    package = json.loads(files["data/datapackage.json"])
    assert {path for resource in package["resources"] for path in resource["path"]} >= {"articles/2023.csv"}


def test_only_the_years_of_changed_articles_are_planned_and_a_year_without_articles_is_obsolete(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    catalogue.upsert_captures([capture(f"{year}.md", "A", year) for year in ("2022", "2023", "2024")])
    derive_all(catalogue.db)
    clear_changes(catalogue.db)
    context = PlanContext(catalogue, Theme(Site()), "fingerprint")
    assert list(DataFiles().plan_changed(context)) == []
    catalogue.upsert_captures([capture("2023.md", "B", "2024-05")])
    derive_changed(catalogue.db)
    planned = list(DataFiles().plan_changed(context))
    paths = {path for each in planned if isinstance(each, Target) for path in each.paths}
    assert paths == {*files_of("2024"), "data/datapackage.json"}
    obsolete = {each.path for each in planned if isinstance(each, ObsoleteTarget)} - paths
    assert obsolete == files_of("2023")


def files_of(year: str) -> set[str]:
    tables = {f"data/articles/{year}.{suffix}" for suffix in ("csv", "jsonl")}
    return tables | {f"data/citations/{year}.{suffix}" for suffix in ("bib", "ris", "csl.json")}


def test_citations_are_those_of_the_rows(catalogue: Catalogue, context: PlanContext) -> None:
    catalogue.upsert_captures([capture("a.md", "A Flood"), capture("b.md", "A Ferry")])
    derive_all(catalogue.db)
    files = render(context, DataFiles().plan_all(context))
    assert [item["title"] for item in json.loads(files["data/citations.csl.json"])] == ["A Flood", "A Ferry"]
    assert files["data/citations.bib"].count(b"@online{") == files["data/citations.ris"].count(b"TY  - ") == 2


def test_citations_change_with_the_name_of_the_archive(catalogue: Catalogue) -> None:
    catalogue.upsert_captures([capture("a.md", "A Flood")])
    derive_all(catalogue.db)
    sites = (Site(), Site(title="The Examplia archive"), Site(base_url="https://archive.example/"))
    digests = {next(iter(DataFiles().plan_all(PlanContext(catalogue, Theme(site), "")))).fingerprint for site in sites}  # type: ignore[union-attr]
    assert len(digests) == 3
