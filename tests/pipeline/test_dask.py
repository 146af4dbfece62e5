"""A build on a Dask cluster: the bytes are those of a build here, and everything a cluster can lack is a finding."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive import Config, build
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.main import main
from kursk_archive.config import PRIVATE_FOLDER, Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.events import Event, ignore_event
from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.loader.scan import scan_content
from kursk_archive.pipeline import dask
from kursk_archive.pipeline.load_tasks import LoadTask

# In a process of its own, so that no event loop of a scheduler is left in this one.
_CLUSTER = """
import sys
from distributed import LocalCluster
options = dict(threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50)
with LocalCluster(n_workers=int(sys.argv[1]), **options) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(workers: int, folder: Path, path: str | None = None) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a cluster, with `path` as its PYTHONPATH; yield its scheduler's address and its process."""
    source = Path(dask.__file__).parents[2]
    command = (sys.executable, "-c", _CLUSTER, str(workers))
    environment = os.environ | {"PYTHONPATH": path or str(source)}
    pipe = subprocess.PIPE
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=log, text=True, cwd=folder, env=environment
        ) as process,
    ):
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process  # leaving closes stdin, at which it ends


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(2, tmp_path_factory.mktemp("cluster")) as (address, _):
        yield address


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """150 articles, some with a sidecar, some with an image, each with a link to the one before."""
    content = tmp_path / "content"
    content.mkdir()
    for n in range(150):
        text = f"# Notice {n} of the Harbour\n\nAugust {n % 28 + 1}, 2024\n\n[Said](https://news.example/{n - 1}) so.\n"
        (content / f"{n:03}.txt").write_text(f"{text}\nOriginal url: https://news.example/{n}\n")
        if n % 10 == 0:
            (content / f"{n:03}.yaml").write_text("topics: [harbours]\n")
            Image.new("RGB", (30 + n, 20), "teal").save(content / f"{n // 2:03}.png")
    return tmp_path


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def refusal(address: str, config: Config) -> tuple[Finding, ...]:
    with pytest.raises(ArchiveError) as caught:
        dask.build_on_cluster(address, config, ignore_event)
    return caught.value.findings


def test_a_cluster_makes_the_bytes_of_a_build_here_after_an_edit_too(
    two_workers: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive)  # the workers run elsewhere, so relative folders must not be left to them
    (archive / "own/assets").mkdir(parents=True)
    (archive / "own/assets/more.css").write_text("p { color: teal }\n")
    site = Site(base_url="https://archive.example/")
    far, near = (Config(Path("content"), Path(name), Path("own"), site=site, search=False) for name in ("far", "near"))
    assert dask.build_on_cluster(two_workers, far, ignore_event).articles == build(near).articles == 150
    assert tree(archive / "far") == tree(archive / "near")
    capture = archive / "content/042.txt"
    capture.write_text(capture.read_text().replace("so.", "otherwise."))
    (archive / "content/007.txt").unlink()
    (archive / "content/005.png").unlink()
    Image.new("RGB", (31, 20), "red").save(archive / "content/010.png")
    assert dask.build_on_cluster(two_workers, far, ignore_event).written == build(near).written
    assert tree(archive / "far") == tree(archive / "near")


def test_the_command_line_takes_the_address_of_a_scheduler(two_workers: str, archive: Path) -> None:
    options = ("-c", str(archive / "content"), "-o", str(archive / "out"), "--dask", two_workers)
    assert main(["build", *options]) == ExitCode.DONE
    assert (archive / "out/index.html").is_file()


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8786", "http://a.example:1", "tcp://a.example", "tcp://:1", "tcp://a:b"]
)
def test_an_address_that_is_none_is_wrong_usage(address: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["build", "--dask", address])
    assert caught.value.code == ExitCode.USAGE


