"""Changes the text of a sidecar: adds repairs, sets fields. Its comments, order and notation stay as they are.

YAML libraries that keep comments change other things: quotes, widths of lines, indentation. So the text is inserted at
the place that the parser's events name. Whoever writes the result compares what it says with what the text said before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from textwrap import indent

import yaml
from msgspec import Struct, field

from kursk_archive.core.text import NOT_IN_YAML
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD, MetadataEntry, fold_key, states_field
from kursk_archive.yaml.located import MAX_DEPTH, Located, PlainValue

MAX_CHARACTERS = 1_000_000
"""Of a text that is changed."""
Rows = Sequence[Mapping[str, str | int]]
"""Repairs, by the names of `Repair`'s fields."""


class SidecarTextError(Exception):
    """Says why a sidecar cannot be added to. The message continues `it`."""


class _Node(Struct):
    """A value of the text."""

    kind: str
    """`map`, `seq`, `scalar` or `alias`."""
    start: int
    """Offset, in characters."""
    column: int
    """0-based."""
    is_flow: bool = False
    end: int = 0
    value: str = ""
    is_plain: bool = False
    children: list[_Node] = field(default_factory=list)
    """Of a mapping: key, value, key, value."""

    @property
    def is_null(self) -> bool:
        return self.kind == "scalar" and self.is_plain and self.value in ("", "~", "null", "Null", "NULL")

    def find(self, name: str, *, folded: bool) -> tuple[_Node, _Node] | None:
        """Return a key of a mapping, with its value."""
        for key, value in zip(self.children[::2], self.children[1::2], strict=True):
            if key.kind == "scalar" and (fold_key(key.value) == fold_key(name) if folded else key.value == name):
                return key, value
        return None


def add_repairs(text: str, key: str, rows: Rows) -> str:
    """Return the text of a sidecar with repairs added behind those that it has.

    Args:
        text: of the sidecar; empty if there is none yet.
        key: of the article in a capture with several; empty if the capture is the article.
        rows: the repairs.

    Raises:
        SidecarTextError: it is not known where they belong.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    if len(text) > MAX_CHARACTERS or "\r" in text.replace("\r\n", ""):
        raise SidecarTextError("is too large, or has line breaks of an old kind")
    root = _parse(text)
    names = ("articles", key, "links") if key else ("links",)
    if root is None or (root.is_null and root.start == root.end):
        return _insert(text, len(text), _block(_nest(names, list(rows))), newline)
    return _add(text, root, names, rows, newline)


# Fields


def set_fields(text: str, key: str, fields: Mapping[str, PlainValue]) -> str:
    """Return the text of a sidecar that states these fields.

    Args:
        text: of the sidecar; empty if there is none yet.
        key: of the article in a capture with several; empty if the capture is the article.
        fields: field → its value; None removes the value and leaves the key.

    Raises:
        SidecarTextError: it is not known where they belong.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    if len(text) > MAX_CHARACTERS or "\r" in text.replace("\r\n", ""):
        raise SidecarTextError("is too large, or has line breaks of an old kind")
    for name, value in fields.items():
        text = _set(text, ("articles", key) if key else (), name, value, newline)
    return text


def _set(text: str, above: Sequence[str], name: str, value: PlainValue, newline: str) -> str:
    """Set a field below the keys `above`."""
    node = _parse(text)
    if node is None or (node.is_null and node.start == node.end):
        return _insert(text, len(text), _field_block(_nest((*above, name), value)), newline)
    for depth, step in enumerate((*above, "")):
        if node.kind != "map":
            raise SidecarTextError(f"has something else than a mapping above `{name}`")
        found = node.find(step, folded=False) if step else None
        if step and found is None:
            return _append_entry(text, node, _nest((*above[depth:], name), value), newline)
        if found and found[1].is_null:
            entry = indent(_field_block(_nest((*above[depth + 1 :], name), value)), " " * (found[0].column + 2))
            if node.is_flow or found[1].value:
                raise SidecarTextError(f"has something else than a mapping above `{name}`")
            return _insert(text, _after_line(text, found[0].end), entry, newline)
        node = found[1] if found else node
    entries = _entries_of(node, name)
    if not entries:
        return _append_entry(text, node, {name: value}, newline)
    is_taken_back = value in ([], None, "none", "unknown")
    counts_alone = name not in _COLLECTED and name != "status" and not is_taken_back
    changes = [
        (own, old, [] if name in _COLLECTED and own is not entries[0][0] else _value_for_key(own, name, value))
        for own, old in (entries[:1] if counts_alone else entries)
    ]
    for own, old, new in sorted(changes, key=lambda change: change[0].start, reverse=True):
        text = _replace(text, own, old, new, newline, is_flow=node.is_flow)
    return text


_COLLECTED = frozenset({"topics", "places", "aliases", "translations"})
"""Fields that have the values of all their keys."""


