"""The search: which segments are rebuilt, and that their bytes equal those of a clean build."""

from __future__ import annotations

import gzip
import html
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Severity
from kursk_archive.pipeline import workers
from kursk_archive.pipeline.workers import Workers
from kursk_archive.search import available, tasks, update
from kursk_archive.search.index_files import read_index_lines
from kursk_archive.search.segment import FileCounts, build_segment
from kursk_archive.search.tasks import run_segment_task

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


def segments(paths: Iterable[str]) -> set[str]:
    """Return the names of the segments whose texts are among some files."""
    return {path.split("/")[2] for path in paths if path.startswith("search/texts/")}


def words_files(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if re.fullmatch(r"search/\w+/words-\d+\.js", path)}


def unpack(data: str) -> str:
    return gzip.decompress(b64decode(data)).decode()


def indexed_words(output: Path, index: str = "all") -> set[str]:
    """Return every word of an index."""
    files = (output / f"search/{index}").glob("words-*.js")
    texts = (unpack(data) for file in files for data in read_index_lines(file.read_bytes()).values())
    return {re.split(r"[=\t]", line)[0] for text in texts for line in text.split("\n") if line}


def listed_indexes(output: Path) -> list[list[Any]]:
    """Return what the search page says of each index: name, numbers of files, of articles, a version, and days."""
    page = (output / "search/index.html").read_text("utf-8")
    (listed,) = re.findall('data-indexes="(.*?)"', page)
    return [*json.loads(html.unescape(listed))]


