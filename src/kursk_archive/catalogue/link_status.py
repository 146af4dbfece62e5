"""Status of outside links: the last answer of each address, and the days on which it failed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


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
    """Why, in plain words: `404 Not Found`, `timed out`, `robots.txt`."""
    location: str | None = None
    """The end of the chain of redirects; None where there is none."""
    permanent: bool = False
    """True if it redirects, and every redirect on the way is permanent."""
    failures: tuple[str, ...] = ()
    """UTC days on which it failed since it last answered, `YYYY-MM-DD`, distinct, the latest three, oldest first."""
    checked_at: str = ""
    """UTC, `YYYY-MM-DDThh:mm:ssZ`."""


def read_link_status(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, LinkStatus]:
    """Map addresses to their status; one that was never asked is absent."""
    db.execute(_TABLE)
    rows = db.execute(_SELECT, (json.dumps(list(urls)),))
    return {row[0]: _from_row(row) for row in rows}


def write_link_status(db: sqlite3.Connection, statuses: Iterable[LinkStatus]) -> None:
    """Replace the status of addresses: of all of them or, if that fails, of none."""
    db.execute(_TABLE)
    with db:
        db.executemany("REPLACE INTO link_status VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, statuses))


# Not in schema.sql: no build can make this anew, and catalogues of earlier versions have to be able to hold it.
_TABLE = """
CREATE TABLE IF NOT EXISTS link_status (
  url TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  status INTEGER,
  reason TEXT NOT NULL,
  location TEXT,
  permanent INTEGER NOT NULL,
  failures TEXT NOT NULL,
  checked_at TEXT NOT NULL
) WITHOUT ROWID
"""
# One parameter, however many addresses: SQLite limits their number.
_SELECT = "SELECT * FROM link_status WHERE url IN (SELECT value FROM json_each(?)) ORDER BY url"

_Row = tuple[str, str, int | None, str, str | None, int, str, str]


def _row(status: LinkStatus) -> _Row:
    failures = " ".join(status.failures)
    return (
        status.url,
        status.state,
        status.status,
        status.reason,
        status.location,
        status.permanent,
        failures,
        status.checked_at,
    )


def _from_row(row: _Row) -> LinkStatus:
    url, state, status, reason, location, permanent, failures, checked_at = row
    days = tuple(failures.split())
    return LinkStatus(url, Liveness(state), status, reason, location, bool(permanent), days, checked_at)
