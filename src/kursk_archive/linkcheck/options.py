"""Options of the live check: rates, limits, identification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from msgspec import Struct, field

from kursk_archive.catalogue.link_status import Liveness
from kursk_archive.version import __version__

ROBOT_NAME = "kursk-archive"
"""The program's product token in robots.txt."""

_FRESH = {Liveness.ALIVE: timedelta(days=30), Liveness.DEAD: timedelta(days=1), Liveness.UNKNOWN: timedelta(days=1)}


class CheckOptions(Struct, frozen=True):
    """Options of a run. Times are in seconds."""

    contact: str = ""
    """Contact for administrators of servers: `contact` of archive.yaml."""
    concurrency: int = 16
    """Maximum number of concurrent requests."""
    per_host: int = 1
    """Maximum number of concurrent requests to one host."""
    delay: float = 1.0
    """Pause between two requests to a host; robots.txt may ask for a longer one."""
    timeout: float = 20.0
    """For one request, from the DNS look-up to the end of the body."""
    retries: int = 2
    """Retries after a transient failure: 429, 5xx, a timeout."""
    backoff: float = 2.0
    """Pause before the first retry, doubled for each further one, plus or minus half of it."""
    max_wait: float = 60.0
    """The longest pause that Retry-After and robots.txt may ask for. A host that wants more is skipped in this run."""
    max_failures: int = 3
    """Number of URLs in a row without a proper response after which a host is skipped in this run."""
    max_redirects: int = 10
    fresh_for: Mapping[Liveness, timedelta] = field(default_factory=_FRESH.copy)
    """Age at which a status is checked again."""
    allow_private: bool = False
    """True to check URLs in this machine and in private networks, too. Any capture may contain such links."""

    @property
    def user_agent(self) -> str:
        """The User-Agent header, with the contact percent-encoded where it is not ASCII."""
        contact = quote(self.contact, safe="!#$%&'*+,/:;=?@[]~", errors="replace")
        return f"{ROBOT_NAME}/{__version__} ({f'+{contact}; ' if contact else ''}link check)"
