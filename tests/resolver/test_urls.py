"""Addresses, as the WHATWG URL standard reads them; each expectation is worked out from its text."""

from __future__ import annotations

import pytest
from ada_url import normalize_url
from hypothesis import example, given
from hypothesis import strategies as st

from kursk_archive.resolver.urls import host_of, is_normalised, is_web, parse, split_plain, split_url

PARSED = [
    # what a browser makes of an ordinary address
    ("https://news.example/a", "https://news.example/a"),
    ("https://news.example", "https://news.example/"),
    ("HTTPS://NEWS.Example/A", "https://news.example/A"),
    ("http://news.example:80/", "http://news.example/"),
    ("https://news.example:443/", "https://news.example/"),
    ("https://news.example:80/", "https://news.example:80/"),
    ("http://news.example:/", "http://news.example/"),
    ("http://news.example:0/", "http://news.example:0/"),
    ("http://news.example:00080/", "http://news.example/"),
    ("http://news.example:65535/", "http://news.example:65535/"),
    ("ftp://news.example:21/a", "ftp://news.example/a"),
    ("ws://news.example:80/", "ws://news.example/"),
    ("wss://news.example:443/", "wss://news.example/"),
    ("https://news.example?a", "https://news.example/?a"),
    ("https://news.example#a", "https://news.example/#a"),
    ("https://news.example/?", "https://news.example/?"),
    ("https://news.example/#", "https://news.example/#"),
    ("https://news.example/?a?b#c#d?e", "https://news.example/?a?b#c#d?e"),
    # slashes of special schemes: any number, either way, or none
    ("https:news.example/a", "https://news.example/a"),
    ("https:/news.example/a", "https://news.example/a"),
    ("https:///news.example/a", "https://news.example/a"),
    (r"https:\\news.example\a\b", "https://news.example/a/b"),
    (r"https:/\news.example/a", "https://news.example/a"),
    (r"https://news.example/a?b\c#d\e", r"https://news.example/a?b\c#d\e"),
    (r"other://news.example/a\b", r"other://news.example/a\b"),
    # white space and line ends, from sloppy mark-up
    ("  https://news.example/a  ", "https://news.example/a"),
    ("\x00\x1fhttps://news.example/a\x01", "https://news.example/a"),
    ("ht\ntps://ne\tws.example/a\r\nb", "https://news.example/ab"),
    ("https://news.example/a b", "https://news.example/a%20b"),
    ("https://news.example/?a b#c d", "https://news.example/?a%20b#c%20d"),
    ("https://news.example/\u00a0", "https://news.example/%C2%A0"),
    # what is escaped in a path, in a query, in a fragment
    ('https://news.example/"<>`{}^', "https://news.example/%22%3C%3E%60%7B%7D%5E"),
    ("https://news.example/|'!$&()*+,;=:@~[]", "https://news.example/|'!$&()*+,;=:@~[]"),
    ("https://news.example/?\"<>'", "https://news.example/?%22%3C%3E%27"),
    ("https://news.example/?`{}|^[]", "https://news.example/?`{}|^[]"),
    ("other://news.example/?'", "other://news.example/?'"),
    ('https://news.example/#"<>`', "https://news.example/#%22%3C%3E%60"),
    ("https://news.example/#{}|^'", "https://news.example/#{}|^'"),
    ("https://news.example/новости", "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ("https://news.example/?я#ю", "https://news.example/?%D1%8F#%D1%8E"),
    ("https://news.example/%d0%bd", "https://news.example/%d0%bd"),
    ("https://news.example/%C7%", "https://news.example/%C7%"),
    ("https://news.example/%41%zz", "https://news.example/%41%zz"),
    ("https://news.example/\x7f\x01x", "https://news.example/%7F%01x"),
    ("https://news.example/\U0001f4f0", "https://news.example/%F0%9F%93%B0"),
    # surrogates: a pair is a character, a half is U+FFFD
    ("https://news.example/\ud83d\udcf0", "https://news.example/%F0%9F%93%B0"),
    ("https://news.example/\ud800", "https://news.example/%EF%BF%BD"),
    ("https://news.example/?\udc00я", "https://news.example/?%EF%BF%BD%D1%8F"),
    # dot segments
    ("https://news.example/a/./b/../c", "https://news.example/a/c"),
    ("https://news.example/../../a", "https://news.example/a"),
    ("https://news.example/a/..", "https://news.example/"),
    ("https://news.example/a/b/.", "https://news.example/a/b/"),
    ("https://news.example/a/%2e/b/%2E%2e/c", "https://news.example/a/c"),
    ("https://news.example/a/.%2e/b", "https://news.example/b"),
    ("https://news.example/a//../b", "https://news.example/a/b"),
    ("https://news.example/...", "https://news.example/..."),
    ("https://news.example//a//b", "https://news.example//a//b"),
    ("https://news.example/a?b/../c", "https://news.example/a?b/../c"),
    # credentials
    ("https://user:word@news.example/", "https://user:word@news.example/"),
    ("https://user@news.example/", "https://user@news.example/"),
    ("https://user:@news.example/", "https://user@news.example/"),
    ("https://@news.example/", "https://news.example/"),
    ("https://:word@news.example/", "https://:word@news.example/"),
    ("https://a@b@news.example/", "https://a%40b@news.example/"),
    ("https://a:b:c@news.example/", "https://a:b%3Ac@news.example/"),
    ("https://a;=|@news.example/", "https://a%3B%3D%7C@news.example/"),
    # names: case, escapes, width, soft hyphens, other scripts
    ("https://NEWS%2eexample/", "https://news.example/"),
    ("https://ｎｅｗｓ.example/", "https://news.example/"),
    ("https://news。example/", "https://news.example/"),
    ("https://ne\u00adws.example/", "https://news.example/"),
    ("https://новости.example/", "https://xn--b1amnebsh.example/"),
    ("https://НОВОСТИ.example/", "https://xn--b1amnebsh.example/"),
    ("https://xn--b1amnebsh.example/", "https://xn--b1amnebsh.example/"),
    ("https://президент.рф/", "https://xn--d1abbgf6aiiy.xn--p1ai/"),
    ("https://%D1%80%D1%84.example/", "https://xn--p1ai.example/"),
    ("https://faß.example/", "https://xn--fa-hia.example/"),
    ("https://FASS.example/", "https://fass.example/"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://bu\u0308cher.example/", "https://xn--bcher-kva.example/"),
    ("https://a_b.example/", "https://a_b.example/"),
    ("https://news.example./", "https://news.example./"),
    ("https://-a-.example/", "https://-a-.example/"),
    ("https://a.b-.c/", "https://a.b-.c/"),
    ("https://!$&'()*+,;=~.example/", "https://!$&'()*+,;=~.example/"),
    # numbers for names
    ("http://192.0.2.1/", "http://192.0.2.1/"),
    ("http://192.0.513/", "http://192.0.2.1/"),
    ("http://192.513/", "http://192.0.2.1/"),
    ("http://3221225985/", "http://192.0.2.1/"),
    ("http://0xC0.0x0.0x2.0x1/", "http://192.0.2.1/"),
    ("http://0300.0.02.01/", "http://192.0.2.1/"),
    ("http://0xC0000201/", "http://192.0.2.1/"),
    ("http://192.0.2.1./", "http://192.0.2.1/"),
    ("http://0x/", "http://0.0.0.0/"),
    ("http://1/", "http://0.0.0.1/"),
    ("http://255.255.255.255/", "http://255.255.255.255/"),
    ("http://１９２.0.2.1/", "http://192.0.2.1/"),
    ("http://192.0.2.1.example/", "http://192.0.2.1.example/"),
    ("http://1.2.3.4x/", "http://1.2.3.4x/"),
    ("other://192.0.513/", "other://192.0.513/"),
    ("http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
    ("http://[2001:db8:0:0:0:0:0:1]:8080/", "http://[2001:db8::1]:8080/"),
    ("http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]/"),
    ("http://[1:0:2:3:4:5:6:7]/", "http://[1:0:2:3:4:5:6:7]/"),
    ("http://[::192.0.2.1]/", "http://[::c000:201]/"),
    ("http://[::]/", "http://[::]/"),
    ("http://[0:0::]/", "http://[::]/"),
    # schemes that are not special
    ("mailto:Desk@news.example", "mailto:Desk@news.example"),
    ("MAILTO:Desk@news.example?subject=a b", "mailto:Desk@news.example?subject=a%20b"),
    ("tel:+7 495 1234567", "tel:+7 495 1234567"),
    ("javascript:alert( 1 )", "javascript:alert( 1 )"),
    ("java\nscript:alert(1)", "javascript:alert(1)"),
    ("data:text/html,<b>", "data:text/html,<b>"),
    ("about:blank", "about:blank"),
    ("urn:a/../b", "urn:a/../b"),
    ("other:/a/../b", "other:/b"),
    ("other:/..//a", "other:/.//a"),
    ("other://", "other://"),
    ("other:///a", "other:///a"),
    ("other://NEWS.Example/", "other://NEWS.Example/"),
    ("other://news.example", "other://news.example"),
    ("other://новости/", "other://%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"),
    ("other:a#b c", "other:a#b%20c"),
    ("a+b-c.1:x", "a+b-c.1:x"),
    ("news.example:8080/a", "news.example:8080/a"),
    # files
    ("file:///a/b", "file:///a/b"),
    ("file:a", "file:///a"),
    ("file:/a", "file:///a"),
    ("file://localhost/a", "file:///a"),
    ("file://news.example/a", "file://news.example/a"),
    ("file:///C:/a/../b", "file:///C:/b"),
    ("file:///C|/a", "file:///C:/a"),
    (r"file:C:\a\b", "file:///C:/a/b"),
    ("file:///C:/../..", "file:///C:/"),
    # addresses inside addresses keep their bytes
    (
        "https://archive.example/web/2013/https://news.example/a",
        "https://archive.example/web/2013/https://news.example/a",
    ),
    ("https://archive.example/?u=https%3A%2F%2Fnews.example", "https://archive.example/?u=https%3A%2F%2Fnews.example"),
]

REFUSED = [
    "",
    " ",
    "news.example",
    "/a",
    "//news.example",
    "#a",
    "?a",
    "1a:b",
    "+a:b",
    ":a",
    "a b:c",
    "https://",
    "https:",
    "https:///",
    "https://?",
    "https://#",
    "https://:443/",
    "https://@/",
    "https://user@/",
    "https://user@:443",
    "https://news.example:65536/",
    "https://news.example:a/",
    "https://news.example:-1/",
    "https://news.example:80:80/",
    "https://a b/",
    "https://a%20b/",
    "https://a<b/",
    "https://a>b/",
    "https://a^b/",
    "https://a|b/",
    "https://a%b/",
    "https://a%00b/",
    "https://a\x00b/",
    "https://[/",
    "https://]/",
    "https://[]/",
    "https://[::1/",
    "https://[::1]a/",
    "https://[g::]/",
    "https://[1:2]/",
    "https://[1:2:3:4:5:6:7:8:9]/",
    "https://[1::2::3]/",
    "https://[::1.2.3]/",
    "https://[::1.2.3.256]/",
    "https://[12345::]/",
    "https://[::1%25eth0]/",
    "https://256.256.256.256/",
    "https://1.2.3.4.5/",
    "https://4294967296/",
    "https://0x100000000/",
    "https://1.2.3.09/",
    "https://1..2/",
    "https://%2E%2e%3a/",
    "https://\u00ad/",
    "https://\ufffd.example/",
    "https://a\ud800.example/",
    "https://\u200d/",
    "other://a b/",
    "other://[::1/",
    "other://news.example:a/",
    "other://a^b/",
    "other://user@/",
]

BASE = "https://news.example/2024/08/a?b=c#d"
JOINED = [
    ("", "https://news.example/2024/08/a?b=c"),
    ("#e", "https://news.example/2024/08/a?b=c#e"),
    ("#", "https://news.example/2024/08/a?b=c#"),
    ("?e", "https://news.example/2024/08/a?e"),
    ("?", "https://news.example/2024/08/a?"),
    ("e", "https://news.example/2024/08/e"),
    ("e/", "https://news.example/2024/08/e/"),
    (".", "https://news.example/2024/08/"),
    ("..", "https://news.example/2024/"),
    ("../e", "https://news.example/2024/e"),
    ("../../../../e", "https://news.example/e"),
    ("./e?f#g", "https://news.example/2024/08/e?f#g"),
    ("/e", "https://news.example/e"),
    (r"\e", "https://news.example/e"),
    ("//other.example/e", "https://other.example/e"),
    (r"\\other.example\e", "https://other.example/e"),
    ("///other.example/e", "https://other.example/e"),
    ("https:e", "https://news.example/2024/08/e"),
    ("https:/e", "https://news.example/e"),
    ("http:e", "http://e/"),
    ("http://other.example", "http://other.example/"),
    ("mailto:desk@news.example", "mailto:desk@news.example"),
    ("e:f", "e:f"),
    ("./e:f", "https://news.example/2024/08/e:f"),
    (" e \n", "https://news.example/2024/08/e"),
    ("%2e%2e/e", "https://news.example/2024/e"),
    ("\ud800", "https://news.example/2024/08/%EF%BF%BD"),
]


@pytest.mark.parametrize(("href", "url"), PARSED)
def test_parse_follows_the_standard(href: str, url: str) -> None:
    assert parse(href) == url


@pytest.mark.parametrize(("href", "url"), PARSED)
def test_parse_is_idempotent(href: str, url: str) -> None:
    assert parse(url) == url


@pytest.mark.parametrize("href", REFUSED)
def test_a_failure_of_the_standard_is_a_value_error(href: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(href)


@pytest.mark.parametrize(("href", "url"), JOINED)
def test_relative_addresses(href: str, url: str) -> None:
    assert parse(href, BASE) == url


@pytest.mark.parametrize(
    ("href", "base", "url"),
    [
        ("#a", "mailto:desk@news.example", "mailto:desk@news.example#a"),
        ("a", "other:/b/c", "other:/b/a"),
        ("a", "other://news.example", "other://news.example/a"),
        ("//a", "other:/b", "other://a"),
        ("a", "file:///C:/b/c", "file:///C:/b/a"),
        ("/a", "file:///C:/b/c", "file:///C:/a"),
        ("/D:/a", "file:///C:/b/c", "file:///D:/a"),
        ("..", "file:///C:/", "file:///C:/"),
        ("a", "https://user:word@news.example:8080/", "https://user:word@news.example:8080/a"),
        ("a", "\ud800https://news.example/"[1:], "https://news.example/a"),
    ],
)
def test_other_bases(href: str, base: str, url: str) -> None:
    assert parse(href, base) == url


@pytest.mark.parametrize(
    ("href", "base"), [("a", "mailto:b"), ("", "mailto:b"), ("a", "b"), ("https://news.example/", ""), ("//", BASE)]
)
def test_an_invalid_base_is_a_value_error(href: str, base: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(href, base)


@given(st.text(), st.none() | st.text() | st.just(BASE))
def test_parse_is_total(href: str, base: str | None) -> None:
    try:
        url = parse(href, base)
    except ValueError:
        return
    assert parse(url) == url


PIECES = st.sampled_from(
    [*"/?#:@[]%\\.&=; \t", "//", "a", "b.example", "я", "%2e", "\ud800", "https:", "xn--", "0x", ":80"]
)
ADDRESSES = st.lists(PIECES, max_size=12).map(lambda pieces: "https://news.example" + "".join(pieces))


@given(ADDRESSES)
def test_split_url_round_trips(href: str) -> None:
    try:
        url = parse(href)
    except ValueError:
        return
    address = split_url(url)
    assert str(address) == url
    assert address.host
    assert address.path.startswith("/")
    assert url.endswith(address.tail)


def test_split_url_names_the_components() -> None:
    address = split_url("https://user:word@[2001:db8::1]:8443/a:b/@c?d=/e#f?g#h")
    assert address == ("https", "user:word", "[2001:db8::1]", "8443", "/a:b/@c", "d=/e", "f?g#h")
    assert split_url("http://news.example/") == ("http", "", "news.example", "", "/", None, None)
    assert split_url("http://[::1]/?#") == ("http", "", "[::1]", "", "/", "", "")


@pytest.mark.parametrize(
    ("url", "web"), [("http://a/", True), ("https://a/", True), ("ftp://a/", False), ("httpsx://a/", False)]
)
def test_web_urls_are_http_and_https(url: str, web: bool) -> None:
    assert is_web(url) is web


HOSTILE = {
    "spaces": ("https://news.example/" + " " * 100_000 + "a", "https://news.example/" + "%20" * 100_000 + "a"),
    "brackets": ("https://news.example/" + "[" * 100_000, "https://news.example/" + "[" * 100_000),
    "dots": ("https://news.example/" + "a/../" * 50_000, "https://news.example/"),
    "ats": ("https://" + "@" * 50_000 + "news.example", "https://" + "%40" * 49_999 + "@news.example/"),
}
REFUSED_WHOLE = {
    "labels": "https://" + "a." * 50_000 + "1/",
    "cyrillic": "https://" + "я" * 50_000 + " .example/",
    "colons": "https://[" + ":" * 50_000 + "]/",
}


@pytest.mark.parametrize(("href", "url"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_url_is_parsed(href: str, url: str) -> None:
    assert parse(href) == url


@pytest.mark.parametrize("href", REFUSED_WHOLE.values(), ids=REFUSED_WHOLE.keys())
def test_a_hostile_url_is_rejected(href: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(href)


_PIECES = [*"abx01-_.:@%/?#&=~^'|[", "news", ".example", "0x", "xn--", "/..", "/.", "%2e", "/%2E"]
_NEARLY_PLAIN = st.tuples(
    st.sampled_from(["https://", "http://", "HTTPS://", "https:/", "ftp://"]),
    st.lists(st.sampled_from(_PIECES)).map("".join),
).map("".join)


@given(_NEARLY_PLAIN)
def test_a_normalised_url_is_unchanged_by_parse(href: str) -> None:
    assert not is_normalised(href) or (normalize_url(href) == href and is_web(href))


@given(_NEARLY_PLAIN | st.lists(st.sampled_from(_PIECES)).map(lambda pieces: "//" + "".join(pieces)))
@example("//news.example")
@example("https://news.example?a/")
@example("//https://news.example/a")
def test_a_plain_href_leads_where_parse_says(href: str) -> None:
    plain = split_plain(href)
    if plain is not None:
        url = parse(href, "https://other.example/")
        assert plain == (url, split_url(url))


@pytest.mark.parametrize(
    "href", ["//news.example/a", "//news.example", "https://news.example", "http://news.example/a?b"]
)
def test_usual_forms_are_plain(href: str) -> None:
    assert split_plain(href) is not None


@pytest.mark.parametrize(
    ("href", "plain"),
    [
        ("https://news.example/a/b.html?c=d&e=%20#f", True),
        ("http://1.news.example/", True),
        ("https://news.example", False),
        ("https://news.example/a/../b", False),
        ("https://news.example/%2E%2e/b", False),
        ("https://xn--80ak6aa92e.example/", False),
        ("https://1.2.3.04/", False),
        ("https://news.example/a b", False),
    ],
)
def test_is_normalised(href: str, plain: bool) -> None:
    assert is_normalised(href) is plain


@pytest.mark.parametrize(
    "url",
    ["https://news.example/a@b:1", "https://u:p@news.example:81/", "http://[::1]:8080/?a", "http://[::1]/"],
)
def test_host_of_agrees_with_split_url(url: str) -> None:
    assert host_of(url) == split_url(url).host
