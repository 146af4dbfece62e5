"""An archive of crawls: increments, withholding, evidence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from kursk_archive.config import read_config
from kursk_archive.core.events import BuildReport
from kursk_archive.pipeline import crawl_parts
from kursk_archive.pipeline.build import build
from kursk_archive.publisher.verify import VerifyTotals, verify_site
from tests.loader.crawls.crawl_files import DATE, HERALD, page, zipped


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "archive.yaml").write_text("warc: {exclude: ['/private/*']}\n")
    return folder


def built(content: Path, output: str = "build") -> BuildReport:
    return build(read_config(content, output=content.with_name(output), search=False, jobs=1))


def pages(content: Path, output: str = "build") -> list[str]:
    stems = (path.stem for path in (content.with_name(output) / "articles").rglob("*.html"))
    return sorted(stem for stem in stems if not stem.endswith(".original"))


def published(content: Path, output: str) -> dict[str, bytes]:
    root = content.with_name(output)
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in files
        if not path.relative_to(root).as_posix().startswith(".kursk-archive")
    }


def stories(names: Iterable[str]) -> bytes:
    return zipped(page(f"/{name}.html", f"A Story About {name.title()}") for name in names)


NUMBERED = [f"story-{number}" for number in range(70)]


def test_a_crawl_in_several_parts_grows_and_shrinks(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = content / "crawl.warc.gz"
    crawl.write_bytes(stories([*NUMBERED, "private/letter"]))
    assert built(content).articles == 70
    crawl.write_bytes(stories([*NUMBERED[3:], "flood"]))
    report = built(content)
    assert report.articles == 68
    assert [finding.code for finding in report.findings if finding.location.path == "crawl.warc.gz"] == []
    assert pages(content) == sorted([*NUMBERED[3:], "flood"])
    built(content, "clean")
    assert published(content, "build") == published(content, "clean")
    assert list(verify_site(content.with_name("build"), VerifyTotals())) == []

    def fail(*_: object) -> None:
        raise AssertionError("an unchanged crawl was opened")

    monkeypatch.setattr(crawl_parts, "open_crawl", fail)
    assert built(content).written == ()


def test_a_sidecar_withholds_one_article_or_all(content: Path) -> None:
    (content / "crawl.warc.gz").write_bytes(stories(["ferry", "flood"]))
    sidecar = content / "crawl.yaml"
    built(content)
    sidecar.write_text(f'articles:\n  "{DATE}/{HERALD}/flood.html": {{status: withheld}}\n')
    built(content)
    assert pages(content) == ["ferry"]
    assert not [name for name, data in published(content, "build").items() if b"About Flood" in data or "flood" in name]
    sidecar.write_text("status: withheld\n")
    built(content)
    assert pages(content) == []
    sidecar.unlink()
    assert "sidecar-lost" in [finding.code for finding in built(content).findings]
    assert pages(content) == []
    sidecar.write_text("status: published\n")
    built(content)
    assert pages(content) == ["ferry", "flood"]


def test_what_a_sidecar_withheld_stays_so_when_the_crawl_is_copied(content: Path) -> None:
    data = stories(["ferry", "flood"])
    (content / "crawl.warc.gz").write_bytes(data)
    (content / "crawl.yaml").write_text("status: withheld\n")
    built(content)
    (content / "crawl.warc.gz").unlink()
    (content / "crawl.yaml").unlink()
    (content / "copy.warc.gz").write_bytes(data)
    built(content)
    assert pages(content) == []


def test_a_crawl_that_breaks_keeps_what_it_still_holds(content: Path) -> None:
    data = stories(["ferry", "flood"])
    (content / "crawl.warc.gz").write_bytes(data)
    built(content)
    (content / "crawl.warc.gz").write_bytes(data[:-40])
    report = built(content)
    assert [finding.code for finding in report.findings if finding.location.path == "crawl.warc.gz"] == ["crawl-broken"]
    assert pages(content) == ["ferry"]
    (content / "crawl.warc.gz").unlink()
    built(content)
    assert pages(content) == []


def test_captures_of_one_address_by_one_crawl_are_its_editions(content: Path) -> None:
    days = ["2024-08-15T10:15:00Z", "2024-08-16T10:15:00Z"]
    records = [page("/flood.html", f"The Flood, Part {number}", date=day) for number, day in enumerate(days)]
    (content / "crawl.warc.gz").write_bytes(zipped(records))
    report = built(content)
    assert report.articles == 1
    assert any(".diff-20240815T101500Z-20240816T101500Z" in path for path in report.written)
    assert {finding.code for finding in report.findings} <= {"base-url"}
    (content / "later.warc.gz").write_bytes(
        zipped([page("/flood.html", "The Flood, Part 3", date="2024-09-01T00:00:00Z")])
    )
    assert [finding.code for finding in built(content).findings if finding.location.path.startswith("later")] == [
        "duplicate-source"
    ]
