"""The time of an export comes from the clock or from `SOURCE_DATE_EPOCH`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kursk_archive.core.findings import ArchiveError
from kursk_archive.preservation.source_date import export_time


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("0", datetime(1970, 1, 1, tzinfo=UTC)), ("1772368205", datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC))],
)
def test_the_environment_sets_the_time(stated: str, expected: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert export_time() == expected


@pytest.mark.parametrize("stated", [None, ""])
def test_the_default_time_is_now(stated: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if stated is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    time = export_time()
    assert time.microsecond == 0
    assert abs(datetime.now(UTC) - time) < timedelta(hours=1)


@pytest.mark.parametrize("stated", ["now", "-1", "1.5", " 1", "9" * 12, "9" * 30, "١"])
def test_an_invalid_time_is_reported(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    with pytest.raises(ArchiveError) as caught:
        export_time()
    assert [(finding.code, finding.location.path) for finding in caught.value.findings] == [
        ("clock", "SOURCE_DATE_EPOCH")
    ]
