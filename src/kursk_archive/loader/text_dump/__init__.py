"""Text dumps as news scrapers leave them: headline, date, the caption of a lost image, text, `Original url:`."""

from __future__ import annotations

from collections.abc import Mapping

from kursk_archive.loader import filenames
from kursk_archive.loader.draft import Draft, Stated
from kursk_archive.loader.text_dump import related, source_url
from kursk_archive.loader.text_dump.lines import Lifted, fenced, without


class TextCapture:
    """Plain text, with as much Markdown in it as the scraper knew."""

    name = "text"
    suffixes: tuple[str, ...] = filenames.TEXT

    def parse(self, text: str, path: str) -> Draft:
        """Take a capture apart; see `lift`."""
        return lift(text, path)


def lift(text: str, path: str) -> Draft:
    """Take a text without frontmatter apart.

    Total. Every line that is not blank stays in the body as it is, unless its content went into a field, a related
    article, `extra` or a finding; a line that was lifted out is blank in the body.

    Args:
        text: line ends folded to `\\n`.
        path: for the findings' locations.
    """
    from kursk_archive.loader.text_dump import header  # patterns that take 15 ms, and that Markdown has no use for

    lines = text.split("\n")
    furniture = _furniture(lines, path)
    rest = without(lines, furniture.lines)
    source = furniture.fields.get("source_url")
    top = header.read(rest, path, lines, source.value if source else None)
    return _draft(without(rest, top.lines), {**top.fields, **furniture.fields}, furniture, top)


def lift_furniture(text: str, path: str, offset: int = 0) -> Draft:
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
    furniture = _furniture(lines, path)
    draft = _draft(without(lines, furniture.lines)[offset:], furniture.fields, furniture)
    return Draft(draft.fields, draft.body, offset, draft.related, draft.extra, draft.findings)


def _furniture(lines: list[str], path: str) -> Lifted:
    """Related articles anywhere, and the original at the end."""
    code = fenced(lines)
    pointers = related.find(lines, path, code)
    said = source_url.find_last(without(lines, pointers.lines), path, code) or Lifted()
    findings = pointers.findings + said.findings
    return Lifted(pointers.lines | said.lines, said.fields, pointers.related, said.extra, findings)


def _draft(body: list[str], fields: Mapping[str, Stated], *parts: Lifted) -> Draft:
    findings = sorted((found for part in parts for found in part.findings), key=lambda found: found.location.line or 0)
    extra = {name: value for part in parts for name, value in part.extra.items()}
    links = tuple(link for part in parts for link in part.related)
    return Draft(fields, "\n".join(body), 0, links, extra, tuple(findings))
