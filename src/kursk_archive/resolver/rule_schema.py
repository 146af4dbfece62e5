"""The schema of `rules.yaml`, and of `rules:` in an archive.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec


class RuleExample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A test of a rule: it turns the URL `before` into `after`."""

    before: str
    after: str


class _Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    hosts: tuple[str, ...] = ()
    """Subdomains included. `google.*` is google.com, google.de, google.com.ua, …. Longer hosts have precedence."""
    source: str = ""
    """The address of the document that states the fact."""
    tests: tuple[RuleExample, ...] = ()
    """Documentation for the reader of an archive.yaml; the program does not run them."""


class ParameterRule(_Rule, frozen=True):
    """A tracking parameter, which does not identify the document. Without hosts: on every host."""

    name: str
    """The whole name, in any case; `utm_*` matches every name with this prefix."""


WrapperForm = Literal[
    "parameter",
    "query",
    "path",
    "within",
    "rewrite",
    "segment",
    "signed",
    "bing",
    "turbo",
    "translate",
    "defense2",
    "defense3",
]
"""The way in which a wrapper writes its target; `wrappers.py` has a reader for each."""


class WrapperRule(_Rule, frozen=True):
    """URLs that only redirect to another one."""

    paths: tuple[str, ...] = ("/*",)
    """Whole paths, without a closing slash; `/amp/s/*` matches every path with this prefix."""
    form: WrapperForm = "parameter"
    names: tuple[str, ...] = ()
    """Parameters or path segments that may hold the target, the likeliest first."""
    to: str = ""
    """Of the form `rewrite`: the target, with `{path}` for what `*` stands for and `{NAME}` for a parameter."""
    scheme: str = ""
    """Scheme of targets that are written without one; empty if they never are."""
    relative: bool = False
    """True if the target may be relative to the wrapper."""


class AliasRule(_Rule, frozen=True):
    """Hosts that serve the documents of another under the same paths; folded in look-up keys only."""

    of: str


class HostKindRule(_Rule, frozen=True):
    """Hosts whose URLs are all of one kind."""

    kind: Literal["identifier", "shortener", "social"]
    paths: tuple[str, ...] = ("/*",)


class SchemeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Schemes besides `http:` and `https:` whose addresses are links."""

    schemes: tuple[str, ...]
    """Without the colon, in lower case."""
    kind: Literal["app", "mail", "phone", "social", "telegram", "unlinked", "web"] = "app"
    """`unlinked` is shown as text: what a click would do cannot be known, or nothing."""
    to: str = ""
    """The web address that means the same, with `{}` for what follows the colon; empty if there is none."""
    source: str = ""
    """The address of the document that states the fact."""
    tests: tuple[RuleExample, ...] = ()
    """Documentation, as in other rules."""


class RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules, by section. Picklable."""

    parameters: tuple[ParameterRule, ...] = ()
    fragments: tuple[ParameterRule, ...] = ()
    """Tracking parameters after a `#`, on every host."""
    wrappers: tuple[WrapperRule, ...] = ()
    aliases: tuple[AliasRule, ...] = ()
    kinds: tuple[HostKindRule, ...] = ()
    schemes: tuple[SchemeRule, ...] = ()

    def __add__(self, other: RuleTable) -> RuleTable:
        return RuleTable(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


def parse_rules(rows: object) -> RuleTable:
    """Validate rules as parsed from YAML.

    Raises:
        ValueError: names the faulty rule and its fault.
    """
    try:
        table = msgspec.convert({} if rows is None else rows, RuleTable)
    except msgspec.ValidationError as error:
        fault, _, location = str(error).partition(" - at `$.")
        raise ValueError(f"{location.rstrip('`') or 'the rules'}: {fault}") from None
    for section in table.__struct_fields__:
        for number, rule in enumerate(getattr(table, section)):
            for fault in _faults_of(rule):
                raise ValueError(f"{section}[{number}]: {fault}")
    return table


_AMBIGUOUS_NAMES: Final = frozenset(
    {"cid", "from", "id", "page", "q", "ref", "s", "sid", "source", "t", "uid", "url", "v"}
)
_FORMS_WITH_NAMES: Final = frozenset({"parameter", "segment", "signed", "bing", "defense2"})


def _faults_of(rule: _Rule | SchemeRule) -> Iterator[str]:
    if isinstance(rule, SchemeRule):
        yield from _faults_of_scheme(rule)
        return
    yield from (
        f"{host[:60]!r} is not a host name; write it like `news.example`" for host in rule.hosts if not _is_host(host)
    )
    if isinstance(rule, ParameterRule):
        yield from _faults_of_name(rule)
    elif not rule.hosts:
        yield "`hosts` is required"
    if isinstance(rule, WrapperRule | HostKindRule):
        yield from (f"path {path[:60]!r} does not start with a slash" for path in rule.paths if path[:1] != "/")
    if isinstance(rule, WrapperRule) and rule.form in _FORMS_WITH_NAMES and not rule.names:
        yield f"form {rule.form!r} requires `names`"
    if isinstance(rule, WrapperRule) and rule.form == "path" and not all(path.endswith("/*") for path in rule.paths):
        yield "form 'path' requires paths that end in `/*`"
    if isinstance(rule, WrapperRule) and (rule.form == "rewrite") != bool(rule.to):
        yield "form 'rewrite' and `to` require each other"


FORBIDDEN_SCHEMES: Final = frozenset(
    """
    about android-app blob cifs chrome chrome-extension data feed file filesystem intent jar javascript livescript mhtml
    mocha moz-extension ms-browser-extension ms-msdt ms-officecmd resource res search search-ms shell smb vbscript
    view-source wyciwyg
    """.split()
)
"""Schemes that run code or access the reader's own machine. No rule can allow them."""
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")


def _faults_of_scheme(rule: SchemeRule) -> Iterator[str]:
    if not rule.schemes:
        yield "`schemes` is required"
    for scheme in rule.schemes:
        if scheme in FORBIDDEN_SCHEMES or scheme in ("http", "https"):
            yield f"scheme {scheme!r} cannot be changed"
        elif not _SCHEME.fullmatch(scheme):
            yield f"{scheme[:60]!r} is not a scheme; write it like `magnet`"
    if rule.to and (not rule.to.startswith("https://") or rule.to.count("{}") != 1):
        yield "`to` requires an address like `https://resolver.example/{}`"


def _faults_of_name(rule: ParameterRule) -> Iterator[str]:
    stem = rule.name.removesuffix("*")
    if not stem or "*" in stem or (stem != rule.name and len(stem) < 3):
        yield f"name {rule.name[:60]!r} matches too much"
    elif not rule.hosts and rule.name.lower() in _AMBIGUOUS_NAMES:
        yield f"parameter {rule.name!r} identifies documents on many sites; restrict the rule with `hosts`"


def _is_host(host: str) -> bool:
    labels = host.removesuffix(".*").split(".")
    return host == host.lower() and all(label.replace("-", "a").isalnum() and label.isascii() for label in labels)
