"""The texts that say what each finding code means."""

from __future__ import annotations

import re

import pytest

from kursk_archive.core.findings import DIAGNOSTICS
from kursk_archive.core.meanings import finding_meanings

MEANINGS = [(code, meaning) for codes in finding_meanings().values() for code, meaning in codes.items()]
EDIT_A_CAPTURE = re.compile(
    r"\b(edit|correct|change|fix|mend) (the |a |its )?(capture|frontmatter|front matter)\b|\binto the capture\b"
)


def test_every_code_has_one_meaning_and_there_are_no_others() -> None:
    assert sorted(code for code, _ in MEANINGS) == sorted(DIAGNOSTICS)


@pytest.mark.parametrize(("code", "meaning"), MEANINGS, ids=[code for code, _ in MEANINGS])
def test_a_meaning_is_two_to_four_sentences(code: str, meaning: str) -> None:
    assert 2 <= len(re.findall(r"[.!?](?= [A-Z`a-z]|$)", meaning)) <= 4
    assert meaning.endswith(".")
    assert meaning.count("`") % 2 == 0


def test_no_meaning_advises_to_edit_a_capture() -> None:
    assert [code for code, meaning in MEANINGS if EDIT_A_CAPTURE.search(meaning.lower())] == []
