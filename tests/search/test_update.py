"""The search, with Pagefind itself: which indexes are rebuilt, and that their bytes equal those of a clean build."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.findings import Severity
from kursk_archive.core.model import Article, Capture, Fragment, PartialDate
from kursk_archive.pipeline import workers
from kursk_archive.pipeline.workers import Workers
from kursk_archive.search import pagefind_index, tasks
from kursk_archive.search import partition as partition_module
from kursk_archive.search.documents import SearchError, build_index, render_document
from kursk_archive.search.pagefind import _decode_answer
from kursk_archive.search.pagefind_index import normalise_index
from kursk_archive.search.partition import SearchableArticle, partition_articles
from kursk_archive.search.tasks import run_index_task

TONGUES = {
    "en": ("The ferry of Examplia", "The council spoke of the harbour and of its lantern."),
    "ru": ("Паром Примерии", "Совет говорил о гавани и о её фонаре."),
    "uk": ("Пором Прикладії", "Рада говорила про гавань та про її ліхтар."),
}
YEARS = ("2021", "2022", "2023", "")


def capture(number: int, extra: str = "") -> str:
    """A capture; of 60, each year has 15 and 15 have no date, in three languages."""
    language = ("en", "ru", "uk")[number % 3]
    year, (title, text) = YEARS[number % 4], TONGUES[language]
    date = f"date: {year}-{number % 12 + 1:02}-{number % 28 + 1:02}\n" if year else ""
    head = f"title: {title}, {number}\n{date}language: {language}\npublisher: The Fictional Herald\n"
    return f"---\n{head}authors: [Jane Doe {number % 7}, 'Roe, Richard']\ntopics: [ferries]\n---\n\n{text} {extra}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    for number in range(60):
        (tmp_path / f"content/{number:02}.md").write_text(capture(number), "utf-8")
    return tmp_path


def run(folder: Path, output: str = "build", **options: Any) -> BuildReport:
    options = {"search": True, "base_url": "https://archive.example/", **options}
    return build(read_config(folder / "content", output=folder / output, **options))


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def indexes(paths: Iterable[str]) -> set[str]:
    """Return the names of the indexes that have these files."""
    return {path.split("/")[1] for path in paths if path.startswith("search/") and path.count("/") > 1}


def listed_indexes(folder: Path) -> dict[str, dict[str, int]]:
    rows = json.loads((folder / "build/search/shards.json").read_text("utf-8"))
    return {row["shard"]: row["languages"] for row in rows["shards"]}


def test_each_year_has_an_index_and_so_have_undated_articles(folder: Path) -> None:
    report = run(folder)
    assert listed_indexes(folder) == {name: {"en": 5, "ru": 5, "uk": 5} for name in ("2021", "2022", "2023", "undated")}
    assert report.findings == ()
    names = {path.name for path in (folder / "build/search").iterdir()}
    assert names >= {
        "index.html",
        "pagefind.js",
        *(f"wasm.{name}.pagefind" for name in ("en", "ru", "unknown")),
    }
    assert not {path for path in tree(folder / "build") if "-ui." in path or "worker" in path}


def test_every_file_of_an_index_is_in_its_manifest(folder: Path) -> None:
    run(folder)
    listed = [line[66:] for line in (folder / "build/manifests/search-2022.txt").read_text().splitlines()]
    assert listed == sorted(path for path in tree(folder / "build") if path.startswith("search/2022/"))
    root = (folder / "build/manifest-sha256.txt").read_text()
    assert "  search/pagefind.js\n" in root
    assert "  manifests/search-2022.txt\n" in root
    assert "search/2022/" not in root


def test_an_edit_rebuilds_one_index_with_the_bytes_of_a_clean_build(folder: Path) -> None:
    run(folder)
    (folder / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")  # of 2021
    report = run(folder)
    assert indexes(report.written) == {"2021"}
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_an_edit_of_a_field_that_is_not_indexed_rebuilds_no_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder)
    called = []
    monkeypatch.setattr(tasks, "build_index", lambda documents: called.append(documents))
    (folder / "content/04.yaml").write_text("section: Harbours\n")
    report = run(folder)
    assert "articles/2021/05/05/04.html" in report.written
    assert (called, indexes(report.written)) == ([], set())


def test_a_second_build_does_not_run_pagefind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    monkeypatch.setattr(tasks, "build_index", None)
    assert run(folder).written == ()


def test_the_index_of_a_year_without_articles_is_removed(folder: Path) -> None:
    run(folder)
    for number in range(1, 60, 4):
        (folder / f"content/{number:02}.md").unlink()
    report = run(folder)
    assert (indexes(report.written), indexes(report.removed)) == (set(), {"2022"})
    assert not (folder / "build/search/2022").exists()
    assert not (folder / "build/manifests/search-2022.txt").exists()
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_the_program_of_a_language_without_articles_is_removed(folder: Path) -> None:
    run(folder)
    for number in range(1, 60, 3):
        (folder / f"content/{number:02}.md").unlink()
    assert "search/wasm.ru.pagefind" in run(folder).removed
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_a_year_that_grows_too_large_is_divided_into_halves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_module.partition_articles, "__defaults__", (15,))
    run(folder)
    (folder / "content/60.md").write_text(capture(60), "utf-8")  # of 2021
    report = run(folder)
    assert "2021" in indexes(report.removed)
    assert set(listed_indexes(folder)) == {"2021-h1", "2021-h2", "2022", "2023", "undated"}
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


@pytest.mark.parametrize("lost", ["search/2021/pagefind-entry.json", "search/pagefind.js"])
def test_a_lost_file_of_an_index_is_rebuilt(folder: Path, lost: str) -> None:
    run(folder)
    before = tree(folder / "build")
    (folder / "build" / lost).unlink()
    assert run(folder).written == (lost,)
    assert tree(folder / "build") == before


def test_indexes_are_the_same_after_the_catalogue_is_lost(folder: Path) -> None:
    run(folder)
    before = tree(folder / "build")
    for file in (folder / "build" / PRIVATE_FOLDER).glob("catalogue*"):
        file.unlink()
    assert (run(folder).written, tree(folder / "build")) == ((), before)


def test_disabling_the_search_removes_it_and_enabling_restores_it(folder: Path) -> None:
    run(folder)
    whole = tree(folder / "build")
    report = run(folder, search=False)
    assert {path.split("/")[0] for path in report.removed} == {"search", "manifests"}
    assert tree(folder / "build") == (run(folder, "clean", search=False), tree(folder / "clean"))[1]
    assert run(folder, search=False).written == ()
    run(folder)
    assert tree(folder / "build") == whole


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of articles that each build passed to `Workers.map` for indexing."""
    recorded: list[int] = []
    run_map = Workers.map

    def recording_map(self: Workers, function: Callable[[Any], Any], tasks: Iterable[Any], size: int) -> Iterator[Any]:
        if function is run_index_task:
            recorded.append(size)
        return run_map(self, function, tasks, size)

    monkeypatch.setattr(Workers, "map", recording_map)
    return recorded


