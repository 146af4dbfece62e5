"""The articles data file: a row for each article, as JSON Lines and as CSV.

A row does not depend on other articles, so an edit changes only the file of the article's year. The resolutions of its
links are in the link ledger, under the same `path`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import Article, Resolution
from kursk_archive.renderer.data.formats import write_csv
from kursk_archive.site.joined_terms import with_joined_labels
from kursk_archive.site.permalinks import beside

DATA_FORMATS = ("csv", "jsonl")


class ArticleRow(Struct, frozen=True):
    """A row of `data/articles.csv`; None is unknown. `datapackage.ARTICLE_FIELDS` describes the fields."""

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
    extractor: str | None = None
    edition: str | None = None
    """Page of this edition, which never moves; None where the article has one edition."""


ARTICLE_COLUMNS = ArticleRow.__struct_fields__
"""The columns of `data/articles.csv`, and the keys of `data/articles.jsonl`."""


def make_article_row(article: Article, resolutions: Sequence[Resolution], output_path: str) -> ArticleRow:
    """Convert an article.

    Args:
        article: as recorded.
        resolutions: one for each of `article.references()`.
        output_path: of its page.
    """
    article = with_joined_labels(article)
    source = resolutions[-1] if article.source else None
    snapshot = source.snapshot if source else None
    original = snapshot.original if snapshot else source.canonical if source else None
    kinds = [resolution.kind for resolution in resolutions[: len(article.links)]]
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
        capture_path=beside(output_path, article.capture.published_suffix),
        capture_sha256=article.capture.sha256,
        capture_size=article.capture.size,
        capture_format=article.capture.format,
        capture_encoding=article.capture.encoding,
        captured_at=article.captured_at,
        links=len(kinds),
        links_lost=kinds.count(LinkKind.LOST),
        extractor=article.extractor or None,
    )


def encode_article_row(row: ArticleRow) -> bytes:
    """Encode a row as a JSON object, without a line break."""
    return _ENCODER.encode(row)


def render_articles_file(output_path: str, lines: Iterable[bytes], *, csv_safe: bool = False) -> bytes:
    """Render a data file.

    Args:
        output_path: see `permalinks.data_permalink`.
        lines: its rows, encoded by `encode_article_row`, in their order.
        csv_safe: write CSV that no spreadsheet runs.
    """
    if output_path.endswith(".csv"):
        return "".join(write_csv(map(_cells, lines), ARTICLE_COLUMNS, spreadsheet_safe=csv_safe)).encode()
    return b"".join(_terminated(lines))


def _terminated(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        yield b"\n"


def _cells(line: bytes) -> Mapping[str, object]:
    """The values of a row for CSV: lists become JSON, since names may contain commas and semicolons."""
    row = _DECODER.decode(line)
    return {
        name: msgspec.json.encode(value).decode() if isinstance(value, list) else value for name, value in row.items()
    }


_ENCODER = msgspec.json.Encoder(enc_hook=str)
"""`enc_hook`, since msgspec does not encode subclasses of str, such as `PartialDate`."""
_DECODER = msgspec.json.Decoder(dict[str, Any])
