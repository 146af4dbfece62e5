"""Who publishes what: known news publishers by host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct


class Publisher(Struct, frozen=True):
    """A news publisher and the hosts that are its own."""

    name: str
    hosts: tuple[str, ...]
    """Lower case, punycode; each with its subdomains, unless a longer row claims them."""
    language: str | None = None
    """BCP 47; None where it publishes in several on one host."""


class Publishers(Struct, frozen=True):
    """The known publishers, by host. Picklable."""

    by_host: Mapping[str, Publisher]

    def find(self, host: str) -> Publisher | None:
        """Whose `host` is; the longest known host that it ends with, by whole labels."""
        suffix = host.lower().removesuffix(".")
        while suffix:
            if (publisher := self.by_host.get(suffix)) is not None:
                return publisher
            suffix = suffix.partition(".")[2]
        return None

    def name_for(self, host: str) -> str:
        """The publisher's name; of one that is not known, the host without `www.`."""
        found = self.find(host)
        return found.name if found else host.lower().removesuffix(".").removeprefix("www.")


def known_publishers(extra: Iterable[Publisher] = ()) -> Publishers:
    """The publishers that the program knows, and `extra`, which have precedence."""
    hosts = dict(_bundled_publishers())
    hosts.update((host.lower(), publisher) for publisher in extra for host in publisher.hosts)
    return Publishers(hosts)


@cache
def _bundled_publishers() -> Mapping[str, Publisher]:
    import msgspec
    import yaml

    text = Path(__file__).with_name("publishers.yaml").read_text("utf-8")
    rows = yaml.load(text, yaml.CSafeLoader)
    return {host: publisher for publisher in msgspec.convert(rows, list[Publisher]) for host in publisher.hosts}