def test_a_single_index_is_built_in_this_process(folder: Path, sizes: list[int]) -> None:
    run(folder)
    (folder / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")  # of 2021
    run(folder)
    (folder / "content/04.md").write_text(capture(4).replace("2021", "2022"), "utf-8")
    run(folder)
    assert sizes == [60, 0, 30]


def test_indexes_are_the_same_in_one_process_and_in_two(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    run(folder, "two", jobs=2)
    assert tree(folder / "two") == tree(folder / "build")


class WithoutPagefind(Executor):
    """Runs tasks as a machine without Pagefind would."""

    def __init__(self) -> None:
        self.index_tasks = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        self.index_tasks += function is run_index_task
        done.set_result(SearchError("not here") if function is run_index_task else function(*args, **kwargs))
        return done


def test_an_index_that_other_processes_cannot_build_is_built_in_this_one(folder: Path) -> None:
    config = read_config(folder / "content", output=folder / "build", base_url="https://archive.example/")
    executor = WithoutPagefind()
    assert build(config, executor).findings == ()
    assert executor.index_tasks == 4
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_withheld_articles_are_not_indexed(folder: Path) -> None:
    for number in range(4, 60, 4):
        (folder / f"content/{number:02}.yaml").write_text("status: withheld\nreason: Wait.\n")
    run(folder)
    assert listed_indexes(folder)["2021"] == {"en": 1}


def test_an_empty_archive_has_a_search_page_without_indexes(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert run(tmp_path).findings == ()
    assert listed_indexes(tmp_path) == {}
    assert {path for path in tree(tmp_path / "build") if "pf_" in path} == set()


def test_an_article_without_a_word_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("---\ntitle: '!'\ndate: 2024\nlanguage: en\n---\n\n…\n")
    assert run(tmp_path).findings == ()
    assert listed_indexes(tmp_path) == {}
    assert run(tmp_path).written == ()


def test_a_site_without_search_is_built_if_pagefind_is_not_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "pagefind_bin", None)
        report = run(folder)
        (finding,) = report.findings
        assert (finding.code, finding.severity) == ("search-missing", Severity.INFO)
        assert finding.message == "Pagefind is not installed"
        assert "search/" not in (folder / "build/index.html").read_text()
        assert not (folder / "build/search").exists()
    assert "search/shards.json" in run(folder).written
    assert "search/index.html" in (folder / "build/index.html").read_text()


def test_old_indexes_stay_if_pagefind_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pagefind_bin

    run(folder)
    before = {path: data for path, data in tree(folder / "build").items() if path.startswith("search/")}
    (folder / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(pagefind_bin, "get_executable", lambda: Path(sys.executable))
        report = run(folder)
    assert [finding.code for finding in report.findings] == ["search"]
    assert before.items() <= tree(folder / "build").items()
    run(folder)
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_an_index_does_not_depend_on_the_order_of_its_documents() -> None:
    pages = [render_document(article(f"Notice {n} of Examplia", n), f"articles/{n}.html", "en") for n in range(40)]
    assert build_index(pages) == build_index(pages[::-1])


def test_files_of_words_are_small_and_sorted() -> None:
    words = [" ".join(f"word{n * 400 + k}" for k in range(400)) for n in range(20)]
    files = build_index(
        [render_document(article("Notice", text=text), f"articles/{n}.html", "en") for n, text in enumerate(words)]
    )
    (head,) = (pagefind_index._decode(data) for path, data in files.items() if path.endswith(".pf_meta"))
    assert len(head[2]) > 10
    assert [first for first, _, _ in head[2]] == sorted(first for first, _, _ in head[2])
    for first, last, name in head[2]:
        (held,) = pagefind_index._decode(files[f"index/{name}.pf_index"])
        assert (held[0][0], held[-1][0]) == (first, last)
        assert len(files[f"index/{name}.pf_index"]) < 16_500


@pytest.mark.parametrize(
    ("date", "number"),
    [
        ("2024-08-15T10:00+03:00", (2024 * 13 + 8) * 32 + 15),
        ("2024-08-15", (2024 * 13 + 8) * 32 + 15),
        ("2024-08", (2024 * 13 + 8) * 32),
        ("2024", 2024 * 13 * 32),
        ("", 0),
        ("9999-12-31", 36**4 - 1),
    ],
)
def test_a_result_is_named_by_its_date(date: str, number: int) -> None:
    prefix = pagefind_index.sortable_date_prefix(date)
    assert (len(prefix), int(prefix, 36)) == (4, number)


def article(title: str, number: int = 0, text: str = "The ferry sails.") -> Article:
    return Article(
        Capture(ArticleId("a.md"), "0" * 64, 1, "markdown", "utf-8"),
        title,
        Fragment((f"<p>{text}</p>",)),
        date=PartialDate("2024-08-15"),
        authors=(f"Jane Doe {number}", f"John Roe {number % 3}"),
        topics=(f"topic {number % 5}", f"subject {number % 7}"),
        publisher=f"The Fictional Herald {number % 11}",
    )


def test_text_is_escaped_in_the_document() -> None:
    document = render_document(article('<script>alert("x")</script>'), "a.html", 'e"n').html.decode()
    assert "<script>" not in document
    assert 'lang="e&quot;n"' in document
    assert '<meta data-pagefind-filter="topic[content]" content="topic 0">' in document
    assert '<meta data-pagefind-filter="year[content]" content="2024">' in document


@given(st.text(), st.text())
def test_any_text_becomes_a_document(title: str, author: str) -> None:
    assert render_document(article(title + author), "a.html", "en").html.endswith(b"</body></html>")


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"{}", b'{"languages": {"en": {"hash": "en_1"}}}', b"[]"])
def test_files_of_another_format_are_refused(data: bytes) -> None:
    with pytest.raises(OSError, match="unknown index format"):
        normalise_index({"pagefind-entry.json": data, "pagefind.en_1.pf_meta": b"x"}, {})


words = st.lists(st.tuples(st.text(), st.lists(st.lists(st.integers(-(2**40), 2**40)))), max_size=30)


@given(words)
def test_a_file_of_words_is_split_between_words(entries: list[tuple[str, list[list[int]]]]) -> None:
    parts = list(pagefind_index._read_words(cbor2.dumps([entries])))
    assert [word for word, _ in parts] == [word for word, _ in entries]
    assert [cbor2.loads(data) for _, data in parts] == [[word, pages] for word, pages in entries]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        b"\x81\x81",
        b"\x81\x80\x80",
        b"\x81\x81\x80",
        b"\xa0",
        b"\x9f\x80\xff",
        b"\x81\x99\x01\x00\x81\x61a",
    ],
    ids=["nothing", "no array", "no word", "more", "a word of nothing", "a map", "without a length", "too few"],
)
def test_words_of_another_format_are_refused(data: bytes) -> None:
    entry = b'{"languages": {"en": {"hash": "en_1"}}}'
    head = pagefind_index._encode(["1.5.2", [], [["a", "b", "en_2"]], [], [], []])
    files = {
        "pagefind-entry.json": entry,
        "pagefind.en_1.pf_meta": head,
        "index/en_2.pf_index": pagefind_index._pack(data),
    }
    with pytest.raises(OSError, match="unknown index format"):
        normalise_index(files, {})


