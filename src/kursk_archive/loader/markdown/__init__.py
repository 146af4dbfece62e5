"""Parser for Markdown articles with frontmatter, as site generators keep them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kursk_archive.loader import metadata
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.markdown.frontmatter import FrontmatterSplit, split_frontmatter
from kursk_archive.loader.metadata.status import has_withholding_line
from kursk_archive.loader.text_dump import extract_related_and_source
from kursk_archive.loader.text_dump.lines import (
    MAX_LINE_CHARS,
    blank_out,
    column_of,
    fenced_code_lines,
    next_nonblank,
    plain_text,
)
from kursk_archive.loader.titles import without_marks


def parse_markdown(text: str, path: str) -> Draft | None:
    """Parse an article with frontmatter of any generator; None if the text has no frontmatter.

    Unreadable frontmatter gives a draft without body, with the finding that explains it (`frontmatter`,
    `frontmatter-unterminated`, `yaml-tag`, `yaml-bomb`): the frontmatter may have said that the article is withheld. If
    one of its lines does, that is the draft's status.
    """
    split = split_frontmatter(text, path)
    return None if split is None else _make_draft(split, path)


def _make_draft(split: FrontmatterSplit, path: str) -> Draft:
    mapping, findings = split.reading
    if mapping is None:
        fields = {"status": FieldValue("withheld")} if has_withholding_line(split.text) else {}
        below = extract_related_and_source(split.body, path, split.offset)
        return Draft(fields, findings=findings, without_frontmatter=below)
    fields, extra, field_findings = metadata.read_metadata(mapping, path)
    is_complete = "source_url" in fields and "date" in fields
    below = extract_related_and_source(split.body, path, split.offset, is_complete)
    return _lift_title(
        replace(
            below,
            fields={**below.fields, **fields, **_merge_source(fields, below)},
            extra={**below.extra, **extra},
            findings=(*findings, *field_findings, *below.findings),
        )
    )


def _merge_source(fields: Mapping[str, FieldValue], below: Draft) -> dict[str, FieldValue]:
    """Take the source URL from the text; if the metadata state a different one, it becomes an alias."""
    in_text = below.fields.get("source_url")
    stated = fields.get("source_url")
    if in_text is None or stated is None or in_text.value == stated.value:
        return {"source_url": in_text} if in_text and not stated else {}
    aliases = fields.get("aliases", replace(in_text, value=()))
    return {"aliases": replace(aliases, value=tuple(dict.fromkeys((*aliases.value, in_text.value))))}


def _lift_title(draft: Draft) -> Draft:
    """Lift out the first heading if it repeats the title, or if there is no other title."""
    lines = draft.body.split("\n")
    heading = _first_heading(lines, "title" in draft.fields)
    if heading is None:
        return draft
    start, end = heading
    written = lines[start].strip().strip("#").strip() if end == start + 1 else lines[start].strip()
    title = without_marks(plain_text(written))
    title_value = draft.fields.get(
        "title", FieldValue(title, draft.line_offset + start + 1, column_of(lines[start], written))
    )
    if not title or _fold_title(title) != _fold_title(title_value.value):
        return draft
    body = "\n".join(blank_out(lines, range(start, end)))
    return replace(draft, fields={**draft.fields, "title": title_value}, body=body)


def _first_heading(lines: list[str], first_block_only: bool) -> tuple[int, int] | None:
    """Return the index of the heading's first line, and of the line after it."""
    code: frozenset[int] | None = None
    first = next_nonblank(lines, 0)
    for i in range(first, min(len(lines), first + 1) if first_block_only else len(lines)):
        end = _heading_end(lines, i)
        if end is None:
            continue
        code = fenced_code_lines(lines) if code is None else code
        if i not in code:
            return i, end
    return None


def _heading_end(lines: list[str], i: int) -> int | None:
    """Return the index of the line after the heading that begins on line `i`; None if there is no heading."""
    if len(lines[i]) > MAX_LINE_CHARS:
        return None
    if lines[i].startswith("# "):
        return i + 1
    below = lines[i + 1] if i + 1 < len(lines) else ""
    return i + 2 if below.startswith("=") and not below.strip().strip("=") and lines[i].strip() else None


_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("“”„‟″«»", '"'))


def _fold_title(title: str) -> str:
    return " ".join(title.casefold().translate(_QUOTES).split())
