"""The choice of the article's blocks: its parts, its first paragraph, links to other stories within it."""

from __future__ import annotations

import pytest

from kursk_archive.loader.html.page_capture import read_page
from kursk_archive.loader.markdown_body.html_body import render_html

SENTENCES = (
    "The council of Examplia met on Thursday evening in the old mill, because the roof of the town hall leaks again.",
    "It talked for three hours about the bridge, which the flood of last spring had moved by nearly half a metre.",
    "In the end it decided to leave the bridge where it is, and to move the road instead, which is said to be cheaper.",
    "The mayor thanked everyone who had come, and asked them to bring a bucket of their own to the next meeting.",
    "Nobody spoke about the ferry, which has been waiting for a new engine since the winter before the last one.",
    "The next meeting is in a fortnight, in the school, whose roof was mended by the parents during the holidays.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
OTHER = "Fictional mayor opens a bakery in the harbour"


def read(body: str, head: str = "") -> tuple[str, str]:
    """Return text and markup of what is read of a page."""
    page = f"<!DOCTYPE html><html lang=en><head><title>The bridge</title>{head}</head><body>{body}</body></html>"
    draft = read_page(page.encode(), "page.html")
    return render_html(draft.body, "page.html")[0].text, draft.body


def assert_has_all(text: str) -> None:
    assert [sentence for sentence in SENTENCES if sentence not in text] == []


def test_a_body_in_several_parts_between_advertisements() -> None:
    halves = ["".join(f"<p>{sentence}</p>" for sentence in half) for half in (SENTENCES[:3], SENTENCES[3:])]
    parts = "<div class=row><div class=ad>Advertisement</div></div>".join(
        f"<div class=grid><div class='grid__item article__body'>{half}</div><aside><a href=/o>{OTHER}</a></aside></div>"
        for half in halves
    )
    text, _ = read(f"<main><header><h1>The bridge</h1></header><div>{parts}</div></main>")
    assert_has_all(text)
    assert OTHER not in text


def test_parts_whose_names_are_numbered() -> None:
    first, second = (
        "".join(f"<p class=story-text>{one}</p>" for one in half) for half in (SENTENCES[:2], SENTENCES[2:])
    )
    aside = f"<aside class=related><h2>Related coverage</h2><ul><li><a href=/other>{OTHER}</a></li></ul></aside>"
    body = (
        f"<div class='story-body story-body-1'>{first}</div>{aside}<div class='story-body story-body-2'>{second}</div>"
    )
    text, _ = read(f"<article><h2>A column</h2><h1>The bridge</h1>{body}</article>")
    assert_has_all(text)
    assert OTHER not in text


def test_the_bodies_of_other_articles_are_not_its_parts() -> None:
    story = (
        "<p>The harbour of Examplia has a bakery again, and the mayor himself cut the first loaf of bread there.</p>"
        * 2
    )
    stories = f"<div><h1>The bridge</h1><div class=post-body>{PARAGRAPHS}</div></div>" + "".join(
        f"<div><h2><a href=/{number}>{OTHER}</a></h2><div class=post-body>{story}</div></div>" for number in range(2)
    )
    text, _ = read(f"<div id=posts>{stories}</div>")
    assert_has_all(text)
    assert "bakery" not in text


@pytest.mark.parametrize(
    "first",
    [
        "EXAMPLIA (FNA) — The old bridge stays where it is, said the council.",
        "“It is a good bridge.”",
    ],
)
def test_the_first_paragraph(first: str) -> None:
    text, _ = read(f"<div><h1>The bridge</h1><div id=story><p>{first}</p>{PARAGRAPHS}</div></div>")
    assert text.startswith(first)


def test_paragraphs_that_are_all_named_like_a_paywall() -> None:
    paragraphs = PARAGRAPHS.replace("<p>", "<p class=paywall>")
    text, _ = read(f"<article><h1>The bridge</h1><div>{paragraphs}<div class=paywall>{OTHER}</div></div></article>")
    assert_has_all(text)


def test_sections_that_are_all_named_for_advertisements() -> None:
    sections = "".join(f"<section class='part part--ads'><h2>Part</h2><p>{one}</p></section>" for one in SENTENCES)
    text, _ = read(f"<article><h1>The bridge</h1>{sections}</article>")
    assert_has_all(text)


def test_a_headline_repeated_below_the_first_paragraphs() -> None:
    first = "After two delays the council has named a day for the opening of the bridge of Examplia."
    body = f"<div class=story><p>{first}</p><h2>The bridge of Examplia opens in May</h2>{PARAGRAPHS}</div>"
    text, _ = read(f"<article><h1>The bridge of Examplia opens in May</h1>{body}</article>")
    assert text.startswith(first)


def test_a_story_in_pictures() -> None:
    slides = "".join(
        f"<figure><h2>Picture {number}</h2><img src={number}.jpg><figcaption><p>{one} {one}</p></figcaption></figure>"
        for number, one in enumerate(SENTENCES)
    )
    text, markup = read(f"<article><h1>The bridge</h1><div class=slides>{slides}</div></article>")
    assert_has_all(text)
    assert markup.count("<h2>") >= len(SENTENCES) - 1


def test_text_parted_by_line_breaks_in_the_article_itself() -> None:
    text, _ = read(f"<article class=story-body>{'<br>'.join(SENTENCES)}</article>")
    assert_has_all(text)


def test_links_to_other_stories_in_the_last_part_of_the_text() -> None:
    links = f"<p><strong>DON'T MISS</strong></p><p><a href=/a>{OTHER}</a> [REPORT]<br><a href=/b>{OTHER}</a> [NEWS]</p>"
    parts = [
        f"<div class=text-description>{''.join(f'<p>{one}</p>' for one in part)}</div>"
        for part in (SENTENCES[:2], SENTENCES[2:4], SENTENCES[4:])
    ]
    parts.insert(2, f"<div class=text-description>{links}</div>")
    text, _ = read(f"<article><h1>The bridge</h1>{''.join(parts)}</article>")
    assert_has_all(text)
    assert OTHER not in text
    assert "MISS" not in text


def test_a_label_that_is_a_heading_of_the_article() -> None:
    end = "<p>UP NEXT</p><p>Council: Meets in the school again in a fortnight.</p>"
    text, _ = read(f"<article><h1>The bridge</h1><div>{PARAGRAPHS}{end}</div></article>")
    assert "Meets in the school again" in text


@pytest.mark.parametrize(
    "line",
    [
        "<p>Tags<br><a rel=tag href=/t/bridge>bridge</a>, <a rel=tag href=/t/council>council of Examplia</a></p>",
        "<p>Enjoyed this story? Share it with a friend!</p>",
        "<p>Follow FNA's full coverage of bridges at news.example</p>",
        f"<p>SEE MORE: <a href=/other>{OTHER}</a></p>",
        f"<p><strong><a href=/other>[Most read] {OTHER} »</a></strong></p>",
    ],
)
def test_lines_that_are_not_the_articles(line: str) -> None:
    text, _ = read(f"<article><h1>The bridge</h1><div class=article-body>{PARAGRAPHS}{line}</div></article>")
    assert_has_all(text)
    assert text.endswith(SENTENCES[-1])


def test_names_and_days_below_a_summary() -> None:
    lines = (
        "<h3>The council talked for three hours.</h3><div>By Jane Doe</div><p>PUBLISHED: 10:48, Thu, Aug 15, 2024</p>"
    )
    text, _ = read(f"<article><header><h1>The bridge</h1>{lines}</header><div>{PARAGRAPHS}</div></article>")
    assert "Jane Doe" not in text
    assert "2024" not in text


def test_words_for_screen_readers_in_a_caption() -> None:
    caption = "<figcaption><span class=off-screen>Image caption</span> The old bridge</figcaption>"
    _, markup = read(
        f"<article><h1>The bridge</h1>{PARAGRAPHS}<figure><img src=b.jpg>{caption}</figure>{PARAGRAPHS}</article>"
    )
    assert "<figcaption>The old bridge</figcaption>" in markup


def test_an_alternative_text_that_the_caption_says() -> None:
    figure = "<figure><img src=b.jpg alt='The old bridge'><figcaption>The old bridge, in May</figcaption></figure>"
    _, markup = read(f"<article><h1>The bridge</h1>{PARAGRAPHS}{figure}{PARAGRAPHS}</article>")
    assert '<img src="b.jpg" alt="">' in markup


def test_a_caption_in_full_and_shortened() -> None:
    words = "Jane Doe looks at the bridge of Examplia before the meeting in the mill on Thursday, August 15"
    caption = (
        f"<div class=caption><div class=caption-full>{words}, 2024.<a class=more> less</a></div>"
        f"<div class=caption-truncated>{words}<a class=more> ... more</a></div></div>"
    )
    _, markup = read(f"<article>{PARAGRAPHS}<figure><img src=b.jpg>{caption}</figure>{PARAGRAPHS}</article>")
    assert f"<figcaption>{words}, 2024.</figcaption>" in markup


def test_the_same_alternative_text_of_several_images() -> None:
    images = [
        f"<p><img src={number}.jpg alt='Bridge of Examplia'></p><p>{SENTENCES[number]}</p>" for number in range(4)
    ]
    _, markup = read(f"<article><h1>The bridge</h1><p>{SENTENCES[5]}</p>{''.join(images)}{PARAGRAPHS}</article>")
    assert markup.count("<img") == 4
    assert markup.count('alt="Bridge of Examplia"') == 1


@pytest.mark.parametrize(
    "name", ["/img/sns/short_24.jpg", "images/home_icn.jpg", "/static/placeholders/w-o.png", "btn_buy.png"]
)
def test_images_whose_names_say_that_they_are_decoration(name: str) -> None:
    _, markup = read(f"<article><h1>The bridge</h1>{PARAGRAPHS}<p><img src={name} alt=x></p>{PARAGRAPHS}</article>")
    assert "<img" not in markup


@pytest.mark.parametrize(
    "image",
    [
        "<img src=/photos/icon-of-examplia.jpg alt='An icon'>",
        "<img src=/placeholders/w-o.png data-src=/photos/bridge.jpg alt='The bridge'>",
    ],
)
def test_images_that_are_no_decoration(image: str) -> None:
    _, markup = read(f"<article><h1>The bridge</h1>{PARAGRAPHS}<p>{image}</p>{PARAGRAPHS}</article>")
    assert '<img src="/photos/' in markup


def test_a_caption_named_in_camel_case() -> None:
    photo = "<div class=photo><p><img src=b.jpg></p><span class=newsCaption>The old bridge</span></div>"
    _, markup = read(f"<article><h1>The bridge</h1>{PARAGRAPHS}{photo}{PARAGRAPHS}</article>")
    assert "<figcaption>The old bridge</figcaption>" in markup


@pytest.mark.parametrize(
    "note",
    [
        "This article was updated.",
        "Corrected on 16 August.",
        "Виправлено: міст стоїть.",
        "Уточнение: мост стоит.",
        "تصحيح: الجسر باقٍ.",
    ],
)
@pytest.mark.parametrize("markup", ["<p>{}</p>", "<p><em>{}</em></p>", "<div class=note>{}</div>"])
def test_a_short_notice_of_a_correction_at_the_end_is_kept(note: str, markup: str) -> None:
    text, _ = read(f"<article><h1>The bridge</h1>{PARAGRAPHS}{markup.format(note)}</article><footer>Imprint.</footer>")
    assert note in text
    assert "Imprint" not in text
