"""The link ledger as data files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.outputs import target


def test_months_are_in_csv_only_unless_its_cells_are_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text(
        "---\ntitle: A\ndate: 2024-08-15\n---\n\nIt was [said](https://valley.example/a) so.\n"
    )

    def files() -> set[str]:
        build(read_config(content, output=tmp_path / "build", search=False))
        data = tmp_path / "build/data"
        return {path.relative_to(data).as_posix() for path in data.rglob("*") if "links" in str(path.relative_to(data))}

    assert files() == {"links.csv", "links.jsonl"}
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 0)
    (content / "b.md").write_text("---\ntitle: B\ndate: 2024-08-16\n---\n\nIt rained.\n")
    assert files() == {"links", "links/2024-08.csv"}
    (content / "archive.yaml").write_text("csv_safe: true\n")
    assert files() == {"links", "links/2024-08.csv", "links/2024-08.jsonl"}
    (content / "archive.yaml").unlink()
    assert files() == {"links", "links/2024-08.csv"}
