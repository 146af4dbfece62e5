"""The documentation site has every page of docs/, and the version that CITATION.cff states is that of the program."""

from __future__ import annotations

from pathlib import Path

import yaml

from kursk_archive import __version__

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_of_the_documents_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f" {path.name}\n" not in navigation] == []


def test_the_citation_has_the_version_of_the_program() -> None:
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == __version__
