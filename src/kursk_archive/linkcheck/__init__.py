"""The live check: asks the network whether external URLs still work.

A wrong "dead" costs a reader the way to a source. So refusals and silence mean *unknown*, and a URL is dead only after
failures on three different days.
"""

from __future__ import annotations

from kursk_archive.linkcheck.options import CheckOptions
from kursk_archive.linkcheck.run import check_links, check_links_async

__all__ = ["CheckOptions", "check_links", "check_links_async"]
