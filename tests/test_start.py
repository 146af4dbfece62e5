"""What a build that finds nothing to do imports, or one of a single edit: that is much of their time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kursk_archive import build, read_config

NEEDLESS = """
babel concurrent.futures frontmatter jinja2 logging markdown_it multiprocessing pickle rich threading yaml
kursk_archive.catalogue.entry kursk_archive.loader.reading kursk_archive.model kursk_archive.pages kursk_archive.shards
""".split()
NEEDLESS_FOR_AN_EDIT = """
cbor2 difflib linkify_it logging markdown_it multiprocessing rich subprocess tomllib
kursk_archive.searching kursk_archive.indexing kursk_archive.publisher.bundle
""".split()
RUN = """
import sys
from kursk_archive.cli import main
status = main(sys.argv[2:])
print(status, *sorted(set(sys.argv[1].split()) & sys.modules.keys()))
"""


def again(content: Path, output: Path, needless: Sequence[str] = NEEDLESS) -> str:
    """Status of a further build without a search, and what it has imported needlessly."""
    arguments = (
        "build",
        "-c",
        str(content),
        "-o",
        str(output),
        "--no-search",
        "--base-url",
        "https://archive.example/",
    )
    command = [sys.executable, "-c", RUN, " ".join(needless), *arguments]
    done = subprocess.run(command, cwd=content.parent, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_nothing_is_imported_that_an_unchanged_build_has_no_use_for(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    build(
        read_config(tmp_path / "content", output=tmp_path / "site", search=False, base_url="https://archive.example/")
    )
    assert again(tmp_path / "content", tmp_path / "site") == "0"
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails twice.\n")
    status, *imported = again(tmp_path / "content", tmp_path / "site").split()
    assert status == "0"
    assert {"jinja2", "kursk_archive.model"} <= set(imported)  # so that the names above are those of modules


def test_nothing_is_imported_that_an_edit_has_no_use_for(tmp_path: Path) -> None:
    capture = tmp_path / "content/ferry.md"
    capture.parent.mkdir()
    capture.write_text(
        "---\ntitle: Ferry to Examplia\ndate: 2024-08-15\nlanguage: en\n---\n\nThe ferry [sails](#) again.\n"
    )
    site = tmp_path / "site"
    build(read_config(capture.parent, output=site, search=False, base_url="https://archive.example/"))
    capture.write_text(capture.read_text().replace("again", "twice"))
    assert again(capture.parent, site, NEEDLESS_FOR_AN_EDIT) == "0"
    assert "twice" in (site / "articles/2024/08/15/ferry.html").read_text()
    everywhere = {*NEEDLESS_FOR_AN_EDIT, "jinja2"}
    capture.write_text(capture.read_text().replace("twice", "**twice**"))
    assert {"jinja2", "markdown_it"} <= set(again(capture.parent, site, sorted(everywhere)).split())


def test_an_unchanged_build_writes_nothing_and_waits_for_no_disk(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/ferry.txt").write_text("# Ferry to Examplia\n\n15 August 2024\n\nThe ferry sails again.\n")
    config = read_config(tmp_path / "content", output=tmp_path / "site", search=False)
    build(config)
    build(config)
    before = stamps(tmp_path / "site")
    build(config)
    assert stamps(tmp_path / "site") == before
    assert "catalogue.sqlite" in {path.name for path in before}


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
