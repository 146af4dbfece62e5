"""The last segment of a page's address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.site import slugs
from kursk_archive.site.slugs import MAX_SLUG_LENGTH, slug_from_path, slug_from_url, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        pytest.param("A Quiet Day in Examplia", "a-quiet-day-in-examplia", id="words"),
        pytest.param("  --Already_a slug!  ", "already-a-slug", id="punctuation"),
        pytest.param("Examplia's U.S. envoy", "examplias-u-s-envoy", id="apostrophe and dots"),
        pytest.param("Курская область: щит и ёж", "kurskaya-oblast-shchit-i-yozh", id="Russian"),
        pytest.param("Гості Києва, Україна, є ґанок", "hosti-kyyeva-ukraina-ye-ganok", id="Ukrainian"),
        pytest.param("Ўлады", "ulady", id="Belarusian"),
        pytest.param("объявление", "obyavlenie", id="hard and soft signs are silent"),
        pytest.param("и\u0306од", "yod", id="decomposed Cyrillic"),
        pytest.param("Straße, Łódź, Ærø, Ýmir, İstanbul", "strasse-lodz-aero-ymir-istanbul", id="Latin letters"),
        pytest.param("ＡＢＣ １２３ ﬁn", "abc-123-fin", id="compatibility forms"),
        pytest.param("日本 2024", "2024", id="what cannot be spelt is left out"),
        pytest.param("日本", "", id="nothing can be spelt"),
        pytest.param("", "", id="empty"),
        pytest.param("../../etc/passwd", "etc-passwd", id="no way out"),
        pytest.param("CON", "con-page", id="a Windows device"),
        pytest.param("lpt¹", "lpt1-page", id="a Windows device in disguise"),
        pytest.param("con-1", "con-1", id="not a device"),
        pytest.param("index", "index-page", id="a listing's name"),
        pytest.param(f"{'a' * 100} {'b' * 30}", "a" * 100, id="cut between words"),
        pytest.param("a" * 200, "a" * MAX_SLUG_LENGTH, id="one long word is cut anywhere"),
        pytest.param(f"{'a' * 59} {'b' * 60}", f"{'a' * 59}-{'b' * 60}", id="just short enough"),
    ],
)
def test_slugify(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        pytest.param("https://news.example/2024/08/15/quiet-day-a86035", "quiet-day-a86035", id="last segment"),
        pytest.param("https://news.example/world/quiet-day/", "quiet-day", id="slash at the end"),
        pytest.param("https://news.example/a/Quiet_Day.html?x=y#top", "quiet-day", id="suffix, query, fragment"),
        pytest.param("https://news.example/a/quiet-day.amp.html", "quiet-day", id="two suffixes"),
        pytest.param("https://news.example/quiet-day/index.php", "quiet-day", id="index"),
        pytest.param("https://news.example/quiet-day/amp/", "quiet-day", id="AMP"),
        pytest.param("https://news.example/quiet-day/2", "quiet-day", id="second page"),
        pytest.param("https://news.example/news/123456", "123456", id="a number of its own"),
        pytest.param("https://t.me/valley_news/17", "valley-news-17", id="a post"),
        pytest.param("https://t.me/s/valley_news/2024?single", "valley-news-2024", id="a post whose number is a year"),
        pytest.param("https://t.me/valley_news/3/41", "valley-news-3-41", id="a post in a topic"),
        pytest.param("https://www.x.com/valley/status/20", "status-20", id="an early post"),
        pytest.param("https://social.example/@valley/77", "valley-77", id="a post of a profile"),
        pytest.param("https://forum.example/topic/812/", "topic-812", id="a topic"),
        pytest.param("https://forum.example/quarry-talk/812", "quarry-talk-812", id="a number beyond pages"),
        pytest.param("https://news.example/2024/08/15/flood/3", "flood", id="a page of a story with a date"),
        pytest.param("https://news.example/flood/page/3/", "flood", id="a page that says so"),
        pytest.param("https://news.example/world/2024/08/", "world", id="a month of a section"),
        pytest.param("https://news.example/%D0%B4%D0%B5%D0%BD%D1%8C-1", "den-1", id="percent"),
        pytest.param("https://news.example/%E9%zz", "zz", id="broken percent"),
        pytest.param("https://news.example/v1.5-notes", "v1-5-notes", id="a dot that is no suffix"),
        pytest.param("https://news.example/", "", id="front page"),
        pytest.param("https://news.example", "", id="no path"),
        pytest.param("https://news.example/2024/08/15/", "", id="only a date"),
        pytest.param("https://news.example/?p=123456", "", id="only a query"),
        pytest.param("not an address", "", id="no address"),
        pytest.param("http://[", "", id="broken host"),
        pytest.param("https://news.example/%2e%2e%2f%2e%2e%2fx", "x", id="encoded way out"),
    ],
)
def test_slug_from_url(url: str, slug: str) -> None:
    assert slug_from_url(url) == slug


def test_slug_from_path() -> None:
    assert slug_from_path("/blog/2024/quiet-day.html") == "quiet-day"


_ANY = st.one_of(st.text(), st.text(alphabet="con aux/.-_%20é\u0301їЩ'", max_size=300))


@settings(max_examples=300)
@given(_ANY)
def test_a_slug_is_short_ascii_and_idempotent(text: str) -> None:
    for slug in (slugify(text), slug_from_url(text), slug_from_url(f"https://news.example/{text}")):
        assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
        assert len(slug) <= MAX_SLUG_LENGTH
        assert slug not in {"con", "prn", "aux", "nul", "com1", "lpt9", "index"}
        assert slugify(slug) == slug


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_the_ascii_fast_path_gives_the_same_slug(text: str) -> None:
    assert slugs._simplify_ascii(text) == slugs._transliterate(text)


def test_many_combining_marks_are_fast() -> None:
    """Unbounded, this would take half a minute."""
    assert slugify("e" + "\u0301\u0316" * 100_000) == "e"
