"""Drives Firefox over Marionette, its own protocol: Playwright drives none but a Firefox of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.auto": False,
    "browser.download.useDownloadDir": True,
    "browser.download.folderList": 2,
    "browser.download.alwaysOpenPanel": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
_SECONDS_TO_START = 120


class Firefox:
    """A running Firefox."""

    def __init__(self, connection: socket.socket, downloads: Path) -> None:
        self.stream, self.downloads = connection.makefile("rwb"), downloads
        self.number = 0
        self._receive()  # its greeting
        self.command("WebDriver:NewSession", {"capabilities": {}})

    def command(self, name: str, parameters: dict[str, Any] | None = None) -> Any:
        """Send a command of Marionette; return what it answers.

        Raises:
            RuntimeError: an error.
        """
        self.number += 1
        message = json.dumps([0, self.number, name, parameters or {}]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, answer = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error}")
        return answer

    def _receive(self) -> Any:
        size = b""
        while (digit := self.stream.read(1)) != b":":
            if not digit:
                raise RuntimeError("Firefox ended")
            size += digit
        return json.loads(self.stream.read(int(size)))

    def open(self, address: str) -> None:
        """Open a page, and wait until it is loaded."""
        self.command("WebDriver:SwitchToFrame", {"id": None})
        self.command("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: object) -> Any:
        """Run a program in the page or the frame; return its value."""
        return self.command("WebDriver:ExecuteScript", {"script": script, "args": list(arguments)})["value"]

    def element(self, selector: str) -> Any:
        """Return an element of the page or the frame."""
        return self.command("WebDriver:FindElement", {"using": "css selector", "value": selector})["value"]

    def enter_frame(self) -> None:
        """Go into the only frame of the page."""
        self.command("WebDriver:SwitchToFrame", {"element": next(iter(self.element("iframe").values()))})

    def leave_frame(self) -> None:
        """Go back to the page."""
        self.command("WebDriver:SwitchToFrame", {"id": None})


@contextmanager
def run_firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """Run Firefox without a window, with a fresh profile.

    Args:
        program: its path.
        folder: an empty one, for the profile and the downloads.
    """
    profile, downloads = folder / "profile", folder / "downloads"
    profile.mkdir()
    downloads.mkdir()
    port = _free_port()
    preferences = {**_PREFERENCES, "marionette.port": port, "browser.download.dir": str(downloads)}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines))
    command = (program, "--headless", "--marionette", "--no-remote", "--profile", str(profile), "about:blank")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with _connect(process, port) as connection:
            yield Firefox(connection, downloads)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connect(process: subprocess.Popen[bytes], port: int) -> socket.socket:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=_SECONDS_TO_START)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Firefox does not start")
