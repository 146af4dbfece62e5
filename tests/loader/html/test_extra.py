"""Without the extra `html`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kursk_archive.loader import html
from kursk_archive.loader.load_capture import load_capture


@pytest.mark.parametrize("name", ["a.html", "a.mhtml", "a.eml"])
def test_a_finding_names_the_extra(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "find_spec", lambda package: None)
    (tmp_path / name).write_text("<p>The bridge stays where it is.</p>")
    (result,) = load_capture(tmp_path / name)
    (finding,) = result.findings
    assert finding.code == "html"
    assert "kursk-archive[html]" in finding.hint


def test_a_scan_imports_none_of_its_packages() -> None:
    program = (
        "import sys, kursk_archive.loader.scan, kursk_archive.loader.formats\n"
        "print(sorted({'lxml', 'trafilatura', 'base64', 'email'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "lxml" not in result.stdout
    assert "trafilatura" not in result.stdout
