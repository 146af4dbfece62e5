"""Result of an export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from kursk_archive.core.findings import Severity


class ExportSummary(Struct, frozen=True):
    """Contents of the bag, and the findings of the export."""

    bag: Path
    file_count: int
    """Files in the payload."""
    payload_bytes: int
    """Size of those files."""
    article_count: int
    has_site: bool
    findings: Mapping[Severity, int]
    seconds: float
