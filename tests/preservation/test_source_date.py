"""When a package is made: now, or when the environment says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kursk_archive.core.findings import ArchiveError
from kursk_archive.preservation.source_date import export_time


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("0", datetime(1970, 1, 1, tzinfo=UTC)), ("1772368205", datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC))],
)
def test_the_environment_decides(stated: str, expected: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert export_time() == expected


@pytest.mark.parametrize("stated", [None, ""])
def test_else_it_is_now(stated: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if stated is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    found = export_time()
    assert found.microsecond == 0
    assert abs(datetime.now(UTC) - found) < timedelta(hours=1)


@pytest.mark.parametrize("stated", ["now", "-1", "1.5", " 1", "9" * 12, "9" * 30, "١"])
def test_what_is_no_time_is_said(stated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    with pytest.raises(ArchiveError) as caught:
        export_time()
    assert [(one.code, one.location.path) for one in caught.value.findings] == [("clock", "SOURCE_DATE_EPOCH")]
