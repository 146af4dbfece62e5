"""Metadata in JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from kursk_archive.loader.markdown import json_toml
from kursk_archive.loader.markdown.json_toml import MemberPairs, MetadataError, MetadataReading
from kursk_archive.yaml.located import strip_control_characters

JSON_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
"""Numbers stay the text that was written; a line break inside of a text is forgiven."""

_SPACE = re.compile(r"[ \t\r\n]*+")


def read_json_metadata(text: str, path: str, first_line: int) -> MetadataReading:
    """Read a JSON object; see `members.read`."""
    return json_toml.read_members(_parse, text, path, first_line)


def _parse(text: str, first_line: int) -> MemberPairs:
    cursor = _Cursor(text, first_line)
    mark = cursor.take("{")
    while mark != "}":
        if mark == "{" and cursor.at_mark("}"):
            break
        line, column = cursor.spot()
        key = cursor.decode()
        if not isinstance(key, str):
            raise MetadataError("a name in quotation marks is expected here", line, column)
        cursor.take(":")
        yield strip_control_characters(key), json_toml.locate_value(cursor.decode(), line, column)
        mark = cursor.take(",}")
    if cursor.at < len(text):
        raise MetadataError("this stands after the end of the object", *cursor.spot())


class _Cursor:
    """Walks an object's members by itself, since `json` tells neither their places nor which are written twice."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.line = text, first_line
        self.at = self.counted = 0
        self._skip()

    def spot(self) -> tuple[int, int]:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line, self.at - self.text.rfind("\n", 0, self.at)

    def decode(self) -> Any:
        try:
            data, self.at = JSON_DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = max(error.pos, self.at)
            raise MetadataError(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", *self.spot()) from None
        self._skip()
        return data

    def take(self, marks: str) -> str:
        mark = self.text[self.at : self.at + 1]
        if not mark or mark not in marks:
            raise MetadataError(f"`{'` or `'.join(marks)}` is expected here", *self.spot())
        self.at += 1
        self._skip()
        return mark

    def at_mark(self, mark: str) -> bool:
        """Step over `mark` if it is next."""
        return self.text.startswith(mark, self.at) and bool(self.take(mark))

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