@pytest.fixture
def divided(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose sixty articles make a segment for each year, all in one index."""
    monkeypatch.setattr(update, "MAX_ARTICLES_PER_SEGMENT", 20)
    return folder


def test_up_to_two_thousand_articles_have_one_index_and_one_segment(folder: Path) -> None:
    report = run(folder)
    assert report.findings == ()
    ((name, files, articles, *_),) = listed_indexes(folder / "build")
    assert (name, articles) == ("all", 60)
    assert {path.name for path in (folder / "build/search").iterdir()} == {"index.html", "all", "texts"}
    assert {path.name for path in (folder / "build/search/all").iterdir()} == {
        "filters.js",
        "spellings.js",
        *(f"words-{number}.js" for number in range(files[0])),
        *(f"places-{number}.js" for number in range(files[1])),
    }
    assert [path.name for path in (folder / "build/search/texts").iterdir()] == ["all"]
    assert len(tree(folder / "build/search/texts")) == 60
    assert indexed_words(folder / "build") >= {"ferry", "гавани", "гавань", "ее", "herald", "2021", "roe"}


def test_a_large_archive_has_a_segment_for_each_year_and_one_for_undated_articles(divided: Path) -> None:
    run(divided)
    days = listed_indexes(divided / "build")[0][4]
    assert list(days) == ["undated", "2021", "2022", "2023"]
    assert unpack(days["undated"]) == "undated 15"
    assert sum(int(row.split()[1]) for row in unpack(days["2021"]).split("\n")) == 15
    assert list(read_index_lines((divided / "build/search/all/words-0.js").read_bytes())) == list(days)


def test_a_very_large_archive_has_several_indexes(divided: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "MAX_ARTICLES_PER_INDEX", 30)
    run(divided)
    assert [index[0] for index in listed_indexes(divided / "build")] == ["2023", "2022", "2021", "undated"]
    assert "search/2022/filters.js" in (divided / "build/manifests/search-2022.txt").read_text()
    (divided / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")  # of 2021
    written = run(divided).written
    assert {path.split("/")[1] for path in words_files(written)} == {"2021"}
    run(divided, "clean")
    assert tree(divided / "build") == tree(divided / "clean")


def test_every_file_of_the_search_is_in_a_manifest(divided: Path) -> None:
    run(divided)
    listed = {
        name: [line[66:] for line in (divided / f"build/manifests/{name}.txt").read_text().splitlines()]
        for name in ("search-all", "search-texts-2022")
    }
    files = sorted(path for path in tree(divided / "build") if path.startswith("search/"))
    assert listed["search-all"] == [path for path in files if path.startswith("search/all/")]
    assert listed["search-texts-2022"] == [path for path in files if path.startswith("search/texts/2022/")]
    root = (divided / "build/manifest-sha256.txt").read_text()
    assert "  search/index.html\n" in root
    assert "  manifests/search-texts-2022.txt\n" in root
    assert "  search/all/" not in root


def test_an_edit_rebuilds_one_segment_with_the_bytes_of_a_clean_build(
    divided: Path, built: list[int], tmp_path: Path
) -> None:
    run(divided)
    built.clear()
    (divided / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")  # of 2021
    report = run(divided)
    assert built == [15]
    assert [path for path in report.written if path.startswith("search/texts/")] == [
        "search/texts/2021/2021-05-05-0.js"
    ]
    run(divided, "clean")
    assert tree(divided / "build") == tree(divided / "clean")


def test_what_an_addition_rewrites_does_not_grow_with_the_archive(folder: Path) -> None:
    run(folder)
    (folder / "content/60.md").write_text(capture(60, "Another comet."), "utf-8")
    written = [path for path in run(folder).written if path.startswith("search/")]
    assert len([path for path in written if "/texts/" in path]) == 1
    assert len(written) <= 2 + 2 + sum(update._MOST_FILES) <= 90
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


def test_more_articles_have_more_files_of_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "_FILE_COUNTS", ((60, FileCounts(3, 1)),))
    run(folder)
    assert len(words_files(tree(folder / "build"))) == 3
    (folder / "content/60.md").write_text(capture(60), "utf-8")
    run(folder)
    assert len(words_files(tree(folder / "build"))) == update._MOST_FILES.words
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of articles of each segment that was built, not only compared."""
    numbers: list[int] = []

    def recording_build(documents: Any, files: FileCounts) -> Any:
        numbers.append(len(documents))
        return build_segment(documents, files)

    monkeypatch.setattr(tasks, "build_segment", recording_build)
    return numbers


def test_an_edit_of_a_field_that_is_not_indexed_rebuilds_no_segment(folder: Path, built: list[int]) -> None:
    run(folder)
    built.clear()
    (folder / "content/04.yaml").write_text("canonical: copy\n")
    report = run(folder)
    assert "articles/2021/05/05/04.html" in report.written
    assert (built, [path for path in report.written if path.startswith("search/")]) == ([], [])


def test_a_second_build_builds_no_segment(divided: Path, built: list[int]) -> None:
    run(divided)
    built.clear()
    assert run(divided).written == ()
    assert built == []


def test_the_segment_of_a_year_without_articles_is_removed(divided: Path, built: list[int]) -> None:
    run(divided)
    built.clear()
    for number in range(1, 60, 4):
        (divided / f"content/{number:02}.md").unlink()
    report = run(divided)
    assert (segments(report.written), segments(report.removed), built) == (set(), {"2022"}, [])
    assert not (divided / "build/search/texts/2022").exists()
    assert not (divided / "build/manifests/search-texts-2022.txt").exists()
    run(divided, "clean")
    assert tree(divided / "build") == tree(divided / "clean")


def test_a_year_that_grows_too_large_is_divided_into_halves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "MAX_ARTICLES_PER_SEGMENT", 15)
    run(folder)
    (folder / "content/60.md").write_text(capture(60), "utf-8")  # of 2021
    report = run(folder)
    assert "2021" in segments(report.removed)
    lines = read_index_lines((folder / "build/search/all/filters.js").read_bytes())
    assert set(lines) == {"2021-h1", "2021-h2", "2022", "2023", "undated"}
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")


@pytest.mark.parametrize("lost", ["search/all/words-3.js", "search/texts/all/2021-05-05-0.js"])
def test_a_lost_file_of_the_search_is_written_again(folder: Path, lost: str) -> None:
    run(folder)
    before = tree(folder / "build")
    (folder / "build" / lost).unlink()
    assert run(folder).written == (lost,)
    assert tree(folder / "build") == before


