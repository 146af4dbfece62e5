"""The formats that the archive reads: the list of loaders, and which of them takes a file."""

from __future__ import annotations

from kursk_archive.loader.capture import TextCapture
from kursk_archive.loader.draft import Parser
from kursk_archive.loader.markdown import MarkdownArticle, has_frontmatter

TEXT, MARKDOWN = TextCapture(), MarkdownArticle()
PARSERS: tuple[Parser, ...] = (TEXT, MARKDOWN)

NOT_YET = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".warc", ".wacz", ".pdf", ".docx", ".rtf", ".epub"})
"""Captures too, for which there is no loader."""

_BY_SUFFIX = {suffix: parser for parser in PARSERS for suffix in parser.suffixes}


def suffix_of(path: str) -> str:
    """A file's suffix in lower case, with its dot, as pathlib has it; a scan asks for it so often that it tells."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def is_capture(name: str) -> bool:
    """Whether a file of this name holds an article."""
    return suffix_of(name) in _BY_SUFFIX


def parser_for(name: str, text: str) -> Parser:
    """The loader for a capture's text: by its beginning where it has frontmatter, else by the file's name."""
    if has_frontmatter(text):
        return MARKDOWN
    return _BY_SUFFIX.get(suffix_of(name), TEXT)
