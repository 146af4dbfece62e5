"""Settings that are a Python program: its constants are read, and it is never run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.importers.python_settings import read_python_settings


@pytest.mark.parametrize(
    ("program", "settings"),
    [
        ("A = 'x'\nB: str = 'y'\n", {"A": "x", "B": "y"}),
        ("LANG = 'en'\nNAMES = {LANG: '', 'uk': './uk'}\n", {"LANG": "en", "NAMES": {"en": "", "uk": "./uk"}}),
        ("A = (('posts/*.md', 'posts'), [True, None, 3])\n", {"A": [["posts/*.md", "posts"], [True, None, "3"]]}),
        ("A = 'x'\nA = make()\n", {}),
        ("A = 'x'\nraise SystemExit\nB = 'y'\n", {"A": "x", "B": "y"}),
        ("A = B = 'x'\nimport os\nC = os.getcwd()\n", {"A": "x", "B": "x"}),
        ("A = (\n", {}),
        ("A = " + "[" * 5000 + "]" * 5000, {}),
        ("A = " + "-" * 50_000 + "1", {}),
        ("A = {**B, 'x': 'y'}\n", {"A": {"x": "y"}}),
        ("\0", {}),
    ],
    ids=lambda value: f"{value!r}"[:40],
)
def test_constants(program: str, settings: dict[str, object]) -> None:
    assert {name: value.plain for name, value in read_python_settings(program).items()} == settings


@given(st.text("AB='\"[](){},:\n #0\\", max_size=80))
def test_any_text_gives_settings(program: str) -> None:
    assert isinstance(read_python_settings(program), dict)
