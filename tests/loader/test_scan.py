"""Scanning the content folder: captures, stamps, and files that cannot be loaded."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.loader.filenames import suffix_of
from kursk_archive.loader.scan import ContentScan, scan_content
from kursk_archive.site.permalinks import ROOT_MANIFEST


@given(st.one_of(st.text(min_size=1, max_size=12), st.text("a.tTxX/İK ", min_size=1, max_size=12)))
def test_the_suffix_is_pathlib_s(path: str) -> None:
    path = f"{path.strip('/')}x"  # versions of pathlib differ about a dot at the end
    assert suffix_of(path) == PurePosixPath(path).suffix.lower()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def reported(scan: ContentScan) -> list[str]:
    return sorted(f"{finding.code} {finding.location}" for finding in (*scan.findings, *scan.rejected.values()))


def test_captures_are_found_in_the_order_of_their_paths(root: Path) -> None:
    put(root, "b.txt", "a/z.md", "a.txt", "A.TXT", "a/b/c.markdown", "archive.yaml")
    scan = scan_content(root)
    assert list(scan.stamps) == sorted(["b.txt", "a/z.md", "a.txt", "A.TXT", "a/b/c.markdown"])
    assert reported(scan) == []


NAMES = st.sampled_from(["a", "a b", "a-b", "a.b", "a0", "ab", "b", "B", "é", "\uff5e", "\U0001f300"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: f"{'/'.join(parts)}.txt")


@settings(max_examples=60)
@given(st.sets(PATHS, max_size=12), st.sets(PATHS, max_size=6), st.sets(PATHS, max_size=6))
def test_stale_and_removed_captures_come_in_the_order_of_the_paths(
    present: set[str], removed: set[str], edited: set[str]
) -> None:
    with TemporaryDirectory() as folder:
        put(Path(folder), *present)
        first = scan_content(Path(folder))
        assert (first.capture_count, list(first.stamps)) == (len(present), sorted(present))
        stamps: dict[str, str] = dict(first.stamps.items())
        previous = dict.fromkeys(removed, "old") | stamps | dict.fromkeys(edited, "old")
        rows = sorted(previous.items())
        again = scan_content(Path(folder), previous=rows)
        assert (again.capture_count, list(again.stamps)) == (len(present), sorted(present & edited))
        assert again.removed == sorted((removed | edited) - present)
        assert scan_content(Path(folder), previous=rows, everything=True).stamps == first.stamps


def test_a_rejected_capture_is_not_removed(root: Path) -> None:
    put(root, "a.txt", "b/c.txt")
    previous = [(path, "old") for path in ("a.txt", "b/c.txt", "b/d.txt", "e.txt")]
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to("/etc/passwd")
    assert scan_content(root, previous=previous).removed == ["b/d.txt", "e.txt"]


def test_other_files_are_ignored(root: Path) -> None:
    put(
        root,
        ".hidden.txt",
        ".git/a.txt",
        "README.md",
        "LICENSE.txt",
        "Rights.txt",
        "photo.jpg",
        "folder.yaml/a.png",
    )
    scan = scan_content(root)
    assert (scan.stamps, reported(scan)) == ({}, [])


def test_excluded_paths_are_skipped(root: Path) -> None:
    put(root, "drafts/a.txt", "a.bak.txt", "a.txt", "drafts/a.yaml")
    assert list(scan_content(root, ("drafts/*", "*.bak.txt")).stamps) == ["a.txt"]


def test_the_output_of_a_build_is_skipped(root: Path) -> None:
    put(root, f"site/{PRIVATE_FOLDER}/catalogue.sqlite", f"site/{ROOT_MANIFEST}", "site/articles/a.txt", "a.txt")
    scan = scan_content(root, previous=[("a.txt", "old"), ("site/articles/a.txt", "old")])
    assert (list(scan.stamps), reported(scan), scan.removed) == (
        ["a.txt"],
        ["output-inside site"],
        ["site/articles/a.txt"],
    )


def test_captures_beside_a_private_folder_are_neither_read_nor_removed(root: Path) -> None:
    put(root, f"2024/{PRIVATE_FOLDER}/x", "2024/a.txt", "a.txt")
    scan = scan_content(root, previous=[("2024/a.txt", "old"), ("a.txt", "old")])
    assert (list(scan.stamps), reported(scan), scan.removed) == (["a.txt"], ["output-doubtful 2024"], [])


def test_each_file_that_is_not_read_is_reported(root: Path) -> None:
    put(root, "a.odt", "b/c.odt", "d.adoc", "e", "f.txt.bak", "g.TXT~", "h.tar.gz", "i.doc", "x.yaml/j.org")
    put(root, "style.css", "README.rst", "LICENSE", "Thumbs.db", "permalinks.csv", "a.jpg", "page_files/ad.svg", ".env")
    names = ["a.odt", "b/c.odt", "d.adoc", "e", "f.txt.bak", "g.TXT~", "h.tar.gz", "i.doc", "x.yaml/j.org"]
    assert reported(scan_content(root)) == sorted(f"unsupported {name}:1:1" for name in names)
    assert reported(scan_content(root, ("*.odt", "?", "b/*", "*~"))) == [
        f"unsupported {name}:1:1" for name in ("d.adoc", "f.txt.bak", "h.tar.gz", "i.doc", "x.yaml/j.org")
    ]


def test_many_files_of_a_kind_are_one_finding(root: Path) -> None:
    put(root, *(f"{number:04}.ODT" for number in range(1_234)), "a.org")
    messages = [finding.message for finding in scan_content(root).findings]
    assert messages == [
        "1,234 .odt files are not read, among them 0000.ODT, 0001.ODT, 0002.ODT",
        ".org files are not read",
    ]


def test_a_stamp_changes_with_the_capture_and_with_its_sidecar(root: Path) -> None:
    put(root, "a.txt")
    stamps = [scan_content(root).stamps["a.txt"]]  # type: ignore[index]
    for name, text in (("a.txt", "yy"), ("a.yaml", "title: A"), ("a.yaml", "title: AB")):
        (root / name).write_text(text)
        stamps.append(scan_content(root).stamps["a.txt"])  # type: ignore[index]
    (root / "a.yaml").unlink()
    stamps.append(scan_content(root).stamps["a.txt"])  # type: ignore[index]
    assert len(set(stamps)) == 4
    assert stamps[1] == stamps[4]


def test_a_tool_that_sets_the_time_back_does_not_hide_a_change(root: Path) -> None:
    put(root, "a.txt")
    before, times = scan_content(root).stamps, (root / "a.txt").stat()
    (root / "a.txt").write_text("y")
    os.utime(root / "a.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert scan_content(root).stamps != before


def test_a_sidecar_without_a_capture_is_reported(root: Path) -> None:
    put(root, "a.yaml", "b.yml", "b.txt", "c.yaml", "c.yml", "c.md", "archive.txt", "sub/archive.yaml")
    for path in root.rglob("*.y*ml"):
        path.write_text("title: A\n")
    assert reported(scan_content(root)) == [
        "sidecar-alone a.yaml:1:1",
        "sidecar-alone c.yml:1:1",
        "sidecar-alone sub/archive.yaml:1:1",
    ]


def test_a_sidecar_without_a_capture_that_may_withhold_is_left_to_the_build(root: Path) -> None:
    put(root, "a.txt", "moved/b.txt", "c/d.txt", "d.txt", "e.pdf")
    for name in ("A.yaml", "a.yml", "b.yaml", "d.txt.yaml", "f.yaml"):
        (root / name).write_text("status: withheld\n")
    (root / "e.yaml").write_text("status: withheld\n")
    scan = scan_content(root)
    assert {one.path: one.captures for one in scan.unmatched} == {
        "A.yaml": ("a.txt",),
        "b.yaml": ("moved/b.txt",),
        "d.txt.yaml": ("d.txt",),
        "f.yaml": (),
    }
    assert [finding.code for finding in scan.findings] == ["unsupported"]


def test_links_inside_the_folder_are_captures(root: Path) -> None:
    put(root, "a.txt")
    (root / "b.txt").symlink_to("a.txt")
    (root / "same").symlink_to(".")
    scan = scan_content(root)
    assert (list(scan.stamps), reported(scan)) == (["a.txt", "b.txt"], [])


def test_anything_else_with_the_name_of_a_capture_is_rejected(root: Path) -> None:
    (root / "a.txt").symlink_to("/etc/passwd")
    (root / "b.txt").symlink_to("b.txt")
    (root / "c.md").mkdir()
    os.mkfifo(root / "d.txt")
    scan = scan_content(root)
    assert list(scan.rejected) == ["a.txt", "b.txt", "c.md", "d.txt"]
    assert reported(scan) == ["not-a-file c.md:1:1", "not-a-file d.txt:1:1", "outside a.txt:1:1", "outside b.txt:1:1"]
    assert all(scan.may_still_exist(name) for name in scan.rejected)
    assert not scan.may_still_exist("e.txt")


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\tb.md", "a\x1b[0m.txt", os.fsdecode(b"a\xff.txt"), "a\\b.txt", "a\u202eb.txt"], ids=ascii
)
def test_a_name_that_no_address_can_contain_is_reported(name: str, root: Path) -> None:
    put(root, name, "fine.txt")
    scan = scan_content(root)
    assert list(scan.stamps) == ["fine.txt"]
    [finding] = (*scan.findings, *scan.rejected.values())
    assert finding.code == "name"
    assert str(finding.location).isprintable()


def test_unsupported_formats_are_reported(root: Path) -> None:
    put(root, "a.pdf", "b.DOCX")
    assert reported(scan_content(root)) == ["unsupported a.pdf:1:1", "unsupported b.DOCX:1:1"]


@pytest.mark.parametrize(("closed", "kept"), [("a", ["a/b.txt"]), ("content", ["a/b.txt", "c.txt"])])
def test_captures_in_an_unreadable_folder_are_not_removed(
    closed: str, kept: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "a/b.txt", "c.txt")
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith(closed):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    scan = scan_content(root)
    assert [finding.code for finding in scan.findings] == ["unreadable"]
    assert scan_content(root, previous=[(name, "old") for name in kept]).removed == []
    assert "Permission denied" in scan.findings[0].message
    assert all(scan.may_still_exist(name) for name in kept)
