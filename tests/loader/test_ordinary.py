"""The short way to know that a path is a file of the folder says so only where the long way would."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kursk_archive.loader.decode import MAX_CAPTURE_BYTES
from kursk_archive.loader.ordinary import is_ordinary

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere every path goes the long way")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "2024").mkdir(parents=True)
    (tmp_path / "content" / "2024" / "flood.txt").write_text("# A Flood\n")
    (tmp_path / "secret.txt").write_text("# A Secret\n")
    return tmp_path / "content"


def test_a_file_in_a_folder_is_ordinary(root: Path) -> None:
    assert is_ordinary(root, "2024/flood.txt")


def test_the_root_itself_may_be_a_link(root: Path) -> None:
    link = root.parent / "archive"
    link.symlink_to(root)
    assert is_ordinary(link, "2024/flood.txt")


def test_a_link_on_the_way_is_not(root: Path) -> None:
    (root / "file.txt").symlink_to(root / "2024" / "flood.txt")
    (root / "folder").symlink_to(root / "2024")
    (root / "out").symlink_to(root.parent)
    for name in ("file.txt", "folder/flood.txt", "out/secret.txt"):
        assert not is_ordinary(root, name), name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../secret.txt", id="above"),
        pytest.param("2024/../../secret.txt", id="above by a detour"),
        pytest.param("2024", id="a folder"),
        pytest.param(".", id="the root"),
        pytest.param("2024/drought.txt", id="nothing"),
        pytest.param("2024/flood.txt/a.txt", id="under a file"),
        pytest.param("a\0.txt", id="a name with a NUL"),
        pytest.param("a" * 5000, id="a name that no disk takes"),
    ],
)
def test_what_is_no_file_of_the_folder_is_not(name: str, root: Path) -> None:
    assert not is_ordinary(root, name)


def test_a_pipe_is_not(root: Path) -> None:
    os.mkfifo(root / "pipe.txt")
    assert not is_ordinary(root, "pipe.txt")


def test_what_is_too_large_is_not(root: Path) -> None:
    for name, size in (("most.txt", MAX_CAPTURE_BYTES), ("more.txt", MAX_CAPTURE_BYTES + 1)):
        with (root / name).open("wb") as file:
            file.truncate(size)
    assert is_ordinary(root, "most.txt")
    assert not is_ordinary(root, "more.txt")
