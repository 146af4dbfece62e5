"""After an edit only the outputs that it can have changed are planned; the published files are a clean build's."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.outputs import target
from kursk_archive.pipeline import run as run_module
from kursk_archive.site import periods

NAMES = ("a.md", "b.md", "c.md", "d.md", "e.md")
DATES = ("2024-08-15", "2024-08-16", "2024-08", "2023-01-02", "2023", "")
TITLES = ("The Ferry Sails Again", "The Quarry Closes for Winter", "A Bridge Too Many")
SOURCES = tuple(f"https://herald.example/{name}" for name in ("ferry", "quarry", "bridge"))
SNAPSHOT = f"https://web.archive.org/web/20240901000000/{SOURCES[1]}"
LINKS = (*SOURCES, SNAPSHOT, "https://t.me/examplia/1", "https://www.valley.example/?utm_source=x", "#", "javascript:x")
WORDS = ("said", *TITLES)


def capture(title: str, date: str, source: str, links: list[tuple[str, str]], extra: str) -> str:
    given = {"title": title, "date": date, "source_url": source, "language": "en"}
    head = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    return f"---\n{head}{extra}---\n\n{' '.join(f'[{text}]({href})' for text, href in links) or 'Nothing.'}\n"


captures = st.builds(
    capture,
    st.sampled_from(TITLES),
    st.sampled_from(DATES),
    st.sampled_from(("", *SOURCES)),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(LINKS)), max_size=3),
    st.sampled_from(
        (
            "",
            "slug: one\n",
            "slug: one\ncaptured_at: 2024-09-01\n",
            f"captured_at: 2024-09-02\naliases: ['{SNAPSHOT}']\n",
            "slug: one\naliases: [https://herald.example/quarry]\n",
            "status: withheld\nreason: Wait.\n",
            "draft: true\n",
            "topics: [Rivers, Floods]\n",
            "translations: {uk: b.md}\nnoindex: true\n",
            "translations: {ru: c.md}\n",
            "translations: [a.md, d.md]\n",
            "topics: [rivers, Fires]\nauthors: [Ana Example]\n",
            "topics: [Floods]\nauthors: [Ana Example, Bo Example]\nplaces: [Examplia]\n",
        )
    ),
)


def reword(words: str, extra: str) -> str:
    """One article in many wordings, which only its own page and the data files show."""
    head, _, body = capture(TITLES[0], DATES[0], SOURCES[0], [("said", SOURCES[1])], extra).rpartition("---\n")
    return f"{head}---\n{words}{body}"


rewordings = st.builds(
    reword,
    st.sampled_from(("", "\nMore.\n", "\nEven more.\n")),
    st.sampled_from(("", "authors: [Ana Example]\n", "noindex: true\n", "updated: 2024-09-01\n", "image: b.png\n")),
)
sidecars = st.sampled_from(
    (
        "topics: [floods]\n",
        "language: uk\n",
        "language: ru\ntranslations: [c.md]\n",
        "date: 2023-01-03\n",
        "status: withheld\nreason: Wait.\n",
        "status: withheld\n",
        "status: withheld\nedition: this\n",
        "edition: this\n",
        "slug: one\n",
        "source_url: https://amp.herald.example/quarry\n",
        "links: [{text: said, url: https://herald.example/bridge}]\n",
    )
)


configurations = st.sampled_from(
    (
        "feeds: 2\n",
        "feeds: 2\nterms:\n  topics: {Water: [Floods, rivers]}\n  places: {Examplia: {coordinates: '1, 2'}}\n",
        "feeds: 2\nterms:\n  topics:\n    Rivers: {labels: {en: Streams}, also: [Fires], note: They flow.}\n",
        "feeds: 2\nterms:\n  topics: {Rivers: {labels: {uk: Fires}}}\n  authors: {Bo Example: [Ana Example]}\n",
    )
)
"""Of archive.yaml, with names that belong together."""


TWIN = capture(TITLES[0], DATES[0], SOURCES[0], [("said", SOURCES[1])], "")
"""A capture that may stand in several files, byte for byte."""
reservation_files = st.lists(
    st.builds(
        "articles/{}.html,{},{}\n".format,
        st.sampled_from(("2024/08/15/one", "2024/08/15/ferry", "2023/quarry", "undated/one", "../one")),
        st.sampled_from(NAMES),
        st.sampled_from(("", *SOURCES)),
    ),
    max_size=4,
).map(lambda rows: "permalink,article,source\n" + "".join(rows))


def picture(colour: str, width: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, 20), colour).save(file, "PNG")
    return file.getvalue()


Files = dict[str, str | bytes | None]
"""Path → new content of a file; None removes it."""


def step() -> st.SearchStrategy[Files]:
    """At most two files; most of them captures."""
    pictures = st.sampled_from((picture("teal", 30), picture("teal", 900), picture("red", 30)))
    edit = st.one_of(
        st.tuples(st.sampled_from(NAMES), st.none() | captures),
        st.tuples(st.sampled_from(NAMES), captures),
        st.tuples(st.just("b.md"), rewordings),
        st.tuples(st.sampled_from(NAMES), st.just(TWIN)),
        st.tuples(st.just("permalinks.csv"), st.none() | reservation_files),
        st.tuples(st.just("archive.yaml"), configurations),
        st.tuples(st.sampled_from(("a.yaml", "b.yaml")), st.none() | sidecars),
        st.tuples(st.sampled_from(("a.png", "b.png")), st.none() | pictures),
    )
    return st.lists(edit, min_size=1, max_size=2).map(dict)


@pytest.fixture(
    params=[(200, 400, 500, 0, 2), (1, 1, 1, 0, 1), (2, 2, 1, 0, 3), (4, 3, 5, 16, 6)],
    ids=["single pages", "pages of one", "pages of two", "pages of four"],
)
def before(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Trace every edit, however few captures there are, and split pages early; the number of captures to begin with."""
    page_size, terms, single, before, host_articles = request.param
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(periods, "PAGE_SIZE", page_size)
    monkeypatch.setattr(periods, "MAX_MINOR_ROWS_PER_PAGE", page_size)
    monkeypatch.setattr(periods, "MAX_TERMS_PER_PAGE", terms)
    monkeypatch.setattr(periods, "MIN_HOST_ARTICLES", host_articles)
    monkeypatch.setattr(periods, "MIN_TERM_ARTICLES", 3)
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", single)
    return int(before)


