"""A build whose shards are loaded, rendered and indexed by the workers of a Dask cluster; the pages are written here.

A worker that sees other captures or other templates, or makes pages with other libraries, would spoil the archive and
say nothing. So each is examined before the build, and each again when it does its first task, since workers come and
go; and each capture is compared with the one here before it is read.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from kursk_archive.config import Config, Site
from kursk_archive.core.events import BuildReport, EventHandler
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.images import decode
from kursk_archive.loader.images import ABSENT_STAMP, image_stamps
from kursk_archive.outputs.render_tasks import RenderTask
from kursk_archive.pipeline.build import build as build_with
from kursk_archive.pipeline.load_tasks import LoadTask
from kursk_archive.renderer.theme import files
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.search.tasks import IndexTask
from kursk_archive.version import __version__

try:
    import dask
    from distributed import Client, KilledWorker
except ImportError:
    _message = "building on a cluster needs the package distributed, which `pip install 'kursk-archive[dask]'` brings"
    raise ArchiveError(make_finding("extra-missing", Location("build --dask"), _message)) from None

PATIENCE = 10.0
"""Seconds in which a scheduler has to answer, and to have a worker."""
FEWEST, MOST = 8, 128
"""Tasks under way: two for each worker within these bounds; each holds 1 to 2 MB here until its turn comes."""
SLACK = 2
"""Seconds by which two copies of a file may differ in age: FAT counts in twos, other systems cut off the fraction."""


def build(address: str, config: Config, tell: EventHandler) -> BuildReport:
    """Build the archive on a cluster.

    Args:
        address: of the scheduler, `tcp://HOST:PORT`.
        config: its content folder, and its templates if it has any, are at the same places for the workers.
        tell: as for `build.build`.

    Raises:
        ArchiveError: no scheduler or no worker answers, a worker is not fit, or what `build.build` raises.
    """
    templates = config.templates and config.templates.absolute()
    config = replace(config, content=config.content.absolute(), templates=templates)
    with _connected(address) as client:
        needs = _needs(config)
        workers = _examine_all(client, address, needs)
        executor = _Careful(client.get_executor(pure=False), needs)  # type: ignore[no-untyped-call]
        return build_with(config, executor, tell, width=min(max(FEWEST, 2 * workers), MOST))


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler; what happens to the cluster meanwhile is a finding."""
    _knock(address)
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):  # a month's ledger is large
        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except OSError as error:
            _stop(address, f"no scheduler answers here: {error}")
        try:
            with client:
                yield client
        except CancelledError:
            _stop(address, "the scheduler was lost while the build was under way")
        except KilledWorker as error:
            _stop(address, f"workers died of a task, one after the other: {str(error)[:60]}")


def _knock(address: str) -> None:
    """Find out whether a scheduler is there, which greets whoever comes; Dask waits for ever where nobody speaks."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), PATIENCE) as line:
            greeted = line.recv(1)
    except (OSError, ValueError, OverflowError) as error:
        _stop(address, f"no scheduler answers here: {error}")
    if not greeted:
        _stop(address, "what answers here is no scheduler")


def _stop(address: str, message: str) -> NoReturn:
    raise ArchiveError(make_finding("dask", Location(address), message)) from None


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a worker has to have."""

    content: Path
    templates: Path | None
    theme: str
    """Digest of all templates and assets."""
    installed: tuple[tuple[str, str], ...]
    """Packages that decide what a page's bytes are, with their versions."""


def _needs(config: Config) -> _Needs:
    return _Needs(config.content, config.templates, _theme_digest(config.templates), _installed())


def _theme_digest(templates: Path | None) -> str:
    theme = Theme(Site(), templates)
    digest = sha256(files.theme_fingerprint(theme.folders).encode())
    for name, path in theme.assets().items():
        digest.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _installed() -> tuple[tuple[str, str], ...]:
    """This program, Python, and the libraries; rich is left out, which makes no page."""
    wanted = (one for one in requires("kursk-archive") or () if "extra ==" not in one)
    names = (re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in wanted)
    libraries = ((name, _version(name)) for name in sorted(names) if name != "rich")
    own = ("kursk-archive", __version__), ("Python", "{}.{}".format(*sys.version_info))
    return *own, *libraries, ("Pillow", decode.pillow_version() if decode.is_available() else "none")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _examine_all(client: Client, address: str, needs: _Needs) -> int:
    """Count the workers; refuse if one is not fit."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        _stop(address, "the scheduler has no workers")
    answers = client.run(examine, needs, on_error="return")
    said = {worker: _sentence(answer) for worker, answer in sorted(answers.items()) if answer is not None}
    if said:
        raise ArchiveError(*(make_finding("worker", Location(worker), message) for worker, message in said.items()))
    return len(answers)


def _sentence(answer: str | Exception) -> str:
    if isinstance(answer, Exception):
        return f"kursk-archive {__version__} cannot run there: {type(answer).__name__}: {answer}"
    return answer


def examine(needs: _Needs) -> str | None:
    """Say what this worker lacks; None if it is fit."""
    for (name, wanted), (_, found) in zip(needs.installed, _installed(), strict=False):
        if wanted != found:
            return f"it has {name} {found}, where the build is run has {wanted}; its pages could differ"
    for folder in filter(None, (needs.content, needs.templates)):
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            return f"it cannot see the folder {folder}"
    return None if _theme_digest(needs.templates) == needs.theme else "it has other templates"


@lru_cache(maxsize=8)
def _refuse_unless_fit(needs: _Needs) -> None:
    if said := examine(needs):
        _refuse(said)


def _refuse(message: str) -> NoReturn:
    raise ArchiveError(make_finding("worker", Location(socket.gethostname()), message))


@dataclass(frozen=True, slots=True)
class _Careful(Executor):
    """Dask's own executor, with the worker examined before each task."""

    dask: Executor
    needs: _Needs

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self.dask.submit(_do, self.needs, function, *args, **kwargs)


_TURN = Lock()
"""One task at a time in a process: the parser of Markdown notes in itself where it is in the text."""


def _do(needs: _Needs, function: Callable[[Any], Any], task: LoadTask | RenderTask | IndexTask) -> Any:
    with _TURN:
        _refuse_unless_fit(needs)
        if isinstance(task, LoadTask):
            _compare(task)
        made = function(task)
    if isinstance(task, RenderTask) and (lacking := [path for path, data in made if data is None]):
        _refuse(f"the capture of {lacking[0]} is not what was read a moment ago")
    return made


def _compare(task: LoadTask) -> None:
    """Refuse captures, sidecars and images that are not those that the build was started on: a copy may be old."""
    for path, stamp in task.captures:
        first, *_ = stamp.split("\n", 1)
        own, _, rest = first.partition(" ")
        beside, _, its = rest.rpartition(" ")
        for name, wanted in ((path, own), (beside, its), *image_stamps(stamp)):
            if name and not _is_same(task.root / name, wanted):
                _refuse(f"it has not the same {name[:60]} in {task.root}")


def _is_same(path: Path, stamp: str) -> bool:
    """Whether size and time are as in the `stamp`; what nobody may read is the loader's business."""
    if stamp == "?":
        return True
    if stamp == ABSENT_STAMP:
        return not path.exists()
    try:
        with path.open("rb") as file:  # opening asks the server of a shared folder, which a mere stat need not
            found = os.fstat(file.fileno())
    except FileNotFoundError:
        return False
    except OSError:
        return True
    size, mtime = map(int, stamp.split(":")[:2])
    return found.st_size == size and abs(found.st_mtime_ns - mtime) <= SLACK * 1_000_000_000
