"""One address for one document, and its look-up key: tables of what is folded and what is not, and the laws."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kursk_archive.resolver.canonical import canonicalise, url_key

SAME = [
    # what is no web address comes back as the standard writes it, or as it came
    "mailto:desk@news.example?utm_source=x",
    "tel:+15550100",
    "ftp://news.example/a?utm_source=x",
    "javascript:alert(1)",
    "t.me/uniannet",
    "",
    "https://",
    # every byte that no rule names is kept
    "http://news.example/a",
    "https://www.news.example/a/",
    "https://m.news.example/amp/a.amp.html?amp=1",
    "https://news.example:8443/a",
    "https://user:word@news.example/a",
    "https://news.example./a",
    "https://news.example/?",
    "https://news.example/?#",
    "https://news.example/?a",
    "https://news.example/?a=",
    "https://news.example/?&&a=1&&",
    "https://news.example/?b=2&a=1&b=3&a=1",
    "https://news.example/?a=%c7%e0&b=%D0%9A+c%20d",
    "https://news.example/a;b=c?d;e",
    "https://news.example/index.html",
    "https://news.example/a#section",
    "https://news.example/a#:~:text=prisoners%20of%20war",
    "https://news.example/#!/a/b",
    "https://news.example/#/a?utm_source=x",
    "https://news.example/?url=https%3A%2F%2Fother.example%2F%3Futm_source%3Dx",
    "https://news.example/utm_source=x",
    "https://news.example/?autm_source=x&fbclid2=y",
]

CHANGED = {
    "parsed": ("HTTPS://NEWS.example:443/a/../b c", "https://news.example/b%20c"),
    "query emptied": ("https://news.example/a?utm_source=x#b", "https://news.example/a#b"),
    "query emptied but for ands": ("https://news.example/a?&utm_source=x", "https://news.example/a"),
    "ends joined": ("https://news.example/?a=1&utm_source=x&b=2&fbclid=y", "https://news.example/?a=1&b=2"),
    "order and repeats kept": (
        "https://news.example/?b=2&gclid=1&a=%c7&b=2&&c",
        "https://news.example/?b=2&a=%c7&b=2&&c",
    ),
    "no value": ("https://news.example/?utm_source&a", "https://news.example/?a"),
    "fragment emptied": ("https://news.example/a?b#utm_source=x&utm_medium=y", "https://news.example/a?b"),
    "query and fragment": ("https://news.example/a?utm_source=x#xtor=RSS-1", "https://news.example/a"),
    # wrappers
    "scheme-relative target": ("https://www.google.com/url?q=//news.example/a", "https://news.example/a"),
    "encoded twice": ("https://www.google.com/url?q=https%253A%252F%252Fnews.example%252Fa", "https://news.example/a"),
    "encoded three times": ("https://href.li/?https%25253A%25252F%25252Fnews.example", "https://news.example/"),
    "wrapper in wrapper": (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fvk.com%2Faway.php%3Fto%3Dhttps%253A%252F%252Fnews.example%252Fa",
        "https://news.example/a",
    ),
    "tracker in the target": (
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2F%3Futm_source%3Dx%26a%3D1",
        "https://news.example/?a=1",
    ),
    "trackers around it": (
        "https://www.google.com/url?utm_source=x&q=https%3A%2F%2Fnews.example%2Fa&fbclid=1",
        "https://news.example/a",
    ),
    "bytes of an old encoding": (
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2F%CA%EE",
        "https://news.example/%CA%EE",
    ),
    "escapes of the target's own": (
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2F%25D0%25BA%2520",
        "https://news.example/%D0%BA%20",
    ),
    "cyrillic target": (
        "https://www.google.com/url?q=https://новости.example/я",
        "https://xn--b1amnebsh.example/%D1%8F",
    ),
    "plus is a space in a form": (
        "https://www.google.com/url?q=https%3A%2F%2Fnews.example%2F%3Fa%3Db+c%2Bd",
        "https://news.example/?a=b%20c+d",
    ),
    "first that is an address": (
        "https://www.google.com/url?q=news&url=https%3A%2F%2Fnews.example%2F",
        "https://news.example/",
    ),
    "target on an address": ("https://www.google.com/url?q=http%3A%2F%2F192.0.2.1%2F", "http://192.0.2.1/"),
    "wrapper to a platform": (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fyoutu.be%2FABCDEFGHIJK",
        "https://www.youtube.com/watch?v=ABCDEFGHIJK",
    ),
    "platform that is a wrapper": (
        "https://telegram.me/share/url?url=https%3A%2F%2Ftwitter.com%2Fa%2Fstatus%2F1",
        "https://x.com/a/status/1",
    ),
    # snapshots are tidied
    "lost slash": (
        "http://web.archive.org/web/20240815/https:/news.example/a",
        "https://web.archive.org/web/20240815/https://news.example/a",
    ),
    "default port": (
        "https://web.archive.org/web/2005/http://news.example:80/a",
        "https://web.archive.org/web/2005/http://news.example/a",
    ),
}

NOT_UNWRAPPED = {
    "no address": "https://www.google.com/url?q=news",
    "empty": "https://www.google.com/url?q=",
    "script": "https://www.google.com/url?q=javascript:alert(1)",
    "data": "https://l.facebook.com/l.php?u=data:text/html,a",
    "mail": "https://vk.com/away.php?to=mailto:desk@news.example",
    "a word for a host": "https://www.google.com/url?q=https://news",
    "refused host": "https://www.google.com/url?q=https://a^b.example/",
    "relative": "https://www.google.com/url?q=/search",
    "other path": "https://www.google.com/urls?q=https://news.example/",
    "other host": "https://news.example/url?q=https://other.example/",
    "a snapshot's original": "https://web.archive.org/web/20240815/https://www.google.com/url?q=https://news.example/",
    "a snapshot's trackers": "https://web.archive.org/web/20240815/https://news.example/?utm_source=x#xtor=1",
}


@pytest.mark.parametrize("url", SAME)
def test_parameters_without_a_rule_are_kept(url: str) -> None:
    assert canonicalise(url) == url


@pytest.mark.parametrize(("url", "canonical"), CHANGED.values(), ids=CHANGED.keys())
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonicalise(url) == canonical


@pytest.mark.parametrize("url", NOT_UNWRAPPED.values(), ids=NOT_UNWRAPPED.keys())
def test_only_an_absolute_web_url_is_unwrapped(url: str) -> None:
    assert canonicalise(url) == url


def _nested(depth: int) -> str:
    url = "https://news.example/a"
    for _ in range(depth):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"
    return url


@pytest.mark.parametrize("depth", [1, 2, 5, 10])
def test_nested_wrappers_are_removed(depth: int) -> None:
    assert canonicalise(_nested(depth)) == "https://news.example/a"


def test_wrappers_nested_too_deeply_are_kept() -> None:
    url = "https://href.li/?" * 5000 + "https://news.example/a"
    assert canonicalise(url) == url
    assert url_key(url) == "href.li?" + url.partition("?")[2]


def test_a_wrapper_of_itself_terminates() -> None:
    url = "https://href.li/?https://href.li/?"
    assert canonicalise(canonicalise(url)) == canonicalise(url)


KEY = "news.example/a/b"
FOLDED = [
    "https://news.example/a/b",
    "http://news.example/a/b",
    "https://www.news.example/a/b",
    "https://m.news.example/a/b",
    "https://mobile.news.example/a/b",
    "https://amp.news.example/a/b",
    "https://www.m.news.example/a/b",
    "https://news.example./a/b",
    "https://user@news.example/a/b",
    "https://news.example/a/b/",
    "https://news.example/a/b//",
    "https://news.example/a/b?",
    "https://news.example/a/b#c",
    "https://news.example/a/b?#c",
    "https://news.example/a/b?&",
    "https://news.example/a/b?utm_source=x",
    "https://news.example/a/b?amp",
    "https://news.example/a/b?amp=1",
    "https://news.example/a/b?outputType=amp",
    "https://news.example/a/b/amp",
    "https://news.example/a/b/amp/",
    "https://news.example/a/b.amp",
    "https://news.example/amp/a/b",
    "https://news.example/%61/%62",
    "https://www.google.com/amp/s/amp.news.example/a/b",
    "https://news-example.cdn.ampproject.org/c/s/news.example/a/b/amp/",
]

ONE_KEY = [
    ("https://news.example/", "http://www.news.example"),
    ("https://news.example/?b=2&a=1", "https://news.example/?a=1&b=2"),
    ("https://news.example/%d0%ba", "https://news.example/%D0%BA"),
    ("https://news.example/%d0%ba", "https://news.example/к"),
    ("https://news.example/%7Ea%2Db", "https://news.example/~a-b"),
    ("https://news.example/?a=%2f", "https://news.example/?a=%2F"),
    ("https://news.example/a.amp.html", "https://news.example/a.html"),
    ("https://ru.m.news.example/a", "https://ru.news.example/a"),
    ("https://новости.example/", "https://www.xn--b1amnebsh.example/"),
    ("https://twitter.com/Example/status/1?s=20", "https://x.com/other/status/1"),
    ("https://twitter.com/Example", "https://x.com/example/"),
    ("https://t.me/s/UnianNet/5", "https://telegram.me/uniannet/5?single"),
    ("https://uniannet.t.me/5", "http://t.me/uniannet/5/"),
    ("https://youtu.be/ABCDEFGHIJK?t=5", "https://m.youtube.com/watch?list=a&v=ABCDEFGHIJK"),
    ("https://www.youtube.com/shorts/ABCDEFGHIJK", "https://www.youtube-nocookie.com/embed/ABCDEFGHIJK?start=1"),
    (
        "https://web.archive.org/web/20240815id_/http://www.news.example/a/",
        "http://web.archive.org/20240815/https://news.example/a",
    ),
    ("https://archive.ph/o/AbCdE/https://news.example/", "https://archive.is/o/AbCdE/http://www.news.example"),
    ("https://archive.ph/AbCdE", "https://archive.today/AbCdE"),
]

TWO_KEYS = [
    ("https://news.example/a", "https://news.example/b"),
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/a", "https://other.example/a"),
    ("https://news.example/a", "https://ru.news.example/a"),
    ("https://news.example/a", "https://news.example:8443/a"),
    ("https://news.example/?a=1", "https://news.example/?a=2"),
    ("https://news.example/?a=1&a=2", "https://news.example/?a=2&a=1"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/?a%26b", "https://news.example/?a&b"),
    ("https://news.example/#!/a", "https://news.example/#!/b"),
    ("https://news.example/#/a", "https://news.example/"),
    ("https://news.example/a/amplify", "https://news.example/a"),
    ("https://news.example/camp", "https://news.example/c"),
    ("https://news.example/a?amp=5", "https://news.example/a"),
    ("https://t.me/uniannet/5", "https://t.me/uniannet/6"),
    ("https://t.me/joinchat/AbC", "https://t.me/joinchat/aBc"),
    ("https://t.me/example_bot?start=a", "https://t.me/example_bot?start=b"),
    ("https://x.com/example/status/1", "https://x.com/example/status/2"),
    ("https://youtu.be/ABCDEFGHIJK", "https://youtu.be/abcdefghijk"),
    ("https://archive.ph/AbCdE", "https://archive.ph/abcde"),
    (
        "https://web.archive.org/web/2024/https://news.example/",
        "https://web.archive.org/web/2023/https://news.example/",
    ),
    ("https://web.archive.org/web/2024/https://news.example/", "https://news.example/"),
    ("https://m.me/a", "https://me/a"),
    ("https://amp.com/a", "https://com/a"),
    ("mailto:a@news.example", "mailto:b@news.example"),
    ("a", "b"),
]


@pytest.mark.parametrize("url", FOLDED)
def test_spellings_of_a_url_have_one_key(url: str) -> None:
    assert url_key(url) == KEY


@pytest.mark.parametrize(("one", "other"), ONE_KEY)
def test_one_document_has_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), TWO_KEYS)
def test_two_documents_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


# The laws, on addresses made of what the rules look for.

_HOSTS = """
    news.example www.news.example m.news.example amp.news.example news.example. www.google.com href.li
    l.facebook.com vk.com t.me uniannet.t.me telegram.me x.com twitter.com youtu.be www.youtube.com m.youtube.com
    web.archive.org archive.org archive.ph arquivo.pt perma.cc ghostarchive.org webcache.googleusercontent.com
    a-b.translate.goog disq.us news-example.cdn.ampproject.org yandex.ru www.bing.com urldefense.com
    urldefense.proofpoint.com r.search.yahoo.com wayback.archive-it.org 12ft.io turbopages.org [::1] 192.0.2.1
