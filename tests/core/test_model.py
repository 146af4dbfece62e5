"""Values that every package shares."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kursk_archive.core.model import Fragment, Link


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<b>", "a b", "\n", "&amp;", "\u00a0", "слово", "<br>", "&nbsp;", "\t"]))
)
@example(["A&amp;", "<br>", "lt;"])
def test_text_without_spaces_is_the_text_without_spaces(parts: list[str]) -> None:
    fragment = Fragment(("".join(parts), "</p> x"), (Link("a <link>", "#"),))
    assert fragment.text_without_spaces == "".join(fragment.text.split())
