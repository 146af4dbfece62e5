"""A capture of a source site with all that is known about it, as the layouts judge it."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.model import SourcedValue
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.metadata.aliases import fold_key
from kursk_archive.loader.metadata.values import read_date
from kursk_archive.yaml.located import Located


class Page(Struct, frozen=True):
    """A capture in its site."""

    path: str
    """POSIX, relative to the site's folder."""
    site: SourceSite
    frontmatter: Mapping[str, Located]
    """As written."""
    fields: Mapping[str, SourcedValue]
    """Its own metadata and those from outside of it, by field."""

    def field(self, name: str) -> Any:
        return self.fields[name].value if name in self.fields else None

    def field_text(self, name: str) -> str:
        value = self.field(name)
        return value if isinstance(value, str) else ""

    @property
    def date(self) -> PartialDate | None:
        text = self.field_text("date")
        return PartialDate(text) if text else None

    def is_future(self, date: PartialDate | None) -> bool:
        """Return True if a date is later than the import. Without an offset it is in UTC."""
        instant = moment(date) if date else None
        return instant is not None and instant > self.site.options.now

    def is_past(self, date: PartialDate | None) -> bool:
        """Return True if a date is not later than the import."""
        return bool(date and moment(date)) and not self.is_future(date)


def stated(values: Mapping[str, Located], *names: str) -> Located | None:
    """Return the value of the first of `names` that is set, in any spelling; null counts as not set."""
    wanted = {fold_key(key): value for key, value in values.items()}
    return next(
        (wanted[name] for name in map(fold_key, names) if name in wanted and wanted[name].data is not None), None
    )


def stated_date(values: Mapping[str, Located], *names: str) -> PartialDate | None:
    """Return the date that the first of `names` states; None if it cannot be read."""
    value = stated(values, *names)
    date = read_date(value) if value else None
    return date if isinstance(date, PartialDate) else None


def is_true(value: Located | None) -> bool:
    return value is not None and (value.data is True or f"{value.data}".strip().lower() in ("true", "yes", "1"))


def is_false(value: Located | None) -> bool:
    return value is not None and (value.data is False or f"{value.data}".strip().lower() in ("false", "no", "0"))


def moment(date: PartialDate) -> datetime.datetime | None:
    """Return the first instant of a date; None if it is none of this calendar's."""
    day = f"{date.year}-{date.month or '01'}-{date.day or '01'}"
    text = f"{day}T{date.time}" if date.time else day
    try:
        instant = datetime.datetime.fromisoformat(text)
        return instant.replace(tzinfo=datetime.UTC) if instant.tzinfo is None else instant.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


def day_in_zone(date: PartialDate | None, zone: str) -> datetime.date | None:
    """Return the day on which an article appeared by the clock of its site.

    Args:
        date: of publication.
        zone: of the site, as in the IANA database; empty if it is not known. Then a date with an offset has a day only
            if it is the same day in UTC.
    """
    if not date or not date.day:
        return None
    try:
        written = datetime.date.fromisoformat(date[:10])
        if not any(mark in (date.time or "") for mark in "Z+-"):
            return written
        instant = datetime.datetime.fromisoformat(date)
        there = instant.astimezone(zoneinfo.ZoneInfo(zone) if zone else datetime.UTC).date()
    except (ValueError, OverflowError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return None
    return there if zone or there == written else None
