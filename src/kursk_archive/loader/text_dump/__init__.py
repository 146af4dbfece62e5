"""Parser for text dumps as news scrapers write them: headline, date, a lost image's caption, text, `Original url:`."""

from __future__ import annotations

from collections.abc import Mapping

from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.text_dump import related, source_url
from kursk_archive.loader.text_dump.lines import Extracted, blank_out, fenced_code_lines


def parse_text_dump(text: str, path: str) -> Draft:
    """Parse a text without frontmatter, with as much Markdown in it as the scraper wrote.

    Never raises. Every non-blank line stays in the body unchanged unless its content went into a field, a related
    link, `extra` or a finding. A line that was lifted out is blank in the body.

    Args:
        text: line ends folded to `\\n`.
        path: for the findings' locations.
    """
    from kursk_archive.loader.text_dump import header  # patterns that Markdown with frontmatter does without

    lines = text.split("\n")
    references = _find_related_and_source(lines, path)
    unread = blank_out(lines, references.line_indices)
    top = header.read_header(unread, path, lines, references)
    fields = {**top.fields, **references.fields}
    unread = blank_out(unread, top.line_indices)
    above = None if "source_url" in fields else _find_source_above(unread, path)
    if above is None or any(
        finding.code == "source-invalid" for part in (references, top) for finding in part.findings
    ):
        return _make_draft(unread, fields, references, top)
    return _make_draft(blank_out(unread, above.line_indices), {**fields, **above.fields}, references, top, above)


def extract_related_and_source(text: str, path: str, offset: int = 0, is_complete: bool = False) -> Draft:
    """Lift related articles and the source URL out of a body whose other metadata stand elsewhere.

    Args:
        text: the body.
        path: for the findings' locations.
        offset: number of lines of the file before the body.
        is_complete: True if date and source URL are known, so that no labelled lines need to be looked for.

    Returns:
        A draft with `related`, with the fields that the source URL and labelled lines at the top state, and with line
        numbers of the file.
    """
    lines = ("\n" * offset + text).split("\n")
    references = _find_related_and_source(lines, path)
    unread = blank_out(lines, references.line_indices)
    top = Extracted() if is_complete else _read_labelled(unread, path, references.fields)
    fields = {**top.fields, **references.fields}
    unread = blank_out(unread, top.line_indices) if top.line_indices else unread
    is_found = is_complete or "source_url" in fields or references.findings
    above = Extracted() if is_found else _find_source_above(unread, path) or Extracted()
    fields |= above.fields
    draft = _make_draft(blank_out(unread, above.line_indices)[offset:], fields, references, top, above)
    return Draft(draft.fields, draft.body, offset, draft.related, draft.extra, draft.findings)


def _read_labelled(lines: list[str], path: str, known: Mapping[str, FieldValue]) -> Extracted:
    from kursk_archive.loader.text_dump import labelled

    return labelled.read_top(lines, path, known)


def _find_related_and_source(lines: list[str], path: str) -> Extracted:
    """Find related articles anywhere in the text, and the source URL at its end."""
    code = fenced_code_lines(lines)
    pointers = related.find_related(lines, path, code)
    source = source_url.find_source_at_end(blank_out(lines, pointers.line_indices), path, code) or Extracted()
    findings = pointers.findings + source.findings
    return Extracted(
        pointers.line_indices | source.line_indices, source.fields, pointers.related, source.extra, findings
    )


def _find_source_above(lines: list[str], path: str) -> Extracted | None:
    return source_url.find_source_above(lines, path, fenced_code_lines(lines))


def _make_draft(body: list[str], fields: Mapping[str, FieldValue], *parts: Extracted) -> Draft:
    findings = [finding for part in parts for finding in part.findings]
    findings.sort(key=lambda finding: finding.location.line or 0)
    extra = {name: value for part in parts for name, value in part.extra.items()}
    links = tuple(link for part in parts for link in part.related)
    return Draft(fields, "\n".join(body), 0, links, extra, tuple(findings))
