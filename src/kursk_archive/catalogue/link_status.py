"""What is known of outside addresses: whether they answered, when, and on which days they failed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Liveness(StrEnum):
    """What became of an address, as far as anybody can tell from outside."""

    ALIVE = "alive"
    DEAD = "dead"
    """It failed on three different days, and did not answer since."""
    UNKNOWN = "unknown"
    """Everything else: refused, too slow, not to be asked, or failed on fewer days."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """The last answer of an address, with the failures before it."""

    url: str
    state: Liveness
    status: int | None
    """HTTP's; None where there was no answer."""
    reason: str
    """Why, in plain words: `404 Not Found`, `timed out`, `robots.txt`."""
    location: str | None = None
    """Where it redirects to, at the end of the chain; None where it does not."""
    permanent: bool = False
    """Whether it redirects, and every redirect on the way says that it is for good."""
    failures: tuple[str, ...] = ()
    """UTC days on which it failed since it last answered, `YYYY-MM-DD`, distinct, the latest three, oldest first."""
    checked_at: str = ""
    """UTC, `YYYY-MM-DDThh:mm:ssZ`."""


def read(db: sqlite3.Connection, urls: Iterable[str]) -> dict[str, LinkStatus]:
    """What is known of `urls`; one that was never asked is absent."""
    db.execute(_TABLE)
    rows = db.execute(_SELECT, (json.dumps(list(urls)),))
    return {row[0]: _health(row) for row in rows}


def write(db: sqlite3.Connection, healths: Iterable[LinkStatus]) -> None:
    """Enter answers, each in place of the earlier one of its address: all of them or, if that fails, none."""
    db.execute(_TABLE)
    with db:
        db.executemany("REPLACE INTO health VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, healths))


# Not in schema.sql: this is what no build can make anew, and catalogues of before have to be able to hold it.
_TABLE = """
CREATE TABLE IF NOT EXISTS health (
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
# One parameter, however many addresses: SQLite bounds the number of parameters.
_SELECT = "SELECT * FROM health WHERE url IN (SELECT value FROM json_each(?)) ORDER BY url"

_Row = tuple[str, str, int | None, str, str | None, int, str, str]


def _row(one: LinkStatus) -> _Row:
    failures = " ".join(one.failures)
    return (one.url, one.state, one.status, one.reason, one.location, one.permanent, failures, one.checked_at)


def _health(row: _Row) -> LinkStatus:
    url, state, status, reason, location, permanent, failures, checked_at = row
    days = tuple(failures.split())
    return LinkStatus(url, Liveness(state), status, reason, location, bool(permanent), days, checked_at)
