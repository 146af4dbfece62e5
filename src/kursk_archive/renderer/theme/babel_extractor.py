"""Collects for the catalogues what Babel does not find by itself: the constants that the pages say.

Only `make messages` and the tests use this.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

BabelMessage = tuple[int, str, str, list[str]]
"""Line, name of a function, text, comments: as Babel takes them."""


def extract_constants(file: IO[bytes], *_: object, **__: object) -> Iterator[BabelMessage]:
    """The texts of a module's constants whose type names `Message`: `KINDS: Mapping[LinkKind, Message] = {…}`.

    Of a mapping those are its values. Babel passes its extractors more than this one needs: keywords, tags, options.
    """
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.AnnAssign) and node.value and _is_message_type(node.annotation):
            yield from ((one.lineno, "gettext", one.value, []) for one in _string_constants(node.value))


def _is_message_type(annotation: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "Message" for one in ast.walk(annotation))


def _string_constants(value: ast.expr) -> Iterator[Any]:
    held = value.values if isinstance(value, ast.Dict) else [value]
    for one in held:
        yield from (leaf for leaf in ast.walk(one) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))
