"""Without the packages of the extra `live`, only `links --live` fails, and names what to install."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from kursk_archive.core.findings import ArchiveError, Severity


@pytest.mark.parametrize("package", ["httpx", "protego", "socksio"])
def test_a_missing_package_is_reported(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if f"{name}.".startswith("kursk_archive.network.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ArchiveError) as caught:
        importlib.import_module("kursk_archive.network")
    (finding,) = caught.value.findings
    assert (finding.code, finding.severity) == ("extra-missing", Severity.ERROR)
    assert package in finding.message
    assert "`pip install 'kursk-archive[live]'`" in finding.message


def test_no_other_module_imports_httpx() -> None:
    """Only `links --live` may use the network, so no other module may import what could."""
    code = "import sys, kursk_archive.cli.main, kursk_archive.catalogue.link_status; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
