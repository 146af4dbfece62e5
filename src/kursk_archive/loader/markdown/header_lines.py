"""Metadata in lines above the text: Pelican's `Title: …` and Nikola's `.. title: …`."""

from __future__ import annotations

import re

from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD, KNOWN_KEYS, fold_key
from kursk_archive.yaml.located import Located, to_mapping

_PELICAN = re.compile(r"(?P<key>[A-Za-z][\w -]{0,39}?)[ \t]*+:(?:[ \t]++(?P<value>.*+))?")
_NIKOLA = re.compile(r"\.\.[ \t]++(?P<key>[A-Za-z][\w -]{0,39}?)[ \t]*+:(?:[ \t]++(?P<value>.*+))?")
_MORE = re.compile(r"(?: {4}|\t)[ \t]*+(?P<value>\S.*+)")


def pelican_header_length(text: str) -> int:
    """Characters of the header that `text` begins with; 0 without one.

    A header says what the title is, or has two lines at least whose keys are all known: `Source: Reuters` above a
    capture is a line of the capture.
    """
    length, keys, ended = _length(text, _PELICAN)
    known = [key for key in keys if key in KNOWN_KEYS]
    if not known or known[0] != keys[0]:
        return 0
    if KNOWN_KEYS.intersection(keys) & set(ALIASES_BY_FIELD["title"]):
        return length if ended or len(known) > 1 else 0
    return length if ended and len(known) == len(keys) > 1 else 0


def nikola_header_length(text: str) -> int:
    """Characters of the header that `text` begins with; 0 without one."""
    length, keys, _ = _length(text, _NIKOLA)
    return length if KNOWN_KEYS.intersection(keys) else 0


def _length(text: str, line_of: re.Pattern[str]) -> tuple[int, list[str], bool]:
    """How long the header is, its keys, folded, and whether a blank line ends it."""
    at, keys = 0, []
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at : min(end, at + 2000)].rstrip("\n")
        if match := line_of.fullmatch(line):
            keys.append(fold_key(match["key"]))
        elif not keys or not _MORE.fullmatch(line):
            return at, keys, not line.strip()
        at = end
    return at, keys, True


def read_header_lines(text: str, path: str, first_line: int) -> MetadataReading:
    """Read a header; every line that is none of it is passed over."""
    pairs: list[tuple[str, Located]] = []
    for number, line in enumerate(text.split("\n"), first_line):
        match = _NIKOLA.fullmatch(line) or _PELICAN.fullmatch(line)
        if match:
            pairs.append((match["key"], Located((match["value"] or "").strip(), number)))
        elif pairs and (more := _MORE.fullmatch(line)):
            key, before = pairs[-1]
            pairs[-1] = key, Located(f"{before.data} {more['value']}".strip(), before.line)
    return to_mapping(pairs, path)
