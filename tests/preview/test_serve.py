"""The preview in use: a program in a terminal, and a page in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe mayor said so.\n"
PAGE = "articles/2024/08/15/flood.html"
BROKEN = FLOOD.replace("August 15", "February 30")
PROGRESS = re.compile(r"^\w+: \d+ of \d+\n", re.MULTILINE)
"""Lines that a slow machine prints in addition."""
TIMEOUT_SECONDS = 60


class Preview:
    """`kursk-archive serve` in a process of its own, with a queue of the lines that it prints."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = (sys.executable, "-m", "kursk_archive", "serve", "-p", "0", *options)
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.out, self.err = Queue[str](), Queue[str]()
        for stream, queue in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            Thread(target=_read, args=(stream, queue), daemon=True).start()

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit status and the lines on stderr that were not read yet, but for progress."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(TIMEOUT_SECONDS)
        errors = "".join(iter(lambda: self.err.get(timeout=TIMEOUT_SECONDS), ""))
        return status, PROGRESS.sub("", errors)


def _read(stream: Any, queue: Queue[str]) -> None:
    with stream:
        for line in stream:
            queue.put(line)
    queue.put("")


def wait_for(queue: Queue[str], word: str) -> str:
    """Wait for the next line with a word in it."""
    while word not in (line := queue.get(timeout=TIMEOUT_SECONDS)):
        assert line, f"it ended before it said {word!r}"
    return line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "content/archive.yaml").write_text("base_url: https://archive.example/\n")
    (tmp_path / "content/flood.txt").write_text(FLOOD)
    return tmp_path


Begin = Callable[..., Preview]


@pytest.fixture
def begin(folder: Path) -> Iterator[Begin]:
    previews: list[Preview] = []

    def start(*options: str) -> Preview:
        previews.append(Preview(folder, *options))
        return previews[-1]

    yield start
    for preview in previews:
        preview.process.kill()
        preview.process.wait()


# In the terminal


def test_ctrl_c_ends_the_preview_while_a_page_listens(begin: Begin) -> None:
    preview = begin()
    address = urlsplit(wait_for(preview.out, "http://").split()[0])
    wait_for(preview.out, "built in")
    page = HTTPConnection(str(address.hostname), address.port, timeout=TIMEOUT_SECONDS)
    page.request("GET", "/.kursk-archive/events?page=/")
    assert page.getresponse().status == 200
    assert preview.stop() == (0, "")
    page.close()


def test_ctrl_c_during_a_build_ends_the_preview(begin: Begin, folder: Path) -> None:
    for number in range(300):
        (folder / f"content/{number}.txt").write_text(FLOOD)
    preview = begin()
    wait_for(preview.out, "http://")
    status, err = preview.stop()
    assert (status, "Traceback" in err) == (0, False)


@pytest.mark.skipif(shutil.which("ps") is None, reason="no ps here")
def test_sigterm_ends_the_preview_and_its_processes_where_sigint_is_ignored(folder: Path) -> None:
    """A shell makes its background jobs ignore SIGINT."""
    for number in range(600):
        (folder / f"content/{number}.txt").write_text(FLOOD)
    command = f'trap "" INT; exec {sys.executable} -m kursk_archive serve -p 0 -j 2'
    process = subprocess.Popen(
        ("sh", "-c", command), cwd=folder, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stdout
        assert process.stdout.readline().startswith("http://")
        process.send_signal(signal.SIGINT)
        while count_processes(process.pid) < 4:  # the pool's server and its two workers
            assert process.poll() is None
            time.sleep(0.02)
        process.terminate()
        assert process.wait(TIMEOUT_SECONDS) == 0
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while count_processes(process.pid):
            assert time.monotonic() < deadline, "processes are left"
            time.sleep(0.02)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def count_processes(group: int) -> int:
    """Count the living processes of a process group."""
    command = ("ps", "-eo", "pgid=,stat=")
    rows = map(str.split, subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())
    return sum(pgid == str(group) and not state.startswith("Z") for pgid, state in rows)


def test_a_taken_port_is_a_finding(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = (sys.executable, "-m", "kursk_archive", "serve", "--port", port)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"127.0.0.1:{port}: error: ")
    assert done.stderr.endswith(" [port]\n")
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "build").exists()