def _entries_of(node: _Node, name: str) -> list[tuple[_Node, _Node]]:
    """Return the keys of a mapping that state a field, with their values; the one that counts comes first."""
    pairs = zip(node.children[::2], node.children[1::2], strict=True)
    entries = [(own, value) for own, value in pairs if own.kind == "scalar" and _states(own, value, name)]
    order = ALIASES_BY_FIELD[name]
    return sorted(entries, key=lambda entry: order.index(fold_key(entry[0].value)))


def _states(own: _Node, value: _Node, name: str) -> bool:
    data = value.value if value.kind == "scalar" else ()
    return states_field(MetadataEntry(own.value, fold_key(own.value), Located(data)), name)


def _value_for_key(own: _Node, name: str, value: PlainValue) -> PlainValue:
    """Return a status as its key states it: `draft: true` is `status: withheld`."""
    folded = fold_key(own.value)
    if name != "status" or folded in ("status", "visibility") or value is None:
        return value
    return (value == "published") == (folded in ("published", "url", "permalink"))


def _replace(text: str, own: _Node, old: _Node, value: PlainValue, newline: str, *, is_flow: bool) -> str:
    """Replace a value. Of a list in lines, only the lines that differ are."""
    if old.kind == "seq" and not old.is_flow and isinstance(value, list) and value:
        return _replace_items(text, old, value, newline)
    written = "" if value is None else _flow(value) if is_flow else write_inline(value)
    if old.kind == "scalar" and old.start == old.end:
        return f"{text[: old.start]}{' ' if written else ''}{written}{text[old.end :]}"
    if old.kind in ("seq", "map") and not old.is_flow:
        end = _after(text, old)
        colon = text.index(":", own.end) + 1
        head = text[colon : old.start].partition("\n")[0].rstrip()  # a comment behind the key
        space = " " if written else ""
        comments = "".join(line for line in text[old.start : end].splitlines(True) if line.lstrip().startswith("#"))
        return f"{text[:colon]}{space}{written}{head}{newline}{comments}{text[end:]}"
    ending = newline if text[old.end - 1 : old.end] == "\n" else ""
    return f"{text[: old.start]}{written}{ending}{text[old.end :]}"


def _replace_items(text: str, old: _Node, items: Sequence[PlainValue], newline: str) -> str:
    """Replace the items of a list in lines; those that stay keep their lines with the comments."""
    starts = [text.rfind("\n", 0, item.start) + 1 for item in old.children]
    ends = [_after(text, item) if item.children else _after_line(text, item.end) for item in old.children]
    if any(text[start : item.start].strip() != "-" for start, item in zip(starts, old.children, strict=True)):
        raise SidecarTextError("has a notation of a list that cannot be changed")
    matcher = SequenceMatcher(
        None, [_flow(_plain(item)) for item in old.children], [*map(_flow, items)], autojunk=False
    )
    for tag, i, j, first, last in reversed(matcher.get_opcodes()):
        if tag == "equal":
            continue
        lines = indent(_block([*items[first:last]]), " " * old.column) if last > first else ""
        position = starts[i] if i < j or not i else ends[i - 1]
        for number in range(j - 1, i - 1, -1):
            text = text[: starts[number]] + text[ends[number] :]
        text = _insert(text, position, lines, newline) if lines else text
    return text


def _plain(node: _Node) -> PlainValue:
    """Return a value with all its scalars as texts."""
    if node.kind == "seq":
        return [*map(_plain, node.children)]
    if node.kind == "map":
        pairs = zip(node.children[::2], node.children[1::2], strict=True)
        return {key.value: _plain(value) for key, value in pairs}
    return node.value


def write_inline(value: PlainValue) -> str:
    """Write a value in one line, as an archivist would."""
    if isinstance(value, bool):
        return f"{value}".lower()
    if isinstance(value, str) and (_DATE.fullmatch(value) or "\n" in value):
        return value if _DATE.fullmatch(value) else _flow(value)
    if isinstance(value, str):
        return yaml.safe_dump({"k": value}, allow_unicode=True, width=10**9)[3:].rstrip("\n")
    return _flow(value)


def _field_block(value: object) -> str:
    """Write fields in lines; dates without the quotes that our reader needs none of."""
    return _QUOTED_DATE.sub(r"\1", _block(value))


_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_QUOTED_DATE = re.compile(rf"(?m)(?<=: )'({_DATE.pattern})'$")


# Repairs


def _add(text: str, node: _Node, names: Sequence[str], rows: Rows, newline: str) -> str:
    """Add repairs below a mapping."""
    for depth, name in enumerate(names):
        if node.kind != "map":
            raise SidecarTextError(f"has something else than a mapping above `{name[:60]}`")
        found = node.find(name, folded=name == "links")
        if found is None:
            return _append_entry(text, node, _nest(names[depth:], list(rows)), newline)
        own, value = found
        if value.is_null:
            below = _nest(names[depth + 1 :], list(rows))
            if node.is_flow:
                return f"{text[: value.start]} {_flow(below)}{text[value.end :]}"
            block = indent(_block(below), " " * (own.column + 2))
            text = f"{text[: value.start].rstrip(' ')}{text[value.end :]}" if value.value else text
            return _insert(text, _after_line(text, own.end), block, newline)
        node = value
    if node.kind == "map":
        changed = _to_list(text, node)
        root = _parse(changed)
        assert root is not None  # noqa: S101 - for the type checker: it has a mapping
        return _add(changed, root, names, rows, newline) if _list_of(root, names) else changed
    if node.kind != "seq":
        raise SidecarTextError("has something else than a list in `links`")
    if node.is_flow:
        between = ", " if node.children else ""
        return f"{text[: node.end - 1]}{between}{', '.join(map(_flow, rows))}{text[node.end - 1 :]}"
    return _insert(text, _after(text, node), indent(_block(list(rows)), " " * node.column), newline)


