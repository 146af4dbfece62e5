"""Citations for reference managers: in an article's page, to be saved from there, and in a file for each year.

To add a format, write a module with a function from `CitationData` to text, and add an entry to `CITATION_FORMATS`:
pages, data files, web servers, the preview and the documentation take it from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from kursk_archive.renderer.citations.bibtex import write_bibtex
from kursk_archive.renderer.citations.csl import write_csl
from kursk_archive.renderer.citations.model import CitationData
from kursk_archive.renderer.citations.ris import write_ris


class CitationFormat(Struct, frozen=True):
    """A file format of reference managers."""

    label: str
    """Its name on pages."""
    suffix: str
    """Of a file."""
    media_type: str
    write: Callable[[Iterable[CitationData]], str]
    """Gives the text of a file."""


CITATION_FORMATS = (
    CitationFormat("BibTeX", ".bib", "application/x-bibtex", write_bibtex),
    CitationFormat("RIS", ".ris", "application/x-research-info-systems", write_ris),
    CitationFormat("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json", write_csl),
)

CITATION_MEDIA_TYPES: Mapping[str, str] = {
    form.suffix: form.media_type for form in CITATION_FORMATS if form.suffix.count(".") == 1
}
"""For web servers, which look at the last suffix alone: to them CSL-JSON is JSON."""


def citation_downloads(citation: CitationData, name: str) -> list[tuple[str, str, str]]:
    """Label, file name and `data:` URL of a citation in each format.

    Args:
        citation: of an article.
        name: of the files, without their suffixes.
    """
    return [
        (form.label, f"{name}{form.suffix}", f"data:{form.media_type},{_escape(form.write([citation]))}")
        for form in CITATION_FORMATS
    ]


_ESCAPES = tuple(
    (sign, f"%{ord(sign):02X}")
    for sign in sorted(map(chr, range(128)), key=lambda sign: sign != "%")
    if re.match(r"[^\w!$()*+,;=:@/?.~-]", sign)
)
"""The percent sign first: the others' escapes begin with it."""
_OTHER_SIGN = re.compile(r"[^\w\x00-\x7f]")
"""A letter of any script may stand in an address, and takes a third of the bytes of its escape."""


def _escape(text: str) -> str:
    """Escape the text of a `data:` URL. `translate` would take 36 µs instead of 9: 2 % of an article's page."""
    for sign, escape in _ESCAPES:
        if sign in text:
            text = text.replace(sign, escape)
    return text if text.isascii() else _OTHER_SIGN.sub(_percent_encode, text)


def _percent_encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
