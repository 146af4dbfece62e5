"""The command `links recover`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from kursk_archive.cli.main import main

SEED = Path("content").resolve()
PAGE = """<!doctype html>
<!-- Page saved with SingleFile
 url: {address}
 saved date: Fri Aug 16 2024 10:12:00 GMT+0000 -->
<html lang="en"><head><meta charset="utf-8"><title>{title} - The Fictional Herald</title>
<link rel="canonical" href="{address}"></head>
<body><header><a href="https://herald.example/">Home</a> <a href="https://herald.example/said">said</a></header>
<nav><ul><li><a href="https://herald.example/war">War</a></li></ul></nav>
<main><article><h1>{title}</h1><p class="date">August 15, 2024</p>
{body}
</article>
<aside class="advertising"><a href="https://shop.example/captured">captured</a> <p>Buy a granite lantern, they
<a href="https://shop.example/said">said</a>.</p></aside></main>
<aside><h2>More</h2><ul><li><a href="{related}">{headline}</a></li>
<li><a href="https://herald.example/confirmed">confirmed</a></li></ul></aside>
<footer><a href="https://herald.example/about">About</a></footer></body></html>
"""
FERRY = "# A Ferry\n\nAugust 15, 2024\n\nIt sailed at noon, the harbour master [said](#) on Monday.\n\n{}"
SOURCE = "Original url:\n\n<https://herald.example/2024/08/15/ferry>\n"


def saved_page(body: str, title: str = "A Ferry", address: str = "https://herald.example/2024/08/15/ferry") -> str:
    return PAGE.format(title=title, address=address, body=body, related="https://herald.example/x", headline="More")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "content/ferry.txt").write_text(FERRY.format(SOURCE))
    return tmp_path


def recover(*arguments: str) -> int:
    return main(["links", "recover", "--from", "pages", *arguments])


def seed_page() -> tuple[str, dict[str, str]]:
    """A page as the seeded article may have been saved: its paragraphs moved, its links at made-up addresses."""
    (capture,) = SEED.glob("*.txt")
    text = capture.read_text("utf-8")
    words = ("said", "alleged", "accused", "confirmed", "captured", "replenishing")
    addresses = {word: f"https://{word}.example/2024/08/{number}" for number, word in enumerate(words, 10)}
    for word, address in addresses.items():
        assert f"[{word}](#)" in text
        text = text.replace(f"[{word}](#)", f'<a href="{address}?utm_source=herald">{word}</a>')
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    title, source = paragraphs[0].strip().removeprefix("# "), paragraphs[-1].strip("\n<>")
    headline = next(part for part in paragraphs if "Related article" in part).split("[")[1].split("]")[0]
    body = [part for part in paragraphs[3:-2] if "Related article" not in part]
    moved = [*body[:2], *body[4:], *body[2:4]]
    related = "https://herald.example/2024/08/14/related"
    html = "\n".join(f"<p>{part.strip()}</p>" for part in moved)
    page = PAGE.format(title=title, address=source, body=html, related=related, headline=headline)
    return page, {**addresses, headline: related}


def test_the_seeded_article_gets_its_links_back(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(archive / "content")
    shutil.copytree(SEED, archive / "content")
    page, addresses = seed_page()
    (archive / "pages/saved.html").write_text(page)
    before = {path: path.read_bytes() for path in sorted((archive / "content").iterdir())}
    assert recover("--format", "json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["text"]: row["href"] for row in rows} == addresses
    assert {row["confidence"] for row in rows if row["method"] == "text"} == {"same sentence"}
    assert {(row["witness"], row["witness_sha256"], row["witness_date"][:10]) for row in rows} == {
        ("saved.html", sha256(page.encode()).hexdigest(), "2024-08-16")
    }
    assert {path: path.read_bytes() for path in sorted((archive / "content").iterdir())} == before
    assert recover("--write") == 0
    capsys.readouterr()
    assert main(["links", "--format", "json"]) == 0
    ledger = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["text"]: row["canonical"] for row in ledger if row["witness"]} == addresses
    assert not [row for row in ledger if row["status"] == "lost"]


SAID = (
    '<p>It sailed at noon, the harbour master <a href="{}">said</a> on Monday.</p><p>Nobody else came to the pier.</p>'
)
TO = "https://post.example/said"


def test_an_archivists_comments_and_fields_stay_and_a_second_run_changes_nothing(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sidecar = archive / "content/ferry.yaml"
    sidecar.write_text(
        "# mine\ntopics: [Boats]   # two\nlinks:\n  # what I know\n  - {text: pier, href: https://a.example/}\n"
    )
    (archive / "content/ferry.txt").write_text(FERRY.format("The [pier](#) is closed.\n\n" + SOURCE))
    (archive / "pages/ferry.html").write_text(saved_page(SAID.format(TO)))
    before = sidecar.read_text()
    assert recover("--write") == 0
    captured = capsys.readouterr()
    assert captured.out == f"ferry.txt:5:39  said  {TO}  (same sentence, ferry.html)\n"
    assert captured.err == "1 lost link found; 1 sidecar written\n"
    digest = sha256((archive / "pages/ferry.html").read_bytes()).hexdigest()
    written = sidecar.read_text()
    assert written == before + (
        f"  - text: said\n    href: {TO}\n    method: text\n    witness: ferry.html\n"
        f"    witness_sha256: {digest}\n    witness_date: '2024-08-16T10:12:00Z'\n    confidence: same sentence\n"
    )
    assert recover("--write") == 0
    assert sidecar.read_text() == written
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("title", "date", "is_found"),
    [("A Ferry", "August 15, 2024", True), ("A Ferry", "August 16, 2024", False), ("A Boat", "August 15, 2024", False)],
    ids=["title and day", "title alone", "day alone"],
)
def test_a_copy_at_another_address_is_known_by_title_and_day_together(
    archive: Path, capsys: pytest.CaptureFixture[str], title: str, date: str, is_found: bool
) -> None:
    copy = FERRY.replace("](#)", f"]({TO})").replace("A Ferry", title).replace("August 15, 2024", date)
    (archive / "pages/copy.txt").write_text(copy.format("Original url:\n\n<https://mirror.example/a-ferry>\n"))
    assert recover() == 0
    assert (TO in capsys.readouterr().out) is is_found
    assert not (archive / "content/ferry.yaml").exists()


def test_where_two_copies_differ_both_addresses_are_shown_and_none_is_written(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = ("https://post.example/1", "https://post.example/2")
    for number, address in enumerate(others):
        (archive / f"pages/{number}.html").write_text(saved_page(SAID.format(address)))
    assert recover("--write", "--format", "csv") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["href"], row["candidates"]) == ("", " ".join(others))
    assert not (archive / "content/ferry.yaml").exists()


def test_two_spellings_of_one_address_are_no_contradiction(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, address in enumerate((f"{TO}?utm_source=a", f"{TO}/")):
        (archive / f"pages/{number}.html").write_text(saved_page(SAID.format(address)))
    assert recover() == 0
    assert f"  {TO}  (same sentence, 0.html)" in capsys.readouterr().out


def test_a_withheld_copy_is_no_witness(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (archive / "pages/ferry.html").write_text(saved_page(SAID.format(TO)))
    (archive / "pages/ferry.yaml").write_text("status: withheld\n")
    assert recover() == 0
    assert capsys.readouterr().out == ""


def test_addresses_of_a_copy_from_a_web_archive_are_those_of_the_original(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = "https://web.archive.org/web/20240816101112/"
    page = saved_page(SAID.format(prefix + TO), address=f"{prefix}https://herald.example/2024/08/15/ferry")
    (archive / "pages/snapshot.html").write_text(page)
    assert recover() == 0
    assert f"  {TO}  " in capsys.readouterr().out


def test_a_sidecar_that_would_count_for_two_captures_is_not_made(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "content/ferry.md").write_text("---\ntitle: Another Ferry\n---\n\nIt sank.\n")
    (archive / "pages/ferry.html").write_text(saved_page(SAID.format(TO)))
    assert recover("--write") == 1
    assert "ferry.yaml: error: it would be the sidecar of ferry.md, too" in capsys.readouterr().err
    assert not (archive / "content/ferry.yaml").exists()


def test_any_bytes_may_lie_among_the_copies(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (archive / "pages/a.html").write_bytes(b"\xff\x00<<<")
    (archive / "pages/b.json").write_bytes(b"[[[")
    (archive / "pages/c.mhtml").write_bytes(b"\0" * 50)
    (archive / "pages/d.html").write_text(saved_page(SAID.format("javascript:alert(1)")))
    (archive / "pages/e.html").write_text(saved_page(SAID.format("#top")))
    recover("--write")
    assert capsys.readouterr().out == ""
    assert not (archive / "content/ferry.yaml").exists()


def test_a_place_that_does_not_exist_is_an_error_of_use(archive: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["links", "recover", "--from", "nowhere"])


def test_an_article_of_an_export_gets_its_repair_under_its_key(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "It sailed at noon, the harbour master <a href='#'>said</a> on Monday."
    item = {"url": "https://herald.example/2024/08/15/ferry", "title": "A Ferry", "date": "2024-08-15", "html": text}
    other = {**item, "url": "https://herald.example/2024/08/16/barge", "title": "A Barge", "date": "2024-08-16"}
    (archive / "content/ferry.txt").unlink()
    (archive / "content/scraped.jsonl").write_text(f"{json.dumps(item)}\n{json.dumps(other)}\n")
    (archive / "pages/ferry.html").write_text(saved_page(SAID.format(TO)))
    assert recover("--write") == 0
    assert (archive / "content/scraped.yaml").read_text().startswith("articles:\n")
    capsys.readouterr()
    assert main(["links", "--format", "json"]) == 0
    ledger = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["status"] for row in ledger if row["text"] == "said"} == {"repaired", "lost"}


def response(address: str, page: bytes) -> bytes:
    """A record of a crawl."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2024-08-17T09:00:00Z\r\nWARC-Target-URI: {address}\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_a_page_of_a_crawl_is_a_witness(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = "".join(
        f"<p>The boat of year {year} was larger, slower and more expensive.</p>" for year in range(1900, 1920)
    )
    page = saved_page(SAID.format(TO) + rest).encode()
    others = [f"https://herald.example/2024/08/15/ferry-{number}" for number in range(20)]
    crawl = b"".join(response(other, page.replace(b"/ferry", other[-8:].encode())) for other in others)
    crawl += response("https://herald.example/2024/08/15/ferry", page)
    (archive / "pages/crawl.warc").write_bytes(crawl)
    assert recover("--format", "json") == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["href"], row["witness_sha256"]) == (TO, sha256(crawl).hexdigest())
    assert row["witness"].startswith("crawl.warc#")
    assert row["witness_date"].startswith("2024-08-1")


def test_a_capture_is_no_witness_of_itself(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(archive / "content/ferry.txt", archive / "pages/ferry.txt")
    assert main(["links", "recover", "--from", "content", "pages"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_among_the_copies_is_named_and_the_others_are_read(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(archive / "pages/a.html")
    (archive / "pages/loop").symlink_to(archive / "pages")
    (archive / "pages/broken.warc.gz").write_bytes(gzip.compress(b"WARC/1.0\r\n" * 99)[:30])
    (archive / "pages/broken.wacz").write_bytes(b"PK\3\4" + bytes(99))
    (archive / "pages/deep.html").write_text("<div>" * 20_000)
    (archive / "pages/good.html").write_text(saved_page(SAID.format(TO)))
    assert recover() == 1
    captured = capsys.readouterr()
    assert TO in captured.out
    assert "a.html:1:1: error: not a regular file" in captured.err
    assert "broken.wacz: error: not a readable ZIP file" in captured.err
