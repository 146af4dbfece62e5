"""Asking the network whether outside addresses still answer. Nothing else in the program makes a request.

A question costs somebody else's server something, and a wrong "dead" costs a reader the way to a source. So: one
request at a time to a host, with a pause; robots.txt is obeyed; what a server merely does not tell is *unknown*; and
dead is only what failed on three different days.
"""

from __future__ import annotations

from kursk_archive.core.findings import ArchiveError, Location, make_finding

try:
    import httpx as _httpx  # noqa: F401 - asked for here, so that its absence is told in one place
except ImportError:
    _message = "checking links needs the package httpx, which `pip install 'kursk-archive[live]'` brings"
    raise ArchiveError(make_finding("extra-missing", Location("links --live"), _message)) from None

from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.run import check_links, check_links_async

__all__ = ["CheckOptions", "check_links", "check_links_async"]
