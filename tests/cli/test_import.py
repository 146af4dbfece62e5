"""The command `import`: tables, JSON Lines, exit statuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kursk_archive.cli.main import main
from kursk_archive.importers import LAYOUT_NAMES

FLOOD = "---\ntitle: A Flood\nlayout: wide\n---\n\nThe river rose. {{< map >}}\n"
KEYS = {
    "imported": {"type", "path", "from", "format", "fields", "left", "written"},
    "left": {"type", "from", "format", "reason"},
    "finding": {"type", "severity", "code", "path", "line", "column", "message", "hint"},
    "summary": {"type", "imported", "unchanged", "left", "findings"},
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


def test_tables_list_understood_fields_and_ignored_keys(run: Run) -> None:
    assert run("import", "blog") == (
        0,
        "skipped: blog/about.md (jekyll): a page, not a post\n"
        "recognised  articles  from\n"
        "title              1  the capture\n"
        "date               1  the file's name\n"
        "\n"
        "ignored    articles  for example\n"
        "layout            1  wide  (blog/_posts/2024-08-15-flood.md)\n"
        "templates         1  line 6: {{< map >}}  (blog/_posts/2024-08-15-flood.md)\n"
        "\n"
        "imported  1; 2 files written\n"
        "unchanged 0\n"
        "skipped   1\n"
        "findings  none\n",
        "",
    )


def test_json_has_a_line_for_each_event(run: Run) -> None:
    Path("content/drought.md").write_text("mine")
    Path("drought.md").write_text("# A Drought\n")
    status, out, err = run("import", "blog", "drought.md", "--json")
    lines: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert [line["type"] for line in lines] == ["imported", "left", "finding", "summary"]
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
    }
    counts = {"error": 1, "warning": 0, "info": 0}
    assert lines[3] == {"type": "summary", "imported": 1, "unchanged": 0, "left": 1, "findings": counts}
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


def test_values_are_printed_in_one_line(run: Run) -> None:
    Path("blog/_posts/2024-08-15-flood.md").write_text("---\ntitle: A\nx\x1by: |\n  a\n  b\n---\n\nText.\n")
    _, out, _ = run("import", "blog")
    assert "a b" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["nowhere"], ["blog", "--from", "word"], ["blog", "-c", "nowhere"]]
    + [["blog", "--into", into] for into in ("", "/tmp", "..", "a/../../b", ".hidden", "a\nb", "a\\b")],
    ids=ascii,
)
def test_wrong_usage_exits_with_2(arguments: list[str], run: Run, folder: Path) -> None:
    status, out, err = run("import", *arguments)
    assert (status, out) == (2, "")
    assert err
    assert list((folder / "content").iterdir()) == []


def test_the_help_names_the_generators(run: Run) -> None:
    assert all(name in run("import", "--help")[1] for name in LAYOUT_NAMES)
