"""The result of an export; `cli.report` formats it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from kursk_archive.core.findings import Severity


class ExportSummary(Struct, frozen=True):
    """The result of an export."""

    bag: Path
    file_count: int
    """Files of the payload."""
    payload_bytes: int
    article_count: int
    has_site: bool
    findings: Mapping[Severity, int]
    """Severity → number of findings."""
    seconds: float
