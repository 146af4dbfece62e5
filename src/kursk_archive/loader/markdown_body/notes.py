"""Turn what Obsidian adds to Markdown into links, images and text: links to notes, comments, highlights, callouts."""

from __future__ import annotations

import re

from kursk_archive.images.decode import IMAGE_SUFFIXES
from kursk_archive.loader.markdown_body.shortcodes import one_line

_NOTE_SUFFIXES = (".md", ".markdown")
_SIGNS = ("[[", "%%", "==", " ^", "\t^")
_CODE = r"(?P<code>`+[^`\n]*`+)"
_COMMENT = re.compile(_CODE + r"|(?<![\w%])%%(?!%)[^%]{0,20000}?%%(?![\w%])")
_NOTE_LINK = re.compile(
    _CODE + r"|(?<![\\\[])(?P<written>(?P<embed>!?)\[\[(?P<target>[^\[\]|\n\\]{0,300})"
    r"(?:\\?\|(?P<words>[^\[\]\n]{0,300}))?\]\])(?!\(|\[(?!\^))"
)
_HIGHLIGHT = re.compile(_CODE + r"|(?<![\w=])==(?P<marked>(?![\s=])[^=\n]{1,500}?(?<!\s))==(?![\w=])")
_BLOCK_NAME = re.compile(r"(?m)(?<=\S)[ \t]\^[a-z0-9][a-z0-9-]{2,60}[ \t]*$")
_SIZE = re.compile(r"\d{1,5}(?:x\d{1,5})?")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]{1,300})\]:", re.MULTILINE)
_CONTENTS = frozenset({"toc", "_toc_", "table_of_contents"})
"""Names under which generators put the list of headings: no notes."""


def has_note_signs(text: str, path: str) -> bool:
    """Return True if the text of a Markdown file may hold what only Obsidian reads."""
    return any(sign in text for sign in _SIGNS) and path.lower().endswith(_NOTE_SUFFIXES)


def defined_labels(text: str) -> frozenset[str]:
    """Return the labels by which links refer to an address below: in `[[Flood]]`, these are no notes."""
    return frozenset(map(_fold, _DEFINITION.findall(text))) if "]:" in text else frozenset()


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()


def plain_note(text: str, labels: frozenset[str] = frozenset()) -> str:
    """Return Markdown without what only Obsidian reads. Lines stay lines.

    Args:
        text: without blocks of code.
        labels: see `defined_labels`.
    """
    if "%%" in text:
        text = _COMMENT.sub(lambda match: match["code"] or "\n" * match[0].count("\n"), text)
    if "[[" in text:
        text = _NOTE_LINK.sub(lambda match: _replace_link(match, labels), text)
    if "==" in text:
        text = _HIGHLIGHT.sub(lambda match: match["code"] or f"<mark>{match['marked']}</mark>", text)
    return _BLOCK_NAME.sub("", text) if " ^" in text or "\t^" in text else text


def _replace_link(match: re.Match[str], labels: frozenset[str]) -> str:
    """Return the link, whose address is the one that was written, or the image; the words for a place in this note."""
    if match["code"] or (labels and _fold(match["written"].strip("![]")) in labels):
        return match[0]
    target, words = match["target"].strip(), (match["words"] or "").strip()
    path, _, heading = target.partition("#")
    if path.endswith((" ", "\t")):  # `[[Bug #12]]` is not how a heading is named
        return match[0]
    if not target or target.lower() in _CONTENTS:
        return words
    if not path:
        return words or heading.lstrip("#^")
    if match["embed"] and path.lower().endswith(IMAGE_SUFFIXES):
        return f"![{'' if _SIZE.fullmatch(words) else one_line(words)}](<{one_line(path)}>)"
    name = re.sub(r"\.(?:md|markdown)$", "", path.rstrip("/").rpartition("/")[2])
    named = words if words and not match["embed"] else ""
    shown = one_line(named) if named else " &gt; ".join(map(one_line, (name, *_headings(heading))))
    return f"[{shown}](<{match['written'].removeprefix('!')}>)"


def _headings(text: str) -> list[str]:
    """Return the headings that a link names; the name of a block is none."""
    return [] if text.startswith("^") else [part.strip() for part in text.split("#") if part.strip()]
