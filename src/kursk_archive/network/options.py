"""Options of a client: rates, limits, identification, proxy."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from kursk_archive.version import __version__

ROBOT_NAME = "kursk-archive"
"""The program's product token in robots.txt."""


class ClientOptions(Struct, frozen=True):
    """Options of a run. Times are in seconds."""

    contact: str = ""
    """Contact for administrators of servers: `contact` of archive.yaml."""
    purpose: str = "link check"
    """For administrators of servers, too."""
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
    allow_private: bool = False
    """True to request URLs in this machine and in private networks, too. Any capture may contain such links."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts that may be in private networks, because the user named them."""
    proxy: str = ""
    """URL of a proxy for all requests: `http:`, `https:`, `socks5:` or `socks5h:`. It looks up the names of hosts, too;
    none is looked up here. Empty for none: settings of the environment do not count."""

    @property
    def user_agent(self) -> str:
        """The User-Agent header, with the contact percent-encoded where it is not ASCII."""
        contact = quote(self.contact, safe="!#$%&'*+,/:;=?@[]~", errors="replace")
        return f"{ROBOT_NAME}/{__version__} ({f'+{contact}; ' if contact else ''}{self.purpose})"
