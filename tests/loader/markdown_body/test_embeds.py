"""What a page embedded becomes links: players, frames, posts, images that load late."""

from __future__ import annotations

import pytest

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.markdown_body.render import render_markdown

HOST = "https://media.example"
EMBEDS = {
    "a frame": (f'<iframe src="{HOST}/a?x=1&amp;y=2" width=1></iframe>', f"{HOST}/a?x=1&y=2"),
    "a frame that loads late": (f"<iframe data-src='{HOST}/a' src='about:blank'></iframe>", f"{HOST}/a"),
    "a frame of AMP": (f"<amp-iframe src={HOST}/a></amp-iframe>", f"{HOST}/a"),
    "a video": (f'<video src="{HOST}/a.mp4" poster="{HOST}/a.jpg" controls></video>', f"{HOST}/a.mp4"),
    "a video with a source": (f'<video controls><source src="{HOST}/a.mp4"></video>', f"{HOST}/a.mp4"),
    "a sound": (f'<audio src="{HOST}/a.mp3"></audio>', f"{HOST}/a.mp3"),
    "an object": (f'<object data="{HOST}/a.pdf"></object>', f"{HOST}/a.pdf"),
    "an old player": (
        f'<object><param name="movie" value="{HOST}/v"><embed src="{HOST}/v"></object>',
        f"{HOST}/v",
    ),
    "YouTube of AMP": ('<amp-youtube data-videoid="AbCdEfGhIjk">', "https://www.youtube.com/watch?v=AbCdEfGhIjk"),
    "X of AMP": ('<amp-twitter data-tweetid="123"></amp-twitter>', "https://x.com/i/status/123"),
    "a post of Telegram": (
        '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="examplia/7"></script>',
        "https://t.me/examplia/7",
    ),
    "a post of Facebook": (
        '<div class="fb-post" data-href="https://www.facebook.com/desk/posts/1"></div>',
        "https://www.facebook.com/desk/posts/1",
    ),
    "a post of Instagram": (
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Ab/"></blockquote>',
        "https://www.instagram.com/p/Ab/",
    ),
    "a post of TikTok": (
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@desk/video/1"></blockquote>',
        "https://www.tiktok.com/@desk/video/1",
    ),
}


@pytest.mark.parametrize(("markup", "href"), EMBEDS.values(), ids=EMBEDS)
@pytest.mark.parametrize("text", ["{}", "Before {} after.", "<div>{}</div>", "- {}"])
def test_an_embed_is_a_link(markup: str, href: str, text: str) -> None:
    fragment, _ = render_markdown(f"Top.\n\n{text.format(markup)}\n\n**Below.**", "a.txt", 5)
    assert [(link.region, link.href, link.line) for link in fragment.links] == [(LinkRegion.EMBED, href, 7)]
    assert fragment.text.endswith("Below.")
    assert not any(name in "".join(fragment.segments) for name in ("iframe", "script", "src=", "amp-", "object"))


@pytest.mark.parametrize("markup", [markup for markup, _ in EMBEDS.values() if "object><param" not in markup], ids=str)
def test_an_embed_with_an_address_is_no_fault(markup: str) -> None:
    assert render_markdown(markup, "a.txt")[1] == ()


def test_the_title_of_an_embed_is_its_text() -> None:
    [link] = render_markdown(f'<iframe title="A &amp; B" src="{HOST}/a"></iframe>', "a.txt")[0].links
    assert (link.text, link.html) == ("A & B", "A &amp; B")


IMAGES = {
    "late": (f'<img src="data:image/gif;base64,R0" data-src="{HOST}/a.jpg" alt="Pier">', [f"{HOST}/a.jpg"]),
    "late, with a placeholder": (f'<img src="/blank.gif" data-lazy-src="{HOST}/a.jpg" alt="Pier">', [f"{HOST}/a.jpg"]),
    "in sizes": (f'<img srcset="{HOST}/a.jpg 300w, {HOST}/b.jpg 600w" alt="Pier">', [f"{HOST}/a.jpg"]),
    "of AMP": (f'<amp-img src="{HOST}/a.jpg" alt="Pier"></amp-img>', [f"{HOST}/a.jpg"]),
    "twice": (
        f'<img data-src="{HOST}/a.jpg" alt="Pier"><noscript><img src="{HOST}/a.jpg" alt="Pier"></noscript>',
        [f"{HOST}/a.jpg"],
    ),
    "without scripts": (f'<noscript><img src="{HOST}/a.jpg" alt="Pier"></noscript>', [f"{HOST}/a.jpg"]),
    "in formats": (
        f'<picture><source srcset="{HOST}/a.webp"><img src="{HOST}/a.jpg" alt="Pier"></picture>',
        [f"{HOST}/a.jpg"],
    ),
}


@pytest.mark.parametrize(("markup", "hrefs"), IMAGES.values(), ids=IMAGES)
def test_an_image_is_one_link(markup: str, hrefs: list[str]) -> None:
    fragment, findings = render_markdown(f"See *this*: {markup}", "a.txt")
    assert [(link.region, link.href, link.text) for link in fragment.links] == [
        (LinkRegion.IMAGE, href, "Pier") for href in hrefs
    ]
    assert findings == ()


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "about:blank", ""])
def test_what_would_run_is_no_embed(href: str) -> None:
    fragment, findings = render_markdown(f'<iframe src="{href}"></iframe>', "a.txt")
    assert (fragment.links, [finding.code for finding in findings]) == ((), ["script"])


def test_a_scheme_that_another_program_opens_is_kept() -> None:
    fragment, _ = render_markdown('<a href="magnet:?xt=urn:btih:ab">m</a> <a href="GEMINI://a.example/">g</a>', "a.txt")
    assert [link.href for link in fragment.links] == ["magnet:?xt=urn:btih:ab", "GEMINI://a.example/"]
