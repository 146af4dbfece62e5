"""Parses frontmatter that is a program in JavaScript, as Eleventy has it between `---js` and `---`. It is never run."""

from __future__ import annotations

import re

from kursk_archive.loader.markdown import json_toml
from kursk_archive.loader.markdown.javascript import Constant, JsObject, read_javascript_objects
from kursk_archive.loader.markdown.json_toml import MemberPairs, MetadataReading
from kursk_archive.loader.metadata import status
from kursk_archive.loader.metadata.aliases import fold_key
from kursk_archive.yaml.located import Located, LocatedData

_NAME = re.compile(r"^([ \t]*)(?:(?:const|let|var)\s+)?[\"']?([\w$-]{1,100})[\"']?\s*[:=]", re.MULTILINE)
_UNKNOWN = "computed by a program"
"""Stands for a status that only running the program would tell: it withholds the article."""


def read_js_metadata(text: str, path: str, first_line: int) -> MetadataReading:
    """Read the constants of a program, or of the object that it consists of; see `read_members`."""
    return json_toml.read_members(_parse, text, path, first_line)


def _parse(text: str, first_line: int) -> MemberPairs:
    objects = read_javascript_objects(text)
    document = objects[1] if text.lstrip().startswith(("{", "(")) and len(objects) > 1 else objects[0]
    positions: dict[str, tuple[int, int]] = {}
    for match in _NAME.finditer(text):
        line = first_line + text.count("\n", 0, match.start(2))
        positions.setdefault(match[2], (line, len(match[1]) + 1))
    for name, value in document.members.items():
        data = _UNKNOWN if value is None and fold_key(name) in status.KEYS else _to_data(value)
        if data is not None:
            yield name, Located(data, *positions.get(name, (first_line, 1)))


def _to_data(value: Constant | JsObject, depth: int = 0) -> LocatedData:
    if not isinstance(value, JsObject):
        return value
    if depth > 20:
        raise RecursionError
    if value.is_array:
        return tuple(Located(_to_data(item, depth + 1)) for item in value.items)
    return {key: Located(_to_data(item, depth + 1)) for key, item in value.members.items()}
