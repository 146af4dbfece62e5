"""The canonical URL of a document, and the key it is looked up by."""

from __future__ import annotations

import re

from kursk_archive.resolver.normalise import Document, normalise
from kursk_archive.resolver.platforms import app_link_to_web, read_platform_url
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.resolver.urls import is_web, parse, split_url


def canonicalise(url: str, rules: Rules | None = None) -> str:
    """Return the URL of the document that `url` leads to: without wrappers and trackers, otherwise unchanged.

    Idempotent and total: text that is not a URL is returned unchanged. Different documents never get the same URL; two
    URLs of one document get the same only if a rule knows it. A snapshot's URL stays a snapshot's.

    Source: `rules.yaml`, row by row.
    """
    document = _document_of(url, rules or default_rules())
    return document if isinstance(document, str) else str(document.url)


def url_key(url: str, rules: Rules | None = None) -> str:
    """Return the look-up key of `url`. More spellings of a URL share a key than share a canonical URL.

    Folds the scheme, `www.`, mobile, AMP and print forms, mirror hosts, the order of parameters, the case of escapes, a
    closing slash and the fragment. `url_key(canonicalise(url)) == url_key(url)`. Total, as `canonicalise` is.
    """
    rules = rules or default_rules()
    document = _document_of(url, rules)
    return document if isinstance(document, str) else document_key(document, rules)


def _document_of(url: str, rules: Rules) -> Document | str:
    """Return the document that `url` leads to; for anything but a web URL, the URL or the text itself."""
    try:
        parsed = parse(url)
    except ValueError:
        return url
    if not is_web(parsed):
        parsed = app_link_to_web(parsed) or _identifier_to_web(parsed, rules) or parsed
    return normalise(split_url(parsed), rules) if is_web(parsed) else parsed


def _identifier_to_web(url: str, rules: Rules) -> str | None:
    """Return the web URL for an address such as `doi:10.1234/abc`, if its scheme has one."""
    scheme, _, rest = url.partition(":")
    rule = rules.schemes.get(scheme)
    rest = rest.removeprefix("//").strip()
    if rule is None or not rule.to or not rest:
        return None
    try:
        return parse(rest if rest.startswith(("https://", "http://")) else rule.to.replace("{}", rest))
    except ValueError:
        return None


_MAX_NESTED_SNAPSHOTS = 10


def document_key(document: Document, rules: Rules) -> str:
    """Return the look-up key of a document. A snapshot's is the archive, its ID there, and the key of the original."""
    prefix = ""
    for _ in range(_MAX_NESTED_SNAPSHOTS):
        if (memento := document.memento) is None:
            return prefix + _web_key(document)
        prefix += f"{memento.archive}/{memento.id}/"
        if memento.original is None:
            return prefix
        document = normalise(split_url(memento.original), rules)
    return prefix + str(document.url)


def _web_key(document: Document) -> str:
    url, platform, host = document.url, document.platform, document.host.key
    if document.host.mirrors:
        platform = read_platform_url(url._replace(host=host))
    if platform and platform.key:
        return platform.key
    port = f":{url.port}" if url.port else ""
    fragment = f"#{url.fragment}" if url.fragment and url.fragment[0] in "/!" else ""
    return f"{host}{port}{_fold_path(url.path)}{_fold_query(url.query)}{fragment}"


def _fold_path(path: str) -> str:
    path = _fold_escapes(path).rstrip("/")
    if "amp" in path:
        path = _AMP_PATH.sub("", path).rstrip("/")
    return _fold_print(path) if "/print" in path else path


_AMP_PATH = re.compile(r"^/amp(?=/)|/amp$|\.amp(?=\.html$|$)")


def _fold_print(path: str) -> str:
    """Remove `/print` after what can only be an article: a file, a slug of several words, a number, a name with a date.

    `/sport/print` may be a section of its own.
    """
    parent, _, last = path.rpartition("/")
    if last not in _PRINT_SEGMENTS:
        return path
    folder, _, name = parent.rpartition("/")
    has_letter = any(character.isalpha() for character in name)
    is_article = (
        name.endswith((".html", ".htm", ".shtml", ".php"))
        or _LONG_NUMBER.search(name) is not None
        or (has_letter and ("-" in name or "_" in name or _DATED_FOLDER.search(folder) is not None))
    )
    return parent if is_article else path


_PRINT_SEGMENTS = frozenset({"print", "print.html", "printable", "printview"})
_LONG_NUMBER = re.compile(r"\d{5}")
_DATED_FOLDER = re.compile(r"/\d{4}/\d\d?(?:/\d\d?)?$")


def _fold_query(query: str | None) -> str:
    """Sort the parameters by name; those with the same name keep their order."""
    if not query:
        return ""
    parameters = [text for text in _fold_escapes(query).split("&") if text and text.lower() not in _FORM_PARAMETERS]
    return "?" + "&".join(sorted(parameters, key=_name_of)) if parameters else ""


_AMP_PARAMETERS = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "output=amp"})
_PRINT_PARAMETERS = frozenset(
    {f"{name}{value}" for name in ("print", "printable", "printview", "printversion") for value in ("", "=")}
    | {f"{name}={value}" for name in ("print", "printable", "printview") for value in ("1", "true", "yes", "y", "on")}
    | {f"{name}=print" for name in ("print", "view", "mode", "format", "output", "outputtype", "version", "pagewanted")}
)
_FORM_PARAMETERS = _AMP_PARAMETERS | _PRINT_PARAMETERS


def _name_of(parameter: str) -> str:
    return parameter.partition("=")[0]


def _fold_escapes(text: str) -> str:
    """Normalise percent-escapes as RFC 3986 (section 6.2.2) does."""
    return _ESCAPE.sub(_fold_escape, text) if "%" in text else text


_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _fold_escape(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()
