"""The compressed list of strings behaves as a tuple of them does."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.string_list import BLOCK_SIZE, StringList

TEXT = st.text(st.characters(), max_size=6)


def strings(count: int) -> tuple[str, ...]:
    return tuple(f"articles/2024/08/15/story-{n}.html" for n in range(count))


@settings(max_examples=40)
@given(st.lists(TEXT, max_size=30), st.integers(0, 3), st.data())
def test_it_is_the_sequence_of_the_appended_strings(tail: list[str], blocks: int, data: st.DataObject) -> None:
    expected = (*strings(blocks * BLOCK_SIZE), *tail)
    packed = StringList()
    for string in expected:
        packed.append(string)
    assert (len(packed), bool(packed), tuple(packed)) == (len(expected), bool(expected), expected)
    if expected:
        index = data.draw(st.integers(-len(expected), len(expected) - 1))
        assert packed[index] == expected[index]
        assert expected[index] in packed
    part = slice(data.draw(st.integers(-40, 40)), data.draw(st.integers(-40, 40)))
    assert packed[part] == expected[part]


@pytest.mark.parametrize("count", [0, 1, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE])
def test_an_index_out_of_range_raises(count: int) -> None:
    packed = StringList(strings(count))
    assert "articles/" not in packed
    for index in (count, -count - 1):
        with pytest.raises(IndexError):
            packed[index]


@pytest.mark.parametrize("surrogate", ["\ud800", "a\udcff.txt", "\0"], ids=ascii)
def test_any_text_round_trips(surrogate: str) -> None:
    some = (surrogate, "", "b") * BLOCK_SIZE
    assert tuple(StringList(some)) == some


@pytest.mark.parametrize("count", [0, 2, BLOCK_SIZE + 2])
def test_it_equals_tuples_and_lists_of_the_same_strings(count: int) -> None:
    some = strings(count)
    packed = StringList(some)
    alike: list[Sequence[str]] = [some, list(some), StringList(some)]
    for other in alike:
        assert packed == other
        assert other == packed
    others: list[object] = [
        (*some, "x"),
        (*some[:-1], "x"),
        [*some, "x"],
        StringList((*some, "x")),
        "".join(some),
        None,
    ]
    for one in others:
        assert packed != one
        assert one != packed


def test_repr_and_pickling() -> None:
    packed = StringList(strings(BLOCK_SIZE + 1))
    assert repr(StringList(["a", "b"])) == "StringList(['a', 'b'])"
    assert pickle.loads(pickle.dumps(packed)) == packed


def test_paths_are_compressed_to_a_tenth() -> None:
    some = strings(20 * BLOCK_SIZE)
    packed = StringList(some)
    held = sum(sys.getsizeof(block) for block in packed._blocks) + sys.getsizeof(packed._open)
    assert held * 10 < sum(map(len, some))
