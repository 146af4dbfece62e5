"""What lies in the content folder: captures with their stamps, and what there is to say of the rest."""

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


@given(st.one_of(st.text(min_size=1, max_size=12), st.text("a.tTxX/İK ", min_size=1, max_size=12)))
def test_a_suffix_is_what_pathlib_says(path: str) -> None:
    path = f"{path.strip('/')}x"  # pathlib has opinions about a dot at the end, which differ between its versions
    assert suffix_of(path) == PurePosixPath(path).suffix.lower()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def said(found: ContentScan) -> list[str]:
    return sorted(f"{one.code} {one.location}" for one in (*found.findings, *found.rejected.values()))


def test_captures_are_found_in_the_order_of_their_paths(root: Path) -> None:
    put(root, "b.txt", "a/z.md", "a.txt", "A.TXT", "a/b/c.markdown", "archive.yaml")
    found = scan_content(root)
    assert list(found.stamps) == sorted(["b.txt", "a/z.md", "a.txt", "A.TXT", "a/b/c.markdown"])
    assert said(found) == []


NAMES = st.sampled_from(["a", "a b", "a-b", "a.b", "a0", "ab", "b", "B", "é", "\uff5e", "\U0001f300"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: f"{'/'.join(parts)}.txt")


@settings(max_examples=60)
@given(st.sets(PATHS, max_size=12), st.sets(PATHS, max_size=6), st.sets(PATHS, max_size=6))
def test_what_is_stale_and_what_is_gone_is_told_in_the_order_of_the_paths(
    there: set[str], gone: set[str], edited: set[str]
) -> None:
    with TemporaryDirectory() as folder:
        put(Path(folder), *there)
        first = scan_content(Path(folder))
        assert (first.capture_count, list(first.stamps)) == (len(there), sorted(there))
        stamps: dict[str, str] = dict(first.stamps.items())
        known = dict.fromkeys(gone, "old") | stamps | dict.fromkeys(edited, "old")
        rows = sorted(known.items())
        again = scan_content(Path(folder), previous=rows)
        assert (again.capture_count, list(again.stamps)) == (len(there), sorted(there & edited))
        assert again.removed == sorted((gone | edited) - there)
        assert scan_content(Path(folder), previous=rows, everything=True).stamps == first.stamps


def test_a_known_capture_that_is_broken_is_not_gone(root: Path) -> None:
    put(root, "a.txt", "b/c.txt")
    known = [(path, "old") for path in ("a.txt", "b/c.txt", "b/d.txt", "e.txt")]
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to("/etc/passwd")
    assert scan_content(root, previous=known).removed == ["b/d.txt", "e.txt"]


def test_what_is_nobody_s_business_is_passed_over(root: Path) -> None:
    put(
        root,
        ".hidden.txt",
        ".git/a.txt",
        "README.md",
        "LICENSE.txt",
        "Rights.txt",
        "photo.jpg",
        "notes",
        "folder.yaml/a.png",
    )
    found = scan_content(root)
    assert (found.stamps, said(found)) == ({}, [])


def test_patterns_leave_out(root: Path) -> None:
    put(root, "drafts/a.txt", "a.bak.txt", "a.txt", "drafts/a.yaml")
    assert list(scan_content(root, ("drafts/*", "*.bak.txt")).stamps) == ["a.txt"]


def test_the_output_of_a_build_is_no_content(root: Path) -> None:
    put(root, f"site/{PRIVATE_FOLDER}/catalogue.sqlite", "site/articles/a.txt", "a.txt")
    assert list(scan_content(root).stamps) == ["a.txt"]


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


def test_a_sidecar_without_its_capture_is_told(root: Path) -> None:
    put(root, "a.yaml", "b.yml", "b.txt", "c.yaml", "c.yml", "c.md", "archive.txt", "sub/archive.yaml")
    assert said(scan_content(root)) == [
        "sidecar-alone a.yaml:1:1",
        "sidecar-alone c.yml:1:1",
        "sidecar-alone sub/archive.yaml:1:1",
    ]


def test_links_that_stay_inside_are_captures(root: Path) -> None:
    put(root, "a.txt")
    (root / "b.txt").symlink_to("a.txt")
    (root / "same").symlink_to(".")
    found = scan_content(root)
    assert (list(found.stamps), said(found)) == (["a.txt", "b.txt"], [])


def test_what_has_the_name_of_a_capture_and_is_none_is_broken(root: Path) -> None:
    (root / "a.txt").symlink_to("/etc/passwd")
    (root / "b.txt").symlink_to("b.txt")
    (root / "c.md").mkdir()
    os.mkfifo(root / "d.txt")
    found = scan_content(root)
    assert list(found.rejected) == ["a.txt", "b.txt", "c.md", "d.txt"]
    assert said(found) == ["not-a-file c.md:1:1", "not-a-file d.txt:1:1", "outside a.txt:1:1", "outside b.txt:1:1"]
    assert all(found.may_still_exist(name) for name in found.rejected)
    assert not found.may_still_exist("e.txt")


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\tb.md", "a\x1b[0m.txt", os.fsdecode(b"a\xff.txt"), "a\\b.txt", "a\u202eb.txt"], ids=ascii
)
def test_a_name_that_no_address_can_hold_is_told(name: str, root: Path) -> None:
    put(root, name, "fine.txt")
    found = scan_content(root)
    assert list(found.stamps) == ["fine.txt"]
    [finding] = (*found.findings, *found.rejected.values())
    assert finding.code == "name"
    assert str(finding.location).isprintable()


def test_formats_to_come_are_told(root: Path) -> None:
    put(root, "a.html", "b.WARC")
    assert said(scan_content(root)) == ["unsupported a.html:1:1", "unsupported b.WARC:1:1"]


@pytest.mark.parametrize(("closed", "kept"), [("a", ["a/b.txt"]), ("content", ["a/b.txt", "c.txt"])])
def test_a_folder_that_cannot_be_listed_holds_what_was_in_it(
    closed: str, kept: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "a/b.txt", "c.txt")
    listed = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith(closed):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = scan_content(root)
    assert [one.code for one in found.findings] == ["unreadable"]
    assert scan_content(root, previous=[(name, "old") for name in kept]).removed == []
    assert "Permission denied" in found.findings[0].message
    assert all(found.may_still_exist(name) for name in kept)
