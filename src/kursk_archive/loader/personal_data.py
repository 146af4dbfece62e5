"""Personal data in exports: lists of readers, which nothing may publish, and addresses beside the articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kursk_archive.core.findings import Finding, Location, make_finding

if TYPE_CHECKING:
    from kursk_archive.loader.draft import Draft

READER_LIST_SUFFIXES = (".csv", ".tsv", ".xls", ".xlsx", ".ods")
_READER_LIST = re.compile(
    r"(?:.*\.)?(?:delivers|opens|clicks)\.\w+"  # Substack: who was sent a post, and who opened it
    r"|(?:.*[._ -])?(?:e?mail[_-]?list|mailing[_-]?list|subscribers?)(?:[._ -].*)?\.\w+",
    re.IGNORECASE,
)
_BEFORE_SIGN = re.compile(rb"[\w.%+\x80-\xff-]{1,64}$")
_AFTER_SIGN = re.compile(rb"[\w\x80-\xff-]{1,63}(?:\.[\w\x80-\xff-]{1,63})+")
_PHONE_KEY = re.compile(rb'"(?:phone|phone_number)"\s*:\s*"[+0-9]')


def is_reader_list(path: str) -> bool:
    """Return True for a table that lists readers, as its name says. It is never read and never copied."""
    name = path.rpartition("/")[2]
    return name.lower().endswith(READER_LIST_SUFFIXES) and _READER_LIST.fullmatch(name) is not None


def describe_personal_data(data: bytes, parts: Iterable[tuple[int, int]] = ()) -> str:
    """Say what personal data a file has outside of some parts; empty if there are none.

    Args:
        data: the whole file.
        parts: offset and length of each article's evidence, in bytes.
    """
    addresses: set[bytes] = set()
    has_phones = False
    for gap in _gaps(data, parts):
        addresses.update(address.lower() for address in _email_addresses(gap))
        has_phones = has_phones or _PHONE_KEY.search(gap) is not None
    count = len(addresses)
    named = "1 e-mail address" if count == 1 else f"{count:,} e-mail addresses" if count else ""
    return " and ".join(filter(None, (named, "telephone numbers" if has_phones else "")))


def report_personal_data(drafts: list[Draft], data: bytes, path: str) -> list[Draft]:
    """Return the drafts of an export; if the file also holds personal data, with a finding that says so.

    Args:
        drafts: of the file.
        data: the whole file, in an encoding that has ASCII's bytes.
        path: for the finding's location.
    """
    from kursk_archive.loader.draft import Draft  # a scan needs this module, and no draft

    articles = [draft for draft in drafts if draft.is_article]
    if articles and not any(draft.key for draft in articles):
        return drafts  # a file that cannot be read: an error says so
    parts = [(draft.start, draft.length or 0) for draft in articles]
    found = describe_personal_data(data, parts)
    if not found:
        return drafts
    where = "beside its articles" if articles else "and no articles"
    finding = make_finding("personal-data", Location(path, 1, 1), f"holds {found} {where}")
    return [*articles, Draft(is_article=False, findings=(*_other_findings(drafts), finding))]


def _other_findings(drafts: Iterable[Draft]) -> Iterator[Finding]:
    return (f for draft in drafts if not draft.is_article for f in draft.findings if f.code != "unsupported")


def _gaps(data: bytes, parts: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    position = 0
    for start, length in sorted(parts):
        yield data[position:start]
        position = max(position, start + length)
    yield data[position:]


def _email_addresses(data: bytes) -> Iterator[bytes]:
    position = data.find(b"@")
    while position >= 0:
        before = _BEFORE_SIGN.search(data[max(0, position - 64) : position])
        after = _AFTER_SIGN.match(data, position + 1, position + 256)
        if before and after:
            yield before[0] + b"@" + after[0]
        position = data.find(b"@", position + 1)
