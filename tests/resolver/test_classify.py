"""Classification of links: kinds, canonical addresses, look-up keys."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.model import Link, Resolution, Snapshot
from kursk_archive.core.publishers import Publisher, Publishers, known_publishers
from kursk_archive.resolver.canonical import canonicalise, url_key
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rules import default_rules

HERALD = Publisher("The Fictional Herald", ("news.example",), "en")
PUBLISHERS = known_publishers([HERALD])
BASE = "https://news.example/2024/08/15/a"


def _classified(href: str, base: str | None = None) -> Resolution:
    return classify(Link("text", href), base, PUBLISHERS)


KINDS = {
    # news, wherever on the host and however it is reached
    "https://news.example/a": LinkKind.NEWS,
    "http://www.news.example": LinkKind.NEWS,
    "https://ru.news.example/a?b=c#d": LinkKind.NEWS,
    "https://www.themoscowtimes.com/2024/08/15/a-a86035": LinkKind.NEWS,
    "https://amp.theguardian.com/world/2024/aug/15/a": LinkKind.NEWS,
    "https://www.google.com/amp/s/news.example/a": LinkKind.NEWS,
    "https://news.example/@desk": LinkKind.NEWS,
    "https://notnews.example/a": LinkKind.WEB,
    "https://news.example.net/a": LinkKind.WEB,
    # documents, on any host
    "https://news.example/report.pdf": LinkKind.DOCUMENT,
    "https://other.example/a/REPORT.PDF?download=1#page=2": LinkKind.DOCUMENT,
    "https://other.example/a.docx": LinkKind.DOCUMENT,
    "https://other.example/a.csv": LinkKind.DOCUMENT,
    "https://other.example/a.tar.gz": LinkKind.DOCUMENT,
    "https://other.example/a.html?file=a.pdf": LinkKind.WEB,
    "https://other.example/pdf": LinkKind.WEB,
    "https://other.example/a.pdf/": LinkKind.WEB,
    "https://a.zip/": LinkKind.WEB,
    # platforms
    "https://t.me/uniannet": LinkKind.TELEGRAM,
    "t.me/uniannet/1": LinkKind.TELEGRAM,
    "https://t.me/": LinkKind.TELEGRAM,
    "tg://resolve?domain=uniannet&post=1": LinkKind.TELEGRAM,
    "tg://settings": LinkKind.TELEGRAM,
    "https://telegram.org/apps": LinkKind.WEB,
    "https://x.com/example/status/1": LinkKind.X,
    "https://twitter.com/search?q=a": LinkKind.X,
    "https://netflix.com/a": LinkKind.WEB,
    "https://youtu.be/ABCDEFGHIJK": LinkKind.YOUTUBE,
    "https://www.youtube.com/@example": LinkKind.YOUTUBE,
    # social networks
    "https://www.facebook.com/example/posts/1": LinkKind.SOCIAL,
    "https://vk.com/wall-1_2": LinkKind.SOCIAL,
    "https://mastodon.example/@desk": LinkKind.SOCIAL,
    "https://mastodon.example/@desk@news.example/112233": LinkKind.SOCIAL,
    "https://other.example/@desk/post-title": LinkKind.WEB,
    "whatsapp://send?text=a": LinkKind.SOCIAL,
    # shorteners
    "https://t.co/aB1": LinkKind.SHORTENER,
    "https://bit.ly/aB1": LinkKind.SHORTENER,
    "https://bit.ly/": LinkKind.WEB,
    "https://news.google.com/rss/articles/CBMi?oc=5": LinkKind.SHORTENER,
    # onion services
    "http://newsexampleabcdefghijklmnopqrstuvwxyz234567abcdefghijkl.onion/a": LinkKind.ONION,
    "https://www.newsexampleabcdefghijklmnopqrstuvwxyz234567abcdefghijkl.onion/a.pdf": LinkKind.ONION,
    "https://onion.example/a": LinkKind.WEB,
    # players
    "https://www.youtube-nocookie.com/embed/AbCdEfGhIjk?rel=0": LinkKind.YOUTUBE,
    "https://www.youtube.com/embed/videoseries?list=PLabc": LinkKind.YOUTUBE,
    "https://vk.com/video_ext.php?oid=-1&id=2": LinkKind.SOCIAL,
    # the rest
    "https://other.example/": LinkKind.WEB,
    "ftp://other.example/a": LinkKind.WEB,
    "http://192.0.2.1/a": LinkKind.WEB,
    "http://localhost/a": LinkKind.WEB,
    "mailto:desk@news.example": LinkKind.MAIL,
    "tel:+15550100": LinkKind.PHONE,
    "sms:+15550100": LinkKind.PHONE,
    "#section": LinkKind.FRAGMENT,
    "/a": LinkKind.RELATIVE,
    "": LinkKind.LOST,
    "#": LinkKind.LOST,
    "javascript:void(0)": LinkKind.LOST,
    "javascript:alert(1)": LinkKind.FORBIDDEN,
    "data:text/html,a": LinkKind.FORBIDDEN,
    "https://https://news.example/": LinkKind.MALFORMED,
    "http://https//news.example/": LinkKind.MALFORMED,
    "https://": LinkKind.MALFORMED,
    "https://archive.ph/AbCdE": LinkKind.SNAPSHOT,
    "https://web.archive.org/web/2024/https://t.me/uniannet": LinkKind.SNAPSHOT,
    "https://archive.org/details/a": LinkKind.WEB,
}


@pytest.mark.parametrize(("href", "kind"), KINDS.items())
def test_kind(href: str, kind: LinkKind) -> None:
    assert _classified(href).kind is kind


PLATFORM_KEYS = {
    "https://t.me/uniannet": "t.me/uniannet",
    "https://t.me/s/uniannet": "t.me/uniannet",
    "https://t.me/uniannet/1": "t.me/uniannet/1",
    "https://t.me/s/uniannet/1?before=3": "t.me/uniannet/1",
    "https://uniannet.t.me/1": "t.me/uniannet/1",
    "https://telegram.me/uniannet/1?single": "t.me/uniannet/1",
    "tg://resolve?domain=uniannet&post=1": "t.me/uniannet/1",
    "https://t.me/uniannet/7/1": "t.me/uniannet/7/1",
    "https://t.me/c/1234/5": "t.me/c/1234/5",
    "https://t.me/c/1234/7/5": "t.me/c/1234/7/5",
    "https://t.me/joinchat/AbC-d": "t.me/joinchat/AbC-d",
    "https://t.me/+AbC-d": "t.me/+AbC-d",
    "https://t.me/+15550100": "t.me/+15550100",
    "https://t.me/addstickers/Example": "t.me/addstickers/Example",
    "https://t.me/proxy?server=a": "t.me/proxy?server=a",
    "https://t.me/": "t.me",
    "https://t.me/a": "t.me/a",
    "https://t.me/abc": "t.me/abc",
    "https://www.t.me/uniannet": "t.me/uniannet",
    "https://web.t.me/uniannet": "web.t.me/uniannet",
    "https://a.uniannet.t.me/1": "a.uniannet.t.me/1",
    "https://t.me/uniannet/about": "t.me/uniannet/about",
    "https://x.com/example": "x.com/example",
    "https://x.com/example/status/1": "x.com/status/1",
    "https://mobile.twitter.com/example/statuses/1?s=20": "x.com/status/1",
    "https://twitter.com/#!/example/status/1": "x.com/status/1",
    "https://twitter.com/example/status/1/photo/2": "x.com/status/1",
    "https://x.com/i/web/status/1": "x.com/status/1",
    "https://x.com/i/status/1": "x.com/status/1",
    "https://x.com/home": "x.com/home",
    "https://x.com/search?q=a": "x.com/search?q=a",
    "https://x.com/example/status/a": "x.com/example/status/a",
    "https://youtu.be/ABCDEFGHIJK": "youtube.com/watch?v=ABCDEFGHIJK",
    "https://youtu.be/ABC": "youtu.be/ABC",
    "https://m.youtube.com/watch?list=a&v=ABCDEFGHIJK": "youtube.com/watch?v=ABCDEFGHIJK",
    "https://www.youtube.com/live/ABCDEFGHIJK?si=a": "youtube.com/watch?v=ABCDEFGHIJK",
    "https://www.youtube.com/v/ABCDEFGHIJK": "youtube.com/watch?v=ABCDEFGHIJK",
    "https://www.youtube.com/embed/videoseries?list=PL1": "youtube.com/playlist?list=PL1",
    "https://www.youtube.com/embed/live_stream?channel=UC1": "youtube.com/embed/live_stream?channel=UC1",
    "https://www.youtube.com/watch?v=short": "youtube.com/watch?v=short",
    "https://www.youtube.com/@example": "youtube.com/@example",
    "https://www.youtube.com/@%D0%BA%D0%B0/videos": "youtube.com/@%D0%BA%D0%B0/videos",
    "https://www.youtube.com/channel/UC1/about": "youtube.com/channel/UC1/about",
    "https://www.youtube.com/c/Example": "youtube.com/c/Example",
    "https://www.youtube.com/user/Example": "youtube.com/user/Example",
    "https://www.youtube.com/playlist?list=PL1": "youtube.com/playlist?list=PL1",
}


@pytest.mark.parametrize(("href", "key"), PLATFORM_KEYS.items())
def test_look_up_key_of_a_platforms_url(href: str, key: str) -> None:
    assert _classified(href).url_key == key


CANONICAL = {
    "t.me/uniannet": "https://t.me/uniannet",
    "http://telegram.dog/s/uniannet/1/": "https://t.me/uniannet/1",
    "https://UnianNet.t.me/": "https://t.me/uniannet",
    "https://t.me/example_bot?start=a": "https://t.me/example_bot?start=a",
    "https://t.me/+AbC/": "https://t.me/+AbC",
    "tg:resolve?domain=uniannet": "https://t.me/uniannet",
    "tg://resolve?domain=uniannet&post=x": "https://t.me/uniannet",
    "tg://resolve?domain=a/b": "tg://resolve?domain=a/b",
    "http://www.twitter.com/Example": "https://x.com/Example",
    "https://x.com/i/web/status/1": "https://x.com/i/status/1",
    "https://twitter.com/example/status/1/video/1#m": "https://x.com/example/status/1#m",
    "https://youtu.be/ABCDEFGHIJK?t=30&list=PL1&feature=share": "https://www.youtube.com/watch?v=ABCDEFGHIJK&t=30&list=PL1",
    "https://www.youtube.com/embed/ABCDEFGHIJK?autoplay=1&start=5": "https://www.youtube.com/watch?v=ABCDEFGHIJK&start=5",
    "http://youtube.com/watch?t=1&v=ABCDEFGHIJK&lc=Ug": "https://www.youtube.com/watch?v=ABCDEFGHIJK&t=1&lc=Ug",
    "https://m.youtube.com/@example": "https://www.youtube.com/@example",
    "//news.example/a?utm_source=x": "https://news.example/a",
    "ftp://news.example/a": "ftp://news.example/a",
    "desk@news.example": "mailto:desk@news.example",
    "#a b": "#a%20b",
}


@pytest.mark.parametrize(("href", "url"), CANONICAL.items())
def test_canonical_url_of_a_link(href: str, url: str) -> None:
    assert _classified(href).canonical == url


@pytest.mark.parametrize("href", ["", "javascript:alert(1)", "https://", "/a"])
def test_a_broken_link_has_no_canonical_url(href: str) -> None:
    found = _classified(href)
    assert (found.canonical, found.url_key, found.snapshot) == (None, None, None)


def test_a_relative_link_is_resolved_against_its_article() -> None:
    assert _classified("../16/b?utm_source=x", BASE) == Resolution(
        LinkKind.NEWS, "https://news.example/2024/08/16/b", "news.example/2024/08/16/b"
    )


def test_a_snapshot_leads_to_its_original() -> None:
    url = "https://web.archive.org/web/20240815143000/https://www.news.example/a?utm_source=x"
    assert _classified(url) == Resolution(
        LinkKind.SNAPSHOT,
        "https://www.news.example/a",
        "news.example/a",
        snapshot=Snapshot(url, "https://www.news.example/a", "2024-08-15T14:30:00Z", "web.archive.org"),
    )


def test_a_snapshot_without_a_stated_original_is_its_own_document() -> None:
    found = _classified("http://archive.is/AbCdE?utm_source=x")
    assert found.canonical == "https://archive.is/AbCdE"
    assert found.url_key == "archive.today/AbCdE/"


HREFS = st.sampled_from([*KINDS, *PLATFORM_KEYS, *CANONICAL]) | st.text()


@given(HREFS, st.none() | st.just(BASE) | HREFS)
def test_classify_is_total_and_agrees_with_canonicalise(href: str, base: str | None) -> None:
    found = _classified(href, base)
    if found.canonical and found.url_key:
        assert found.canonical == canonicalise(found.canonical)
        assert found.url_key == url_key(found.canonical)
    published = found.kind not in {LinkKind.LOST, LinkKind.MALFORMED, LinkKind.FORBIDDEN, LinkKind.RELATIVE}
    assert (found.canonical is not None) is published
    assert (found.snapshot is not None) is (found.kind is LinkKind.SNAPSHOT)


def test_the_sites_own_rules_are_applied() -> None:
    rules = default_rules().extend({"kinds": [{"hosts": ["short.example"], "kind": "shortener"}]})
    link = Link("said", "https://short.example/a")
    assert classify(link, None, PUBLISHERS, rules).kind is LinkKind.SHORTENER
    assert classify(link, None, PUBLISHERS).kind is LinkKind.WEB


def test_a_resolution_survives_a_process_pool() -> None:
    found = _classified("https://archive.ph/20240815/https://news.example/a")
    assert pickle.loads(pickle.dumps(found)) == found
    assert isinstance(pickle.loads(pickle.dumps(PUBLISHERS)), Publishers)
