"""Options of the live check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import field

from kursk_archive.catalogue.link_status import Liveness
from kursk_archive.network.options import ClientOptions

_FRESH = {Liveness.ALIVE: timedelta(days=30), Liveness.DEAD: timedelta(days=1), Liveness.UNKNOWN: timedelta(days=1)}


class CheckOptions(ClientOptions, frozen=True):
    """Options of a run of the live check."""

    fresh_for: Mapping[Liveness, timedelta] = field(default_factory=_FRESH.copy)
    """Age at which a status is checked again."""
