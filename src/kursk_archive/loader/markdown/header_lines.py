"""Parses metadata in lines above the text: Pelican's `Title: …` and Nikola's `.. title: …`."""

from __future__ import annotations

import re

from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD, KNOWN_KEYS, fold_key
from kursk_archive.yaml.located import Located, to_mapping

_PELICAN_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,39}?)[ \t]*+:(?:[ \t]++(?P<value>.*+))?")
_NIKOLA_LINE = re.compile(r"\.\.[ \t]++(?P<key>[A-Za-z][\w -]{0,39}?)[ \t]*+:(?:[ \t]++(?P<value>.*+))?")
_CONTINUATION_LINE = re.compile(r"(?: {4}|\t)[ \t]*+(?P<value>\S.*+)")


def pelican_header_length(text: str) -> int:
    """Return the number of characters of the header at the top of `text`; 0 if there is none.

    A header states the title, or has at least two lines whose keys are all known: `Source: Reuters` above a capture is
    part of the text.
    """
    length, keys, is_closed = _measure_header(text, _PELICAN_LINE)
    known_keys = [key for key in keys if key in KNOWN_KEYS]
    if not known_keys or known_keys[0] != keys[0]:
        return 0
    if KNOWN_KEYS.intersection(keys) & set(ALIASES_BY_FIELD["title"]):
        return length if is_closed or len(known_keys) > 1 else 0
    return length if is_closed and len(known_keys) == len(keys) > 1 else 0


def nikola_header_length(text: str) -> int:
    """Return the number of characters of the header at the top of `text`; 0 if there is none."""
    length, keys, _ = _measure_header(text, _NIKOLA_LINE)
    return length if KNOWN_KEYS.intersection(keys) else 0


def _measure_header(text: str, pattern: re.Pattern[str]) -> tuple[int, list[str], bool]:
    """Return the header's length, its folded keys, and True if a blank line ends it."""
    start, keys = 0, []
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        line = text[start : min(end, start + 2000)].rstrip("\n")
        if match := pattern.fullmatch(line):
            keys.append(fold_key(match["key"]))
        elif not keys or not _CONTINUATION_LINE.fullmatch(line):
            return start, keys, not line.strip()
        start = end
    return start, keys, True


def read_header_lines(text: str, path: str, first_line: int) -> MetadataReading:
    """Parse a header, ignoring lines of any other form."""
    pairs: list[tuple[str, Located]] = []
    for number, line in enumerate(text.split("\n"), first_line):
        match = _NIKOLA_LINE.fullmatch(line) or _PELICAN_LINE.fullmatch(line)
        if match:
            pairs.append((match["key"], Located((match["value"] or "").strip(), number)))
        elif pairs and (continuation := _CONTINUATION_LINE.fullmatch(line)):
            key, value = pairs[-1]
            pairs[-1] = key, Located(f"{value.data} {continuation['value']}".strip(), value.line)
    return to_mapping(pairs, path)
