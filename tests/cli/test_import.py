"""The command `import`: tables, JSON Lines, exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.cli.main import main
from kursk_archive.core.enums import SiteGenerator

FLOOD = "---\ntitle: A Flood\nlayout: wide\n---\n\nThe river rose. {{< map >}}\n"
KEYS = {
    "imported": {"type", "path", "from", "format", "fields", "left", "written", "held_back"},
    "left": {"type", "from", "format", "kind", "reason"},
    "expected": {"type", "code", "path", "message"},
    "finding": {"type", "severity", "code", "path", "line", "column", "message", "hint"},
    "summary": {
        "type",
        "imported",
        "unchanged",
        "held_back",
        "left",
        "files",
        "as_of",
        "expected",
        "findings",
    },
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty archive, a folder of posts, and the current folder."""
    (tmp_path / "content").mkdir()
    (tmp_path / "blog/_posts").mkdir(parents=True)
    (tmp_path / "blog/_posts/2024-08-15-flood.md").write_text(FLOOD)
    (tmp_path / "blog/about.md").write_text("# About\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("kursk_archive.cli.import_.current_time", lambda: datetime(2024, 8, 20, 12, tzinfo=UTC))
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command and returns status, stdout and stderr."""

    def inside(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        return status, *capsys.readouterr()

    return inside


def write_later_post_and_style() -> None:
    Path("blog/_posts/2024-08-21-later.md").write_text("---\ntitle: Later\n---\n\nText.\n")
    Path("blog/assets").mkdir()
    Path("blog/assets/site.css").write_text("body {}")


def test_tables_list_understood_fields_and_ignored_keys(run: Run) -> None:
    write_later_post_and_style()
    assert run("import", "blog") == (
        0,
        "held back: blog/_posts/2024-08-21-later.md (jekyll): still to come on 2024-08-21\n"
        "skipped: blog/about.md (jekyll): a page, not a post\n"
        "recognised  articles  from\n"
        "title              1  the capture\n"
        "date               1  the file's name\n"
        "\n"
        "ignored    articles  for example\n"
        "layout            1  wide  (blog/_posts/2024-08-15-flood.md)\n"
        "templates         1  line 6: {{< map >}}  (blog/_posts/2024-08-15-flood.md)\n"
        "\n"
        "left                  files  for example\n"
        "not an article: .css      1  blog/assets/site.css\n"
        "\n"
        "expected         times  for example\n"
        "source-missing       1  2024-08-15-flood.md: has no original address\n"
        "template-syntax      1  2024-08-15-flood.md: template syntax `{{< map >}}`\n"
        "\n"
        "imported  1; 2 files written\n"
        "unchanged 0\n"
        "held back 1 as of 2024-08-20 12:00 UTC\n"
        "skipped   1\n"
        "findings  none\n",
        "",
    )


def test_json_has_a_line_for_each_event(run: Run) -> None:
    Path("content/drought.md").write_text("mine")
    Path("drought.md").write_text("# A Drought\n")
    status, out, err = run("import", "blog", "drought.md", "--json")
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    types = ["imported", "left", "finding", "expected", "expected", "summary"]
    assert [line["type"] for line in lines] == types
    assert all(line.keys() == KEYS[line["type"]] for line in lines)
    assert lines[0] == {
        "type": "imported",
        "path": "2024-08-15-flood.md",
        "from": "blog/_posts/2024-08-15-flood.md",
        "format": "jekyll",
        "fields": {
            "title": {"value": "A Flood", "where": "the capture"},
            "date": {"value": "2024-08-15", "where": "the file's name"},
        },
        "left": {"layout": "wide", "templates": "line 6: {{< map >}}"},
        "written": ["2024-08-15-flood.md", "2024-08-15-flood.yaml"],
        "held_back": None,
    }
    counts = {"error": 1, "warning": 0, "info": 0}
    assert lines[1]["kind"] == "article"
    assert lines[5] == {
        "type": "summary",
        "imported": 1,
        "unchanged": 0,
        "held_back": 0,
        "left": 1,
        "files": 0,
        "as_of": "2024-08-20T12:00:00Z",
        "expected": {"source-missing": 1, "template-syntax": 1},
        "findings": counts,
    }
    assert status == 1
    assert err.startswith("drought.md: error: ")


def test_a_dry_run_writes_nothing(run: Run, folder: Path) -> None:
    status, out, _ = run("import", "blog", "--dry-run")
    assert status == 0
    assert "2 files to write" in out
    assert list((folder / "content").iterdir()) == []


def test_a_second_import_is_unchanged(run: Run) -> None:
    run("import", "blog")
    assert "unchanged 1\n" in run("import", "blog")[1]


def test_the_generator_can_be_named(run: Run, folder: Path) -> None:
    assert run("import", "blog", "--from", "plain", "--into", "dumps/blog")[0] == 0
    found = sorted(path.relative_to(folder / "content").as_posix() for path in folder.glob("content/**/*.md"))
    assert found == ["dumps/blog/_posts/2024-08-15-flood.md", "dumps/blog/about.md"]


def test_the_address_of_a_folder_can_be_named(run: Run, folder: Path) -> None:
    options = ("--from", "plain", "--site-url", "https://news.example", "--permalink", "/:year/:month/:slug.html")
    Path("dumps").mkdir()
    Path("dumps/2024-08-15-flood.md").write_text("---\ntitle: A Flood\ndate: 2024-08-15\n---\n\nIt rose.\n")
    assert run("import", "dumps", *options)[0] == 0
    sidecar = (folder / "content/2024-08-15-flood.yaml").read_text()
    assert "source_url: https://news.example/2024/08/flood.html\n" in sidecar


def test_everything_can_be_imported_for_review(run: Run, folder: Path) -> None:
    write_later_post_and_style()
    assert run("import", "blog", "--withheld")[0] == 0
    sidecars = {path.name: path.read_text() for path in (folder / "content").glob("*.yaml")}
    assert sidecars.keys() == {"2024-08-15-flood.yaml", "2024-08-21-later.yaml"}
    assert all("status: withheld\n" in text for text in sidecars.values())
    assert sidecars["2024-08-21-later.yaml"].startswith("# Held back by jekyll: still to come on 2024-08-21\n")


def test_values_are_printed_in_one_line(run: Run) -> None:
    Path("blog/_posts/2024-08-15-flood.md").write_text("---\ntitle: A\nx\x1by: |\n  a\n  b\n---\n\nText.\n")
    _, out, _ = run("import", "blog")
    assert "a b" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["nowhere"], ["blog", "--from", "word"], ["blog", "-c", "nowhere"]]
    + [["blog", "--site-url", "news.example"], ["blog", "--permalink", "/:herd/"], ["blog", "--language-folders", ","]]
    + [["blog", "--language-folders", "english,uk"]]
    + [["blog", "--into", into] for into in ("", "/tmp", "..", "a/../../b", ".hidden", "a\nb", "a\\b")],
    ids=ascii,
)
def test_wrong_usage_exits_with_2(arguments: list[str], run: Run, folder: Path) -> None:
    status, out, err = run("import", *arguments)
    assert (status, out) == (2, "")
    assert err
    assert list((folder / "content").iterdir()) == []


def test_the_help_names_the_generators(run: Run) -> None:
    assert all(name in run("import", "--help")[1] for name in SiteGenerator)
