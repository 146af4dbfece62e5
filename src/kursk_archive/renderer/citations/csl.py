"""CSL-JSON, for citeproc, Zotero, Pandoc and others.

Source: the Citation Style Language's schema `csl-data.json`, version 1.0.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from kursk_archive.renderer.citations.model import CitationData, DateParts


def write_csl(citations: Iterable[CitationData]) -> str:
    """Write a CSL-JSON file: a list, with an item on each line."""
    items = (msgspec.json.encode(_item(citation)).decode() for citation in citations)
    return "[" + ",\n".join(items) + "]\n"


def _item(citation: CitationData) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": citation.cite_key,
        "type": "article-newspaper",
        "title": citation.title,
        "author": [{"literal": author} for author in citation.authors],
        "container-title": citation.publisher,
        "issued": _date(citation.date),
        "accessed": _date(citation.captured),
        "section": citation.section,
        "language": citation.language,
        "abstract": citation.summary,
        "keyword": ", ".join(citation.topics),
        "URL": citation.url,
        "archive": citation.archive_title,
        "archive_location": citation.archive_location,
        "note": f"SHA-256: {citation.sha256}",
    }
    return {name: value for name, value in item.items() if value}


def _date(date: DateParts) -> dict[str, Any]:
    return {"date-parts": [list(map(int, date))]} if date else {}
