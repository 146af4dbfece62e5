"""What the preview answers, over real HTTP."""

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


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Served(NamedTuple):
    """An output folder, and the server that serves it."""

    root: Path
    board: BuildBroadcast
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            pairs = response.getheaders()
            assert len(pairs) == len({name for name, _ in pairs}), "a header is there twice"
            return Answer(response.status, {name.lower(): value for name, value in pairs}, response.read())
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
    board = BuildBroadcast()
    with server.open_socket(0) as listening, server.serve_in_background(listening, create_application(root, board)):
        yield Served(root, board, listening.getsockname()[1])
        board.close()


def test_a_page_is_served_with_the_script_and_built_without(served: Served) -> None:
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
def test_a_file_has_its_type_and_its_bytes(path: str, expected: str, served: Served) -> None:
    status, headers, body = served.ask(path)
    assert (status, headers["content-type"], headers["content-length"]) == (200, expected, str(len(body)))
    assert headers["x-content-type-options"] == "nosniff"
    if not path.startswith("/.kursk"):
        assert body == (served.root / path[1:]).read_bytes()


@pytest.mark.parametrize("path", ["/", "/ten.pdf", "/utf-8.txt"])
def test_an_editor_never_sees_what_was(path: str, served: Served) -> None:
    """The browser asks each time, has what it has confirmed, and hears of a change within the second it happened in."""
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


def test_a_page_is_new_when_its_look_is(served: Served) -> None:
    tag = served.ask("/").headers["etag"]
    served.board.publish([], ["index.html"])
    assert served.ask("/", If_None_Match=tag).status == 304
    served.board.publish([], ["assets/style.css"])
    assert served.ask("/", If_None_Match=tag).status == 200


@pytest.mark.parametrize(
    ("asked", "status", "body", "range_"),
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
def test_a_part_may_be_asked_for(
    asked: str, status: int, body: bytes | None, range_: str | None, served: Served
) -> None:
    got = served.ask("/ten.pdf", Range=asked)
    assert (got.status, got.headers.get("content-range")) == (status, range_)
    assert body is None or got.body == body
    assert body is None or got.headers["accept-ranges"] == "bytes"


def test_a_part_of_what_was_is_not_given(served: Served) -> None:
    got = served.ask("/ten.pdf", Range="bytes=0-1", If_Range='"another"')
    assert (got.status, got.body) == (200, TEN)


@pytest.mark.parametrize("path", ["/", "/ten.pdf", "/nowhere", "/.kursk-archive/events"])
def test_a_head_is_the_answer_without_its_body(path: str, served: Served) -> None:
    head = served.ask(path, "HEAD")
    assert head.body == b""
    if path != "/.kursk-archive/events":
        whole = served.ask(path)
        assert (head.status, head.headers["content-length"]) == (whole.status, str(len(whole.body)))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_nothing_can_be_changed(method: str, served: Served) -> None:
    got = served.ask("/index.html", method)
    assert (got.status, {*got.headers["allow"].split(", ")}) == (405, {"GET", "HEAD"})


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere.html", "/../site/ten.pdf", "/%2e%2e/site/ten.pdf", "/..%2fsite%2ften.pdf", "/a/%2e%2e/ten.pdf",
        "/.kursk-archive/catalogue.sqlite", "/.kursk-archive/", "/%2ekursk-archive/catalogue.sqlite",
        "/%00", "/%ff", "/ten.pdf/", "/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_not_published_is_not_found(path: str, served: Served) -> None:
    got = served.ask(path)
    assert (got.status, got.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"No such page" in got.body
    assert b"/.kursk-archive/preview.js" in got.body


def test_an_address_in_the_page_is_text(served: Served) -> None:
    assert b"<i>" not in served.ask("/%3Ci%3E").body


def test_before_the_first_build_the_page_says_so(served: Served) -> None:
    (served.root / "index.html").unlink()
    got = served.ask("/")
    assert (got.status, b"Not built yet" in got.body) == (404, True)


def test_the_archive_s_own_page_for_what_is_missing_is_taken(served: Served) -> None:
    (served.root / "404.html").write_text(
        '<!doctype html><title>Ours</title><link rel="stylesheet" href="/a/b/assets/style.css">'
        '<a href="/a/b/index.html">'
    )
    got = served.ask("/nowhere.html")
    assert (got.status, b"Ours" in got.body) == (404, True)
    assert b'href="/index.html"' in got.body


@pytest.mark.parametrize("path", ["/a", "/a?b=c"])
def test_a_folder_has_a_slash(path: str, served: Served) -> None:
    got = served.ask(path)
    assert (got.status, got.headers["location"], got.headers["cache-control"]) == (302, "/a/", "no-cache")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("localhost", 200), ("localhost:9000", 200), ("127.0.0.1:1", 200),
        ("evil.example", 400), ("localhost.evil.example", 400), ("127.0.0.1.evil.example:8000", 400),
        ("127.0.0.1@evil.example", 400), ("0.0.0.0", 400), ("[::1]", 400),
    ],
)  # fmt: skip
def test_only_this_machine_s_names_are_answered(host: str, status: int, served: Served) -> None:
    got = served.ask("/", Host=host)
    assert got.status == status
    assert ("Потоп".encode() in got.body) == (status == 200)


Events = Callable[[str], Iterator[dict[str, object]]]


@pytest.fixture
def events(served: Served) -> Iterator[Events]:
    """Listens for what there is to say of a page."""
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


def test_a_page_is_told_at_once_and_after_every_build(served: Served, events: Events) -> None:
    said = events("%2F")
    first = next(said)
    assert str(first["mark"]).encode() in served.ask("/").body
    assert (first["findings"], first["more"]) == ([], 0)
    bad = make_finding("empty", Location("<b>.txt", 3, 1), "it is empty")
    doubtful = make_finding("date-unknown", Location("a.txt"), "no date")
    served.board.publish([doubtful, bad], ["ten.pdf"])
    second = next(said)
    assert second["mark"] == first["mark"]
    assert second["findings"] == [
        {"severity": "error", "place": "<b>.txt:3:1", "message": "it is empty", "hint": bad.hint},
        {"severity": "warning", "place": "a.txt", "message": "no date", "hint": doubtful.hint},
    ]  # fmt: skip
    (served.root / "index.html").write_text("another length")
    served.board.publish([], ["index.html"])
    third = next(said)
    assert third["mark"] != first["mark"]
    assert third["findings"] == []
    served.board.close()
    assert list(said) == []


def test_a_page_is_told_so_much_and_no_more(served: Served, events: Events) -> None:
    notes = [make_finding("unsupported", Location(f"{number}.doc"), "unread") for number in range(5)]
    served.board.publish(
        [*notes, *(make_finding("empty", Location(str(n)), "empty") for n in range(MAX_FINDINGS_SHOWN + 7))], []
    )
    said = next(events("%2F"))
    assert (len(list(said["findings"])), said["more"]) == (MAX_FINDINGS_SHOWN, 7)  # type: ignore[call-overload]


def test_a_name_that_is_no_text_is_told_all_the_same(served: Served, events: Events) -> None:
    served.board.publish([make_finding("empty", Location(os.fsdecode(b"\xff.txt")), "it is empty")], [])
    assert "\\udcff.txt" in json.dumps(next(events("%2F"))["findings"]).replace("\\\\", "\\")
