"""What a file is by its name: a capture, a sidecar, something there is no loader for."""

from __future__ import annotations

TEXT = (".txt", ".text")
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
SIDECAR_SUFFIXES = (".yaml", ".yml")
UNSUPPORTED_SUFFIXES = frozenset(
    {".html", ".htm", ".xhtml", ".mhtml", ".warc", ".wacz", ".pdf", ".docx", ".rtf", ".epub"}
)
"""Captures too, for which there is no loader."""
CAPTURE_SUFFIXES = frozenset({*TEXT, *MARKDOWN})
"""What the name of an article ends with."""
NOTES_STEMS = frozenset({"readme", "license", "licence", "copying", "rights", "notice", "changelog"})
"""Names of files that speak of the folder and are no captures."""


def suffix_of(path: str) -> str:
    """A file's suffix in lower case, with its dot, as pathlib has it; a scan asks for it so often that it tells."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def has_capture_suffix(name: str) -> bool:
    """Whether a file of this name holds an article."""
    return suffix_of(name) in CAPTURE_SUFFIXES


def is_capture_path(path: str) -> bool:
    """Whether a file of this name is taken for a capture: a README is none."""
    suffix, name = suffix_of(path), path.rpartition("/")[2]
    return suffix in CAPTURE_SUFFIXES and name[: -len(suffix)].lower() not in NOTES_STEMS
