"""Known news publishers by host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct


class Publisher(Struct, frozen=True):
    """A news publisher and its hosts."""

    name: str
    hosts: tuple[str, ...]
    """Lower case, punycode. Each includes its subdomains, unless another publisher lists one of them."""
    language: str | None = None
    """BCP 47; None if it publishes in several on one host."""


class Publishers(Struct, frozen=True):
    """Publishers by host. Picklable."""

    by_host: Mapping[str, Publisher]

    def find(self, host: str) -> Publisher | None:
        """Return the publisher of `host`: that of the longest known host that it ends with, by whole labels."""
        suffix = host.lower().removesuffix(".")
        while suffix:
            if (publisher := self.by_host.get(suffix)) is not None:
                return publisher
            suffix = suffix.partition(".")[2]
        return None

    def name_for(self, host: str) -> str:
        """Return the name of a host's publisher; if it is unknown, the host without `www.`."""
        publisher = self.find(host)
        return publisher.name if publisher else host.lower().removesuffix(".").removeprefix("www.")


def known_publishers(extra: Iterable[Publisher] = ()) -> Publishers:
    """Return the bundled publishers and `extra`, which have precedence."""
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
