"""Repairs added to the text of a sidecar: what it says, and that nothing else changes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.sidecar import read_sidecar_text
from kursk_archive.loader.sidecar_text import SidecarTextError, add_repairs

ROW = {"text": "said", "href": "https://a.example/said"}


def repairs(text: str, key: str = "") -> list[tuple[str, str, int]]:
    sidecar = read_sidecar_text(text, "a.yaml")
    stated = sidecar.articles[key] if key else sidecar
    assert not sidecar.findings
    return [(repair.text, repair.href, repair.occurrence) for repair in stated.fields["links"].value]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "links:\n- text: said\n  href: https://a.example/said\n"),
        ("# mine\n", "# mine\nlinks:\n- text: said\n  href: https://a.example/said\n"),
        ("title: A # b", "title: A # b\nlinks:\n- text: said\n  href: https://a.example/said\n"),
        ("title: A\r\n", "title: A\r\nlinks:\r\n- text: said\r\n  href: https://a.example/said\r\n"),
        ("links:\ntitle: A\n", "links:\n  - text: said\n    href: https://a.example/said\ntitle: A\n"),
        ("---\ntitle: A\n...\n", "---\ntitle: A\nlinks:\n- text: said\n  href: https://a.example/said\n...\n"),
        ("{title: A}\n", '{title: A, "links": [{"text": "said", "href": "https://a.example/said"}]}\n'),
        ("description: |\n  A\n\n", "description: |\n  A\n\nlinks:\n- text: said\n  href: https://a.example/said\n"),
    ],
    ids=["none", "comment", "no newline", "CRLF", "null", "document marks", "flow", "block of lines"],
)
def test_links_are_added(before: str, after: str) -> None:
    assert add_repairs(before, "", [ROW]) == after
    assert repairs(after) == [("said", "https://a.example/said", 1)]


OLD = ("pier", "https://a.example/pier", 1)


@pytest.mark.parametrize(
    "before",
    [
        "links:\n- text: pier\n  href: https://a.example/pier\n# then\ntitle: A\n",
        "links:\n    - text: pier   # closed\n      href: https://a.example/pier\n      # at last\ntitle: A\n",
        "links: [{text: pier, href: 'https://a.example/pier'}]\n",
        "links:\n  pier: https://a.example/pier  # closed\ntitle: A\n",
        "links: {pier: 'https://a.example/pier'} # closed\n",
        "Links:\n- {text: pier, href: https://a.example/pier}\n",
    ],
)
def test_a_row_is_added_behind_those_of_an_archivist(before: str) -> None:
    after = add_repairs(before, "", [ROW, {**ROW, "occurrence": 2}])
    assert repairs(after) == [OLD, ("said", "https://a.example/said", 1), ("said", "https://a.example/said", 2)]
    assert [line for line in before.splitlines() if "#" in line and line not in after.splitlines()] in (
        [],
        ["  pier: https://a.example/pier  # closed"],
        ["links: {pier: 'https://a.example/pier'} # closed"],
    )
    assert before.count("#") == after.count("#")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "articles:\n",
        "articles:\n  b:\n    title: B\n",
        "articles:\n  a:\n    title: A\n  b: {title: B}\n",
        "articles: {a: {title: A}}\n",
    ],
)
def test_the_repair_of_one_of_several_articles_stands_under_its_key(before: str) -> None:
    after = add_repairs(before, "a", [ROW])
    assert repairs(after, "a") == [("said", "https://a.example/said", 1)]
    assert set(read_sidecar_text(before, "a.yaml").articles) <= set(read_sidecar_text(after, "a.yaml").articles)


@pytest.mark.parametrize("before", ["[a, b]\n", "links: all\n", "a: b\n---\nc: d\n", "a: [\n", "articles: no\n"])
def test_what_cannot_be_added_to_is_left(before: str) -> None:
    with pytest.raises(SidecarTextError):
        add_repairs(before, "a" if "articles" in before else "", [ROW])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_text_of_a_link_is_read_again(words: str) -> None:
    text = " ".join(words.split())
    for before in ("", "links: []\n", "title: A\n"):
        added = add_repairs(before, "", [{"text": text, "href": "https://a.example/"}])
        sidecar = read_sidecar_text(added, "a.yaml")
        assert sidecar.is_readable


@given(st.text(alphabet="ab:-#[]{},'\"|>&*!? \n", max_size=60))
def test_any_sidecar_is_added_to_or_left(before: str) -> None:
    with suppress(SidecarTextError):
        add_repairs(before, "", [ROW])
