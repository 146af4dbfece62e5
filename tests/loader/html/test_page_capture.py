"""Saved pages as a whole: what becomes of a page of a news site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Article
from kursk_archive.loader.html.page_capture import read_page
from kursk_archive.loader.load_capture import load_article, load_capture

PAGES = Path(__file__).with_name("pages")
PARAGRAPHS = (
    "The council of Examplia met on Thursday evening in the old mill, because the roof of the town hall leaks again.",
    "It talked for three hours about the bridge, which the flood of last spring had moved by nearly half a metre.",
    "In the end it decided to leave the bridge where it is, and to move the road instead, which is said to be cheaper.",
    "The mayor thanked everyone who had come, and asked them to bring a bucket of their own to the next meeting.",
)


def page(body: str = "", head: str = "", title: str = "The bridge stays where it is", start: str = "") -> bytes:
    """Make a page whose article has `PARAGRAPHS`, and whatever else is given."""
    paragraphs = "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html>\n<html lang=en>{start}<head><meta charset=utf-8><title>{title}</title>{head}</head>\n"
        f"<body><article><h1>{title}</h1>\n{paragraphs}\n{body}</article></body></html>\n"
    ).encode()


def load(folder: Path, data: bytes, name: str = "page.html") -> Article:
    (folder / name).write_bytes(data)
    return load_article(folder / name)


@pytest.fixture(scope="module")
def ferry() -> Article:
    return load_article(PAGES / "wordpress.html")


def test_the_article_of_a_page_is_its_text_and_nothing_around_it(ferry: Article) -> None:
    text = ferry.body.text
    assert text.startswith("The ferry across the river came back on Thursday")
    assert "The second boat is being painted" in text
    for other in (
        "Share on",
        "Sign up",
        "Related posts",
        "mayor opens",
        "better kitchen",
        "All rights",
        "never built",
        "Latest",
    ):
        assert other not in text


def test_what_an_extractor_loses_comes_from_the_page(ferry: Article) -> None:
    markup = "".join(ferry.body.segments)
    for element in (
        "<ul>",
        "<li>",
        "<blockquote>",
        "<table>",
        "<th>Day</th>",
        "<h2>What it costs</h2>",
        "<figcaption>",
    ):
        assert element in markup
    assert [(link.text, link.href) for link in ferry.body.links] == [
        ("timetable of the port", "https://port.example/timetable"),
        ("voted for the price", "/2024/07/01/council-vote/"),
        ("pay nothing", "https://council.example/children"),
        ("The ferry arrives", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("August 15, 2024", "https://twitter.com/port/status/1824000000000000000"),
    ]


def test_metadata_come_from_the_best_source(ferry: Article) -> None:
    assert ferry.title == "Ferry returns to Examplia after nine years"
    assert ferry.authors == ("Jane Doe",)
    assert ferry.publisher == "The Fictional Herald"
    assert ferry.source_url == "https://herald.example/2024/08/16/ferry-returns/"
    assert (ferry.language, ferry.section, ferry.topics) == ("en-GB", "Transport", ("Ferries", "Rivers"))
    assert ferry.updated == "2024-08-17T09:00:00+00:00"


def test_the_printed_day_wins_over_a_time_in_utc(ferry: Article) -> None:
    assert ferry.date == "2024-08-16"


def test_the_image_above_the_text_is_the_articles(ferry: Article) -> None:
    assert ferry.image == "https://herald.example/wp-content/uploads/ferry.jpg"
    assert ferry.image_alt == "A white ferry at a pier"
    assert (ferry.image_caption, ferry.image_credit) == ("The ferry at the old pier.", "John Roe / Fictional Herald")


def test_the_evidence_is_published_as_text(ferry: Article) -> None:
    assert (ferry.capture.format, ferry.capture.media_type, ferry.capture.published_suffix) == (
        "html",
        "text/html",
        ".txt",
    )


@pytest.mark.parametrize(
    ("charset", "name"), [("windows-1251", "cp1251"), ("koi8-r", "koi8-r"), ("utf-8", "utf-8"), ("utf-16", "utf-16")]
)
def test_charsets(tmp_path: Path, charset: str, name: str) -> None:
    text = page(
        "<p>Паром вернулся в Экземплию через девять лет, и весь город пришёл на пристань его встречать.</p>"
    ).decode()
    article = load(tmp_path, text.replace("charset=utf-8", f"charset={charset}").encode(charset))
    assert "Паром вернулся в Экземплию" in article.body.text
    assert article.capture.encoding == name


def test_a_wrong_label_is_seen_through(tmp_path: Path) -> None:
    text = page("<p>Паром вернулся в Экземплию через девять лет.</p>").decode().replace("=utf-8", "=iso-8859-1")
    assert "Паром вернулся" in load(tmp_path, text.encode()).body.text


def test_a_page_without_article_markup(tmp_path: Path) -> None:
    text = "<table><tr><td>" + "<br><br>\n".join(PARAGRAPHS) + "</td></tr></table>"
    article = load(tmp_path, f"<html><head><title>The bridge</title></head><body>{text}</body></html>".encode())
    assert article.title == "The bridge"
    assert article.body.text == " ".join(PARAGRAPHS)
    assert "".join(article.body.segments).count("<p>") == len(PARAGRAPHS)


def test_scripts_of_a_page_are_no_findings(tmp_path: Path) -> None:
    article = load(
        tmp_path, page("<script>alert(1)</script><p onclick='x()'>One more line of text for the bridge.</p>")
    )
    assert "alert" not in article.body.text
    assert not article.findings


@given(st.binary() | st.text(alphabet="<>/!-=\"'adivpbr &#;0\n").map(str.encode))
def test_any_bytes_are_read(data: bytes) -> None:
    draft = read_page(data, "page.html")
    assert draft.body or draft.findings


def test_any_end_of_a_page_is_read() -> None:
    data = (PAGES / "wordpress.html").read_bytes()
    for end in range(0, len(data), 97):
        read_page(data[:end], "page.html")


def codes(folder: Path, data: bytes) -> list[str]:
    (folder / "page.html").write_bytes(data)
    return [finding.code for result in load_capture(folder / "page.html") for finding in result.findings]


def notice(title: str, body: str = "", head: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


NOTICES = {
    "frames": b"<html><head><title>Herald</title></head><frameset cols='*'><frame src='a.htm'></frameset></html>",
    "redirect": notice("Moved", head="<meta http-equiv=refresh content='0; url=https://news.example/b'>"),
    "missing": notice("404 Not Found", "<h1>Not Found</h1><p>The page you are looking for is not here.</p>"),
    "refused": notice("Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this.</p>"),
    "robots": notice("Just a moment...", "<p>Verify you are human by completing the action below.</p>"),
    "consent": notice(
        "The Fictional Herald",
        "<h1>We value your privacy</h1><p>We and our partners use cookies to store information on your device. "
        "You can change your choice at any time.</p><button>Accept all</button>",
    ),
    "paywall": notice(
        "The bridge",
        f"<h1>The bridge stays</h1><p>{PARAGRAPHS[0]}</p>"
        "<div><p>This article is only for subscribers. Already a subscriber? Sign in</p></div>",
    ),
    "no text": notice("Herald", "<nav><a href=/a>News</a></nav>"),
}


@pytest.mark.parametrize("name", NOTICES)
def test_pages_that_are_no_articles(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path, NOTICES[name]) == ["not-article"]


def test_an_archivist_can_publish_a_page_that_looks_like_a_notice(tmp_path: Path) -> None:
    (tmp_path / "page.yaml").write_text("status: published\n")
    assert "not-article" not in codes(tmp_path, NOTICES["paywall"])
    assert load_article(tmp_path / "page.html").body.text.startswith(PARAGRAPHS[0])


def test_a_whole_article_of_a_paper_with_a_paywall(tmp_path: Path) -> None:
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    longer = "".join(
        f"<p>{paragraph} So it was said in the mill on day {day}.</p>" for day in range(3) for paragraph in PARAGRAPHS
    )
    assert load(tmp_path, page(longer + "<p>Subscribe to read more stories like this one.</p>", data)).body


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b" \n", "empty"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "undecodable")]
)
def test_files_that_are_no_pages(tmp_path: Path, data: bytes, code: str) -> None:
    assert codes(tmp_path, data) == [code]


def test_the_figure_before_the_text(tmp_path: Path) -> None:
    image = "<img data-srcset='a-300.jpg 300w, a-900.jpg 900w' src=loader.png>"
    figure = f"<figure>{image}<figcaption>The mill.</figcaption></figure>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    markup = f"<article><header><h1>The bridge</h1>{figure}</header><div class=article-body>{text}</div></article>"
    article = load(tmp_path, f"<html><body>{markup}</body></html>".encode())
    assert (article.image, article.image_caption) == ("a-900.jpg", "The mill.")


def test_an_image_of_the_site_is_no_missing_file(tmp_path: Path) -> None:
    article = load(tmp_path, page("<p><img src=/storage/bridge.jpg></p><p>The bridge of Examplia is made of oak.</p>"))
    assert [link.href for link in article.body.links] == ["/storage/bridge.jpg"]
    assert "image-missing" not in {finding.code for finding in article.findings}


def test_embeds_and_posts_at_the_end(tmp_path: Path) -> None:
    post = (
        '<blockquote class="twitter-tweet"><p>It holds.</p>— A mason (@mason) '
        '<a href="https://twitter.com/mason/status/1">August 15, 2024</a></blockquote>'
    )
    article = load(tmp_path, page(f'{post}<iframe src="https://player.vimeo.com/video/76979871"></iframe>'))
    assert [link.href for link in article.body.links] == [
        "https://twitter.com/mason/status/1",
        "https://vimeo.com/76979871",
    ]
    assert article.body.links[1].region is LinkRegion.EMBED


def test_notes_on_sources_below_links_to_other_stories() -> None:
    text = "".join(
        f"<p>The council of Examplia met on day {n} in the old mill because the roof leaks.</p>" for n in range(8)
    )
    page = (
        f"<html><body><article><h1>The roof leaks again</h1>{text}"
        "<div><p>Explore further</p><a href=/other>The mayor opens a bridge that nobody crosses</a></div>"
        "<div class=article-main__more><b>More information:</b> A. Sample et al. On Roofs "
        "<a href='https://doi.example/10.1/roofs'>DOI: 10.1/roofs</a></div>"
        "<div>Provided by <a href='https://agency.example/'>the Roof Agency</a></div></article></body></html>"
    )
    body = read_page(page.encode(), "page.html").body
    assert "https://doi.example/10.1/roofs" in body
    assert "https://agency.example/" in body
    assert "/other" not in body


def test_a_figure_beside_the_headline_in_a_column_named_for_having_no_advertising() -> None:
    text = "".join(
        f"<p>The council of Examplia met on day {n} in the old mill because the roof leaks.</p>" for n in range(8)
    )
    page = (
        "<html><body><section class=non-ad-column><article><header><h1>The roof leaks again</h1>"
        "<figure><img src='https://herald.example/roof.jpg'><figcaption>The roof, made up.</figcaption></figure>"
        f"</header><div class=story-text>{text}</div></article></section></body></html>"
    )
    fields = read_page(page.encode(), "page.html").fields
    assert fields["image_caption"].value == "The roof, made up."
