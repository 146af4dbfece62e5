"""The program itself can read the archives and captures that `init` and `new` create."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.cli.scaffold import create_archive, create_capture
from kursk_archive.config import read_config
from kursk_archive.core.findings import ArchiveError
from kursk_archive.loader import load


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my-archive", "My archive"),
        ("kursk_2024", "Kursk 2024"),
        ("123", "123"),
        ("a: b #c", "A: b #c"),
        ("'\"{}[]&*!|>%@`", "'\"{}[]&*!|>%@`"),
        ("true", "True"),
        ("архив-газет", "Архив газет"),
        ("word " * 30 + "end: x", "Word " + "word " * 29 + "end: x"),
        ("{title}", "{title}"),
        ("a\nb", "A b"),
        ("---", "Archive"),
    ],
    ids=ascii,
)
def test_an_archive_gets_its_title_from_the_folder_s_name(name: str, title: str, tmp_path: Path) -> None:
    written = create_archive(tmp_path / name)
    assert [path.relative_to(tmp_path / name).as_posix() for path in written] == ["content/archive.yaml", ".gitignore"]
    config = read_config(tmp_path / name / "content")
    assert (config.site.title, config.findings) == (title, ())


def test_existing_files_are_kept(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.txt").write_text("A")
    (tmp_path / ".gitignore").write_text("mine")
    assert len(create_archive(tmp_path)) == 1
    assert (tmp_path / ".gitignore").read_text() == "mine"
    with pytest.raises(ArchiveError) as caught:
        create_archive(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["exists"]


def test_a_file_in_the_way_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("in the way")
    with pytest.raises(ArchiveError) as caught:
        create_archive(tmp_path)
    assert [finding.code for finding in caught.value.findings] == ["unwritable"]


@pytest.mark.parametrize(
    ("what", "name", "title", "source"),
    [
        ("https://news.example/2024/08/15/a-flood", "a-flood", "A flood", "https://news.example/2024/08/15/a-flood"),
        ("https://news.example/", "capture", "Capture", "https://news.example/"),
        ("A Flood in Examplia", "a-flood-in-examplia", "A Flood in Examplia", None),
        ("# Потоп", "potop", "Потоп", None),
        ("../../../etc/passwd", "etc-passwd", "../../../etc/passwd", None),
        ("a\nb", "a-b", "a b", None),
        ("", "capture", "Untitled", None),
        ("###", "capture", "Untitled", None),
        ("con", "con-page", "con", None),
        ("README", "readme-article", "README", None),
    ],
    ids=ascii,
)
def test_a_capture_is_created_from_a_url_or_a_title(
    what: str, name: str, title: str, source: str | None, tmp_path: Path
) -> None:
    written = create_capture(tmp_path, what)
    assert written == [tmp_path / f"{name}.txt", tmp_path / f"{name}.yaml"]
    article = load(written[0], tmp_path)
    assert (article.title, article.source_url, article.withheld) == (title, source, True)
    assert article.captured_at
    assert article.findings == ()


def test_the_sidecar_of_a_capture_called_archive_is_not_archive_yaml(tmp_path: Path) -> None:
    assert [path.name for path in create_capture(tmp_path, "Archive")] == ["archive.txt", "archive.yml"]
    assert load(tmp_path / "archive.txt", tmp_path).withheld


@pytest.mark.parametrize("name", ["a-flood.txt", "a-flood.md", "a-flood.yml"])
def test_a_capture_that_would_share_a_sidecar_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(ArchiveError) as caught:
        create_capture(tmp_path, "A Flood")
    assert [finding.code for finding in caught.value.findings] == ["exists"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a-flood.txt").symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(ArchiveError):
        create_capture(tmp_path / "content", "A Flood")
    assert not (tmp_path / "elsewhere.txt").exists()


def test_an_existing_sidecar_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a-flood.yaml").write_text("mine")
    with pytest.raises(ArchiveError) as caught:
        create_capture(tmp_path, "A Flood")
    assert [finding.code for finding in caught.value.findings] == ["exists"]
    assert [path.name for path in tmp_path.iterdir()] == ["a-flood.yaml"]
