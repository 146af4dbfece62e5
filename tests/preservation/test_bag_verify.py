"""A bag is compared with its manifests, whoever wrote it: each change is reported once, and nothing else is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.findings import Finding
from kursk_archive.preservation.bag import BagWriter
from kursk_archive.preservation.bag_verify import is_bag, verify_bag
from kursk_archive.publisher.verify import VerifyTotals

FERRY = "data/content/ferry.txt"
FILES = {"content/ferry.txt": b"The ferry sails.\n", "content/100%\n.txt": b"x", "content/sub/пором.txt": b"y"}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    root = tmp_path / "bag"
    root.mkdir()
    with BagWriter(root) as writer:
        for path, data in FILES.items():
            writer.write_file(path, [data])
        writer.finish({"Bagging-Date": "2026-03-01"})
    return root


def findings(root: Path, totals: VerifyTotals | None = None) -> list[Finding]:
    return list(verify_bag(root, totals or VerifyTotals(), lambda done, total: None))


def reported(root: Path) -> list[tuple[str, str]]:
    """Path and code of each finding."""
    return [(finding.location.path, finding.code) for finding in findings(root)]


def test_an_untouched_bag_has_no_findings(bag: Path) -> None:
    totals, steps = VerifyTotals(), list[tuple[int, int]]()
    assert list(verify_bag(bag, totals, lambda done, total: steps.append((done, total)))) == []
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
    assert totals.files == len(FILES) + len(tags)
    assert totals.total_bytes == sum(map(len, FILES.values())) + sum((bag / tag).stat().st_size for tag in tags)
    assert totals.manifests == 4
    assert steps[-1] == (2 * totals.files, 2 * totals.files)


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def swap_for_link(bag: Path) -> None:
    (bag / FERRY).rename(bag.parent / "elsewhere")
    (bag / FERRY).symlink_to(bag.parent / "elsewhere")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda bag: (bag / FERRY).write_bytes(b"The ferry sinks.\n"), [(FERRY, "changed")]),
        (lambda bag: (bag / FERRY).unlink(), [(FERRY, "missing")]),
        (swap_for_link, [(FERRY, "foreign")]),
        (lambda bag: (bag / "data/content/100%\n.txt").unlink(), [("data/content/100%\n.txt", "missing")]),
        (lambda bag: (bag / "data/content/new").write_bytes(b""), [("data/content/new", "foreign")]),
        (lambda bag: (bag / "data/.hidden").write_bytes(b""), [("data/.hidden", "foreign")]),
        (lambda bag: (bag / "note.txt").write_bytes(b""), [("note.txt", "foreign")]),
        (lambda bag: ((bag / ".kursk-archive").mkdir(), (bag / ".kursk-archive/a").write_bytes(b"")),
         [(".kursk-archive/a", "foreign")]),
        (lambda bag: rewrite(bag / "bag-info.txt", "2026", "2025"), [("bag-info.txt", "changed")]),
        (lambda bag: (bag / "bag-info.txt").unlink(), [("bag-info.txt", "missing")]),
        (lambda bag: (bag / "manifest-sha512.txt").unlink(), [("manifest-sha512.txt", "missing")]),
        (lambda bag: rewrite(bag / "bagit.txt", "UTF-8", "UTF-16"),
         [("bagit.txt", "manifest"), ("bagit.txt", "changed")]),
    ],
    ids=["changed", "missing", "link", "escaped name", "foreign", "hidden", "tag file", "private folder", "info",
         "info missing", "manifest missing", "encoding"],
)  # fmt: skip
def test_each_edit_is_reported_once(edit: Callable[[Path], object], expected: list[tuple[str, str]], bag: Path) -> None:
    edit(bag)
    assert reported(bag) == expected


def test_a_file_missing_from_one_manifest_is_foreign(bag: Path) -> None:
    file = bag / "manifest-sha512.txt"
    kept = [line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.endswith(f"{FERRY}\n")]
    file.write_text("".join(kept), "utf-8")
    assert reported(bag) == [("manifest-sha512.txt", "changed"), (FERRY, "foreign")]


def test_tag_manifests_reveal_a_change_of_file_and_manifests(bag: Path) -> None:
    for name in ("sha256", "sha512"):
        before, after = (hashlib.new(name, data).hexdigest() for data in (FILES["content/ferry.txt"], b"lies"))
        rewrite(bag / f"manifest-{name}.txt", before, after)
    (bag / FERRY).write_bytes(b"lies")
    assert reported(bag) == [("manifest-sha256.txt", "changed"), ("manifest-sha512.txt", "changed")]


def foreign_bag(root: Path, manifests: dict[str, bytes]) -> Path:
    """A bag of a single file, as other programs write it."""
    (root / "data").mkdir(parents=True)
    (root / "data/a.txt").write_bytes(b"x")
    (root / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8\r\n")
    for name, data in manifests.items():
        (root / name).write_bytes(data)
    return root


MD5 = hashlib.md5(b"x").hexdigest()


@pytest.mark.parametrize(
    "line",
    [f"{MD5}  data/a.txt\n", f"{MD5}\tdata/a.txt\n", f"{MD5} *data/a.txt\r\n", f"{MD5.upper()}  data/a.txt"],
    ids=["spaces", "tab", "binary", "capitals, no end"],
)
def test_variants_of_other_programs_are_accepted(line: str, tmp_path: Path) -> None:
    root = foreign_bag(tmp_path / "bag", {"manifest-md5.txt": line.encode()})
    (root / "readme.txt").write_bytes(b"without a tag manifest, nobody says what belongs here")
    assert reported(root) == []
    (root / "data/a.txt").write_bytes(b"y")
    assert reported(root) == [("data/a.txt", "changed")]


SHA1 = "0" * 40


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"words\n", SHA1[1:].encode() + b"  data/a\n", b"0" * 64 + b"  data/a\n", f"{SHA1}  \n".encode(),
        f"{SHA1}data/a\n".encode(), f"{SHA1}  a\n".encode(), f"{SHA1}  /etc/passwd\n".encode(),
        f"{SHA1}  data/../../a\n".encode(), f"{SHA1}  data//a\n".encode(), f"{SHA1}  data/\n".encode(),
        SHA1.encode() + b"  data/\xff\n", SHA1.encode() + b"  data/a\0b\n",
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_line_is_reported_with_its_location(line: bytes, tmp_path: Path) -> None:
    root = foreign_bag(tmp_path / "bag", {"manifest-sha1.txt": line})
    (root / "data/a.txt").unlink()
    [finding] = findings(root)
    assert (str(finding.location), finding.code) == ("manifest-sha1.txt:1:1", "manifest")


def test_a_path_listed_twice_is_reported(tmp_path: Path) -> None:
    line = f"{MD5}  data/a.txt\n"
    root = foreign_bag(tmp_path / "bag", {"manifest-md5.txt": (line + line).encode()})
    [finding] = findings(root)
    assert (str(finding.location), finding.code) == ("manifest-md5.txt:2:1", "manifest")


@pytest.mark.parametrize("algorithm", ["shake128", "examplia1"])
def test_an_unknown_algorithm_is_reported(algorithm: str, tmp_path: Path) -> None:
    name = f"manifest-{algorithm}.txt"
    assert reported(foreign_bag(tmp_path / "bag", {name: b""})) == [(name, "manifest"), ("bagit.txt", "manifest")]


def test_a_bag_without_manifests_is_reported(tmp_path: Path) -> None:
    assert reported(foreign_bag(tmp_path / "bag", {})) == [("bagit.txt", "manifest")]


def test_a_folder_with_a_declaration_is_a_bag(tmp_path: Path) -> None:
    assert is_bag(foreign_bag(tmp_path / "bag", {}))
    assert not is_bag(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", ["manifest-sha256.txt", FERRY, "bagit.txt"])
def test_an_unreadable_file_is_reported(path: str, bag: Path) -> None:
    (bag / path).chmod(0)
    assert (path, "unreadable") in reported(bag)


PARTS = [b"\n", b"a", b"  ", MD5.encode(), b"data/", b"../", b"%0a", b"\xff", b"\0", b"x" * 9000]


@given(st.lists(st.sampled_from(PARTS)), st.binary(max_size=80))
def test_any_bytes_lead_to_findings_only(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], declaration: bytes
) -> None:
    root = foreign_bag(tmp_path_factory.mktemp("odd") / "bag", {"manifest-md5.txt": b"".join(parts)})
    (root / "bagit.txt").write_bytes(declaration)
    assert all(isinstance(finding, Finding) for finding in findings(root))