@pytest.mark.parametrize(
    "data",
    [b'{"content":"x","url":"/b.html"}', b'{"content":"x"}', b"", b"[]"],
    ids=["unknown page", "no URL", "empty", "a list"],
)
def test_fragments_of_another_format_are_refused(data: bytes) -> None:
    entry = b'{"languages": {"en": {"hash": "en_1"}}}'
    head = pagefind_index._encode(["1.5.2", [["en_2", 3]], [], [], [], []])
    files = {"pagefind-entry.json": entry, "pagefind.en_1.pf_meta": head}
    with pytest.raises(OSError, match="unknown index format"):
        normalise_index(files | {"fragment/en_2.pf_fragment": pagefind_index._pack(data)}, {"/a.html": "2024"})


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"!", "unexpected response from Pagefind"),
        (b"{}", "unexpected response from Pagefind"),
        (b64encode(b"{}"), "unexpected response from Pagefind"),
        (b64encode(b'{"payload":{"type":"GetFiles","files":[{"path":"a"}]}}'), "unexpected response from Pagefind"),
        (b64encode(b'{"payload":{"type":"Error","message":"No such index"}}'), "Pagefind reported: No such index"),
    ],
    ids=["not base64", "not JSON", "no payload", "a file without content", "an error"],
)
def test_an_invalid_answer_is_an_error(answer: bytes, message: str) -> None:
    with pytest.raises(SearchError, match=message):
        _decode_answer(answer)


