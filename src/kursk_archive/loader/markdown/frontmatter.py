"""Finds frontmatter at the top of a text and splits it off, with handlers for python-frontmatter.

python-frontmatter picks the handler and splits the text. Its `parse` is not used: it strips the body, which moves every
column and turns an indented code block into a paragraph; it returns a text whose frontmatter has no end as a text
without frontmatter, which would publish a withheld article; and its loaders give values without positions. The handlers
have boundaries of their own because python-frontmatter's swallow the blank lines below them, and the line count with
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from frontmatter import detect_format
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler
from msgspec import Struct

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader.markdown import header_lines, js_frontmatter, json_frontmatter, toml_frontmatter
from kursk_archive.loader.markdown.json_toml import MetadataReading
from kursk_archive.loader.metadata.aliases import KNOWN_KEYS, fold_key
from kursk_archive.yaml import reader


class FrontmatterSplit(Struct, frozen=True):
    """The metadata of a text's frontmatter, and the text below it."""

    reading: MetadataReading
    body: str
    """Begins with the end of the line that closes the frontmatter."""
    offset: int
    """Number of lines of the file before the body's first."""
    text: str = ""
    """The frontmatter as it is written."""


def has_frontmatter(text: str) -> bool:
    """Return True if a text begins with frontmatter."""
    return detect_format(text[_first_line_start(text) :], _PARSERS) is not None


def split_frontmatter(text: str, path: str) -> FrontmatterSplit | None:
    """Split the frontmatter off a text and parse it; None if there is none.

    Frontmatter without an end gives a finding and no metadata.
    """
    start = _first_line_start(text)
    head, first_line = text[start:], text.count("\n", 0, start) + 1
    handler = detect_format(head, _PARSERS)
    if handler is None:
        return None
    try:
        metadata, body = handler.split(head)
    except ValueError:
        return _report_unterminated(head, Location(path, first_line, 1))
    reading = _PARSERS[handler](metadata, path, first_line)
    if reading[0] is None and not any(map(_KEY.match, metadata.split("\n"))):
        return FrontmatterSplit(reading, text, 0)  # a text that begins with a rule
    return FrontmatterSplit(reading, body, text.count("\n", 0, len(text) - len(body)), metadata)


def _report_unterminated(head: str, location: Location) -> FrontmatterSplit:
    message = f"frontmatter opened with `{head[:20].splitlines()[0]}` is never closed"
    above, blank_line, body = head.partition("\n\n")
    above_lines = (location.line or 1) + above.count("\n") + 1
    finding = make_finding("frontmatter-unterminated", location, message)
    return FrontmatterSplit((None, (finding,)), body, above_lines if blank_line else 0, above)


def _first_line_start(text: str) -> int:
    """Return the offset of the first line that is not blank."""
    return text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1


class _YamlHandler(YAMLHandler):
    """YAML between `---` and either `---` or `...`; a comment may follow on either line."""

    FM_BOUNDARY = re.compile(r"^(?:-{3,}(?:ya?ml)?|\.{3})[ \t]*(?:(?<=[ \t])#.*)?$", re.MULTILINE | re.IGNORECASE)

    def detect(self, text: str) -> bool:
        """Return True if frontmatter follows the `---`; above prose it is a horizontal rule."""
        if not text.startswith("---") or not super().detect(text):
            return False
        below = text[:4000].split("\n")[1:]
        first = next((line for line in below if line.strip() and not line.startswith("#")), "")
        key = _YAML_KEY.match(first)
        if below[:1] == [first] and self._is_closed(text):
            return not text.startswith("----") or bool(key)
        return bool(key and (below[0].strip() or fold_key(key[1]) in KNOWN_KEYS))

    def _is_closed(self, text: str) -> bool:
        return len(self.FM_BOUNDARY.split(text, 2)) == 3


_KEY = re.compile(r"[ \t]*+[\"']?[\w$<@][^:=]{0,60}[:=]")
_YAML_KEY = re.compile(r"[ \t]*+[\"']?([\w$<@][\w .@/<-]{0,60}+)[\"']?[ \t]*+:(?:[ \t]|$)")


class _UnopenedYamlHandler(YAMLHandler):
    """YAML without an opening line, as in old Hexo: at least two lines, and `---` before any blank line."""

    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)

    def detect(self, text: str) -> bool:
        key = _YAML_KEY.match(text)
        if key is None or fold_key(key[1]) not in KNOWN_KEYS:
            return False
        closing = self.FM_BOUNDARY.search(text, 0, 10_000)
        above = text[: closing.start()].splitlines() if closing else []
        return len(above) > 1 and all(map(str.strip, above))

    def split(self, text: str) -> tuple[str, str]:
        metadata, body = self.FM_BOUNDARY.split(text, 1)
        return metadata, body


class _FenceHandler(BaseHandler):
    """Any format between an opening line and a closing line that differs from it."""

    def __init__(self, opening: str, closing: str) -> None:
        super().__init__(re.compile(rf"^(?:{opening}|{closing})[ \t]*$", re.MULTILINE | re.IGNORECASE))
        self.opening = re.compile(rf"{opening}[ \t]*$", re.MULTILINE | re.IGNORECASE)

    def detect(self, text: str) -> bool:
        return bool(self.opening.match(text))


class _JsonHandler(JSONHandler):
    """A JSON object without a fence; an invalid object ends at the first `}` alone on a line."""

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


class _HeaderLinesHandler(BaseHandler):
    """Lines above the text without a closing line; `header_length` measures them."""

    FM_BOUNDARY = re.compile(r"^[ \t]*$", re.MULTILINE)

    def __init__(self, header_length: Callable[[str], int]) -> None:
        super().__init__()
        self.header_length = header_length

    def detect(self, text: str) -> bool:
        return self.header_length(text) > 0

    def split(self, text: str) -> tuple[str, str]:
        end = self.header_length(text)
        return text[:end], text[end:]


_NIKOLA_COMMENT = r"<!--(?=[ \t]*\n(?:[ \t]*\n)*\.\.[ \t]+\w)"

FrontmatterParser: TypeAlias = Callable[[str, str, int], MetadataReading]
"""Parses the text of frontmatter, given the file's path and the line on which the text begins."""

_PARSERS: Mapping[BaseHandler, FrontmatterParser] = {
    _FenceHandler(r"---toml", "---"): toml_frontmatter.read_toml_metadata,
    _FenceHandler(r"---json", "---"): json_frontmatter.read_json_metadata,
    _FenceHandler(r"---(?:js|javascript)", "---"): js_frontmatter.read_js_metadata,
    _YamlHandler(): reader.read_yaml,
    BaseHandler(re.compile(r"^\+{3}[ \t]*$", re.MULTILINE)): toml_frontmatter.read_toml_metadata,
    _FenceHandler(_NIKOLA_COMMENT, "-->"): header_lines.read_header_lines,
    _JsonHandler(): json_frontmatter.read_json_metadata,
    _HeaderLinesHandler(header_lines.nikola_header_length): header_lines.read_header_lines,
    _UnopenedYamlHandler(): reader.read_yaml,
    _HeaderLinesHandler(header_lines.pelican_header_length): header_lines.read_header_lines,
}
"""Handlers with the parsers of their formats; the first one that detects its format is used."""
