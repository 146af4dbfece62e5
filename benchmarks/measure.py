"""Measure what a command costs: wall time, processor time and peak memory, including every process it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PAGE_BYTES = resource.getpagesize()
_SET_CHILD_SUBREAPER = 36
_SAMPLES_PER_SHARE = 5
"""Samples of resident memory for each sample of shared memory, which takes about 0.5 ms for each process."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one run."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all processes, user and system."""
    memory: int
    """Bytes: peak of the sum of the resident memory of all processes. A page that several processes share counts once
    for each of them, to the disadvantage of programs with several processes."""
    shared_once: int
    """Bytes: peak of the memory that the processes take together. A page counts in proportion among all processes
    that share it (`Pss` in proc(5))."""


def adopt_orphans() -> None:
    """Make this process adopt the orphans of its children, so that their processor time is counted. Linux only.

    The processes of a pool are not children of the command that started it, but of the server that forks them.
    """
    if not sys.platform.startswith("linux"):
        raise SystemExit("the comparison reads /proc, so it needs Linux")
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    statuses: Collection[int] = (0,),
) -> tuple[Cost, str]:
    """Run a command in `folder`; return its cost and its output.

    Raises:
        SystemExit: the exit status was none of `statuses`; the message has the last lines of the output.
    """
    log = folder / "output.log"
    os.sync()  # so that this run does not wait for writes of an earlier one
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
    output = log.read_text("utf-8", "replace")
    if process.returncode not in statuses:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}:\n{output[-2000:]}")
    return Cost(wall, _processor_time() - before, *peaks), output


def _watch(process: subprocess.Popen[bytes], started: float) -> tuple[int, int]:
    """Wait for the end; return both peaks. A sample costs about 2 ms, so they are frequent only in the first second."""
    peak = shared_once = samples = 0
    while process.poll() is None:
        resident = dict(_resident(process.pid))
        peak = max(peak, sum(resident.values()))
        if samples % _SAMPLES_PER_SHARE == 0:
            shared_once = max(shared_once, sum(map(_share, resident)))
        samples += 1
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02 if time.monotonic() - started < 1 else 0.1)
    return peak, shared_once


def _resident(session: int) -> Iterator[tuple[Path, int]]:
    """Yield the processes of a session, each with its resident bytes."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with suppress(OSError):
                fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session:
                    yield Path(entry.path), int(fields[21]) * _PAGE_BYTES


def _share(process: Path) -> int:
    """Return the bytes of a process's own pages and its share of shared ones; 0 if it has ended."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
