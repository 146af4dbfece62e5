"""What an export did, in words and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from kursk_archive.core.findings import Severity


class ExportSummary(Struct, frozen=True):
    """What an export did."""

    bag: Path
    file_count: int
    """Of the payload."""
    payload_bytes: int
    """Bytes of those."""
    article_count: int
    has_site: bool
    findings: Mapping[Severity, int]
    seconds: float


def export_summary_json(done: ExportSummary) -> dict[str, Any]:
    """What `export --json` ends with."""
    return {
        "type": "summary",
        "bag": str(done.bag),
        "files": done.file_count,
        "bytes": done.payload_bytes,
        "articles": done.article_count,
        "site": done.has_site,
        "findings": {severity.value: done.findings.get(severity, 0) for severity in Severity},
        "seconds": round(done.seconds, 3),
    }


def export_summary_text(done: ExportSummary) -> str:
    """The same for a person."""
    counts = (f"{count} {severity.value}" for severity in Severity if (count := done.findings.get(severity, 0)))
    rows = (
        ("bag", str(done.bag)),
        ("articles", str(done.article_count)),
        ("site", "yes" if done.has_site else "no"),
        ("files", f"{done.file_count}, {done.payload_bytes / 1_000_000:.1f} MB"),
        ("findings", ", ".join(counts) or "none"),
        ("time", f"{done.seconds:.2f} s"),
    )
    return "\n".join(f"{name:<9} {value}" for name, value in rows)
