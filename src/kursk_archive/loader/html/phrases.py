"""Patterns that are lists of alternatives, one on each line."""

from __future__ import annotations

import re


def any_of(alternatives: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Compile a pattern that matches any of the alternatives, in any case.

    Args:
        alternatives: regular expressions, one on each line.
        before: what precedes each of them.
        after: what follows it.
    """
    lines = "|".join(filter(None, map(str.strip, alternatives.split("\n"))))
    return re.compile(f"{before}(?:{lines}){after}", re.IGNORECASE)
