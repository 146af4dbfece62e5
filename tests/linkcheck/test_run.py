"""Links asked over a real connection, of a local server that misbehaves in every way we know of.

Names below `.example` lead to that server. Nothing here waits for the clock: pauses go through a sleep that only notes
them, and where an answer has to time out, it never comes.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from kursk_archive.catalogue.link_status import LinkStatus, Liveness
from kursk_archive.linkcheck import CheckOptions, check_links, check_links_async
from kursk_archive.linkcheck.run import ProgressHandler
from kursk_archive.network import dns
from kursk_archive.network import transport as network

NOW = datetime(2024, 8, 15, 14, 30, 5, tzinfo=UTC)
TODAY = "2024-08-15"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def host(self) -> str:
        return self.headers["host"].partition(":")[0]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Page = Callable[[socket.socket, Asked], None]


@dataclass(slots=True)
class Site:
    """What the server is to do, and what it was asked."""

    pages: dict[str, Page] = field(default_factory=dict)
    """By path, or by method and path, or by host and path."""
    asked: list[Asked] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    """The most requests that were under way at a time: by host, and of all under an empty name."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def log(self) -> list[str]:
        """Requests without those for robots.txt."""
        return [str(one) for one in self.asked if one.path != "/robots.txt"]

    def serve(self, connection: socket.socket) -> None:
        if (asked := read_request(connection)) is None:
            return
        with self.visit(asked):
            names = (f"{asked.host}{asked.path}", f"{asked.method} {asked.path}", asked.path)
            page = next((self.pages[name] for name in names if name in self.pages), says(404))
            page(connection, asked)

    @contextmanager
    def visit(self, asked: Asked) -> Iterator[None]:
        with self.lock:
            self.asked.append(asked)
            for name in (asked.host, ""):
                self.under_way[name] += 1
                self.most[name] = max(self.most[name], self.under_way[name])
        try:
            yield
        finally:
            with self.lock:
                self.under_way.subtract((asked.host, ""))


def read_request(connection: socket.socket) -> Asked | None:
    """What a client asks; None where it goes away, or speaks TLS."""
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        head += chunk
        if head.startswith(b"\x16"):
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    return Asked(method, path, {name.lower(): value for name, value in headers.items()})


def says(status: int, body: bytes = b"", **headers: str) -> Page:
    """A page that answers as a server should."""

    def page(connection: socket.socket, asked: Asked) -> None:
        fields = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        connection.sendall(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + (b"" if asked.method == "HEAD" else body))

    return page


def leads(target: str, status: int = 302, **headers: str) -> Page:
    return says(status, b"", Location=target, **headers)


def one_after_the_other(*pages: Page) -> Page:
    rest = iter(pages)
    return lambda connection, asked: next(rest)(connection, asked)


def sends(data: bytes) -> Page:
    """A page that answers with just these bytes, and closes."""
    return lambda connection, _: connection.sendall(data)


