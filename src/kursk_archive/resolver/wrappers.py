"""Finds the target of a wrapper URL: redirectors, AMP caches, translators."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from kursk_archive.resolver.query_params import parameter_values, percent_decode
from kursk_archive.resolver.rule_schema import WrapperForm, WrapperRule
from kursk_archive.resolver.rules import path_matches
from kursk_archive.resolver.urls import Url, is_web, parse, split_url


def unwrap(wrapper_url: Url, wrappers: tuple[WrapperRule, ...]) -> Url | None:
    """Return the target of a wrapper URL, from the first of `wrappers` that finds one; None if none does.

    A target must be an absolute web URL whose host has a dot, so that a search for a word stays a search.
    """
    for wrapper in wrappers:
        if any(path_matches(path, wrapper_url.path) for path in wrapper.paths):
            for text in _FORMS[wrapper.form](wrapper_url, wrapper):
                if (target := _parse_target(text, wrapper_url, wrapper)) is not None:
                    return target
    return None


def _parse_target(text: str, wrapper_url: Url, wrapper: WrapperRule) -> Url | None:
    text = _decode_scheme(text)
    if wrapper.scheme and not _SCHEME.match(text):
        text = f"{wrapper.scheme}://{text}"
    try:
        url = parse(text, str(wrapper_url) if wrapper.relative or text.startswith("//") else None)
    except ValueError:
        return None
    target = split_url(url) if is_web(url) else None
    return target if target and ("." in target.host or target.host[0] == "[") and target != wrapper_url else None


_SCHEME: Final = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_ENCODED: Final = re.compile(r"\s*https?(?:%(?:25)*3a|:%(?:25)*2f)", re.IGNORECASE)
_MAX_DECODINGS: Final = 10


def _decode_scheme(text: str) -> str:
    """Decode until the scheme is readable: a wrapper in a wrapper is encoded more than once."""
    for _ in range(_MAX_DECODINGS):
        if not _ENCODED.match(text):
            break
        text = percent_decode(text)
    return text


def _parameter(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    return parameter_values(wrapper_url.query, wrapper.names)


def _query(wrapper_url: Url, _: WrapperRule) -> Iterator[str]:
    """href.li/?https://news.example/a?b=c"""
    fragment = "" if wrapper_url.fragment is None else f"#{wrapper_url.fragment}"
    yield f"{wrapper_url.query or ''}{fragment}"


