"""Findings about references that only the whole archive can judge."""

from __future__ import annotations

from pathlib import Path

from kursk_archive import check, read_config
from kursk_archive.core.findings import Finding


def reported(folder: Path, **captures: str) -> list[str]:
    for name, text in captures.items():
        (folder / f"{name}.md").write_text(f"---\ntitle: {name}\n{text}\n")
    found: list[object] = []
    check(read_config(folder, output=folder / "build"), on_event=found.append)
    findings = [event for event in found if isinstance(event, Finding)]
    return [f"{finding.code} {finding.location}" for finding in findings if finding.code != "base-url"]


SOURCE = "source_url: https://news.example/"


def test_links_to_no_article_are_one_finding_for_each_article(tmp_path: Path) -> None:
    found = reported(
        tmp_path,
        a=f"{SOURCE}a\n---\n[own site](/2024/x)",
        b="---\nText [x](/2024/x), [y](../y), [c](c.md), [lost](#) and [z](z.md).",
        c=f"{SOURCE}c\n---\nText.",
    )
    assert found == ["source-missing b.md:1:1", "link-internal b.md:4:6"]


def test_articles_without_a_source_are_one_finding(tmp_path: Path) -> None:
    assert reported(tmp_path, a=f"{SOURCE}a\n---\n.", b="---\n.", c="---\n.") == ["source-missing b.md:1:1"]
    (tmp_path / "b.yaml").write_text(f"{SOURCE}b\n")
    (tmp_path / "c.yaml").write_text(f"{SOURCE}c\n")
    assert reported(tmp_path) == []
