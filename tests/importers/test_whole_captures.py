"""Saved pages, newsletters and crawls named on the command line are copied whole."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive import build, read_config
from kursk_archive.cli.main import main
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES

PAGE = (
    b"<html><head><title>The Ferry Sails</title>"
    b'<link rel="canonical" href="https://herald.example/2024/08/15/ferry">'
    b'<meta property="article:published_time" content="2024-08-15"></head><body><article><h1>The Ferry Sails</h1>'
    + b"".join(
        b"<p>The SECRET ferry sails again, after a winter of repairs, said the mayor of Examplia.</p>" for _ in "abc"
    )
    + b"</article></body></html>"
)
MIME = b"From: a@mail.example\r\nSubject: The Ferry Sails\r\nDate: Thu, 15 Aug 2024 10:00:00 +0000\r\n"
MIME += b"MIME-Version: 1.0\r\n"
MHTML = (
    MIME
    + b"Snapshot-Content-Location: https://herald.example/2024/08/15/ferry\r\n"
    + b'Content-Type: multipart/related; boundary="B"\r\n\r\n'
    b"--B\r\nContent-Type: text/html\r\nContent-Location: https://herald.example/2024/08/15/ferry\r\n\r\n"
    + PAGE
    + b"\r\n--B--\r\n"
)
EML = MIME + b"Content-Type: text/html\r\n\r\n" + PAGE


def warc(padding: int = 0) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
    return _record(b"response", b"https://herald.example/2024/08/15/ferry", http) + (
        _record(b"resource", b"https://herald.example/a.bin", bytes(padding)) if padding else b""
    )


def _record(kind: bytes, address: bytes, block: bytes) -> bytes:
    content_type = b"application/http; msgtype=response" if kind == b"response" else b"application/octet-stream"
    return (
        b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"WARC-Date: 2024-08-15T10:00:00Z\r\nWARC-Target-URI: " + address + b"\r\nContent-Type: " + content_type
        + b"\r\nContent-Length: " + f"{len(block)}".encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )  # fmt: skip


def wacz() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(warc()))
    return file.getvalue()


CAPTURES = {
    "ferry.html": PAGE,
    "ferry.mhtml": MHTML,
    "ferry.eml": EML,
    "ferry.warc": warc(),
    "ferry.warc.gz": gzip.compress(warc()),
    "ferry.wacz": wacz(),
}


@pytest.mark.parametrize("withheld", [False, True], ids=["published", "withheld"])
@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_is_copied_whole(name: str, withheld: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(CAPTURES[name])
    content = tmp_path / "content"
    content.mkdir()
    arguments = ["import", f"{tmp_path / name}", "--content", f"{content}", *(["--withheld"] if withheld else [])]
    assert main(arguments) == 0
    assert (content / name).read_bytes() == CAPTURES[name]
    sidecar = (content / "ferry.yaml").read_text() if name != "ferry.warc.gz" else _only_sidecar(content).read_text()
    assert f"imported_from: {name}" in sidecar
    report = build(read_config(content, output=tmp_path / "built", search=False))
    assert report.articles == (0 if withheld else 1)
    published = [file for file in (tmp_path / "built").rglob("*.html") if b"SECRET" in file.read_bytes()]
    assert bool(published) is not withheld
    before = {file: file.stat().st_mtime_ns for file in content.rglob("*")}
    assert main(arguments) == 0
    assert {file: file.stat().st_mtime_ns for file in content.rglob("*")} == before


def _only_sidecar(content: Path) -> Path:
    (sidecar,) = (file for file in content.iterdir() if file.suffix == ".yaml")
    return sidecar


@pytest.mark.parametrize("name", ["large.warc", "large.html"])
def test_the_limit_of_a_text_is_none_of_a_crawl_or_a_page(name: str, tmp_path: Path) -> None:
    padding = MAX_CAPTURE_BYTES + 1
    data = (
        warc(padding)
        if name.endswith(".warc")
        else PAGE.replace(b"</body>", b'<img src="data:image/png;base64,' + b"A" * padding + b'"></body>')
    )
    (tmp_path / name).write_bytes(data)
    (tmp_path / "content").mkdir()
    for _ in range(2):
        assert main(["import", f"{tmp_path / name}", "--content", f"{tmp_path / 'content'}"]) == 0
        assert (tmp_path / "content" / name).read_bytes() == data


FOLDER_NAMES = ("_files", ".files", "-Dateien", "_bestanden", "_fichiers", "-filer", "_archivos", "_pliki", "-file")
COMPLETE = PAGE.replace(b"</head>", b'<link rel="stylesheet" href="ferryFOLDER/css/main.css"></head>').replace(
    b"</article>",
    b'<figure><img src="ferryFOLDER/quay.png"><figcaption>The old quay of Examplia</figcaption></figure><p>The ferry'
    b" will sail on Friday, said the mayor, and on every day after that.</p></article>",
)


def picture() -> bytes:
    output = io.BytesIO()
    Image.effect_noise((200, 120), 60).convert("RGB").save(output, "PNG")
    return output.getvalue()


@pytest.mark.parametrize("source", ["saved/ferry.html", "saved"], ids=["file", "folder"])
@pytest.mark.parametrize("folder", FOLDER_NAMES)
def test_a_page_brings_the_folder_that_a_browser_saved_beside_it(folder: str, source: str, tmp_path: Path) -> None:
    saved, content = tmp_path / "saved", tmp_path / "content"
    beside = saved / f"ferry{folder}"
    (beside / "css").mkdir(parents=True)
    content.mkdir()
    (saved / "ferry.html").write_bytes(COMPLETE.replace(b"FOLDER", folder.encode()))
    (beside / "quay.png").write_bytes(picture())
    (beside / "css" / "main.css").write_text("h1 { color: tan }")
    (beside / "frame.html").write_bytes(PAGE)
    (beside / ".hidden").write_text("hidden")
    (beside / "link.css").symlink_to(tmp_path / "content")
    for _ in range(2):
        assert main(["import", f"{tmp_path / source}", "--content", f"{content}", "--from", "plain"]) == 0
    copied = {path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file()}
    names = {"css/main.css", "frame.html", "quay.png"}
    assert copied == {"ferry.html", "ferry.yaml", *(f"ferry{folder}/{name}" for name in names)}
    report = build(read_config(content, output=tmp_path / "built", search=False))
    assert report.articles == 1
    (original,) = (tmp_path / "built").rglob("ferry.original.html")
    assert "color: tan" in original.read_text()
    assert list((tmp_path / "built").rglob("ferry.1*.jpg"))


def test_a_file_of_a_page_that_is_there_already_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ferry_files").mkdir()
    (tmp_path / "ferry.html").write_bytes(COMPLETE.replace(b"FOLDER", b"_files"))
    (tmp_path / "ferry_files" / "quay.png").write_bytes(picture())
    (tmp_path / "ferry_files" / "main.css").write_text("h1 { color: tan }")
    (tmp_path / "content" / "ferry_files").mkdir(parents=True)
    (tmp_path / "content" / "ferry_files" / "main.css").write_text("another")
    main(["import", f"{tmp_path / 'ferry.html'}", "--content", f"{tmp_path / 'content'}"])
    assert "ferry_files/main.css" in capsys.readouterr().err
    assert (tmp_path / "content" / "ferry_files" / "main.css").read_text() == "another"
    assert (tmp_path / "content" / "ferry_files" / "quay.png").is_file()


def test_a_web_archive_of_safari_is_reported_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "ferry.webarchive").write_bytes(b"bplist00")
    report = build(read_config(tmp_path, output=tmp_path.with_name("built"), search=False))
    (message,) = [finding.message for finding in report.findings if finding.code == "unsupported"]
    assert "save it as “Page Source”" in message
