"""Find bare addresses in running text: those that the author did not make links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from linkify_it import LinkifyIt
from linkify_it.main import Match

from kursk_archive.loader.markdown_body.address_signs import has_address_signs

_ENDLESS_WORD = re.compile(r"\S{2049}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_MAX_MATCH_CHARACTERS = 4096

_CAPITAL = r"\u0391-\u03a9\u0400-\u042f\u0490\u0531-\u0556"
"""Greek, Cyrillic, Armenian."""
_END = re.compile(
    r"[«»‹›“”„‟‚‛…⋯|\u060c\u061b\u061f\u06d4\u0964\u3000-\u3002\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b"
    r"\uff1f\uff5b-\uff65]"
    r"|[‘’](?!\w)|(?<!\w)[‘’]|(?<!_)—"  # between letters it is an apostrophe; Wikipedia's titles have `_—_`
    r"|\[(?![\w.-]*\](?:=|\[))"  # `?name[]=` is a parameter of PHP's
    rf"|(?<![{_CAPITAL}])[.!](?=[{_CAPITAL}])"  # `О.Генрі` is a name
)
"""What cannot be part of an address in running text: quotation marks, ellipses, brackets, punctuation of Chinese,
Japanese, Arabic and Hindi, a bar, and the end of a sentence that lost its space: `news.example/a.Потім`."""
_TRAILING = re.compile(r"[\u2010-\u2015·•–—_~*]+$")

_SCHEMES_WITH_HOST = ("gemini:", "gopher:", "ipfs:", "ipns:", "irc:", "ircs:", "rsync:")
_OPAQUE = {
    "magnet:": re.compile(r"^\?[\w.~!$&'()*+,;=:@/?%-]*[\w/=]", re.ASCII),
    "doi:": re.compile(r"^\s?10\.\d{4,9}/[\w.~!$&'()*+,;=:@/?%<>-]*[\w/]", re.ASCII),
}


class BareAddressFinder(LinkifyIt):  # type: ignore[misc] # it has no types
    """linkify-it-py with stricter ends, further schemes, and a bound on the time it takes.

    Without a scheme, only `www.` and a host followed by a path are matched: in a sentence that lost a space
    (`captured.In`) the fuzzy match would see a host in India. A word of thousands of letters is skipped, since the time
    grows with the square of its length (140,000 letters took 74 s).
    """

    def pretest(self, text: str) -> bool:
        return has_address_signs(text) and not _ENDLESS_WORD.search(text)

    def test(self, text: str) -> bool:
        return has_address_signs(text) and super().test(text)

    def match_at_start(self, text: str) -> Match | None:
        if _ENDLESS_WORD.match(text):
            return None
        text = text[:_MAX_MATCH_CHARACTERS]
        match = super().match_at_start(text[: _end_of_address(text)])
        return _without_trailing(match) if match else None

    def match(self, text: str) -> list[Match] | None:
        return [match for start, piece in _pieces(text) for match in self._match_piece(piece, start)] or None

    def _match_piece(self, text: str, start: int) -> Iterator[Match]:
        for match in super().match(text) or ():
            if not (match.schema or self._is_address(match.text)):
                continue
            if not match.schema and "@" not in match.text:
                match.url = match.text  # without the scheme that linkify-it would put in front of it
            match = _without_trailing(match)
            match.index += start
            match.last_index += start
            yield match

    def _is_address(self, text: str) -> bool:
        host, slash, path = text.partition("/")
        return text.startswith("www.") or "@" in text or bool(slash and path and host == host.lower())


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text where no address can go on; yield the start of each piece, and the piece."""
    start = 0
    for end in _END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _end_of_address(text: str) -> int | None:
    end = _END.search(text)
    return end.start() if end else None


def _without_trailing(match: Match) -> Match:
    """Remove dashes and other signs that belong to the sentence."""
    trailing = _TRAILING.search(match.text)
    if trailing and match.text[trailing.start() - 1] not in "/=":
        length = len(match.text) - trailing.start()
        match.text, match.url = match.text[:-length], match.url[:-length]
        match.raw, match.last_index = match.raw[:-length], match.last_index - length
    return match


@cache
def bare_address_finder() -> BareAddressFinder:
    """Return the one finder of this process; compiling its patterns takes milliseconds."""
    rules = {scheme: {"validate": pattern} for scheme, pattern in _OPAQUE.items()}
    finder = BareAddressFinder(dict.fromkeys(_SCHEMES_WITH_HOST, "http:") | rules)
    finder.tlds("onion", True)
    return finder


def holds_address(text: str) -> bool:
    """Return True if `text` holds a bare address. A paragraph with a word of thousands of letters holds none."""
    if not has_address_signs(text):
        return False
    if _ENDLESS_WORD.search(text):
        return any(
            holds_address(paragraph) for paragraph in _BLANK_LINES.split(text) if not _ENDLESS_WORD.search(paragraph)
        )
    return "://" in text or bool(bare_address_finder().match(text))
