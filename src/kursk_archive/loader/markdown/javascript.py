"""Read the constants of a program in JavaScript or TypeScript: settings, frontmatter. The program is never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from msgspec import Struct

_MAX_CHARS = 262_144
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\$]|\\.)*`)"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<sign>\?\.|\?\?|\.\.\.|[{}\[\],:=?;])",
    re.DOTALL,
)

Constant = str | bool | None
"""A value that the program writes down; None for one that only running it would tell."""


class JsObject(Struct):
    """An object or an array of the program."""

    members: dict[str, Constant | JsObject]
    items: list[Constant | JsObject]
    pending: str = ""
    """The key or the constant whose value comes next."""
    is_array: bool = False

    def text(self, name: str) -> str:
        value = self.members.get(name)
        return value.strip() if isinstance(value, str) else ""

    def child(self, name: str) -> JsObject:
        """Return the object that a key holds; an empty one if it holds none."""
        value = self.members.get(name)
        return value if isinstance(value, JsObject) else JsObject({}, [])


def read_javascript_objects(program: str) -> list[JsObject]:
    """Return every object and array that a program writes down, the outer ones first.

    A name stands for the constant that the program gave it above. A value that depends on a condition is None. Anything
    that is no JavaScript gives no objects.
    """
    if len(program) > _MAX_CHARS:
        return []
    top = JsObject({}, [])
    found, stack = [top], [top]
    previous = "{"
    tokens = [match for match in _TOKEN.finditer(program) if not match["comment"]]
    for match, following in zip_longest(tokens, tokens[1:]):
        after = following[0] if following else ""
        written, inner = match[0], stack[-1]
        if written in ("{", "["):
            made = JsObject({}, [], is_array=written == "[")
            _add(inner, made)
            found.append(made)
            stack.append(made)
        elif written in ("}", "]"):
            _end_value(inner)
            if len(stack) > 1:
                stack.pop()
        elif written in (",", ";"):
            _end_value(inner)
        elif _is_name_of_value(match, previous, after, inner):
            inner.pending = _unquote(written)
        else:
            _read_value(match, previous, after, inner, top)
        previous = written
    return found


def _is_name_of_value(match: re.Match[str], previous: str, after: str, holder: JsObject) -> bool:
    if match["sign"]:
        return False
    is_key = after == ":" and not holder.is_array and previous in ("{", ",")
    return is_key or (after == "=" and previous in ("const", "let", "var"))


def _read_value(match: re.Match[str], previous: str, after: str, holder: JsObject, top: JsObject) -> None:
    written = match[0]
    if match["text"]:
        _add(holder, _unquote(written))
    elif written in ("true", "false"):
        _add(holder, written == "true")
    elif written == "?" and holder.pending:
        _end_value(holder)
    elif previous in (":", "=") and after in (",", "}", ";", "as") and top.members.get(written) is not None:
        _add(holder, top.members[written])


def _add(holder: JsObject, value: Constant | JsObject) -> None:
    """Add a value to an object or an array. The first one counts; what follows it is another part of an expression."""
    if holder.pending:
        holder.members.setdefault(holder.pending, value)
    elif holder.is_array:
        holder.items.append(value)


def _end_value(holder: JsObject) -> None:
    if holder.pending:
        holder.members.setdefault(holder.pending, None)
    holder.pending = ""


def _unquote(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL) if token[0] in "'\"`" else token


def named_options(objects: list[JsObject], pattern: str) -> Iterator[JsObject]:
    """Yield the options of the plugins whose name matches: `["NAME", {…}]`."""
    for one in objects:
        if one.is_array and one.items and isinstance(one.items[0], str) and re.search(pattern, one.items[0]):
            yield next((item for item in one.items[1:] if isinstance(item, JsObject)), JsObject({}, []))
