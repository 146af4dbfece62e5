"""What every test may ask for: a browser, a web server, and the archive of `content/` as it is published."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Without these Chromium asks the network for updates at every start, and does not start at all as root.
BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSER_REQUIRED = os.environ.get("KURSK_REQUIRE_BROWSER") == "1"

# A shared machine is slow at times, and a run that nobody watches has to be repeatable.
settings.register_profile("kursk", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("kursk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a browser, and put it last: Playwright leaves an event loop running, and `asyncio.run` refuses."""
    for item in items:
        if "chromium_path" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=_uses_browser)


def _uses_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under KURSK_REQUIRE_BROWSER=1 a browser test that skips has failed, whatever its reason."""
    report = yield
    if BROWSER_REQUIRED and _uses_browser(item) and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped where KURSK_REQUIRE_BROWSER=1 forbids it: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.getreports("skipped") if "browser" in report.keywords]
    if skipped:
        terminalreporter.section("BROWSER TESTS SKIPPED", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests did not run: nothing here has looked at the pages in a browser.")
        terminalreporter.line("Install Chromium or Chrome, or name one in KURSK_CHROMIUM.")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program to open pages with; skips where there is none."""
    named = os.environ.get("KURSK_CHROMIUM")
    found = next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)
    if found is None:
        pytest.skip(f"KURSK_CHROMIUM names {named!r}, which cannot be run" if named else "no Chromium or Chrome here")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser for the whole run; give each test a context of its own, and close it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a build of the real `content/`; only to be read, for all tests share it."""
    folder = tmp_path_factory.mktemp("site")
    # A copy, so that nothing a build may keep beside the captures lands in the work tree.
    shutil.copytree(ROOT / "content", folder / "content")
    command = (sys.executable, "-m", "kursk_archive", "build", "-c", "content", "-o", "build")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder / "build"


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Serves a folder over HTTP below a sub-path, and gives its address: `http://127.0.0.1:PORT/a/b/`.

    What lies above the sub-path is 404, so that a link from the root of the host is found out.
    """
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(_serving(folder, tmp_path_factory.mktemp("host")))


@contextmanager
def _serving(folder: Path, host: Path) -> Iterator[str]:
    (host / "a").mkdir()
    (host / "a" / "b").symlink_to(folder.resolve(), target_is_directory=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(host))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/a/b/"
        finally:
            server.shutdown()
            thread.join()


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the base class gives it
        pass
