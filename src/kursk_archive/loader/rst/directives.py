"""Directives and roles of Nikola and Pelican as links, figures or text; those that are not known as their text.

docutils looks directives and roles up in tables of the process, so these are exchanged while one text is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en

from kursk_archive.loader.markdown_body.embeds import embed_table, fill_address

_DIRECTIVE = re.compile(
    r"(?:^|[\s|])\.\.[ \t]+(?:\|[^|\n]{1,200}\|[ \t]+)?([A-Za-z][\w:+.-]{0,60}?)[ \t]?::(?=\s|$)", re.MULTILINE
)
_ROLE = re.compile(r":([A-Za-z][\w+.:-]{0,60}?):`|`:([A-Za-z][\w+.:-]{0,60}?):")
_EMBEDDED = re.compile(
    r"<(?:iframe|embed|video|audio|source|a)\b[^<>]{0,1000}?\s(?:src|href)\s{0,9}=\s{0,9}[\"']((?:https?:)?//[^\s\"'<>]{1,2000})",
    re.IGNORECASE,
)
_DIRECTIVES: dict[str, Any] = directives._directives  # noqa: SLF001 - those of a text have to be taken out again
_ROLES: dict[str, Any] = roles._roles  # noqa: SLF001
_TITLE_AND_TARGET = re.compile(r"(?P<title>.*?)\s*<(?P<target>[^<>]*)>", re.DOTALL)
_NOTHING = frozenset(
    "class contents default-role header footer meta more post-list post_list sectnum section-numbering target-notes "
    "teaser_end title".split()
)
"""Directives that add nothing that a reader of the article needs."""
_CODE = frozenset("code code-block code_block sourcecode highlight listing-block".split())
_IMAGES = {"thumbnail": "image", "lightbox": "image"}
_FILES = frozenset("listing media doc-file video audio slides".split())
"""Directives whose argument or content names files."""
_RAW = frozenset({"raw"})
_EMBEDS = frozenset(
    "bandcamp dailymotion gist peertube soundcloud soundcloud_playlist ted tweet twitter vimeo youtube".split()
)


class _AnyOptions(dict[str, Callable[[Any], str]]):
    """Options of any name, whose values are texts."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[Any], str]:
        return str


class _AnyDirective(Directive):  # type: ignore[misc] # docutils has no types
    """A directive with any arguments, options and content."""

    optional_arguments: ClassVar[int] = 1
    final_argument_whitespace: ClassVar[bool] = True
    option_spec: ClassVar[Any] = _AnyOptions()
    has_content: ClassVar[bool] = True

    @property
    def argument(self) -> str:
        return " ".join(self.arguments).strip()

    def parse_content(self) -> list[Any]:
        holder = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [*holder.children]


class _NoDirective(_AnyDirective):
    def run(self) -> list[Any]:
        return []


class _TextDirective(_AnyDirective):
    """A directive that is not known: its text."""

    def run(self) -> list[Any]:
        shown = [nodes.paragraph("", self.argument)] if self.argument else []
        return [*shown, *self.parse_content()]


class _CodeDirective(_AnyDirective):
    def run(self) -> list[Any]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text)] if text.strip() else []


class _RawDirective(_AnyDirective):
    """HTML that the generator would have copied: the addresses that it embeds or links to."""

    def run(self) -> list[Any]:
        addresses = dict.fromkeys(_EMBEDDED.findall("\n".join(self.content)))
        return [_link(f"https:{one}" if one.startswith("//") else one) for one in addresses]


class _FileDirective(_AnyDirective):
    """A directive that names files or addresses: links to them."""

    def run(self) -> list[Any]:
        named = [self.argument.split()[0]] if self.argument else []
        return [_link(name) for name in (*named, *(line.strip() for line in self.content)) if name]


