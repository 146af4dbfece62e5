"""The archive behind a real nginx, below a sub-path, with the configuration that the build writes."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build
from kursk_archive.renderer.hosting.headers import SECURITY_HEADERS
from kursk_archive.renderer.hosting.nginx import EXAMPLE_FOLDER, render_nginx_config
from kursk_archive.renderer.hosting.nginx import NGINX_CONFIG_PATH as CONFIGURATION

REQUIRED = os.environ.get("KURSK_REQUIRE_NGINX") == "1"
BASE = "https://archive.example/a/b/"

CAPTURE = """\
# Ferry to Examplia, Part {k}

August {k}, 2024

The council said [so](https://herald.example/2024/08/{k:02}/so), and пором is a ferry.
"""

SERVER = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/t1;
    proxy_temp_path {folder}/t2;
    fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4;
    scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/archive.conf;
    }}
}}
"""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of a small archive."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").mkdir()
    for k in range(1, 4):
        (folder / "content" / f"part-{k}.txt").write_text(CAPTURE.format(k=k), "utf-8")
    build(read_config(folder / "content", output=folder / "build", base_url=BASE))
    return folder / "build"


@pytest.fixture(scope="module")
def port(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of an nginx on this machine that serves the archive below /a/b/."""
    with _serving(_program(), published, tmp_path_factory.mktemp("nginx")) as number:
        yield number


def _program() -> str:
    found = os.environ.get("KURSK_NGINX") or shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found:
        return found
    message = "no nginx here: nothing has looked at the archive behind a real server; install it, or set KURSK_NGINX"
    if REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def _serving(program: str, published: Path, folder: Path) -> Iterator[int]:
    number = _free_port()
    written = (published / CONFIGURATION).read_text("utf-8")
    assert EXAMPLE_FOLDER in written, "the one value that the administrator has to fill in"
    (folder / "archive.conf").write_text(written.replace(EXAMPLE_FOLDER, str(published)), "utf-8")
    (folder / "nginx.conf").write_text(SERVER.format(folder=folder, port=number), "utf-8")
    command = (program, "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", "stderr")
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            _wait(server, number, folder / "log")
            yield number
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def _wait(server: subprocess.Popen[bytes], number: int, log: Path) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                return
        assert server.poll() is None, log.read_text("utf-8")
        time.sleep(0.05)
    pytest.fail(f"nginx does not answer: {log.read_text('utf-8')}")


def ask(port: int, path: str, **headers: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer: HTTPResponse = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


PAGE = "articles/2024/08/01/part-1.html"


def first(published: Path, pattern: str) -> str:
    """Return the first published path that matches a pattern; some files have digests in their names."""
    return min(path.relative_to(published).as_posix() for path in published.glob(pattern)) if pattern else ""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("", "text/html; charset=utf-8", id="folder"),
        pytest.param("index.html", "text/html; charset=utf-8", id="page"),
        pytest.param("assets/style.css", "text/css; charset=utf-8", id="style"),
        pytest.param("assets/icon.svg", "image/svg+xml; charset=utf-8", id="icon"),
        pytest.param("robots.txt", "text/plain; charset=utf-8", id="text"),
        pytest.param("feed.atom", "application/atom+xml; charset=utf-8", id="atom"),
        pytest.param("feed.json", "application/json; charset=utf-8", id="json"),
        pytest.param("sitemap.xml", "application/xml; charset=utf-8", id="xml"),
        pytest.param("sitemaps/2024.xml", "application/xml; charset=utf-8", id="sitemap-of-a-year"),
        pytest.param("manifest-sha256.txt", "text/plain; charset=utf-8", id="list"),
        pytest.param("articles/2024/08/01/part-1.txt", "text/plain; charset=utf-8", id="capture"),
        pytest.param("data/citations.csl.json", "application/json; charset=utf-8", id="csl"),
        pytest.param("assets/search.js", "text/javascript; charset=utf-8", id="program"),
        pytest.param("data/articles.csv", "text/csv; charset=utf-8", id="csv"),
        pytest.param("data/articles.jsonl", "application/jsonl; charset=utf-8", id="jsonl"),
        pytest.param("data/citations.bib", "application/x-bibtex; charset=utf-8", id="bibtex"),
        pytest.param("data/citations.ris", "application/x-research-info-systems; charset=utf-8", id="ris"),
        pytest.param("search/all/filters.js", "text/javascript; charset=utf-8", id="search"),
    ],
)
def test_files_have_their_types_and_the_security_headers(port: int, published: Path, path: str, kind: str) -> None:
    answer = ask(port, f"/a/b/{first(published, path)}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name.lower()] == value


@pytest.mark.parametrize(
    ("path", "lifetime"),
    [
        pytest.param("index.html", "no-cache", id="page"),
        pytest.param("feed.atom", "no-cache", id="feed"),
        pytest.param("assets/style.css", "max-age=3600", id="style"),
        pytest.param("search/all/filters.js", "no-cache", id="search"),
    ],
)
def test_cache_lifetimes(port: int, published: Path, path: str, lifetime: str) -> None:
    assert ask(port, f"/a/b/{first(published, path)}").headers["cache-control"] == lifetime


def test_an_unchanged_page_is_answered_with_304(port: int) -> None:
    before = ask(port, "/a/b/index.html")
    again = ask(port, "/a/b/index.html", If_None_Match=before.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_text_is_compressed_on_request(port: int, published: Path) -> None:
    for path in ("index.html", "assets/style.css"):
        answer = ask(port, f"/a/b/{path}", Accept_Encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.body) == (published / path).read_bytes()


@pytest.mark.parametrize("path", ["missing.html", "articles/2024/08/01/missing", "no/such/folder/"])
def test_the_404_page_is_served_at_any_depth(port: int, published: Path, path: str) -> None:
    answer = ask(port, f"/a/b/{path}")
    assert (answer.status, answer.body) == (404, (published / "404.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [".kursk-archive/catalogue.sqlite", ".kursk-archive/", ".nojekyll", "_headers"])
def test_private_files_are_not_served(port: int, published: Path, path: str) -> None:
    assert (published / path).exists()
    assert ask(port, f"/a/b/{path}").status == 404


@pytest.mark.parametrize(("path", "to"), [("/a/b", "/a/b/"), ("/a/b/articles", "/a/b/articles/")])
def test_a_folder_redirects_to_its_path_with_a_slash(port: int, path: str, to: str) -> None:
    answer = ask(port, path)
    assert (answer.status, answer.headers["location"]) == (301, to)


@pytest.mark.parametrize(
    "base_url",
    [
        pytest.param(None, id="nobody-says"),
        pytest.param("https://archive.example/", id="root"),
        pytest.param("https://archive.example/архів/", id="in-its-script"),
        pytest.param("https://archive.example/~a.b+c@d-e/", id="marks"),
        pytest.param("https://archive.example/a;b{c}$d/", id="marks-of-nginx"),
    ],
)
def test_nginx_accepts_the_configuration_for_any_base_url(base_url: str | None, tmp_path: Path) -> None:
    (tmp_path / "archive.conf").write_bytes(render_nginx_config(base_url))
    (tmp_path / "nginx.conf").write_text(SERVER.format(folder=tmp_path, port=_free_port()), "utf-8")
    command = (_program(), "-t", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path), "-e", "stderr")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def test_every_link_reachable_from_the_first_page_is_answered(port: int) -> None:
    """Start at the 404 page too: its links are absolute."""
    home = f"http://127.0.0.1:{port}/a/b/"
    missing = ask(port, "/a/b/no/such/page.html").body
    waiting, seen = [home, *_inside(home, f"{home}no/such/page.html", missing)], set[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = ask(port, urlsplit(address).path)
        assert answer.status == 200, address
        if answer.headers["content-type"].startswith("text/html"):
            waiting += _inside(home, address, answer.body)
    assert home + PAGE in seen
    assert f"{home}assets/style.css" in seen


def _inside(home: str, address: str, page: bytes) -> list[str]:
    links = _Links()
    links.feed(page.decode())
    absolute = [urljoin(address, link).split("#")[0] for link in links.found if not link.startswith("#")]
    return [url for url in absolute if url.startswith(home.removesuffix("a/b/"))]


def test_the_404_page_has_its_style_in_a_browser(port: int, browser: Browser) -> None:
    """The page needs nothing that the policies in the header and in the page forbid."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{port}/a/b/no/such/page.html")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert [line for line in said if "404" not in line] == []
    page.get_by_role("link", name="Archive home").click()
    page.wait_for_url(f"http://127.0.0.1:{port}/a/b/index.html")
    page.close()
