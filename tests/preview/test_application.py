"""Responses of the preview, over real HTTP."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kursk_archive.core.findings import Location, make_finding
from kursk_archive.preview import server
from kursk_archive.preview.application import MAX_FINDINGS_SHOWN, create_application
from kursk_archive.preview.broadcast import BuildBroadcast

PAGE = "<!doctype html><html><head><title>Examplia</title></head><body><p>Потоп</p></body></html>\n"
TEN = b"0123456789"


class HttpResponse(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """An output folder, and the server that serves it."""

    root: Path
    broadcast: BuildBroadcast
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> HttpResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            pairs = response.getheaders()
            assert len(pairs) == len({name for name, _ in pairs}), "a header is there twice"
            return HttpResponse(response.status, {name.lower(): value for name, value in pairs}, response.read())
        finally:
            connection.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = tmp_path.resolve() / "site"
    (root / "a").mkdir(parents=True)
    (root / ".kursk-archive").mkdir()
    (root / ".kursk-archive/catalogue.sqlite").write_bytes(b"private")
    (root / "index.html").write_text(PAGE, "utf-8")
    (root / "a/index.html").write_text(PAGE, "utf-8")
    (root / "ten.pdf").write_bytes(TEN)
    (root / "utf-8.txt").write_text("Потоп", "utf-8")
    (root / "other.txt").write_text("Потоп", "windows-1251")
    broadcast = BuildBroadcast()
    with server.open_socket(0) as listening, server.serve_in_background(listening, create_application(root, broadcast)):
        yield Served(root, broadcast, listening.getsockname()[1])
        broadcast.close()


def test_the_script_is_in_served_pages_but_not_in_built_ones(served: Served) -> None:
    status, headers, body = served.ask("/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"/.kursk-archive/preview.js" in body
    assert "Потоп".encode() in body
    assert (served.root / "index.html").read_text("utf-8") == PAGE
    assert served.ask("/index.html")[0] == 200


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/utf-8.txt", "text/plain; charset=utf-8"), ("/other.txt", "text/plain"), ("/ten.pdf", "application/pdf"),
        ("/.kursk-archive/preview.js", "text/javascript; charset=utf-8"),
        ("/.kursk-archive/preview.css", "text/css; charset=utf-8"),
    ],
)  # fmt: skip
def test_a_file_is_served_with_its_type_and_its_bytes(path: str, expected: str, served: Served) -> None:
    status, headers, body = served.ask(path)
    assert (status, headers["content-type"], headers["content-length"]) == (200, expected, str(len(body)))
    assert headers["x-content-type-options"] == "nosniff"
    if not path.startswith("/.kursk"):
        assert body == (served.root / path[1:]).read_bytes()


@pytest.mark.parametrize("path", ["/", "/ten.pdf", "/utf-8.txt"])
def test_a_cached_page_is_always_revalidated(path: str, served: Served) -> None:
    """A change is noticed even if it happened within the same second."""
    first = served.ask(path)
    assert first.headers["cache-control"] == "no-cache"
    assert "last-modified" not in first.headers
    assert served.ask(path, If_None_Match=first.headers["etag"])[::2] == (304, b"")
    file = served.root / (path[1:] or "index.html")
    before = file.stat()
    new = file.with_name("new")
    new.write_bytes(file.read_bytes()[:-1] + b"!")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(file)
    again = served.ask(path, If_None_Match=first.headers["etag"])
    assert again.status == 200
    assert again.body.endswith(b"!") or path == "/"


def test_a_page_is_new_when_an_embedded_file_has_changed(served: Served) -> None:
    tag = served.ask("/").headers["etag"]
    served.broadcast.publish([], ["index.html"])
    assert served.ask("/", If_None_Match=tag).status == 304
    served.broadcast.publish([], ["assets/style.css"])
    assert served.ask("/", If_None_Match=tag).status == 200


@pytest.mark.parametrize(
    ("range_header", "status", "body", "range_"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=3-5", 206, b"345", "bytes 3-5/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=0-1,4-5", 200, TEN, None),
        ("lines=1-2", 200, TEN, None),
        ("bytes=", 200, TEN, None),
        (f"bytes={'9' * 5000}-", 200, TEN, None),
    ],
)
def test_range_requests(range_header: str, status: int, body: bytes | None, range_: str | None, served: Served) -> None:
    response = served.ask("/ten.pdf", Range=range_header)
    assert (response.status, response.headers.get("content-range")) == (status, range_)
    assert body is None or response.body == body
    assert body is None or response.headers["accept-ranges"] == "bytes"


def test_a_range_of_an_older_version_is_answered_with_the_whole_file(served: Served) -> None:
    response = served.ask("/ten.pdf", Range="bytes=0-1", If_Range='"another"')
    assert (response.status, response.body) == (200, TEN)


@pytest.mark.parametrize("path", ["/", "/ten.pdf", "/nowhere", "/.kursk-archive/events"])
def test_head_is_get_without_the_body(path: str, served: Served) -> None:
    head = served.ask(path, "HEAD")
    assert head.body == b""
    if path != "/.kursk-archive/events":
        whole = served.ask(path)
        assert (head.status, head.headers["content-length"]) == (whole.status, str(len(whole.body)))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_not_allowed(method: str, served: Served) -> None:
    response = served.ask("/index.html", method)
    assert (response.status, {*response.headers["allow"].split(", ")}) == (405, {"GET", "HEAD"})


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere.html", "/../site/ten.pdf", "/%2e%2e/site/ten.pdf", "/..%2fsite%2ften.pdf", "/a/%2e%2e/ten.pdf",
        "/.kursk-archive/catalogue.sqlite", "/.kursk-archive/", "/%2ekursk-archive/catalogue.sqlite",
        "/%00", "/%ff", "/ten.pdf/", "/" + "a" * 3000,
    ],
)  # fmt: skip
def test_unpublished_paths_are_not_found(path: str, served: Served) -> None:
    response = served.ask(path)
    assert (response.status, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"Page not found" in response.body
    assert b"/.kursk-archive/preview.js" in response.body


def test_the_url_path_is_escaped_in_the_404_page(served: Served) -> None:
    assert b"<i>" not in served.ask("/%3Ci%3E").body


def test_before_the_first_build_the_page_says_so(served: Served) -> None:
    (served.root / "index.html").unlink()
    response = served.ask("/")
    assert (response.status, b"Not built yet" in response.body) == (404, True)


def test_the_archive_s_own_404_page_is_served(served: Served) -> None:
    (served.root / "404.html").write_text(
        '<!doctype html><title>Ours</title><link rel="stylesheet" href="/a/b/assets/style.css">'
        '<a href="/a/b/index.html">'
    )
    response = served.ask("/nowhere.html")
    assert (response.status, b"Ours" in response.body) == (404, True)
    assert b'href="/index.html"' in response.body


@pytest.mark.parametrize("path", ["/a", "/a?b=c"])
def test_a_folder_redirects_to_its_path_with_a_slash(path: str, served: Served) -> None:
    response = served.ask(path)
    assert (response.status, response.headers["location"], response.headers["cache-control"]) == (
        302,
        "/a/",
        "no-cache",
    )


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost", 200), ("localhost:9000", 200), ("127.0.0.1:1", 200),
        ("evil.example", 400), ("localhost.evil.example", 400), ("127.0.0.1.evil.example:8000", 400),
        ("127.0.0.1@evil.example", 400), ("0.0.0.0", 400), ("[::1]", 400),
    ],
)  # fmt: skip
def test_only_requests_for_this_machine_are_answered(host: str, status: int, served: Served) -> None:
    response = served.ask("/", Host=host)
    assert response.status == status
    assert ("Потоп".encode() in response.body) == (status == 200)


Events = Callable[[str], Iterator[dict[str, object]]]


@pytest.fixture
def events(served: Served) -> Iterator[Events]:
    """Return a function that listens for the events of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)

    def listen(page: str) -> Iterator[dict[str, object]]:
        connection.request("GET", f"/.kursk-archive/events?page={page}")
        response = connection.getresponse()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        for line in response:
            if line.startswith(b"data: "):
                yield json.loads(line[len(b"data: ") :])

    yield listen
    connection.close()