@contextmanager
def serving(context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    site = Site()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # a client that goes away is none of the test's business; nor a failed handshake
                if context is None:
                    site.serve(self.request)
                else:
                    with context.wrap_socket(self.request, server_side=True) as connection:
                        site.serve(connection)

    class Server(ThreadingTCPServer):
        allow_reuse_address = True

    with Server((host, 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    gc.collect()  # so that a connection that nobody closed is told of here, and not in another module


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """`gone.example` does not exist, of `mute.example` no name server tells, `inside.example` is another address."""
    real = socket.getaddrinfo

    def getaddrinfo(host: bytes, *args: Any, **kwargs: Any) -> object:
        match host.decode():
            case "gone.example":
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            case "mute.example":
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            case "inside.example":
                return real("127.0.0.2", *args, **kwargs)
            case name:
                return real("127.0.0.1" if name.endswith(".example") else name, *args, **kwargs)

    monkeypatch.setattr(dns, "getaddrinfo", getaddrinfo)


@dataclass(slots=True)
class Run:
    """What came of asking."""

    kept: dict[str, LinkStatus] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)

    def keep(self, health: LinkStatus) -> None:
        self.kept[health.url] = health

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def ask(
    *urls: str,
    known: Mapping[str, LinkStatus] | None = None,
    at: datetime = NOW,
    tell: ProgressHandler = lambda done, total: None,
    **options: Any,
) -> Run:
    run = Run()
    chosen = CheckOptions(**{"allow_private": True, "timeout": 30.0} | options)
    asyncio.run(
        check_links_async(
            urls, known or {}, run.keep, options=chosen, now=lambda: at, on_progress=tell, sleep=run.sleep
        )
    )
    return run


def answer(url: str, **options: Any) -> LinkStatus:
    (health,) = ask(url, **options).kept.values()
    assert health.url == url
    return health


# One answer


def test_a_url_that_responds_is_alive(site: Site) -> None:
    site.pages["/a"] = says(200, b"<p>Prisoners")
    url = site.url("/a")
    assert answer(url) == LinkStatus(url, Liveness.ALIVE, 200, "200 OK", checked_at="2024-08-15T14:30:05Z")
    assert [str(one) for one in site.asked] == ["GET /robots.txt", "HEAD /a"]


def test_the_user_agent_is_sent(site: Site) -> None:
    answer(site.url("/a?b=c#d"), contact="https://archive.example/about")
    last = site.asked[-1]
    assert last.path == "/a?b=c"
    assert last.headers["host"] == f"news.example:{site.port}"
    assert last.headers["connection"] == "close"  # another host's certificate may hang on a connection
    assert last.headers["user-agent"].startswith("kursk-archive/")
    assert last.headers["user-agent"].endswith(" (+https://archive.example/about; link check)")


def test_no_credentials_and_no_cookies_are_sent(site: Site) -> None:
    site.pages["/a"] = leads("/b", Set_Cookie="seen=1")
    answer(site.url("/a").replace("http://", "http://user:secret@"))
    assert site.log[-1] == "GET /b"
    assert not any({"authorization", "cookie", "referer"} & one.headers.keys() for one in site.asked)


@pytest.mark.parametrize(
    ("status", "failures"),
    [(401, ()), (403, ()), (404, (TODAY,)), (410, (TODAY,)), (429, ()), (451, ()), (500, ()), (503, ()), (999, ())],
)
def test_refusals_are_unknown_and_absences_are_failures(site: Site, status: int, failures: tuple[str, ...]) -> None:
    site.pages["/a"] = says(status)
    known = answer(site.url("/a"))
    assert (known.state, known.status, known.failures) == (Liveness.UNKNOWN, status, failures)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_get_is_tried_if_head_is_rejected(site: Site, status: int) -> None:
    site.pages |= {"HEAD /a": says(status), "GET /a": says(200, b"<p>Prisoners")}
    assert answer(site.url("/a")).state is Liveness.ALIVE
    assert site.log == ["HEAD /a", "GET /a"]


def test_the_result_of_get_counts(site: Site) -> None:
    site.pages |= {"HEAD /a": says(403), "GET /a": says(410)}
    assert answer(site.url("/a")).reason == "410 Gone"


# Answers that are none


def never(site: Site) -> Page:
    def page(connection: socket.socket, _: Asked) -> None:
        site.closing.wait()

    return page


def drips(site: Site, first: bytes = b"HTTP/1.1 200 OK\r\nX: ") -> Page:
    """A page whose end never comes, though something always does."""

    def page(connection: socket.socket, _: Asked) -> None:
        connection.sendall(first)
        while not site.closing.wait(0.02):
            connection.sendall(b"x")

    return page


def flood(site: Site, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> Page:
    def page(connection: socket.socket, _: Asked) -> None:
        connection.sendall(head)
        while not site.closing.is_set():
            connection.sendall(b"# again and again\n" * 1000)

    return page


@pytest.mark.parametrize("page", [never, drips], ids=["silence", "dripping head"])
def test_a_timeout_is_unknown(site: Site, page: Callable[[Site], Page]) -> None:
    site.pages["/a"] = page(site)
    known = answer(site.url("/a"), timeout=0.3, retries=0)
    assert (known.state, known.status, known.reason, known.failures) == (Liveness.UNKNOWN, None, "timed out", ())


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 200 OK\r\nContent-", b"SSH-2.0-server\r\n", b"\x15\x03\x01", b"HTTP/1.1 200 OK\r\n : \r\n\r\n"],
    ids=["nothing", "half a head", "another protocol", "bytes", "no header"],
)
def test_an_invalid_response_is_unknown(site: Site, data: bytes) -> None:
    site.pages["/a"] = sends(data)
    known = answer(site.url("/a"))
    assert (known.state, known.status, known.reason, known.failures) == (Liveness.UNKNOWN, None, "invalid response", ())


def test_a_reset_connection_is_unknown(site: Site) -> None:
    def reset(connection: socket.socket, _: Asked) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    site.pages["/a"] = reset
    known = answer(site.url("/a"))
    assert (known.state, known.status, known.failures) == (Liveness.UNKNOWN, None, ())


def test_endless_headers_are_unknown(site: Site) -> None:
    site.pages["/a"] = flood(site, b"HTTP/1.1 200 OK\r\nX: ")
    known = answer(site.url("/a"))
    assert (known.state, known.reason, known.failures) == (Liveness.UNKNOWN, "invalid response", ())


@pytest.mark.parametrize("page", [flood, lambda site: drips(site, b"HTTP/1.1 200 OK\r\n\r\n")], ids=["flood", "drip"])
def test_an_endless_body_is_not_read(site: Site, page: Callable[[Site], Page]) -> None:
    site.pages |= {"HEAD /a": says(405), "GET /a": page(site)}
    assert answer(site.url("/a")).state is Liveness.ALIVE


def test_a_refused_connection_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    known = answer(f"http://news.example:{port}/a")
    assert (known.state, known.status, known.reason) == (Liveness.UNKNOWN, None, "connection refused")
    assert known.failures == (TODAY,)


def test_an_unknown_host_is_a_failure() -> None:
    known = answer("https://gone.example/a")
    assert (known.status, known.reason, known.failures) == (None, "host not found", (TODAY,))


def test_a_silent_name_server_is_unknown() -> None:
    known = answer("https://mute.example/a")
    assert (known.state, known.reason, known.failures) == (Liveness.UNKNOWN, "DNS lookup failed", ())


def test_an_unknown_host_is_looked_up_once_for_all_its_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    real = dns.resolve_host

    async def look_up(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return await real(host, port)

    monkeypatch.setattr(network, "resolve_host", look_up)
    run = ask("https://gone.example/a", "https://gone.example/b", "https://gone.example/c")
    assert [one.failures for one in run.kept.values()] == [(TODAY,)] * 3
    assert looked_up == ["gone.example"]


# Certificates


def test_a_server_without_tls_is_unknown_by_https(site: Site) -> None:
    known = answer(f"https://news.example:{site.port}/a")
    assert (known.state, known.status, known.failures) == (Liveness.UNKNOWN, None, ())
    assert known.reason.startswith("TLS: ")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of `news.example`, signed by itself, with its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, out = folder / "key.pem", folder / "certificate.pem"
    subject = ("-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    command = (openssl, "req", "-x509", *kind, *subject, "-keyout", key, "-out", out)
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes(key.read_bytes() + out.read_bytes())
    return both


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as site:
        site.pages["/a"] = says(200)
        yield site


def test_an_untrusted_certificate_is_unknown(secure_site: Site) -> None:
    known = answer(f"https://news.example:{secure_site.port}/a")
    assert (known.state, known.status, known.failures) == (Liveness.UNKNOWN, None, ())
    assert known.reason.startswith("TLS: self")
    assert secure_site.asked == []


@pytest.mark.parametrize(("host", "state"), [("news.example", Liveness.ALIVE), ("other.example", Liveness.UNKNOWN)])
def test_a_certificate_must_be_for_the_host(
    secure_site: Site, certificate: Path, host: str, state: Liveness, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(network, "_ssl_context", lambda: trusting)
    known = answer(f"https://{host}:{secure_site.port}/a")
    assert (known.state, known.failures) == (state, ())


# Redirects


def chain(site: Site, length: int, status: int = 302) -> str:
    """So many redirects, and a page at their end."""
    for n in range(length):
        site.pages[f"/{n}"] = leads(f"/{n + 1}", status)
    site.pages[f"/{length}"] = says(200)
    return site.url("/0")


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        ((301,), True),
        ((308,), True),
        ((302,), False),
        ((303,), False),
        ((307,), False),
        ((301, 308), True),
        ((301, 302), False),
        ((302, 301), False),
    ],
    ids=str,
)
def test_a_redirect_is_followed_and_recorded(site: Site, statuses: tuple[int, ...], permanent: bool) -> None:
    url = chain(site, len(statuses))
    for n, status in enumerate(statuses):
        site.pages[f"/{n}"] = leads(f"/{n + 1}", status)
    known = answer(url)
    assert (known.state, known.status) == (Liveness.ALIVE, 200)
    assert (known.location, known.permanent) == (site.url(f"/{len(statuses)}"), permanent)


def test_a_redirect_to_nothing_is_a_failure(site: Site) -> None:
    site.pages["/a"] = leads("/b")
    known = answer(site.url("/a"))
    assert (known.status, known.location, known.failures) == (404, site.url("/b"), (TODAY,))


def test_a_redirect_may_lead_to_another_host(site: Site) -> None:
    site.pages |= {"news.example/a": leads(site.url("/b", "other.example")), "other.example/b": says(200)}
    known = answer(site.url("/a"))
    assert (known.state, known.location) == (Liveness.ALIVE, site.url("/b", "other.example"))
    assert [(one.host, one.path) for one in site.asked] == [
        ("news.example", "/robots.txt"),
        ("news.example", "/a"),
        ("other.example", "/robots.txt"),
        ("other.example", "/b"),
    ]


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({"/a": leads("/a")}, "redirect loop"),
        ({"/a": leads("/b", 301), "/b": leads("/a#top", 301)}, "redirect loop"),
    ],
    ids=["one", "two"],
)
def test_a_redirect_loop_is_a_failure(site: Site, pages: dict[str, Page], reason: str) -> None:
    site.pages |= pages
    known = answer(site.url("/a"))
    assert (known.state, known.reason, known.failures) == (Liveness.UNKNOWN, reason, (TODAY,))


def test_a_redirect_loop_with_cookies_is_unknown(site: Site) -> None:
    site.pages["/a"] = leads("/a", Set_Cookie="seen=1")
    known = answer(site.url("/a"))
    assert (known.reason, known.failures) == ("redirect loop (needs cookies)", ())


def test_ten_redirects_are_followed(site: Site) -> None:
    assert answer(chain(site, 10)).state is Liveness.ALIVE


def test_eleven_redirects_are_a_failure(site: Site) -> None:
    known = answer(chain(site, 11))
    assert (known.reason, known.failures) == ("more than 10 redirects", (TODAY,))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("javascript:alert(1)", "redirects to a javascript: address"),
        ("JAVASCRIPT:alert(1)", "redirects to a javascript: address"),
        ("data:text/html,x", "redirects to a data: address"),
        ("file:///etc/passwd", "redirects to a file: address"),
        ("tg://resolve?domain=x", "redirects to a tg: address"),
        ("http://[", "redirects to an invalid address"),
        ("/" + "x" * 9000, "redirects to an address that is "),
    ],
)
def test_a_redirect_to_another_scheme_is_unknown(site: Site, target: str, reason: str) -> None:
    site.pages["/a"] = leads(target)
    known = answer(site.url("/a"))
    assert (known.state, known.status, known.location, known.failures) == (Liveness.UNKNOWN, 302, None, ())
    assert known.reason.startswith(reason)
    assert site.log == ["HEAD /a"]


