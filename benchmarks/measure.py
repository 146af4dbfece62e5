"""What a command costs: wall time, processor time and peak memory, with every process that it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PAGE = resource.getpagesize()
_SET_CHILD_SUBREAPER = 36
_SELDOM = 5
"""Looks to each one that asks what is shared: that goes through every page, some 0.5 ms for each process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run."""

    wall: float
    """Seconds until the command ended."""
    cpu: float
    """Seconds of all its processes, user and system."""
    memory: int
    """Bytes: the largest sum of the resident memory of all its processes at one moment. Pages that processes share
    count once for each, which is against whoever uses several."""
    shared_once: int
    """The same, but each page divided among the processes that share it, of whatever program (`Pss` in proc(5)): what
    the processes take together."""


def adopt_orphans() -> None:
    """Have this process inherit what its children leave behind, so that its processor time is counted. Linux only.

    A pool's processes are not the children of the command that started it, but of the server they are forked from.
    """
    if not sys.platform.startswith("linux"):
        raise SystemExit("the comparison reads /proc, so it needs Linux")
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run a command in `folder`; gives its cost and what it printed.

    Raises:
        SystemExit: it failed; its last lines are said.
    """
    log = folder / "output.log"
    os.sync()  # what an earlier run wrote is not this one's to wait for
    before = _processor_time()
    with log.open("wb") as stream:
        started = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, stdout=stream, stderr=stream, start_new_session=True,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        peaks = _watch(process, started)
        wall = time.monotonic() - started
    with suppress(ChildProcessError):
        while True:
            os.wait()
    said = log.read_text("utf-8", "replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}:\n{said[-2000:]}")
    return Cost(wall, _processor_time() - before, *peaks), said


def _watch(process: subprocess.Popen[bytes], started: float) -> tuple[int, int]:
    """Wait for the end; gives both peaks. A look costs some 2 ms: often at first, for short runs, then seldom."""
    peak = shared_once = looks = 0
    while process.poll() is None:
        resident = dict(_resident(process.pid))
        peak = max(peak, sum(resident.values()))
        if looks % _SELDOM == 0:
            shared_once = max(shared_once, sum(map(_share, resident)))
        looks += 1
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02 if time.monotonic() - started < 1 else 0.1)
    return peak, shared_once


def _resident(session: int) -> Iterator[tuple[Path, int]]:
    """The processes of a session, each with its bytes resident."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session:
                    yield Path(entry.path), int(fields[21]) * _PAGE


def _share(process: Path) -> int:
    """Bytes of a process's own pages, and its share of those that others use as well; 0 if it has ended."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
