"""The rows of `rules.yaml`, and of `rules:` in an archive.yaml: read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import msgspec


class RuleExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One test of a row: what the row makes of the address `before`."""

    before: str
    after: str


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    hosts: tuple[str, ...] = ()
    """With their subdomains; `google.*` is google.com, google.de, google.com.ua, …; a longer host has precedence."""
    source: str = ""
    """Where the fact is documented."""
    tests: tuple[RuleExample, ...] = ()


class ParameterRule(_Rule, frozen=True):
    """A parameter that names no document, only how its reader came there. Without hosts: on every host."""

    name: str
    """Whole, in any case; `utm_*` is every name that begins so."""


WrapperForm = Literal[
    "parameter", "query", "path", "segment", "signed", "bing", "turbo", "translate", "defense2", "defense3"
]
"""How a wrapper writes its target; `wrappers.py` has a reader for each."""


class WrapperRule(_Rule, frozen=True):
    """An address that only sends its reader on to another."""

    paths: tuple[str, ...] = ("/*",)
    """Whole, without a closing slash; `/amp/s/*` is every path that begins so."""
    form: WrapperForm = "parameter"
    names: tuple[str, ...] = ()
    """Of the parameters or path segments that may hold the target, likeliest first."""
    scheme: str = ""
    """Put before a target that is written without one; empty where that is not its custom."""
    relative: bool = False
    """The target may be written relative to the wrapper."""


class AliasRule(_Rule, frozen=True):
    """Hosts that serve the documents of another under the same paths; folded for look-up alone."""

    of: str


class HostKindRule(_Rule, frozen=True):
    """Hosts all of whose addresses are of one kind."""

    kind: Literal["shortener", "social"]
    paths: tuple[str, ...] = ("/*",)


class RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rows. Picklable."""

    parameters: tuple[ParameterRule, ...] = ()
    fragments: tuple[ParameterRule, ...] = ()
    """What is a parameter after a `#`, on any host."""
    wrappers: tuple[WrapperRule, ...] = ()
    aliases: tuple[AliasRule, ...] = ()
    kinds: tuple[HostKindRule, ...] = ()

    def __add__(self, other: RuleTable) -> RuleTable:
        return RuleTable(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


def parse_rules(rows: object) -> RuleTable:
    """The rows of a file, as YAML read them.

    Raises:
        ValueError: names the row and what is wrong with it.
    """
    try:
        table = msgspec.convert({} if rows is None else rows, RuleTable)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise ValueError(f"{where.rstrip('`') or 'the rules'}: {what}") from None
    for section in table.__struct_fields__:
        for number, row in enumerate(getattr(table, section)):
            for fault in _faults(row):
                raise ValueError(f"{section}[{number}]: {fault}")
    return table


_TOO_COMMON: Final = frozenset({"cid", "from", "id", "page", "q", "ref", "s", "sid", "source", "t", "uid", "url", "v"})
_NAMED: Final = frozenset({"parameter", "segment", "signed", "bing", "defense2"})


def _faults(row: _Rule) -> Iterator[str]:
    yield from (f"{host[:60]!r} is not a host; write it as `news.example`" for host in row.hosts if not _is_host(host))
    if isinstance(row, ParameterRule):
        yield from _faults_of_name(row)
    elif not row.hosts:
        yield "it names no hosts"
    if isinstance(row, WrapperRule | HostKindRule):
        yield from (f"the path {path[:60]!r} does not begin with a slash" for path in row.paths if path[:1] != "/")
    if isinstance(row, WrapperRule) and row.form in _NAMED and not row.names:
        yield f"the form {row.form!r} needs names"
    if isinstance(row, WrapperRule) and row.form == "path" and not all(path.endswith("/*") for path in row.paths):
        yield "the form 'path' needs paths that end in `/*`"


def _faults_of_name(row: ParameterRule) -> Iterator[str]:
    stem = row.name.removesuffix("*")
    if not stem or "*" in stem or (stem != row.name and len(stem) < 3):
        yield f"the name {row.name[:60]!r} would match too much"
    elif not row.hosts and row.name.lower() in _TOO_COMMON:
        yield f"{row.name!r} names documents on many sites; say on which hosts it does not"


def _is_host(host: str) -> bool:
    labels = host.removesuffix(".*").split(".")
    return host == host.lower() and all(label.replace("-", "a").isalnum() and label.isascii() for label in labels)