def test_a_redirect_without_a_target_is_unknown(site: Site) -> None:
    site.pages["/a"] = says(302)
    known = answer(site.url("/a"))
    assert (known.state, known.reason, known.failures) == (Liveness.UNKNOWN, "302 Found", ())


# Private addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "news.example", "2130706433", "0x7f.1"])
def test_this_machine_is_not_requested(site: Site, host: str) -> None:
    site.pages["/a"] = says(200)
    known = answer(site.url("/a", host), allow_private=False)
    assert (known.state, known.status, known.reason, known.failures) == (Liveness.UNKNOWN, None, "private address", ())
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_not_followed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "is_public_address", lambda address: address == "127.0.0.1")
    with serving(host="127.0.0.2") as inside:
        inside.pages["/secret"] = says(200)
        site.pages["/a"] = leads(inside.url("/secret", "inside.example"))
        known = answer(site.url("/a"), allow_private=False)
        assert inside.asked == []
    assert (known.state, known.reason, known.failures) == (Liveness.UNKNOWN, "private address", ())
    assert site.log == ["HEAD /a"]


def test_a_redirect_of_robots_txt_to_a_private_address_is_not_followed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "is_public_address", lambda address: address == "127.0.0.1")
    with serving(host="127.0.0.2") as inside:
        site.pages["/robots.txt"] = leads(inside.url("/secret", "inside.example"))
        known = answer(site.url("/a"), allow_private=False)
        assert inside.asked == []
    assert (known.state, known.reason) == (Liveness.UNKNOWN, "robots.txt: private address")


