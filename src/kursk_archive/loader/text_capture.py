"""Read captures that are text: Markdown with frontmatter, or the dump of a scraper."""

from __future__ import annotations

from msgspec.structs import replace

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader.decode import decode_text
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.formats import MARKDOWN
from kursk_archive.loader.markdown import parse_markdown
from kursk_archive.loader.text_dump import parse_text_dump


def read_text_capture(data: bytes, path: str, stated_encoding: str | None) -> Draft:
    """Read a text file with one article. Frontmatter makes it Markdown, whatever its name.

    Never raises. A file that is not text, or is empty, gives a draft with nothing but the finding that says so.
    """
    text, encoding, findings = decode_text(data, path, stated_encoding)
    if not text.strip():
        empty = make_finding("empty", Location(path, 1, 1), "there is no text in this capture")
        return Draft(encoding=encoding, findings=findings or (empty,))
    draft, format_found = parse_markdown(text, path), MARKDOWN
    if draft is None:
        return _with_decoding(parse_text_dump(text, path), encoding, findings)
    return replace(_with_decoding(draft, encoding, findings), format=format_found)
