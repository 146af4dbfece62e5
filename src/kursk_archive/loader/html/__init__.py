"""Saved web pages and newsletters: bytes to a draft whose body is HTML."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.page_limits import PageLimits

if TYPE_CHECKING:
    from kursk_archive.core.model import Capture


def is_available() -> bool:
    """Return True if the extra `html` is installed."""
    return find_spec("trafilatura") is not None and find_spec("lxml_html_clean") is not None


def require_extra() -> None:
    """Check that pages can be read.

    Raises:
        ArchiveError: the extra `html` is not installed.
    """
    if not is_available():
        message = "trafilatura and lxml are not installed (`pip install 'kursk-archive[html]'`)"
        raise ArchiveError(make_finding("extra-missing", Location("html"), message))


def _without_extra(path: str) -> Draft:
    message = "saved pages are read with trafilatura, which is not installed"
    return Draft(findings=(make_finding("html", Location(path, 1, 1), message),))


def read_saved_page(format_name: str, data: bytes, path: str, stated_encoding: str | None, limits: PageLimits) -> Draft:
    """Read a saved page or a newsletter. Never raises. Without the extra `html`, a finding in the draft names it."""
    if not is_available():
        return _without_extra(path)
    if format_name == "html":
        from kursk_archive.loader.html.page_capture import read_page  # lxml and trafilatura take 0.3 s to import

        return read_page(data, path, stated_encoding, limits)
    from kursk_archive.loader.html.mime_capture import read_mhtml, read_newsletter

    return (read_mhtml if format_name == "mhtml" else read_newsletter)(data, path, stated_encoding, limits)


def read_fragment(
    data: bytes, path: str, stated_encoding: str | None, limits: PageLimits, titles: tuple[str, ...]
) -> Draft:
    """Read a file of HTML that is the text of an article and nothing else. Never raises; see `read_saved_page`.

    Args:
        data: the whole file.
        path: for the findings' locations.
        stated_encoding: as stated by an archivist.
        limits: of what is read.
        titles: spellings of the headline, which is left out of the text.
    """
    if not is_available():
        return _without_extra(path)
    from kursk_archive.loader.html.page_capture import read_article_fragment  # see `read_saved_page`

    return read_article_fragment(data, path, stated_encoding, limits, titles)


def read_page_links(format_name: str, data: bytes, limits: PageLimits) -> tuple[tuple[str, str], ...]:
    """Return text and address of each link on a page, navigation included; none without the extra `html`."""
    if not is_available():
        return ()
    from kursk_archive.loader.html.page_links import read_all_links

    return read_all_links(format_name, data, limits)


def digest_page_folder(content: Path, capture: Capture, data: bytes, on_request: Callable[[str], None]) -> str:
    """Return the SHA-256 over the files in the folder of a saved page that it shows; empty if it shows none.

    Args:
        content: the content folder.
        capture: the saved page.
        data: its bytes.
        on_request: called with the path of each such file, whether it exists or not.
    """
    from kursk_archive.loader.html.page_folder import PageFolder
    from kursk_archive.loader.html.page_resources import digest_of_resources
    from kursk_archive.loader.html.page_text import read_page_text

    resources = PageFolder(content, capture.path, on_request).read(read_page_text(data, "", capture.encoding))
    return digest_of_resources(resources) if resources else ""


def read_payloads(format_name: str, data: bytes) -> tuple[bytes, ...]:
    """Return the `data:` addresses inside of a capture, in the order in which its draft numbers them."""
    if format_name == "html":
        from kursk_archive.loader.html.page_text import set_payloads_aside

        return set_payloads_aside(data)[1]
    from kursk_archive.loader.html.mime_capture import payloads_of_message

    return payloads_of_message(data, is_newsletter=format_name == "eml")
