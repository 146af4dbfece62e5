"""Load tasks: captures to rows of the catalogue, and the cache of classified addresses."""

from __future__ import annotations

import pickle
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.config import Site, read_config
from kursk_archive.core.model import Link
from kursk_archive.core.publishers import known_publishers
from kursk_archive.pipeline import load_tasks
from kursk_archive.pipeline.build import build
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
def test_an_address_is_classified_alike_with_and_without_the_cache(href: str, base: str | None) -> None:
    loader = load_tasks.capture_loader(pickle.dumps(Site()))
    expected = classify(Link("", href), base, known_publishers(), default_rules())
    assert loader._classify(href, base) == expected
    assert loader._classify(href, base) == expected


def test_an_address_that_only_a_generator_could_complete_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(
        "---\ntitle: A\ndate: 2024-08-15\nurl: https://news.example/a\n---\n\n"
        "[a]({{ site.repository }}/b), [c]({{ site.url }}/d)\n"
    )
    links = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False)).links
    assert (links["relative"], links["web"]) == (1, 2)  # `/d`, and the address of the article
