"""Parses metadata in JSON, keeping the position of every member."""

from __future__ import annotations

import json
import re
from typing import Any

from kursk_archive.loader.markdown import json_toml
from kursk_archive.loader.markdown.json_toml import MemberPairs, MetadataError, MetadataReading
from kursk_archive.yaml.located import strip_control_characters

JSON_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
"""Numbers stay as written; line breaks inside strings are allowed."""

_WHITE_SPACE = re.compile(r"[ \t\r\n]*+")


def read_json_metadata(text: str, path: str, first_line: int) -> MetadataReading:
    """Parse a JSON object; see `read_members`."""
    return json_toml.read_members(_parse, text, path, first_line)


def _parse(text: str, first_line: int) -> MemberPairs:
    cursor = _Cursor(text, first_line)
    mark = cursor.expect("{")
    while mark != "}":
        if mark == "{" and cursor.skip_mark("}"):
            break
        line, column = cursor.position()
        key = cursor.decode()
        if not isinstance(key, str):
            raise MetadataError("expected a key in double quotes", line, column)
        cursor.expect(":")
        yield strip_control_characters(key), json_toml.locate_value(cursor.decode(), line, column)
        mark = cursor.expect(",}")
    if cursor.index < len(text):
        raise MetadataError("unexpected text after the end of the object", *cursor.position())


class _Cursor:
    """Walks the members of an object, since `json` reports neither their positions nor duplicate keys."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.line = text, first_line
        self.index = self.counted = 0
        self._skip_white_space()

    def position(self) -> tuple[int, int]:
        self.line += self.text.count("\n", self.counted, self.index)
        self.counted = self.index
        return self.line, self.index - self.text.rfind("\n", 0, self.index)

    def decode(self) -> Any:
        try:
            data, self.index = JSON_DECODER.raw_decode(self.text, self.index)
        except json.JSONDecodeError as error:
            self.index = max(error.pos, self.index)
            raise MetadataError(f"invalid JSON: {error.msg[:1].lower()}{error.msg[1:]}", *self.position()) from None
        self._skip_white_space()
        return data

    def expect(self, marks: str) -> str:
        mark = self.text[self.index : self.index + 1]
        if not mark or mark not in marks:
            raise MetadataError(f"expected `{'` or `'.join(marks)}`", *self.position())
        self.index += 1
        self._skip_white_space()
        return mark

    def skip_mark(self, mark: str) -> bool:
        """Skip `mark` if it is next, and return True if it was."""
        return self.text.startswith(mark, self.index) and bool(self.expect(mark))

    def _skip_white_space(self) -> None:
        match = _WHITE_SPACE.match(self.text, self.index)
        self.index = match.end() if match else self.index
