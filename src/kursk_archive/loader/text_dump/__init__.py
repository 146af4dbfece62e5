"""Text dumps as news scrapers leave them: headline, date, the caption of a lost image, text, `Original url:`."""

from __future__ import annotations

from collections.abc import Mapping

from kursk_archive.loader import filenames
from kursk_archive.loader.draft import Draft, Stated
from kursk_archive.loader.text_dump import related, source_url
from kursk_archive.loader.text_dump.lines import Extracted, blank_out, fenced_code_lines


class TextDumpParser:
    """Plain text, with as much Markdown in it as the scraper knew."""

    name = "text"
    suffixes: tuple[str, ...] = filenames.TEXT

    def parse(self, text: str, path: str) -> Draft:
        """Take a capture apart; see `parse_text_dump`."""
        return parse_text_dump(text, path)


def parse_text_dump(text: str, path: str) -> Draft:
    """Take a text without frontmatter apart.

    Total. Every line that is not blank stays in the body as it is, unless its content went into a field, a related
    article, `extra` or a finding; a line that was lifted out is blank in the body.

    Args:
        text: line ends folded to `\\n`.
        path: for the findings' locations.
    """
    from kursk_archive.loader.text_dump import header  # patterns that take 15 ms, and that Markdown has no use for

    lines = text.split("\n")
    furniture = _find_related_and_source(lines, path)
    rest = blank_out(lines, furniture.line_indices)
    source = furniture.fields.get("source_url")
    top = header.read_header(rest, path, lines, source.value if source else None)
    return _draft(blank_out(rest, top.line_indices), {**top.fields, **furniture.fields}, furniture, top)


def extract_related_and_source(text: str, path: str, offset: int = 0) -> Draft:
    """Take out of a body, whose metadata stand elsewhere, only what points away from it.

    Args:
        text: the body.
        path: for the findings' locations.
        offset: lines of the file before it.

    Returns:
        A draft with at most the field `source_url`, with `related`, and with lines counted in the file.
    """
    padded = "\n" * offset + text
    lines = padded.split("\n")
    furniture = _find_related_and_source(lines, path)
    draft = _draft(blank_out(lines, furniture.line_indices)[offset:], furniture.fields, furniture)
    return Draft(draft.fields, draft.body, offset, draft.related, draft.extra, draft.findings)


def _find_related_and_source(lines: list[str], path: str) -> Extracted:
    """Related articles anywhere, and the original at the end."""
    code = fenced_code_lines(lines)
    pointers = related.find_related(lines, path, code)
    said = source_url.find_source_at_end(blank_out(lines, pointers.line_indices), path, code) or Extracted()
    findings = pointers.findings + said.findings
    return Extracted(pointers.line_indices | said.line_indices, said.fields, pointers.related, said.extra, findings)


def _draft(body: list[str], fields: Mapping[str, Stated], *parts: Extracted) -> Draft:
    findings = sorted((found for part in parts for found in part.findings), key=lambda found: found.location.line or 0)
    extra = {name: value for part in parts for name, value in part.extra.items()}
    links = tuple(link for part in parts for link in part.related)
    return Draft(fields, "\n".join(body), 0, links, extra, tuple(findings))
