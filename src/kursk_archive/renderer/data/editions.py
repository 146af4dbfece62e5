"""The data file of editions: a row for each published edition of the articles that were captured more than once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from kursk_archive.core.model import PublishedEdition
from kursk_archive.renderer.data.articles import ArticleRow
from kursk_archive.renderer.data.formats import write_csv, write_jsonl
from kursk_archive.site.permalinks import beside


class EditionRow(Struct, frozen=True):
    """A row of `data/editions.csv`; None is unknown. `datapackage.EDITION_FIELDS` describes the fields."""

    page: str
    edition: str
    path: str
    order: int
    editions: int
    state: str
    title: str
    publisher: str | None
    language: str | None
    date: str | None
    source_canonical: str | None
    captured_at: str | None
    seen_again: tuple[str, ...]
    same_text_as: str | None
    capture_path: str
    capture_sha256: str
    capture_size: int
    capture_format: str


EDITION_COLUMNS = EditionRow.__struct_fields__
"""The columns of `data/editions.csv`, and the keys of `data/editions.jsonl`."""


def make_edition_row(edition: PublishedEdition) -> EditionRow:
    """Convert an edition."""
    article = _DECODER.decode(edition.data_row)
    page = article.edition or article.page
    suffix = article.capture_path.removeprefix(article.page.removesuffix(".html"))
    return EditionRow(
        page=article.page,
        edition=page,
        path=article.path,
        order=edition.order,
        editions=edition.count,
        state="latest" if edition.order == edition.count else "earlier",
        title=article.title,
        publisher=article.publisher,
        language=article.language,
        date=article.date,
        source_canonical=article.source_canonical,
        captured_at=article.captured_at,
        seen_again=edition.seen_again,
        same_text_as=edition.same_text_as,
        capture_path=beside(page, suffix),
        capture_sha256=article.capture_sha256,
        capture_size=article.capture_size,
        capture_format=article.capture_format,
    )


_DECODER = msgspec.json.Decoder(ArticleRow)


def render_editions_file(output_path: str, editions: Iterable[PublishedEdition], *, csv_safe: bool = False) -> bytes:
    """Render a data file of editions."""
    rows = (msgspec.structs.asdict(make_edition_row(edition)) for edition in editions)
    if output_path.endswith(".csv"):
        return "".join(write_csv(map(_cells, rows), EDITION_COLUMNS, spreadsheet_safe=csv_safe)).encode()
    return "".join(write_jsonl(rows)).encode()


def _cells(row: Mapping[str, object]) -> Mapping[str, object]:
    """Values for CSV: lists as JSON."""
    return {**row, "seen_again": msgspec.json.encode(row["seen_again"]).decode()}
