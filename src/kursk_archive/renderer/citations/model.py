"""What a citation says of an article: plain text on one line each, dates no more precise than a citation is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.model import Article

Day = tuple[str, ...]
"""`("2024", "08", "15")`, or as much of it as is known; empty where nothing is."""


class Facts(Struct, frozen=True):
    """What the formats have places for. Empty is unknown."""

    key: str
    """Unique in the archive, and for ever: letters, digits, hyphens and dots of ASCII."""
    title: str
    authors: tuple[str, ...]
    """As the capture has them: which part is the family's name is not for a program to guess."""
    publisher: str
    date: Day
    captured: Day
    address: str
    """The original's, on the web."""
    language: str
    """BCP 47."""
    section: str
    topics: tuple[str, ...]
    summary: str
    archive: str
    """What the archive is called."""
    location: str
    """Where the article is in it: an address of the web, or the path of its page where the archive has no address."""
    sha256: str
    """Of the capture."""

    @property
    def url(self) -> str:
        """The address to cite: the original's, else the archive's copy's."""
        return self.address or web_address(self.location)


def facts(article: Article, page: str, site: Site, base_url: str | None) -> Facts:
    """Gather what a citation says; the arguments are those of `files`."""
    return Facts(
        key=_NOT_IN_KEYS.sub("-", page.removeprefix("articles/").removesuffix(".html")),
        title=one_line(article.title),
        authors=_lines(article.authors),
        publisher=one_line(article.publisher or ""),
        date=day(article.date),
        captured=day(article.captured_at),
        address=web_address(article.source_url or ""),
        language=one_line(article.language or ""),
        section=one_line(article.section or ""),
        topics=_lines(article.topics),
        summary=one_line(article.description or ""),
        archive=one_line(site.title),
        location=location(page, base_url) or page,
        sha256=article.capture.sha256,
    )


def location(page: str, base_url: str | None) -> str:
    """Where a page of the archive is on the web; empty where nobody has said."""
    return web_address(f"{base_url.rstrip('/')}/{page}") if base_url else ""


_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9.-]+")
_UNSEEN = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that no text has: controls, halves of surrogate pairs. Those that separate lines become spaces instead."""


def one_line(text: str) -> str:
    """The text without line breaks and controls: in RIS a line that begins like a tag would be one."""
    return " ".join(_UNSEEN.sub("", text).split())


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, texts)))


_UNSAFE = re.compile(r'[\s{}\\"<>^`|]')


def web_address(text: str) -> str:
    """An address of the web that may stand between braces and on one line; empty for any other."""
    text = one_line(text)
    if not text.lower().startswith(("https://", "http://")):
        return ""
    return _UNSAFE.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


def day(date: str | None) -> Day:
    """A date as it was stated, but for the time of day; no time zone moves it."""
    match = _DAY.match(date or "")
    return tuple(filter(None, match.groups())) if match else ()