"""
HOSTS = st.sampled_from(_HOSTS.split())
_SEGMENTS = """
    a amp s c v url web save 2024 20240815000000 20240815id_ 2024* * o AbCdE newest wayback watch embed shorts
    uniannet 15 i status ABCDEFGHIJK videoseries @news l.php away.php turbo attribution_link redirect search ck
    varchive AB12-CD34 v2 v3 links __https: http: https: www.news.example news.example a.amp.html %2e %C7 %D0%BA
    %d0%ba __;!!a RU=https%3A%2F%2Fa.example timegate share iv + +AbC joinchat
"""
SEGMENTS = st.sampled_from(_SEGMENTS.split())
_NAMES = """
    q url u to v t list s utm_source fbclid a b amp single before domain ref_src _x_tr_sl uddg z st.link amp;gclid
    utm%5Fa #! # xtor cache:news.example
"""
NAMES = st.sampled_from(_NAMES.split())
VALUES = st.sampled_from(
    ["", "=", "=1", "=ABCDEFGHIJK", "=%C7", "=a+b", "=cache:ABCDEFGHIJKL:news.example+a", "=a1aHR0cHM6Ly9hLmV4YW1wbGU"]
)


def _built(host: str, segments: list[str], query: list[tuple[str, str]]) -> str:
    return f"https://{host}/{'/'.join(segments)}?{'&'.join(name + value for name, value in query)}"


FLAT = st.builds(_built, HOSTS, st.lists(SEGMENTS, max_size=5), st.lists(st.tuples(NAMES, VALUES), max_size=4))
WRAPPED = st.recursive(
    FLAT,
    lambda inner: (
        st.builds(
            lambda head, url: head + url,
            st.sampled_from(
                [
                    "https://href.li/?",
                    "https://web.archive.org/web/2024/",
                    "https://archive.ph/2024/",
                    "https://12ft.io/",
                ]
            ),
            inner,
        )
        | st.builds(
            lambda head, url: head + quote(url, safe=""),
            st.sampled_from(
                [
                    "https://www.google.com/url?q=",
                    "https://vk.com/away.php?utm_source=1&to=",
                    "https://t.me/iv?url=",
                    "https://web.archive.org/web/",
                ]
            ),
            inner,
        )
    ),
    max_leaves=16,
)


@given(FLAT | WRAPPED | st.text())
def test_canonicalise_is_idempotent_and_the_key_agrees(url: str) -> None:
    canonical = canonicalise(url)
    assert canonicalise(canonical) == canonical
    assert url_key(canonical) == url_key(url)


@given(FLAT, st.lists(st.sampled_from(["utm_source=x", "fbclid=y", "gclid"]), min_size=1), st.integers(0, 4))
def test_trackers_do_not_change_the_canonical_url(url: str, trackers: list[str], place: int) -> None:
    host, _, query = url.partition("?")
    # A snapshot's query is its original's, href.li's is its target, and urldefense's a part of it.
    assume(not any(name in host for name in ("archive", "webcache", "href.li", "/v3/")) and "#" not in query)
    pieces = query.split("&")
    marked = "&".join([*pieces[:place], *trackers, *pieces[place:]])
    assert url_key(f"{host}?{marked}") == url_key(url)


@given(
    st.integers(0, 40), st.sampled_from(["https://href.li/?", "https://web.archive.org/web/2024/", "https://12ft.io/"])
)
def test_nesting_of_any_depth_terminates(depth: int, head: str) -> None:
    url = head * depth + "https://news.example/a"
    assert canonicalise(url) in (url, "https://news.example/a")
    assert url_key(url) == url_key(canonicalise(url))


HOSTILE = {
    "ands": "https://news.example/?" + "&" * 100_000,
    "trackers": "https://news.example/?" + "utm_source=x&" * 20_000,
    "escapes": "https://news.example/" + "%41" * 50_000 + "?" + "%6" * 50_000,
    "encoded": "https://www.google.com/url?q=" + "%25" * 50_000,
    "slashes": "https://news.example" + "/" * 100_000 + "amp",
    "copies": "https://web.archive.org/web/2024/" * 5_000 + "https://news.example/",
    "digits": "https://web.archive.org/web/" + "2" * 100_000 + "/a.example",
    "stars": "https://urldefense.com/v3/__https://news.example/" + "*" * 50_000 + "__;YQ!!",
    "cache": "https://webcache.googleusercontent.com/search?q=cache:" + "a" * 100_000,
    "turbo": "https://turbopages.org/" + "a." * 50_000 + "/s",
    "labels": "https://" + "m." * 100 + "news.example/",
}


@pytest.mark.parametrize("url", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_properties_hold_for_hostile_urls(url: str) -> None:
    canonical = canonicalise(url)
    assert canonicalise(canonical) == canonical
    assert url_key(canonical) == url_key(url)


ARTICLE = "https://herald.example/2024/08/15/ferry-talks"


@pytest.mark.parametrize(
    ("printed", "article"),
    [
        (f"{ARTICLE}/print", ARTICLE),
        ("http://m.herald.example/2024/08/15/ferry-talks/print/?utm_source=x#top", ARTICLE),
        (f"{ARTICLE}/?print=true", ARTICLE),
        (f"{ARTICLE}?PRINT", ARTICLE),
        (f"{ARTICLE}?id=7&printable=yes", f"{ARTICLE}?id=7"),
        (f"{ARTICLE}?pagewanted=print", ARTICLE),
        ("https://herald.example/2024/08/ferry/print", "https://herald.example/2024/08/ferry"),
        ("https://herald.example/doc/7654321/print", "https://herald.example/doc/7654321"),
        ("https://herald.example/news/a.html/print", "https://herald.example/news/a.html"),
        ("https://herald.example/news/%D0%BF%D0%BE%D1%80%D1%82-1/print", "https://herald.example/news/порт-1"),
    ],
)
def test_print_forms_have_the_key_of_the_article(printed: str, article: str) -> None:
    assert url_key(printed) == url_key(article)


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://herald.example/print", "https://herald.example/"),
        ("https://herald.example/technology/print", "https://herald.example/technology"),
        ("https://herald.example/2024/08/15/print", "https://herald.example/2024/08/15"),
        ("https://herald.example/2024-08-15/print", "https://herald.example/2024-08-15"),
        ("https://herald.example/ferry-talks/sprint", "https://herald.example/ferry-talks"),
        ("https://herald.example/ferry-talks?print=42", "https://herald.example/ferry-talks"),
    ],
)
def test_what_only_looks_like_a_print_form_is_another_page(url: str, other: str) -> None:
    assert url_key(url) != url_key(other)
