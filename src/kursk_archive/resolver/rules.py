"""What is known of parameters, wrappers and hosts: the rows, compiled for look-up by host."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.resolver.rule_schema import HostKindRule, ParameterRule, RuleTable, WrapperRule
from kursk_archive.resolver.rule_schema import parse_rules as parse_rules

HostRule = ParameterRule | WrapperRule | HostKindRule


class NameSet(Struct, frozen=True):
    """A set of names in lower case, some given by how they begin."""

    whole: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def from_rules(cls, rows: Iterable[ParameterRule]) -> NameSet:
        names = {row.name.lower() for row in rows}
        prefixes = sorted(name[:-1] for name in names if name.endswith("*"))
        return cls(frozenset(name for name in names if not name.endswith("*")), tuple(prefixes))

    def __or__(self, other: NameSet) -> NameSet:
        return NameSet(self.whole | other.whole, tuple(sorted({*self.prefixes, *other.prefixes})))

    def __contains__(self, name: str) -> bool:
        return name in self.whole or name.startswith(self.prefixes)


class HostRules(Struct, frozen=True):
    """What the rows say of one host."""

    parameters: NameSet
    """Those that are removed on every host, too: one look-up for both."""
    wrappers: tuple[WrapperRule, ...] = ()
    wrapper_prefixes: tuple[str, ...] = ()
    """How the paths of its wrappers begin: one question instead of one for each."""
    kinds: tuple[tuple[str, LinkKind], ...] = ()
    """(path pattern, kind), in the order of the rows."""

    def kind_of_path(self, path: str) -> LinkKind | None:
        for pattern, kind in self.kinds:
            if path_matches(pattern, path):
                return kind
        return None


class Rules(Struct, frozen=True):
    """All rows, ready for use. Picklable."""

    table: RuleTable
    fragments: NameSet
    hosts: Mapping[str, HostRules]
    aliases: Mapping[str, str]
    """Host → the host whose documents it serves; that host alone, not its subdomains."""
    country_hosts: Mapping[str, HostRules]
    """First label → what is known of that name under every country's domain: `google`."""
    default_host: HostRules
    """What holds for a host that no row names."""

    def for_host(self, host: str) -> HostRules:
        """What is known of `host`: the longest row that matches by whole labels, with what its parents' rows say."""
        hosts, families = self.hosts, self.country_hosts
        rest = host.removesuffix(".")
        while rest:
            if (found := hosts.get(rest)) is not None:
                return found
            label, _, rest = rest.partition(".")
            if label in families and _is_country(rest):
                return families[label]
        return self.default_host

    def extend(self, rows: object) -> Rules:
        """These rules and further `rows`, in the form of `rules.yaml`, which have precedence.

        Raises:
            ValueError: names the row and what is wrong with it.
        """
        return compile_rules(parse_rules(rows) + self.table)


@cache
def default_rules() -> Rules:
    """The rules that the program ships with."""
    return compile_rules(_read(_TESTS.sub("", _text())))


def with_tests() -> RuleTable:
    """The same rows, and what each shows of itself."""
    return _read(_text())


_TESTS = re.compile(r"^  tests:\n(?: {4}.*\n)+", re.MULTILINE)
"""Three fifths of the file, and of the time that it takes to read: 14 of 23 ms."""


def _text() -> str:
    return Path(__file__).with_name("rules.yaml").read_text("utf-8")


def _read(text: str) -> RuleTable:
    return parse_rules(yaml.load(text, yaml.CSafeLoader))


def compile_rules(table: RuleTable) -> Rules:
    """`table`, indexed by host."""
    rows: dict[str, list[HostRule]] = defaultdict(list)
    listed: tuple[HostRule, ...] = (*table.parameters, *table.wrappers, *table.kinds)
    for row in listed:
        for host in row.hosts:
            rows[host].append(row)
    aliases = {host: row.of for row in reversed(table.aliases) for host in row.hosts}
    everywhere = NameSet.from_rules(row for row in table.parameters if not row.hosts)
    families = {name[:-2]: _host(everywhere, found) for name, found in rows.items() if name.endswith(".*")}
    hosts = {name: _host(everywhere, _inherited(name, rows)) for name in tuple(rows) if not name.endswith(".*")}
    return Rules(table, NameSet.from_rules(table.fragments), hosts, aliases, families, _host(everywhere, ()))


def _inherited(host: str, rows: Mapping[str, list[HostRule]]) -> Iterator[HostRule]:
    """The rows of `host`, then those of each domain that it is in."""
    rest = host
    while rest:
        yield from rows.get(rest, ())
        label, _, rest = rest.partition(".")
        if _is_country(rest):
            yield from rows.get(f"{label}.*", ())


def _host(everywhere: NameSet, rows: Iterable[HostRule]) -> HostRules:
    found = tuple(rows)
    wrappers = tuple(row for row in found if isinstance(row, WrapperRule))
    return HostRules(
        everywhere | NameSet.from_rules(row for row in found if isinstance(row, ParameterRule)),
        wrappers,
        tuple(dict.fromkeys(path.rstrip("*").rstrip("/") for row in wrappers for path in row.paths)),
        tuple((path, LinkKind(row.kind)) for row in found if isinstance(row, HostKindRule) for path in row.paths),
    )


def _is_country(domain: str) -> bool:
    """Whether `domain` is what follows the name in google.com, google.de, google.co.uk and google.com.ua."""
    first, dot, last = domain.partition(".")
    return first in ("co", "com") and len(last) == 2 if dot else first == "com" or len(first) == 2


def path_matches(pattern: str, path: str) -> bool:
    """Whether `path` is `pattern`, or begins with it where that ends in `*`; a closing slash does not count."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path.rstrip("/") == pattern.rstrip("/")
