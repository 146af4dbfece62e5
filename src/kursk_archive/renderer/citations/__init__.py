"""Citations of an article for reference managers, as files beside its page.

To add a format, write a module with a function from `CitationData` to text, and add an entry to `CITATION_FORMATS`:
pages, web servers, the preview and the documentation take it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from kursk_archive.config import Site
from kursk_archive.core.model import Article
from kursk_archive.renderer.citations.bibtex import write_bibtex
from kursk_archive.renderer.citations.csl import write_csl
from kursk_archive.renderer.citations.model import CitationData, collect_citation_data
from kursk_archive.renderer.citations.ris import write_ris
from kursk_archive.site.permalinks import beside


class CitationFormat(Struct, frozen=True):
    """A file format of reference managers."""

    label: str
    """Its name on pages."""
    suffix: str
    """Of the file, after the name of the article's page."""
    media_type: str
    write: Callable[[CitationData], str]


CITATION_FORMATS = (
    CitationFormat("BibTeX", ".bib", "application/x-bibtex", write_bibtex),
    CitationFormat("RIS", ".ris", "application/x-research-info-systems", write_ris),
    CitationFormat("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json", write_csl),
)

CITATION_MEDIA_TYPES: Mapping[str, str] = {
    form.suffix: form.media_type for form in CITATION_FORMATS if form.suffix.count(".") == 1
}
"""For web servers, which look at the last suffix alone: to them CSL-JSON is JSON."""


def render_citations(
    article: Article, output_path: str, site: Site, base_url: str | None
) -> tuple[tuple[str, bytes], ...]:
    """Render the citation files of an article; gives pairs of output path and bytes in UTF-8.

    Never fails: whatever an article's metadata contain, the files can be parsed.

    Args:
        article: as recorded.
        output_path: of its page.
        site: the archive to cite.
        base_url: where the archive is published; None if that is not known.
    """
    data = collect_citation_data(article, output_path, site, base_url)
    return tuple((beside(output_path, form.suffix), form.write(data).encode()) for form in CITATION_FORMATS)
