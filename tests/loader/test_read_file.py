"""The quick test for a regular file inside of a folder says yes only where resolving the path would."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kursk_archive.loader.decode import MAX_CAPTURE_BYTES
from kursk_archive.loader.read_file import is_plain_file_inside

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere every path is resolved")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "2024").mkdir(parents=True)
    (tmp_path / "content" / "2024" / "flood.txt").write_text("# A Flood\n")
    (tmp_path / "secret.txt").write_text("# A Secret\n")
    return tmp_path / "content"


def test_a_file_in_a_subfolder_is_recognised(root: Path) -> None:
    assert is_plain_file_inside(root, "2024/flood.txt")


def test_the_root_may_be_a_symbolic_link(root: Path) -> None:
    link = root.parent / "archive"
    link.symlink_to(root)
    assert is_plain_file_inside(link, "2024/flood.txt")


def test_a_symbolic_link_on_the_path_is_left_to_the_full_check(root: Path) -> None:
    (root / "file.txt").symlink_to(root / "2024" / "flood.txt")
    (root / "folder").symlink_to(root / "2024")
    (root / "out").symlink_to(root.parent)
    for name in ("file.txt", "folder/flood.txt", "out/secret.txt"):
        assert not is_plain_file_inside(root, name), name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("../secret.txt", id="outside"),
        pytest.param("2024/../../secret.txt", id="outside-after-a-subfolder"),
        pytest.param("2024", id="folder"),
        pytest.param(".", id="root"),
        pytest.param("2024/drought.txt", id="missing"),
        pytest.param("2024/flood.txt/a.txt", id="below-a-file"),
        pytest.param("a\0.txt", id="nul-in-the-name"),
        pytest.param("a" * 5000, id="name-too-long"),
    ],
)
def test_anything_but_a_file_inside_is_refused(name: str, root: Path) -> None:
    assert not is_plain_file_inside(root, name)


def test_a_pipe_is_refused(root: Path) -> None:
    os.mkfifo(root / "pipe.txt")
    assert not is_plain_file_inside(root, "pipe.txt")


def test_a_file_over_the_limit_is_refused(root: Path) -> None:
    for name, size in (("most.txt", MAX_CAPTURE_BYTES), ("more.txt", MAX_CAPTURE_BYTES + 1)):
        with (root / name).open("wb") as file:
            file.truncate(size)
    assert is_plain_file_inside(root, "most.txt")
    assert not is_plain_file_inside(root, "more.txt")
