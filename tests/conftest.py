"""Fixtures for all tests: a browser, a web server, and the site built from `content/`."""

from __future__ import annotations

import os
import shutil
import signal
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

from tests.browser.firefox import Firefox, run_firefox

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOXES = ("firefox-esr", "firefox")
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

# No deadline, because a shared machine is slow at times; in CI the same examples in every run.
settings.register_profile("kursk", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("kursk")


def pytest_configure() -> None:
    """Accept SIGINT. A shell makes its background jobs ignore it, and tests of Ctrl-C would wait for ever."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests and run them last: Playwright leaves an event loop running, which `asyncio.run` refuses."""
    for item in items:
        if {"chromium_path", "firefox_path"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=_uses_browser)


def _uses_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail browser tests that are skipped, if KURSK_REQUIRE_BROWSER=1 requires them."""
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
        terminalreporter.line(
            "Install Chromium or Chrome, and Firefox, or name them in KURSK_CHROMIUM and KURSK_FIREFOX."
        )


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of Chromium or Chrome; skips the test if there is none."""
    named = os.environ.get("KURSK_CHROMIUM")
    path = next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)
    if path is None:
        pytest.skip(f"KURSK_CHROMIUM names {named!r}, which cannot be run" if named else "no Chromium or Chrome here")
    return path


@pytest.fixture(scope="session")
def firefox_path() -> str:
    """Path of Firefox; skips the test if there is none."""
    named = os.environ.get("KURSK_FIREFOX")
    path = next(filter(None, map(shutil.which, (named,) if named else FIREFOXES)), None)
    if path is None:
        pytest.skip(f"KURSK_FIREFOX names {named!r}, which cannot be run" if named else "no Firefox here")
    return path


@pytest.fixture(scope="session")
def firefox(firefox_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for the whole run, with a fresh profile."""
    with run_firefox(firefox_path, tmp_path_factory.mktemp("firefox")) as firefox:
        yield firefox


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser for the whole run; each test opens a context of its own and closes it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of a build of the real `content/`. Read-only: all tests share it."""
    folder = tmp_path_factory.mktemp("site")
    # A copy, so that a build cannot write into the work tree.
    shutil.copytree(ROOT / "content", folder / "content")
    command = (sys.executable, "-m", "kursk_archive", "build", "-c", "content", "-o", "build")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder / "build"


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder below a sub-path and returns its URL: `http://127.0.0.1:PORT/a/b/`.

    Paths above the sub-path are 404, so that links from the root of the host fail.
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
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass
