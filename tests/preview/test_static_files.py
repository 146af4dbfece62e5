"""Look-up of files by URL path: inside the output folder, or nothing."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.preview.static_files import file_version, find_file, is_folder, is_utf8, media_type


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a secret beside it, and every kind of link."""
    folder = tmp_path_factory.mktemp("served").resolve()
    (folder / "secret.txt").write_text("secret")
    site = folder / "site"
    for name in (
        "index.html", "a/index.html", "a/b.html", "дом.html", "a b.html", f"{PRIVATE_FOLDER}/catalogue.sqlite",
        ".git/config", ".well-known/security.txt",
    ):  # fmt: skip
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    (site / "inside.html").symlink_to("a/b.html")
    (site / "outside.txt").symlink_to(folder / "secret.txt")
    (site / "up").symlink_to(folder, target_is_directory=True)
    (site / "private.sqlite").symlink_to(f"{PRIVATE_FOLDER}/catalogue.sqlite")
    (site / "circle").symlink_to("circle")
    (site / "dead").symlink_to("nowhere")
    os.mkfifo(site / "pipe")
    return site


@pytest.mark.parametrize(
    ("url_path", "expected"),
    [
        ("/", "index.html"), ("/index.html", "index.html"), ("/a/", "a/index.html"), ("/a/b.html", "a/b.html"),
        ("/дом.html", "дом.html"), ("/a b.html", "a b.html"), ("/inside.html", "a/b.html"),
        ("/.well-known/security.txt", ".well-known/security.txt"),
        ("/a", None), ("", None), ("index.html", None), ("/index.html/", None), ("//index.html", None),
        ("//a/b.html", None), ("/a//b.html", None), ("/nowhere.html", None),
        ("/../secret.txt", None), ("/a/../../secret.txt", None), ("/a/../index.html", None), ("/./index.html", None),
        ("/..", None), ("/a/..", None), ("/\\..\\secret.txt", None), ("/C:/secret.txt", None), ("/index.html\0", None),
        (f"/{PRIVATE_FOLDER}/catalogue.sqlite", None), ("/private.sqlite", None), ("/.git/config", None),
        ("/outside.txt", None), ("/up/secret.txt", None), ("/circle", None),
        ("/dead", None), ("/pipe", None), ("/" + "a" * 5000, None), ("/" + "a/" * 5000, None), ("/\udcff", None),
    ],
)  # fmt: skip
def test_a_url_path_leads_to_a_published_file_or_to_none(url_path: str, expected: str | None, root: Path) -> None:
    assert find_file(root, url_path) == (None if expected is None else root / expected)


@pytest.mark.parametrize(
    ("url_path", "expected"), [("/a", True), ("/a/b.html", False), ("/nowhere", False), ("/up", False), ("/..", False)]
)
def test_a_folder_without_a_slash_is_recognised(url_path: str, expected: bool, root: Path) -> None:
    assert is_folder(root, url_path) is expected


PIECES = [
    "..",
    ".",
    "/",
    "\\",
    "a",
    "up",
    "site",
    "secret.txt",
    PRIVATE_FOLDER,
    "catalogue.sqlite",
    "\0",
    "%2e",
    "~",
    ":",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("/".join))
def test_no_url_path_leads_out_of_the_output_folder(root: Path, url_path: str) -> None:
    file = find_file(root, f"/{url_path}")
    assert file is None or (file.is_relative_to(root) and PRIVATE_FOLDER not in file.parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html"), ("A.HTML", "text/html"), ("style.css", "text/css"), ("search.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"), ("a.txt", "text/plain"), ("a.pdf", "application/pdf"), ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"), ("a.json", "application/json"), ("links.jsonl", "application/jsonl"),
        ("links.csv", "text/csv"), ("feed.xml", "application/xml"), ("a.wasm", "application/wasm"),
        ("a.bib", "application/x-bibtex"),
        ("a.ris", "application/x-research-info-systems"), ("a.wacz", "application/zip"),
        ("a.warc.gz", "application/gzip"), ("a", "application/octet-stream"), ("_headers", "application/octet-stream"),
        ("a.pf_meta", "application/octet-stream"), (".html", "application/octet-stream"),
    ],
)  # fmt: skip
def test_media_types_by_name(name: str, expected: str) -> None:
    assert media_type(name) == expected


def test_media_types_ignore_the_system_table(monkeypatch: pytest.MonkeyPatch) -> None:
    mimetypes.init()
    monkeypatch.setitem(mimetypes.types_map, ".html", "text/odd")
    assert media_type("a.html") == "text/html"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", True), (b"plain", True), ("дом".encode(), True), ("дом".encode()[:-1], True),
        ("дом".encode("windows-1251"), False),
    ],
    ids=["nothing", "ASCII", "UTF-8", "cut", "other"],
)  # fmt: skip
def test_utf_8_is_recognised(head: bytes, expected: bool) -> None:
    assert is_utf8(head) is expected


def test_a_file_version_changes_with_the_file(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("one")
    first, time = file_version(file), file.stat().st_mtime_ns
    assert file_version(file) == first
    other.write_text("two")
    os.utime(other, ns=(time, time))
    other.replace(file)
    assert file_version(file) != first
    file.unlink()
    assert file_version(file) == file_version(None) == "0"