def test_a_damaged_file_is_not_built_upon(divided: Path) -> None:
    run(divided)
    (divided / "build/search/all/words-3.js").write_text("nothing of ours")
    (divided / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")
    run(divided)
    run(divided, "clean")
    assert tree(divided / "build") == tree(divided / "clean")


def test_the_search_is_the_same_after_the_catalogue_is_lost(folder: Path) -> None:
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
        if function is run_segment_task:
            recorded.append(size)
        return run_map(self, function, tasks, size)

    monkeypatch.setattr(Workers, "map", recording_map)
    return recorded


def test_a_single_segment_is_built_in_this_process(divided: Path, sizes: list[int]) -> None:
    run(divided)
    (divided / "content/04.md").write_text(capture(4, "A comet was seen."), "utf-8")  # of 2021
    run(divided)
    (divided / "content/04.md").write_text(capture(4).replace("2021", "2022"), "utf-8")
    run(divided)
    assert sizes == [60, 0, 30]


def test_the_search_is_the_same_from_one_process_and_from_two(divided: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(divided)
    monkeypatch.setattr(workers, "MIN_POOL_SIZE", 1)
    run(divided, "two", jobs=2)
    assert tree(divided / "two") == tree(divided / "build")


def test_withheld_articles_are_nowhere_in_the_search(divided: Path) -> None:
    (divided / "content/04.md").write_text(capture(4, "Nobody may read of the zeppelin."), "utf-8")
    run(divided)
    assert "zeppelin" in indexed_words(divided / "build")
    (divided / "content/04.yaml").write_text("status: withheld\nreason: Wait.\n")
    run(divided)
    assert "zeppelin" not in indexed_words(divided / "build")
    assert listed_indexes(divided / "build")[0][2] == 59
    packed = re.findall(
        '"([A-Za-z0-9+/=]{20,})"', "".join(path.read_text() for path in (divided / "build/search").rglob("*.js"))
    )
    assert not [text for text in map(unpack, packed) if "zeppelin" in text]
    run(divided, "clean")
    assert tree(divided / "build") == tree(divided / "clean")


def test_an_empty_archive_has_a_search_page_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert run(tmp_path).findings == ()
    assert indexed_words(tmp_path / "build") == set()
    assert run(tmp_path).written == ()


def test_an_article_without_a_word_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("---\ntitle: '!'\ndate: 2024\nlanguage: en\n---\n\n…\n")
    assert run(tmp_path).findings == ()
    assert indexed_words(tmp_path / "build") == {"2024"}
    assert run(tmp_path).written == ()


def test_a_site_without_search_is_built_if_it_cannot_be_compressed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(available, "find_spec", lambda _: None)
        report = run(folder)
        (finding,) = report.findings
        assert (finding.code, finding.severity) == ("search-missing", Severity.INFO)
        assert finding.message == "deflate is not installed"
        assert "search/" not in (folder / "build/index.html").read_text()
        assert not (folder / "build/search").exists()
    assert "search/all/filters.js" in run(folder).written
    assert 'action="search/index.html"' in (folder / "build/index.html").read_text()


def test_an_article_is_found_once_and_by_the_months_of_all_its_captures(folder: Path) -> None:
    for name, captured, count in (
        ("first", "2024-08-15", 120),
        ("second", "2025-01-02", 210),
        ("third", "2026", 210),
    ):
        head = f"title: A Comet\ndate: 2024-08-15\nsource_url: https://sky.example/comet\ncaptured_at: {captured}\n"
        (folder / f"content/{name}.md").write_text(f"---\n{head}---\n\n{count} people saw it.\n", "utf-8")
        run(folder)
    run(folder, "clean")
    assert tree(folder / "build") == tree(folder / "clean")
    assert listed_indexes(folder / "build")[0][2] == 61
    page = (folder / "build/search/index.html").read_text("utf-8")
    offered = page.partition('<select name="captured">')[2].partition("</select>")[0]
    assert re.findall('value="([^"]+)".*>(.*?)</option>', offered) == [
        ("2026", "2026 (1)"),
        ("2025", "2025 (1)"),
        ("2025-01", "January 2025 (1)"),
        ("2024", "2024 (1)"),
        ("2024-08", "August 2024 (1)"),
    ]
