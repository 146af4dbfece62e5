"""A published folder is compared with its lists: each change in it is found once, and nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.config import PRIVATE_FOLDER, read_config
from kursk_archive.core.findings import Finding
from kursk_archive.pipeline.build import build
from kursk_archive.publisher import manifest
from kursk_archive.publisher.manifest_reader import SeenPaths, read_manifest
from kursk_archive.publisher.verify import VerifyTotals, verify_site

FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe mayor said so.\n"
FAIR = "# A Fair in Examplia\n\nMay 2, 2023\n\nThey danced.\n"
PAGE = "articles/2024/08/15/flood.html"
FILES = tuple(sorted(PAGE.replace("html", ending) for ending in ("html", "txt", "bib", "csl.json", "ris")))
"""All that is published of it."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built archive of two fictional articles; only to be copied."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "content").mkdir()
    (folder / "content/flood.txt").write_text(FLOOD)
    (folder / "content/fair.txt").write_text(FAIR)
    build(read_config(folder / "content", output=folder / "site", search=False))
    return folder / "site"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


def said(root: Path) -> list[tuple[str, str]]:
    """Path and code of each finding."""
    return [(one.location.path, one.code) for one in verify_site(root, VerifyTotals())]


def test_what_was_published_is_in_order(site: Path) -> None:
    tally, steps = VerifyTotals(), list[tuple[int, int]]()
    assert list(verify_site(site, tally, lambda done, total: steps.append((done, total)))) == []
    files = [path for path in site.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
    assert tally.files == len(files) - 1  # the first list, which names all the others, is named by none
    assert (
        tally.total_bytes == sum(path.stat().st_size for path in files) - (site / manifest.ROOT_MANIFEST).stat().st_size
    )
    assert tally.manifests == 1 + len(list(site.glob("manifests/*.txt")))
    assert steps[-1] == (tally.files, tally.files)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_says_the_same(site: Path) -> None:
    def accepts() -> bool:
        lists = [manifest.ROOT_MANIFEST, *(path.relative_to(site).as_posix() for path in site.glob("manifests/*.txt"))]
        command = ("sha256sum", "--check", "--strict", "--quiet", *lists)
        return subprocess.run(command, cwd=site, capture_output=True, check=False).returncode == 0

    assert accepts()
    tamper(site / PAGE)
    assert not accepts()


def tamper(file: Path) -> None:
    """Turn one bit, and leave size and time as they were."""
    before, data = file.stat(), bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap_for_link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


Edit = Callable[[Path], object]


def link_folder(site: Path) -> None:
    (site / "articles/2024").rename(site.parent / "moved")
    (site / "articles/2024").symlink_to(site.parent / "moved")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda site: tamper(site / PAGE), [(PAGE, "changed")]),
        (lambda site: (site / PAGE).write_bytes(b""), [(PAGE, "changed")]),
        (lambda site: tamper(site / "assets/style.css"), [("assets/style.css", "changed")]),
        (lambda site: (site / PAGE).unlink(), [(PAGE, "missing")]),
        (lambda site: ((site / PAGE).unlink(), (site / PAGE).mkdir()), [(PAGE, "missing")]),
        (lambda site: (site / "new.html").write_text("x"), [("new.html", "foreign")]),
        (lambda site: (site / "articles/2024/08/.hidden").write_text("x"), [("articles/2024/08/.hidden", "foreign")]),
        (lambda site: (site / "manifests/2031-01.txt").write_text(""), [("manifests/2031-01.txt", "foreign")]),
        (lambda site: (site / "a\nb").write_text(""), [("a\nb", "foreign")]),
        (lambda site: (site / os.fsdecode(b"\xff")).write_text(""), [("\udcff", "foreign")]),
        (lambda site: os.mkfifo(site / "pipe"), [("pipe", "foreign")]),
        (lambda site: (site / "out").symlink_to("/"), [("out", "foreign")]),
        (lambda site: (site / "gone").symlink_to("nowhere"), [("gone", "foreign")]),
        (lambda site: swap_for_link(site / "index.html"), [("elsewhere", "foreign"), ("index.html", "foreign")]),
        (
            link_folder,
            [*((path, "missing") for path in FILES), ("articles/2024", "foreign")],
        ),
        (lambda site: (site / "empty").mkdir(), []),
        (lambda site: (site / PRIVATE_FOLDER / "notes").write_text("x"), []),
        (lambda site: shutil.rmtree(site / PRIVATE_FOLDER), []),
        (lambda site: (site / "articles" / PRIVATE_FOLDER).mkdir(), []),
    ],
    ids=[
        "one bit", "emptied", "an asset", "removed", "a folder in its place", "foreign", "foreign and hidden",
        "a list that nobody names", "a name of two lines", "a name that is no text", "a pipe", "a link out",
        "a dead link",
        "a link in its place", "a folder that is a link", "an empty folder", "in the private folder",
        "no private folder", "a folder named like it",
    ],
)  # fmt: skip
def test_each_change_is_found_once(edit: Edit, expected: list[tuple[str, str]], site: Path) -> None:
    edit(site)
    assert said(site) == expected


