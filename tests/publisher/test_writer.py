"""The writer of the output folder: files are written whole or not at all, and nothing else is touched."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.core.findings import ArchiveError
from kursk_archive.publisher.writer import Writer


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    opened = Writer.claim(tmp_path / "out")
    opened.clear_scratch()
    return opened


def code(error: pytest.ExceptionInfo[ArchiveError]) -> str:
    [finding] = error.value.findings
    return finding.code


def test_a_file_is_rewritten_only_if_its_bytes_differ(writer: Writer) -> None:
    first, second, third = (
        writer.write("a/b.html", b"x"),
        writer.write("a/b.html", b"x"),
        writer.write("a/b.html", b"y"),
    )
    assert [result.changed for result in (first, second, third)] == [True, False, True]
    assert first.mtime == second.mtime
    assert (third.sha256, third.size) == (hashlib.sha256(b"y").hexdigest(), 1)
    assert (writer.root / "a/b.html").read_bytes() == b"y"
    assert list(writer.scratch.rglob("*")) == [writer.scratch / writer.run_id]


def test_a_file_is_unchanged_if_size_and_mtime_are(writer: Writer) -> None:
    result = writer.write("a.html", b"x")
    assert writer.is_unchanged("a.html", result.size, result.mtime)
    assert not writer.is_unchanged("a.html", result.size + 1, result.mtime)
    assert not writer.is_unchanged("a.html", result.size, result.mtime + 1)
    assert not writer.is_unchanged("b.html", result.size, result.mtime)


@pytest.mark.parametrize(
    "path",
    ["../x", "a/../../x", "/etc/x", "", ".", "a\\b", "a\0b", f"{PRIVATE_FOLDER}/catalogue.sqlite", "..", "a/..", "//x"],
    ids=ascii,
)
def test_a_path_that_leads_out_is_refused(path: str, writer: Writer) -> None:
    with pytest.raises(ArchiveError) as caught:
        writer.write(path, b"x")
    assert code(caught) == "outside"
    assert not writer.holds_file(path)


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from(["..", ".", "/", "a", "b.html", "\\", "\0", PRIVATE_FOLDER, " ", "é"]), max_size=6).map(
        "".join
    )
)
def test_no_path_leads_out(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    base = tmp_path_factory.mktemp("base")
    (base / "precious").write_text("x")
    writer = Writer.claim(base / "out")
    writer.clear_scratch()
    with suppress(ArchiveError):
        writer.write(path, b"x")
    assert sorted(path.name for path in base.iterdir()) == ["out", "precious"]
    assert not (writer.root / PRIVATE_FOLDER / "b.html").exists()


@pytest.mark.parametrize("existing", ["index.html", "folder/x"])
def test_a_folder_with_foreign_files_is_refused(existing: str, tmp_path: Path) -> None:
    (tmp_path / existing).parent.mkdir(exist_ok=True)
    (tmp_path / existing).write_text("x")
    with pytest.raises(ArchiveError) as caught:
        Writer.claim(tmp_path)
    assert code(caught) == "not-ours"
    assert not (tmp_path / PRIVATE_FOLDER).exists()


def test_an_empty_folder_or_one_with_hidden_files_is_claimed(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").touch()
    assert Writer.claim(tmp_path).root == tmp_path.resolve()
    assert (
        (tmp_path / PRIVATE_FOLDER / "CACHEDIR.TAG")
        .read_bytes()
        .startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    )


def test_a_file_in_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(ArchiveError) as caught:
        Writer.claim(tmp_path / "out")
    assert code(caught) == "unwritable"


def test_symbolic_links_are_not_followed(writer: Writer, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("x")
    (writer.root / "a").symlink_to(elsewhere, target_is_directory=True)
    (writer.root / "b.html").symlink_to(elsewhere / "precious")
    with pytest.raises(ArchiveError) as caught:
        writer.write("a/x.html", b"x")
    assert code(caught) == "outside"
    assert writer.write("b.html", b"x").changed, "even if the bytes are the same, a link is no file"
    assert list(writer.remove(["a/precious", "b.html"])) == ["b.html"]
    assert (elsewhere / "precious").read_text() == "x"
    assert [path.name for path in elsewhere.iterdir()] == ["precious"]


def test_a_link_to_a_folder_inside_is_accepted(writer: Writer) -> None:
    (writer.root / "real").mkdir()
    (writer.root / "a").symlink_to("real", target_is_directory=True)
    assert writer.write("a/x.html", b"x").changed


def test_a_folder_in_place_of_a_file_is_reported_and_kept(writer: Writer) -> None:
    (writer.root / "a.html").mkdir()
    (writer.root / "a.html/precious").write_text("x")
    with pytest.raises(ArchiveError) as caught:
        writer.write("a.html", b"x")
    assert code(caught) == "unwritable"
    assert list(writer.remove(["a.html"])) == []
    assert (writer.root / "a.html/precious").exists()


def test_removing_deletes_empty_folders_but_no_foreign_files(writer: Writer) -> None:
    for path in ("a/b/c.html", "a/b/d.html", "e/f.html"):
        writer.write(path, b"x")
    (writer.root / "e/mine.html").write_text("x")
    assert list(writer.remove(["a/b/c.html", "e/f.html", "never/there.html"])) == ["a/b/c.html", "e/f.html"]
    assert (writer.root / "a/b").is_dir()
    assert list(writer.remove(["a/b/d.html"])) == ["a/b/d.html"]
    assert sorted(path.name for path in writer.root.iterdir()) == [PRIVATE_FOLDER, "e"]
    assert writer.write("a/b/c.html", b"x").changed, "the folder is made again"


def test_leftovers_of_a_killed_build_are_removed(writer: Writer) -> None:
    (writer.scratch / "earlier").mkdir()
    (writer.scratch / "earlier" / "1").write_bytes(b"half")
    writer.clear_scratch()
    assert list(writer.scratch.rglob("*")) == [writer.scratch / writer.run_id]
