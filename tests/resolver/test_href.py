"""References as their authors wrote them, and the addresses that they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import LinkKind
from kursk_archive.resolver.bare_hosts import add_missing_scheme
from kursk_archive.resolver.href import parse_href
from kursk_archive.resolver.rules import default_rules
from kursk_archive.resolver.urls import is_web

LOST = [
    "",
    " ",
    "\t\n",
    "#",
    " # ",
    "\x00 \x1f",
    "\x01#\x02",
    "about:blank",
    "undefined",
    "null",
    "javascript:",
    "javascript:;",
    "javascript:void(0)",
    "javascript:void(0);",
    "JavaScript:void(0)",
    "javascript: void(0);",
    "javascript:void 0",
    "javascript:void();",
    "javascript://",
    "javascript:;;",
    "java\nscript:void(0)",
    "javascript:false",
    "javascript:null;",
]

FORBIDDEN_HREFS = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "j\ra\nv\tascript:alert(1)",
    "javascript:void(0),alert(1)",
    "javascript://news.example/%0aalert(1)",
    "javascript://[/",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,AAAA",
    "file:///etc/passwd",
    "file:C:/a",
    "blob:https://news.example/1",
    "filesystem:https://news.example/a",
    "view-source:https://news.example/",
    "chrome://settings",
    "about:config",
    "intent://news.example#Intent;scheme=https;end",
    "android-app://com.example",
    "search-ms:query=a",
]

MALFORMED = [
    "https://",
    "https:///",
    "http://[",
    "https://news example/",
    "https://news.example:port/",
    "https://1.2.3.256/",
    "//",
    "//[",
    r"\\",
    "htp://news.example/",
    "hxxps://news.example/",
    "unknown:thing",
    "Note: see below",
    "localhost:8000/a",
    "news:8080",
    "C:\\a\\b",
]

MEANT = {
    "absolute": ("https://news.example/a", "https://news.example/a"),
    "sloppy": (" https:\\\\news.example\\a\n", "https://news.example/a"),
    "scheme-relative": ("//news.example/a", "https://news.example/a"),
    "backslashes": (r"\\news.example\a", "https://news.example/a"),
    "as captions have it": ("t.me/uniannet", "https://t.me/uniannet"),
    "www": ("www.news.example/a?b#c", "https://www.news.example/a?b#c"),
    "www alone": ("www.news.example", "https://www.news.example/"),
    "a bare host": ("themoscowtimes.com", "https://themoscowtimes.com/"),
    "a bare host with a query": ("news.com?a", "https://news.com/?a"),
    "a host in capitals": ("News.COM/A", "https://news.com/A"),
    "a port": ("news.com:8080/a", "https://news.com:8080/a"),
    "a port and www": ("www.news.example:8080", "https://www.news.example:8080/"),
    "a cyrillic host": (
        "президент.рф/новости",
        "https://xn--d1abbgf6aiiy.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
    ),
    "a file's name with a path": ("story.pl/a", "https://story.pl/a"),
    "an archive": (
        "web.archive.org/web/2024/https://news.example/",
        "https://web.archive.org/web/2024/https://news.example/",
    ),
    "mail": ("mailto:desk@news.example", "mailto:desk@news.example"),
    "mail without its scheme": ("desk@news.example", "mailto:desk@news.example"),
    "telephone": ("tel:+15550100", "tel:+15550100"),
    "ftp": ("ftp://news.example/a", "ftp://news.example/a"),
    "an app": ("tg://resolve?domain=uniannet", "tg://resolve?domain=uniannet"),
    "fragment": ("#section", "#section"),
    "fragment to be escaped": ('#часть 1"', "#%D1%87%D0%B0%D1%81%D1%82%D1%8C%201%22"),
    "fragment of a script": ("#javascript:alert(1)", "#javascript:alert(1)"),
    "two hashes": ("##", "##"),
}

RELATIVE = [
    "/a",
    "a",
    "a.html",
    "a/b",
    "./a",
    "../a",
    "?a",
    "list.md",
    "story.pl",
    "a.zip",
    "index.php",
    "photo.jpg",
    "README",
    "a b",
    "1.2.3",
    "12:30",
    "«текст»",
    "a.b",
    "10.1000/182",
    "и т.д.",
    "т.е",
    "v1.2",
    "..",
    "-",
    "a@b",
    "@example",
    "a,b.com",
    "a..com",
    ".com",
    "com",
]

BASE = "https://news.example/2024/08/15/a?b#c"
JOINED = {
    "root": ("/b", "https://news.example/b"),
    "sibling": ("b.html", "https://news.example/2024/08/15/b.html"),
    "parent": ("../b", "https://news.example/2024/08/b"),
    "query": ("?d", "https://news.example/2024/08/15/a?d"),
    "not relative": ("t.me/uniannet", "https://t.me/uniannet"),
    "a file, since it has a base": ("list.md", "https://news.example/2024/08/15/list.md"),
}


@pytest.mark.parametrize("href", LOST)
@pytest.mark.parametrize("base", [None, BASE])
def test_placeholders_are_lost(href: str, base: str | None) -> None:
    assert parse_href(href, base) is LinkKind.LOST


@pytest.mark.parametrize("href", FORBIDDEN_HREFS)
@pytest.mark.parametrize("base", [None, BASE])
def test_dangerous_schemes_are_forbidden(href: str, base: str | None) -> None:
    assert parse_href(href, base) is LinkKind.FORBIDDEN


@pytest.mark.parametrize("href", MALFORMED)
@pytest.mark.parametrize("base", [None, BASE])
def test_unknown_schemes_and_invalid_urls_are_malformed(href: str, base: str | None) -> None:
    assert parse_href(href, base) is LinkKind.MALFORMED


@pytest.mark.parametrize(("href", "url"), MEANT.values(), ids=MEANT.keys())
@pytest.mark.parametrize("base", [None, BASE])
def test_parsed_url(href: str, url: str, base: str | None) -> None:
    assert parse_href(href, base) == url


@pytest.mark.parametrize("href", RELATIVE)
def test_an_href_without_a_host_is_relative(href: str) -> None:
    assert parse_href(href) is LinkKind.RELATIVE


@pytest.mark.parametrize(("href", "url"), JOINED.values(), ids=JOINED.keys())
def test_a_relative_href_is_resolved_against_the_base(href: str, url: str) -> None:
    assert parse_href(href, BASE) == url


@pytest.mark.parametrize("base", ["", "news", "mailto:desk@news.example", "file:///a/b", "https://"])
def test_a_base_that_is_not_a_web_url_is_ignored(base: str) -> None:
    assert parse_href("/a", base) is LinkKind.RELATIVE


SNAPSHOT = "https://web.archive.org/web/20240815000000/https://news.example/2024/a"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/b", "https://news.example/b"),
        ("b", "https://news.example/2024/b"),
        ("?b", "https://news.example/2024/a?b"),
        (
            "/web/20240815000000/https://other.example/",
            "https://web.archive.org/web/20240815000000/https://other.example/",
        ),
        (
            "//web.archive.org/web/2024/https://other.example/",
            "https://web.archive.org/web/2024/https://other.example/",
        ),
    ],
)
def test_a_snapshot_as_base_is_replaced_by_its_original(href: str, url: str) -> None:
    assert parse_href(href, SNAPSHOT) == url


@pytest.mark.parametrize("name", ["news.com", "news.co.uk", "новости.рф", "news.com.", "news.ua"])
def test_a_name_with_a_known_top_level_domain_is_a_host(name: str) -> None:
    assert add_missing_scheme(name) == f"https://{name}"


@given(st.text(), st.none() | st.sampled_from([BASE, SNAPSHOT, "mailto:a"]) | st.text())
def test_parse_href_is_total_and_returns_only_allowed_schemes(href: str, base: str | None) -> None:
    found = parse_href(href, base)
    if isinstance(found, LinkKind):
        assert found in {LinkKind.LOST, LinkKind.FORBIDDEN, LinkKind.MALFORMED, LinkKind.RELATIVE}
    else:
        assert is_web(found) or found.startswith("#") or found.partition(":")[0] in default_rules().schemes


DISGUISE = st.lists(st.sampled_from(["\t", "\n", "\r", ""]), min_size=11, max_size=11)


@given(DISGUISE, st.text(alphabet="\x00\x01\x1f \t\n", max_size=5), st.booleans())
def test_a_disguised_script_is_never_published(between: list[str], before: str, capitals: bool) -> None:
    scheme = "JavaScript:" if capitals else "javascript:"
    href = before + "".join(a + b for a, b in zip(scheme, between, strict=True)) + "alert(1)"
    assert parse_href(href, BASE) is LinkKind.FORBIDDEN


HOSTILE = [
    "a." * 50_000 + "com",
    "a" * 100_000 + "@" + "b." * 50_000,
    "-" * 100_000,
    "javascript:" + ";" * 100_000,
    "[" * 100_000,
    "a:" * 50_000,
]


@pytest.mark.parametrize("href", HOSTILE, ids=lambda href: href[:12])
def test_hostile_hrefs_are_fast(href: str) -> None:
    assert isinstance(parse_href(href), LinkKind)
