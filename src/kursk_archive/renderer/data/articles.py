"""The archive as data: a row for each article, in JSON Lines and as CSV.

A row says nothing that depends on other articles, so that an edit changes the file of its own year alone; what links
came to stands in the ledger, which has the same `path`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import Article, Resolution
from kursk_archive.renderer.data.formats import write_csv
from kursk_archive.site.taxonomy import UNDATED

DATA_FORMATS = ("csv", "jsonl")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of `data/articles.csv`; what is unknown is None. `datapackage.ARTICLE_FIELDS` says what each field means."""

    path: str
    title: str
    date: str | None
    updated: str | None
    authors: tuple[str, ...]
    publisher: str | None
    section: str | None
    language: str | None
    topics: tuple[str, ...]
    places: tuple[str, ...]
    description: str | None
    source_url: str | None
    source_canonical: str | None
    source_snapshot: str | None
    page: str
    capture_path: str
    capture_sha256: str
    capture_size: int
    capture_format: str
    capture_encoding: str
    captured_at: str | None
    links: int
    links_lost: int


ARTICLE_COLUMNS = tuple(one.name for one in fields(ArticleRow))
"""Of `data/articles.csv`, and the keys of `data/articles.jsonl`."""


def articles_path(year: str | None, format_name: str) -> str:
    """The path of a year's articles (empty: of those without a date), or of all of them in one piece (None).

    Args:
        year: `2024`.
        format_name: one of `DATA_FORMATS`.
    """
    return f"data/articles.{format_name}" if year is None else f"data/articles/{year or UNDATED}.{format_name}"


def make_article_row(article: Article, resolutions: Sequence[Resolution], output_path: str) -> ArticleRow:
    """What the data say of an article.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        output_path: its path in the output folder.
    """
    source = resolutions[-1] if article.source else None
    snapshot = source.snapshot if source else None
    original = snapshot.original if snapshot else source.canonical if source else None
    kinds = [one.kind for one in resolutions[: len(article.links)]]
    return ArticleRow(
        path=article.id,
        title=article.title,
        date=article.date,
        updated=article.updated,
        authors=article.authors,
        publisher=article.publisher,
        section=article.section,
        language=article.language,
        topics=article.topics,
        places=article.places,
        description=article.description,
        source_url=article.source_url,
        source_canonical=original,
        source_snapshot=snapshot.url if snapshot else None,
        page=output_path,
        capture_path=f"{output_path.removesuffix('.html')}.txt",
        capture_sha256=article.capture.sha256,
        capture_size=article.capture.size,
        capture_format=article.capture.format,
        capture_encoding=article.capture.encoding,
        captured_at=article.captured_at,
        links=len(kinds),
        links_lost=kinds.count(LinkKind.LOST),
    )


def encode_article_row(row: ArticleRow) -> bytes:
    """The row as a JSON object, without the line's end."""
    return _ENCODER.encode(row)


def render_articles_file(path: str, lines: Iterable[bytes]) -> bytes:
    """The file at `path`.

    Args:
        path: see `articles_path`.
        lines: its rows as `encode_article_row` gives them, in the order that they shall have.
    """
    if path.endswith(".csv"):
        return "".join(write_csv(map(_cells, lines), ARTICLE_COLUMNS)).encode()
    return b"".join(_terminated(lines))


def _terminated(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        yield b"\n"


def _cells(line: bytes) -> Mapping[str, object]:
    """The values of a row as CSV can hold them: a list as JSON, which names with commas and semicolons survive."""
    row = _DECODER.decode(line)
    return {
        name: msgspec.json.encode(value).decode() if isinstance(value, list) else value for name, value in row.items()
    }


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""msgspec takes no subclasses of str, which dates are."""
_DECODER = msgspec.json.Decoder(dict[str, Any])
