"""Read captures that are text: Markdown with frontmatter, or the dump of a scraper."""

from __future__ import annotations

from msgspec.structs import replace

from kursk_archive.core.findings import Location, Severity, make_finding
from kursk_archive.loader.decode import decode_text
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.markdown import parse_markdown
from kursk_archive.loader.text_dump import parse_text_dump


def read_text_capture(data: bytes, path: str, stated_encoding: str | None) -> Draft:
    """Read a text file with one article. Frontmatter makes it Markdown, whatever its name.

    Never raises. A file that is empty or cannot be decoded gives a draft that has only the findings that say so.
    """
    text, encoding, findings = decode_text(data, path, stated_encoding)
    if not text.strip() and not findings:
        findings = (make_finding("empty", Location(path, 1, 1), "capture contains no text"),)
    if any(finding.severity is Severity.ERROR and finding.code != "control-character" for finding in findings):
        return Draft(encoding=encoding, findings=findings)
    markdown = parse_markdown(text, path)
    draft = parse_text_dump(text, path) if markdown is None else markdown
    return replace(
        draft,
        findings=(*findings, *draft.findings),
        encoding=encoding,
        format_name="" if markdown is None else "markdown",
    )
