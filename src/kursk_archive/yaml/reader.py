"""Read untrusted YAML into plain values with positions: it runs no code, expands no bomb and raises no exception.

Values are built from the parser's events, not from `yaml.compose`: with libyaml that recurses without a bound, and
100,000 opening brackets crash the interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.text import NOT_IN_YAML
from kursk_archive.yaml.located import MAX_DEPTH, Located, LocatedData, strip_control_characters, to_mapping
from kursk_archive.yaml.messages import explain_yaml_error

MAX_EXPANSION = 100_000
"""Characters and nodes that all aliases together may add to the text."""

_LITERALS: Mapping[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "NULL", "~", ""), None),
}
"""Unquoted scalars that are not text."""
_UNQUOTED_ESCAPE = re.compile(r"^([\w-]+: +)(%[0-9A-Fa-f]{2}[^\s'\"]*)(?=[ \t]*$)", re.MULTILINE)
"""A percent-encoded slug. Exporters leave out the quotation marks that YAML requires around it."""
_NODE_EVENTS = (yaml.AliasEvent, yaml.ScalarEvent, yaml.CollectionStartEvent)
_LITERAL_KEYS = {True: "true", False: "false", None: ""}
_NOT_PRINTABLE_ASCII = re.compile("[^\n\x20-\x7e]")
_ODD_LINE_BREAKS = re.compile("[\r\x85\u2028\u2029]")
"""libyaml ends lines at these too, editors do not."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        The mapping, empty if the text is, with a finding `key-duplicate` for each repeated key; or None with the one
        finding that says why: `code` (not YAML, not a mapping), `yaml-tag`, `yaml-bomb`.
    """
    mapping, findings = _read(text, path, first_line, code)
    if mapping is not None or code != "frontmatter":  # other files are an archivist's, who can mend them
        return mapping, findings
    quoted, lines = quote_values(text)
    if not lines:
        return mapping, findings
    again, others = _read(quoted, path, first_line, code)
    if again is None:
        return mapping, findings
    unquoted = (_unquoted_finding(path, first_line + line) for line in lines)
    return again, (*unquoted, *others)


def _read(text: str, path: str, first_line: int, code: str) -> tuple[Mapping[str, Located] | None, tuple[Finding, ...]]:
    reader = _Reader(text, path, first_line, code)
    try:
        return reader.read(), tuple(reader.findings)
    except _RefusalError as refusal:
        return None, (refusal.args[0],)


_MUST_BE_QUOTED = re.compile(r"(?P<key>[A-Za-z_][\w-]*: +)(?P<value>[%@`].*|[^\s'\"\[\]{}|>&*!%@`#,?-][^#]*: .*)")


def quote_values(text: str) -> tuple[str, list[int]]:
    """Quote the values of top-level keys that mean one thing to whoever wrote them and nothing in YAML.

    Those are `title: The strike: day one` and `author: @jane`, as exports write them.

    Returns:
        The text, and the indexes of the lines that were changed, from 0.
    """
    lines, changed = text.split("\n"), []
    for index, line in enumerate(lines):
        if match := _MUST_BE_QUOTED.fullmatch(line.rstrip()):
            lines[index] = match["key"] + "'" + match["value"].replace("'", "''") + "'"
            changed.append(index)
    return "\n".join(lines), changed


def _unquoted_finding(path: str, line: int) -> Finding:
    return make_finding("yaml-unquoted", Location(path, line, 1), "a value that YAML wants quoted is read as text")


class _RefusalError(Exception):
    """Carries the finding that ends the reading. Never leaves this module."""


_Node = tuple[Located, int, int]
"""A value; its size, in nodes and characters with aliases expanded; the levels of nesting below it."""


class _Reader:
    def __init__(self, text: str, path: str, first_line: int, code: str) -> None:
        self.text = _UNQUOTED_ESCAPE.sub(r"\1'\2'", text) if ": %" in text else text
        self.path, self.first_line, self.code = path, first_line, code
        is_printable_ascii = _NOT_PRINTABLE_ASCII.search(text) is None
        self.has_odd_line_breaks = not is_printable_ascii and _ODD_LINE_BREAKS.search(text) is not None
        self.may_hold_controls = not is_printable_ascii or "\\" in text
        self.findings: list[Finding] = []
        self.events: Iterator[yaml.Event] = iter(())
        self.anchors: dict[str, _Node | None] = {}
        """None while the list or mapping is open."""
        self.expansion = 0

    def read(self) -> Mapping[str, Located]:
        if self.may_hold_controls and (forbidden := NOT_IN_YAML.search(self.text)):
            message = f"character U+{ord(forbidden[0]):04X} is not allowed in YAML"
            raise self._refusal(self.code, message, self._position_at(forbidden.start()))
        try:
            self.events = iter(_LOADER(self.text).get_event, None)
            document = self._document()
        except yaml.MarkedYAMLError as error:
            message, index = explain_yaml_error(error, self.text)
            raise self._refusal(self.code, message, self._position_at(index)) from None
        if document.data is None:
            return {}
        if not isinstance(document.data, Mapping):
            position = (document.line, document.column)
            raise self._refusal(self.code, "expected lines of the form `key: value`", position)
        return document.data

    def _document(self) -> Located:
        document: Located | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and document:
                message = "second YAML document; only one is allowed"
                raise self._refusal(self.code, message, self._position(event))
            if isinstance(event, _NODE_EVENTS):
                document = self._node(event, 1)[0]
        return document or Located(None)

    def _node(self, event: yaml.AliasEvent | yaml.ScalarEvent | yaml.CollectionStartEvent, depth: int) -> _Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if event.tag:
            message = f"tag `{event.tag[:60]}` is not allowed"
            raise self._refusal("yaml-tag", message, self._position(event))
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event), 1 + len(event.value), 0
        else:
            node = self._collection(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Located:
        text = event.value
        if self.may_hold_controls and (text := strip_control_characters(text)) != event.value:
            location = Location(self.path, *self._position(event))
            message = "value contains an escaped control character"
            self.findings.append(make_finding("control-character", location, message))
        return self._located(event, _LITERALS.get(text, text) if event.implicit[0] else text)

    def _collection(self, event: yaml.CollectionStartEvent, depth: int) -> _Node:
        if depth > MAX_DEPTH:
            raise self._refusal("yaml-bomb", f"nested more than {MAX_DEPTH} levels deep", self._position(event))
        if event.anchor:
            self.anchors[event.anchor] = None
        values, size, height = [], 1, 0
        while isinstance(child := next(self.events), _NODE_EVENTS):
            value, child_size, child_height = self._node(child, depth + 1)
            values.append(value)
            size += child_size
            height = max(height, child_height)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        data = tuple(values) if is_list else self._entries(values[::2], values[1::2])
        return self._located(event, data), size, 1 + height

    def _alias(self, event: yaml.AliasEvent, depth: int) -> _Node:
        name = f"{event.anchor}"
        if name not in self.anchors:
            raise self._refusal(self.code, f"no anchor `&{name[:60]}` above this alias", self._position(event))
        node = self.anchors[name]
        if node is None:
            raise self._refusal("yaml-bomb", f"alias `*{name[:60]}` refers to itself", self._position(event))
        value, size, height = node
        self.expansion += size
        if self.expansion > MAX_EXPANSION or depth + height > MAX_DEPTH:
            raise self._refusal(
                "yaml-bomb", f"aliases such as `*{name[:60]}` expand to too much text", self._position(event)
            )
        return self._located(event, value.data), size, height

    def _entries(self, keys: list[Located], values: list[Located]) -> Mapping[str, Located]:
        pairs = [
            (self._key_text(key), Located(value.data, key.line, key.column))
            for key, value in zip(keys, values, strict=True)
        ]
        entries, findings = to_mapping(pairs, self.path)
        self.findings += findings
        return _merge(entries) if "<<" in entries else entries

    def _key_text(self, key: Located) -> str:
        if isinstance(key.data, (tuple, Mapping)):
            raise self._refusal(self.code, "a key cannot be a list or a mapping", (key.line, key.column))
        return key.data if isinstance(key.data, str) else _LITERAL_KEYS[key.data]

    def _located(self, event: yaml.Event, data: LocatedData) -> Located:
        return Located(data, *self._position(event))

    def _position(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        if mark is None or self.has_odd_line_breaks:
            return self._position_at(mark.index if mark else 0)
        return self.first_line + mark.line, mark.column + 1

    def _position_at(self, index: int) -> tuple[int, int]:
        """Return line and column as an editor counts them."""
        return self.first_line + self.text.count("\n", 0, index), index - self.text.rfind("\n", 0, index)

    def _refusal(self, code: str, message: str, position: tuple[int, int]) -> _RefusalError:
        return _RefusalError(make_finding(code, Location(self.path, *position), message))


def _merge(entries: dict[str, Located]) -> dict[str, Located]:
    """Add the entries of the mappings that `<<` names below the mapping's own, as YAML 1.1 specifies."""
    merge = entries.get("<<", Located(None))
    sources = merge.data if isinstance(merge.data, tuple) else (merge,)
    mappings = [source.data for source in sources if isinstance(source.data, Mapping)]
    if not mappings:
        return entries
    merged = {key: value for source in reversed(mappings) for key, value in source.items()}
    return merged | {key: value for key, value in entries.items() if key != "<<"}
