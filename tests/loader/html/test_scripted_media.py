"""Films, recordings and posts that a page shows only by a script."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.model import Article
from kursk_archive.loader.html.scripted_media import is_player_address, show_scripted_media
from kursk_archive.loader.load_capture import load_article

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"
VIMEO = "https://vimeo.com/76979871"
FILM = "https://media.herald.example/ferry.mp4"
ESCAPED = FILM.replace("/", r"\/")
PARAGRAPHS = "".join(
    f"<p>The ferry of Examplia sailed on day {number}, and the council spoke about it for several hours.</p>"
    for number in range(8)
)
SETTINGS = json.dumps({"techOrder": ["youtube"], "sources": [{"type": "video/youtube", "src": YOUTUBE}]})


def load(tmp_path: Path, inside: str = "", head: str = "", above: str = "") -> Article:
    page = (
        f"<!DOCTYPE html><html lang=en><head><title>The Ferry</title>{head}</head><body><article><h1>The Ferry</h1>"
        f"{above}{PARAGRAPHS}{inside}{PARAGRAPHS.replace('day', 'night')}</article></body></html>"
    )
    (tmp_path / "ferry.html").write_text(page)
    return load_article(tmp_path / "ferry.html")


def embeds(article: Article) -> list[str]:
    return [link.href for link in article.body.links if link.region is LinkRegion.EMBED]


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ("<div class=player data-youtube-id=abcdefghijk></div>", YOUTUBE),
        ("<lite-youtube videoid=abcdefghijk></lite-youtube>", YOUTUBE),
        ("<div data-plyr-provider=vimeo data-plyr-embed-id=76979871></div>", VIMEO),
        ("<div data-provider=youtube data-id=abcdefghijk><span>Watch</span></div>", YOUTUBE),
        ("<div class='embed youtube-player' data-video-id=abcdefghijk></div>", YOUTUBE),
        ("<div class=lazy data-src='https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0'></div>", YOUTUBE),
        ("<div data-oembed-url='https://podcast.example/episode/7'></div>", "https://podcast.example/episode/7"),
        ("<div data-embed='//video.example/player/5'></div>", "https://video.example/player/5"),
        (f"<div data-file='{FILM}'></div>", FILM),
        (f"<video class=video-js data-setup='{SETTINGS}'></video>", YOUTUBE),
        ('<div data-settings=\'{"youtube_url":"https:\\/\\/youtu.be\\/abcdefghijk"}\'></div>', "youtu.be/abcdefghijk"),
        ('<div data-item=\'{"clip":{"provider":"youtube","videoId":"abcdefghijk"}}\'></div>', YOUTUBE),
        (
            "<video-js data-account=1234 data-player=xyz data-video-id=6077></video-js>",
            "xyz_default/index.html?videoId=6077",
        ),
        (
            "<div class=fb-video data-href='https://www.facebook.com/herald/videos/12/'></div>",
            "facebook.com/herald/videos/12",
        ),
        (
            "<script async src=https://t.example/a.js data-telegram-post=herald/12></script>",
            "https://t.me/herald/12",
        ),
        (
            "<script src=https://cdn.jwplayer.com/players/AbCd1234-XyZw9876.js></script>",
            "players/AbCd1234-XyZw9876.html",
        ),
        (f"<div id=p></div><script>jwplayer('p').setup({{file: '{FILM}', image: '/a.jpg'}})</script>", FILM),
        ("<div id=p></div><script>new YT.Player('p', {videoId: 'abcdefghijk'})</script>", YOUTUBE),
        (
            f"<div id=p></div><script>var a = new Playerjs({{id:'p', file:'{ESCAPED}'}})</script>",
            FILM,
        ),
    ],
)
def test_an_empty_element_becomes_a_link_to_what_a_script_would_show(markup: str, address: str, tmp_path: Path) -> None:
    (shown,) = embeds(load(tmp_path, markup))
    assert address in shown


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="og:video" content="{YOUTUBE}">',
        '<meta property="og:video:secure_url" content="https://www.youtube.com/embed/abcdefghijk">',
        '<meta name="twitter:player" content="https://www.youtube.com/embed/abcdefghijk">',
        '<script type="application/ld+json">{"@type": "VideoObject", "name": "The film", "embedUrl": "'
        'https://www.youtube.com/embed/abcdefghijk", "contentUrl": "https://a.example/b.mp4"}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The Ferry", "video": [{"@type": '
        '["VideoObject"], "name": "The film", "url": "https://www.youtube.com/watch?v=abcdefghijk"}]}</script>',
    ],
    ids=["og", "og secure", "twitter", "object", "member"],
)
def test_a_film_that_only_statements_for_machines_name_is_above_the_text(head: str, tmp_path: Path) -> None:
    article = load(tmp_path, head=head)
    assert embeds(article) == [YOUTUBE]
    assert article.body.segments[0].find("sailed") < 0 or article.body.links[0].href == YOUTUBE
    if "The film" in head:
        assert article.body.links[0].text == "The film"


def test_a_film_that_the_text_shows_is_shown_once(tmp_path: Path) -> None:
    head = f'<meta property="og:video" content="{FILM}">'
    assert embeds(load(tmp_path, "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>", head)) == [
        YOUTUBE
    ]
    post = "<iframe src='https://twitter.com/i/status/12'></iframe>"
    assert embeds(load(tmp_path, post, head)) == [FILM, "https://twitter.com/i/status/12"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div data-src='https://herald.example/a.jpg'></div>",
        "<div data-url='https://herald.example/news/other.html'></div>",
        "<div data-video-id=77></div>",
        "<div data-provider=youtube data-id=short></div>",
        "<div data-settings='{\"a\": [[['></div>",
        "<div data-embed='javascript:alert(1)'></div>",
        "<div data-embed='https://ad.doubleclick.net/a'></div>",
        "<script>var video = 'https://media.herald.example/other.mp4'</script>",
        "<a data-youtube-id=abcdefghijk href=/a>Read</a>",
    ],
)
def test_other_attributes_and_scripts_embed_nothing(markup: str, tmp_path: Path) -> None:
    assert embeds(load(tmp_path, markup)) == []


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:video" content="https://herald.example/ferry.html">',
        '<meta property="og:video" content="https://herald.example/player.swf">',
        '<meta property="og:video" content="javascript:alert(1)">',
        '<script type="application/ld+json">{"@type": "VideoObject", "url": "https://herald.example/ferry.html"}</script>',
    ],
)
def test_the_page_itself_and_films_that_nothing_plays_are_no_media(head: str, tmp_path: Path) -> None:
    source = '<link rel=canonical href="https://herald.example/ferry.html">'
    assert embeds(load(tmp_path, head=source + head)) == []


@given(st.text(max_size=200), st.sampled_from(["data-settings", "data-src", "data-embed", "data-youtube-id", "id"]))
def test_any_attribute_leaves_a_page_that_can_be_read(value: str, name: str) -> None:
    text = "".join(character for character in value if character.isprintable())
    place = f'<div {name}="{html.escape(text)}"></div>'
    root = document_fromstring(f'<body>{place}<script>jwplayer("{text}")</script></body>')
    show_scripted_media(root)
    assert len(list(root.iter("iframe"))) <= 2


@pytest.mark.parametrize(
    ("address", "is_player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", True),
        ("//player.vimeo.com/video/1", True),
        ("https://herald.example/a.m3u8?x=1", True),
        ("https://www.youtube.com/iframe_api", False),
        ("https://herald.example/a.html", False),
        ("ferry.mp4", False),
    ],
)
def test_addresses_of_players_are_known(address: str, is_player: bool) -> None:
    assert is_player_address(address) is is_player
