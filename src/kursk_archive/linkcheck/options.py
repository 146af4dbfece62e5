"""How the network is asked: how often, how patiently, in whose name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

from kursk_archive.catalogue.link_status import State
from kursk_archive.version import __version__

ROBOTS_TOKEN = "kursk-archive"
"""What robots.txt knows the program by."""

_FRESH = {State.ALIVE: timedelta(days=30), State.DEAD: timedelta(days=1), State.UNKNOWN: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How the network is asked. Times are in seconds."""

    contact: str = ""
    """Whom a server's keeper may turn to: `contact` of archive.yaml."""
    concurrency: int = 16
    """Requests under way at a time."""
    per_host: int = 1
    """Of them, to one host."""
    delay: float = 1.0
    """Between two requests to a host; robots.txt may ask for more."""
    timeout: float = 20.0
    """For one request, from the look-up of the host to the end of what is read."""
    retries: int = 2
    """After an answer that may be another in a minute: 429, 5xx, silence."""
    backoff: float = 2.0
    """Before the first retry, doubled for each that follows, give or take a half."""
    max_wait: float = 60.0
    """The most that Retry-After and robots.txt may ask for. A host that wants more is left alone for this run."""
    max_failures: int = 3
    """Addresses in a row that a host may leave without a proper answer before it is left alone for this run."""
    max_redirects: int = 10
    fresh_for: Mapping[State, timedelta] = field(default_factory=_FRESH.copy)
    """How old an answer may be before its address is asked again."""
    allow_private: bool = False
    """Ask addresses of this machine and of private networks too. A capture's author may have put them there."""

    @property
    def user_agent(self) -> str:
        """The User-Agent. A contact that is not plain ASCII is percent-encoded: a header holds nothing else."""
        contact = quote(self.contact, safe="!#$%&'*+,/:;=?@[]~", errors="replace")
        return f"{ROBOTS_TOKEN}/{__version__} ({f'+{contact}; ' if contact else ''}link check)"
