"""The citations of many articles in one file, made from their rows of data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kursk_archive.config import Site
from kursk_archive.renderer.citations import CITATION_FORMATS
from kursk_archive.renderer.citations.model import CitationData, collect_citation_data
from kursk_archive.renderer.data.articles import ArticleRow

_DECODER = msgspec.json.Decoder(ArticleRow)


def collect_citations(lines: Iterable[bytes], site: Site) -> list[CitationData]:
    """Collect the data of citations from rows that `encode_article_row` encoded, in their order."""
    rows = map(_DECODER.decode, lines)
    return [_citation(row, site) for row in rows]


def _citation(row: ArticleRow, site: Site) -> CitationData:
    return collect_citation_data(row, row.edition or row.page, row.capture_sha256, site, row.source_canonical)


def render_citations_file(output_path: str, citations: Sequence[CitationData]) -> bytes:
    """Render a file of citations; its suffix says in which format."""
    form = next(form for form in CITATION_FORMATS if output_path.endswith(form.suffix))
    return form.write(citations).encode()