def _list_of(root: _Node, names: Sequence[str]) -> bool:
    """Return True if the mapping became a list; if not, adding to it would never end."""
    node = root
    for name in names:
        found = node.find(name, folded=name == "links") if node.kind == "map" else None
        if found is None:
            raise SidecarTextError("has a notation of `links` that cannot be added to")
        node = found[1]
    if node.kind != "seq":
        raise SidecarTextError("has a notation of `links` that cannot be added to")
    return True


def _nest(names: Sequence[str], value: object) -> object:
    for name in reversed(names):
        value = {name: value}
    return value


def _append_entry(text: str, node: _Node, entry: object, newline: str) -> str:
    if node.is_flow:
        between = ", " if node.children else ""
        return f"{text[: node.end - 1]}{between}{_flow(entry)[1:-1]}{text[node.end - 1 :]}"
    return _insert(text, _after(text, node), indent(_field_block(entry), " " * node.column), newline)


def _to_list(text: str, node: _Node) -> str:
    """Return the text with a mapping `TEXT: HREF` in the notation of a list: `- text: TEXT`, `href: HREF`."""
    before, between, after = ("{text: ", ", href: ", "}") if node.is_flow else ("- text: ", "", "")
    if not node.is_flow:
        between = f"\n{' ' * (node.column + 2)}href: "
    edits = []
    for key, value in zip(node.children[::2], node.children[1::2], strict=True):
        separator = text[key.end : value.start]
        if key.kind != "scalar" or value.kind != "scalar" or value.is_null or separator.strip() != ":":
            raise SidecarTextError("has a notation of `links` that cannot be added to")
        edits += [(key.start, key.start, before), (key.end, value.start, between), (value.end, value.end, after)]
    if node.is_flow:
        edits = [(node.start, node.start + 1, "["), *edits, (node.end - 1, node.end, "]")]
    for start, end, replacement in reversed(edits):
        text = f"{text[:start]}{replacement}{text[end:]}"
    return text


def _insert(text: str, position: int, lines: str, newline: str) -> str:
    before = text[:position]
    if before and not before.endswith("\n"):
        before += newline
    return before + lines.replace("\n", newline) + text[position:]


def _after(text: str, node: _Node) -> int:
    """Return the offset behind the last line of a collection, and behind the comments that belong to it."""
    last = node
    while last.children and not last.is_flow:
        last = last.children[-1]
    position = _after_line(text, last.end)
    while (comment := _COMMENT.match(text, position)) and len(comment[1]) > node.column:
        position = comment.end()
    return position


def _after_line(text: str, position: int) -> int:
    """Return the offset of the next line; a block of lines ends at the start of one already."""
    if position and text[position - 1] == "\n":
        return position
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


_COMMENT = re.compile(r"([ ]*)#[^\n]*\n?")


def _block(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**9)


def _flow(value: object) -> str:
    """Write a value in one line, as JSON with nothing that YAML does not allow."""
    text = json.dumps(value, ensure_ascii=False)
    return NOT_IN_YAML.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _parse(text: str) -> _Node | None:
    """Return the tree of the only document; None if it is empty.

    Raises:
        SidecarTextError: it cannot be read.
    """
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop().end = event.end_mark.index if event.end_mark else 0
            elif isinstance(event, yaml.NodeEvent):
                node = _node(event)
                (open_nodes[-1].children if open_nodes else roots).append(node)
                if isinstance(event, yaml.CollectionStartEvent):
                    open_nodes.append(node)
                    if len(open_nodes) > MAX_DEPTH:
                        raise SidecarTextError("nests too deeply")
    except yaml.YAMLError as error:
        raise SidecarTextError("cannot be read as YAML") from error
    if len(roots) > 1:
        raise SidecarTextError("holds several documents")
    return roots[0] if roots else None


def _node(event: yaml.NodeEvent) -> _Node:
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None  # noqa: S101, PT018 - for the type checker: the parser sets them
    if isinstance(event, yaml.CollectionStartEvent):
        kind = "map" if isinstance(event, yaml.MappingStartEvent) else "seq"
        return _Node(kind, start.index, start.column, bool(event.flow_style))
    if isinstance(event, yaml.ScalarEvent):
        is_plain = event.style is None and event.tag is None
        return _Node("scalar", start.index, start.column, end=end.index, value=event.value, is_plain=is_plain)
    return _Node("alias", start.index, start.column, end=end.index)
