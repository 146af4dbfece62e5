"""Timestamps of feeds and sitemaps."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, PartialDate
from kursk_archive.renderer.timestamps import last_modified, to_lastmod, to_rfc3339


@pytest.mark.parametrize(
    ("date", "feed", "sitemap"),
    [
        pytest.param(None, None, None, id="unknown"),
        pytest.param("", None, None, id="empty"),
        pytest.param("2024", "2024-01-01T00:00:00Z", None, id="year"),
        pytest.param("2024-08", "2024-08-01T00:00:00Z", None, id="month"),
        pytest.param("2024-08-15", "2024-08-15T00:00:00Z", "2024-08-15", id="day"),
        pytest.param("2024-08-15T14:30", "2024-08-15T14:30:00Z", "2024-08-15", id="minute"),
        pytest.param("2024-08-15T14:30:05", "2024-08-15T14:30:05Z", "2024-08-15", id="second"),
        pytest.param("2024-08-15T14:30Z", "2024-08-15T14:30:00Z", "2024-08-15T14:30:00Z", id="minute-utc"),
        pytest.param(
            "2024-08-15T14:30+03:00", "2024-08-15T14:30:00+03:00", "2024-08-15T14:30:00+03:00", id="minute-offset"
        ),
        pytest.param(
            "2024-08-15T14:30:05-04:00", "2024-08-15T14:30:05-04:00", "2024-08-15T14:30:05-04:00", id="second-offset"
        ),
        pytest.param("2024-02-30", None, None, id="no-such-day"),
        pytest.param("somewhen", None, None, id="no-date"),
    ],
)
def test_a_date_becomes_the_beginning_of_its_period(date: str | None, feed: str | None, sitemap: str | None) -> None:
    assert to_rfc3339(date) == feed
    assert to_lastmod(date) == sitemap


@given(st.text(alphabet="0123456789-+:TZ ", max_size=30))
def test_any_text_gives_a_valid_timestamp_or_none(text: str) -> None:
    moment = to_rfc3339(text)
    assert moment is None or datetime.fromisoformat(moment).tzinfo is not None
    to_lastmod(text)


@pytest.mark.parametrize(
    ("updated", "date", "captured", "expected"),
    [
        pytest.param("2024-03", "2024-01", "2024-02", "2024-03", id="updated"),
        pytest.param(None, "2024-01", "2024-02", "2024-01", id="date"),
        pytest.param(None, None, "2024-02", "2024-02", id="captured"),
        pytest.param(None, None, None, None, id="unknown"),
    ],
)
def test_last_modified_prefers_the_update_then_the_date_then_the_capture(
    updated: str | None, date: str | None, captured: str | None, expected: str | None
) -> None:
    dates = [None if text is None else PartialDate(text) for text in (updated, date, captured)]
    capture = Capture(ArticleId("a.txt"), "0" * 64, 1, "text", "utf-8")
    article = Article(capture, "Ferry", Fragment(), updated=dates[0], date=dates[1], captured_at=dates[2])
    assert last_modified(article) == expected
