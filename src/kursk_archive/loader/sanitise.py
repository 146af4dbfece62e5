"""HTML that a capture holds: what is kept of it, and what in it was meant to run."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import nh3

_TAGS = frozenset(
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
_SCHEMES = frozenset("http https ftp mailto tel sms tg whatsapp viber signal javascript data vbscript file blob".split())
"""Also those that are never published: the address goes to the resolver, which says so, and not to the page."""

_ACTIVE = re.compile(
    r"<[\s/]*(?:script|style|iframe|object|embed|form|input|button|link|meta|base|svg|math|frameset|frame|applet)\b"
    r"|[\s/\"']on[a-z]{3,24}\s{0,9}=|srcdoc\s{0,9}=|\bstyle\s{0,9}="
    r"|\b(?:action|background|data|dynsrc|formaction|lowsrc|poster)\s{0,9}=[\s\"']{0,9}(?:java|vb)script\s{0,9}:",
    re.IGNORECASE,
)
"""The address of a link or an image is not looked at: the resolver is, and a fault is told once."""


_NESTING = re.compile(r"<(/?)(?!(?:p|br|hr|img|li|d[dt]|t[dhr]|wbr|col|a)\b)[a-z]", re.IGNORECASE)


def sanitise(markup: str, keep: Callable[[str], str]) -> str:
    """Well-formed HTML of harmless elements; `keep` gives what to write in place of each link's or image's address."""

    def address(tag: str, attribute: str, value: str) -> str:
        return keep(value) if attribute in ("href", "src") else value

    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        attribute_filter=address,
    )


_FORGED = re.compile(r"&#(?:0*[234](?![0-9])|[xX]0*[234](?![0-9a-fA-F]));?")
"""References to the characters that stand for links while a body is read."""
_SWALLOWING = "iframe|math|noembed|noframes|noscript|optgroup|option|plaintext|select|svg|template|textarea|title|xmp"
_SWALLOWS = re.compile(rf"<(/?)(?:{_SWALLOWING})(?=[\s/>])", re.IGNORECASE)
_ENDS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", "?>"))


def defuse(markup: str) -> str:
    """A capture's HTML without what would swallow the text after it: a newspaper's text ends at its end.

    Elements whose content is no HTML become `span`, and a comment that is never closed becomes text.
    """
    start = markup.lstrip()
    end = next((end for begin, end in _ENDS if start.startswith(begin)), "")
    if end not in start:
        return "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in markup.split("\n\n"))
    return _SWALLOWS.sub(r"<\1span", _FORGED.sub("", markup))


_RUNNING = tuple(
    (re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE), re.compile(f"</{name}", re.IGNORECASE))
    for name in ("script", "style")
)


def close(markup: str) -> str:
    """HTML in which a script or a style that is never closed leaves the text after it in sight."""
    for begins, ends in _RUNNING:
        last = max((match.end() for match in ends.finditer(markup)), default=0)
        markup = markup[:last] + begins.sub("<span", markup[last:])
    return markup


def depth(markup: str) -> int:
    """How deep the elements of `markup` nest at the most, those not counted whose end tags are customarily left out."""
    deepest = level = 0
    for match in _NESTING.finditer(markup):
        level += -1 if match[1] else 1
        deepest = max(deepest, level)
    return deepest


def active_content(markup: str) -> Iterator[tuple[int, str]]:
    """Whatever in `markup` was meant to run or to load: the lines down from its first, and what stands there."""
    for match in _ACTIVE.finditer(markup):
        yield markup.count("\n", 0, match.start()), match[0].strip()
