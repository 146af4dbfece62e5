"""Without httpx: everything else works, and this says what is missing."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from kursk_archive.errors import ArchiveError, Severity


@pytest.fixture
def without_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if f"{name}.".startswith("kursk_archive.live.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx", None)


@pytest.mark.usefixtures("without_httpx")
def test_it_says_what_to_install() -> None:
    with pytest.raises(ArchiveError) as caught:
        importlib.import_module("kursk_archive.live")
    (one,) = caught.value.findings
    assert (one.code, one.severity) == ("extra-missing", Severity.ERROR)
    assert "httpx" in one.message
    assert "`pip install 'kursk-archive[live]'`" in one.message


def test_nothing_else_needs_it() -> None:
    """No command but `links --live` may touch the network, so no other module may load what could."""
    code = "import sys, kursk_archive.cli, kursk_archive.catalogue.health; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
