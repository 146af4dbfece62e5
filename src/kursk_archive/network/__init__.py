"""Polite requests to other people's servers. Only the live check and the recovery of links make any.

A request costs somebody else's server something. So a host gets one request at a time, with pauses between them;
robots.txt is obeyed; and a host that does not answer, or asks for a long pause, is left alone.
"""

from __future__ import annotations

from kursk_archive.core.findings import ArchiveError, Location, make_finding

try:
    import httpx as _httpx  # noqa: F401 - imported here to report its absence in one place
    import protego as _protego  # noqa: F401 - likewise
    import socksio as _socksio  # noqa: F401 - likewise; httpx imports it for a SOCKS proxy
except ImportError:
    _message = "httpx, protego and socksio are not installed (`pip install 'kursk-archive[live]'`)"
    raise ArchiveError(make_finding("extra-missing", Location("live"), _message)) from None
