"""The formats that the archive reads: the list of loaders, and which of them takes a file."""

from __future__ import annotations

from kursk_archive.loader.draft import Parser
from kursk_archive.loader.filenames import suffix_of
from kursk_archive.loader.markdown import MarkdownParser, has_frontmatter
from kursk_archive.loader.text_dump import TextDumpParser

TEXT, MARKDOWN = TextDumpParser(), MarkdownParser()
PARSERS: tuple[Parser, ...] = (TEXT, MARKDOWN)

_BY_SUFFIX = {suffix: parser for parser in PARSERS for suffix in parser.suffixes}


def parser_for(name: str, text: str) -> Parser:
    """The loader for a capture's text: by its beginning where it has frontmatter, else by the file's name."""
    if has_frontmatter(text):
        return MARKDOWN
    return _BY_SUFFIX.get(suffix_of(name), TEXT)