# Partition

DATES = ("", "2023", "2024", "2024-01", "2024-08", "2024-08-15", "2024-08-15T10:00", "2024-08-16", "2024-03-01")
rows = st.lists(st.sampled_from(DATES), max_size=40).map(
    lambda dates: [SearchableArticle(date, f"{n}.md", f"{n}.html", "") for n, date in enumerate(dates)]
)


@given(rows, st.integers(1, 9))
def test_every_article_is_in_one_index(articles: list[SearchableArticle], limit: int) -> None:
    assert sorted(article for index in partition_articles(articles, limit).values() for article in index) == sorted(
        articles
    )


@given(rows, st.integers(1, 9))
def test_an_addition_changes_one_index_unless_it_is_divided(articles: list[SearchableArticle], limit: int) -> None:
    if articles:
        before, after = partition_articles(articles[:-1], limit), partition_articles(articles, limit)
        old, new = (
            {article: name for name, index in partition.items() for article in index} for partition in (before, after)
        )
        is_divided = any(new[article] != name for article, name in old.items())
        assert is_divided or len({name for name in after if before.get(name) != after[name]}) == 1


@pytest.mark.parametrize(
    ("date", "full", "names"),
    [
        ("2024-08-15", 9, {"2024"}),
        ("", 9, {"undated"}),
        ("2024-08-15", 2, {"2024-08-15-f", "2024-08-15-1", "2024-08-15-c"}),
        ("2024", 2, {"2024-f", "2024-1", "2024-c"}),
        ("", 2, {"undated-f", "undated-1", "undated-c"}),
    ],
    ids=["year", "undated", "a day dealt", "a year dealt", "undated dealt"],
)
def test_indexes_are_named_after_their_period(date: str, full: int, names: set[str]) -> None:
    # The letters are the first of what `printf a.md | sha256sum` says, and so on.
    assert (
        partition_articles([SearchableArticle(date, f"{name}.md", f"{name}.html", "") for name in "abc"], full).keys()
        == names
    )


