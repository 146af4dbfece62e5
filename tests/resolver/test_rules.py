"""Every rule of `rules.yaml` is tested; the rules of an archive.yaml are validated."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TypeGuard

import msgspec
import pytest

from kursk_archive.core.enums import LinkOutcome
from kursk_archive.core.link_outcome import link_outcome
from kursk_archive.core.model import Link
from kursk_archive.core.publishers import Publishers
from kursk_archive.resolver.canonical import canonicalise, url_key
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rule_schema import (
    FORBIDDEN_SCHEMES,
    AliasRule,
    HostKindRule,
    ParameterRule,
    RuleExample,
    RuleTable,
    SchemeRule,
    WrapperRule,
    parse_rules,
)
from kursk_archive.resolver.rules import default_rules

TABLE = default_rules().table
EXAMPLES: dict[str, dict[str, list[RuleExample]]] = msgspec.yaml.decode(
    Path(__file__).with_name("rules.yaml").read_bytes(), type=dict[str, dict[str, list[RuleExample]]]
)
"""Section of the rules → key of a rule → its tests."""


def key_of(rule: ParameterRule | WrapperRule | AliasRule | HostKindRule | SchemeRule) -> str:
    """Return the key of a rule in the file of tests: its name, its first host and its first path; its first scheme."""
    if isinstance(rule, SchemeRule):
        return rule.schemes[0]
    values = (getattr(rule, "name", ""), *rule.hosts[:1], *(rule.paths[:1] if _has_paths(rule) else ()))
    return " ".join(filter(None, values))


def _has_paths(rule: object) -> TypeGuard[WrapperRule | HostKindRule]:
    return isinstance(rule, WrapperRule | HostKindRule) and rule.paths != ("/*",)


RULES = [
    pytest.param(section, rule, id=f"{section}-{key_of(rule)}")
    for section in RuleTable.__struct_fields__
    for rule in getattr(TABLE, section)
]


def _examples(*sections: str) -> list[object]:
    return [
        pytest.param(example, id=f"{section}-{example.before}")
        for section in sections
        for examples in EXAMPLES[section].values()
        for example in examples
    ]


@pytest.mark.parametrize(("section", "rule"), RULES)
def test_a_rule_has_a_source_and_tests(section: str, rule: ParameterRule) -> None:
    assert rule.source
    assert EXAMPLES[section].get(key_of(rule)), f"add tests for `{key_of(rule)}` to tests/resolver/rules.yaml"


@pytest.mark.parametrize("section", RuleTable.__struct_fields__)
def test_every_test_belongs_to_one_rule(section: str) -> None:
    assert list(EXAMPLES[section]) == [key_of(rule) for rule in getattr(TABLE, section)]


@pytest.mark.parametrize(("section", "rule"), RULES)
def test_a_rule_changes_the_url_of_a_test(section: str, rule: ParameterRule) -> None:
    assert any(example.before != example.after for example in EXAMPLES[section][key_of(rule)])


@pytest.mark.parametrize("example", _examples("parameters", "fragments", "wrappers"))
def test_canonical_url(example: RuleExample) -> None:
    assert canonicalise(example.before) == example.after
    assert canonicalise(example.after) == example.after


@pytest.mark.parametrize("example", _examples("aliases"))
def test_alias(example: RuleExample) -> None:
    assert url_key(example.before) == url_key(example.after)


@pytest.mark.parametrize("example", _examples("kinds"))
def test_kind(example: RuleExample) -> None:
    assert classify(Link("", example.before), None, Publishers({})).kind == example.after


@pytest.mark.parametrize("example", _examples("schemes"))
def test_scheme(example: RuleExample) -> None:
    found = classify(Link("", example.before), None, Publishers({}))
    assert example.after in (found.kind, found.canonical)
    assert link_outcome(found.kind, found.canonical, is_repaired=False) is LinkOutcome.OUTSIDE


def test_no_scheme_is_listed_twice() -> None:
    schemes = [scheme for rule in TABLE.schemes for scheme in rule.schemes]
    assert len(schemes) == len(set(schemes))
    assert not FORBIDDEN_SCHEMES & {*schemes, "http", "https"}


def test_no_parameter_is_listed_twice() -> None:
    parameters = [(rule.name.lower(), rule.hosts) for rule in TABLE.parameters]
    assert len(parameters) == len(set(parameters))


@pytest.mark.parametrize("name", ["ref", "source", "from", "cid", "sid", "uid", "s", "t", "id"])
def test_a_common_name_is_never_removed_everywhere(name: str) -> None:
    url = f"https://news.example/a?{name}=1"
    assert canonicalise(url) == url


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://netflix.com/?s=1&t=2", "x.com"),
        ("https://notfacebook.com/l.php?u=https%3A%2F%2Fa.example", "facebook.com"),
        ("https://facebook.com.example/l.php?u=https%3A%2F%2Fa.example", "facebook.com"),
        ("https://google.example/url?q=https%3A%2F%2Fa.example", "google.*"),
        ("https://google.com.example.net/url?q=https%3A%2F%2Fa.example", "google.*"),
        ("https://mygoogle.com/url?q=https%3A%2F%2Fa.example", "google.*"),
    ],
)
def test_hosts_match_by_whole_labels(url: str, pattern: str) -> None:
    assert canonicalise(url) == url, pattern


@pytest.mark.parametrize(
    ("host", "listed"),
    [
        ("www.google.com", True),
        ("google.de", True),
        ("news.google.com", True),
        ("www.google.com.ua", True),
        ("google.co.uk", True),
        ("google.com.", True),
        ("google.org", False),
        ("google.com.uaa", False),
        ("google", False),
        ("", False),
        (".", False),
    ],
)
def test_hosts_under_every_countrys_domain(host: str, listed: bool) -> None:
    assert bool(default_rules().for_host(host).wrappers) is listed


def test_a_listed_host_has_the_rules_of_its_parents() -> None:
    assert default_rules().for_host("translate.google.com").wrappers
    assert default_rules().known_host("translate.google.com").rules.wrappers
    assert "ved" in default_rules().for_host("news.google.com").parameters
    assert "utm_source" in default_rules().for_host("news.google.com").parameters


def test_rules_survive_a_process_pool() -> None:
    assert pickle.loads(pickle.dumps(default_rules())) == default_rules()


SITE = {
    "parameters": [{"name": "jump", "hosts": ["news.example"]}, {"name": "camp_*"}],
    "wrappers": [{"hosts": ["out.example"], "paths": ["/go"], "names": ["to"]}],
    "aliases": [{"hosts": ["mirror.example"], "of": "news.example"}],
    "kinds": [{"hosts": ["short.example"], "kind": "shortener"}],
    "fragments": [{"name": "via"}],
    "schemes": [{"schemes": ["deskapp"], "kind": "app"}],
}


def test_an_archive_can_add_rules() -> None:
    rules = default_rules().extend(SITE)
    assert canonicalise("https://news.example/?jump=1&camp_a=2&b=3", rules) == "https://news.example/?b=3"
    assert canonicalise("https://other.example/?jump=1", rules) == "https://other.example/?jump=1"
    assert canonicalise("https://out.example/go?to=https://news.example/a%23via=x", rules) == "https://news.example/a"
    assert url_key("https://mirror.example/a", rules) == url_key("https://news.example/a", rules)
    assert classify(Link("", "https://short.example/a"), None, Publishers({}), rules).kind == "shortener"
    assert classify(Link("", "deskapp:a"), None, Publishers({}), rules).kind == "app"
    assert canonicalise("https://news.example/?utm_source=1", rules) == "https://news.example/"


def test_an_archives_rule_has_precedence() -> None:
    rules = default_rules().extend({"kinds": [{"hosts": ["t.co"], "kind": "social"}]})
    assert classify(Link("", "https://t.co/a"), None, Publishers({}), rules).kind == "social"
    assert classify(Link("", "https://t.co/a"), None, Publishers({})).kind == "shortener"


@pytest.mark.parametrize("rows", [None, {}, {"parameters": []}])
def test_empty_rules_change_nothing(rows: object) -> None:
    assert default_rules().extend(rows) == default_rules()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "the rules: Expected `object`, got `array`"),
        ("x", "the rules: Expected `object`, got `str`"),
        ({"parameter": []}, "the rules: Object contains unknown field `parameter`"),
        ({"parameters": [{}]}, "parameters[0]: Object missing required field `name`"),
        ({"parameters": [{"name": "a1b"}, {"name": 1}]}, "parameters[1].name: Expected `str`, got `int`"),
        ({"parameters": [{"name": "abc", "host": "a.example"}]}, "parameters[0]: Object contains unknown field `host`"),
        ({"parameters": [{"name": ""}]}, "parameters[0]: name '' matches too much"),
        ({"parameters": [{"name": "*"}]}, "parameters[0]: name '*' matches too much"),
        ({"parameters": [{"name": "a*"}]}, "parameters[0]: name 'a*' matches too much"),
        ({"parameters": [{"name": "abc*d"}]}, "parameters[0]: name 'abc*d' matches too much"),
        (
            {"parameters": [{"name": "ID"}]},
            "parameters[0]: parameter 'ID' identifies documents on many sites; restrict the rule with `hosts`",
        ),
        ({"fragments": [{"name": "**"}]}, "fragments[0]: name '**' matches too much"),
        ({"kinds": [{"hosts": ["a.example"], "kind": "news"}]}, "kinds[0].kind: Invalid enum value 'news'"),
        ({"schemes": [{"schemes": []}]}, "schemes[0]: `schemes` is required"),
        ({"schemes": [{"schemes": ["javascript"]}]}, "schemes[0]: scheme 'javascript' cannot be changed"),
        ({"schemes": [{"schemes": ["A:"]}]}, "schemes[0]: 'A:' is not a scheme; write it like `magnet`"),
        (
            {"schemes": [{"schemes": ["a"], "to": "javascript:{}"}]},
            "schemes[0]: `to` requires an address like `https://resolver.example/{}`",
        ),
        ({"kinds": [{"kind": "social"}]}, "kinds[0]: `hosts` is required"),
        (
            {"kinds": [{"hosts": ["https://a.example"], "kind": "social"}]},
            "kinds[0]: 'https://a.example' is not a host name; write it like `news.example`",
        ),
        (
            {"kinds": [{"hosts": ["*.a.example"], "kind": "social"}]},
            "kinds[0]: '*.a.example' is not a host name; write it like `news.example`",
        ),
        (
            {"kinds": [{"hosts": ["A.example"], "kind": "social"}]},
            "kinds[0]: 'A.example' is not a host name; write it like `news.example`",
        ),
        (
            {"kinds": [{"hosts": [""], "kind": "social"}]},
            "kinds[0]: '' is not a host name; write it like `news.example`",
        ),
        (
            {"kinds": [{"hosts": ["a.example"], "kind": "social", "paths": ["a"]}]},
            "kinds[0]: path 'a' does not start with a slash",
        ),
        ({"wrappers": [{"hosts": ["a.example"]}]}, "wrappers[0]: form 'parameter' requires `names`"),
        ({"wrappers": [{"hosts": ["a.example"], "form": "x"}]}, "wrappers[0].form: Invalid enum value 'x'"),
        (
            {"wrappers": [{"hosts": ["a.example"], "form": "path", "paths": ["/a"]}]},
            "wrappers[0]: form 'path' requires paths that end in `/*`",
        ),
        ({"aliases": [{"hosts": ["a.example"]}]}, "aliases[0]: Object missing required field `of`"),
    ],
)
def test_a_faulty_rule_is_named(rows: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        parse_rules(rows)
    assert str(caught.value) == message


def test_hosts_are_kept_as_they_were_found() -> None:
    rules = default_rules().extend({})
    host = rules.known_host("www.m.news.example")
    assert (host.key, host.mirrors, host.is_archive, host.is_platform) == ("news.example", False, False, False)
    assert rules.known_host("www.m.news.example") is host
    assert rules.known_host("archive.ph").is_archive
    assert rules.known_host("example.t.me").is_platform
