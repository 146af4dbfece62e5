"""The data of a citation: plain text on one line each, dates to the day at most."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.text import NOT_IN_CITATIONS

DateParts = tuple[str, ...]
"""`("2024", "08", "15")`, or as many of its parts as are known; empty for no date."""


class CitationData(Struct, frozen=True):
    """The fields that citation formats have in common. Empty is unknown."""

    cite_key: str
    """Unique in the archive and permanent: ASCII letters, digits, hyphens and dots."""
    title: str
    authors: tuple[str, ...]
    """As the capture has them: no program can tell which part is the family name."""
    publisher: str
    date: DateParts
    captured: DateParts
    original_url: str
    language: str
    """BCP 47."""
    section: str
    topics: tuple[str, ...]
    summary: str
    archive_title: str
    archive_location: str
    """The URL of the page, or its output path if the archive has no URL."""
    sha256: str
    """Of the capture."""

    @property
    def url(self) -> str:
        """The URL to cite: the original's, else that of the archive's copy."""
        return self.original_url or safe_web_url(self.archive_location)


class Citable(Protocol):
    """The facts that an article's record and its row of data both state."""

    @property
    def title(self) -> str: ...
    @property
    def authors(self) -> tuple[str, ...]: ...
    @property
    def publisher(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def captured_at(self) -> str | None: ...
    @property
    def source_url(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def section(self) -> str | None: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def description(self) -> str | None: ...


def collect_citation_data(
    article: Citable, output_path: str, sha256: str, site: Site, canonical: str | None = None
) -> CitationData:
    """Collect the data of a citation. Never fails, whatever the metadata contain.

    Args:
        article: its record, or its row of data.
        output_path: of its page.
        sha256: of its capture.
        site: the archive to cite.
        canonical: the source address as resolved. It is cited if the stated one is that of a copy on another host.
    """
    source_url = article.source_url or ""
    is_copy = canonical is not None and _host(canonical) != _host(source_url)
    return CitationData(
        cite_key=_NOT_IN_CITE_KEYS.sub("-", output_path.removeprefix("articles/").removesuffix(".html")),
        title=single_line(article.title),
        authors=_single_lines(article.authors),
        publisher=single_line(article.publisher or ""),
        date=date_parts(article.date),
        captured=date_parts(article.captured_at),
        original_url=safe_web_url(canonical if canonical and is_copy else source_url),
        language=single_line(article.language or ""),
        section=single_line(article.section or ""),
        topics=_single_lines(article.topics),
        summary=single_line(article.description or ""),
        archive_title=single_line(site.title),
        archive_location=page_url(output_path, site.base_url) or output_path,
        sha256=sha256,
    )


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")


def page_url(output_path: str, base_url: str | None) -> str:
    """The URL of a page of the archive; empty if the archive has none."""
    return safe_web_url(f"{base_url.rstrip('/')}/{output_path}") if base_url else ""


_NOT_IN_CITE_KEYS = re.compile(r"[^A-Za-z0-9.-]+")


def single_line(text: str) -> str:
    """Remove controls and turn line breaks into spaces: in RIS, a line that begins like a tag would be read as one."""
    if not text.isprintable():  # most texts are: half of the time
        text = NOT_IN_CITATIONS.sub("", text)
    return " ".join(text.split())


def _single_lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(single_line, texts)))


_UNSAFE_IN_URLS = re.compile(r'[\s{}\\"<>^`|]')


def safe_web_url(text: str) -> str:
    """A web address, escaped so that it may stand between braces and on one line; empty if `text` is not one."""
    text = single_line(text)
    if not text.lower().startswith(("https://", "http://")):
        return ""
    return _UNSAFE_IN_URLS.sub(_percent_encode, text)


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")


def date_parts(date: str | None) -> DateParts:
    """Year, month and day of a date as it was stated, without time of day and time zone."""
    match = _DATE.match(date or "")
    return tuple(filter(None, match.groups())) if match else ()
