"""Pairs captures with their sidecars by name, and finds the captures that a sidecar without one may belong to."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable

from kursk_archive.loader.filenames import SIDECAR_SUFFIXES, suffix_of

MIN_LIKENESS = 0.6
"""Of two names, as difflib measures it: `report` and `report-final`, `talks` and `2024-talks`."""
MAX_COMPARED_NAMES = 1_000
"""Of the captures in a folder; comparing more would take a second."""


def pair_sidecars(captures: Collection[str], sidecars: Collection[str]) -> dict[str, str]:
    """Map the captures of a folder to their sidecars.

    A sidecar has the capture's name, `.yaml` before `.yml`. If there is none, one counts whose name differs only in
    letter case or in the Unicode form of its letters, if it fits no other capture and no other sidecar fits this one.

    Args:
        captures: paths of all captures in the folder.
        sidecars: paths of all sidecars in the folder.
    """
    pairs: dict[str, str] = {}
    if not sidecars:
        return pairs
    first, second = SIDECAR_SUFFIXES
    for capture in captures:
        dot = capture.rfind(".")
        stem = capture[:dot] if dot > capture.rfind("/") else capture
        if stem + first in sidecars:
            pairs[capture] = stem + first
        elif stem + second in sidecars:
            pairs[capture] = stem + second
    left = set(sidecars).difference(pairs.values())
    if left:
        alone = _by_folded_stem(capture for capture in captures if capture not in pairs)
        for stem, alike in _by_folded_stem(left).items():
            if len(alike) == len(alone.get(stem, ())) == 1:
                pairs[alone[stem][0]] = alike[0]
    return pairs


def stem_of(path: str) -> str:
    """Return a path without its suffix."""
    return path[: len(path) - len(suffix_of(path))]


def fold_name(path: str) -> str:
    """Fold letter case and the Unicode form of letters, which systems and tools change on the way."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def _by_folded_stem(paths: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in sorted(paths):
        groups.setdefault(fold_name(stem_of(path)), []).append(path)
    return groups


def captures_beside(sidecar: str, captures: Iterable[str]) -> tuple[str, ...]:
    """Return the captures of the folder that a sidecar must be meant for: `x.yml` and `x.txt.yaml` for `x.txt`."""
    stem = fold_name(stem_of(sidecar))
    return tuple(path for path in sorted(captures) if stem in (fold_name(stem_of(path)), fold_name(path)))


def captures_elsewhere(sidecar: str, captures: Iterable[str]) -> tuple[str, ...]:
    """Return the only capture that a sidecar seems to be meant for: of the same name, else of a like name beside it.

    Args:
        sidecar: its path.
        captures: paths of all captures that have no sidecar.
    """
    folder, _, own_stem = fold_name(stem_of(sidecar)).rpartition("/")
    same_name, beside = [], []
    for path in captures:
        other_folder, _, stem = fold_name(stem_of(path)).rpartition("/")
        if own_stem in (stem, fold_name(path).rpartition("/")[2]):
            same_name.append(path)
        elif other_folder == folder:
            beside.append((stem, path))
    if same_name or len(beside) > MAX_COMPARED_NAMES:
        return tuple(same_name) if len(same_name) == 1 else ()
    import difflib  # few folders need it

    alike = [
        path
        for stem, path in beside
        if difflib.SequenceMatcher(None, stem[:200], own_stem[:200]).ratio() >= MIN_LIKENESS
    ]
    return tuple(alike) if len(alike) == 1 else ()
