"""Valid HTML, by the Nu checker (npm `vnu-jar`) if Java and the jar are available."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

REQUIRED = os.environ.get("KURSK_REQUIRE_VNU") == "1"

MEMENTO_DATETIME = "Attribute “datetime” not allowed on element “link” at this point."
"""A parameter of RFC 7089's Link header. HTML has no date for a memento; clients of Memento read this one."""


@pytest.fixture(scope="module")
def checker() -> tuple[str, ...]:
    """Command of the checker; skips the tests if there is none."""
    java, jar = shutil.which("java"), Path(os.environ.get("KURSK_VNU", "vnu.jar"))
    if java and jar.is_file():
        return java, "-Xmx512m", "-jar", str(jar)
    reason = "no Java, or KURSK_VNU does not name vnu.jar: nothing here has checked the HTML"
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def errors(checker: tuple[str, ...], *files: Path) -> list[str]:
    """Return the errors in pages, each with the page's path; folders are searched for pages."""
    command = (*checker, "--errors-only", "--skip-non-html", "--format", "json", *map(str, files))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [
        f"{violation.get('url')}:{violation.get('lastLine')}: {violation['message']}"
        for violation in found
        if violation["message"] != MEMENTO_DATETIME
    ]


def test_the_checker_detects_an_error(checker: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "faulty.html").write_text("<!doctype html><title>A Page</title><p id=a><p id=a>", "utf-8")
    (found,) = errors(checker, tmp_path)
    assert "Duplicate ID" in found


def test_every_page_is_valid_html(checker: tuple[str, ...], site: Path, archive: Path, library: Path) -> None:
    """Of the split lists, one of each kind is enough: there are hundreds alike."""
    kinds = "404 index languages/en languages/en/2020/index links/t.me links/t.me/2020/index calendar/2020/05/index"
    assert not errors(checker, site, archive, *(library / f"{page}.html" for page in kinds.split()))
