"""A segment of the search: words and where they stand, days, filters, spellings, and texts."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections import Counter
from itertools import accumulate, chain

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, Capture, Fragment, PartialDate
from kursk_archive.search.documents import SearchDocument, search_document
from kursk_archive.search.index_files import read_index_lines, render_index_file
from kursk_archive.search.segment import LEAD, NAMES, FileCounts, Segment, build_segment, index_file_names
from kursk_archive.search.words import fold_word, raw_words
from kursk_archive.site.joined_terms import JoinedTerm, JoinedTerms


def document(title: str = "A Notice", text: str = "", date: str = "2024-08-15", path: str = "a.html") -> SearchDocument:
    return SearchDocument(path, date, "en", title, "", (), (), text, (("language", "en"),))


def unpack(data: str) -> str:
    return gzip.decompress(b64decode(data)).decode()


def lines(segment: Segment, kind: str = "words") -> dict[str, str]:
    """Return word, as its line names it → articles and positions."""
    texts = [unpack(data) for name, data in segment.lines.items() if name.startswith(kind)]
    return dict(line.split("\t") for text in texts for line in text.split("\n") if line)


def test_the_fields_of_an_article() -> None:
    article = Article(
        Capture(ArticleId("a.md"), "0" * 64, 1, "markdown", "utf-8"),
        "The Light",
        Fragment(("<p>A text.</p>",)),
        date=PartialDate("2024-08-15T10:00:00Z"),
        authors=("Jane Doe",),
        publisher="The Fictional Herald",
        topics=("ferries",),
        section="Harbours",
        places=("Northport",),
        description="In short",
        caption=Fragment(("A heron",)),
    )
    made = search_document(article, "a.html", JoinedTerms({}, "uk"), ("2024", "2025-01"))
    assert made.names == ("Jane Doe", "The Fictional Herald", "ferries", "Harbours", "Northport", "2024-08-15")
    assert (made.lead, made.text, made.date, made.language) == (("In short", "A heron"), "A text.", "2024-08-15", "uk")
    assert made.filters == (
        ("language", "uk"),
        ("publisher", "The Fictional Herald"),
        ("author", "Jane Doe"),
        ("topic", "ferries"),
        ("place", "Northport"),
        ("year", "2024"),
        ("captured", "2024"),
        ("captured", "2025"),
        ("captured", "2025-01"),
    )


def test_an_article_is_found_by_every_name_of_a_joined_term() -> None:
    place = JoinedTerm("Drinsk", "drinsk", {"uk": "Дринськ", "en": "Drinsk"}, ("Дринск",))
    terms = JoinedTerms({"place": (place,)}, "uk")
    article = Article(
        Capture(ArticleId("a.md"), "0" * 64, 1, "markdown", "utf-8"), "The Light", Fragment(("",)), places=("Дринск",)
    )
    made = search_document(replace(article, joined_names=terms.names_in(article)), "a.html", terms)
    assert made.names == ("Дринск", "Drinsk", "Дринськ")
    assert made.filters == (("language", "uk"), ("place", "Дринськ"))


def test_positions_tell_the_fields_apart() -> None:
    made = SearchDocument("a", "", "en", "Ferry One", "", ("Jane Ferry", "Roe"), ("Ferry",), "A ferry, a ferry.", ())
    segment = build_segment([made], FileCounts(4, 2))
    found, places = lines(segment), lines(segment, "places")
    # After each value a position is left out, so that no phrase reaches into the next.
    assert found["ferry"] == f"0,0,{NAMES + 1},{LEAD - NAMES - 1}x2"
    assert found["roe"] == f"0,{NAMES + 3}"
    assert found["a"] == "0x2"
    assert (places["ferry"], places["a"], "roe" in places) == ("0,1,2", "0,0,2", False)


def test_a_word_that_is_once_in_a_text_is_only_a_distance() -> None:
    documents = [document(text=text, path=f"{n}") for n, text in enumerate(("ferry", "a", "b ferry", "ferry ferry"))]
    segment = build_segment(documents, FileCounts(2, 1))
    assert (lines(segment)["ferry"], lines(segment, "places")["ferry"]) == ("0;2;1x2", "0,0;2,1;1,0,1")


def test_a_field_never_reaches_into_the_next() -> None:
    made = document(" ".join(f"w{n}" for n in range(200)))
    assert lines(build_segment([made], FileCounts(1, 2)))["w199"] == f"0,{NAMES - 1}"


def test_articles_are_numbered_by_date_and_named_by_their_day() -> None:
    documents = [
        document("Late", date="2024-08-15", path="b.html"),
        document("Early", date="2024-08-14"),
        document("Later", date="2024-08-15", path="c.html"),
        document("Undated", date=""),
    ]
    segment = build_segment(documents, FileCounts(2, 2))
    assert unpack(segment.days) == "undated 1\n2024-08-14 1\n2024-08-15 2"
    shown = {name: json.loads(unpack(data))["title"] for name, data in segment.texts.items()}
    assert shown == {"undated-0": "Undated", "2024-08-14-0": "Early", "2024-08-15-0": "Late", "2024-08-15-1": "Later"}
    assert lines(segment)["later"] == "3,0"
    assert build_segment(documents[::-1], FileCounts(2, 2)) == segment


def test_a_word_says_how_it_is_written_if_it_is_folded() -> None:
    assert {"елка=ёлка", "and"} <= lines(build_segment([document("Ёлка and more")], FileCounts(2, 2))).keys()


def test_of_common_words_the_places_in_texts_are_left_out() -> None:
    documents = [document(f"The N{n}", f"and so the ferry{n} and", path=f"{n:02}") for n in range(60)]
    segment = build_segment(documents, FileCounts(2, 2))
    found, places = lines(segment), lines(segment, "places")
    assert found["and"].startswith("0x2;1x2;")
    assert found["the"].startswith("0,0x1;1,0x1;")
    assert set(places) == {f"ferry{n}" for n in range(60)}
    assert (found["ferry7"], places["ferry7"]) == ("7", "7,3")


def test_filters_list_articles_by_the_distance_from_one_to_the_next() -> None:
    documents = [document(path=f"{n}") for n in range(3)]
    (row,) = json.loads(unpack(build_segment(documents, FileCounts(1, 2)).lines["filters"]))["language"].items()
    assert row == ("en", [0, 1, 1])


def test_rare_words_of_texts_are_proposed_only_in_a_small_archive() -> None:
    small = [document("Ferry", "zeppelin 2024 it")]
    assert unpack(build_segment(small, FileCounts(1, 2)).lines["spellings"]).split("\n") == ["1ferry", "1zeppelin"]
    large = [document("Ferry", "zeppelin", path="z"), *(document("Note", "wind", path=f"{n}") for n in range(600))]
    assert set(unpack(build_segment(large, FileCounts(1, 2)).lines["spellings"]).split("\n")) == {
        "1ferry",
        "3note",
        "3wind",
    }


@given(st.lists(st.tuples(st.text(), st.text(), st.sampled_from(["", "2024", "2024-08-15"])), max_size=5))
def test_any_text_can_be_indexed(rows: list[tuple[str, str, str]]) -> None:
    documents = [document(title, text, date, f"{n}") for n, (title, text, date) in enumerate(rows)]
    segment = build_segment(documents, FileCounts(3, 2))
    assert tuple(segment.lines) == index_file_names(FileCounts(3, 2))
    for line in lines(segment).values():
        assert all(re.fullmatch(r"\d+(,\d+)*(x\d+)?", entry) for entry in line.split(";"))


@given(st.lists(st.text(st.sampled_from("ab «.\u0301")), min_size=1, max_size=6))
def test_lines_say_in_which_articles_and_where_a_word_is(texts: list[str]) -> None:
    segment = build_segment([document("A b", text, path=f"{n}") for n, text in enumerate(texts)], FileCounts(2, 2))
    split = [[word for raw in raw_words(text) for word in fold_word(raw)] for text in texts]
    found = {}
    for word, line in lines(segment, "places").items():
        article = 0
        for entry in line.split(";"):
            step, *distances = map(int, entry.split(","))
            article += step
            found[word, article] = [*accumulate(distances)]
    assert found == {
        (word, article): [position for position, each in enumerate(own) if each == word]
        for article, own in enumerate(split)
        for word in own
    }
    in_texts = Counter(chain.from_iterable(split))
    for head, line in lines(segment).items():
        times = (int(entry.partition("x")[2] or ("," not in entry)) for entry in line.split(";"))
        assert sum(times) == in_texts[head.partition("=")[0]]


names = st.from_regex(r"[0-9a-z][0-9a-z-]{0,12}", fullmatch=True)


@given(st.dictionaries(names, st.from_regex(r"[A-Za-z0-9+/]{0,20}={0,2}", fullmatch=True)))
def test_the_lines_of_an_index_file_can_be_read_back(rows: dict[str, str]) -> None:
    assert read_index_lines(render_index_file("all/filters", rows)) == rows


@given(st.binary())
def test_any_other_file_can_be_read_for_lines(data: bytes) -> None:
    assert isinstance(read_index_lines(data), dict)