def test_an_event_comes_at_once_and_after_every_build(served: Served, events: Events) -> None:
    messages = events("%2F")
    first = next(messages)
    assert str(first["version"]).encode() in served.ask("/").body
    assert (first["findings"], first["more"]) == ([], 0)
    bad = make_finding("empty", Location("<b>.txt", 3, 1), "it is empty")
    doubtful = make_finding("date-unknown", Location("a.txt"), "no date")
    served.broadcast.publish([doubtful, bad], ["ten.pdf"])
    second = next(messages)
    assert second["version"] == first["version"]
    assert second["findings"] == [
        {"severity": "error", "place": "<b>.txt:3:1", "message": "it is empty", "hint": bad.hint},
        {"severity": "warning", "place": "a.txt", "message": "no date", "hint": doubtful.hint},
    ]  # fmt: skip
    (served.root / "index.html").write_text("another length")
    served.broadcast.publish([], ["index.html"])
    third = next(messages)
    assert third["version"] != first["version"]
    assert third["findings"] == []
    served.broadcast.close()
    assert list(messages) == []


def test_an_event_has_a_limited_number_of_findings(served: Served, events: Events) -> None:
    notes = [make_finding("unsupported", Location(f"{number}.doc"), "unread") for number in range(5)]
    served.broadcast.publish(
        [*notes, *(make_finding("empty", Location(str(n)), "empty") for n in range(MAX_FINDINGS_SHOWN + 7))], []
    )
    messages = next(events("%2F"))
    assert (len(list(messages["findings"])), messages["more"]) == (MAX_FINDINGS_SHOWN, 7)  # type: ignore[call-overload]


def test_a_file_name_that_is_not_text_is_escaped_in_events(served: Served, events: Events) -> None:
    served.broadcast.publish([make_finding("empty", Location(os.fsdecode(b"\xff.txt")), "it is empty")], [])
    assert "\\udcff.txt" in json.dumps(next(events("%2F"))["findings"]).replace("\\\\", "\\")
