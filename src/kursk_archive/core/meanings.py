"""The meaning of each finding code, in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def finding_meanings() -> Mapping[str, Mapping[str, str]]:
    """Return group → code → what a finding of the code says, why it matters and how to mend it.

    The groups are in the order of the work, from the files to the package; the codes in each are sorted.
    """
    import yaml  # takes 10 ms

    text = Path(__file__).with_name("meanings.yaml").read_text("utf-8")
    groups: Mapping[str, Mapping[str, str]] = yaml.load(text, yaml.CSafeLoader)
    return {group: {code: " ".join(codes[code].split()) for code in sorted(codes)} for group, codes in groups.items()}
