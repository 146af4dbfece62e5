"""The addresses at which web archives answer: snapshots, TimeGates and TimeMaps (RFC 7089), the CDX API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from kursk_archive.resolver.urls import host_of, parse
from kursk_archive.resolver.web_archives import ARCHIVE_TODAY_HOSTS


class ArchiveServices(Struct, frozen=True):
    """The part of a web archive's addresses before the address of a page."""

    host: str
    hosts: frozenset[str]
    """All its hosts."""
    timegate: str
    timemap: str
    cdx: str = ""
    """Of the CDX API, without parameters; empty if it has none."""
    replay: str = ""
    """The part before the timestamp of a snapshot; empty if its snapshots are not named by time and address."""

    def timegate_prefix(self, timestamp: str) -> str:
        """Return what stands before a page in the address that leads readers to its snapshot nearest to a time.

        Args:
            timestamp: 14 digits, or none.
        """
        return f"{self.replay}{timestamp}/" if self.replay and timestamp else self.replay or self.timegate

    def unaltered(self, snapshot: str) -> str:
        """Return the address at which a snapshot is served as it was fetched, without a toolbar and with its links."""
        rest = snapshot.removeprefix(self.replay)
        match = _STAMP.match(rest) if self.replay and rest != snapshot else None
        return f"{self.replay}{match[1]}id_/{rest[match.end() :]}" if match else snapshot

    def as_read(self, address: str) -> tuple[str, str, str]:
        """Return what the address of a snapshot says: the form that readers open, timestamp, and original.

        Timestamp and original are empty where the address does not state them.
        """
        rest = address.removeprefix(self.replay)
        match = _STAMP.match(rest) if self.replay and rest != address else None
        if match is None:
            return address, "", ""
        original = rest[match.end() :]
        return f"{self.replay}{match[1]}/{original}", match[1], original


_STAMP: Final = re.compile(r"(\d{4,14})(?:[a-z]{2}_)?/")


@lru_cache(maxsize=64)
def services_of(name: str) -> ArchiveServices | None:
    """Return the services of a web archive; None for one that is not known.

    Args:
        name: an entry of `archives:` in archive.yaml: a host; or, of an archive with the addresses of the Wayback
            Machine and pywb, what stands before a timestamp.
    """
    if "://" not in name:
        return ARCHIVES.get(name)
    try:
        base = parse(name)
    except ValueError:
        return None
    host = host_of(base)
    return ArchiveServices(host, frozenset((host,)), base, f"{base}timemap/link/", f"{base}cdx", base)


_TODAY = frozenset(ARCHIVE_TODAY_HOSTS)
ARCHIVES: Final[Mapping[str, ArchiveServices]] = {
    "web.archive.org": ArchiveServices(
        "web.archive.org",
        frozenset(("web.archive.org",)),
        "https://web.archive.org/web/",
        "https://web.archive.org/web/timemap/link/",
        "https://web.archive.org/cdx/search/cdx",
        "https://web.archive.org/web/",
    ),
    "arquivo.pt": ArchiveServices(
        "arquivo.pt",
        frozenset(("arquivo.pt",)),
        "https://arquivo.pt/wayback/",
        "https://arquivo.pt/wayback/timemap/link/",
        "https://arquivo.pt/wayback/cdx",
        "https://arquivo.pt/wayback/",
    ),
    **{
        host: ArchiveServices(host, _TODAY, f"https://{host}/timegate/", f"https://{host}/timemap/")
        for host in ARCHIVE_TODAY_HOSTS
    },
}
"""By host."""
