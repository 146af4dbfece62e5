"""The archive behind a real Apache, below a sub-path, with the configuration of docs/hosting.md."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from kursk_archive import build, read_config
from kursk_archive.renderer.hosting.headers import SECURITY_HEADERS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "hosting.md"
REQUIRED = os.environ.get("KURSK_REQUIRE_APACHE") == "1"
PAGE = "articles/2024/08/15/ferry-to-examplia.html"
MODULES = ("alias", "authz_core", "deflate", "dir", "filter", "headers", "mime", "mpm_event")

SERVER = """\
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
ErrorLog "{folder}/log"
DefaultRuntimeDir "{folder}"
TypesConfig "{folder}/types"
{modules}
{configuration}
"""
TYPES = "text/html html\ntext/plain txt\ntext/css css\ntext/csv csv\napplication/json json\nimage/svg+xml svg\n"
"""The media types of the system that the tests need."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


@pytest.fixture(scope="module")
def apache() -> Path:
    named = os.environ.get("KURSK_APACHE")
    found = named or shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found:
        return Path(found)
    message = "no Apache here: nothing has tried the configuration of docs/hosting.md; install it, or set KURSK_APACHE"
    if REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def published(apache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output folder of a small archive; not built if there is no Apache."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").mkdir()
    (folder / "content" / "ferry.txt").write_text("# Ferry to Examplia\n\nAugust 15, 2024\n\nIt sails.\n", "utf-8")
    (folder / "content" / "ferry.yaml").write_text("slug: ferry-to-examplia\n", "utf-8")
    build(read_config(folder / "content", output=folder / "build", base_url="https://archive.example/a/b/"))
    return folder / "build"


@pytest.fixture(scope="module")
def port(apache: Path, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of an Apache on this machine that serves the archive below /a/b/."""
    folder = tmp_path_factory.mktemp("apache")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    (folder / "types").write_text(TYPES, "utf-8")
    (folder / "apache.conf").write_text(configuration(apache, folder, number, published), "utf-8")
    command = (apache, "-f", folder / "apache.conf", "-D", "FOREGROUND", "-E", folder / "start")
    with subprocess.Popen(command) as server:
        try:
            wait(server, number, folder)
            yield number
        finally:
            server.terminate()


def configuration(apache: Path, folder: Path, number: int, published: Path) -> str:
    library = next(
        folder
        for folder in (apache.parents[1] / "lib" / "apache2" / "modules", Path("/usr/lib/apache2/modules"))
        if folder.is_dir()
    )
    modules = "\n".join(f'LoadModule {name}_module "{library}/mod_{name}.so"' for name in MODULES)
    (own,) = re.findall(r"^```apache\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    own = own.replace("/srv/archive", str(published))
    return SERVER.format(port=number, folder=folder, modules=modules, configuration=own)


def wait(server: subprocess.Popen[bytes], number: int, folder: Path) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                return
        said = "".join(path.read_text("utf-8") for path in (folder / "start", folder / "log") if path.exists())
        assert server.poll() is None, said
        time.sleep(0.05)
    pytest.fail("Apache does not answer")


def ask(port: int, path: str, **headers: str) -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("", "text/html;charset=utf-8", id="folder"),
        pytest.param(PAGE, "text/html; charset=utf-8", id="page"),
        pytest.param(PAGE.replace(".html", ".txt"), "text/plain; charset=utf-8", id="capture"),
        pytest.param("data/citations.bib", "application/x-bibtex; charset=utf-8", id="bibtex"),
        pytest.param("feed.atom", "application/atom+xml; charset=utf-8", id="atom"),
        pytest.param("data/articles.jsonl", "application/jsonl; charset=utf-8", id="jsonl"),
    ],
)
def test_files_have_their_types_and_the_security_headers(port: int, path: str, kind: str) -> None:
    answer = ask(port, f"/a/b/{path}")
    assert (answer.status, answer.headers["content-type"].replace("; ", ";")) == (200, kind.replace("; ", ";"))
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name.lower()] == value


def test_cache_lifetimes(port: int) -> None:
    paths = (PAGE, "assets/style.css", "search/all/filters.js")
    assert {path: ask(port, f"/a/b/{path}").headers["cache-control"] for path in paths} == {
        PAGE: "no-cache",
        "assets/style.css": "public, max-age=3600",
        "search/all/filters.js": "no-cache",
    }


def test_an_unchanged_page_is_answered_with_304(port: int) -> None:
    first = ask(port, f"/a/b/{PAGE}")
    assert ask(port, f"/a/b/{PAGE}", If_None_Match=first.headers["etag"]).status == 304


def test_text_is_compressed_on_request(port: int, published: Path) -> None:
    answer = ask(port, f"/a/b/{PAGE}", Accept_Encoding="gzip")
    assert gzip.decompress(answer.body) == (published / PAGE).read_bytes()


@pytest.mark.parametrize("path", ["missing.html", "no/such/folder/"])
def test_the_404_page_is_served_at_any_depth(port: int, published: Path, path: str) -> None:
    answer = ask(port, f"/a/b/{path}")
    assert (answer.status, answer.body) == (404, (published / "404.html").read_bytes())
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [".kursk-archive/catalogue.sqlite", ".kursk-archive/", ".nojekyll", "_headers"])
def test_private_files_are_not_served(port: int, published: Path, path: str) -> None:
    assert (published / path).exists()
    assert ask(port, f"/a/b/{path}").status == 404
