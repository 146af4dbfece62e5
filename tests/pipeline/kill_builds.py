"""Kill builds at one step after another, and compare what the next build leaves with a clean build. For test_kills.py.

A step is a commit to the catalogue, or a file that is opened for writing, renamed or removed, or a folder.

Usage: kill_builds.py FOLDER STRIDE. FOLDER holds `content`, `before` (the output of a build of earlier content) and
`clean`. One step in STRIDE is tried. Writes a line for each fault, and the number of steps at the end.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path
from typing import Any

from kursk_archive import build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.pipeline import apply, load_tasks  # noqa: F401 - imported once for all builds
from kursk_archive.publisher.verify import VerifyTotals, verify_site
from kursk_archive.search import update  # noqa: F401


class KilledAt:
    """Kills this process at a step."""

    def __init__(self, step: int) -> None:
        self.steps = step

    def pass_step(self) -> None:
        if self.steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps -= 1

    def hear(self, event: str, values: tuple[Any, ...]) -> None:
        is_write = event == "open" and isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR)
        if is_write or event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
            self.pass_step()

    def hear_statement(self, statement: str) -> None:
        if statement.startswith("COMMIT"):
            self.pass_step()


def in_child(folder: Path, step: int | None) -> int:
    """Build in a child; return its exit status, negative for a signal."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if step is not None:
        killer, connect = KilledAt(step), sqlite3.connect

        def connect_traced(*values: Any, **options: Any) -> sqlite3.Connection:
            db: sqlite3.Connection = connect(*values, **options)
            db.set_trace_callback(killer.hear_statement)
            return db

        sqlite3.connect = connect_traced  # type: ignore[assignment]
        sys.addaudithook(killer.hear)
    build(read_config(folder / "content", output=folder / "build", jobs=1))
    os._exit(0)


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: path.read_bytes()
        for name, path in named.items()
        if not name.startswith(PRIVATE_FOLDER) or name.endswith("nginx.conf")
    }


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(folder: Path, stride: int) -> None:
    clean = tree(folder / "clean")
    for step in count(0, stride):
        shutil.rmtree(folder / "build", ignore_errors=True)
        shutil.copytree(folder / "before", folder / "build")
        if in_child(folder, step) == 0:
            say(str(step))
            return
        if (status := in_child(folder, None)) != 0:
            say(f"step {step}: the next build ends with {status}")
            continue
        built = tree(folder / "build")
        faults = [str(finding) for finding in verify_site(folder / "build", VerifyTotals())]
        differing = sorted(name for name in built.keys() | clean.keys() if built.get(name) != clean.get(name))
        if differing or faults:
            say(f"step {step}: {differing[:5]} {faults[:5]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
