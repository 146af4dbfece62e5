"""The user's cache returns only what was made from the same source, and only from a folder of the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kursk_archive.core.user_cache import keep, read_kept, user_cache_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kursk-archive"


def test_what_is_kept_is_bound_to_its_source() -> None:
    assert read_kept("page", b"source") is None
    keep("page", b"source", b"made")
    assert (read_kept("page", b"source"), read_kept("page", b"another")) == (b"made", None)
    keep("page", b"another", b"made again")
    assert (read_kept("page", b"source"), read_kept("page", b"another")) == (None, b"made again")


def test_nothing_is_left_but_one_file_for_each_name(cache: Path) -> None:
    for number in range(3):
        keep("page", b"%d" % number, b"made")
    assert len(list(cache.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100])
def test_a_damaged_file_is_passed_over(cache: Path, damage: bytes) -> None:
    keep("page", b"source", b"made")
    (file,) = cache.iterdir()
    file.write_bytes(damage)
    assert read_kept("page", b"source") is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_folder_that_others_may_write_into_is_not_used(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    keep("page", b"source", b"made")
    assert (user_cache_folder(), read_kept("page", b"source"), list(cache.iterdir())) == (None, None, [])


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_a_link_is_not_used(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    cache.parent.mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    assert user_cache_folder() is None


def test_a_file_in_place_of_the_folder_is_no_error(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("")
    keep("page", b"source", b"made")
    assert read_kept("page", b"source") is None
