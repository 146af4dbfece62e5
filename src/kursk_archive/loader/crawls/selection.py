"""The pages of a crawl that may be articles, by their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import lru_cache
from urllib.parse import urlsplit

_FILE = re.compile(r"/(?:robots\.txt|index\.[a-z]{3,5}|default\.aspx?|sitemap[^/]{0,40}|(?:feed|rss|atom)(?:\.xml)?)$")
_LAST_SEGMENT = re.compile(
    r"/(?:feeds?|rss|atom|search|poisk|suche|recherche|log-?in|sign-?(?:in|up)|register|account|profile|subscribe|cart"
    r"|wp-login\.php|xmlrpc\.php|privacy(?:-policy)?|terms(?:-of-(?:use|service))?|cookies?(?:-policy)?|contacts?"
    r"|about(?:-us)?|impressum|datenschutz|advertis(?:e|ing)|newsletters?|404)(?:\.[a-z]{3,5})?$"
)
_GROUP = re.compile(
    r"/(?:tags?|teg|categor(?:y|ies)|authors?|avtor|users?|keywords?|labels?|search|wp-(?:admin|json|includes))"
    r"(?:/[^/]+)?(?:/(?:page/)?[0-9]+)?$"
)
_NUMBERED_LIST = re.compile(r"/(?:page|seite|strona|stranica|pagina)[/-]?[0-9]+$")
_PERIOD = re.compile(r"(?:/[a-z]{2})?/(?:19|20)[0-9]{2}(?:/[0-9]{1,2}){0,2}$")
_QUERY = re.compile(
    r"(?:^|&)(?:s|q|search|query|page|paged|tag|cat|author|feed|replytocom|share|print|login|redirect_to)=",
    re.IGNORECASE,
)
_NO_MEANING = re.compile(r"(?:^|&)(?:utm_[a-z]+|fbclid|gclid|ref|source)=[^&]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?")


def is_list_address(address: str) -> bool:
    """Return True if an address looks like a start page, a list, a feed, a search or a form, not like an article."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    path, query = parts.path.lower().rstrip("/"), parts.query
    is_start = not path or (_LANGUAGE.fullmatch(path) is not None)
    if (is_start or path.rpartition("/")[2].startswith(("index.", "default."))) and _NO_MEANING.sub("", query):
        return bool(_QUERY.search(query))
    return is_start or bool(
        _FILE.search(path)
        or _LAST_SEGMENT.search(path)
        or _GROUP.search(path)
        or _NUMBERED_LIST.search(path)
        or _PERIOD.fullmatch(path)
        or _QUERY.search(query)
    )


def address_matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that says whether an address matches one of the patterns.

    Args:
        patterns: with `*` and `?`. One that begins with a slash is of the path and query, one without a scheme of what
            follows the scheme, any other of the whole address.
    """
    compiled = [(_subject(pattern), re.compile(translate(pattern))) for pattern in patterns]
    return lambda address: any(pattern.match(subject(address)) for subject, pattern in compiled)


def _subject(pattern: str) -> Callable[[str], str]:
    if pattern.startswith("/"):
        return _path_of
    return _whole if "://" in pattern or pattern.startswith("*") else _bare


def _whole(address: str) -> str:
    return address


def _bare(address: str) -> str:
    return address.partition("://")[2]


@lru_cache(maxsize=64)
def _path_of(address: str) -> str:
    host, slash, path = address.partition("://")[2].partition("/")
    return f"/{path}" if slash or host else "/"