class _EmbedDirective(_AnyDirective):
    """A video, a post or a piece of code that another site shows: a link to it."""

    def run(self) -> list[Any]:
        words = self.argument.split() or [line.strip() for line in self.content if line.strip()][:1]
        if not words:
            return []
        shortcodes: Mapping[str, str] = embed_table().shortcodes
        address = fill_address(shortcodes.get(self.name.lower(), ""), words[0])
        return [_link(address)] if "/" in address else [nodes.paragraph("", words[0])]


def _link(address: str) -> Any:
    return nodes.paragraph("", "", nodes.reference("", address, refuri=address))


def _text_role(_name: str, _written: str, text: str, *_: Any, **__: Any) -> tuple[list[Any], list[Any]]:
    """Return the text of a role that is not known."""
    match = _TITLE_AND_TARGET.fullmatch(text)
    shown = match["title"] if match and match["title"] else text
    return [nodes.Text(shown.replace("\0", ""))], []


def _doc_role(_name: str, written: str, text: str, *_: Any, **__: Any) -> tuple[list[Any], list[Any]]:
    """Return the link to another post that Nikola's role `doc` makes of its slug."""
    text = text.replace("\0", "")
    match = _TITLE_AND_TARGET.fullmatch(text)
    title, target = (match["title"], match["target"]) if match else (text, text)
    return [nodes.reference(written, title or target, refuri=f"link://slug/{target}")], []


_KNOWN: Mapping[str, type[Directive]] = {
    **dict.fromkeys(_NOTHING, _NoDirective),
    **dict.fromkeys(_CODE, _CodeDirective),
    **dict.fromkeys(_RAW, _RawDirective),
    **dict.fromkeys(_FILES, _FileDirective),
    **dict.fromkeys(_EMBEDS, _EmbedDirective),
}
_KNOWN_ROLES: Mapping[str, Callable[..., Any]] = {
    "doc": _doc_role,
    "abbr": _text_role,
    "kbd": _text_role,
    "raw": _text_role,
}


@contextmanager
def understood(text: str) -> Iterator[tuple[tuple[int, str], ...]]:
    """Make docutils understand every directive and role of a text; yield line and name of those that are not known.

    Args:
        text: that is going to be parsed, and included texts are not.
    """
    named = _first_lines(text, _DIRECTIVE)
    unknown = [name for name in named if name not in _KNOWN and name not in _IMAGES and name not in en.directives]
    named_roles = _first_lines(text, _ROLE)
    unknown_roles = [name for name in named_roles if name not in _KNOWN_ROLES and name not in en.roles]
    images = {name: directives.directive(target, en, None)[0] for name, target in _IMAGES.items()}
    table = {**dict.fromkeys(unknown, _TextDirective), **images, **_KNOWN}
    role_table = {**dict.fromkeys(unknown_roles, _text_role), **_KNOWN_ROLES}
    old_directives, old_roles = {**_DIRECTIVES}, {**_ROLES}
    english = {**en.directives}
    try:
        for name in table:
            en.directives[name] = name
        _DIRECTIVES.update(table)
        _ROLES.update(role_table)
        yield (
            *((named[name], f"directive `{name[:40]}`") for name in unknown),
            *((named_roles[name], f"role `{name[:40]}`") for name in unknown_roles),
        )
    finally:
        _restore(_DIRECTIVES, old_directives)
        _restore(_ROLES, old_roles)
        _restore(en.directives, english)


def _first_lines(text: str, pattern: re.Pattern[str]) -> dict[str, int]:
    """Map each name that a pattern finds, in lower case, to the line where it stands first."""
    lines: dict[str, int] = {}
    line, position = 1, 0
    for match in pattern.finditer(text):
        start = match.start(match.lastindex or 0)
        line, position = line + text.count("\n", position, start), start
        lines.setdefault(match[match.lastindex or 0].lower(), line)
    return lines


def _restore(table: dict[Any, Any], before: dict[Any, Any]) -> None:
    table.clear()
    table.update(before)
