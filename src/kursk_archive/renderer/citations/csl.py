"""CSL-JSON: what citeproc, Zotero, Pandoc and their like read.

Source: the Citation Style Language's schema `csl-data.json`, version 1.0.2.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kursk_archive.renderer.citations.model import Day, Facts


def as_csl(facts: Facts) -> str:
    """The article as a list of one item."""
    item: dict[str, Any] = {
        "id": facts.key,
        "type": "article-newspaper",
        "title": facts.title,
        "author": [{"literal": author} for author in facts.authors],
        "container-title": facts.publisher,
        "issued": _date(facts.date),
        "accessed": _date(facts.captured),
        "section": facts.section,
        "language": facts.language,
        "abstract": facts.summary,
        "keyword": ", ".join(facts.topics),
        "URL": facts.url,
        "archive": facts.archive,
        "archive_location": facts.location,
        "note": f"SHA-256: {facts.sha256}",
    }
    known = {name: value for name, value in item.items() if value}
    return f"{msgspec.json.encode([known]).decode()}\n"


def _date(day: Day) -> dict[str, Any]:
    """As many numbers as are known."""
    return {"date-parts": [list(map(int, day))]} if day else {}
