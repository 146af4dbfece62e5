"""Pages saved with a folder of files: their original pages hold what the folder has."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from kursk_archive.core.model import Capture
from kursk_archive.loader.load_capture import load_article
from kursk_archive.loader.page_limits import MAX_ORIGINAL_BYTES
from kursk_archive.loader.read_original import read_original_page

TEXT = (
    "<h1>The ferry stops</h1><p>On 15 August 2024 the council of Examplia said that the ferry stops for the winter,"
    " since the ice on the river is thick enough to carry the carts of the market and nobody needs it before spring."
    "</p><p>The ferryman, who has crossed the river for forty years, said that he would mend his nets.</p>"
)


def png(letter: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + letter.encode() * 60


def woff(letter: str) -> bytes:
    return b"wOF2" + letter.encode() * 60


def shows(page: str, data: bytes) -> bool:
    return base64.b64encode(data).decode() in page


class SavedPage:
    """A page in a content folder, with a folder of its own."""

    def __init__(self, content: Path, folder: str = "ferry_files") -> None:
        self.content, self.folder = content, content / "news" / folder
        self.folder.mkdir(parents=True)

    def write(self, name: str, data: bytes | str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)

    def save(self, markup: str, head: str = "") -> Capture:
        page = f"<!doctype html><html lang=en><head><title>The ferry stops</title>{head}</head><body>{TEXT}{markup}"
        path = self.content / "news" / "ferry.html"
        path.write_text(page.replace("FOLDER", self.folder.name))
        return load_article(path, self.content).capture

    def original(self, markup: str, head: str = "") -> str:
        return self.read(self.save(markup, head)) or ""

    def read(self, capture: Capture) -> str | None:
        return read_original_page(capture, (self.content / capture.path).read_bytes(), self.content)


@pytest.fixture
def saved(tmp_path: Path) -> SavedPage:
    return SavedPage(tmp_path / "content")


@pytest.mark.parametrize("name", ["ferry_files", "ferry-Dateien", "ferry_fichiers", "ferry.files", "ferry_file"])
def test_images_of_the_folder_are_shown_whatever_the_browser_calls_it(name: str, tmp_path: Path) -> None:
    saved = SavedPage(tmp_path / "content", name)
    saved.write("a b.png", png("a"))
    assert shows(saved.original("<img src='./FOLDER/a%20b.png'>"), png("a"))


def test_everything_that_a_page_shows_is_put_into_it(saved: SavedPage) -> None:
    for letter in "abcdefg":
        saved.write(f"{letter}.png", png(letter))
    saved.write("style.css", "h1 { background: url(d.png) } @font-face { font-family: f; src: url('fonts/f.woff2') }")
    saved.write("fonts/f.woff2", woff("f"))
    page = saved.original(
        "<picture><source srcset='https://herald.example/a.avif'><img src='FOLDER/a.png' srcset='FOLDER/a.png 2x'>"
        "</picture><img src='data:image/gif;base64,R0lGODlh' srcset='x.png 2x, FOLDER/b.png 1x'>"
        "<p style='background: url(\"FOLDER/c.png\")'>x<video poster='FOLDER/e.png'></video>"
        "<svg><image xlink:href='FOLDER/f.png'/></svg><table background='FOLDER/g.png'></table>",
        "<link rel=stylesheet media=screen href='FOLDER/style.css'>",
    )
    assert [letter for letter in "abcdefg" if not shows(page, png(letter))] == []
    assert shows(page, woff("f"))
    assert '<style media="screen">h1 {' in page
    assert "srcset" not in page
    assert "herald.example" not in page
    assert "ferry_files" not in page


def test_a_style_sheet_is_one_whatever_its_name(saved: SavedPage) -> None:
    saved.write("css(1)", '@charset "windows-1251"; h1::after { content: "' + "Мост" + '" }')
    saved.folder.joinpath("css(1)").write_bytes(
        '@charset "windows-1251"; h1::after { content: "Мост" }'.encode("windows-1251")
    )
    saved.write("error.css", "<!doctype html><title>404</title>")
    page = saved.original("", "<link rel=stylesheet href='FOLDER/css(1)'><link rel=stylesheet href='FOLDER/error.css'>")
    assert 'content: "Мост"' in page
    assert "404" not in page


def test_a_style_sheet_that_a_script_applies_counts(saved: SavedPage) -> None:
    saved.write("a.css", "h1 { color: red }")
    saved.write("b.css", "h1 { color: green }")
    page = saved.original(
        "",
        "<link rel=preload as=style href='FOLDER/a.css' onload=\"this.rel='stylesheet'\">"
        "<link rel=stylesheet media=print href='FOLDER/b.css' onload=\"this.media='all'\">",
    )
    assert "<style>h1 { color: red }</style>" in page
    assert '<style media="all">h1 { color: green }</style>' in page


def test_imports_keep_their_conditions(saved: SavedPage) -> None:
    saved.write("style.css", "@import 'more/print.css' print; @import url(more/wide.css) layer(a) (width > 60em);")
    saved.write("more/print.css", "h1 { color: red } p { background: url(../a.png) }")
    saved.write("more/wide.css", "@import \"../style.css\"; @import 'deep.css'; </style>")
    saved.write("more/deep.css", "h1 { color: blue }")
    saved.write("a.png", png("a"))
    page = saved.original("", "<style>@import 'FOLDER/style.css' screen;</style>")
    assert page.count('@import url("data:text/css;charset=utf-8,') == 1
    assert '") screen;' in page
    assert "print" in page
    assert "layer(a)" in page
    assert page.count("</style>") == 1
    assert "more" not in page.partition("<body")[0].replace("more%2F", "").replace("../style.css", "")


def test_style_sheets_that_import_each_other_end(saved: SavedPage) -> None:
    names = [f"{number}.css" for number in range(30)]
    for name in names:
        saved.write(name, "".join(f"@import '{other}';" for other in names))
    page = saved.original("", "<link rel=stylesheet href='FOLDER/0.css'>")
    assert len(page) < MAX_ORIGINAL_BYTES + 100_000


def test_nothing_outside_of_the_folder_is_read(saved: SavedPage) -> None:
    outside = saved.content.parent / "secret.png"
    outside.write_bytes(png("s"))
    saved.folder.joinpath("link.png").symlink_to(outside)
    saved.folder.joinpath("way").symlink_to(saved.content.parent)
    (saved.content / "news" / "other_files").mkdir()
    for name in ("secret.png", "news/secret.png", "news/other_files/secret.png", "news/ferry_files/.secret.png"):
        (saved.content / name).write_bytes(png("s"))
    paths = (
        "FOLDER/link.png FOLDER/way/secret.png FOLDER/../secret.png FOLDER/../other_files/secret.png secret.png"
        " FOLDER/../../../secret.png FOLDER/%2e%2e/secret.png FOLDER/.secret.png FOLDER/..%5csecret.png"
        f" {outside.as_uri()} {outside} /secret.png FOLDER/%00.png FOLDER/ FOLDER/way"
    ).split()
    page = saved.original("".join(f"<img src='{path}'>" for path in paths) + "<p>End")
    assert not shows(page, png("s"))
    assert "End" in page


def test_a_page_does_not_become_too_large(saved: SavedPage, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("page_folder", "original_page"):
        monkeypatch.setattr(f"kursk_archive.loader.html.{module}.MAX_ORIGINAL_BYTES", 2_000)
    for letter in "abcdefghijklmnopqrstuvwxyz" * 2:
        saved.write(f"{letter}.png", png(letter) * 4)
    images = "".join(f"<img src='FOLDER/{letter}.png'>" for letter in "abcdefghijklmnopqrstuvwxyz")
    page = saved.original(images)
    assert shows(page, png("a"))
    assert not shows(page, png("z") * 4)
    assert len(page) < 4_000


def test_what_is_shown_is_in_the_record(saved: SavedPage) -> None:
    saved.write("style.css", "h1 { color: red }")
    head = "<link rel=stylesheet href='FOLDER/style.css'>"
    before = saved.save("", head)
    saved.write("style.css", "h1 { color: green }")
    assert saved.read(before) is None
    after = saved.save("", head)
    assert before.resources != after.resources
    assert "green" in (saved.read(after) or "")
