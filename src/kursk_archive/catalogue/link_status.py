"""Status of outside links: the last answer of each address, and the days on which it failed."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec import Struct

from kursk_archive.catalogue.journal import LINK, Journal


class Liveness(StrEnum):
    """Verdict on an address, from its answers on several days."""

    ALIVE = "alive"
    DEAD = "dead"
    """It failed on three different days and has not answered since."""
    UNKNOWN = "unknown"
    """It refused, was too slow, may not be asked, or failed on fewer days."""


class LinkStatus(Struct, frozen=True):
    """The last answer of an address, with the failures before it."""

    url: str
    state: Liveness
    status: int | None
    """None where there was no answer."""
    reason: str
    """The reason in plain words: `404 Not Found`, `timed out`, `robots.txt`."""
    location: str | None = None
    """The end of the chain of redirects; None where there is none."""
    permanent: bool = False
    """True if it redirects, and every redirect on the way is permanent."""
    failures: tuple[str, ...] = ()
    """UTC days on which it failed since it last answered, `YYYY-MM-DD`, distinct, the latest three, oldest first."""
    checked_at: str = ""
    """UTC, `YYYY-MM-DDThh:mm:ssZ`."""


def read_link_status(journal: Journal, urls: Iterable[str]) -> dict[str, LinkStatus]:
    """Map addresses to their status; one that was never asked is absent."""
    known = journal.read(LINK)
    return {url: _from_value(url, known[url]) for url in sorted({*urls} & known.keys())}


def write_link_status(journal: Journal, statuses: Iterable[LinkStatus]) -> None:
    """Replace the status of addresses.

    Raises:
        ArchiveError: the disk refuses.
    """
    journal.write(LINK, {status.url: _to_value(status) for status in statuses})


def rescue_link_status(rows: Iterable[tuple[object, ...]], journal: Journal) -> None:
    """Enter the rows of the table that catalogues had before there was a journal; what that says is newer."""
    known = journal.read(LINK)
    statuses = (_from_row(row) for row in rows)
    write_link_status(journal, [status for status in statuses if status and status.url not in known])


def _to_value(status: LinkStatus) -> dict[str, object]:
    value: dict[str, object] = msgspec.to_builtins(status)
    return {name: cell for name, cell in value.items() if name != "url"}


def _from_value(url: str, value: dict[str, object]) -> LinkStatus:
    return msgspec.convert({**value, "url": url}, LinkStatus)


def _from_row(row: tuple[object, ...]) -> LinkStatus | None:
    try:
        url, state, status, reason, location, permanent, failures, checked_at = row
        days = str(failures).split()
        cells = (url, state, status, reason, location, bool(permanent), days, checked_at)
        return msgspec.convert(dict(zip(LinkStatus.__struct_fields__, cells, strict=True)), LinkStatus)
    except (ValueError, msgspec.MsgspecError):
        return None
