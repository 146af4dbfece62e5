"""Crawls of one folder: what the pages of one show may be in another."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive.catalogue.records import CaptureRecord
from kursk_archive.config import read_config
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.events import BuildReport
from kursk_archive.loader.load_capture import CrawlLoader
from kursk_archive.pipeline import crawl_folders, crawl_parts
from kursk_archive.pipeline.build import build
from kursk_archive.preservation.export import export
from kursk_archive.publisher.verify import VerifyTotals, verify_site
from tests.loader.crawls.crawl_files import HERALD, http, page, record, wacz, zipped

HEAD = '<link rel="stylesheet" href="/main.css">'
FIGURE = (
    '<figure><img src="/ferry.jpg" alt="The ferry" width=640 height=400><figcaption>The ferry, seen from the old quay'
    "</figcaption></figure><p>The council of Examplia will meet again on Friday to speak about the ferry.</p>"
)


def photo(colour: str) -> bytes:
    output = io.BytesIO()
    Image.effect_noise((640, 400), 60).convert("RGB").save(output, "JPEG", comment=colour.encode())
    return output.getvalue()


def sheet(colour: str, date: str = "2024-08-15T10:16:00Z") -> bytes:
    return record(f"{HERALD}/main.css", http(f"h1 {{ color: {colour} }}".encode(), "text/css"), date=date)


def picture(data: bytes, date: str = "2024-08-15T10:16:00Z", address: str = "/ferry.jpg") -> bytes:
    return record(f"{HERALD}{address}", http(data, "image/jpeg"), date=date)


PAGE = zipped([page("/ferry.html", "The Ferry", FIGURE, head=HEAD)])
PHOTO = photo("first")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def built(content: Path, output: str = "build") -> BuildReport:
    return build(read_config(content, output=content.with_name(output), search=False, jobs=1))


def files(content: Path, output: str = "build") -> Mapping[str, bytes]:
    folder = content.with_name(output)
    found = (path for path in folder.rglob("*") if path.is_file() and ".kursk" not in str(path))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def original(content: Path) -> str:
    (path,) = content.with_name("build").rglob("ferry.original.html")
    return html.unescape(path.read_text())


def images(content: Path) -> list[str]:
    return sorted({path.name.partition("-")[0] for path in content.with_name("build").rglob("ferry.*.jpg")})


def build_as_clean(content: Path) -> BuildReport:
    """Build, and check that a clean build writes the same."""
    report = built(content)
    clean = f"clean-{len(list(content.parent.iterdir()))}"
    built(content, clean)
    assert files(content) == files(content, clean)
    return report


@pytest.mark.parametrize("name", ["crawl-00001.warc.gz", "assets.wacz", "0.warc", "other.arc.gz"])
def test_a_page_shows_what_stands_in_another_crawl_of_its_folder(name: str, content: Path) -> None:
    (content / "crawl-00000.warc.gz").write_bytes(PAGE)
    records = [sheet("red"), picture(PHOTO)]
    if name.endswith(".arc.gz"):
        columns = b"1 0 made\nURL IP-address Archive-date Content-type Archive-length\n"
        head = b"filedesc://a.arc 0.0.0.0 20240815101600 text/plain %d\n%s\n" % (len(columns), columns)
        bodies = [http(b"h1 { color: red }", "text/css"), http(PHOTO, "image/jpeg")]
        lines = [
            f"{HERALD}/{path} 192.0.2.1 20240815101600 {kind} {len(body)}\n".encode() + body + b"\n"
            for path, kind, body in zip(("main.css", "ferry.jpg"), ("text/css", "image/jpeg"), bodies, strict=True)
        ]
        data = zipped([head, *lines])
    elif name.endswith(".wacz"):
        data = wacz({"archive/a.warc.gz": zipped(records[:1]), "archive/b.warc": records[1]}, is_deflated=True)
    else:
        data = zipped(records) if name.endswith(".gz") else b"".join(records)
    (content / name).write_bytes(data)
    report = build_as_clean(content)
    assert report.articles == 1
    assert "h1 { color: red }" in original(content)
    assert base64.b64encode(PHOTO).decode() in original(content)
    assert images(content) == ["ferry.1"]
    assert list(verify_site(content.with_name("build"), VerifyTotals())) == []
    assert built(content).written == ()


def test_a_crawl_that_comes_later_changes_or_goes_is_noticed(content: Path) -> None:
    (content / "a.warc.gz").write_bytes(PAGE)
    build_as_clean(content)
    assert images(content) == []
    later = content / "b.warc.gz"
    later.write_bytes(zipped([sheet("red"), picture(PHOTO)]))
    build_as_clean(content)
    assert "color: red" in original(content)
    assert images(content) == ["ferry.1"]
    later.write_bytes(zipped([sheet("tan"), picture(PHOTO)]))
    build_as_clean(content)
    assert "color: tan" in original(content)
    later.unlink()
    build_as_clean(content)
    assert "color: tan" not in original(content)
    assert images(content) == []


def test_the_record_nearest_in_time_is_shown(content: Path) -> None:
    (content / "a.warc.gz").write_bytes(
        zipped([page("/ferry.html", "The Ferry", head=HEAD), sheet("red", "2024-08-13T00:00:00Z")])
    )
    build_as_clean(content)
    assert "color: red" in original(content)
    (content / "b.warc.gz").write_bytes(zipped([sheet("tan", "2024-08-16T00:00:00Z")]))
    build_as_clean(content)
    assert "color: tan" in original(content)
    (content / "c.warc.gz").write_bytes(zipped([sheet("pink", "2024-08-20T00:00:00Z")]))
    report = build_as_clean(content)
    assert "color: tan" in original(content)
    assert not [path for path in report.written if path.endswith("ferry.original.html")]


def test_of_two_records_equally_near_that_of_the_pages_own_crawl_is_shown(content: Path) -> None:
    (content / "b.warc.gz").write_bytes(zipped([page("/ferry.html", "The Ferry", head=HEAD), sheet("red")]))
    (content / "a.warc.gz").write_bytes(zipped([sheet("tan")]))
    build_as_clean(content)
    assert "color: red" in original(content)


def test_crawls_of_other_folders_are_left_alone(content: Path) -> None:
    (content / "a.warc.gz").write_bytes(PAGE)
    (content / "more").mkdir()
    (content / "more" / "b.warc.gz").write_bytes(zipped([sheet("red")]))
    build_as_clean(content)
    assert "color: red" not in original(content)


def test_a_withheld_crawl_lends_nothing(content: Path) -> None:
    (content / "a.warc.gz").write_bytes(PAGE)
    data = zipped([sheet("red"), picture(PHOTO), page("/secret.html", "The Secret")])
    (content / "b.warc.gz").write_bytes(data)
    built(content)
    assert "color: red" in original(content)
    sidecar = content / "b.yaml"
    sidecar.write_text("status: withheld\n")
    for state in ("withheld", "lost", "copied"):
        if state == "lost":
            sidecar.unlink()
        elif state == "copied":
            (content / "b.warc.gz").rename(content / "copy.warc.gz")
        built(content)
        assert "color: red" not in original(content), state
        assert images(content) == [], state
        assert not [path for path, data in files(content).items() if b"The Secret" in data or b"color: red" in data]
    (content / "copy.yaml").write_text("status: published\n")
    built(content)
    assert "color: red" in original(content)


def test_only_crawls_whose_pages_gain_are_read_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = range(3)
    for number in numbers:
        records = [page(f"/{number}.html", f"Story {number}", head=HEAD), sheet("red")]
        (content / f"{number}.warc.gz").write_bytes(zipped(records))
    build_as_clean(content)
    opened: list[str] = []

    def note(root: Path, path: ArticleId, stamp: str, site: bytes) -> CrawlLoader:
        opened.append(path)
        return crawl_parts.open_crawl(root, path, stamp, site)

    monkeypatch.setattr(crawl_folders, "open_crawl", note)
    (content / "3.warc.gz").write_bytes(zipped([page("/3.html", "Story 3"), sheet("tan", "2024-09-01T00:00:00Z")]))
    built(content)
    assert set(opened) == {"3.warc.gz"}
    opened.clear()
    (content / "4.warc.gz").write_bytes(zipped([sheet("tan", "2024-08-15T10:15:01Z")]))
    built(content)
    assert set(opened) == {"0.warc.gz", "1.warc.gz", "2.warc.gz", "4.warc.gz"}
    monkeypatch.undo()
    build_as_clean(content)


def test_no_more_is_offered_than_a_task_can_carry(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawl_folders, "MAX_OFFERED", 1)
    (content / "a.warc.gz").write_bytes(PAGE)
    (content / "b.warc.gz").write_bytes(zipped([sheet("red", "2024-08-17T00:00:00Z")]))
    build_as_clean(content)
    assert "color: red" in original(content)
    (content / "c.warc.gz").write_bytes(zipped([sheet("tan", "2024-08-16T00:00:00Z")]))
    build_as_clean(content)
    assert "color: tan" in original(content)


def test_redirects_and_revisits_of_what_pages_show_are_followed(content: Path) -> None:
    moved = record(f"{HERALD}/main.css", http(b"", "", "301 Moved", Location="/v2/main.css"))
    digest = "sha1:AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH"
    copy = picture(PHOTO, address="/original.jpg").replace(
        b"Content-Length", b"WARC-Payload-Digest: " + digest.encode() + b"\r\nContent-Length", 1
    )
    revisit = record(
        f"{HERALD}/ferry.jpg", http(b"", "image/jpeg"), "revisit", WARC_Payload_Digest=digest,
        WARC_Refers_To_Target_URI=f"{HERALD}/original.jpg", WARC_Refers_To_Date="2024-08-15T10:16:00Z",
    )  # fmt: skip
    target = record(f"{HERALD}/v2/main.css", http(b"h1 { color: red }", "text/css"))
    (content / "a.warc.gz").write_bytes(PAGE)
    (content / "b.warc.gz").write_bytes(zipped([moved, copy, revisit, target]))
    report = build_as_clean(content)
    assert "color: red" in original(content)
    assert images(content) == ["ferry.1"]
    assert [finding.message for finding in report.findings if finding.location.path == "b.warc.gz"] == [
        "no web page in this crawl, only 4 files that pages may show"
    ]


def test_a_crawl_that_lends_goes_into_the_package(content: Path) -> None:
    (content / "a.warc.gz").write_bytes(PAGE)
    (content / "b.warc.gz").write_bytes(zipped([sheet("red"), page("/more.html", "More")]))
    built(content)
    (content / "a.yaml").write_text("status: withheld\n")
    config = read_config(content, output=content.with_name("build"), search=False, jobs=1)
    export(config, content.with_name("bag"))
    names = {path.name for path in content.with_name("bag").rglob("*")}
    assert "b.warc.gz" in names
    assert "a.warc.gz" not in names


def test_a_killed_build_is_made_up_for(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content / "a.warc.gz").write_bytes(PAGE)
    (content / "c.warc.gz").write_bytes(zipped([page("/flood.html", "The Flood", head=HEAD)]))
    built(content)
    (content / "b.warc.gz").write_bytes(zipped([sheet("red")]))
    note_needs, calls = crawl_folders.CrawlFolders.note_needs, 0

    def fail(folders: crawl_folders.CrawlFolders, captures: Iterable[CaptureRecord]) -> None:
        nonlocal calls
        calls += 1
        if calls > 2:
            raise KeyboardInterrupt
        note_needs(folders, captures)

    monkeypatch.setattr(crawl_folders.CrawlFolders, "note_needs", fail)
    with pytest.raises(KeyboardInterrupt):
        built(content)
    monkeypatch.undo()
    build_as_clean(content)
    assert "color: red" in original(content)
