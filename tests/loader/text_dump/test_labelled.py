"""Labelled lines around a headline, lines below the original's address, and lists that are part of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.loader.markdown import parse_markdown
from kursk_archive.loader.text_dump import parse_text_dump

URL = "https://herald.example/2023/tram"
TEXT = "The tram was empty on Friday, and no passenger was seen before noon."


def _values(text: str) -> dict[str, object]:
    draft = parse_text_dump(text, "a.txt")
    return {name: field.value for name, field in draft.fields.items()}


@pytest.mark.parametrize(
    ("mark", "close"), [("- ", ""), ("* ", ""), ("> ", ""), ("**", "**"), ("- **", "**"), ("", "")], ids=ascii
)
def test_a_block_under_the_headline(mark: str, close: str) -> None:
    rows = {
        "Source": "The Fictional Herald",
        "Link": URL,
        "Published": "November 3, 2023",
        "Scraped at": "2023-11-05T10:00:00Z",
        "Author": "[[Ann Poe]]",
        "Tags": "#tram, #examplia",
    }
    block = "\n".join(f"{mark}{label}{close}: {value}" for label, value in rows.items())
    text = f"# The Tram\n\n{block}\n\n{TEXT}\n"
    assert _values(text) == {
        "title": "The Tram",
        "publisher": "The Fictional Herald",
        "source_url": URL,
        "date": "2023-11-03",
        "captured_at": "2023-11-05T10:00:00Z",
        "authors": ("Ann Poe",),
        "topics": ("tram", "examplia"),
    }
    assert parse_text_dump(text, "a.txt").body.split() == TEXT.split()


@pytest.mark.parametrize(
    "block",
    [
        f"- Джерело: Вісник\n- Посилання: {URL}\n- Дата: 3 листопада 2023",
        f"Автор: Іван Зразок\nАдреса статті: {URL}\nДата публікації: 3 листопада 2023",
        f"> Источник: {URL}\n> Дата: 3 ноября 2023",
        f"- Źródło: {URL}\n- Data publikacji: 3 listopada 2023",
        f"- Quelle: {URL}\n- Datum: 3. November 2023",
        f"- Source : {URL}\n- Date de publication : 3 novembre 2023",
        f"- Fuente: {URL}\n- Fecha: 3 de noviembre de 2023",
        f"- Kaynak: {URL}\n- Tarih: 3 Kasım 2023",
        f"- منبع: {URL}\n- تاریخ انتشار: ۱۲ آبان ۱۴۰۲",
        f"- المصدر: {URL}\n- تاريخ النشر: 3 نوفمبر 2023",
        f"- 来源：{URL}\n- 发布时间：2023年11月3日",
        f"- წყარო: {URL}\n- თარიღი: 3 ნოემბერი 2023",
    ],
)
def test_labels_of_other_languages(block: str) -> None:
    values = _values(f"# The Tram\n\n{block}\n\n{TEXT}\n")
    assert (values["source_url"], values["date"]) == (URL, "2023-11-03")


def test_a_section_of_metadata_completes_a_headline_that_was_cut() -> None:
    text = f"# The Tram Has...\n\n## Metadata\n- Full Title: The Tram Has Come\n- URL: {URL}\n\n## Notes\n\n{TEXT}\n"
    assert _values(text) == {"title": "The Tram Has Come", "source_url": URL}
    assert "Metadata" not in parse_text_dump(text, "a.txt").body


def test_a_menu_above_the_headline_stays_in_the_text() -> None:
    text = f"Home\n\nNews | Sport\n\nSubscribe\n\n# The Tram\n\nNovember 3, 2023\n\n{TEXT}\n"
    assert _values(text) == {"title": "The Tram", "date": "2023-11-03"}
    assert "Subscribe" in parse_text_dump(text, "a.txt").body


@pytest.mark.parametrize(
    "block",
    [
        "- Price: ten crowns\n- Place: Sampletown",
        "Note: the tram is late.",
        "The mayor said: nothing.",
        "- Where: Sampletown\n- Who: Ann Poe",
    ],
)
def test_other_lists_are_part_of_the_text(block: str) -> None:
    text = f"# The Tram\n\nNovember 3, 2023\n\n{block}\n\n{TEXT}\n"
    draft = parse_text_dump(text, "a.txt")
    assert draft.fields.keys() == {"title", "date"}
    assert block in draft.body


@pytest.mark.parametrize(
    "below", ["Share on Fictbook\n\n© The Herald", "---\n\nTags: tram", "Read more\n\n- One\n- Two"]
)
@pytest.mark.parametrize("label", [f"Original url:\n\n<{URL}>", f"Original URL: {URL}", f"Source: {URL}"])
def test_the_address_is_read_though_lines_follow_it(label: str, below: str) -> None:
    text = f"# The Tram\n\nNovember 3, 2023\n\n{TEXT}\n\n{label}\n\n{below}\n"
    draft = parse_text_dump(text, "a.txt")
    assert draft.fields["source_url"].value == URL
    assert below.splitlines()[0] in draft.body
    assert URL not in draft.body


def test_a_source_far_from_the_end_is_part_of_the_text() -> None:
    text = f"# The Tram\n\nNovember 3, 2023\n\nSource: {URL}\n\n" + f"{TEXT} {TEXT}\n\n" * 3
    assert f"Source: {URL}" in parse_text_dump("Intro.\n\n" * 3 + text, "a.txt").body


def test_labelled_lines_below_frontmatter() -> None:
    links = f"[Read on Reader](https://r.example/1)\n\n[Read Original]({URL})"
    text = f"---\ntitle: The Tram\n---\n\n# The Tram\n\n{links}\n\n{TEXT}\n"
    draft = parse_markdown(text, "a.md")
    assert draft is not None
    assert draft.fields["source_url"].value == URL
    assert "Read on Reader" in draft.body


LINES = st.sampled_from(
    [
        "# Tram",
        "## Metadata",
        f"- URL: {URL}",
        "Date: 2023-11-03",
        "> a: b",
        "---",
        "text",
        "",
        "- x",
        "**Author:** Ann Poe",
    ]
)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_every_line_stays_or_went_into_a_field(text: str) -> None:
    draft = parse_text_dump(text, "a.txt")
    assert draft.body.count("\n") == text.count("\n")
    assert "text" not in text.split("\n") or "text" in draft.body or draft.fields["title"].value == "text"


def test_a_labelled_title() -> None:
    text = f"Заголовок: Трамвай\nАвтор: Іван Зразок\nПосилання: {URL}\n\n{TEXT}\n"
    assert _values(text) == {"title": "Трамвай", "authors": ("Іван Зразок",), "source_url": URL}