def test_the_checked_ip_address_is_the_requested_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers otherwise the second time gains nothing."""
    site.pages["/a"] = says(200)
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["127.0.0.9"]])

    async def look_up(host: str, port: int) -> list[str]:
        return next(answers)

    monkeypatch.setattr(network, "resolve_host", look_up)
    monkeypatch.setattr(network, "is_public_address", lambda address: address == "127.0.0.1")
    assert answer(site.url("/a"), allow_private=False).state is Liveness.ALIVE
    assert list(answers) == [["127.0.0.9"]]  # one look-up for each request


def test_the_next_ip_address_is_tried_if_a_connection_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/a"] = says(200)

    async def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.3", "127.0.0.1"]

    monkeypatch.setattr(network, "resolve_host", look_up)
    assert answer(site.url("/a")).state is Liveness.ALIVE


# robots.txt


def test_robots_txt_is_fetched_once(site: Site) -> None:
    ask(site.url("/a"), site.url("/b"), site.url("/c"))
    assert [str(one) for one in site.asked].count("GET /robots.txt") == 1


def test_a_url_forbidden_by_robots_txt_is_not_requested(site: Site) -> None:
    site.pages |= {"/robots.txt": says(200, b"User-agent: *\nDisallow: /closed\n"), "/open": says(200)}
    run = ask(site.url("/closed/a"), site.url("/open"))
    closed, free = run.kept.values()
    assert (closed.state, closed.status, closed.reason, closed.failures) == (
        Liveness.UNKNOWN,
        None,
        "disallowed by robots.txt",
        (),
    )
    assert free.state is Liveness.ALIVE
    assert site.log == ["HEAD /open"]


def test_a_redirect_target_is_subject_to_robots_txt(site: Site) -> None:
    site.pages |= {
        "other.example/robots.txt": says(200, b"User-agent: kursk-archive\nDisallow: /\n"),
        "/a": leads(site.url("/b", "other.example")),
    }
    known = answer(site.url("/a"))
    assert (known.state, known.reason, known.location) == (
        Liveness.UNKNOWN,
        "disallowed by robots.txt",
        site.url("/b", "other.example"),
    )
    assert site.log == ["HEAD /a"]


@pytest.mark.parametrize(
    ("page", "reason"),
    [(says(500), "robots.txt: 500 Internal Server Error"), (says(429), "robots.txt: 429 Too Many Requests")],
    ids=["500", "429"],
)
def test_a_site_with_a_failing_robots_txt_is_skipped(site: Site, page: Page, reason: str) -> None:
    site.pages["/robots.txt"] = page
    known = answer(site.url("/a"))
    assert (known.state, known.status, known.reason, known.failures) == (Liveness.UNKNOWN, None, reason, ())
    assert site.log == []


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n"], ids=["no answer", "dripping body"])
def test_a_site_with_a_slow_robots_txt_is_skipped(site: Site, first: bytes) -> None:
    site.pages["/robots.txt"] = drips(site, first) if first else never(site)
    run = ask(site.url("/a"), site.url("/b"), timeout=0.3, retries=0)
    assert [(one.state, one.reason) for one in run.kept.values()] == [(Liveness.UNKNOWN, "timed out")] * 2
    assert site.log == []


def test_redirects_of_robots_txt_are_followed(site: Site) -> None:
    site.pages |= {"/robots.txt": leads("/rules.txt"), "/rules.txt": says(200, b"User-agent: *\nDisallow: /a\n")}
    assert answer(site.url("/a")).reason == "disallowed by robots.txt"


def read_whole(url: str) -> bytes:
    async def read() -> bytes:
        async with network.new_transport() as transport:
            line = network.Transport(CheckOptions(allow_private=True, timeout=30.0), lambda: NOW, transport)
            return (await line.request("GET", url, network.MAX_ROBOTS_BYTES)).body

    return asyncio.run(read())


RULES = b"User-agent: *\nDisallow: /a\n"


def test_an_endless_robots_txt_is_truncated(site: Site) -> None:
    site.pages["/robots.txt"] = flood(site, b"HTTP/1.1 200 OK\r\n\r\n" + RULES)
    assert answer(site.url("/a")).reason == "disallowed by robots.txt"
    assert len(read_whole(site.url("/robots.txt"))) == network.MAX_ROBOTS_BYTES


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("GZIP", gzip.compress), ("deflate", zlib.compress)]
)
def test_decompression_of_robots_txt_is_limited(site: Site, name: str, pack: Callable[[bytes], bytes]) -> None:
    site.pages["/robots.txt"] = says(200, pack(RULES + b"#\n" * 500_000), Content_Encoding=name)
    assert answer(site.url("/a")).reason == "disallowed by robots.txt"
    assert len(read_whole(site.url("/robots.txt"))) == network.MAX_ROBOTS_BYTES


def test_a_wrong_content_encoding_is_ignored(site: Site) -> None:
    site.pages["/robots.txt"] = says(200, RULES, Content_Encoding="gzip")
    assert answer(site.url("/a")).reason == "disallowed by robots.txt"


# Manners


def dawdles(site: Site) -> Page:
    """A page that takes long enough for another request to show itself, if there is one."""

    def page(connection: socket.socket, asked: Asked) -> None:
        site.closing.wait(0.05)
        says(200)(connection, asked)

    return page


def test_requests_to_a_host_never_overlap_and_keep_the_delay(site: Site) -> None:
    site.pages = {f"/{n}": dawdles(site) for n in range(5)}
    run = ask(*(site.url(f"/{n}") for n in range(5)), delay=1000.0)
    assert site.log == [f"HEAD /{n}" for n in range(5)]
    assert site.most["news.example"] == 1
    assert run.slept == [1000.0] * 5  # before each but the first, which is for robots.txt


def test_redirects_from_other_hosts_wait_for_their_turn(site: Site) -> None:
    hosts = [f"{n}.example" for n in range(4)]
    site.pages["news.example/b"] = dawdles(site)
    for host in hosts:
        site.pages[f"{host}/a"] = leads(site.url("/b"))
    run = ask(*(site.url("/a", host) for host in hosts), delay=1000.0)
    assert {one.state for one in run.kept.values()} == {Liveness.ALIVE}
    assert site.most["news.example"] == 1
    assert run.slept == [1000.0] * 8  # one at each of the four hosts, four after the fifth host's robots.txt


def meeting(number: int) -> Page:
    """A page that answers once so many are asked for it at the same time."""
    barrier = threading.Barrier(number)

    def page(connection: socket.socket, asked: Asked) -> None:
        barrier.wait(20)
        says(200)(connection, asked)

    return page


def test_hosts_are_checked_in_parallel(site: Site) -> None:
    site.pages["/a"] = meeting(4)
    run = ask(*(site.url("/a", f"{n}.example") for n in range(4)))
    assert {one.state for one in run.kept.values()} == {Liveness.ALIVE}


def test_more_than_one_request_to_a_host_can_be_allowed(site: Site) -> None:
    site.pages["/a?1"] = site.pages["/a?2"] = meeting(2)
    run = ask(site.url("/a?1"), site.url("/a?2"), per_host=2)
    assert {one.state for one in run.kept.values()} == {Liveness.ALIVE}


def test_concurrency_is_limited(site: Site) -> None:
    site.pages["/a"] = meeting(2)
    run = ask(*(site.url("/a", f"{n}.example") for n in range(6)), concurrency=2)
    assert {one.state for one in run.kept.values()} == {Liveness.ALIVE}
    assert site.most[""] == 2


def test_the_crawl_delay_is_applied(site: Site) -> None:
    site.pages["/robots.txt"] = says(200, b"User-agent: *\nCrawl-delay: 7\n")
    assert ask(site.url("/a"), site.url("/b"), delay=1.0).slept == [7.0] * 4  # HEAD and GET of each


def test_the_crawl_delay_is_limited(site: Site) -> None:
    site.pages["/robots.txt"] = says(200, b"User-agent: *\nCrawl-delay: 86400\n")
    assert ask(site.url("/a")).slept == [60.0, 60.0]


@pytest.mark.parametrize("first", [says(429), says(503), says(500), sends(b"")], ids=["429", "503", "500", "closed"])
def test_transient_failures_are_retried(site: Site, first: Page) -> None:
    site.pages["/a"] = one_after_the_other(first, says(200))
    assert answer(site.url("/a")).state is Liveness.ALIVE
    assert site.log == ["HEAD /a", "GET /a"]


def test_pauses_between_retries_grow(site: Site) -> None:
    site.pages["/a"] = says(503)
    run = ask(site.url("/a"), delay=0.0, backoff=2.0, retries=3)
    assert site.log == ["HEAD /a", "GET /a", "GET /a", "GET /a"]
    assert all(low <= slept <= high for slept, low, high in zip(run.slept, (1, 2, 4), (3, 6, 12), strict=True))


def test_retry_after_is_applied(site: Site) -> None:
    site.pages["/a"] = one_after_the_other(says(429, Retry_After="40"), says(503, Retry_After="50"), says(200))
    run = ask(site.url("/a"), delay=0.0)
    assert run.kept[site.url("/a")].state is Liveness.ALIVE
    assert run.slept == [40.0, 50.0]


def test_a_host_with_a_long_retry_after_is_skipped(site: Site) -> None:
    site.pages["/a"] = says(429, Retry_After="3600")
    first, second = ask(site.url("/a"), site.url("/b")).kept.values()
    assert site.log == ["HEAD /a"]
    assert (first.state, first.reason) == (Liveness.UNKNOWN, "429 Too Many Requests")
    assert (second.state, second.status, second.failures) == (Liveness.UNKNOWN, None, ())
    assert second.reason.startswith("not requested")


def test_a_host_that_does_not_respond_is_skipped(site: Site) -> None:
    site.pages = {f"/{n}": says(500) for n in range(5)}
    run = ask(*(site.url(f"/{n}") for n in range(5)), site.url("/x", "other.example"), retries=0)
    assert site.log.count("HEAD /2") == 1
    assert "HEAD /3" not in site.log
    spared = [run.kept[site.url(f"/{n}")].reason.startswith("not requested") for n in range(5)]
    assert spared == [False, False, False, True, True]
    assert run.kept[site.url("/x", "other.example")].status == 404


def test_a_proper_response_resets_the_count_of_failures(site: Site) -> None:
    site.pages = {f"/{n}": says(500) for n in range(6)} | {"/2": says(404)}
    run = ask(*(site.url(f"/{n}") for n in range(5)), retries=0)
    assert [one.status for one in run.kept.values()] == [500, 500, 404, 500, 500]


# Over the days


def test_three_days_of_failure_are_dead_and_a_success_is_alive(site: Site) -> None:
    url = site.url("/a")
    known: dict[str, LinkStatus] = {}
    states = []
    for day in (15, 16, 17):
        known = ask(url, known=known, at=NOW.replace(day=day)).kept
        states.append(known[url].state)
    assert states == [Liveness.UNKNOWN, Liveness.UNKNOWN, Liveness.DEAD]
    assert known[url].failures == ("2024-08-15", "2024-08-16", "2024-08-17")
    site.pages["/a"] = says(200)
    risen = ask(url, known=known, at=NOW.replace(day=18)).kept[url]
    assert (risen.state, risen.failures) == (Liveness.ALIVE, ())


def test_a_fresh_status_is_not_checked_again(site: Site) -> None:
    site.pages |= {"/a": says(200), "/b": says(403)}
    known = ask(site.url("/a"), site.url("/b")).kept
    site.asked.clear()
    assert ask(*known, known=known, at=NOW.replace(hour=23)).kept == {}
    assert site.asked == []
    ask(*known, known=known, at=NOW.replace(day=20))
    assert site.log == ["HEAD /b", "GET /b"]


# The run


def test_progress_is_reported(site: Site) -> None:
    site.pages["/a"] = says(200)
    told: list[tuple[int, int]] = []
    known = {site.url("/old"): LinkStatus(site.url("/old"), Liveness.ALIVE, 200, "", checked_at="2024-08-15T00:00:00Z")}
    urls = (site.url("/a"), site.url("/a"), site.url("/old"), "mailto:desk@news.example", site.url("/b"))
    ask(*urls, known=known, tell=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:a@news.example",
        "ftp://news.example/a",
        "javascript:alert(1)",
        "http://abc.onion/",
        "http://[",
        "/a",
        "\ud800",
    ],
)
def test_other_schemes_are_skipped(url: str) -> None:
    assert ask(url).kept == {}


def test_each_status_is_saved_at_once(site: Site) -> None:
    site.pages = {"/a": says(200), "/b": says(200)}
    seen: list[list[str]] = []
    options = CheckOptions(allow_private=True, delay=0.0)
    check_links([site.url("/a"), site.url("/b")], {}, lambda _: seen.append(list(site.log)), options=options)
    assert seen == [["HEAD /a"], ["HEAD /a", "HEAD /b"]]


def test_ctrl_c_keeps_the_statuses(site: Site) -> None:
    site.pages |= {"/a": says(200), "/b": never(site)}
    kept: list[str] = []

    def keep(health: LinkStatus) -> None:
        kept.append(health.url)
        signal.raise_signal(signal.SIGINT)

    urls = [site.url("/a"), site.url("/c"), site.url("/b", "other.example")]
    site.pages["news.example/a"] = says(200)
    with pytest.raises(KeyboardInterrupt):
        check_links(urls, {}, keep, options=CheckOptions(allow_private=True, delay=0.0))
    assert kept == [site.url("/a")]
    assert "HEAD /c" not in site.log


def test_ctrl_c_drops_a_pending_request(site: Site) -> None:
    def interrupt(connection: socket.socket, _: Asked) -> None:
        signal.pthread_kill(main, signal.SIGINT)
        site.closing.wait()

    main = threading.main_thread().ident or 0
    site.pages |= {"/a": says(200), "/b": interrupt}
    kept: list[LinkStatus] = []
    with pytest.raises(KeyboardInterrupt):
        check_links(
            [site.url("/a"), site.url("/b")], {}, kept.append, options=CheckOptions(allow_private=True, delay=0.0)
        )
    assert [one.url for one in kept] == [site.url("/a")]


def test_a_cancelled_run_keeps_the_statuses(site: Site) -> None:
    site.pages |= {"/a": says(200), "/b": never(site)}
    run = Run()

    async def interrupted() -> None:
        urls = [site.url("/a"), site.url("/b")]
        options = CheckOptions(allow_private=True)
        task = asyncio.create_task(
            check_links_async(urls, {}, run.keep, options=options, now=lambda: NOW, sleep=run.sleep)
        )
        while "HEAD /b" not in site.log:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(interrupted())
    assert [*run.kept] == [site.url("/a")]


def test_an_exception_in_save_ends_the_run(site: Site) -> None:
    site.pages |= {"/a": says(200), "/b": never(site)}

    def keep(_: LinkStatus) -> None:
        raise OSError("the disk is full")

    urls = [site.url("/a"), site.url("/b", "other.example")]
    with pytest.raises(OSError, match="the disk is full"):
        check_links(urls, {}, keep, options=CheckOptions(allow_private=True, delay=0.0))
