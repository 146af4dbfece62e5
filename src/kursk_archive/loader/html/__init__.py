"""Saved web pages and newsletters: bytes to a draft whose body is HTML."""

from __future__ import annotations

from importlib.util import find_spec

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.loader.draft import Draft


def read_saved_page(data: bytes, path: str, stated_encoding: str | None) -> Draft:
    """Read a saved page. Never raises. Without the extra `html`, the draft has only the finding that names it."""
    if find_spec("trafilatura") is None or find_spec("lxml_html_clean") is None:
        message = "saved pages are read with trafilatura, which is not installed"
        return Draft(findings=(make_finding("html", Location(path, 1, 1), message),))
    from kursk_archive.loader.html.page_capture import read_page  # lxml and trafilatura take 0.3 s to import

    return read_page(data, path, stated_encoding)
