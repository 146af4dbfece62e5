"""Markdown articles with frontmatter, as site generators keep them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.loader import filenames, metadata
from kursk_archive.loader.draft import Draft, FieldValue
from kursk_archive.loader.markdown import frontmatter
from kursk_archive.loader.markdown.frontmatter import FrontmatterSplit
from kursk_archive.loader.text_dump import extract_related_and_source, parse_text_dump
from kursk_archive.loader.text_dump.lines import (
    MAX_LINE_CHARS,
    blank_out,
    column_of,
    fenced_code_lines,
    next_nonblank,
    plain_text,
)

has_frontmatter = frontmatter.begins


class MarkdownParser(Struct, frozen=True):
    """Markdown, whatever generator it was written for. Without frontmatter it is read as a text capture."""

    name: str = "markdown"
    suffixes: tuple[str, ...] = filenames.MARKDOWN

    def parse(self, text: str, path: str) -> Draft:
        """Take an article apart.

        Frontmatter that cannot be read gives a draft without fields and body, with the finding that says why
        (`frontmatter`, `frontmatter-unterminated`, `yaml-tag`, `yaml-bomb`): it may have said that the article is
        withheld.
        """
        block = frontmatter.split_frontmatter(text, path)
        return parse_text_dump(text, path) if block is None else _read(block, path)


def _read(block: FrontmatterSplit, path: str) -> Draft:
    mapping, findings = block.reading
    if mapping is None:
        return Draft(findings=findings)
    fields, extra, met = metadata.read_metadata(mapping, path)
    below = extract_related_and_source(block.body, path, block.offset)
    return _lift_title(
        replace(
            below,
            fields={**fields, **_source(fields, below)},
            extra={**below.extra, **extra},
            findings=(*findings, *met, *below.findings),
        )
    )


def _source(fields: Mapping[str, FieldValue], below: Draft) -> dict[str, FieldValue]:
    """The original that the text names; where the metadata name another, the text's is an alias of the article."""
    named = below.fields.get("source_url")
    stated = fields.get("source_url")
    if named is None or stated is None or named.value == stated.value:
        return {"source_url": named} if named and not stated else {}
    aliases = fields.get("aliases", replace(named, value=()))
    return {"aliases": replace(aliases, value=tuple(dict.fromkeys((*aliases.value, named.value))))}


def _lift_title(draft: Draft) -> Draft:
    """Lift the first heading, if it is the title or there is no other."""
    lines = draft.body.split("\n")
    heading = _first_heading(lines, "title" in draft.fields)
    if heading is None:
        return draft
    i, end = heading
    stands = lines[i].strip().strip("#").strip() if end == i + 1 else lines[i].strip()
    title = plain_text(stands)
    stated = draft.fields.get("title", FieldValue(title, draft.offset + i + 1, column_of(lines[i], stands)))
    if not title or _folded(title) != _folded(stated.value):
        return draft
    body = "\n".join(blank_out(lines, range(i, end)))
    return replace(draft, fields={**draft.fields, "title": stated}, body=body)


def _first_heading(lines: list[str], first_block_only: bool) -> tuple[int, int] | None:
    """Its first line and the one after its last, 0-based."""
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
    """The line after the heading that line `i` begins; None where it begins none."""
    if len(lines[i]) > MAX_LINE_CHARS:
        return None
    if lines[i].startswith("# "):
        return i + 1
    below = lines[i + 1] if i + 1 < len(lines) else ""
    return i + 2 if below.startswith("=") and not below.strip().strip("=") and lines[i].strip() else None


_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("“”„‟″«»", '"'))


def _folded(title: str) -> str:
    return " ".join(title.casefold().translate(_QUOTES).split())