def test_an_address_without_a_scheduler_is_a_finding(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    options = ("-c", str(archive / "content"), "-o", str(archive / "out"), "--dask", address)
    assert main(["build", *options]) == ExitCode.FINDINGS
    error = capfd.readouterr().err
    assert error.startswith(f"{address}: error: cannot reach a scheduler")
    assert "Traceback" not in error
    assert not (archive / "out").exists()


def test_a_silent_server_is_not_waited_for(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "SCHEDULER_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (finding,) = refusal(f"tcp://127.0.0.1:{silent.getsockname()[1]}", Config(archive / "content", archive / "out"))
    assert finding.code == "dask"


def test_workers_that_cannot_see_the_content_are_refused(
    two_workers: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = archive / "elsewhere"
    requirements = dask._requirements(Config(missing))
    monkeypatch.setattr(dask, "_requirements", lambda config: requirements)
    findings = refusal(two_workers, Config(archive / "content", archive / "out"))
    assert [finding.code for finding in findings] == ["worker", "worker"]
    assert f"cannot read the folder {missing}" in findings[0].message
    assert not (archive / "out").exists()


def test_workers_with_another_version_are_refused(
    two_workers: str, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "__version__", "0.0.0")
    findings = refusal(two_workers, Config(archive / "content", archive / "out"))
    assert {finding.code for finding in findings} == {"worker"}
    assert "but the build uses 0.0.0" in findings[0].message


def test_workers_without_the_program_are_refused(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "stub/kursk_archive").mkdir(parents=True)
    (tmp_path / "stub/kursk_archive/__init__.py").touch()
    with running(1, tmp_path, str(tmp_path / "stub")) as (address, _):
        (finding,) = refusal(address, Config(archive / "content", archive / "out"))
    assert (finding.code, "cannot run kursk-archive" in finding.message) == ("worker", True)


def test_a_scheduler_without_workers_is_refused(tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "SCHEDULER_TIMEOUT", 1.0)
    with running(0, tmp_path) as (address, _):
        (finding,) = refusal(address, Config(archive / "content", archive / "out"))
    assert (finding.code, finding.message) == ("dask", "the scheduler has no workers")


def test_a_scheduler_that_is_lost_ends_the_build_with_a_finding(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "SCHEDULER_TIMEOUT", 2.0)
    with running(1, tmp_path) as (address, process):

        def kill(event: Event) -> None:
            if process.poll() is None:
                process.kill()
                process.wait()

        with pytest.raises(ArchiveError) as caught:
            dask.build_on_cluster(address, Config(archive / "content", archive / "out"), kill)
    assert [finding.code for finding in caught.value.findings] == ["dask"]


def test_a_worker_with_other_images_is_refused(archive: Path) -> None:
    content = archive / "content"
    scanned = scan_content(content, ()).stamps[ArticleId("000.txt")]
    task = LoadTask(content, ((ArticleId("000.txt"), scanned),), b"")
    dask._compare(task)
    (content / "000.png").unlink()
    with pytest.raises(ArchiveError, match=r"its copy of 000\.png"):
        dask._compare(task)
    absent = LoadTask(
        content, ((ArticleId("001.txt"), f"{scan_content(content, ()).stamps[ArticleId('001.txt')]}\n- 1.png"),), b""
    )
    dask._compare(absent)
    (content / "1.png").touch()
    with pytest.raises(ArchiveError, match=r"its copy of 1\.png"):
        dask._compare(absent)


@pytest.mark.parametrize("change", ["other", "gone"])
def test_a_worker_with_an_old_copy_is_refused(archive: Path, change: str) -> None:
    content = archive / "content"
    stat = (content / "000.txt").stat()
    task = LoadTask(content, ((ArticleId("000.txt"), f"{stat.st_size}:{stat.st_mtime_ns}:1"),), b"")
    dask._compare(task)
    if change == "gone":
        (content / "000.txt").unlink()
    else:
        (content / "000.txt").write_text("# Another Text\n")
    with pytest.raises(ArchiveError, match=r"its copy of 000\.txt"):
        dask._compare(task)


def test_a_missing_package_is_a_finding_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "kursk_archive.pipeline.dask")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ArchiveError) as caught:
        importlib.import_module("kursk_archive.pipeline.dask")
    (finding,) = caught.value.findings
    assert finding.code == "extra-missing"
    assert "`pip install 'kursk-archive[dask]'`" in finding.message
