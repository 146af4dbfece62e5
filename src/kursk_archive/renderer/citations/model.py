"""What a citation says of an article: plain text on one line each, dates no more precise than a citation is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.model import Article

DateParts = tuple[str, ...]
"""`("2024", "08", "15")`, or as much of it as is known; empty where nothing is."""


class CitationData(Struct, frozen=True):
    """What the formats have places for. Empty is unknown."""

    cite_key: str
    """Unique in the archive, and for ever: letters, digits, hyphens and dots of ASCII."""
    title: str
    authors: tuple[str, ...]
    """As the capture has them: which part is the family's name is not for a program to guess."""
    publisher: str
    date: DateParts
    captured: DateParts
    original_url: str
    """The original's, on the web."""
    language: str
    """BCP 47."""
    section: str
    topics: tuple[str, ...]
    summary: str
    archive_title: str
    """What the archive is called."""
    archive_location: str
    """Where the article is in it: an address of the web, or the path of its page where the archive has no address."""
    sha256: str
    """Of the capture."""

    @property
    def url(self) -> str:
        """The address to cite: the original's, else the archive's copy's."""
        return self.original_url or safe_web_url(self.archive_location)


def collect_citation_data(article: Article, output_path: str, site: Site, base_url: str | None) -> CitationData:
    """Gather what a citation says; the arguments are those of `files`."""
    return CitationData(
        cite_key=_NOT_IN_CITE_KEYS.sub("-", output_path.removeprefix("articles/").removesuffix(".html")),
        title=single_line(article.title),
        authors=_single_lines(article.authors),
        publisher=single_line(article.publisher or ""),
        date=date_parts(article.date),
        captured=date_parts(article.captured_at),
        original_url=safe_web_url(article.source_url or ""),
        language=single_line(article.language or ""),
        section=single_line(article.section or ""),
        topics=_single_lines(article.topics),
        summary=single_line(article.description or ""),
        archive_title=single_line(site.title),
        archive_location=page_url(output_path, base_url) or output_path,
        sha256=article.capture.sha256,
    )


def page_url(output_path: str, base_url: str | None) -> str:
    """Where a page of the archive is on the web; empty where nobody has said."""
    return safe_web_url(f"{base_url.rstrip('/')}/{output_path}") if base_url else ""


_NOT_IN_CITE_KEYS = re.compile(r"[^A-Za-z0-9.-]+")
_CONTROL_CHARACTERS = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that no text has: controls, halves of surrogate pairs. Those that separate lines become spaces instead."""


def single_line(text: str) -> str:
    """The text without line breaks and controls: in RIS a line that begins like a tag would be one."""
    return " ".join(_CONTROL_CHARACTERS.sub("", text).split())


def _single_lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(single_line, texts)))


_UNSAFE_IN_URLS = re.compile(r'[\s{}\\"<>^`|]')


def safe_web_url(text: str) -> str:
    """An address of the web that may stand between braces and on one line; empty for any other."""
    text = single_line(text)
    if not text.lower().startswith(("https://", "http://")):
        return ""
    return _UNSAFE_IN_URLS.sub(_percent_encode, text)


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


def date_parts(date: str | None) -> DateParts:
    """A date as it was stated, but for the time of day; no time zone moves it."""
    match = _DAY.match(date or "")
    return tuple(filter(None, match.groups())) if match else ()
