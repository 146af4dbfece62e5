"""Files that rsync sends after a build, with the command of docs/hosting.md."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from kursk_archive import BuildReport, build, read_config

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "hosting.md"
REQUIRED = os.environ.get("KURSK_REQUIRE_RSYNC") == "1"
CAPTURE = (
    "# Ferry to Examplia, Part {k}\n\nAugust {k}, 2024\n\nThe council said [so](https://herald.example/{k}).{more}\n"
)


@pytest.fixture(scope="module")
def rsync() -> str:
    found = os.environ.get("KURSK_RSYNC") or shutil.which("rsync")
    if found:
        return found
    message = "no rsync here: nothing has counted what an increment sends; install it, or set KURSK_RSYNC"
    if REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


def write(folder: Path, k: int, more: str = "") -> None:
    (folder / "content" / f"part-{k}.txt").write_text(CAPTURE.format(k=k, more=more), "utf-8")


def publish(folder: Path) -> BuildReport:
    return build(read_config(folder / "content", output=folder / "build", base_url="https://archive.example/"))


def send(program: str, folder: Path) -> tuple[set[str], set[str]]:
    """Send the build; return the files that were sent and those that were deleted."""
    (command,) = re.findall(r"^rsync -.*$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    _, *options = shlex.split(command)
    done = subprocess.run(
        (program, "--itemize-changes", *options), cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    sent = {path for change, path in lines if re.match(r"[<>]f", change)}
    return sent, {path for change, path in lines if change == "*deleting" and not path.endswith("/")}


def test_rsync_sends_only_the_files_that_an_incremental_build_wrote(rsync: str, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "content").mkdir(parents=True)
    for k in range(1, 21):
        write(folder, k)
    first = publish(folder)
    assert send(rsync, folder) == (set(first.written), set())
    assert send(rsync, folder) == (set(), set())
    time.sleep(1.1)  # rsync compares whole seconds, as the document says
    write(folder, 21)
    write(folder, 3, " So it was.")
    (folder / "content" / "part-7.txt").unlink()
    report = publish(folder)
    sent, deleted = send(rsync, folder)
    assert sent == set(report.written)
    assert deleted == set(report.removed)
    assert "articles/2024/08/07/part-7.html" in deleted
    assert "articles/2024/08/05/part-5.txt" not in sent
    assert len(sent) < len(first.written) / 2


def test_rsync_does_not_send_the_private_folder(rsync: str, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "content").mkdir(parents=True)
    write(folder, 1)
    publish(folder)
    send(rsync, folder)
    assert (tmp_path / "server" / "index.html").exists()
    assert not (tmp_path / "server" / ".kursk-archive").exists()
