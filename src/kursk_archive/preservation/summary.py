"""The summary of an export, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def export_summary_json(summary: ExportSummary) -> dict[str, Any]:
    """Return the last object that `export --json` prints."""
    return {
        "type": "summary",
        "bag": str(summary.bag),
        "files": summary.file_count,
        "bytes": summary.payload_bytes,
        "articles": summary.article_count,
        "site": summary.has_site,
        "findings": {severity.value: summary.findings.get(severity, 0) for severity in Severity},
        "seconds": round(summary.seconds, 3),
    }


def export_summary_text(summary: ExportSummary) -> str:
    """Return the summary as a table of lines."""
    counts = (f"{count} {severity.value}" for severity in Severity if (count := summary.findings.get(severity, 0)))
    rows = (
        ("bag", str(summary.bag)),
        ("articles", str(summary.article_count)),
        ("site", "yes" if summary.has_site else "no"),
        ("files", f"{summary.file_count}, {summary.payload_bytes / 1_000_000:.1f} MB"),
        ("findings", ", ".join(counts) or "none"),
        ("time", f"{summary.seconds:.2f} s"),
    )
    return "\n".join(f"{label:<9} {value}" for label, value in rows)
