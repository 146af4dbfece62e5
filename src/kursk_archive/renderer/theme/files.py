"""The files of a theme and their fingerprint; does not import Jinja, which takes 50 ms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from kursk_archive.core import i18n

ASSETS_FOLDER = "assets/"
"""Folder of the files that are published unchanged."""


def default_theme_folder() -> Path:
    """The folder of the default theme: inside the wheel, or at the top of a checkout."""
    packaged = Path(__file__).resolve().parents[2] / "templates"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[4] / "templates"


def template_folders(user_folder: Path | None) -> tuple[Path, ...]:
    """The folders in which templates are looked up, the user's own first."""
    return tuple(folder for folder in (user_folder, default_theme_folder()) if folder is not None)


def find_assets(folders: Sequence[Path]) -> dict[str, Path]:
    """Published path → file, sorted."""
    published: dict[str, Path] = {}
    for folder in reversed(folders):
        assets = folder / ASSETS_FOLDER
        published |= {f"{ASSETS_FOLDER}{path.relative_to(assets).as_posix()}": path for path in _files(assets)}
    return dict(sorted(published.items()))


def theme_fingerprint(folders: Sequence[Path]) -> str:
    """Hash all templates and message catalogues. Assets are not included: each has a fingerprint of its own."""
    digest = sha256()
    for path in i18n.po_files():
        digest.update(path.read_bytes() + b"\0")
    for folder in folders:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            if not name.startswith(ASSETS_FOLDER):
                digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")))
