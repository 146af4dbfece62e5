"""The time of an export: now, or `SOURCE_DATE_EPOCH`, so that two packages can be equal byte for byte.

Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification 1.1.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from kursk_archive.core.findings import ArchiveError, Location, make_finding

SOURCE_DATE_VARIABLE = "SOURCE_DATE_EPOCH"


def export_time() -> datetime:
    """Return the time to record, UTC, in whole seconds.

    Raises:
        ArchiveError: the variable holds no time.
    """
    text = os.environ.get(SOURCE_DATE_VARIABLE, "")
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if not re.fullmatch("[0-9]{1,12}", text):
            raise ValueError
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise ArchiveError(
            make_finding("clock", Location(SOURCE_DATE_VARIABLE), f"{text[:60]!r} is not a Unix timestamp")
        ) from None
