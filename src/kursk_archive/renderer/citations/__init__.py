"""An article as reference managers take it: BibTeX, RIS and CSL-JSON, beside its page."""

from __future__ import annotations

from kursk_archive.config import Site
from kursk_archive.core.model import Article
from kursk_archive.renderer.citations.bibtex import write_bibtex
from kursk_archive.renderer.citations.csl import write_csl
from kursk_archive.renderer.citations.model import collect_citation_data
from kursk_archive.renderer.citations.ris import write_ris

_FORMS = ((".bib", write_bibtex), (".ris", write_ris), (".csl.json", write_csl))

TYPES = (
    ("BibTeX", ".bib", "application/x-bibtex"),
    ("RIS", ".ris", "application/x-research-info-systems"),
    ("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json"),
)
"""What a page calls each file, how its name ends, and its media type."""


def render_citations(
    article: Article, output_path: str, site: Site, base_url: str | None
) -> tuple[tuple[str, bytes], ...]:
    """The citation files of an article: path in the output folder, and UTF-8.

    Total: whatever an article's metadata hold, the files can be read back.

    Args:
        article: as recorded.
        output_path: its path in the output folder.
        site: the archive that it is cited from.
        base_url: where the archive is published, if that is known.
    """
    stem, found = output_path.removesuffix(".html"), collect_citation_data(article, output_path, site, base_url)
    return tuple((stem + ending, form(found).encode()) for ending, form in _FORMS)
