"""The sdist, the wheel, and a first archive built with nothing but the wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_BEHIND = frozenset({".git", ".venv", "build", "dist"})
"""Top-level folders that a fresh clone does not have, or that are too large to copy."""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that has to succeed; return its output."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        command, cwd=cwd, env=inherited | environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def ignored(folder: str, names: list[str]) -> set[str]:
    caches = {name for name in names if name == "__pycache__" or name.endswith("_cache")}
    return caches | (LEFT_BEHIND & set(names) if Path(folder) == ROOT else set())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("source") / "kursk-archive"
    shutil.copytree(ROOT, copy, ignore=ignored)
    return copy


@pytest.fixture(scope="module")
def direct_wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(source, tmp_path_factory.mktemp("direct"), "--wheel")


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the sdist, which lies beside it."""
    return _build(source, tmp_path_factory.mktemp("through-sdist"))


def _build(source: Path, out: Path, *options: str) -> Path:
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, *options, source, cwd=out)
    (wheel,) = out.glob("*.whl")
    return wheel


def digests(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def names_below(folder: Path) -> set[str]:
    """Return the relative paths of all files below a folder."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheels_from_the_sdist_and_from_the_work_tree_are_equal(wheel: Path, direct_wheel: Path) -> None:
    assert digests(wheel) == digests(direct_wheel)


def test_the_wheel_contains_only_the_package_and_the_templates(wheel: Path) -> None:
    package = {f"kursk_archive/{name}" for name in names_below(ROOT / "src" / "kursk_archive")}
    templates = {f"kursk_archive/templates/{name}" for name in names_below(ROOT / "templates")}
    held = {name for name in digests(wheel) if ".dist-info/" not in name}
    assert held == package | templates


@pytest.mark.parametrize(
    "name",
    [
        "kursk_archive/core/publishers.yaml",
        "kursk_archive/py.typed",
        "kursk_archive/resolver/rules.yaml",
        "kursk_archive/preview/preview.css",
        "kursk_archive/preview/preview.js",
        "kursk_archive/templates/article.html",
        "kursk_archive/templates/index.html",
    ],
)
def test_the_wheel_contains_the_file(wheel: Path, name: str) -> None:
    assert name in digests(wheel)


def test_the_sdist_contains_neither_content_nor_tests(wheel: Path) -> None:
    (sdist,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        top = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"pyproject.toml", "src", "templates"} <= top
    assert not {"content", "tests"} & top


def test_the_metadata_name_licence_python_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = {name.split(".dist-info/")[-1]: name for name in archive.namelist() if ".dist-info/" in name}
        metadata = message_from_string(archive.read(text["METADATA"]).decode())
        commands = archive.read(text["entry_points.txt"]).decode()
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "licenses/LICENSE" in text
    assert "kursk-archive = kursk_archive.cli.main:main" in commands


@pytest.mark.network
def test_a_first_archive_can_be_built_with_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "blank", cwd=tmp_path)
    commands = tmp_path / "blank" / "bin"
    install = (commands / "python", "-m", "pip", "install", "--quiet", "--no-deps")
    run(*install, "--require-hashes", "--requirement", ROOT / "requirements" / "site.txt", cwd=tmp_path)
    run(*install, wheel, cwd=tmp_path)
    run(commands / "python", "-m", "pip", "check", cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    search_path = os.pathsep.join((str(commands), os.environ["PATH"]))
    script = "kursk-archive init my-archive && cd my-archive && kursk-archive build"
    run("sh", "-c", script, cwd=empty, PATH=search_path)
    index = empty / "my-archive" / "build" / "index.html"
    assert index.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