def begin(content: Path, count: int) -> None:
    """Make captures with a few topics and authors, each spelt in two ways equally often."""
    content.mkdir()
    (content / "archive.yaml").write_text("feeds: 2\n")
    for i in range(count):
        date = f"{2023 + i % 2}-{i % 4 + 1:02}-{i + 1:02}" if i % 8 else "2024"
        extra = f"topics: [{('Rivers', 'rivers')[i % 4 // 2]}]\nauthors: [Ana {('Example', 'example')[i % 2]}]\n"
        links = [("seen", SOURCES[i % 3]), ("there", LINKS[3 + i % 3])]
        (content / f"x{i:02}.md").write_text(capture(f"Notice {i} of Examplia", date, "", links, extra))


def put(content: Path, files: Files) -> None:
    for name, data in files.items():
        if data is None:
            (content / name).unlink(missing_ok=True)
        else:
            (content / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def run(folder: Path, output: str, *, search: bool = False) -> BuildReport:
    base_url = "https://archive.example/a/"
    return build(read_config(folder / "content", output=folder / output, base_url=base_url, search=search))


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def follow(steps: list[Files], before: int, *, search: bool) -> None:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        begin(folder / "content", before)
        run(folder, "build", search=search)
        for i, files in enumerate(steps):
            put(folder / "content", files)
            report = run(folder, "build", search=search)
            reserved = (folder / "content/permalinks.csv").read_text() if report.articles else ""
            clean = run(folder, f"clean{i}", search=search)
            assert reserved == ((folder / "content/permalinks.csv").read_text() if report.articles else "")
            assert tree(folder / "build") == tree(folder / f"clean{i}")
            assert (report.articles, report.links, report.findings) == (clean.articles, clean.links, clean.findings)
            assert report.unchanged + len(report.written) == len(clean.written)


def test_after_any_edits_the_files_are_those_of_a_clean_build(before: int) -> None:
    @settings(max_examples=12)
    @given(st.lists(step(), min_size=1, max_size=5))
    def holds(steps: list[Files]) -> None:
        follow(steps, before, search=False)

    holds()


def test_after_any_edits_the_search_is_that_of_a_clean_build(before: int) -> None:
    @settings(max_examples=4)
    @given(st.lists(step(), min_size=1, max_size=3))
    def holds(steps: list[Files]) -> None:
        follow(steps, before, search=True)

    holds()


def test_a_label_that_is_spelt_otherwise_changes_on_all_pages_of_its_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    monkeypatch.setattr(periods, "PAGE_SIZE", 4)
    one_more: Files = {"new.md": capture("A new notice", "2024-09-30", "", [], "topics: [rivers]\n")}
    follow([one_more, {"new.md": None}], 16, search=False)


def test_joined_terms_change_the_pages_that_show_them_and_no_others(tmp_path: Path) -> None:
    make_many(tmp_path / "content", 60)
    for i in range(3):
        text = capture(f"Report {i}", "2024-03-03", "", [], f"topics: [{('Ferries', 'Пороми', 'Quarries')[i]}]\n")
        (tmp_path / "content" / f"report{i}.md").write_text(text)
    run(tmp_path, "build")
    settings = "feeds: 2\nterms: {topics: {Ferries: {also: [Пороми], note: Boats.}}}\n"
    (tmp_path / "content" / "archive.yaml").write_text(settings)
    pages = {path for path in run(tmp_path, "build").written if path.endswith(".html")}
    assert {path for path in pages if path.startswith("articles/")} <= {
        f"articles/2024/03/03/report{i}.html" for i in range(3)
    }
    assert "topics/ferries.html" in pages
    assert "topics/quarries.html" not in pages
    (tmp_path / "content" / "archive.yaml").write_text(settings.replace("Boats", "Ships"))
    assert [path for path in run(tmp_path, "build").written if path.endswith(".html")] == ["topics/ferries.html"]
    assert tree(tmp_path / "build") == (run(tmp_path, "clean"), tree(tmp_path / "clean"))[1]


def test_a_chain_of_versions_is_mended_where_it_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    files: Files = {}
    for name, other, language in (("a", "b", "en"), ("b", "c", "uk"), ("c", "d", "ru"), ("d", "a", "de")):
        files[f"{name}.md"] = capture(f"Notice {name}", "2024", "", [], f"translations: [{other}.md]\n")
        files[f"{name}.yaml"] = f"language: {language}\n"
    steps: list[Files] = [
        files,
        {"c.yaml": "language: pl\n"},
        {"b.yaml": "status: withheld\nreason: Wait.\n"},
        {"d.md": None, "d.yaml": None},
        {"b.yaml": "language: uk\n"},
        {"a.md": capture("Anew", "2024", "", [], "")},
    ]
    follow(steps, 4, search=False)


def make_many(content: Path, count: int) -> None:
    content.mkdir()
    (content / "archive.yaml").write_text("feeds: 2\n")
    for i in range(count):
        date, own = f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}", f"https://herald.example/{i}"
        links = [("seen", f"https://herald.example/{i // 2}"), ("there", f"https://valley{i % 5}.example/{i}")]
        text = capture(f"Notice number {i} of Examplia", date, own, links, "")
        (content / f"{i:04}.md").write_text(text)


