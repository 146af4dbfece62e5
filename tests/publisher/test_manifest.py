"""The manifest that lists a published file."""

from __future__ import annotations

from pathlib import Path

from kursk_archive.publisher.manifest import recorded_files, render_manifest
from kursk_archive.site.permalinks import ROOT_MANIFEST


def test_paths_are_recorded_with_the_manifest_that_lists_them(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests/2024-08.txt").write_bytes(render_manifest([("calendar/2024/08/index.html", "0" * 64)]))
    (tmp_path / ROOT_MANIFEST).write_bytes(
        render_manifest([("index.html", "0" * 64), ("manifests/2024-08.txt", "0" * 64)])
    )
    assert list(recorded_files(tmp_path)) == [
        (ROOT_MANIFEST, ROOT_MANIFEST, ""),
        ("index.html", ROOT_MANIFEST, "0" * 64),
        ("manifests/2024-08.txt", ROOT_MANIFEST, ""),
        ("calendar/2024/08/index.html", "manifests/2024-08.txt", "0" * 64),
    ]


def test_a_file_of_someone_among_the_manifests_is_not_recorded(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests/notes.txt").write_text("Ring the printer.\n")
    (tmp_path / ROOT_MANIFEST).write_bytes(render_manifest([("manifests/notes.txt", "0" * 64)]))
    assert list(recorded_files(tmp_path)) == [(ROOT_MANIFEST, ROOT_MANIFEST, "")]


def test_unreadable_manifests_record_no_paths(tmp_path: Path) -> None:
    assert list(recorded_files(tmp_path)) == []
    (tmp_path / ROOT_MANIFEST).write_bytes(b"\xff")
    assert list(recorded_files(tmp_path)) == []
