"""Bags are written as RFC 8493 specifies; other programs accept them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.findings import ArchiveError
from kursk_archive.preservation.bag import BagWriter, escape_path
from kursk_archive.preservation.bag_verify import verify_bag
from kursk_archive.publisher.verify import VerifyTotals

FILES = {
    "content/ferry.txt": b"The ferry sails.\n",
    "content/with spaces, and *.txt": b"A boat.\n",
    "content/пором.txt": "Пором.\n".encode(),
    "content/empty": b"",
}
INFO = {"Source-Organization": "The Examplia Library", "Bagging-Date": "2026-03-01"}


def write_bag(root: Path, files: Mapping[str, bytes], info: Mapping[str, str] = INFO) -> Path:
    root.mkdir(exist_ok=True)
    with BagWriter(root) as bag:
        for path, data in files.items():
            assert bag.write_file(path, [data[:3], data[3:]]) == sha256(data).hexdigest()
        bag.finish(info)
    return root


def lines(file: Path) -> list[str]:
    return file.read_text("utf-8").split("\n")[:-1]


def test_every_file_is_listed_with_both_digests(tmp_path: Path) -> None:
    root = write_bag(tmp_path / "bag", FILES)
    for path, data in FILES.items():
        assert (root / "data" / path).read_bytes() == data
    assert lines(root / "manifest-sha256.txt") == [f"{sha256(data).hexdigest()}  data/{p}" for p, data in FILES.items()]
    assert lines(root / "manifest-sha512.txt") == [f"{sha512(data).hexdigest()}  data/{p}" for p, data in FILES.items()]


def test_the_tag_files_describe_the_bag(tmp_path: Path) -> None:
    root = write_bag(tmp_path / "bag", FILES)
    assert (root / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    total = sum(map(len, FILES.values()))
    assert lines(root / "bag-info.txt") == [
        "Source-Organization: The Examplia Library", "Bagging-Date: 2026-03-01", f"Payload-Oxum: {total}.4"
    ]  # fmt: skip
    listed = [line.split("  ")[1] for line in lines(root / "tagmanifest-sha512.txt")]
    assert listed == ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]


def test_empty_values_have_no_label_and_line_breaks_are_folded(tmp_path: Path) -> None:
    info = {"Contact-Name": "", "External-Description": "A ferry\nPayload-Oxum: 1.1\r\n and\u0085more"}
    root = write_bag(tmp_path / "bag", {}, info)
    assert lines(root / "bag-info.txt") == [
        "External-Description: A ferry Payload-Oxum: 1.1 and more",
        "Payload-Oxum: 0.0",
    ]


def test_a_copy_is_the_file(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000  # more than is read at once
    (tmp_path / "source").write_bytes(data)
    (tmp_path / "bag").mkdir()
    with BagWriter(tmp_path / "bag") as bag, (tmp_path / "source").open("rb") as file:
        assert bag.copy_file(file, "content/photo") == sha256(data).hexdigest()
        assert (bag.file_count, bag.payload_bytes) == (1, len(data))
    assert (tmp_path / "bag/data/content/photo").read_bytes() == data


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a/", "a\0b"], ids=repr)
def test_a_path_that_leads_out_is_refused(path: str, tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    with BagWriter(tmp_path / "bag") as bag, pytest.raises(ArchiveError) as caught:
        bag.write_file(path, [b"x"])
    assert [finding.code for finding in caught.value.findings] == ["outside"]
    assert [path.name for path in tmp_path.iterdir()] == ["bag"]


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    with BagWriter(tmp_path / "bag") as bag:
        bag.write_file("a", [b"first"])
        with pytest.raises(FileExistsError):
            bag.write_file("a", [b"second"])
    assert (tmp_path / "bag/data/a").read_bytes() == b"first"


@pytest.mark.parametrize("program", ["sha256sum", "sha512sum"])
def test_sha256sum_and_sha512sum_accept_the_manifests(program: str, tmp_path: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    root = write_bag(tmp_path / "bag", FILES)

    def accepts(kind: str) -> bool:
        name = f"{kind}manifest-{program.removesuffix('sum')}.txt"
        command = (program, "--check", "--strict", "--quiet", name)
        return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0

    assert accepts("")
    assert accepts("tag")
    (root / "data/content/empty").write_bytes(b"x")
    assert not accepts("")


def bagit_accepts(root: Path) -> bool:
    # In a process of its own: under Python 3.13 and later it warns of how it calls `re.sub`.
    command = (sys.executable, "-m", "bagit", "--quiet", "--validate", str(root))
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_library_of_congress_validator_accepts_the_bag(tmp_path: Path) -> None:
    root = write_bag(tmp_path / "bag", {**FILES, "content/two\nlines.txt": b"x", "content/two\rreturns.txt": b"y"})
    assert bagit_accepts(root)
    (root / "data/content/foreign.txt").write_bytes(b"x")
    assert not bagit_accepts(root)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("ferry.txt", "ferry.txt"), ("100%.txt", "100%25.txt"), ("a%0Ab", "a%250Ab"), ("a\nb", "a%0Ab"),
        ("a\r\nb", "a%0D%0Ab"), ("a b\tc", "a b\tc"), ("пором\\*", "пором\\*"),
    ],
    ids=repr,
)  # fmt: skip
def test_exactly_three_characters_are_escaped(path: str, written: str) -> None:
    assert escape_path(path) == written


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=30)


@given(NAMES)
def test_an_escaped_path_is_a_single_line_and_can_be_unescaped(name: str) -> None:
    escaped = escape_path(name)
    assert not {"\n", "\r"} & set(escaped)
    unescaped = re.sub("%(25|0A|0D)", lambda escape: chr(int(escape[1], 16)), escaped)  # RFC 8493, 2.1.3
    assert unescaped == name


@given(st.sets(NAMES.filter(lambda name: name not in {".", ".."} and len(name.encode()) < 200), max_size=4))
def test_files_of_any_name_verify(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("names")
    root = write_bag(folder / "bag", {f"content/{name}": name.encode() for name in sorted(names)})
    totals = VerifyTotals()
    assert list(verify_bag(root, totals, lambda done, total: None)) == []
    assert totals.files == len(names) + 4
