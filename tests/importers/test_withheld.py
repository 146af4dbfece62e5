"""What a sidecar withholds in a plain folder stays withheld in the archive, whatever the sidecar's name is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.importers import ImportOptions, import_paths
from kursk_archive.loader.load_capture import load_article
from tests.importers.conftest import ImportSite

CAPTURE = "# A Secret Pier\n\nSECRET words about the pier.\n"
NFC, NFD = (unicodedata.normalize(form, "pièr") for form in ("NFC", "NFD"))


@pytest.mark.parametrize(
    ("capture", "sidecars"),
    [
        ("pier.txt", {"pier.yaml": "status: withheld\n"}),
        ("pier.txt", {"PIER.YAML": "status: withheld\n"}),
        ("Pier.txt", {"pier.yml": "status: draft\n"}),
        ("pier.txt", {"pier.txt.yaml": "status: withheld\n"}),
        ("pier.txt", {"pier.yaml": "topics: [a]\n", "pier.yml": "status: withheld\n"}),
        ("pier.txt", {"pier.yaml": "status: published\n", "pier.yml": "status: withheld\n"}),
        (f"{NFC}.txt", {f"{NFD}.yaml": "status: withheld\n"}),
        ("pier.txt", {"old/pier.yaml": "status: withheld\n"}),
        ("pier.txt", {"PIER.yaml": "status: [broken\n"}),
    ],
)
def test_a_withheld_capture_stays_withheld(
    capture: str, sidecars: dict[str, str], import_site: ImportSite, tmp_path: Path
) -> None:
    import_site({capture: CAPTURE, **sidecars})
    (copy,) = (tmp_path / "content").rglob("*.txt")
    assert copy.read_text("utf-8") == CAPTURE
    build(read_config(tmp_path / "content", output=tmp_path / "site-built", search=False))
    files = [file for file in (tmp_path / "site-built").rglob("*") if file.is_file() and ".kursk" not in str(file)]
    assert not any(b"SECRET" in file.read_bytes() for file in files)


def test_a_single_capture_brings_its_sidecar_along(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "pier.txt").write_text(CAPTURE, "utf-8")
    (tmp_path / "PIER.YAML").write_text("status: withheld\n", "utf-8")
    list(import_paths([tmp_path / "pier.txt"], tmp_path / "content", ImportOptions()))
    assert load_article(tmp_path / "content/pier.txt", tmp_path / "content").withheld
