"""The layers of the program: the import contract is in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_import_contract_holds() -> None:
    command = (Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "pyproject.toml", "--no-cache")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


NETWORK_MODULES = (
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib.request",
)
CLIENTS = ("linkcheck", "recovery/live.py")
"""The only parts of the program that use the network."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_the_live_check_and_the_recovery_of_links_use_the_network() -> None:
    source = ROOT / "src" / "kursk_archive"
    for path in source.rglob("*.py"):
        name = path.relative_to(source).as_posix()
        names = set(imported(path))
        if not name.startswith("network/"):
            # The preview listens on this machine, and `--dask` asks for its name: they make no connections.
            assert name.startswith(("preview/", "pipeline/dask.py")) or names.isdisjoint(NETWORK_MODULES), name
            assert name.startswith(CLIENTS) or not any(one.startswith("kursk_archive.network") for one in names), name
