"""The journal: it keeps what it was told, whatever becomes of the file."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.catalogue import journal as journal_module
from kursk_archive.catalogue.journal import LINK, Journal

OTHER = "other"
"""Stands for a kind of a later version."""

texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(texts | st.integers(-(2**53), 2**53) | st.booleans(), st.lists, max_leaves=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_facts_are_read_by_kind(path: Path) -> None:
    Journal(path).write(OTHER, {"a.txt": "withheld", "b.txt": "draft"})
    Journal(path).write(LINK, {"https://news.example/a": {"state": "alive"}})
    assert Journal(path).read(OTHER) == {"a.txt": "withheld", "b.txt": "draft"}
    assert Journal(path).read(LINK) == {"https://news.example/a": {"state": "alive"}}


def test_a_fact_is_replaced_or_taken_back(path: Path) -> None:
    Journal(path).write(OTHER, {"a.txt": "withheld", "b.txt": "draft"})
    Journal(path).write(OTHER, {"a.txt": "draft", "b.txt": None})
    assert Journal(path).read(OTHER) == {"a.txt": "draft"}


def test_what_is_known_already_is_not_written_again(path: Path) -> None:
    Journal(path).write(OTHER, {"a.txt": "withheld"})
    before = path.stat().st_mtime_ns
    Journal(path).write(OTHER, {"a.txt": "withheld", "b.txt": None})
    assert path.stat().st_mtime_ns == before


@given(st.lists(st.dictionaries(texts, st.none() | json_values, max_size=4), max_size=5))
def test_the_last_word_counts(steps: list[dict[str, Any]]) -> None:
    journal = Journal()
    expected: dict[str, Any] = {}
    for step in steps:
        journal.write(OTHER, step)
        expected |= step
    assert journal.read(OTHER) == {key: value for key, value in expected.items() if value is not None}


def test_a_line_that_was_not_written_to_its_end_is_forgotten(path: Path) -> None:
    Journal(path).write(OTHER, {"a.txt": "withheld", "b.txt": "draft"})
    path.write_bytes(path.read_bytes()[:-5])
    journal = Journal(path)
    assert journal.read(OTHER) == {"a.txt": "withheld"}
    assert journal.findings == []
    journal.write(OTHER, {"c.txt": "draft"})
    assert Journal(path).read(OTHER) == {"a.txt": "withheld", "c.txt": "draft"}


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_bit_costs_two_lines_at_most_and_is_reported_once(path: Path, seed: int) -> None:
    facts = {f"{number}.txt": "withheld" for number in range(20)}
    Journal(path).write(OTHER, facts)
    random, data = Random(seed), bytearray(path.read_bytes())
    data[random.randrange(len(data) - 1)] ^= 1 << random.randrange(8)
    path.write_bytes(data)
    journal = Journal(path)
    kept = journal.read(OTHER)
    assert len(kept) >= 18
    assert kept.items() <= facts.items()
    assert [finding.code for finding in journal.findings] == ["journal"]
    again = Journal(path)
    assert (again.read(OTHER), again.findings) == (kept, [])


def test_a_long_journal_is_shortened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MIN_LINES", 10)
    journal = Journal(path)
    for number in range(100):
        journal.write(OTHER, {"a.txt": str(number), "b.txt": "draft"})
    assert len(path.read_bytes().splitlines()) <= 11
    assert Journal(path).read(OTHER) == {"a.txt": "99", "b.txt": "draft"}
