"""Absolute URLs of the archive's files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.findings import Severity
from kursk_archive.renderer.absolute_urls import absolute_url, missing_base_url_finding


@pytest.mark.parametrize(
    ("base_url", "path", "expected"),
    [
        pytest.param("https://archive.example/", "index.html", "https://archive.example/index.html", id="root"),
        pytest.param("https://archive.example/a/b/", "", "https://archive.example/a/b/", id="folder"),
        pytest.param(
            "https://archive.example/", "a b/ї.html", "https://archive.example/a%20b/%D1%97.html", id="quoted"
        ),
        pytest.param("https://archive.example/", "a?b#c", "https://archive.example/a%3Fb%23c", id="marks"),
        pytest.param(
            "https://bücher.example/", "a.html", "https://xn--bcher-kva.example/a.html", id="host-in-its-script"
        ),
        pytest.param("https://[/", "a.html", "https://[/a.html", id="no-address"),
    ],
)
def test_an_absolute_url_begins_with_the_base_url(base_url: str, path: str, expected: str) -> None:
    assert absolute_url(base_url, path) == expected


@given(st.text(), st.text())
def test_any_path_gives_ascii_without_spaces(base: str, path: str) -> None:
    url = absolute_url(f"https://{base}/", path)
    assert url.isascii()
    assert not any(map(str.isspace, url))


def test_a_missing_base_url_finding_says_how_to_set_it() -> None:
    finding = missing_base_url_finding()
    assert (finding.severity, finding.code, finding.location.path) == (Severity.INFO, "base-url", "archive.yaml")
    assert "base_url" in finding.hint
    assert "--base-url" in finding.hint
