"""The formats that the archive reads: the list of loaders, and which of them takes a file."""

from __future__ import annotations

from pathlib import PurePosixPath

from kursk_archive.loader.capture import TextCapture
from kursk_archive.loader.draft import Parser
from kursk_archive.loader.markdown import MarkdownArticle, has_frontmatter

TEXT, MARKDOWN = TextCapture(), MarkdownArticle()
PARSERS: tuple[Parser, ...] = (TEXT, MARKDOWN)

NOT_YET = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".warc", ".wacz", ".pdf", ".docx", ".rtf", ".epub"})
"""Captures too, for which there is no loader."""

_BY_SUFFIX = {suffix: parser for parser in PARSERS for suffix in parser.suffixes}


def is_capture(name: str) -> bool:
    """Whether a file of this name holds an article."""
    return PurePosixPath(name).suffix.lower() in _BY_SUFFIX


def parser_for(name: str, text: str) -> Parser:
    """The loader for a capture's text: by its beginning where it has frontmatter, else by the file's name."""
    if has_frontmatter(text):
        return MARKDOWN
    return _BY_SUFFIX.get(PurePosixPath(name).suffix.lower(), TEXT)
