"""The manifest that lists a published file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.publisher.manifest import (
    ROOT_MANIFEST,
    list_of,
    recorded_paths,
    render_manifest,
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("articles/2024/08/15/flood.html", "2024-08"),
        ("articles/2024/08/flood.csl.json", "2024-08"),
        ("articles/2024/flood.txt", "2024"),
        ("articles/undated/flood.html", "undated"),
        ("calendar/2024/index.html", "2024"),
        ("calendar/2024/08/index.html", "2024-08"),
        ("calendar/2024/08/15.html", "2024-08"),
        ("calendar/undated.html", "undated"),
        ("topics/rivers/2024/08/15.html", "2024-08"),
        ("topics/rivers/2024/index.html", "2024"),
        ("topics/rivers/2024/a.html", "2024"),
        ("topics/rivers/undated/a.html", "undated"),
        ("links/valley.example/2024/08/index.html", "2024-08"),
        ("data/links/2024-08.csv", "2024-08"),
        ("data/articles/2024.jsonl", "2024"),
        ("data/articles/undated.csv", "undated"),
        ("sitemaps/2024.xml", "2024"),
        ("sitemaps/2024.2.xml", "2024"),
        ("search/2024/pagefind.js", "search-2024"),
    ],
)
def test_files_of_a_period_are_in_its_manifest(path: str, name: str) -> None:
    assert list_of(path) == f"manifests/{name}.txt"


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "calendar/index.html",
        "topics/rivers.html",
        "topics/2024.html",
        "topics/2024/feed.atom",
        "topics/a-z/r.html",
        "links/2024.example.html",
        "data/links.csv",
        "assets/2024/a.css",
        "search/index.html",
        "manifests/2024-08.txt",
    ],
)
def test_other_files_are_in_the_root_manifest(path: str) -> None:
    assert list_of(path) == ROOT_MANIFEST


def test_lists_of_a_topic_named_like_a_year_belong_to_their_own_years() -> None:
    assert list_of("topics/2024/2023/08/index.html") == "manifests/2023-08.txt"


def test_paths_are_recorded_with_the_manifest_that_lists_them(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests/2024-08.txt").write_bytes(render_manifest([("calendar/2024/08/index.html", "0" * 64)]))
    (tmp_path / ROOT_MANIFEST).write_bytes(
        render_manifest([("index.html", "0" * 64), ("manifests/2024-08.txt", "0" * 64)])
    )
    assert dict(recorded_paths(tmp_path)) == {
        ROOT_MANIFEST: ROOT_MANIFEST,
        "index.html": ROOT_MANIFEST,
        "manifests/2024-08.txt": ROOT_MANIFEST,
        "calendar/2024/08/index.html": "manifests/2024-08.txt",
    }


def test_unreadable_manifests_record_no_paths(tmp_path: Path) -> None:
    assert list(recorded_paths(tmp_path)) == []
    (tmp_path / ROOT_MANIFEST).write_bytes(b"\xff")
    assert list(recorded_paths(tmp_path)) == []
