"""RIS, with the tags of a newspaper article. Lines end in CR LF, text is UTF-8.

Source: the RIS format specification (tags, `YYYY/MM/DD/other`); for the tags of a newspaper article, Zotero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kursk_archive.renderer.citations.model import CitationData, DateParts


def write_ris(citations: Iterable[CitationData]) -> str:
    """Write a RIS file."""
    return "".join(map(_record, citations))


def _record(citation: CitationData) -> str:
    lines = (f"{tag}  - {value}\r\n" for tag, value in _fields(citation) if value)
    return f"TY  - NEWS\r\n{''.join(lines)}ER  - \r\n"


def _fields(citation: CitationData) -> Iterator[tuple[str, str]]:
    """Tag and value of each line."""
    yield "ID", citation.cite_key
    yield "TI", citation.title
    yield from (("AU", author) for author in citation.authors)
    yield "T2", citation.publisher
    yield "DA", _date(citation.date)
    yield "PY", citation.date[0] if citation.date else ""
    yield "SE", citation.section
    yield "LA", citation.language
    yield "AB", citation.summary
    yield from (("KW", topic) for topic in citation.topics)
    yield "UR", citation.url
    yield "Y2", _date(citation.captured)
    yield "DB", citation.archive_title
    yield "AN", citation.archive_location
    yield "N1", f"SHA-256: {citation.sha256}"


def _date(day: DateParts) -> str:
    """`2024/08/15/`, `2024/08//`, `2024///`: what is unknown is empty, and the slashes stay."""
    return "/".join((*day, *("",) * (4 - len(day)))) if day else ""