def test_findings_are_printed_once_and_counted_in_every_summary(begin: Begin, folder: Path) -> None:
    (folder / "content/doubtful.txt").write_text(FLOOD.replace("August 15, 2024", "03/04/2024"))
    preview = begin("--json")
    assert json.loads(wait_for(preview.out, "serving"))["address"].startswith("http://127.0.0.1:")
    assert json.loads(wait_for(preview.out, '"summary"'))["findings"]["warning"] == 1
    (folder / "content/broken.txt").write_text(BROKEN)
    assert json.loads(wait_for(preview.out, '"finding"'))["path"] == "broken.txt"
    assert json.loads(wait_for(preview.out, '"summary"'))["findings"] == {"error": 1, "warning": 1, "info": 0}
    (folder / "content/broken.txt").unlink()
    assert json.loads(wait_for(preview.out, '"summary"'))["findings"] == {"error": 0, "warning": 1, "info": 0}
    _, err = preview.stop()
    assert [line.split(":")[0] for line in err.splitlines()] == ["doubtful.txt", "broken.txt"]


@pytest.mark.parametrize(
    ("file", "wrong", "right", "code"),
    [
        ("content/archive.yaml", "title: [open\n", "base_url: https://archive.example/\n", "config"),
        ("templates/withheld.html", "{% if %}", "<!doctype html><title>Withheld</title>", "template"),
    ],
    ids=["configuration", "template"],
)
def test_a_failed_build_is_reported_and_the_next_one_succeeds(
    file: str, wrong: str, right: str, code: str, begin: Begin, folder: Path
) -> None:
    (folder / "content/withheld.md").write_text("---\ntitle: A\nstatus: withheld\nreason: Asked for.\n---\n\nx\n")
    preview = begin()
    wait_for(preview.out, "built in")
    (folder / file).write_text(wrong)
    assert f"[{code}]" in wait_for(preview.err, f"[{code}]")
    assert (folder / "build" / PAGE).is_file()
    (folder / file).write_text(right)
    wait_for(preview.out, "built in")
    assert preview.stop() == (0, "")


@pytest.mark.parametrize("port", ["-1", "65536", "x", "٣", "", "8000.0"])
def test_an_invalid_port_is_wrong_usage(port: str, folder: Path) -> None:
    command = (sys.executable, "-m", "kursk_archive", "serve", f"--port={port}")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    assert done.returncode == 2


# In the browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; errors on its console fail the test."""
    context = browser.new_context()
    opened, faults = context.new_page(), list[str]()
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.set_default_timeout(TIMEOUT_SECONDS * 1000)
    expect.set_options(timeout=TIMEOUT_SECONDS * 1000)
    try:
        yield opened
    finally:
        expect.set_options(timeout=5000)
        context.close()
        usual = ("404", "ERR_INCOMPLETE_CHUNKED", "ERR_CONNECTION_REFUSED")  # a preview that was stopped, asked again
        assert [fault for fault in faults if not any(one in fault for one in usual)] == []


def test_edits_and_findings_appear_in_the_browser(begin: Begin, folder: Path, page: Page) -> None:
    capture, built = folder / "content/flood.txt", folder / "build" / PAGE
    preview = begin()
    address = wait_for(preview.out, "http://").split()[0]
    wait_for(preview.out, "built in")
    page.goto(f"{address}{PAGE}")
    panel = page.locator("#kursk-archive-preview")
    expect(page.locator("article")).to_contain_text("The mayor said so.")
    expect(panel).to_have_count(0)

    capture.write_text(FLOOD.replace("said so", "said otherwise"))
    expect(page.locator("article")).to_contain_text("The mayor said otherwise.")

    capture.write_text(BROKEN)
    expect(panel).to_contain_text("1 error")
    expect(panel).to_contain_text("flood.txt:3:1")
    expect(panel.locator("p").first).to_be_visible()
    assert "[date-impossible]" in wait_for(preview.err, "flood.txt:3:1: error:")
    page.reload()
    expect(page.locator("article")).to_contain_text("The mayor said otherwise.")
    expect(panel).to_contain_text("1 error")

    capture.write_text(FLOOD.replace("said so", "is silent"))
    expect(panel).to_have_count(0)
    expect(page.locator("article")).to_contain_text("The mayor is silent.")
    assert "preview" not in built.read_text()


