"""A text in reStructuredText: parsed with docutils, its metadata and title lifted out, the rest written as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader
from docutils.writers.html5_polyglot import HTMLTranslator, Writer
from msgspec import Struct

from kursk_archive.loader.metadata.aliases import KNOWN_KEYS, fold_key
from kursk_archive.loader.rst.directives import understood
from kursk_archive.yaml.located import Located

MAX_LINE_CHARACTERS = 10_000
"""docutils measures what substitutions expand to by it, too: with 100,000, a few lines took minutes."""
_SETTINGS: Mapping[str, Any] = {
    "_disable_config": True,
    "doctitle_xform": False,
    "docinfo_xform": False,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 6,
    "image_loading": "link",
    "initial_header_level": "2",
    "line_length_limit": MAX_LINE_CHARACTERS,
    "math_output": "LaTeX",
    "raw_enabled": False,
    "report_level": 2,
    "section_self_link": False,
    "stylesheet_path": "",
    "syntax_highlight": "none",
    "toc_backlinks": False,
    "traceback": True,
    "warning_stream": False,
}
"""Nothing is read but the text, and nothing is run: it comes from strangers."""


class RstDocument(Struct):
    """A text as it was read."""

    html: str
    title: str = ""
    """Of its first heading, if nothing but metadata stands above it."""
    title_line: int = 1
    fields: Mapping[str, Located] = {}
    """The list of fields at the top, as Pelican has it."""
    faults: tuple[tuple[int, str], ...] = ()
    """Line in the file and description of each fault in the markup."""


def read_document(text: str, offset: int) -> RstDocument:
    """Parse a text, which may be hostile: it is bounded by its caller, and reads no file.

    Args:
        text: without frontmatter.
        offset: number of lines of the file above it.

    Raises:
        RecursionError: it nests too deeply.
    """
    with understood(text) as unknown:
        tree = publish_doctree(text, settings=_settings().copy())
    faults = [(offset + line, f"unknown {name}; its text is kept") for line, name in unknown]
    faults += _take_messages(tree, offset)
    _simplify(tree)
    fields = _take_fields(tree, offset)
    title, line = _take_title(tree)
    fields = {**fields, **_take_fields(tree, offset)}
    translator = _Translator(tree)
    tree.walkabout(translator)
    return RstDocument("".join(translator.fragment), title, offset + line, fields, tuple(faults))


class _Translator(HTMLTranslator):  # type: ignore[misc] # docutils has no types
    """docutils's own, which knows no admonitions before a writer has transformed them: they become their text."""

    def unknown_visit(self, node: nodes.Node) -> None:
        pass

    def unknown_departure(self, node: nodes.Node) -> None:
        pass


@cache
def _settings() -> Any:
    settings = get_default_settings(Parser, Reader, Writer)
    for name, value in _SETTINGS.items():
        setattr(settings, name, value)
    return settings


def _take_messages(tree: nodes.document, offset: int) -> Iterator[tuple[int, str]]:
    """Remove docutils's messages; yield line and text of each."""
    for message in _all(tree, nodes.system_message):
        first = message.children[0].astext() if message.children else ""
        yield offset + (message.get("line") or 1), " ".join(first.split()).rstrip(".")[:200]
        for block in _all(message, nodes.literal_block):  # what could not be read is kept as it is
            index = message.parent.index(message)
            block.parent.remove(block)
            message.parent.insert(index, block)
        message.parent.remove(message)
    for section in _all(tree, nodes.section):
        if "system-messages" in section["classes"]:
            section.parent.remove(section)
    for problem in _all(tree, nodes.problematic):
        problem.parent.replace(problem, nodes.Text(problem.astext()))


def _simplify(tree: nodes.document) -> None:
    """Remove what nobody sees, and links within the page, whose targets a page does not keep."""
    for node in _all(tree, nodes.comment, nodes.substitution_definition, nodes.pending, nodes.target):
        if not (node.children and isinstance(node, nodes.target)):
            node.parent.remove(node)
    for image in tree.findall(nodes.image):
        for name in ("loading", "scale", "width", "height"):
            image.attributes.pop(name, None)
        image.attributes.setdefault("alt", "")  # docutils takes the address
    for reference in _all(tree, nodes.reference):
        if "refuri" not in reference:
            reference.parent.replace(reference, reference.children)
    for reference in _all(tree, nodes.footnote_reference, nodes.citation_reference):
        reference.parent.replace(reference, nodes.superscript("", f"[{reference.astext()}]"))
    for note in _all(tree, nodes.footnote, nodes.citation):
        _write_note(note)


def _all(tree: nodes.Element, *kinds: Any) -> list[Any]:
    return [node for kind in kinds for node in tree.findall(kind)]


def _write_note(note: nodes.Element) -> None:
    """Write a note as paragraphs, its label before the first."""
    labels = [child for child in note.children if isinstance(child, nodes.label)]
    blocks = [child for child in note.children if not isinstance(child, nodes.label)]
    written = nodes.Text(f"[{labels[0].astext()}] ") if labels else nodes.Text("")
    if blocks and isinstance(blocks[0], nodes.paragraph):
        blocks[0].insert(0, written)
    else:
        blocks.insert(0, nodes.paragraph("", "", written))
    note.parent.replace(note, blocks)


def _take_fields(tree: nodes.document, offset: int) -> dict[str, Located]:
    """Remove the list of fields at the top, if one of them is a known name of metadata; return the fields."""
    first = tree.children[0] if tree.children else None
    if not isinstance(first, nodes.field_list):
        return {}
    fields: dict[str, Located] = {}
    for field in first.children:
        name, body = field.children[0].astext(), field.children[1]
        fields.setdefault(name, Located(" ".join(body.astext().split()), offset + (field.line or 1)))
    if not any(fold_key(name) in KNOWN_KEYS for name in fields):
        return {}
    tree.remove(first)
    return fields


def _take_title(tree: nodes.document) -> tuple[str, int]:
    """Remove the heading that the text begins with; return it with its line."""
    section = tree.children[0] if tree.children else None
    if not isinstance(section, nodes.section) or not isinstance(section.children[0], nodes.title):
        return "", 1
    title = section.children[0]
    section.remove(title)
    tree.replace(section, section.children)
    return " ".join(title.astext().split()), title.line or 1
