"""Loading a shard: what is remembered between articles changes nothing."""

from __future__ import annotations

import pickle

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.config import Site
from kursk_archive.core.model import Link
from kursk_archive.core.publishers import known_publishers
from kursk_archive.pipeline import load_tasks
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rules import default_rules

_PIECES = st.sampled_from(
    [
        *(
            "https://",
            "http://",
            "HTTPS://",
            "http:",
            "//",
            "news.example",
            "t.me/examplia/1",
            "web.archive.org/web/2024/",
        ),
        *("/", "a/b", "..", "?utm_source=x", "#", "#top", "%zz", "[", " ", "\t", "é", "\ud800", "x" * 500),
        *("javascript:", "mailto:a@news.example"),
    ]
)
_HREFS = st.one_of(st.lists(_PIECES, max_size=5).map("".join), st.text(max_size=12))
_BASES = st.sampled_from(
    [None, "https://news.example/2024/08/15/ferry", "https://web.archive.org/web/2024/https://news.example/a/b"]
)


@settings(max_examples=400)
@given(_HREFS, _BASES)
@example("https://[", "https://news.example/a")
@example("http:a", "http://news.example/a")
@example("a", "https://news.example/b/c")
def test_what_is_remembered_is_what_would_be_worked_out(href: str, base: str | None) -> None:
    desk = load_tasks._desk(pickle.dumps(Site()))
    worked_out = classify(Link("", href), base, known_publishers(), default_rules())
    assert desk.classified(href, base) == worked_out
    assert desk.classified(href, base) == worked_out
