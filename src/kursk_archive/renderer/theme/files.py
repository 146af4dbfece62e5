"""Where templates and assets lie, and whether they are what they were; without Jinja, which takes 50 ms to import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from kursk_archive.core import i18n

ASSETS_FOLDER = "assets/"
"""Files of the theme that are published as they are."""


def default_theme_folder() -> Path:
    """The default theme: inside the wheel, or at the top of a checkout."""
    inside = Path(__file__).resolve().parents[2] / "templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[4] / "templates"


def template_folders(user_folder: Path | None) -> tuple[Path, ...]:
    """Where templates are looked for: in a user's own folder first."""
    return tuple(one for one in (user_folder, default_theme_folder()) if one is not None)


def find_assets(folders: Sequence[Path]) -> dict[str, Path]:
    """Published path → file, sorted."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        below = folder / ASSETS_FOLDER
        found |= {f"{ASSETS_FOLDER}{path.relative_to(below).as_posix()}": path for path in _files(below)}
    return dict(sorted(found.items()))


def theme_fingerprint(folders: Sequence[Path]) -> str:
    """Of every template, and of the catalogues that translate them; assets have their own."""
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