def test_a_page_reloads_for_its_own_changes_and_for_assets(begin: Begin, folder: Path, page: Page) -> None:
    (folder / "content/note.txt").write_text("# A Note From Examplia\n\nMay 2, 2019\n\nThey danced.\n")
    preview = begin()
    address = wait_for(preview.out, "http://").split()[0]
    wait_for(preview.out, "built in")
    page.goto(f"{address}calendar/2024/08/index.html")
    page.evaluate("window.isTheSame = true")
    (folder / "content/note.txt").write_text("# A Note From Examplia\n\nMay 2, 2019\n\nThey sang.\n")
    wait_for(preview.out, "built in")
    (folder / "content/broken.txt").write_text(BROKEN)
    expect(page.locator("#kursk-archive-preview")).to_contain_text("broken.txt")  # so both builds have reached it
    assert page.evaluate("window.isTheSame") is True
    (folder / "templates/assets").mkdir()
    (folder / "templates/assets/style.css").write_text("main { color: rgb(1, 2, 3) }")
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)")
    assert page.evaluate("window.isTheSame") is None


def test_a_page_that_is_created_replaces_its_404(begin: Begin, folder: Path, page: Page) -> None:
    preview = begin()
    address = wait_for(preview.out, "http://").split()[0]
    wait_for(preview.out, "built in")
    page.goto(f"{address}articles/2019/05/02/fair.html")
    expect(page.locator("h1")).to_have_text("Page not found")
    (folder / "content/fair.txt").write_text("# A Fair in Examplia\n\nMay 2, 2019\n\nThey danced.\n")
    expect(page.locator("article")).to_contain_text("They danced.")
    (folder / "content/fair.txt").unlink()
    expect(page.locator("h1")).to_have_text("Page not found")


def test_a_panel_says_what_a_build_would_change(begin: Begin, folder: Path, page: Page) -> None:
    note = folder / "content/note.txt"
    note.write_text("# A Note From Examplia\n\nMay 2, 2019\n\nThey danced.\n")
    build = (sys.executable, "-m", "kursk_archive", "build", "--no-search")
    subprocess.run(build, cwd=folder, check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    preview = begin("--no-search")
    address = wait_for(preview.out, "http://").split()[0]
    wait_for(preview.out, "built in")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(address)
    panel = page.locator("#kursk-archive-preview")
    expect(panel).to_have_count(0)
    note.unlink()
    (folder / "content/fair.txt").write_text("# <b>Fair</b> & Square\n\nMay 3, 2019\n\nThey sang.\n")
    expect(panel.locator("summary")).to_have_text("If you build now: 1 removed, 1 new")
    expect(panel.locator("ul")).to_be_hidden()
    panel.locator("summary").press("Enter")
    expect(panel.locator("li").first).to_contain_text("A Note From Examplia would be removed")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panel.locator("a").click()
    expect(page.locator("h1")).to_contain_text("Fair")
    expect(panel.locator("ul")).to_be_visible()
    assert preview.stop()[0] == 0
    again = begin("--no-search")
    page.goto(wait_for(again.out, "http://").split()[0])
    expect(panel.locator("summary")).to_have_text("If you build now: 1 removed, 1 new")
    assert again.stop()[0] == 0
    subprocess.run(build, cwd=folder, check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
    last = begin("--no-search")
    page.goto(wait_for(last.out, "http://").split()[0])
    wait_for(last.out, "built in")
    expect(panel).to_have_count(0)


def test_findings_are_escaped_and_can_be_folded(begin: Begin, folder: Path, page: Page) -> None:
    (folder / "content/<img src=x onerror=alert(1)>.txt").write_text(BROKEN)
    preview = begin()
    address = wait_for(preview.out, "http://").split()[0]
    wait_for(preview.out, "built in")
    page.goto(address)
    panel = page.locator("#kursk-archive-preview")
    expect(panel).to_contain_text("<img src=x onerror=alert(1)>.txt:3:1")
    expect(panel.locator("ul")).to_be_visible()
    panel.locator("summary").click()
    expect(panel.locator("ul")).to_be_hidden()
    page.reload()
    expect(panel.locator("summary")).to_be_visible()
    expect(panel.locator("ul")).to_be_hidden()
    page.emulate_media(media="print")
    expect(panel).to_be_hidden()
