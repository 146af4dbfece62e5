"""YAML that strangers wrote: plain values with their places, never code, never a bomb, never an exception."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

import yaml
from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.yaml import fast_path
from kursk_archive.yaml.fast_path import WORDS
from kursk_archive.yaml.located import MAX_DEPTH, Located, LocatedData, PlainValue, strip_control_characters, to_mapping
from kursk_archive.yaml.messages import FORBIDDEN_CHARACTER, explain_yaml_error

__all__ = ["PlainValue", "Located", "read_yaml"]

MAX_EXPANSION = 100_000
"""Characters and nodes that all aliases together may add to what is written."""


def read_yaml(
    text: str, path: str, first_line: int = 1, code: str = "frontmatter"
) -> tuple[Mapping[str, Located] | None, tuple[Finding, ...]]:
    """Read one YAML document that is a mapping.

    Args:
        text: the document; its lines end with `\\n`.
        path: for the findings' locations.
        first_line: the file's line on which the text begins.
        code: of the finding if the text is not such a document.

    Returns:
        The mapping, empty where the text is, with a finding `key-duplicate` for each key that is written twice; or None
        with the one finding that says why: `code` (not YAML, not a mapping), `yaml-tag`, `yaml-bomb`.
    """
    short = fast_path.read(text, first_line)
    return (short, ()) if short is not None else _at_length(text, path, first_line, code)


def _at_length(
    text: str, path: str, first_line: int, code: str
) -> tuple[Mapping[str, Located] | None, tuple[Finding, ...]]:
    """By libyaml, whatever the text."""
    reader = _Reader(text, path, first_line, code)
    try:
        return reader.mapping(), tuple(reader.findings)
    except _Refused as refusal:
        return None, (refusal.args[0],)


class _Refused(Exception):  # noqa: N818 - not an error: it never leaves this module
    """Carries the finding that ends the reading."""


class _Node(Struct, frozen=True):
    value: Located
    size: int
    """Nodes and characters, aliases written out."""
    depth: int = 0


class _Open(Struct):
    """A list or a mapping that is not closed yet; a mapping's keys and values stand in turn."""

    event: yaml.CollectionStartEvent
    children: list[_Node] = []


