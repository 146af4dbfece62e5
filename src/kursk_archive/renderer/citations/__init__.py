"""An article as reference managers take it: BibTeX, RIS and CSL-JSON, beside its page."""

from __future__ import annotations

from kursk_archive.config import Site
from kursk_archive.core.model import Article
from kursk_archive.renderer.citations.bibtex import as_bibtex
from kursk_archive.renderer.citations.csl import as_csl
from kursk_archive.renderer.citations.model import facts
from kursk_archive.renderer.citations.ris import as_ris

_FORMS = ((".bib", as_bibtex), (".ris", as_ris), (".csl.json", as_csl))

TYPES = (
    ("BibTeX", ".bib", "application/x-bibtex"),
    ("RIS", ".ris", "application/x-research-info-systems"),
    ("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json"),
)
"""What a page calls each file, how its name ends, and its media type."""


def files(article: Article, page: str, site: Site, base_url: str | None) -> tuple[tuple[str, bytes], ...]:
    """The citation files of an article: path in the output folder, and UTF-8.

    Total: whatever an article's metadata hold, the files can be read back.

    Args:
        article: as recorded.
        page: its path in the output folder.
        site: the archive that it is cited from.
        base_url: where the archive is published, if that is known.
    """
    stem, found = page.removesuffix(".html"), facts(article, page, site, base_url)
    return tuple((stem + ending, form(found).encode()) for ending, form in _FORMS)
