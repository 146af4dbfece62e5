"""What Obsidian adds to Markdown: links to notes, images by name, comments, highlights, callouts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.notes import plain_note
from kursk_archive.loader.markdown_body.render import render_markdown

LINKS = {
    "[[Flood]]": "Flood",
    "[[Flood|the water]]": "the water",
    "[[news/2024/Flood]]": "Flood",
    "[[Flood.md]]": "Flood",
    "[[Flood#The night]]": "Flood > The night",
    "[[Flood#The night|that night]]": "that night",
    "[[Flood#^a1b2c3]]": "Flood",
    "[[Повінь|вода]]": "вода",
}


@pytest.mark.parametrize(("written", "text"), LINKS.items(), ids=ascii)
@pytest.mark.parametrize("around", ["See {} now.", "# A\n\n- {}", "> {}", "See {}[^1].\n\n[^1]: Note."])
def test_a_link_to_a_note_keeps_its_address_and_shows_its_words(written: str, text: str, around: str) -> None:
    (link,) = render_markdown(around.format(written), "a.md")[0].links
    assert (link.href, link.text) == (written, text)


def test_a_link_to_a_note_in_a_table() -> None:
    fragment, _ = render_markdown("| a |\n|---|\n| [[Flood\\|water]] |\n", "a.md")
    assert [(link.href, link.text) for link in fragment.links] == [("[[Flood|water]]", "water")]


@pytest.mark.parametrize(
    ("written", "href", "text"),
    [
        ("![[pier.png]]", "pier.png", ""),
        ("![[img/pier.JPG|300]]", "img/pier.JPG", ""),
        ("![[pier.webp|300x200]]", "pier.webp", ""),
        ("![[pier.png|The pier at noon]]", "pier.png", "The pier at noon"),
    ],
)
def test_an_embedded_file_is_an_image(written: str, href: str, text: str) -> None:
    (link,) = render_markdown(f"Above.\n\n{written}\n", "a.md")[0].links
    assert (link.region, link.href, link.text) == (LinkRegion.IMAGE, href, text)


def test_an_embedded_note_is_a_link() -> None:
    (link,) = render_markdown("![[Flood]]", "a.md")[0].links
    assert (link.region, link.href, link.text) == (LinkRegion.BODY, "[[Flood]]", "Flood")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A %%not to be seen%% b.", "A b."),
        ("A.\n\n%%\nnot to be\n\nseen\n%%\n\nb.", "A. b."),
        ("From 5%% to 10%% of it.", "From 5%% to 10%% of it."),
        ("An ==important== word, a == b == c.", "An important word, a == b == c."),
        ("A claim. ^claim-1", "A claim."),
        ("See [[#Below|below]] and [[#Below]].", "See below and Below."),
        ("[[toc]]\n\nText.", "Text."),
        ("Fixed [[Bug #12]].", "Fixed [[Bug #12]]."),
        ("> [!note] Mind\n> the gap", "Mind the gap"),
        ("> [!WARNING]\n> the gap", "the gap"),
        ("> [!tip]- Folded\n> the gap", "Folded the gap"),
        ("Run `a == b [[x]] %%y%%`.", "Run a == b [[x]] %%y%%."),
    ],
)
def test_what_only_obsidian_reads(written: str, shown: str) -> None:
    fragment, _ = render_markdown(written, "a.md")
    assert (" ".join(fragment.text.split()), fragment.links) == (shown, ())


def test_blocks_of_code_stay_as_they_are() -> None:
    assert "[[x]] %%y%%" in render_markdown("```\n[[x]] %%y%%\n```\n", "a.md")[0].text


@pytest.mark.parametrize("text", ["[[1]](https://a.example/)", "[[a]][ref]\n\n[ref]: https://a.example/"])
def test_brackets_inside_of_a_link_are_its_words(text: str) -> None:
    (link,) = render_markdown(text, "a.md")[0].links
    assert link.href == "https://a.example/"


def test_a_label_in_brackets_is_a_reference() -> None:
    text = "Fixed [[Bug #12]] and [[Note]].\n\n```\nx\n```\n\n[bug #12]: https://bugs.example/12"
    fragment, _ = render_markdown(text, "a.md")
    assert [(link.href, link.text) for link in fragment.links] == [
        ("https://bugs.example/12", "Bug #12"), ("[[Note]]", "Note"),
    ]  # fmt: skip
    assert "Fixed [Bug #12] and Note." in fragment.text


def test_a_text_dump_has_no_notes() -> None:
    assert render_markdown("A [[Flood]] %%b%% ==c==.", "a.txt")[0].text == "A [[Flood]] %%b%% ==c==."


@given(st.text("[]|#^!=%` \na", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert plain_note(text).count("\n") <= text.count("\n")
    render_markdown(text, "a.md")