class _Reader:
    """Builds values from libyaml's events, without recursion."""

    def __init__(self, text: str, path: str, first_line: int, code: str) -> None:
        self.text, self.path, self.first_line, self.code = text, path, first_line, code
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.findings: list[Finding] = []
        self.anchors: dict[str, _Node | None] = {}
        """None while the list or mapping is open."""
        self.expansion = 0

    def mapping(self) -> Mapping[str, Located]:
        top = self._document()
        if top.data is None:
            return {}
        if not isinstance(top.data, Mapping):
            raise self._refuse(self.code, "lines of the form `key: value` are expected here", (top.line, top.column))
        return top.data

    def _document(self) -> Located:
        stack = [_Open(yaml.SequenceStartEvent(None, None, True))]
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent) and stack[0].children:
                raise self._refuse(self.code, "a second document begins here; only one is read", self._place(event))
            if isinstance(event, yaml.CollectionStartEvent):
                self._open(event, stack)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(stack)
            elif isinstance(event, yaml.ScalarEvent):
                self._add(event, _Node(self._scalar(event), 1 + len(event.value)), stack)
            elif isinstance(event, yaml.AliasEvent):
                stack[-1].children.append(self._alias(event, len(stack)))
        return stack[0].children[0].value if stack[0].children else Located(None)

    def _events(self) -> Iterator[yaml.Event]:
        if bad := FORBIDDEN_CHARACTER.search(self.text):
            message = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
            raise self._refuse(self.code, message, self._spot(bad.start()))
        try:
            yield from yaml.parse(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            message, index = explain_yaml_error(error, self.text)
            raise self._refuse(self.code, message, self._spot(index)) from None

    def _open(self, event: yaml.CollectionStartEvent, stack: list[_Open]) -> None:
        self._refuse_tag(event)
        if len(stack) > MAX_DEPTH:
            raise self._refuse("yaml-bomb", f"this is nested more than {MAX_DEPTH} deep", self._place(event))
        if event.anchor:
            self.anchors[event.anchor] = None
        stack.append(_Open(event))

    def _scalar(self, event: yaml.ScalarEvent) -> Located:
        text = strip_control_characters(event.value)
        if text != event.value:
            place = Location(self.path, *self._place(event))
            message = "an escape in this value stands for a control character"
            self.findings.append(make_finding("control-character", place, message))
        return self._value(event, WORDS.get(text, text) if event.implicit[0] else text)

    def _close(self, stack: list[_Open]) -> None:
        done = stack.pop()
        values = [child.value for child in done.children]
        is_list = isinstance(done.event, yaml.SequenceStartEvent)
        data = tuple(values) if is_list else self._entries(values[::2], values[1::2])
        size = 1 + sum(child.size for child in done.children)
        depth = 1 + max((child.depth for child in done.children), default=0)
        self._add(done.event, _Node(self._value(done.event, data), size, depth), stack)

    def _add(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent, node: _Node, stack: list[_Open]) -> None:
        self._refuse_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        stack[-1].children.append(node)

    def _alias(self, event: yaml.AliasEvent, depth: int) -> _Node:
        name = f"{event.anchor}"
        if name not in self.anchors:
            raise self._refuse(self.code, f"nothing above is named `&{name[:60]}`", self._place(event))
        node = self.anchors[name]
        if node is None:
            raise self._refuse("yaml-bomb", f"`*{name[:60]}` stands inside of what it repeats", self._place(event))
        self.expansion += node.size
        if self.expansion > MAX_EXPANSION or depth + node.depth > MAX_DEPTH:
            raise self._refuse("yaml-bomb", f"`*{name[:60]}` and its like repeat too much", self._place(event))
        return _Node(self._value(event, node.value.data), node.size, node.depth)

    def _entries(self, keys: list[Located], values: list[Located]) -> Mapping[str, Located]:
        pairs = [
            (self._name(key), replace(value, line=key.line, column=key.column))
            for key, value in zip(keys, values, strict=True)
        ]
        entries, findings = to_mapping(pairs, self.path)
        self.findings += findings
        return _merge(entries)

    def _name(self, key: Located) -> str:
        if isinstance(key.data, (tuple, Mapping)):
            raise self._refuse(self.code, "a list or a mapping cannot be a key", (key.line, key.column))
        return key.data if isinstance(key.data, str) else {True: "true", False: "false", None: ""}[key.data]

    def _value(self, event: yaml.Event, data: LocatedData) -> Located:
        return Located(data, *self._place(event))

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        return self._spot(event.start_mark.index if event.start_mark else 0)

    def _spot(self, index: int) -> tuple[int, int]:
        """Line and column; libyaml's own lines end at U+0085 and U+2028 too, an editor's do not."""
        row = bisect_left(self.breaks, index)
        return self.first_line + row, index - (self.breaks[row - 1] if row else -1)

    def _refuse_tag(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent) -> None:
        if event.tag:
            message = f"the tag `{event.tag[:60]}` asks for more than a plain value"
            raise self._refuse("yaml-tag", message, self._place(event))

    def _refuse(self, code: str, message: str, spot: tuple[int, int]) -> _Refused:
        return _Refused(make_finding(code, Location(self.path, *spot), message))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _merge(entries: dict[str, Located]) -> dict[str, Located]:
    """Lay what `<<` names under the mapping's own entries, as YAML 1.1 has it."""
    below = entries.get("<<", Located(None))
    sources = below.data if isinstance(below.data, tuple) else (below,)
    mappings = [source.data for source in sources if isinstance(source.data, Mapping)]
    if not mappings:
        return entries
    merged = {key: value for source in reversed(mappings) for key, value in source.items()}
    return merged | {key: value for key, value in entries.items() if key != "<<"}
