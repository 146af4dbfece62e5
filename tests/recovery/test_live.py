"""Copies asked of web archives and of original sites, played by a server on this machine with the faults of real ones.

The server plays CDX API, TimeMap, TimeGate and replay, the original site, an HTTP proxy and a SOCKS5 proxy. All names
below `.example` lead to it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kursk_archive.cli.main import main
from kursk_archive.cli.signals import EndedBySignalError
from kursk_archive.network import dns
from kursk_archive.recovery import live

ARTICLE = "http://herald.example/2024/08/15/ferry"
TO = "https://post.example/2024/08/said"
CAPTURE = "# A Ferry\n\nAugust 15, 2024\n\nIt sailed at noon, the harbour master [said](#) on Monday.\n\n{}"
SOURCE = f"Original url:\n\n<{ARTICLE}>\n"
PAGE = """<!doctype html><html lang="en"><head><title>A Ferry - The Fictional Herald</title>
<link rel="canonical" href="{article}"></head><body>
<nav><a href="http://herald.example/">Home</a> <a href="http://herald.example/war">War</a></nav>
<article><h1>A Ferry</h1><p class="date">August 15, 2024</p>
<p>It sailed at noon, the harbour master <a href="{to}">said</a> on Monday.</p>
<p>Nobody else came to the pier, although the boat had been announced in all of the harbours for a week.</p></article>
<aside><a href="http://shop.example/said">said</a></aside></body></html>"""
WALL = """<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1>
<p>We and our partners store cookies on your device. Accept all or manage your choices to continue.</p>
<a href="https://wall.example/said">said</a></body></html>"""
LOST = """<html><head><title>Page not found</title></head><body><h1>Page not found</h1>
<p>It sailed away. The page that you are looking for is not here; read what the mayor <a href="https://x.example/said">
said</a>.</p></body></html>"""


def page(to: str = TO, article: str = ARTICLE) -> bytes:
    return PAGE.format(to=to, article=article).encode()


@dataclass(frozen=True)
class Asked:
    host: str
    path: str
    headers: Mapping[str, str]


Answer = tuple[int, Mapping[str, str], bytes]


@dataclass
class World:
    """What the server holds, and what it was asked."""

    snapshots: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """By timestamp and address."""
    pages: dict[str, Callable[[socket.socket], None] | Answer] = field(default_factory=dict)
    """By the beginning of host and path; these go first."""
    robots: bytes = b""
    content_type: str = "text/html"
    serves_unaltered: bool = True
    services: tuple[str, ...] = ("cdx", "timemap", "timegate")
    asked: list[Asked] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Hosts that a proxy was asked for."""
    slept: list[float] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def serve(self, connection: socket.socket) -> None:
        first = connection.recv(1)
        if first == b"\5":  # SOCKS, RFC 1928
            connection.recv(connection.recv(1)[0])
            connection.sendall(b"\5\0")
            assert connection.recv(4)[3] == 3, "the client leaves looking the name up to the proxy"
            self.names.append(connection.recv(connection.recv(1)[0]).decode())
            connection.recv(2)
            connection.sendall(b"\5\0\0\1" + bytes(6))
            first = b""
        head = first
        while b"\r\n\r\n" not in head:
            if not (chunk := connection.recv(65536)):
                return None
            head += chunk
        line, *rows = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value for name, value in (row.split(": ", 1) for row in rows)}
        path, host = line.split(" ")[1], headers["host"].partition(":")[0]
        if path.startswith("http://"):  # to an HTTP proxy
            self.names.append(host)
            path = path.removeprefix(f"http://{headers['host']}")
        self.asked.append(Asked(host, path, headers))
        if path == "/robots.txt":
            return self.send(connection, (200 if self.robots else 404, {}, self.robots))
        for beginning, answer in self.pages.items():
            if f"{host}{path}".startswith(beginning):
                return answer(connection) if callable(answer) else self.send(connection, answer)
        return self.send(connection, self.archive(path, headers) if host == "archive.example" else (404, {}, b""))

    def send(self, connection: socket.socket, answer: Answer) -> None:
        status, headers, body = answer
        fields = {"Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        connection.sendall(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)

    def archive(self, path: str, headers: Mapping[str, str]) -> Answer:
        query = parse_qs(urlsplit(path).query)
        if path.startswith("/web/cdx?") and "cdx" in self.services:
            rows = [["u", t, url, "text/html", "200", "D", "1"] for t, url in self.snapshots if [url] == query["url"]]
            heading = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
            return 200, {}, json.dumps([heading, *rows] if rows else []).encode()
        if path.startswith("/web/timemap/link/") and "timemap" in self.services:
            return self.timemap(path.removeprefix("/web/timemap/link/"))
        if match := re.fullmatch(r"/web/(\d{14})(id_)?/(.*)", path):
            return self.replay(*match.groups())
        if path.startswith("/web/http") and "timegate" in self.services:
            original = path.removeprefix("/web/")
            stamps = sorted(stamp for stamp, url in self.snapshots if url == original)
            assert headers["accept-datetime"] == "Thu, 15 Aug 2024 00:00:00 GMT"
            return (302, {"Location": f"/web/{stamps[0]}/{original}"}, b"") if stamps else (404, {}, b"")
        return 404, {}, b""

    def timemap(self, original: str) -> Answer:
        stamps = sorted(stamp for stamp, url in self.snapshots if url == original)
        if not stamps:
            return 404, {}, b""
        entries = [f'<{original}>;rel="original"', f'</web/timemap/link/{original}>;rel="self";type="x, y"']
        entries += [f'</web/{s}/{original}>; rel="first memento"; datetime="{http_date(s)}"' for s in stamps]
        entries.append(f'<https://elsewhere.example/1/{original}>; rel="memento"; datetime="{http_date(stamps[0])}"')
        return 200, {"Content-Type": "application/link-format"}, ",\n".join(entries).encode()

    def replay(self, stamp: str, unaltered: str | None, original: str) -> Answer:
        body = self.snapshots.get((stamp, original))
        if body is None:
            return 404, {}, b""
        if not (unaltered and self.serves_unaltered):
            links = re.compile(rb'href="(?=https?:)')
            body = links.sub(b'href="http://archive.example:%d/web/%s/' % (self.port, stamp.encode()), body)
            bar = b'<div id="wm"><a href="/web/2023/x">said</a> <p>It sailed, nobody <a href="/y">said</a></p></div>'
            mark = b"<!-- %s WAYBACK TOOLBAR INSERT -->"
            body = body.replace(b"<body>", b"<body>" + mark % b"BEGIN" + bar + mark % b"END")
        return 200, {"Content-Type": self.content_type, "Memento-Datetime": http_date(stamp)}, body


def http_date(stamp: str) -> str:
    return format_datetime(datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                world.serve(self.request)

    real = socket.getaddrinfo

    def getaddrinfo(host: bytes, *args: Any, **kwargs: Any) -> object:
        assert host.endswith(b".example"), f"{host!r} was looked up"
        return real("127.0.0.1", *args, **kwargs)

    async def sleep(seconds: float) -> None:
        world.slept.append(seconds)

    monkeypatch.setattr(dns, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(live, "ask_for_copies", partial(live.ask_for_copies, sleep=sleep))
    monkeypatch.chdir(tmp_path)
    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        world.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        (tmp_path / "content").mkdir()
        (tmp_path / "content/ferry.txt").write_text(CAPTURE.format(SOURCE))
        (tmp_path / "content/archive.yaml").write_text(f"archives: ['http://archive.example:{world.port}/web']\n")
        yield world
        world.closing.set()
        server.shutdown()
        thread.join()


def recover(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["links", "recover", "--live", "--format", "json", *arguments]) == status
    return list(map(json.loads, capsys.readouterr().out.splitlines()))


def limited(monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    monkeypatch.setattr(live, "CopyOptions", partial(live.CopyOptions, **options))


NEAR, LATER, EARLY = "20240816101112", "20250101000000", "20200101000000"


@pytest.mark.parametrize("service", ["cdx", "timemap", "timegate"])
def test_the_nearest_snapshot_is_evidence_of_a_lost_link(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path, service: str
) -> None:
    world.services = (service,)
    world.snapshots = {(NEAR, ARTICLE): page(), (LATER, ARTICLE): page("https://later.example/")}
    (row,) = recover(capsys, "--write")
    address = f"http://archive.example:{world.port}/web/{NEAR}/{ARTICLE}"
    assert (row["href"], row["method"], row["confidence"]) == (TO, "text", "same sentence")
    assert (row["witness"], row["witness_date"]) == (address, "2024-08-16T10:11:12Z")
    assert row["witness_sha256"] == sha256(page()).hexdigest()
    assert (tmp_path / f"build/.kursk-archive/snapshots/{row['witness_sha256']}.html").read_bytes() == page()
    sidecar = (tmp_path / "content/ferry.yaml").read_text()
    assert f"witness: {address}" in sidecar
    assert f"witness_sha256: {row['witness_sha256']}" in sidecar
    assert world.paths[-1] == f"/web/{NEAR}id_/{ARTICLE}", "the unaltered form is read, and no further snapshot"
    assert main(["build", "--no-search"]) == 0
    assert "Recovered from a copy of" in (tmp_path / "build/articles/2024/08/15/ferry.html").read_text()
    assert main(["verify", "build"]) == 0


def test_an_archive_that_serves_rewritten_pages_only_gives_the_original_addresses(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.serves_unaltered = False
    world.snapshots = {(NEAR, ARTICLE): page()}
    assert [row["href"] for row in recover(capsys)] == [TO]


def test_a_snapshot_that_the_author_cited_stays_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.serves_unaltered = False
    cited = f"https://web.archive.org/web/20190101000000/{TO}"
    world.snapshots = {(NEAR, ARTICLE): page(cited)}
    assert [row["href"] for row in recover(capsys)] == [cited]


def test_an_archive_without_unaltered_snapshots_is_read_all_the_same(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.snapshots = {(NEAR, ARTICLE): page()}
    world.pages[f"archive.example/web/{NEAR}id_/"] = (404, {}, b"")
    assert [row["href"] for row in recover(capsys)] == [TO]


def test_at_most_three_snapshots_of_an_article_are_read(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    other = page().replace(b"said</a> on Monday", b"thought</a> on Monday")
    stamps = [f"202408{day:02}000000" for day in range(10, 30)]
    world.snapshots = {(stamp, ARTICLE): other + stamp.encode() for stamp in stamps}
    assert recover(capsys) == []
    assert [path[5:19] for path in world.paths[1:]] == ["20240815000000", "20240814000000", "20240816000000"]


@pytest.mark.parametrize(
    "body",
    [WALL.encode(), LOST.encode(), b"", b"\0\xff<<<", b"<html>", b"%PDF-1.7 \xff"],
    ids=lambda b: b[:12].decode("latin-1"),
)
def test_what_is_no_copy_of_the_article_gives_nothing_and_the_next_snapshot_is_read(
    world: World, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    world.snapshots = {(NEAR, ARTICLE): body, (LATER, ARTICLE): page()}
    assert [row["witness"][-len(ARTICLE) - 15 :] for row in recover(capsys)] == [f"{LATER}/{ARTICLE}"]


def test_an_error_page_with_the_headline_of_a_related_article_gives_nothing(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    related = "\n\nRelated article: [The Barge of Examplia Is Late](#)\n\n"
    (tmp_path / "content/ferry.txt").write_text(CAPTURE.format(related + SOURCE))
    aside = '<aside><a href="https://herald.example/barge">The Barge of Examplia Is Late</a></aside></body>'
    text = "<p>The page that you are looking for was moved or taken away, so read something else of ours today.</p>"
    error = LOST.replace("Page not found", "Sorry").replace("</p>", f"</p>{text * 9}").replace("</body>", aside)
    world.snapshots = {(NEAR, ARTICLE): error.encode()}
    assert recover(capsys) == []
    world.snapshots = {(NEAR, ARTICLE): page().replace(b"</body>", aside.encode())}
    assert {row["href"] for row in recover(capsys, "-o", "other")} == {TO, "https://herald.example/barge"}


def test_a_page_to_which_a_snapshot_redirects_is_a_copy_only_if_it_is_the_article(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    front, moved = "http://herald.example/", "http://herald.example/a-ferry"
    world.snapshots = {(NEAR, ARTICLE): b"", (NEAR, front): page(article=front).replace(b"A Ferry", b"Fresh News")}
    world.pages[f"archive.example/web/{NEAR}id_/{ARTICLE}"] = (302, {"Location": f"/web/{NEAR}id_/{front}"}, b"")
    assert recover(capsys) == []
    world.snapshots[LATER, moved] = page(article=moved)
    world.snapshots[LATER, ARTICLE] = b""
    world.pages[f"archive.example/web/{LATER}id_/{ARTICLE}"] = (301, {"Location": f"/web/{LATER}id_/{moved}"}, b"")
    (row,) = recover(capsys, "-o", "other")
    assert (row["href"], row["witness"][-len(moved) - 15 :]) == (TO, f"{LATER}/{moved}")


def test_a_redirect_out_of_the_archive_is_not_followed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.snapshots = {(NEAR, ARTICLE): b""}
    for form in ("id_", ""):
        world.pages[f"archive.example/web/{NEAR}{form}/"] = (302, {"Location": ARTICLE}, b"")
    world.pages["herald.example/"] = (200, {}, page())
    assert recover(capsys) == []
    assert {one.host for one in world.asked} == {"archive.example"}


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (page().replace(b"Monday", "Lundi à midi".encode()), "text/html; charset=iso-8859-1"),
        (page().replace(b"Monday", "Lundi à midi".encode("cp1252")), "text/html; charset=windows-1252"),
        (page().replace(b"<head>", b"<head><meta charset=utf-8>").replace(b"Monday", "Lundi à midi".encode("cp1252")),
         "text/html; charset=windows-1252"),
        (page().replace(b"Monday", "Lundi à midi".encode()), "text/html; charset=x-nonsense"),
        (gzip.compress(page().replace(b"Monday", "Lundi à midi".encode())), "text/html"),
    ],
    ids=["states Latin-1", "states the right one", "states another than the page", "nonsense", "compressed, unsaid"],
)  # fmt: skip
def test_the_charset_that_fits_the_bytes_counts(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path, body: bytes, header: str
) -> None:
    text = CAPTURE.format(SOURCE).replace("Monday", "Lundi à midi")
    (tmp_path / "content/ferry.txt").write_text(text, "utf-8")
    world.content_type = header
    world.snapshots = {(NEAR, ARTICLE): body}
    assert [(row["href"], row["confidence"]) for row in recover(capsys)] == [(TO, "same sentence")]


def test_a_busy_archive_is_given_the_time_that_it_asks_for_and_asked_again_by_the_next_run(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.snapshots = {(NEAR, ARTICLE): page()}
    world.pages["archive.example/web/"] = (429, {"Retry-After": "17"}, b"")
    assert recover(capsys) == []
    assert 17.0 in world.slept
    world.pages.clear()
    assert [row["href"] for row in recover(capsys)] == [TO]
    count = len(world.paths)
    assert [row["href"] for row in recover(capsys)] == [TO]
    assert len(world.paths) == count, "what is known is not asked for again"


@pytest.mark.parametrize("answer", [(503, {}, b""), (429, {"Retry-After": "86400"}, b"")], ids=["503", "429"])
def test_an_archive_that_does_not_answer_is_left_alone_and_named_once(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path, answer: Answer
) -> None:
    for number in range(12):
        text = CAPTURE.format(SOURCE.replace("ferry", f"ferry-{number}"))
        (tmp_path / f"content/{number}.txt").write_text(text.replace("A Ferry", f"Ferry {number}"))
    world.pages["archive.example/web/"] = answer
    assert main(["links", "recover", "--live"]) == 0
    err = capsys.readouterr().err
    assert err.count("archive.example: warning:") <= 2
    assert "13 articles asked for, 0 with a copy" in err
    assert len(world.paths) < 30


def test_an_archive_that_cannot_be_reached_is_said_so(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        (tmp_path / "content/archive.yaml").write_text(
            f"archives: ['http://archive.example:{closed.getsockname()[1]}/web']\n"
        )
        assert main(["links", "recover", "--live"]) == 0
    assert "archive.example: warning: connection refused (1 request)" in capsys.readouterr().err


def test_what_robots_txt_forbids_is_not_asked_for(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.robots = b"User-agent: *\nDisallow: /web/\n"
    world.snapshots = {(NEAR, ARTICLE): page()}
    assert main(["links", "recover", "--live"]) == 0
    assert "archive.example: warning: disallowed by robots.txt" in capsys.readouterr().err
    assert world.paths == []


def test_bodies_without_end_and_slow_ones_are_given_up(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not world.closing.is_set():
            connection.sendall(b"<p>It sailed at noon.</p>" * 1000)

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not world.closing.wait(0.02):
            connection.sendall(b"x")

    limited(monkeypatch, timeout=1.0, retries=0)
    with (tmp_path / "content/archive.yaml").open("a") as file:
        file.write("capture_limit: 1\n")
    stamps = ("20240815000001", "20240815000002", "20240815000003")
    world.snapshots = {(stamp, ARTICLE): page() for stamp in stamps}
    for stamp, fault in zip(stamps, (flood, drip), strict=False):
        world.pages[f"archive.example/web/{stamp}"] = fault
    assert [row["href"] for row in recover(capsys)] == [TO]


@pytest.mark.parametrize(
    "body",
    [b"[[[", b"[1, 2]", b'[["a"], 3]', b"<html>Welcome</html>", b"\xff\0", b"{", b'{"timestamp": 7}', b"a b c d e"],
    ids=repr,
)
def test_a_list_that_is_none_leads_to_the_next_service(
    world: World, capsys: pytest.CaptureFixture[str], body: bytes
) -> None:
    world.snapshots = {(NEAR, ARTICLE): page()}
    world.pages["archive.example/web/cdx"] = (200, {}, body)
    if body == b'{"timestamp": 7}':
        assert recover(capsys) == []
    else:
        assert [row["href"] for row in recover(capsys)] == [TO]


def test_an_archive_that_has_no_snapshot_is_not_asked_for_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert recover(capsys) == []
    assert len(world.paths) == 1
    assert recover(capsys) == []
    assert len(world.paths) == 1


def test_only_what_is_published_and_has_lost_links_is_asked_for(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    content = tmp_path / "content"
    (content / "ferry.yaml").write_text("status: withheld\n")
    (content / "whole.txt").write_text(
        CAPTURE.format(SOURCE.replace("ferry", "a")).replace("](#)", "](https://a.example/)")
    )
    (content / "home.txt").write_text(CAPTURE.format("Original url:\n\n<http://127.0.0.1:9/a>\n"))
    (content / "none.txt").write_text(CAPTURE.format(""))
    assert recover(capsys) == []
    assert world.asked == []


def test_a_password_in_an_address_is_told_to_nobody(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = SOURCE.replace("http://", "http://ana:secret@")
    (tmp_path / "content/ferry.txt").write_text(CAPTURE.format(source))
    world.snapshots = {(NEAR, ARTICLE): page()}
    recover(capsys)
    assert world.paths
    assert not [path for path in world.paths if "secret" in path]


@pytest.mark.parametrize(
    "header", ["", ";", "text/html; charset", "text/html; charset*=x''%ff", "a" * 5000, "\u00fc/\u00fc"]
)
def test_any_content_type_may_be_stated(world: World, capsys: pytest.CaptureFixture[str], header: str) -> None:
    world.content_type = header
    world.snapshots = {(NEAR, ARTICLE): page()}
    assert len(recover(capsys)) <= 1


def test_files_go_before_the_network(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_bytes(page())
    assert [row["witness"] for row in recover(capsys, "--from", "saved.html")] == ["saved.html"]
    assert world.asked == []


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_all_requests_go_through_the_proxy_which_looks_names_up(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
) -> None:
    def getaddrinfo(host: object, *_: object, **__: object) -> object:
        raise AssertionError(f"{host!r} was looked up")

    monkeypatch.setattr(dns, "getaddrinfo", getaddrinfo)
    (tmp_path / "content/archive.yaml").write_text("archives: ['http://archive.example/web/']\n")
    world.snapshots = {(NEAR, ARTICLE): page()}
    proxy = f"{scheme}://127.0.0.1:{world.port}"
    assert [row["href"] for row in recover(capsys, "--proxy", proxy)] == [TO]
    assert set(world.names) == {"archive.example"}


def test_the_original_site_is_asked_instead(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    proxy = ("--original", "--proxy", f"http://127.0.0.1:{world.port}")
    world.pages["herald.example/2024"] = (302, {"Location": "/"}, b"")
    world.pages["herald.example/"] = (
        200,
        {},
        page(article="http://herald.example/").replace(b"A Ferry", b"Front Page"),
    )
    assert recover(capsys, *proxy, "-o", "other") == []
    world.pages = {"herald.example/2024": (200, {"Content-Type": "text/html"}, page())}
    (row,) = recover(capsys, *proxy)
    assert (row["href"], row["witness"]) == (TO, ARTICLE)
    assert row["witness_date"][:10] == datetime.now(UTC).strftime("%Y-%m-%d")
    assert {one.host for one in world.asked} == {"herald.example"}


def test_a_site_on_this_machine_that_a_capture_names_is_not_asked(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["links", "recover", "--original"]) == 0
    assert "herald.example: warning: private address" in capsys.readouterr().err
    assert world.asked == []


def test_an_interrupted_run_keeps_what_was_found_and_the_next_one_continues(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content/zebra.txt").write_text(
        CAPTURE.format(SOURCE.replace("ferry", "zebra")).replace("A Ferry", "Z")
    )
    world.snapshots = {(NEAR, ARTICLE): page()}
    real, tried = live.ask_for_copies, []

    def interrupted(*arguments: Any, on_progress: Callable[[int, int], object], **options: Any) -> None:
        def stop(done: int, total: int) -> None:
            tried.append((done, total))
            raise EndedBySignalError(130)

        real(*arguments, on_progress=stop, **options)

    monkeypatch.setattr(live, "ARTICLES_AT_ONCE", 1)
    monkeypatch.setattr(live, "ask_for_copies", interrupted)
    assert [row["href"] for row in recover(capsys, "--write", status=130)] == [TO]
    assert tried == [(1, 2)]
    assert TO in (tmp_path / "content/ferry.yaml").read_text()


def test_two_snapshots_that_differ_are_no_matter_for_a_link_that_one_has(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A link that the nearest snapshot does not have is taken from the next; both are evidence of their own."""
    text = CAPTURE.replace("on Monday", "on Monday, as [planned](#)")
    (tmp_path / "content/ferry.txt").write_text(text.format(SOURCE))
    both = PAGE.replace("on Monday", 'on Monday, as <a href="https://plan.example/">planned</a>')
    first = PAGE.replace("on Monday", "on Monday, as planned")
    world.snapshots = {
        (NEAR, ARTICLE): first.format(to=TO, article=ARTICLE).encode(),
        (LATER, ARTICLE): both.format(to=TO, article=ARTICLE).encode(),
    }
    rows = recover(capsys)
    assert [(row["text"], row["href"]) for row in rows] == [("said", TO), ("planned", "https://plan.example/")]
    assert NEAR in rows[0]["witness"]
    assert LATER in rows[1]["witness"]
    assert main(["links", "recover", "--live", "--format", "csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["witness"] for row in table] == [row["witness"] for row in rows]


def test_an_archive_that_is_not_known_is_said_so(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "content/archive.yaml").write_text("archives: [attic.example]\n")
    assert main(["links", "recover", "--live"]) == 0
    assert "attic.example is not known" in capsys.readouterr().err
    assert world.asked == []


@pytest.mark.parametrize("options", [(), ("--write",), ("--from", ".", "--proxy", "http://127.0.0.1:9")])
def test_options_that_ask_for_nothing_are_wrong_usage(
    world: World, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["links", "recover", *options])
    assert "--live" in capsys.readouterr().err
