"""A Babel extractor for messages in constants, which Babel does not find by itself.

Only `make messages` and the tests use it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

BabelMessage = tuple[int, str, str, list[str]]
"""Line, function name, text, comments."""


def extract_constants(file: IO[bytes], *_: object, **__: object) -> Iterator[BabelMessage]:
    """Extract the strings of constants whose type contains `Message`: `KINDS: Mapping[LinkKind, Message] = {…}`.

    Of a mapping, its values are extracted. In constants of other types, a string is marked: `Message("Topics")`. The
    further arguments of Babel (keywords, tags, options) are not needed.
    """
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.AnnAssign) and node.value:
            values = [node.value] if _is_message_type(node.annotation) else _marked(node.value)
            strings = (leaf for value in values for leaf in _string_constants(value))
            yield from ((leaf.lineno, "gettext", leaf.value, []) for leaf in strings)


def _is_message_type(annotation: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "Message" for part in ast.walk(annotation))


def _marked(value: ast.expr) -> list[ast.expr]:
    """Return the arguments of the calls of `Message`."""
    calls = (part for part in ast.walk(value) if isinstance(part, ast.Call) and _is_message_type(part.func))
    return [argument for call in calls for argument in call.args]


def _string_constants(value: ast.expr) -> Iterator[Any]:
    expressions = value.values if isinstance(value, ast.Dict) else [value]
    for expression in expressions:
        yield from (
            leaf for leaf in ast.walk(expression) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
        )
