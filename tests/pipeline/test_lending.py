"""A capture with lost links beside one with addresses, of the same article: the build lends the addresses."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive import BuildReport, build, read_config
from kursk_archive.cli.main import main
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.pipeline import lending_tasks
from kursk_archive.pipeline import run as run_module

ADDRESS = "https://herald.example/2024/08/15/ferry"
TO = "https://post.example/2024/08/said"
BELLS = "https://bells.example/"
TEXT = """It sailed at noon, the harbour master [said]({said}) on Monday, and nobody else came to the pier that day.

The boat had been [announced]({announced}) in all of the harbours for a week, with bells and with flags.
"""
DUMP = "# A Ferry\n\nAugust 15, 2024\n\n{}\nOriginal url:\n\n<{}>\n"


def dump(said: str = "#", announced: str = "#", address: str = ADDRESS) -> str:
    return DUMP.format(TEXT.format(said=said, announced=announced), address)


def page(said: str = TO, announced: str = BELLS, captured: str = "2024-08-16", extra: str = "") -> str:
    head = f"title: A Ferry\ndate: 2024-08-15\nsource_url: {ADDRESS}\ncaptured_at: {captured}\nlanguage: en\n{extra}"
    return f"---\n{head}---\n\n{TEXT.format(said=said, announced=announced)}"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/dump.txt").write_text(dump())
    return tmp_path / "content"


def run(output: str = "build", content: Path = Path("content")) -> BuildReport:
    return build(read_config(content, output=content.parent / output, search=False, base_url="https://a.example/"))


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def ledger(output: str = "build") -> dict[str, dict[str, str]]:
    with Path(output, "data/links.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"]: row for row in csv.DictReader(file) if row["place"] == "body"}


def every_page(output: str = "build") -> str:
    return "".join(path.read_text() for path in sorted(Path(output, "articles").rglob("*.html")))


def test_the_addresses_of_a_sibling_are_used_and_marked_everywhere(content: Path) -> None:
    # The dump was made later, and has more to say: it is the edition whose page is at the address.
    (content / "page.md").write_text(page())
    (content / "dump.txt").write_text(dump().replace("with flags.", "with flags, as it is every summer here."))
    (content / "dump.yaml").write_text("captured_at: 2024-08-20\n")
    run()
    rows = ledger()
    digest = sha256((content / "page.md").read_bytes()).hexdigest()
    for text, address, why in (
        ("said", TO, "same sentence"),
        ("announced", BELLS, "edited sentence"),
    ):
        row = rows[text]
        assert (row["article"], row["canonical"], row["status"]) == ("dump.txt", address, "repaired")
        assert (row["method"], row["witness"], row["witness_sha256"]) == ("edition", "page.md", digest)
        assert (row["witness_date"], row["confidence"]) == ("2024-08-16", why)
    assert "Recovered from a copy of" in every_page()
    assert TO in every_page()
    assert not (content / "page.yaml").exists()
    assert "links" not in (content / "dump.yaml").read_text()


def test_what_an_archivist_wrote_stays(content: Path) -> None:
    (content / "page.md").write_text(page())
    own = "https://mine.example/"
    (content / "dump.yaml").write_text(f"captured_at: 2024-08-20\nlinks: [{{text: said, href: {own}, by: J. Roe}}]\n")
    (content / "dump.txt").write_text(dump().replace("with flags.", "with flags, as it is every summer here."))
    run()
    assert [ledger()[text]["canonical"] for text in ("said", "announced")] == [own, "https://bells.example/"]
    assert ledger()["said"]["method"] == ""


def test_two_siblings_that_differ_lend_nothing(content: Path) -> None:
    (content / "page.md").write_text(page())
    (content / "other.md").write_text(page("https://other.example/", captured="2024-08-17"))
    (content / "dump.yaml").write_text("captured_at: 2024-08-20\n")
    (content / "dump.txt").write_text(dump().replace("with flags.", "with flags, as it is every summer here."))
    run()
    assert [ledger()[text]["status"] for text in ("said", "announced")] == ["lost", "repaired"]


@pytest.mark.parametrize("status", ["", "reason: Wait.\n", "edition: this\n"])
def test_a_withheld_sibling_lends_nothing_and_is_not_named(content: Path, status: str) -> None:
    (content / "page.md").write_text(page())
    (content / "page.yaml").write_text(f"status: withheld\n{status}")
    (content / "dump.yaml").write_text("edition: this\n")
    run()
    everything = b"".join(tree(Path("build")).values())
    assert TO.encode() not in everything
    assert b"page.md" not in everything


def test_an_article_alone_is_not_looked_at(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content / "more.txt").write_text(dump(address=f"{ADDRESS}-more").replace("A Ferry", "Another Ferry"))
    monkeypatch.setattr(lending_tasks, "lend_batch", None)
    run()
    assert ledger()["said"]["status"] == "lost"


def test_links_recover_and_links_apply_see_what_is_lent(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "page.md").write_text(page())
    (content / "dump.txt").write_text(dump().replace("with flags.", "with flags, as it is every summer here."))
    (content / "dump.yaml").write_text("captured_at: 2024-08-20\n")
    assert main(["links", "recover", "--from", "content/page.md"]) == 0
    assert capsys.readouterr().out == "", "nothing is lost any more"
    assert main(["links", "--format", "csv"]) == 0
    table = capsys.readouterr().out
    rows = list(csv.DictReader(table.splitlines()))
    said = next(row for row in rows if row["text"] == "said")
    better = {**said, "href": "https://better.example/"}
    with Path("table.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerow(better)
    assert main(["links", "apply", "table.csv", "--by", "J. Roe"]) == 0
    run()
    assert ledger()["said"]["canonical"] == "https://better.example/"
    assert ledger()["said"]["method"] == ""


FILES = {
    "dump.txt": (dump(), dump(TO), dump().replace("flags.", "flags, every summer."), None),
    "page.md": (page(), page("https://other.example/"), page("#", "#"), page(extra="status: withheld\n"), None),
    "third.md": (page("https://third.example/", captured="2024-08-17"), page("#", TO, "2024-08-18"), None),
    "dump.yaml": ("captured_at: 2024-08-20\n", "links: [{text: said, href: 'https://mine.example/'}]\n", None),
    "page.yaml": ("status: withheld\n", "edition: this\nstatus: withheld\n", "topics: [Boats]\n", None),
    "citing.txt": (DUMP.format(f"Read [this]({TO}).", "https://herald.example/citing").replace("Ferry", "Barge"), None),
    "target.txt": (DUMP.format("Said.", TO).replace("A Ferry", "What He Said"), None),
}
edits = st.sampled_from(sorted(FILES)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(FILES[name])))


@pytest.mark.parametrize("ratio", [0, 10], ids=["traced", "as usual"])
def test_after_any_edits_the_files_are_those_of_a_clean_build(monkeypatch: pytest.MonkeyPatch, ratio: int) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", ratio)

    @settings(max_examples=6, deadline=None)
    @given(st.lists(st.lists(edits, min_size=1, max_size=2), min_size=1, max_size=5))
    def holds(steps: list[list[tuple[str, str | None]]]) -> None:
        with TemporaryDirectory() as temporary:
            content = Path(temporary, "content")
            content.mkdir()
            for name, whole in (("dump.txt", dump()), ("page.md", page())):
                (content / name).write_text(whole)
            run("build", content)
            for number, step in enumerate(steps):
                for name, text in step:
                    (content / name).unlink(missing_ok=True)
                    if text is not None:
                        (content / name).write_text(text)
                report = run("build", content)
                clean = run(f"clean{number}", content)
                assert tree(content.parent / "build") == tree(content.parent / f"clean{number}")
                assert (report.links, report.findings) == (clean.links, clean.findings)

    holds()
