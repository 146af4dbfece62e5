"""Where a paragraph quotes somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.comparison.quotations import quoted_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said: “We go. They stay.” It rained.", ["“We go. They stay.”"]),
        ('"Yes," she said, "and no."', ['"Yes,"', '"and no."']),
        ("‘We’re off,’ said the workers’ leader.", ["‘We’re off,’"]),
        ("The workers’ boats are the owners’ boats.", []),
        ("Er sagte: „Wir gehen“, und ging.", ["„Wir gehen“"]),
        ("Er sagte: »Wir gehen«, und ging.", ["»Wir gehen«"]),
        ("« Oui », dit-il.", ["« Oui »"]),
        ("Он сказал: «Едем в „Чайку“ вместе».", ["«Едем в „Чайку“ вместе»"]),
        ("— Едем, — сказал он. — Скорее.", ["— Едем,", "Скорее."]),
        ("船长说：“我们走。”下雨了。", ["“我们走。”"]),
        ("“It goes on in the next paragraph.", ["“It goes on in the next paragraph."]),
        ('It was 6" long and never closed.', []),
    ],
)  # fmt: skip
def test_quotations_are_found_in_every_typography(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == expected


@given(st.text(alphabet='ab .,—–«»“”„‟‘’‚‹›「」"\u00a0'))
def test_quotations_lie_in_the_text_one_after_the_other(text: str) -> None:
    ends = [place for span in quoted_spans(text) for place in span]
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in ends)
