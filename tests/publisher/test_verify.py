"""A published folder is compared with its manifests: each change is reported once, and nothing else is."""

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
from kursk_archive.publisher.manifest_reader import SeenPaths, read_manifest
from kursk_archive.publisher.verify import VerifyTotals, verify_site
from kursk_archive.site.permalinks import ROOT_MANIFEST

FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe mayor said so.\n"
FAIR = "# A Fair in Examplia\n\nMay 2, 2023\n\nThey danced.\n"
PAGE = "articles/2024/08/15/flood.html"
FILES = tuple(sorted(PAGE.replace("html", ending) for ending in ("html", "txt")))
"""Its published files."""


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


def reported(root: Path) -> list[tuple[str, str]]:
    """Path and code of each finding."""
    return [(finding.location.path, finding.code) for finding in verify_site(root, VerifyTotals())]


def test_an_untouched_site_has_no_findings(site: Path) -> None:
    totals, steps = VerifyTotals(), list[tuple[int, int]]()
    assert list(verify_site(site, totals, lambda done, total: steps.append((done, total)))) == []
    files = [path for path in site.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
    assert totals.files == len(files) - 1  # no manifest lists the root manifest
    assert totals.total_bytes == sum(path.stat().st_size for path in files) - (site / ROOT_MANIFEST).stat().st_size
    assert totals.manifests == 1 + len(list(site.glob("manifests/*.txt")))
    assert steps[-1] == (totals.files, totals.files)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_agrees(site: Path) -> None:
    def accepts() -> bool:
        manifests = [
            ROOT_MANIFEST,
            *(path.relative_to(site).as_posix() for path in site.glob("manifests/*.txt")),
        ]
        command = ("sha256sum", "--check", "--strict", "--quiet", *manifests)
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
        "an unlisted manifest", "a name of two lines", "a name that is not UTF-8", "a pipe", "a link out",
        "a dead link",
        "a link in its place", "a folder that is a link", "an empty folder", "in the private folder",
        "no private folder", "a folder named like it",
    ],
)  # fmt: skip
def test_each_change_is_reported_once(edit: Edit, expected: list[tuple[str, str]], site: Path) -> None:
    edit(site)
    assert reported(site) == expected


def test_a_manifest_changed_together_with_its_file_is_reported(site: Path) -> None:
    tamper(site / PAGE)
    changed = site / "manifests/2024-08.txt"
    digest = sha256((site / PAGE).read_bytes()).hexdigest()
    lines = [f"{digest}  {PAGE}" if line.endswith(PAGE) else line for line in changed.read_text().splitlines()]
    changed.write_text("\n".join(lines) + "\n")
    assert reported(site) == [("manifests/2024-08.txt", "changed")]


def test_a_site_without_root_manifest_has_one_finding(site: Path) -> None:
    (site / ROOT_MANIFEST).unlink()
    assert reported(site) == [(ROOT_MANIFEST, "manifest")]


def test_files_of_a_missing_manifest_are_foreign(site: Path) -> None:
    (site / "manifests/2024-08.txt").unlink()
    files = (*FILES, "calendar/2024/08/index.html")
    assert reported(site) == [("manifests/2024-08.txt", "missing"), *((path, "foreign") for path in files)]


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
def test_a_malformed_line_is_reported_with_its_location(line: bytes, tmp_path: Path) -> None:
    (tmp_path / ROOT_MANIFEST).write_bytes(line)
    [finding] = verify_site(tmp_path, VerifyTotals())
    assert (str(finding.location), finding.code) == (f"{ROOT_MANIFEST}:1:1", "manifest")


def test_a_path_listed_twice_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    row = f"{sha256(b'x').hexdigest()}  a\n"
    (tmp_path / ROOT_MANIFEST).write_text(row + row.replace(row[0], "f"))
    [finding] = verify_site(tmp_path, VerifyTotals())
    assert (str(finding.location), finding.code) == (f"{ROOT_MANIFEST}:2:1", "manifest")


def test_a_path_too_long_for_the_system_is_missing(tmp_path: Path) -> None:
    (tmp_path / ROOT_MANIFEST).write_text(f"{DIGEST}  {'a' * 300}\n{DIGEST}  {'b/' * 3000}b\n")
    assert [code for _, code in reported(tmp_path)] == ["missing", "missing"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", [ROOT_MANIFEST, PAGE])
def test_an_unreadable_file_is_reported(path: str, site: Path) -> None:
    (site / path).chmod(0)
    assert (path, "unreadable") in reported(site)


@given(st.lists(st.sampled_from([b"\n", b"a", b"  ", DIGEST.encode(), b"../", b"/", b"\xff", b"\0", b"x" * 9000])))
def test_any_bytes_in_a_manifest_lead_to_findings_only(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    (folder / ROOT_MANIFEST).write_bytes(b"".join(parts))
    assert all(isinstance(finding, Finding) for finding in verify_site(folder, VerifyTotals()))


def test_a_manifest_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("".join(f"{DIGEST}  {number}\n" for number in range(1000)))
    seen = SeenPaths()
    next(read_manifest(tmp_path, "list.txt", seen))
    assert "0" in seen
    assert "1" not in seen
