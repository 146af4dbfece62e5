"""Build on a Dask cluster: its workers load, render and index; the files are written here.

A worker that sees other captures or templates, or has other libraries, would spoil the archive silently. So each worker
is checked before the build and again at its first task, since workers come and go; and each capture is compared with
the one here before it is read.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.config import Config, Site
from kursk_archive.core.events import BuildReport, EventHandler
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.images import decode
from kursk_archive.loader.images import ABSENT_STAMP, image_stamps
from kursk_archive.pipeline.build import build
from kursk_archive.pipeline.explain import Explanation
from kursk_archive.pipeline.load_tasks import LoadTask
from kursk_archive.pipeline.render_tasks import RenderTask
from kursk_archive.renderer.theme import files
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.tasks import SegmentTask
from kursk_archive.version import __version__

try:
    import dask
    from distributed import Client, KilledWorker
except ImportError:
    _message = "distributed is not installed (`pip install 'kursk-archive[dask]'`)"
    raise ArchiveError(make_finding("extra-missing", Location("build --dask"), _message)) from None

SCHEDULER_TIMEOUT = 10.0
"""Seconds in which a scheduler has to answer and to have a worker."""
MIN_TASKS, MAX_TASKS = 8, 128
"""Tasks under way: two for each worker within these bounds; each holds 1 to 2 MB here until its turn comes."""
MAX_MTIME_DIFFERENCE = 2
"""Seconds between two copies of a file: FAT counts in twos, other systems cut off the fraction."""


def build_on_cluster(
    address: str, config: Config, on_event: EventHandler, explanation: Explanation | None = None
) -> BuildReport:
    """Build the archive on a cluster.

    Args:
        address: of the scheduler, `tcp://HOST:PORT`.
        config: its content folder, and its templates if it has any, are at the same places for the workers.
        on_event: as for `build.build`.
        explanation: as for `build.build`.

    Raises:
        ArchiveError: no scheduler or no worker answers, a worker is unfit, or what `build.build` raises.
    """
    templates = config.templates and config.templates.absolute()
    config = replace(config, content=config.content.absolute(), templates=templates)
    with _connected(address) as client:
        requirements = _requirements(config)
        workers = _check_workers(client, address, requirements)
        executor = _CheckedExecutor(client.get_executor(pure=False), requirements)  # type: ignore[no-untyped-call]
        return build(
            config, executor, on_event, max_pending=min(max(MIN_TASKS, 2 * workers), MAX_TASKS), explanation=explanation
        )


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Connect to the scheduler; a failure of the cluster is a finding."""
    _knock(address)
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):  # a month's ledger is large
        try:
            client = Client(address, timeout=SCHEDULER_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
        except OSError as error:
            _stop(address, f"cannot reach a scheduler: {error}")
        try:
            with client:
                yield client
        except CancelledError:
            _stop(address, "lost the scheduler during the build")
        except KilledWorker as error:
            _stop(address, f"several workers died running the same task: {str(error)[:60]}")


def _knock(address: str) -> None:
    """Check that a scheduler is there, which greets every connection; Dask would wait for ever for a greeting."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), SCHEDULER_TIMEOUT) as line:
            greeted = line.recv(1)
    except (OSError, ValueError, OverflowError) as error:
        _stop(address, f"cannot reach a scheduler: {error}")
    if not greeted:
        _stop(address, "not a Dask scheduler")


def _stop(address: str, message: str) -> NoReturn:
    raise ArchiveError(make_finding("dask", Location(address), message)) from None


class WorkerRequirements(Struct, frozen=True):
    """The folders, templates and packages that a worker needs."""

    content: Path
    templates: Path | None
    theme: str
    """Digest of all templates and assets."""
    installed: tuple[tuple[str, str], ...]
    """Packages that determine the bytes of a page, with their versions."""


def _requirements(config: Config) -> WorkerRequirements:
    return WorkerRequirements(config.content, config.templates, _theme_digest(config.templates), _installed())


def _theme_digest(templates: Path | None) -> str:
    theme = Theme(Site(), templates)
    digest = sha256(files.theme_fingerprint(theme.folders).encode())
    for name, path in theme.assets().items():
        digest.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _installed() -> tuple[tuple[str, str], ...]:
    """List this program, Python and the libraries with their versions; not rich, which makes no page."""
    required = (line for line in requires("kursk-archive") or () if "extra ==" not in line)
    names = (re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in required)
    libraries = ((name, _version(name)) for name in sorted(names) if name != "rich")
    own = ("kursk-archive", __version__), ("Python", "{}.{}".format(*sys.version_info))
    pillow = "Pillow", decode.pillow_version() if decode.is_available() else "none"
    return *own, *libraries, pillow, ("trafilatura", _version("trafilatura"))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _check_workers(client: Client, address: str, requirements: WorkerRequirements) -> int:
    """Count the workers; raise if one is unfit."""
    try:
        client.wait_for_workers(1, timeout=SCHEDULER_TIMEOUT)
    except TimeoutError:
        _stop(address, "the scheduler has no workers")
    answers = client.run(check_worker, requirements, on_error="return")
    objections = {worker: _sentence(answer) for worker, answer in sorted(answers.items()) if answer is not None}
    if objections:
        raise ArchiveError(*(make_finding("worker", Location(worker), text) for worker, text in objections.items()))
    return len(answers)


def _sentence(answer: str | Exception) -> str:
    if isinstance(answer, Exception):
        return f"cannot run kursk-archive {__version__}: {type(answer).__name__}: {answer}"
    return answer


def check_worker(requirements: WorkerRequirements) -> str | None:
    """Return what this worker lacks; None if it is fit."""
    for (name, wanted), (_, found) in zip(requirements.installed, _installed(), strict=False):
        if wanted != found:
            return f"has {name} {found}, but the build uses {wanted}; pages could differ"
    for folder in filter(None, (requirements.content, requirements.templates)):
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            return f"cannot read the folder {folder}"
    return None if _theme_digest(requirements.templates) == requirements.theme else "has different templates"


@lru_cache(maxsize=8)
def _refuse_unfit(requirements: WorkerRequirements) -> None:
    if objection := check_worker(requirements):
        _refuse(objection)


def _refuse(message: str) -> NoReturn:
    raise ArchiveError(make_finding("worker", Location(socket.gethostname()), message))


class _CheckedExecutor(Executor):
    """Dask's executor, with the worker checked before each task."""

    def __init__(self, executor: Executor, requirements: WorkerRequirements) -> None:
        self.executor, self.requirements = executor, requirements

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self.executor.submit(_run_checked, self.requirements, function, *args, **kwargs)


_TASK_LOCK = Lock()
"""One task at a time in a process: the Markdown parser keeps its position in itself."""


def _run_checked(
    requirements: WorkerRequirements, function: Callable[[Any], Any], task: LoadTask | RenderTask | SegmentTask
) -> Any:
    with _TASK_LOCK:
        _refuse_unfit(requirements)
        if isinstance(task, LoadTask):
            _compare(task)
        result = function(task)
    if isinstance(task, RenderTask) and (missing := [path for path, data in result if data is None]):
        _refuse(f"the capture of {missing[0]} changed during the build")
    return result


def _compare(task: LoadTask) -> None:
    """Refuse captures, sidecars and images that differ from those of the build: a copy may be old."""
    for path, stamp in task.captures:
        first, *_ = stamp.split("\n", 1)
        own, _, rest = first.partition(" ")
        beside, _, its = rest.rpartition(" ")
        for name, wanted in ((path, own), (beside, its), *image_stamps(stamp)):
            if name and not _has_stamp(task.content / name, wanted):
                _refuse(f"its copy of {name[:60]} in {task.content} differs from the build's")


def _has_stamp(path: Path, stamp: str) -> bool:
    """Return True if size and time are as in the stamp. A file that may not be read is left to the loader."""
    if stamp == "?":
        return True
    if stamp == ABSENT_STAMP:
        return not path.exists()
    try:
        with path.open("rb") as file:  # opening asks the server of a shared folder, which a mere stat need not
            status = os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    except OSError:
        return True
    size, mtime = map(int, stamp.split(":")[:2])
    return status.st_size == size and abs(status.st_mtime_ns - mtime) <= MAX_MTIME_DIFFERENCE * 1_000_000_000