def test_a_list_that_was_changed_with_its_file_gives_itself_away(site: Path) -> None:
    tamper(site / PAGE)
    listed = site / "manifests/2024-08.txt"
    digest = sha256((site / PAGE).read_bytes()).hexdigest()
    lines = [f"{digest}  {PAGE}" if line.endswith(PAGE) else line for line in listed.read_text().splitlines()]
    listed.write_text("\n".join(lines) + "\n")
    assert said(site) == [("manifests/2024-08.txt", "changed")]


def test_without_the_first_list_nothing_can_be_said(site: Path) -> None:
    (site / manifest.ROOT_MANIFEST).unlink()
    assert said(site) == [(manifest.ROOT_MANIFEST, "manifest")]


def test_without_a_further_list_its_files_are_foreign(site: Path) -> None:
    (site / "manifests/2024-08.txt").unlink()
    files = (*FILES, "calendar/2024/08/index.html")
    assert said(site) == [("manifests/2024-08.txt", "missing"), *((path, "foreign") for path in files)]


DIGEST = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"words\n", f"{DIGEST} a\n".encode(), f"{DIGEST}  a".encode(), f"{DIGEST}  a\r\n".encode(),
        f"{'A' * 64}  a\n".encode(), f"{DIGEST[1:]}  a\n".encode(), f"{DIGEST}  \n".encode(),
        f"{DIGEST}  /etc/passwd\n".encode(), f"{DIGEST}  ../a\n".encode(), f"{DIGEST}  a/../../b\n".encode(),
        f"{DIGEST}  ./a\n".encode(), f"{DIGEST}  a//b\n".encode(), f"{DIGEST}  a/\n".encode(),
        f"{DIGEST}  .\n".encode(),
        f"{DIGEST}  {PRIVATE_FOLDER}/catalogue.sqlite\n".encode(), f"\\{DIGEST}  a\\nb\n".encode(),
        DIGEST.encode() + b"  \xff\n", DIGEST.encode() + b"  a\0b\n",
    ],
    ids=repr,
)  # fmt: skip
def test_an_odd_line_is_a_finding_at_its_place(line: bytes, tmp_path: Path) -> None:
    (tmp_path / manifest.ROOT_MANIFEST).write_bytes(line)
    [one] = verify_site(tmp_path, VerifyTotals())
    assert (str(one.location), one.code) == (f"{manifest.ROOT_MANIFEST}:1:1", "manifest")


def test_a_path_that_is_named_twice_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    row = f"{sha256(b'x').hexdigest()}  a\n"
    (tmp_path / manifest.ROOT_MANIFEST).write_text(row + row.replace(row[0], "f"))
    [one] = verify_site(tmp_path, VerifyTotals())
    assert (str(one.location), one.code) == (f"{manifest.ROOT_MANIFEST}:2:1", "manifest")


def test_a_path_that_no_system_can_have_is_missing(tmp_path: Path) -> None:
    (tmp_path / manifest.ROOT_MANIFEST).write_text(f"{DIGEST}  {'a' * 300}\n{DIGEST}  {'b/' * 3000}b\n")
    assert [code for _, code in said(tmp_path)] == ["missing", "missing"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", [manifest.ROOT_MANIFEST, PAGE])
def test_what_may_not_be_read_is_a_finding(path: str, site: Path) -> None:
    (site / path).chmod(0)
    assert (path, "unreadable") in said(site)


@given(st.lists(st.sampled_from([b"\n", b"a", b"  ", DIGEST.encode(), b"../", b"/", b"\xff", b"\0", b"x" * 9000])))
def test_any_bytes_in_a_list_are_findings_at_most(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("odd")
    (folder / manifest.ROOT_MANIFEST).write_bytes(b"".join(parts))
    assert all(isinstance(one, Finding) for one in verify_site(folder, VerifyTotals()))


def test_a_long_list_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("".join(f"{DIGEST}  {number}\n" for number in range(1000)))
    known = SeenPaths()
    next(read_manifest(tmp_path, "list.txt", known))
    assert "0" in known
    assert "1" not in known
