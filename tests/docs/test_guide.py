"""Run the commands of the documents: the guide word for word in an empty folder, then the others."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import NamedTuple
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
RSYNC_REQUIRED = os.environ.get("KURSK_REQUIRE_RSYNC") == "1"
PREVIEW = "kursk-archive serve\n"
PREVIEW_SECONDS = 120
"""The preview is killed after this time."""
PROGRESS = re.compile(r"^\w+: \d+ of \d+\n", re.MULTILINE)
"""Lines that a slow machine prints in addition."""


class Block(NamedTuple):
    """A block of commands in a document, and the output that the document shows for it."""

    line: int
    command: str
    printed: str | None
    """`…` stands for anything in a line; None if the document shows no output."""


def blocks(document: Path) -> list[Block]:
    """Return the `sh` blocks of a document, each with the `text` block that follows it."""
    commands: list[Block] = []
    text = document.read_text("utf-8")
    for fence in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if fence[1] == "sh":
            commands.append(Block(text.count("\n", 0, fence.start()) + 2, fence[2], None))
        elif fence[1] == "text":
            commands[-1] = commands[-1]._replace(printed=fence[2])
    return commands


@pytest.fixture
def user_environment(tmp_path: Path) -> dict[str, str]:
    """Environment of a user who has installed the program and nothing else."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "kursk-archive").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kursk_archive "$@"\n')
    (programs / "kursk-archive").chmod(0o755)
    set_for_tests = ("KURSK", "NO_COLOR", "COLUMNS")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(set_for_tests)}
    rsync = os.environ.get("KURSK_RSYNC")
    if rsync:
        (programs / "rsync").symlink_to(rsync)
    return inherited | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


def follow(document: Path, folder: Path, environment: dict[str, str]) -> list[Block]:
    """Run every block; return those that were skipped because there is no rsync."""
    folder.mkdir()
    skipped: list[Block] = []
    for block in blocks(document):
        if block.command == PREVIEW:
            open_preview(folder, environment)
        elif "rsync " in block.command and not shutil.which("rsync", path=environment["PATH"]):
            skipped.append(block)
        else:
            folder = run_block(document, block, folder, environment)
    return skipped


def run_block(document: Path, block: Block, folder: Path, environment: dict[str, str]) -> Path:
    """Run a block; return the folder that it ends in."""
    where = folder / ".where"
    script = f"set -eu\n{block.command}pwd > '{where}'\n"
    done = subprocess.run(
        ("bash", "-c", script), cwd=folder, env=environment, text=True, encoding="utf-8", check=False, timeout=300,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    output = PROGRESS.sub("", done.stdout)
    place = f"{document.name}:{block.line}"
    has_error = block.printed is not None and ": error: " in block.printed
    assert done.returncode == int(has_error), f"{place}: status {done.returncode}\n{done.stdout}"
    if block.printed is not None:
        assert re.fullmatch(output_pattern(block.printed), output), f"{place} prints\n{output}"
    last_folder = Path(where.read_text("utf-8").strip()) if where.exists() else folder
    where.unlink(missing_ok=True)
    return last_folder


def output_pattern(printed: str) -> str:
    return re.escape(printed).replace("…", "[^\n]+")


def open_preview(folder: Path, environment: dict[str, str]) -> None:
    """Start the preview on a free port, open its first page, and end it as a user does."""
    command = ("kursk-archive", "serve", "-p", "0")
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as preview:
        deadline = Timer(PREVIEW_SECONDS, preview.kill)  # leaving the block waits for the process
        deadline.start()
        try:
            assert preview.stdout
            address = next(line for line in preview.stdout if line.endswith("(press Ctrl-C to stop)\n")).split()[0]
            with urlopen(address, timeout=60) as answer:
                assert answer.status == 200
            preview.send_signal(signal.SIGINT)
            assert preview.wait() == 0
        finally:
            preview.kill()
            deadline.cancel()


def test_the_guide_can_be_followed(tmp_path: Path, user_environment: dict[str, str]) -> None:
    skipped = follow(ROOT / "docs" / "guide.md", tmp_path / "empty", user_environment)
    if skipped:
        message = "no rsync here: the guide was followed without it; install it, or set KURSK_RSYNC"
        (pytest.fail if RSYNC_REQUIRED else pytest.skip)(message)


def test_the_tutorial_can_be_followed(tmp_path: Path, user_environment: dict[str, str]) -> None:
    assert follow(ROOT / "docs" / "tutorial.md", tmp_path / "empty", user_environment) == []


def test_the_commands_in_hosting_copy_the_site(tmp_path: Path, user_environment: dict[str, str]) -> None:
    command = "kursk-archive init archive && cd archive && kursk-archive build"
    subprocess.run(("bash", "-c", command), cwd=tmp_path, env=user_environment, check=True, capture_output=True)
    folder = tmp_path / "archive"
    for block in blocks(ROOT / "docs" / "hosting.md"):
        if "rsync " not in block.command:  # which has tests of its own
            run_block(ROOT / "docs" / "hosting.md", block, folder, user_environment)
    for name in ("upload", "stick"):
        assert (tmp_path / name / "index.html").exists()
        assert not (tmp_path / name / ".kursk-archive").exists()


def test_the_commands_for_theme_authors_change_the_look(tmp_path: Path, user_environment: dict[str, str]) -> None:
    assert follow(ROOT / "docs" / "themes.md", tmp_path / "empty", user_environment) == []
    (page,) = (tmp_path / "empty").glob("*/build/index.html")
    assert '<link rel="stylesheet" href="assets/own.css">' in page.read_text("utf-8")
    assert (page.parent / "assets" / "own.css").is_file()


@pytest.mark.parametrize(
    ("printed", "output"),
    [
        pytest.param("time      … s\n", "time      0.21 s\n", id="part of a line"),
        pytest.param("a [b]\n", "a [b]\n", id="special characters"),
    ],
)
def test_an_ellipsis_matches_anything_in_a_line(printed: str, output: str) -> None:
    assert re.fullmatch(output_pattern(printed), output)
    assert not re.fullmatch(output_pattern(printed), f"{output}more\n")
