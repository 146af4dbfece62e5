"""HTTP headers, the 404 page and the nginx configuration."""

from __future__ import annotations

import re

import pytest

from kursk_archive.config import Site
from kursk_archive.core.media_types import MEDIA_TYPES
from kursk_archive.preview.static_files import media_type
from kursk_archive.renderer.citations import CITATION_MEDIA_TYPES
from kursk_archive.renderer.hosting.headers import base_path, render_headers, render_not_found, render_server_files
from kursk_archive.renderer.hosting.nginx import render_nginx_config
from kursk_archive.renderer.theme.environment import Theme

BASE = "https://archive.example/a/b/"


def rules(text: str) -> dict[str, dict[str, str]]:
    """`_headers` as hosts read it: a path, and below it, indented, its headers."""
    path, by_path = "", dict[str, dict[str, str]]()
    for line in text.splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            by_path[path][name] = value
        else:
            path = line
            by_path[path] = {}
    return by_path


def test_every_file_has_the_security_headers() -> None:
    headers = rules(render_headers().decode())["/*"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "X-Robots-Tag" not in headers
    assert rules(render_headers(noindex=True).decode())["/*"]["X-Robots-Tag"] == "noindex"


def test_no_two_rules_for_a_file_set_the_same_header() -> None:
    by_path = rules(render_headers().decode())
    everywhere = by_path.pop("/*")
    assert "Cache-Control" not in everywhere
    assert {name for headers in by_path.values() for name in headers} == {"Cache-Control", "Content-Type"}
    typed = [path for path, headers in by_path.items() if "Content-Type" in headers]
    assert typed == ["/articles/*.timemap", "/data/*.cdxj"]
    prefixes = [path.split("*")[0] for path in by_path]
    assert not any(prefix != other and prefix.startswith(other) for prefix in prefixes for other in prefixes)


def test_assets_are_cached_for_an_hour() -> None:
    caching = {path: headers.get("Cache-Control", "") for path, headers in rules(render_headers().decode()).items()}
    assert {path: value for path, value in caching.items() if value} == {"/assets/*": "public, max-age=3600"}


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        pytest.param("https://archive.example/", "/", id="root"),
        pytest.param(BASE, "/a/b/", id="below"),
        pytest.param("https://archive.example/архів/", "/%D0%B0%D1%80%D1%85%D1%96%D0%B2/", id="in-its-script"),
    ],
)
def test_base_path_has_slashes_at_both_ends(base_url: str, expected: str) -> None:
    assert base_path(base_url) == expected


def test_the_404_page_works_at_any_depth() -> None:
    page = render_not_found(Theme(Site("The Examplia archive")), "/a/b/").decode()
    links = re.findall(r'(?:href|src)="([^"]*)"', page)
    assert links
    assert [link for link in links if not link.startswith(("/a/b/", "#"))] == []
    assert '<meta name="robots" content="noindex">' in page
    assert "<h1>" in page


def test_there_is_no_404_page_without_a_base_url() -> None:
    theme = Theme(Site())
    assert render_server_files(theme, None).keys() == {".nojekyll", "_headers"}
    assert render_server_files(theme, BASE).keys() == {".nojekyll", "_headers", "404.html"}


def test_the_nginx_config_contains_the_sites_path() -> None:
    text = render_nginx_config(BASE).decode()
    assert "location ^~ /a/b/ {" in text
    assert "location = /a/b { absolute_redirect off; return 301 /a/b/; }" in text
    assert "error_page 404 /a/b/404.html;" in text
    assert 'alias "/srv/archive/";' in text


def test_the_nginx_config_defaults_to_the_root() -> None:
    text = render_nginx_config(None).decode()
    assert "location ^~ / {" in text
    assert "error_page" not in text
    assert "return 301" not in text


@pytest.mark.parametrize("path", ["a;b", "a{b", "a$b", "%22", "%0A", "a%20b", "*", "%5C"])
def test_no_base_url_can_inject_nginx_configuration(path: str) -> None:
    assert "location ^~ / {" in render_nginx_config(f"https://archive.example/{path}/").decode()


@pytest.mark.parametrize(("suffix", "expected"), {**MEDIA_TYPES, **CITATION_MEDIA_TYPES}.items())
def test_nginx_and_the_preview_use_the_same_media_types(suffix: str, expected: str) -> None:
    lines = re.findall(r"^        (\S+) (.*);$", render_nginx_config(None).decode(), re.MULTILINE)
    assert [name for name, suffixes in lines if suffix.removeprefix(".") in suffixes.split()] == [expected]
    assert media_type(f"a{suffix}") == expected