def test_an_addition_writes_the_same_few_files_whatever_the_size_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 90)  # so that no list has just as many articles as a page holds
    counts = []
    for size in (600, 1200, 2000):
        folder = tmp_path / str(size)
        folder.mkdir()
        make_many(folder / "content", size)
        run(folder, "build")
        text = capture(
            "An addition",
            "2024-06-26",
            "",
            [("seen", "https://herald.example/7"), ("there", "https://new.example/")],
            "",
        )
        (folder / "content" / "new.md").write_text(text)
        report = run(folder, "build")
        assert "articles/2024/06/26/new.html" in report.written
        assert tree(folder / "build") == (run(folder, "clean"), tree(folder / "clean"))[1]
        assert len(report.written) <= 40
        neighbours = ("articles/", "manifests/")  # their number depends on the articles
        counts.append(sum(not path.startswith(neighbours) for path in report.written))
    few, *more = counts
    assert set(more) == {few + 2}  # the day's pages in the calendar and of its language, since its month is a full one


def test_a_new_article_changes_exactly_the_pages_that_show_it(tmp_path: Path) -> None:
    make_many(tmp_path / "content", 60)
    lost = capture("One that lost a link", "2020-01-01", "", [("The Ferry Sails Again at Noon", "#")], "")
    (tmp_path / "content" / "lost.md").write_text(lost)
    run(tmp_path, "build")
    (tmp_path / "content" / "found.md").write_text(capture("The Ferry sails again at noon", "2022-02-02", "", [], ""))
    articles = {
        path for path in run(tmp_path, "build").written if path.startswith("articles/") and path.endswith(".html")
    }
    neighbours = {"articles/2020/01/01/lost.html", "articles/2024/01/01/0000.html"}
    assert articles == {"articles/2022/02/02/found.html", *neighbours}


def edition(day: str, words: str, extra: str = "") -> str:
    return reword(f"\n{words}\n", f"captured_at: {day}\n{extra}")


def test_editions_that_arrive_out_of_order_are_withheld_renamed_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    third, second = edition("2024-09-03", "Three ferries."), edition("2024-09-02", "Two ferries.")
    first = edition("2024-09-01T10:15:00Z", "One ferry.", "topics: [Floods]\n")
    steps: list[Files] = [
        {"c.md": third},
        {"b.md": second},
        {"a.md": first},
        {"d.md": edition("2024-09-04", "One ferry.", "topics: [Floods]\n")},
        {"e.md": edition("2024-09-05", "One  ferry.", "topics: [Floods]\n")},
        {"b.yaml": "status: withheld\nedition: this\n"},
        {"a.md": None, "a1.md": first},
        {"b.yaml": "status: withheld\n"},
        {"b.yaml": None, "b.md": None},
        {"e.md": None, "d.md": None},
        {"c.md": None},
    ]
    follow(steps, 4, search=False)
