"""Builds whose catalogue is of another program, damaged or lost: each gives what a clean build gives, and says why."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from msgspec import structs

from kursk_archive import BuildReport, build, read_config
from kursk_archive.catalogue.link_status import LinkStatus, Liveness, read_link_status, write_link_status
from kursk_archive.catalogue.seal import seal_path
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.site.permalinks import ROOT_MANIFEST

EARLIER = sorted((Path(__file__).parents[1] / "catalogue/earlier").glob("*.sql"))
"""Catalogues that earlier versions of the program made, as SQL."""
CAPTURES = {
    "flood.txt": "# A Flood in Examplia\n\n15 August 2024\n\nThe river rose. [A Fire in Examplia](#)\n",
    "fire.md": "---\ntitle: A Fire in Examplia\ndate: 2023-03-03\ntopics: [Fires]\n---\n\nIt burned.\n",
    "frost.txt": "# A Frost in Examplia\n\n2 January 2024\n\nIt froze.\n",
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A built archive of three captures."""
    (tmp_path / "content").mkdir()
    for name, text in CAPTURES.items():
        (tmp_path / "content" / name).write_text(text)
    run(tmp_path)
    return tmp_path


def run(folder: Path, output: str = "build") -> BuildReport:
    return build(read_config(folder / "content", output=folder / output, search=False))


def tree(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith(PRIVATE_FOLDER)}


def clean(folder: Path) -> dict[str, bytes]:
    run(folder, "clean")
    return tree(folder / "clean")


def catalogue_of(folder: Path) -> Path:
    return folder / "build" / PRIVATE_FOLDER / "catalogue.sqlite"


def said(report: BuildReport) -> list[str]:
    return [finding.code for finding in report.findings if finding.code.startswith("catalogue")]


