"""A bag is compared with its manifests: each change in it is found once, and nothing else is; ours or anybody's."""

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


def findings(root: Path, tally: VerifyTotals | None = None) -> list[Finding]:
    return list(verify_bag(root, tally or VerifyTotals(), lambda done, total: None))


def said(root: Path) -> list[tuple[str, str]]:
    """Path and code of each finding."""
    return [(one.location.path, one.code) for one in findings(root)]


def test_what_was_written_is_in_order(bag: Path) -> None:
    tally, steps = VerifyTotals(), list[tuple[int, int]]()
    assert list(verify_bag(bag, tally, lambda done, total: steps.append((done, total)))) == []
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
    assert tally.files == len(FILES) + len(tags)
    assert tally.total_bytes == sum(map(len, FILES.values())) + sum((bag / one).stat().st_size for one in tags)
    assert tally.manifests == 4
    assert steps[-1] == (2 * tally.files, 2 * tally.files)


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def link(bag: Path) -> None:
    (bag / FERRY).rename(bag.parent / "elsewhere")
    (bag / FERRY).symlink_to(bag.parent / "elsewhere")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda bag: (bag / FERRY).write_bytes(b"The ferry sinks.\n"), [(FERRY, "changed")]),
        (lambda bag: (bag / FERRY).unlink(), [(FERRY, "missing")]),
        (link, [(FERRY, "foreign")]),
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
def test_each_edit_is_found_once(edit: Callable[[Path], object], expected: list[tuple[str, str]], bag: Path) -> None:
    edit(bag)
    assert said(bag) == expected


def test_a_file_that_one_manifest_forgets_is_foreign(bag: Path) -> None:
    file = bag / "manifest-sha512.txt"
    kept = [line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.endswith(f"{FERRY}\n")]
    file.write_text("".join(kept), "utf-8")
    assert said(bag) == [("manifest-sha512.txt", "changed"), (FERRY, "foreign")]


def test_whoever_changes_a_file_and_its_manifests_is_betrayed_by_the_tag_manifests(bag: Path) -> None:
    for name in ("sha256", "sha512"):
        before, after = (hashlib.new(name, data).hexdigest() for data in (FILES["content/ferry.txt"], b"lies"))
        rewrite(bag / f"manifest-{name}.txt", before, after)
    (bag / FERRY).write_bytes(b"lies")
    assert said(bag) == [("manifest-sha256.txt", "changed"), ("manifest-sha512.txt", "changed")]


def theirs(root: Path, manifests: dict[str, bytes]) -> Path:
    """A bag as another program makes it, of one file."""
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
def test_bags_of_others_are_read_as_they_are(line: str, tmp_path: Path) -> None:
    root = theirs(tmp_path / "bag", {"manifest-md5.txt": line.encode()})
    (root / "readme.txt").write_bytes(b"without a tag manifest, nobody says what belongs here")
    assert said(root) == []
    (root / "data/a.txt").write_bytes(b"y")
    assert said(root) == [("data/a.txt", "changed")]


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
def test_an_odd_line_is_a_finding_at_its_place(line: bytes, tmp_path: Path) -> None:
    root = theirs(tmp_path / "bag", {"manifest-sha1.txt": line})
    (root / "data/a.txt").unlink()
    [one] = findings(root)
    assert (str(one.location), one.code) == ("manifest-sha1.txt:1:1", "manifest")


def test_a_path_that_is_named_twice_is_a_finding(tmp_path: Path) -> None:
    line = f"{MD5}  data/a.txt\n"
    root = theirs(tmp_path / "bag", {"manifest-md5.txt": (line + line).encode()})
    [one] = findings(root)
    assert (str(one.location), one.code) == ("manifest-md5.txt:2:1", "manifest")


@pytest.mark.parametrize("algorithm", ["shake128", "examplia1"])
def test_an_algorithm_that_nobody_has_is_a_finding(algorithm: str, tmp_path: Path) -> None:
    name = f"manifest-{algorithm}.txt"
    assert said(theirs(tmp_path / "bag", {name: b""})) == [(name, "manifest"), ("bagit.txt", "manifest")]


def test_without_a_manifest_nothing_can_be_said(tmp_path: Path) -> None:
    assert said(theirs(tmp_path / "bag", {})) == [("bagit.txt", "manifest")]


def test_a_folder_is_a_bag_if_it_says_so(tmp_path: Path) -> None:
    assert is_bag(theirs(tmp_path / "bag", {}))
    assert not is_bag(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", ["manifest-sha256.txt", FERRY, "bagit.txt"])
def test_what_may_not_be_read_is_a_finding(path: str, bag: Path) -> None:
    (bag / path).chmod(0)
    assert (path, "unreadable") in said(bag)


PARTS = [b"\n", b"a", b"  ", MD5.encode(), b"data/", b"../", b"%0a", b"\xff", b"\0", b"x" * 9000]


@given(st.lists(st.sampled_from(PARTS)), st.binary(max_size=80))
def test_any_bytes_are_findings_at_most(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], declared: bytes
) -> None:
    root = theirs(tmp_path_factory.mktemp("odd") / "bag", {"manifest-md5.txt": b"".join(parts)})
    (root / "bagit.txt").write_bytes(declared)
    assert all(isinstance(one, Finding) for one in findings(root))
