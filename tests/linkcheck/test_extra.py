"""Without httpx: everything else works, and this says what is missing."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from kursk_archive.core.findings import ArchiveError, Severity


@pytest.fixture
def without_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if f"{name}.".startswith("kursk_archive.linkcheck.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx", None)


@pytest.mark.usefixtures("without_httpx")
def test_it_says_what_to_install() -> None:
    with pytest.raises(ArchiveError) as caught:
        importlib.import_module("kursk_archive.linkcheck")
    (one,) = caught.value.findings
    assert (one.code, one.severity) == ("extra-missing", Severity.ERROR)
    assert "httpx" in one.message
    assert "`pip install 'kursk-archive[live]'`" in one.message


def test_nothing_else_needs_it() -> None:
    """No command but `links --live` may touch the network, so no other module may load what could."""
    code = "import sys, kursk_archive.cli.main, kursk_archive.catalogue.link_status; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
