"""Pairing captures with their sidecars by name."""

from __future__ import annotations

import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.sidecar_names import captures_beside, captures_elsewhere, pair_sidecars

NAMES = st.text("aAbБбéÉßİ", min_size=1, max_size=3)


@given(NAMES, st.sampled_from(["NFC", "NFD"]), st.sampled_from([str, str.upper, str.lower]))
def test_one_capture_and_one_sidecar_match_in_any_spelling(
    name: str, form: Literal["NFC", "NFD"], case: type[str]
) -> None:
    sidecar = f"{unicodedata.normalize(form, case(name))}.yaml"
    if case(name).casefold() == name.casefold():
        assert pair_sidecars([f"{name}.txt"], [sidecar]) == {f"{name}.txt": sidecar}


@given(st.sets(NAMES, max_size=6), st.sets(NAMES, max_size=6))
def test_exact_names_come_first_and_none_is_used_twice_by_likeness(captures: set[str], sidecars: set[str]) -> None:
    pairs = pair_sidecars([f"{name}.txt" for name in captures], {f"{name}.yaml" for name in sidecars})
    assert {name: pairs[f"{name}.txt"] for name in captures & sidecars} == {
        name: f"{name}.yaml" for name in captures & sidecars
    }
    assert len(set(pairs.values())) == len(pairs)


def test_several_that_differ_only_in_case_match_none() -> None:
    assert pair_sidecars(["a.txt"], ["A.yaml", "A.yml"]) == {}
    assert pair_sidecars(["a.txt", "A.md"], ["A.yml", "a.YAML"]) == {"A.md": "A.yml", "a.txt": "a.YAML"}
    assert pair_sidecars(["ab.txt", "AB.md"], ["Ab.yaml"]) == {}
    assert pair_sidecars(["a.txt", "a.md"], ["a.yaml", "a.yml"]) == {"a.txt": "a.yaml", "a.md": "a.yaml"}


def test_a_sidecar_is_meant_for_a_capture_of_its_name() -> None:
    assert captures_beside("x/Report.yaml", ["x/report.txt", "x/report-2.txt", "y/report.txt"]) == ("x/report.txt",)
    assert captures_beside("x/report.txt.yaml", ["x/report.txt", "x/report.md"]) == ("x/report.txt",)


def test_a_sidecar_seems_to_belong_to_the_only_like_capture() -> None:
    assert captures_elsewhere("report.yaml", ["moved/report.txt", "report-2.txt"]) == ("moved/report.txt",)
    assert captures_elsewhere("report.yaml", ["a/report.txt", "b/report.txt"]) == ()
    assert captures_elsewhere("report.yaml", ["report-final.txt", "harbour.txt"]) == ("report-final.txt",)
    assert captures_elsewhere("report.yaml", ["report-1.txt", "report-2.txt"]) == ()
    assert captures_elsewhere("report.yaml", ["harbour.txt", "x/report-2.txt"]) == ()
