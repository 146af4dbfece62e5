"""Match paths against the patterns by which generators leave files out. The patterns are untrusted.

A pattern of a hostile site costs at most the product of its length and that of the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import islice

_MAX_SEGMENTS = 40
_BRACES = re.compile(r"\{([^{}]*)\}")
_MAX_ALTERNATIVES = 32
_MAX_LINES = 1000


def matches_glob(path: str, pattern: str) -> bool:
    """Return True if a path matches a glob: `*` stays within a folder, `**` does not, `{a,b}` are alternatives."""
    parts = path.strip("/").split("/")
    return any(_match_segments(parts, one.strip("/").split("/")) for one in _alternatives(pattern))


def _alternatives(pattern: str) -> Iterator[str]:
    """Yield the patterns that a pattern with braces stands for, as many as the bound allows."""
    pending, count = [pattern], 0
    while pending and count < _MAX_ALTERNATIVES:
        one = pending.pop()
        match = _BRACES.search(one)
        if match is None:
            yield one
        else:
            names = match[1].split(",")[:_MAX_ALTERNATIVES]
            pending += [one[: match.start()] + name + one[match.end() :] for name in reversed(names)]
        count += 1


def _match_segments(parts: list[str], segments: list[str]) -> bool:
    """Match folder by folder, and remember how many parts each prefix of the pattern can have matched."""
    if len(segments) > _MAX_SEGMENTS:
        return False
    reached = {0}
    for segment in segments:
        if segment == "**":
            reached = set(range(min(reached, default=len(parts) + 1), len(parts) + 1))
        else:
            reached = {i + 1 for i in reached if i < len(parts) and fnmatchcase(parts[i], segment)}
    return len(parts) in reached


def ignored_by(path: str, lines: Iterable[str]) -> bool:
    """Return True if lines in the notation of `.gitignore` leave a path out; the last line that matches decides."""
    is_ignored = False
    for line in islice(lines, _MAX_LINES):
        pattern = line.strip()
        if pattern and not pattern.startswith("#") and _is_below(path, pattern.lstrip("!")):
            is_ignored = not pattern.startswith("!")
    return is_ignored


def _is_below(path: str, pattern: str) -> bool:
    """Return True if the pattern matches the path or a folder above it."""
    is_anchored = "/" in pattern.rstrip("/")
    wanted = pattern.removeprefix("./").strip("/")
    parts = path.split("/")
    if not is_anchored:
        return any(fnmatchcase(part, wanted) for part in parts)
    return any(matches_glob("/".join(parts[:i]), wanted) for i in range(1, len(parts) + 1))


_SIMPLE_REGEX = re.compile(r"(?:[^\\()\[\]{}*+?|]|\\.|\[[^\[\]\\]*\]|[(|](?!\?)|\)(?![*+?{])|[*+?](?![*+?{]))*")
_MAX_REPETITIONS = 2


def simple_regex(pattern: str) -> re.Pattern[str] | None:
    """Compile a regular expression that matches a path in bounded time; None for any other.

    Groups may not be repeated, and at most two repetitions are open.
    """
    repetitions = sum(pattern.count(mark) for mark in "*+")
    if len(pattern) > 200 or repetitions > _MAX_REPETITIONS or not _SIMPLE_REGEX.fullmatch(pattern):
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None
