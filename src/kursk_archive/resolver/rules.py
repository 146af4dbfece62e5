"""The rules of the resolver, compiled for look-up by host."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from msgspec import Struct, field

from kursk_archive.core.enums import LinkKind
from kursk_archive.resolver.platforms import is_platform
from kursk_archive.resolver.rule_schema import (
    HostKindRule,
    ParameterRule,
    RuleTable,
    SchemeRule,
    WrapperRule,
    parse_rules,
)
from kursk_archive.resolver.web_archives import is_web_archive

MAX_KNOWN_HOSTS = 20_000
"""6 MB."""
HostRule = ParameterRule | WrapperRule | HostKindRule


class NameSet(Struct, frozen=True):
    """A set of lower-case names and prefixes of names."""

    names: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def from_rules(cls, rules: Iterable[ParameterRule]) -> NameSet:
        patterns = {rule.name.lower() for rule in rules}
        prefixes = sorted(pattern[:-1] for pattern in patterns if pattern.endswith("*"))
        return cls(frozenset(pattern for pattern in patterns if not pattern.endswith("*")), tuple(prefixes))

    def __or__(self, other: NameSet) -> NameSet:
        return NameSet(self.names | other.names, tuple(sorted({*self.prefixes, *other.prefixes})))

    def __contains__(self, name: str) -> bool:
        return name in self.names or name.startswith(self.prefixes)


class HostRules(Struct, frozen=True):
    """The rules for one host."""

    parameters: NameSet
    """Includes those for every host, so that one look-up is enough."""
    wrappers: tuple[WrapperRule, ...] = ()
    wrapper_prefixes: tuple[str, ...] = ()
    """Path prefixes of the wrappers, to test all of them at once."""
    kinds: tuple[tuple[str, LinkKind], ...] = ()
    """(path pattern, kind), in the order of the rules."""

    def kind_of_path(self, path: str) -> LinkKind | None:
        for pattern, kind in self.kinds:
            if path_matches(pattern, path):
                return kind
        return None


class KnownHost(Struct, frozen=True):
    """The facts that the URLs of a host have in common.

    Looked up once a host, they save a fifth of classifying an address.
    """

    rules: HostRules
    is_archive: bool
    """True for a web archive."""
    is_platform: bool
    key: str
    """The host in look-up keys: the one that it mirrors, or itself without subdomains of the presentation."""
    mirrors: bool
    """True if `key` is another host, whose documents it serves."""


class Rules(Struct, frozen=True, eq=False):
    """All rules, ready for use. Picklable."""

    table: RuleTable
    fragments: NameSet
    hosts: Mapping[str, HostRules]
    aliases: Mapping[str, str]
    """Host → the host whose documents it serves; without subdomains."""
    country_hosts: Mapping[str, HostRules]
    """First label → the rules for that name under every country's domain: `google`."""
    default_host: HostRules
    """The rules for hosts that no rule names."""
    schemes: Mapping[str, SchemeRule]
    """Scheme → its rule, for the schemes besides `http:` and `https:` that are known."""
    known_hosts: dict[str, KnownHost] = field(default_factory=dict)
    """Host → what was found out about it; at most `MAX_KNOWN_HOSTS`."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and self.table == other.table  # all else is made from it

    def known_host(self, host: str) -> KnownHost:
        """Return what the URLs of a host have in common."""
        known = self.known_hosts.get(host)
        if known is None:
            folded = _fold_host(host)
            alias = self.aliases.get(folded)
            known = KnownHost(
                self.for_host(host), is_web_archive(host), is_platform(host), alias or folded, alias is not None
            )
            if len(self.known_hosts) < MAX_KNOWN_HOSTS:
                self.known_hosts[host] = known
        return known

    def for_host(self, host: str) -> HostRules:
        """Return the rules for the longest listed host that `host` is or is a subdomain of, its parents' included."""
        hosts, country_hosts = self.hosts, self.country_hosts
        domain = host.removesuffix(".")
        while domain:
            if (rules := hosts.get(domain)) is not None:
                return rules
            label, _, domain = domain.partition(".")
            if label in country_hosts and _is_country_domain(domain):
                return country_hosts[label]
        return self.default_host

    def extend(self, rows: object) -> Rules:
        """Return these rules and further ones, in the form of `rules.yaml`, which have precedence.

        Raises:
            ValueError: names the faulty rule and its fault.
        """
        return compile_rules(parse_rules(rows) + self.table)


@cache
def default_rules() -> Rules:
    """Return the bundled rules."""
    text = Path(__file__).with_name("rules.yaml").read_text("utf-8")
    return compile_rules(parse_rules(yaml.load(text, yaml.CSafeLoader)))


def compile_rules(table: RuleTable) -> Rules:
    """Index rules by host."""
    by_host: dict[str, list[HostRule]] = defaultdict(list)
    rules: tuple[HostRule, ...] = (*table.parameters, *table.wrappers, *table.kinds)
    for rule in rules:
        for host in rule.hosts:
            by_host[host].append(rule)
    aliases = {host: rule.of for rule in reversed(table.aliases) for host in rule.hosts}
    everywhere = NameSet.from_rules(rule for rule in table.parameters if not rule.hosts)
    country_hosts = {
        host[:-2]: _compile_host(everywhere, listed) for host, listed in by_host.items() if host.endswith(".*")
    }
    hosts = {
        host: _compile_host(everywhere, _with_parents(host, by_host))
        for host in tuple(by_host)
        if not host.endswith(".*")
    }
    fragments = NameSet.from_rules(table.fragments)
    schemes = {scheme: rule for rule in table.schemes for scheme in rule.schemes}
    return Rules(table, fragments, hosts, aliases, country_hosts, _compile_host(everywhere, ()), schemes)


def _with_parents(host: str, by_host: Mapping[str, list[HostRule]]) -> Iterator[HostRule]:
    """Yield the rules for `host`, then those for each domain that it is in."""
    domain = host
    while domain:
        yield from by_host.get(domain, ())
        label, _, domain = domain.partition(".")
        if _is_country_domain(domain):
            yield from by_host.get(f"{label}.*", ())


def _compile_host(everywhere: NameSet, rules: Iterable[HostRule]) -> HostRules:
    rules = tuple(rules)
    wrappers = tuple(rule for rule in rules if isinstance(rule, WrapperRule))
    return HostRules(
        everywhere | NameSet.from_rules(rule for rule in rules if isinstance(rule, ParameterRule)),
        wrappers,
        tuple(dict.fromkeys(path.rstrip("*").rstrip("/") for rule in wrappers for path in rule.paths)),
        tuple((path, LinkKind(rule.kind)) for rule in rules if isinstance(rule, HostKindRule) for path in rule.paths),
    )


def _fold_host(host: str) -> str:
    """Remove the subdomains that only change the presentation, keeping at least two labels."""
    host = host.removesuffix(".").replace(".m.", ".")
    label, _, parent = host.partition(".")
    while label in _PRESENTATION_SUBDOMAINS and "." in parent:
        host = parent
        label, _, parent = host.partition(".")
    return host


_PRESENTATION_SUBDOMAINS = frozenset({"www", "m", "mobile", "amp"})


def _is_country_domain(domain: str) -> bool:
    """Return True if `domain` can follow the name as in google.com, google.de, google.co.uk and google.com.ua."""
    first, dot, last = domain.partition(".")
    return first in ("co", "com") and len(last) == 2 if dot else first == "com" or len(first) == 2


def path_matches(pattern: str, path: str) -> bool:
    """Return True if `path` is `pattern`, or begins with it if that ends in `*`; a closing slash is ignored."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path.rstrip("/") == pattern.rstrip("/")
