"""When a package is made: now, or when `SOURCE_DATE_EPOCH` says, so that two packages can be equal byte for byte.

Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification 1.1.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from kursk_archive.core.findings import ArchiveError, Location, make_finding

VARIABLE = "SOURCE_DATE_EPOCH"


def moment() -> datetime:
    """The time to write down, UTC, in whole seconds.

    Raises:
        ArchiveError: the variable holds no time.
    """
    text = os.environ.get(VARIABLE, "")
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if not re.fullmatch("[0-9]{1,12}", text):
            raise ValueError
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise ArchiveError(make_finding("clock", Location(VARIABLE), f"{text[:60]!r} is not a time")) from None
