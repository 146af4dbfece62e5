"""The command `completion`: its scripts, and what bash completes with them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kursk_archive.cli.commands import COMMANDS
from kursk_archive.cli.completion import SHELLS
from kursk_archive.cli.main import main

COMPLETE = """
source "$1"; shift
eval "complete_words=($(complete -p kursk-archive))"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
"${complete_words[-2]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@pytest.fixture(scope="module")
def bash_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "kursk-archive"
    command = (sys.executable, "-m", "kursk_archive", "completion", "bash")
    path.write_bytes(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
    return path


def completions(script: Path, *words: str, folder: Path | None = None) -> set[str]:
    """Return what bash suggests for the last word, as after Tab; no other program may start."""
    command = ("bash", "--norc", "-c", COMPLETE, "bash", str(script), "kursk-archive", *words)
    done = subprocess.run(
        command, env={"PATH": ""}, cwd=folder, capture_output=True, text=True, check=True, timeout=30,
        executable=shutil.which("bash"),
    )  # fmt: skip
    assert done.stderr == ""
    return set(done.stdout.split())


@needs_bash
def test_commands_are_completed(bash_script: Path) -> None:
    assert completions(bash_script, "") >= {command.partition(" ")[0] for command in COMMANDS}
    assert completions(bash_script, "stat") == {"status"}


@needs_bash
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("build", "--base"), {"--base-url"}),
        (("import", "--from", "h"), {"hugo"}),
        (("links", "--format", "c"), {"csv"}),
        (("links", "rec"), {"recover"}),
        (("links", "recover", "--wr"), {"--write"}),
        (("explain", "date-amb"), {"date-ambiguous"}),
        (("explain", "copy", "yaml-b"), {"yaml-bomb"}),
        (("completion", "f"), {"fish"}),
    ],
)
def test_options_values_and_codes_are_completed(bash_script: Path, words: tuple[str, ...], expected: set[str]) -> None:
    assert completions(bash_script, *words) == expected


@needs_bash
def test_folders_are_completed(bash_script: Path, tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    (tmp_path / "capture.txt").touch()
    assert completions(bash_script, "build", "--content", "cap", folder=tmp_path) == {"captures"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_of_all_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("completion", shell)) == 0
    script = capsys.readouterr().out
    assert [word for name in COMMANDS for word in name.split() if word not in script] == []
    assert "date-ambiguous" in script


def test_another_shell_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(("completion", "cmd"))
    assert "invalid choice: 'cmd'" in capsys.readouterr().err