@pytest.mark.parametrize("script", EARLIER, ids=lambda path: path.stem)
def test_a_catalogue_of_an_earlier_version_is_put_aside_and_made_anew(archive: Path, script: Path) -> None:
    path = catalogue_of(archive)
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script.read_text())
    (archive / "content/fire.md").unlink()
    report = run(archive)
    assert said(report) == ["catalogue-version"]
    assert tree(archive / "build") == clean(archive)
    with closing(sqlite3.connect(f"{path}.old")) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert said(run(archive)) == []


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def fill(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def drop_column(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE link RENAME COLUMN region TO area")


def drop_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE build_state")


def leave_log(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(path.read_bytes())
    fill(path)


def remove_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM article WHERE article_id = 'flood.txt'")


DAMAGE: tuple[Callable[[Path], None], ...] = (
    cut,
    fill,
    replace_by_folder,
    leave_log,
    drop_column,
    drop_table,
    remove_rows,
)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_catalogue_is_put_aside_and_made_anew(archive: Path, damage: Callable[[Path], None]) -> None:
    damage(catalogue_of(archive))
    (archive / "content/fire.md").unlink()
    assert said(run(archive)) == ["catalogue"]
    assert tree(archive / "build") == clean(archive)
    assert Path(f"{catalogue_of(archive)}.old").exists()
    assert said(run(archive)) == []


@pytest.mark.parametrize("flip", range(0, 200, 10))
def test_flipped_bits_never_change_what_is_published(archive: Path, flip: int) -> None:
    """Flip ten bits, one after another, each in the catalogue as the build before left it."""
    random = Random(flip)
    (archive / "content/fire.md").unlink()
    expected = clean(archive)
    for _ in range(10):
        path = catalogue_of(archive)
        data = bytearray(path.read_bytes())
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        path.write_bytes(data)
        report = run(archive)
        assert said(report) == ["catalogue"]
        assert tree(archive / "build") == expected


def test_flipped_bits_in_a_catalogue_that_a_killed_build_left_do_no_harm(archive: Path) -> None:
    """Without a seal not every flip can be found, but none ends a build for good or spoils the pages of the next."""
    random = Random(3)
    (archive / "content/fire.md").unlink()
    expected = clean(archive)
    for _ in range(40):
        path = catalogue_of(archive)
        seal_path(path).unlink(missing_ok=True)
        data = bytearray(path.read_bytes())
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
        path.write_bytes(data)
        run(archive)
        assert tree(archive / "build") == expected


def test_a_catalogue_that_was_copied_with_its_folder_is_used(archive: Path) -> None:
    shutil.copytree(archive / "build", archive / "copy")
    report = run(archive, "copy")
    assert (said(report), report.written) == ([], ())


def test_only_the_last_file_is_kept_aside(archive: Path) -> None:
    for text in (b"first " * 999, b"second " * 999):
        catalogue_of(archive).write_bytes(text)
        run(archive)
    names = sorted(path.name for path in catalogue_of(archive).parent.glob("catalogue*.old*"))
    assert names == ["catalogue.sqlite.old"]
    assert Path(f"{catalogue_of(archive)}.old").read_bytes() == text


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_catalogue_that_may_not_be_written_is_put_aside(archive: Path) -> None:
    catalogue_of(archive).chmod(0o400)
    (archive / "content/fire.md").unlink()
    assert said(run(archive)) == ["catalogue"]
    assert tree(archive / "build") == clean(archive)


def test_a_catalogue_that_proves_damaged_during_the_build_is_made_anew_in_the_same_run(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for number in range(40):
        (tmp_path / "content" / f"{number}.txt").write_text(f"# Notice {number}\n\n3 March 2023\n\nSee it.\n")
    run(tmp_path)
    path = catalogue_of(tmp_path)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'capture'"
    with closing(sqlite3.connect(path)) as db:  # beyond what is read when it is opened
        ((size,), (at,)) = (db.execute(query).fetchone() for query in ("PRAGMA page_size", query))
    data = bytearray(path.read_bytes())
    data[(at - 1) * size : at * size] = b"\xab" * size
    path.write_bytes(data)
    assert said(run(tmp_path)) == ["catalogue"]
    assert tree(tmp_path / "build") == clean(tmp_path)


# Lists that someone has written into

FOREIGN = ("notes.txt", "articles/2024/notes.txt", "search/notes.txt", "manifests/notes.txt", "CNAME")


@pytest.mark.parametrize("digest", ["0" * 64, "f" * 64])
@pytest.mark.parametrize("path", FOREIGN)
def test_a_manifest_that_lists_a_file_of_someone_does_not_delete_it(archive: Path, path: str, digest: str) -> None:
    file = archive / "build" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Ring the printer.\n")
    with (archive / "build" / ROOT_MANIFEST).open("a") as manifest:
        manifest.write(f"{digest}  {path}\n")
    catalogue_of(archive).unlink()
    run(archive)
    assert file.read_text() == "Ring the printer.\n"
    file.unlink()
    assert tree(archive / "build") == clean(archive)


@pytest.mark.parametrize("path", ["notes.txt", "CNAME", ".well-known/x"])
def test_a_catalogue_that_lists_a_file_of_someone_does_not_delete_it(archive: Path, path: str) -> None:
    file = archive / "build" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Ring the printer.\n")
    with closing(sqlite3.connect(catalogue_of(archive))) as db, db:
        row = (path, "", "", 1, 2, 0, ROOT_MANIFEST)
        db.execute("INSERT INTO output_file VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    run(archive)
    assert file.read_text() == "Ring the printer.\n"
    file.unlink()
    assert tree(archive / "build") == clean(archive)


def test_a_page_that_only_the_catalogue_put_aside_knows_is_removed(archive: Path) -> None:
    path = catalogue_of(archive)
    (archive / "build" / ROOT_MANIFEST).unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    (archive / "content/fire.md").unlink()
    assert said(run(archive)) == ["catalogue-version"]
    assert tree(archive / "build") == clean(archive)


# What no build can make again

ANSWER = LinkStatus("https://news.example/a", Liveness.ALIVE, 200, "200 OK", checked_at="2024-08-15T14:30:05Z")


def test_a_damaged_journal_is_reported_once_and_what_is_legible_counts(archive: Path) -> None:
    answers = [structs.replace(ANSWER, url=f"https://news.example/{name}") for name in ("a", "b", "c")]
    with Catalogue(catalogue_of(archive)) as catalogue:
        write_link_status(catalogue.journal, answers)
    journal = archive / "build" / PRIVATE_FOLDER / "journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"example/b", b"example/d"))
    for codes in (["journal"], []):
        with Catalogue(catalogue_of(archive)) as catalogue:
            known = read_link_status(catalogue.journal, [answer.url for answer in answers])
            assert known == {answer.url: answer for answer in answers[::2]}
            assert [finding.code for finding in catalogue.journal.findings] == codes


# Files that were changed without a trace


def spoil(path: Path) -> None:
    """Change a byte of a file; size and mtime stay."""
    stat, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


PATHS = (
    "index.html",
    "articles/2024/08/15/flood.html",
    "articles/2024/08/15/flood.txt",
    "manifests/2024.txt",
    ROOT_MANIFEST,
)


@pytest.mark.parametrize("path", PATHS)
def test_a_file_changed_with_its_size_and_time_kept_is_restored_by_verifying(archive: Path, path: str) -> None:
    expected = tree(archive / "build")
    spoil(archive / "build" / path)
    assert run(archive).written == ()
    config = read_config(archive / "content", output=archive / "build", search=False, verify=True)
    assert list(build(config).written) == [path]
    assert tree(archive / "build") == expected
    assert build(config).written == ()
