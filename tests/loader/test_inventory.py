"""Every file of the content folder is listed, or reported with the reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import Finding
from kursk_archive.loader.inventory import ContentFile, walk_content_files


def put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def paths(root: Path) -> list[str]:
    return [item.path for item in walk_content_files(root) if isinstance(item, ContentFile)]


def reported(root: Path) -> list[str]:
    return [f"{item.code} {item.location}" for item in walk_content_files(root) if isinstance(item, Finding)]


def test_all_files_are_listed_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = [
        "archive.yaml",
        "RIGHTS",
        "b.txt",
        "b.yaml",
        "b/z.html",
        "b-a.txt",
        "b b.txt",
        "b/.a/../c.warc",
        "пором.txt",
    ]
    put(tmp_path, *names[:-2], "b/c.warc", names[-1], "two\nlines.bin", "back\\slash")
    listed = paths(tmp_path)
    expected = {*names[:-2], "b/c.warc", names[-1], "two\nlines.bin", "back\\slash"}
    assert listed == sorted(expected)
    assert reported(tmp_path) == []


@settings(max_examples=30)
@given(st.sets(st.text("ab -./", min_size=1, max_size=6), max_size=8))
def test_paths_are_ordered_as_strings(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    root = tmp_path_factory.mktemp("order")
    for name in names:
        folder, _, file = f"x/{name}".rpartition("/")
        if not any(part.startswith(".") for part in (*folder.split("/"), file)) and file:
            Path(root, folder.replace("/", "d/") + "d").mkdir(parents=True, exist_ok=True)
            Path(root, folder.replace("/", "d/") + "d", file).write_text("x")
    listed = paths(root)
    assert listed == sorted(listed)
    assert len(listed) == sum(1 for path in root.rglob("*") if path.is_file())


def test_hidden_files_are_reported_once(tmp_path: Path) -> None:
    put(tmp_path, ".git/config", ".git/objects/a", "a/.DS_Store", "a/b.txt")
    assert paths(tmp_path) == ["a/b.txt"]
    assert reported(tmp_path) == ["bag-left .git", "bag-left a/.DS_Store"]


def test_the_output_of_a_build_is_reported_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", f"site/{PRIVATE_FOLDER}/catalogue.sqlite", "site/index.html")
    assert paths(tmp_path) == ["a.txt"]
    assert reported(tmp_path) == ["bag-left site"]


def test_links_within_the_folder_are_resolved(tmp_path: Path) -> None:
    root = tmp_path / "content"
    put(root, "a/b.txt", ".hidden", "z/c.txt")
    put(tmp_path, "secret.txt")
    for name, target in {
        "in.txt": "a/b.txt", "out.txt": "../secret.txt", "nowhere.txt": "none", "ring": "ring", "folder": "a",
        "back.txt": "../content/z/c.txt", "hidden.txt": ".hidden",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    files = [item for item in walk_content_files(root) if isinstance(item, ContentFile)]
    assert ContentFile("in.txt", "a/b.txt") in files
    assert ContentFile("back.txt", "z/c.txt") in files
    assert paths(root) == ["a/b.txt", "back.txt", "in.txt", "z/c.txt"]
    assert reported(root) == [
        "bag-left .hidden", "bag-left folder", "bag-left hidden.txt", "outside nowhere.txt", "outside out.txt",
        "unreadable ring",
    ]  # fmt: skip


def test_devices_and_names_that_are_not_utf8_are_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x")
    assert paths(tmp_path) == []
    assert reported(tmp_path) == ["bag-left pipe", "name \\udcff.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "a/b.txt", "c.txt")
    (tmp_path / "a").chmod(0)
    try:
        assert paths(tmp_path) == ["c.txt"]
        assert reported(tmp_path) == ["unreadable a"]
    finally:
        (tmp_path / "a").chmod(0o700)
