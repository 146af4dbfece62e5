"""Sanitise the HTML that a capture contains, and find the active content in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import nh3

from kursk_archive.core.text import CONTROLS_BUT_LINK_MARKERS

TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table "
    "tbody td tfoot th thead time tr u ul var wbr".split()
)
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "img": {"alt", "src"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SCHEME = re.compile(r"=[\s\"']{0,9}([a-zA-Z][a-zA-Z0-9+.-]{0,30}):")
"""The scheme of an address, or what looks like one in another attribute: to search for the names of the attributes took
a tenth of rendering a body. All are let through, even those that are never published: an address is for the resolver to
judge, and never in the page."""
_DISGUISED_SCHEMES = frozenset("javascript data vbscript file blob".split())
"""Schemes that may be written so that only a browser finds them: `java&#10;script:`."""

_ACTIVE = re.compile(
    r"<[\s/]*(?:script|iframe|object|embed|form|input|button|base|svg|math|frameset|frame|applet)\b"
    r"|[\s/\"']on[a-z]{3,24}\s{0,9}=|srcdoc\s{0,9}="
    r"|\b(?:action|background|data|dynsrc|formaction|lowsrc|poster)\s{0,9}=[\s\"']{0,9}(?:java|vb)script\s{0,9}:",
    re.IGNORECASE,
)
_ADDRESS_ATTRIBUTE = re.compile(r"\b(?:href|src)\s{0,9}=\s{0,9}(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
"""Not searched for active content: the resolver examines addresses, and a fault is reported once."""

_NESTING_TAG = re.compile(r"<(/?)(?!(?:p|br|hr|img|li|d[dt]|t[dhr]|wbr|col|a)\b)[a-z]", re.IGNORECASE)


def sanitise_html(markup: str, replace_address: Callable[[str], str]) -> str:
    """Return well-formed HTML of harmless elements, with each address of a link or image replaced."""

    schemes = frozenset(map(str.lower, _SCHEME.findall(markup)))
    with _replacing_addresses(replace_address):
        cleaned = _cleaner(schemes).clean(markup)
    return CONTROLS_BUT_LINK_MARKERS.sub("", cleaned)  # from references such as `&#1;`


@lru_cache(maxsize=64)
def _cleaner(schemes: frozenset[str]) -> nh3.Cleaner:
    """Return a cleaner that lets these schemes through. Making one takes 25 µs, as long as cleaning 2 kB."""
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", *_DISGUISED_SCHEMES, *schemes},
        link_rel=None,
        attribute_filter=_filter_attribute,
    )


_replacements: ContextVar[Callable[[str], str]] = ContextVar("replacements")
"""Replaces the addresses of the markup that is being cleaned."""


@contextmanager
def _replacing_addresses(replace_address: Callable[[str], str]) -> Iterator[None]:
    token = _replacements.set(replace_address)
    try:
        yield
    finally:
        _replacements.reset(token)


def _filter_attribute(element: str, attribute: str, value: str) -> str:
    is_address = attribute in ("href", "src") and element in ("a", "img")
    return _replacements.get()(value) if is_address else value


def nesting_depth(markup: str) -> int:
    """Return the greatest depth to which elements nest. Elements whose end tags are usually omitted do not count."""
    deepest = level = 0
    for match in _NESTING_TAG.finditer(markup):
        level += -1 if match[1] else 1
        if level > deepest:
            deepest = level
    return deepest


def find_active_content(markup: str) -> Iterator[tuple[int, str]]:
    """Yield what was meant to run or to load something: the number of lines above it, and its markup."""
    markup = _ADDRESS_ATTRIBUTE.sub(lambda match: "\n" * match[0].count("\n"), markup)
    for match in _ACTIVE.finditer(markup):
        yield markup.count("\n", 0, match.start()), match[0].strip()
