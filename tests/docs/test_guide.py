"""The guide, followed word for word in an empty folder; and what else the documents tell people to enter."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
RSYNC_REQUIRED = os.environ.get("KURSK_REQUIRE_RSYNC") == "1"
PREVIEW = "kursk-archive serve\n"
PROGRESS = re.compile(r"^\w+: \d+ of \d+\n", re.MULTILINE)
"""What a slow machine says besides."""


class Block(NamedTuple):
    """What a document says to enter, and what it says comes of it."""

    line: int
    command: str
    printed: str | None
    """Lines in which `…` stands for anything; None where the document shows none."""


def blocks(document: Path) -> list[Block]:
    """The `sh` blocks of a document; a `text` block after one is what it prints."""
    found: list[Block] = []
    text = document.read_text("utf-8")
    for fence in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if fence[1] == "sh":
            found.append(Block(text.count("\n", 0, fence.start()) + 2, fence[2], None))
        elif fence[1] == "text":
            found[-1] = found[-1]._replace(printed=fence[2])
    return found


@pytest.fixture
def reader(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has the program, and nothing of ours."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "kursk-archive").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kursk_archive "$@"\n')
    (programs / "kursk-archive").chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KURSK", "NO_COLOR"))}
    rsync = os.environ.get("KURSK_RSYNC")
    if rsync:
        (programs / "rsync").symlink_to(rsync)
    return kept | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


def follow(document: Path, folder: Path, environment: dict[str, str]) -> list[Block]:
    """Enter every block; gives those that could not be, for want of rsync."""
    folder.mkdir()
    left: list[Block] = []
    for block in blocks(document):
        if block.command == PREVIEW:
            look_at_the_preview(folder, environment)
        elif "rsync " in block.command and not shutil.which("rsync", path=environment["PATH"]):
            left.append(block)
        else:
            folder = enter(document, block, folder, environment)
    return left


def enter(document: Path, block: Block, folder: Path, environment: dict[str, str]) -> Path:
    """Run a block; gives the folder that it ends in."""
    where = folder / ".where"
    script = f"set -eu\n{block.command}pwd > '{where}'\n"
    done = subprocess.run(
        ("bash", "-c", script), cwd=folder, env=environment, text=True, encoding="utf-8", check=False, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said = PROGRESS.sub("", done.stdout)
    place = f"{document.name}:{block.line}"
    has_error = block.printed is not None and ": error: " in block.printed
    assert done.returncode == int(has_error), f"{place}: status {done.returncode}\n{done.stdout}"
    if block.printed is not None:
        assert re.fullmatch(pattern(block.printed), said), f"{place} prints\n{said}"
    last = Path(where.read_text("utf-8").strip()) if where.exists() else folder
    where.unlink(missing_ok=True)
    return last


def pattern(printed: str) -> str:
    return re.escape(printed).replace("…", "[^\n]+")


def look_at_the_preview(folder: Path, environment: dict[str, str]) -> None:
    """Start it, on a port that is free here, open its first page, and end it as a reader does."""
    command = ("kursk-archive", "serve", "-p", "0")
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as preview:
        assert preview.stdout
        address = next(line for line in preview.stdout if line.endswith("(Ctrl-C ends it)\n")).split()[0]
        with urlopen(address, timeout=60) as answer:
            assert answer.status == 200
        preview.send_signal(signal.SIGINT)
        assert preview.wait(60) == 0


def test_the_guide_does_what_it_says(tmp_path: Path, reader: dict[str, str]) -> None:
    left = follow(ROOT / "docs" / "guide.md", tmp_path / "empty", reader)
    if left:
        message = "no rsync here: the guide was followed without it; install it, or set KURSK_RSYNC"
        (pytest.fail if RSYNC_REQUIRED else pytest.skip)(message)


def test_the_commands_of_hosting_copy_the_site(tmp_path: Path, reader: dict[str, str]) -> None:
    command = "kursk-archive init archive && cd archive && kursk-archive build"
    subprocess.run(("bash", "-c", command), cwd=tmp_path, env=reader, check=True, capture_output=True)
    folder = tmp_path / "archive"
    for block in blocks(ROOT / "docs" / "hosting.md"):
        if "rsync " not in block.command:  # which has tests of its own
            enter(ROOT / "docs" / "hosting.md", block, folder, reader)
    for name in ("upload", "stick"):
        assert (tmp_path / name / "index.html").exists()
        assert not (tmp_path / name / ".kursk-archive").exists()


def test_a_look_changes_in_ten_lines(tmp_path: Path, reader: dict[str, str]) -> None:
    """The commands of the page for theme authors; what they make is a page that loads the sheet."""
    assert follow(ROOT / "docs" / "themes.md", tmp_path / "empty", reader) == []
    (page,) = (tmp_path / "empty").glob("*/build/index.html")
    assert '<link rel="stylesheet" href="assets/own.css">' in page.read_text("utf-8")
    assert (page.parent / "assets" / "own.css").is_file()


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        pytest.param("time      … s\n", "time      0.21 s\n", id="anything in a line"),
        pytest.param("a [b]\n", "a [b]\n", id="marks of patterns"),
    ],
)
def test_what_is_printed_may_be_told_in_part(printed: str, said: str) -> None:
    assert re.fullmatch(pattern(printed), said)
    assert not re.fullmatch(pattern(printed), f"{said}more\n")
