"""RIS, as reference managers take newspaper articles in. Lines end in CR LF, text is UTF-8.

Source: the RIS format's specification (tags, `YYYY/MM/DD/other`); a newspaper article's tags are those Zotero reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from kursk_archive.renderer.citations.model import Day, Facts


def as_ris(facts: Facts) -> str:
    """The article as one record."""
    lines = (f"{tag}  - {value}\r\n" for tag, value in _fields(facts) if value)
    return f"TY  - NEWS\r\n{''.join(lines)}ER  - \r\n"


def _fields(facts: Facts) -> Iterator[tuple[str, str]]:
    """Tag and value."""
    yield "ID", facts.key
    yield "TI", facts.title
    yield from (("AU", author) for author in facts.authors)
    yield "T2", facts.publisher
    yield "DA", _date(facts.date)
    yield "PY", facts.date[0] if facts.date else ""
    yield "SE", facts.section
    yield "LA", facts.language
    yield "AB", facts.summary
    yield from (("KW", topic) for topic in facts.topics)
    yield "UR", facts.url
    yield "Y2", _date(facts.captured)
    yield "DB", facts.archive
    yield "AN", facts.location
    yield "N1", f"SHA-256: {facts.sha256}"


def _date(day: Day) -> str:
    """`2024/08/15/`, `2024/08//`, `2024///`: what is unknown is empty, and the slashes stay."""
    return "/".join((*day, *("",) * (4 - len(day)))) if day else ""
