"""SIGTERM, SIGHUP and Ctrl-C end a build: its processes are gone, and the next build finishes what it left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kursk_archive.config import PRIVATE_FOLDER

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")

STATUS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many captures that a pool of processes is started."""
    folder = tmp_path_factory.mktemp("signals")
    (folder / "content").mkdir()
    for number in range(700):
        text = f"# Notice {number}\n\n{number % 28 + 1} August 2024\n\nSee [Notice {number // 2}](#).\n"
        (folder / "content" / f"{number}.txt").write_text(text)
    return folder


def command(folder: Path, name: str, *options: str) -> tuple[str | Path, ...]:
    return sys.executable, "-m", "kursk_archive", name, *options


def start(folder: Path, output: str) -> subprocess.Popen[str]:
    options = ("-c", "content", "-o", output, "-j", "2", "--no-search")
    return subprocess.Popen(
        command(folder, "build", *options), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(path: Path, building: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not path.exists() and building.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert building.poll() is None


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("number", STATUS, ids=lambda number: number.name)
def test_a_signal_ends_a_build_and_the_next_one_finishes_it(folder: Path, number: signal.Signals) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("this process ignores the signal, so its children do, too")
    building = start(folder, number.name)
    wait_for(folder / number.name / "articles", building)
    building.send_signal(number)
    _, errors = building.communicate(timeout=30)  # until no process holds its pipes
    assert (building.returncode, "Traceback" in errors) == (STATUS[number], False), errors
    verify = command(folder, "verify", number.name)
    told = subprocess.run(verify, cwd=folder, capture_output=True, text=True, check=False)
    assert (told.returncode, "[unfinished]" in told.stderr) == (1, True), told.stderr[-500:]
    again = start(folder, number.name)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert subprocess.run(verify, cwd=folder, capture_output=True, check=False).returncode == 0


def test_a_build_that_is_killed_leaves_no_process(folder: Path) -> None:
    building = start(folder, "killed")
    wait_for(folder / "killed/articles", building)
    building.kill()
    building.communicate(timeout=30)
    assert building.returncode == -signal.SIGKILL


def test_a_signal_that_is_ignored_stays_ignored(folder: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "import kursk_archive.cli.signals as signals\n"
        "with signals.signals_interrupt():\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "sys.stdout.write('still here')\n"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "still here")


@pytest.mark.parametrize(("exit_code", "status"), [("None", 143), ("ExitCode.DONE", 0)])
def test_a_command_that_does_not_close_is_ended(exit_code: str, status: int) -> None:
    script = (
        "import os, signal, time\n"
        "import kursk_archive.cli.signals as signals\n"
        "from kursk_archive.cli.exit_codes import ExitCode\n"
        "signals.SECONDS_TO_CLOSE = 0.1\n"
        f"with signals.signals_interrupt({exit_code}):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    finally:\n"
        "        time.sleep(60)\n"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, timeout=50, check=False)
    assert done.returncode == status