def _path(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """amp-cache.example/c/s/news.example/a; an encoded target is a single segment of the path."""
    for path in wrapper.paths:
        if path_matches(path, wrapper_url.path):
            text = wrapper_url.tail[len(path) - 1 :]
            yield _AFTER_SEGMENT.split(text, maxsplit=1)[0] if _ENCODED.match(text) else text


_AFTER_SEGMENT: Final = re.compile(r"[/?#]")


def _within(wrapper_url: Url, _: WrapperRule) -> Iterator[str]:
    """image-cache.example/w_800,c_limit/https%3A%2F%2Fnews.example%2Fa.png; the target's own path has no scheme."""
    if match := _INNER_SCHEME.search(wrapper_url.tail):
        yield wrapper_url.tail[match.start() :]


_INNER_SCHEME: Final = re.compile(r"(?<=/)https?(?::|%3a)(?:/|%2f)", re.IGNORECASE)


def _rewrite(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """player.example/video/123: a player's address names the page of what it plays."""
    values = {name: next(parameter_values(wrapper_url.query, (name,)), "") for name in wrapper.names}
    path = next(path for path in wrapper.paths if path_matches(path, wrapper_url.path))
    values["path"] = wrapper_url.path[len(path) - 1 :].strip("/")
    needed = {name: value for name, value in values.items() if f"{{{name}}}" in wrapper.to}
    if all(map(_IDENTIFIER.fullmatch, needed.values())):
        yield _PLACEHOLDER.sub(lambda match: needed.get(match[1], ""), wrapper.to)


_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_IDENTIFIER: Final = re.compile(r"[\w./-]{1,200}", re.ASCII)


def _segment(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """r.search.yahoo.com/_ylt=x/RU=https%3a%2f%2fnews.example%2f/RK=2"""
    segments = dict(segment.split("=", 1) for segment in wrapper_url.path.split("/") if "=" in segment)
    yield from (percent_decode(segments[name]) for name in wrapper.names if name in segments)


def _signed(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """disq.us/url?url=https%3A%2F%2Fnews.example%2F%3AJ8jU0Xn3cyPqzFdC0AP5Zmmt7ro"""
    yield from (_SIGNATURE.sub("", value) for value in parameter_values(wrapper_url.query, wrapper.names))


_SIGNATURE: Final = re.compile(r":[A-Za-z0-9_-]{20,64}\Z")


def _bing(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """bing.com/ck/a?u=a1aHR0cHM6Ly9uZXdzLmV4YW1wbGUv: base64 after `a1`."""
    yield from (
        _decode_base64(value[2:])
        for value in parameter_values(wrapper_url.query, wrapper.names)
        if value.startswith("a1")
    )


def _decode_base64(text: str) -> str:
    try:
        return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        return ""


def _turbo(wrapper_url: Url, _: WrapperRule) -> Iterator[str]:
    """news-example.turbopages.org/turbo/news.example/s/a, with or without `turbo/`; the `s` may come first."""
    for pattern in _TURBO:
        if match := pattern.match(wrapper_url.tail):
            yield f"https://{match[1]}/{match[2]}"


_TURBO: Final = (re.compile(r"(?:/turbo)?/([^/]+)/s/(.*)"), re.compile(r"(?:/turbo)?/s/([^/]+)/(.*)"))


def _translate(wrapper_url: Url, _: WrapperRule) -> Iterator[str]:
    """www-news-example.translate.goog/a?_x_tr_sl=ru: a hyphen for a dot, two for a hyphen."""
    name = wrapper_url.host.removesuffix(".translate.goog").replace("--", "\0")
    host = name.replace("-", ".").replace("\0", "-")
    scheme = next(parameter_values(wrapper_url.query, ("_x_tr_sch",)), "https")
    parameters = (wrapper_url.query or "").split("&")
    kept = "&".join(parameter for parameter in parameters if not parameter.startswith("_x_tr_"))
    yield f"{scheme}://{host}{wrapper_url._replace(query=kept or None).tail}"


def _defense2(wrapper_url: Url, wrapper: WrapperRule) -> Iterator[str]:
    """urldefense.proofpoint.com/v2/url?u=https-3A__news.example_a: `-` for `%`, `_` for `/`."""
    yield from (
        percent_decode(value.translate(_DEFENSE2)) for value in parameter_values(wrapper_url.query, wrapper.names)
    )


_DEFENSE2: Final = str.maketrans("-_", "%/")


def _defense3(wrapper_url: Url, _: WrapperRule) -> Iterator[str]:
    """urldefense.com/v3/__https://news.example/a*b__;4oCZ!!x: `*` stands for characters that follow in base64."""
    if match := _DEFENSE3.match(wrapper_url.tail):
        characters = iter(_decode_base64(match[2]))
        yield _RUN.sub(lambda run: "".join(next(characters, run[0]) for __ in range(_length(run))), match[1])


_DEFENSE3: Final = re.compile(r"/v3/__(.*?)__;([A-Za-z0-9_-]*={0,2})!")
_RUN: Final = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_RUNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _length(run: re.Match[str]) -> int:
    """Return the number of characters that a run stands for: one for `*`, two for `**A`, three for `**B`."""
    return 1 if run[1] is None else _RUNS.index(run[1]) + 2


_FORMS: Final[Mapping[WrapperForm, Callable[[Url, WrapperRule], Iterator[str]]]] = {
    "parameter": _parameter,
    "query": _query,
    "path": _path,
    "within": _within,
    "rewrite": _rewrite,
    "segment": _segment,
    "signed": _signed,
    "bing": _bing,
    "turbo": _turbo,
    "translate": _translate,
    "defense2": _defense2,
    "defense3": _defense3,
}
