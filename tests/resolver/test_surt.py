"""SURT keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.resolver.surt import to_surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Herald.example/News/Ferry/?b=2&a=1#top", "example,herald)/news/ferry?a=1&b=2"),
        ("http://herald.example", "example,herald)/"),
        ("https://www2.news.herald.example:8443/a", "example,herald,news:8443)/a"),
        ("http://192.0.2.7/a", "192.0.2.7)/a"),
        ("http://[2001:db8::1]/a", "[2001:db8::1])/a"),
        ("https://новини.example/а", "example,xn--b1amarcd)/%d0%b0"),
        ("https://www.example/", "example,www)/"),
        ("mailto:desk@herald.example", "mailto:desk@herald.example"),
    ],
)
def test_key(url: str, key: str) -> None:
    assert to_surt(url) == key


@given(st.from_regex(r"[a-z0-9/?&=.%-]{0,30}", fullmatch=True))
def test_scheme_www_and_case_make_no_difference(rest: str) -> None:
    plain = to_surt(f"https://herald.example/{rest}")
    assert to_surt(f"http://WWW.HERALD.example/{rest.upper()}") == plain
    assert " " not in plain