def test_a_large_year_is_divided_into_halves_quarters_months_and_thirds() -> None:
    dates = [f"2024-{month:02}-{day:02}" for month in (1, 5, 7, 8) for day in (1, 10, 11, 31)]
    partition = partition_articles([SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates)], 7)
    assert partition.keys() == {"2024-q1", "2024-q2", "2024-07", "2024-08"}
    assert partition_articles(
        [SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates[:4])], 2
    ).keys() == {
        "2024-01-t1",
        "2024-01-t2",
        "2024-01-t3",
    }


def test_articles_with_a_less_precise_date_keep_their_own_index() -> None:
    dates = ("2024", "2024-08", "2024-08-15", "2024-08-16")
    partition = partition_articles([SearchableArticle(date, f"{n}.md", "", "") for n, date in enumerate(dates)], 1)
    assert partition.keys() == set(dates)


def test_an_article_is_found_once_and_by_the_years_of_all_its_captures(folder: Path) -> None:
    for name, captured, count in (
        ("first", "2024-08-15", 120),
        ("second", "2025-01-02", 210),
        ("third", "2026-01", 210),
    ):
        head = f"title: A Comet\ndate: 2024-08-15\nsource_url: https://sky.example/comet\ncaptured_at: {captured}\n"
        (folder / f"content/{name}.md").write_text(f"---\n{head}---\n\n{count} people saw it.\n", "utf-8")
        run(folder)
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")
    (entry,) = (
        json.loads(data)
        for path, data in tree(folder / "build").items()
        if path.startswith("search/2024") and path.endswith("entry.json")
    )
    assert sum(language["page_count"] for language in entry["languages"].values()) == 1
    page = (folder / "build/search/index.html").read_text("utf-8")
    offered = page.partition('<select name="captured">')[2].partition("</select>")[0]
    assert [year for year in ("2026", "2025", "2024") if f'value="{year}"' in offered] == ["2026", "2025", "2024"]
