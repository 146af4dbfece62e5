"""The pictures in the documents."""

from __future__ import annotations

import re
from pathlib import Path

import screenshots

from kursk_archive import build, read_config

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def test_every_picture_is_shown_with_a_description_and_all_are_small() -> None:
    shown = [
        (text, (document.parent / path).resolve())
        for document in DOCUMENTS
        for text, path in re.findall(r"!\[([^\]]*)\]\(([^)]+\.webp)\)", document.read_text("utf-8"))
    ]
    files = sorted(screenshots.IMAGES.iterdir())
    assert sorted(path for _, path in shown) == files
    assert all(text for text, _ in shown)
    assert {path.stem for path in files} == {picture.name for picture in screenshots.PICTURES}
    assert sum(path.stat().st_size for path in files) <= screenshots.MAX_BYTES


def test_the_made_up_archive_has_no_faults_and_every_page_that_is_pictured(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name, text in screenshots.captures():
        (tmp_path / "content" / name).write_text(text, "utf-8")
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert [str(finding) for finding in report.findings if finding.severity != "info"] == []
    for picture in screenshots.PICTURES:
        assert list((tmp_path / "build").glob(picture.page)), picture.page
