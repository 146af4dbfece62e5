"""Frontmatter: found at the head of a text and cut out of it by python-frontmatter's handlers, its lines counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler
from msgspec import Struct

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader.markdown import header_lines, json_frontmatter, toml_frontmatter
from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.metadata.aliases import KNOWN_KEYS, fold_key
from kursk_archive.yaml import reader


class FrontmatterSplit(Struct, frozen=True):
    """What frontmatter says, and the text below it."""

    reading: MetadataReading
    body: str
    offset: int
    """Lines of the file before the body's first, which is what is left of the line that ends the frontmatter."""


def begins(text: str) -> bool:
    """Whether a text begins with frontmatter."""
    head = text[_indent(text) :]
    return any(handler.detect(head) for handler, _ in _forms_for(head))


def split_frontmatter(text: str, path: str) -> FrontmatterSplit | None:
    """Take the frontmatter off a text and read it; None if there is none.

    If it has no end, the reading is the finding that says so.
    """
    start = _indent(text)
    head, first_line = text[start:], text.count("\n", 0, start) + 1
    for handler, read in _forms_for(head):
        if handler.detect(head):
            try:
                inner, body = handler.split(head)
            except ValueError:
                return _endless(head, Location(path, first_line, 1))
            return FrontmatterSplit(read(inner, path, first_line), body, text.count("\n", 0, len(text) - len(body)))
    return None


def _endless(head: str, place: Location) -> FrontmatterSplit:
    message = f"the frontmatter that `{head[:20].splitlines()[0]}` begins has no end"
    return FrontmatterSplit((None, (make_finding("frontmatter-unterminated", place, message),)), "", 0)


def _indent(text: str) -> int:
    """Where the first line that is not blank begins."""
    return text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1


class _Yaml(YAMLHandler):
    """`---`, closed by the same or by `...`."""

    FM_BOUNDARY = re.compile(r"^(?:-{3,}(?:ya?ml)?|\.{3})[ \t]*$", re.MULTILINE | re.IGNORECASE)

    def detect(self, text: str) -> bool:
        """A rule above a text is not frontmatter: something below must look like it."""
        if not text.startswith("---") or not super().detect(text):
            return False
        below = text[:4000].split("\n")[1:]
        first = next((line for line in below if line.strip() and not line.startswith("#")), "")
        if below[:1] == [first] and self._is_closed(text):
            return True
        key = _YAML_KEY.match(first)
        return bool(key and (below[0].strip() or fold_key(key[1]) in KNOWN_KEYS))

    def _is_closed(self, text: str) -> bool:
        return "\n---\n" in text or len(self.FM_BOUNDARY.split(text, 2)) == 3


_YAML_KEY = re.compile(r"[ \t]*+[\"']?([\w$<@][\w .@/<-]{0,60}+)[\"']?[ \t]*+:(?:[ \t]|$)")


class _Unopened(YAMLHandler):
    """Hexo's old way: YAML without the line that opens it, two lines at least, closed by `---` before a blank line."""

    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)

    def detect(self, text: str) -> bool:
        key = _YAML_KEY.match(text)
        if key is None or fold_key(key[1]) not in KNOWN_KEYS:
            return False
        closing = self.FM_BOUNDARY.search(text, 0, 10_000)
        above = text[: closing.start()].splitlines() if closing else []
        return len(above) > 1 and all(map(str.strip, above))

    def split(self, text: str) -> tuple[str, str]:
        inner, body = self.FM_BOUNDARY.split(text, 1)
        return inner, body


class _Fence(BaseHandler):
    """Other fences: a line that opens, which says what is inside, and a line that closes."""

    def __init__(self, opens: str, closes: str) -> None:
        super().__init__(re.compile(rf"^(?:{opens}|{closes})[ \t]*$", re.MULTILINE | re.IGNORECASE))
        self.opens = re.compile(rf"{opens}[ \t]*$", re.MULTILINE | re.IGNORECASE)

    def detect(self, text: str) -> bool:
        return bool(self.opens.match(text))


class _Json(JSONHandler):
    """An object without a fence, whose end is where it is closed; a broken one's is the first `}` alone on a line."""

    def detect(self, text: str) -> bool:
        return bool(re.match(r"\{\s*+[\"}]", text))

    def split(self, text: str) -> tuple[str, str]:
        try:
            _, end = json_frontmatter.JSON_DECODER.raw_decode(text)
        except (ValueError, RecursionError):
            closing = re.search(r"^\}[ \t]*$", text, re.MULTILINE)
            if closing is None:
                raise ValueError from None
            end = closing.end()
        return text[:end], text[end:]


class _Header(BaseHandler):
    """Lines above the text, for which somebody else says how far they go."""

    FM_BOUNDARY = re.compile(r"^[ \t]*$", re.MULTILINE)

    def __init__(self, length: Callable[[str], int]) -> None:
        super().__init__()
        self.length = length

    def detect(self, text: str) -> bool:
        return self.length(text) > 0

    def split(self, text: str) -> tuple[str, str]:
        end = self.length(text)
        return text[:end], text[end:]


_NIKOLA_COMMENT = r"<!--(?=[ \t]*\n(?:[ \t]*\n)*\.\.[ \t]+\w)"

Form: TypeAlias = tuple[BaseHandler, Callable[[str, str, int], MetadataReading]]

_YAML: Form = (_Yaml(), reader.read_yaml)
_FORMS: tuple[Form, ...] = (
    (_Fence(r"---toml", "---"), toml_frontmatter.read_toml_metadata),
    (_Fence(r"---json", "---"), json_frontmatter.read_json_metadata),
    _YAML,
    (_Fence(r"\+{3}", r"\+{3}"), toml_frontmatter.read_toml_metadata),
    (_Fence(_NIKOLA_COMMENT, "-->"), header_lines.read_header_lines),
    (_Json(), json_frontmatter.read_json_metadata),
    (_Header(header_lines.nikola_header_length), header_lines.read_header_lines),
    (_Unopened(), reader.read_yaml),
    (_Header(header_lines.pelican_header_length), header_lines.read_header_lines),
)


def _forms_for(head: str) -> tuple[Form, ...]:
    """Those that may take a text: below a line of three hyphens no other than YAML, which nearly all articles have."""
    return (_YAML,) if head.startswith("---\n") else _FORMS
