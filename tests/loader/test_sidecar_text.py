"""Repairs and fields in the text of a sidecar: what it says, and that nothing else changes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.sidecar import Sidecar, read_sidecar_text
from kursk_archive.loader.sidecar_text import SidecarTextError, add_repairs, set_fields
from kursk_archive.yaml.located import PlainValue

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


# Fields

MINE = "# mine\ntitle: 'Old'   # because\ntags:   # these\n  - war  # w\n  # between\n  - peace\n# then\ndate:\n"


@pytest.mark.parametrize(
    ("before", "key", "fields", "after"),
    [
        ("", "", {"title": "A: b"}, "title: 'A: b'\n"),
        (MINE, "", {"title": "New"}, MINE.replace("'Old'", "New")),
        (MINE, "", {"title": None}, MINE.replace(" 'Old'", " ")),
        (MINE, "", {"date": "2024-08-15"}, MINE.replace("date:", "date: 2024-08-15")),
        (MINE, "", {"topics": ["war", "x", "peace"]}, MINE.replace("  # between", "  - x\n  # between")),
        (MINE, "", {"topics": ["peace"]}, MINE.replace("  - war  # w\n", "")),
        (
            MINE,
            "",
            {"topics": []},
            "# mine\ntitle: 'Old'   # because\ntags: []   # these\n  # between\n# then\ndate:\n",
        ),
        (MINE, "", {"places": ["A", "2024"]}, f"{MINE}places:\n- A\n- '2024'\n"),
        (MINE, "k", {"date": "2024"}, f"{MINE}articles:\n  k:\n    date: 2024\n"),
        ("{title: Old, a: b} # c\n", "", {"title": "x, y"}, '{title: "x, y", a: b} # c\n'),
        ("draft: true # for now\n", "", {"status": "published"}, "draft: false # for now\n"),
        ("tags: [a]\ncategories: [b]\n", "", {"topics": ["c"]}, 'tags: ["c"]\ncategories: []\n'),
        ("categories: [b]\ntags: [a, b]\n", "", {"topics": ["c"]}, 'categories: []\ntags: ["c"]\n'),
        ("hidden: true\nstatus: withheld\n", "", {"status": "published"}, "hidden: false\nstatus: published\n"),
        ("description: |\n  A\n  b\n# c\n", "", {"description": "d"}, "description: d\n# c\n"),
        ("title: A\r\ntags:\r\n- b\r\n", "", {"topics": ["c"]}, "title: A\r\ntags:\r\n- c\r\n"),
    ],
)
def test_fields_are_set_where_they_are_stated(before: str, key: str, fields: dict[str, PlainValue], after: str) -> None:
    assert set_fields(before, key, fields) == after


PIECES = st.lists(
    st.sampled_from(
        [
            "title: >-\n  folded\n  text", 'headline: "X: y" # t', "topics: [a, 'b, c']", "tags:\n- a\n# mid\n- b # x",
            "keywords:\n    -   a\n    -   b\n    # end", "date: 2024-08-15", "date: unknown", "summary: |+\n  A\n\n",
            "byline:\n- Jane Doe\n# who\n- John Roe", "draft: true", "status: withheld", "rubric: N", "# alone", "",
            "links:\n- text: a # t\n  href: https://x.example/1\n# c\n- text: b\n  href: https://x.example/2",
            "links: {a: 'https://x.example/1'}",
        ]
    ),
    max_size=6,
    unique_by=lambda piece: piece[:3].replace("hea", "tit").replace("key", "tag").replace("top", "tag"),
)  # fmt: skip
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["New", "=x: #y", "it's", "- a"]),
        "topics": st.lists(st.sampled_from(["a", "b", "x", "y, z"]), unique=True),
        "date": st.sampled_from(["2024-01-02", "2024", "unknown"]),
        "description": st.sampled_from(["a: b", "short", "none"]),
        "authors": st.lists(st.sampled_from(["Jane Doe", "Ann Writer"]), unique=True),
        "section": st.sampled_from(["none", "S", "{a}"]),
        "links": st.just([{"text": "a", "href": "https://x.example/1"}, {"text": "z", "href": "https://x.example/9"}]),
    },
)


@given(PIECES, VALUES, st.sampled_from(["\n", "\r\n"]))
def test_a_sidecar_states_what_was_set_and_the_rest_as_before(
    pieces: list[str], values: dict[str, PlainValue], newline: str
) -> None:
    before = newline.join(line for piece in pieces for line in [*piece.split("\n")]) + newline
    after = set_fields(before, "", values)
    old, new = read_sidecar_text(before, "a.yaml"), read_sidecar_text(after, "a.yaml")
    wanted = read_sidecar_text(set_fields("", "", values), "a.yaml")
    assert new.findings == ()
    for name in {*old.fields, *new.fields}:
        source = wanted if name in values else old
        assert _value(new, name) == _value(source, name), after
    comments = [line.strip() for line in before.splitlines() if line.strip().startswith("#")]
    assert [line.strip() for line in after.splitlines() if line.strip().startswith("#")] == comments
    assert set_fields(after, "", values) == after


def _value(sidecar: Sidecar, name: str) -> object:
    value = sidecar.fields[name].value if name in sidecar.fields else None
    return [(repair.text, repair.href) for repair in value] if name == "links" and value else value
