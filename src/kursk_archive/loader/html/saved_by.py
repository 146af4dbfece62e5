"""Notes of the program that saved a page: the page's address and the time of the capture."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.loader.text_dump.source_url import is_http_url

_SINGLEFILE = re.compile(
    r"Page saved with SingleFile.{0,400}?url:\s{0,9}(?P<url>\S+)\s"
    r"(?:.{0,400}?saved date:\s{0,9}(?P<date>[^\n]{4,90}))?",
    re.DOTALL | re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(?P<url>\S+)\s{0,9}-->", re.IGNORECASE)
_SAVEPAGE = re.compile(
    r"<meta\s[^>]{0,200}?name=[\"']?savepage-(?P<name>url|date)[\"']?\s+content=[\"'](?P<value>[^\"']{4,2000})[\"']",
    re.IGNORECASE,
)
_SCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}) (?P<year>[0-9]{4}) "
    r"(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?: GMT(?P<offset>[+-][0-9]{4})?)?"
)
_SCRAPBOOK_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_HEAD_CHARACTERS = 20_000


class SavedBy(Struct, frozen=True):
    """The notes of the program that saved a page."""

    program: str = ""
    url: str = ""
    """Of the page; empty if it is not noted."""
    captured_at: PartialDate | None = None
    is_certain: bool = False
    """True if the page came from `url`, as a crawler notes: then an address of another site is not the page's own."""


def read_saved_by(text: str, root: HtmlElement) -> SavedBy:
    """Read the notes of SingleFile, of browsers, of ScrapBook and its successors, of Save Page WE, of Firefox's reader.

    Args:
        text: of the page.
        root: of its tree.
    """
    head = text[:_HEAD_CHARACTERS]
    if match := _SINGLEFILE.search(head):
        return SavedBy("SingleFile", _http(match["url"]), parse_script_date(match["date"] or ""))
    if root.get("data-scrapbook-source") or root.get("data-sb-id"):
        create = _SCRAPBOOK_DATE.match(root.get("data-scrapbook-create") or "")
        date = f"{create[1]}-{create[2]}-{create[3]}T{create[4]}:{create[5]}:{create[6]}Z" if create else ""
        return SavedBy("ScrapBook", _http(root.get("data-scrapbook-source") or ""), PartialDate(date) if date else None)
    if savepage := {match["name"].lower(): match["value"] for match in _SAVEPAGE.finditer(text)}:
        return SavedBy("Save Page WE", _http(savepage.get("url", "")), parse_script_date(savepage.get("date", "")))
    if match := _SAVED_FROM.search(head):
        return SavedBy("browser", _http(match["url"]))
    domain = next((anchor for anchor in root.iter("a") if "reader-domain" in (anchor.get("class") or "").split()), None)
    return SavedBy("reader", _http(domain.get("href") or "")) if domain is not None else SavedBy()


def parse_script_date(text: str) -> PartialDate | None:
    """Parse a date as scripts print it: `Thu Aug 15 2024 14:30:05 GMT+0300 (…)`."""
    match = _SCRIPT_DATE.search(text)
    if match is None or match["month"] not in _MONTHS:
        return None
    offset = match["offset"] or ""
    zone = (
        ("Z" if offset in ("+0000", "-0000") else f"{offset[:3]}:{offset[3:]}")
        if offset
        else "Z"
        if "GMT" in match[0]
        else ""
    )
    month = _MONTHS.index(match["month"]) + 1
    return PartialDate(f"{match['year']}-{month:02}-{int(match['day']):02}T{match['time']}{zone}")


def _http(url: str) -> str:
    """Return the address of the page itself: of a reader's or a viewer's address, the one that it shows."""
    if url.startswith(("about:reader", "read:", "chrome-distiller:")):
        url = next(iter(parse_qs(urlsplit(url).query).get("url", ())), url.removeprefix("read:"))
    return url if is_http_url(url) else ""
