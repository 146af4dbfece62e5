"""Bare addresses: where they begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.loader.markdown_body.address_signs import has_address_signs
from kursk_archive.loader.markdown_body.linkify import bare_address_finder
from kursk_archive.loader.markdown_body.render import render_markdown

HOST = "https://news.example"
ENDS = {
    "quotation marks": (
        f"«{HOST}/a», “{HOST}/b”, „{HOST}/c“, ‘{HOST}/d’, ‹{HOST}/e›",
        [f"{HOST}/{name}" for name in "abcde"],
    ),
    "an ellipsis": (f"{HOST}/a… {HOST}/b?x=1…", [f"{HOST}/a", f"{HOST}/b?x=1"]),
    "shortcodes": (f"[box]{HOST}/a[/box] [url={HOST}/b]b[/url]", [f"{HOST}/a", f"{HOST}/b"]),
    "chinese punctuation": (f"看{HOST}/a。又{HOST}/b，（{HOST}/c）", [f"{HOST}/a", f"{HOST}/b", f"{HOST}/c"]),
    "a bar": (f"{HOST}/a|Next", [f"{HOST}/a"]),
    "a dash": (f"{HOST}/a—так {HOST}/b–", [f"{HOST}/a", f"{HOST}/b"]),
    "a sentence": (f"{HOST}/a. {HOST}/b.Потім {HOST}/стаття.Далі", [f"{HOST}/a", f"{HOST}/b", f"{HOST}/стаття"]),
    "an arabic comma": (f"{HOST}/a، {HOST}/b؟", [f"{HOST}/a", f"{HOST}/b"]),
}
WHOLE = [
    f"{HOST}/Blur_(band)",
    f"{HOST}/Список_птахів,_занесених_до_книги",
    f"{HOST}/Комп’ютер",
    f"{HOST}/О.Генрі",
    f"{HOST}/a?tag[]=1&x[y]=2",
    "https://рахунок-онлайн.рф/бланки/#акт",
    "http://newsexampleabc.onion/a",
    "gemini://news.example/a.gmi",
    "ipfs://bafyexample/a.html",
    "irc://irc.news.example/desk",
    "magnet:?xt=urn:btih:0123abcd&dn=a",
    "doi:10.1234/abc.d-e",
]


@pytest.mark.parametrize(("text", "hrefs"), ENDS.values(), ids=ENDS)
def test_an_address_ends_where_the_sentence_goes_on(text: str, hrefs: list[str]) -> None:
    fragment, _ = render_markdown(text, "a.txt")
    assert [link.href for link in fragment.links] == hrefs
    assert fragment.text == text


@pytest.mark.parametrize("href", WHOLE)
@pytest.mark.parametrize("text", ["{}", "({}).", "See {}, please.", "*{}*"])
def test_an_address_is_whole(href: str, text: str) -> None:
    fragment, _ = render_markdown(text.format(href), "a.txt")
    assert [link.href for link in fragment.links] == [href]


@pytest.mark.parametrize(
    "text", ["See README.md, a.py and herald.pl.", "кінець.Початок", "left.Then", "news: ten", "geo:1"]
)
def test_words_and_file_names_are_no_addresses(text: str) -> None:
    assert render_markdown(f"*x* {text}", "a.txt")[0].links == ()


PIECES = (
    "news.example", "www.", "/", "//", "https:", "HTTP:", "a@", "doi:", "10.1234/", "magnet:?xt=", "irc:", ":8080",
    "1.2.3.4", "?a=b", "#", " ", ". ", "5.15.5", "either/or", "Слово", "українська.укр", "(", ")", "MAILTO:",
    "localhost", "gemini://", "x",
)  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30))
def test_a_text_without_signs_of_an_address_holds_none(text: str) -> None:
    if not has_address_signs(text):
        assert not bare_address_finder().match(text)
