"""Classify files by name: captures, sidecars, formats that are not supported yet."""

from __future__ import annotations

TEXT = (".txt", ".text")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
SIDECAR_SUFFIXES = (".yaml", ".yml")
UNSUPPORTED_SUFFIXES = frozenset(
    {".html", ".htm", ".xhtml", ".mhtml", ".warc", ".wacz", ".pdf", ".docx", ".rtf", ".epub"}
)
"""Formats of captures that cannot be loaded yet."""
CAPTURE_SUFFIXES = frozenset({*TEXT, *MARKDOWN})
"""Suffixes of the formats that can be loaded."""
NOTES_STEMS = frozenset({"readme", "license", "licence", "copying", "rights", "notice", "changelog"})
"""Names, without suffix and in lower case, of files that describe their folder and are not captures."""


def suffix_of(path: str) -> str:
    """Return the suffix in lower case, with its dot, as pathlib does, but faster: a scan calls this for every file."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def has_capture_suffix(name: str) -> bool:
    """Return True if a file of this name is in a format that can be loaded."""
    return suffix_of(name) in CAPTURE_SUFFIXES


def is_capture_path(path: str) -> bool:
    """Return True if a file at this path is loaded as a capture; a README is not."""
    suffix, name = suffix_of(path), path.rpartition("/")[2]
    return suffix in CAPTURE_SUFFIXES and name[: -len(suffix)].lower() not in NOTES_STEMS
