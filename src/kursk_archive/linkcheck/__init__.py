"""The live check: asks the network whether external URLs still work. No other package makes requests.

A request costs somebody else's server something, and a wrong "dead" costs a reader the way to a source. So a host gets
one request at a time, with pauses between them; robots.txt is obeyed; refusals and silence mean *unknown*; and a URL is
dead only after failures on three different days.
"""

from __future__ import annotations

from kursk_archive.core.findings import ArchiveError, Location, make_finding

try:
    import httpx as _httpx  # noqa: F401 - imported here to report its absence in one place
    import protego as _protego  # noqa: F401 - likewise
except ImportError:
    _message = "httpx and protego are not installed (`pip install 'kursk-archive[live]'`)"
    raise ArchiveError(make_finding("extra-missing", Location("links --live"), _message)) from None

from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.run import check_links, check_links_async

__all__ = ["CheckOptions", "check_links", "check_links_async"]
