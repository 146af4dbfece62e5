"""Takedowns: of an article that was published and is withheld, nothing remains, whatever else happened to its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kursk_archive import BuildReport, build, read_config
from kursk_archive.config import PRIVATE_FOLDER

SECRET = "Zephyrine"
CAPTURE = f"---\ntitle: {SECRET} Named\ndate: 2024-08-15\n---\n\n{SECRET} was named here.\n"
OTHER = "# A Fire in Examplia\n\nAugust 16, 2024\n\nThe mill burnt.\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/zephyrine.md").write_text(CAPTURE)
    (tmp_path / "content/fire.txt").write_text(OTHER)
    return tmp_path


def run(archive: Path) -> BuildReport:
    return build(read_config(archive / "content", output=archive / "build", search=False))


def shown(archive: Path) -> list[str]:
    """The published files that name the withheld article or are named after it."""
    root, word = archive / "build", SECRET.casefold()
    files = [path for path in root.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts]
    names = {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
    return sorted(
        name
        for name, data in names.items()
        if word in name.casefold() or word in data.decode("utf-8", "replace").casefold()
    )


def lose_catalogue(archive: Path) -> None:
    (archive / "build" / PRIVATE_FOLDER / "catalogue.sqlite").unlink()


def lose_site(archive: Path) -> None:
    shutil.rmtree(archive / "build")


MOMENTS: dict[str, Callable[[Path], object]] = {
    "incremental": lambda archive: None,
    "catalogue lost": lose_catalogue,
    "cold": lose_site,
}


def _link_outside(capture: Path) -> None:
    capture.unlink()
    capture.symlink_to("/etc/hostname")


def _replace_by_folder(capture: Path) -> None:
    capture.unlink()
    capture.mkdir()


FAULTS: dict[str, Callable[[Path], object]] = {
    "good": lambda capture: None,
    "frontmatter broken": lambda capture: capture.write_text(f'---\ntitle: "{SECRET}: "x\n---\n{SECRET}\n'),
    "emptied": lambda capture: capture.write_bytes(b""),
    "oversized": lambda capture: capture.write_text(CAPTURE + "x" * (16 * 2**20)),
    "not text": lambda capture: capture.write_bytes(bytes(range(256)) * 20),
    "link outside": _link_outside,
    "folder": _replace_by_folder,
}


@pytest.mark.parametrize("go_on", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("damage", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("reason", ["", "reason: The author asked for it.\n"], ids=["silent", "with a reason"])
def test_a_status_that_can_be_read_counts_whatever_the_capture_is(
    archive: Path, damage: Callable[[Path], object], reason: str, go_on: Callable[[Path], object]
) -> None:
    run(archive)
    assert shown(archive)
    (archive / "content/zephyrine.yaml").write_text(f"status: withheld\n{reason}")
    damage(archive / "content/zephyrine.md")
    go_on(archive)
    run(archive)
    allowed = {"articles/2024/08/15/zephyrine.html", "manifests/2024-08.txt"} if reason else set()
    assert set(shown(archive)) - allowed == set()
    page = archive / "build/articles/2024/08/15/zephyrine.html"
    assert not page.exists() or ("The author asked" in page.read_text() and SECRET not in page.read_text())
