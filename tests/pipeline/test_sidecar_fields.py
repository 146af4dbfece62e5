"""Each field of a sidecar, stated and taken back, in a build that changes only what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.config import PRIVATE_FOLDER, read_config
from kursk_archive.pipeline.build import build
from kursk_archive.renderer.pages.provenance import FIELD_NAMES

CAPTURE = """---
title: The Pier
date: 2024-05-17
updated: 2024-05-18
authors: [Jane Doe]
publisher: The Fictional Herald
source_url: https://herald.example/2024/05/17/pier
topics: [boats]
section: News
places: [Examplia]
description: Closed.
image: https://herald.example/pier.jpg
image_alt: A pier
image_caption: The pier
image_credit: John Roe
captured_at: 2024-06-01
aliases: [https://herald.example/p]
translations: [https://herald.example/uk/pier]
noindex: false
canonical: original
---

The pier was [closed](#) on Friday. No boat came.
"""
STATED = {
    "title": "The Other Pier",
    "date": "2024-05-16",
    "updated": "2024-05-19",
    "authors": "[John Writer]",
    "publisher": "The Fictional Post",
    "source_url": "https://post.example/2024/05/17/pier",
    "language": "uk",
    "topics": "[ferries]",
    "section": "Harbour",
    "places": "[Sampleton]",
    "slug": "the-pier-of-examplia",
    "description": "Open.",
    "image": "https://herald.example/boat.jpg",
    "image_alt": "A boat",
    "image_caption": "The *boat*",
    "image_credit": "Bob Writer",
    "captured_at": "2024-06-02",
    "reason": "Asked for.",
    "aliases": "[https://herald.example/q]",
    "links": "[{text: closed, href: 'https://herald.example/closed'}]",
    "translations": "[https://herald.example/ru/pier]",
    "noindex": "true",
    "canonical": "copy",
    "encoding": "utf-8",
    "edition": "this",
    "edition_of": "https://herald.example/another",
}
KEPT = {"title", "language", "slug", "encoding", "reason", "links", "edition", "edition_of"}
"""Fields that each article has, or that no capture states."""


def tree(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def run(folder: Path, output: str) -> dict[str, bytes]:
    config = read_config(folder / "content", output=folder / output, search=False, base_url="https://archive.example/")
    assert [f.message for f in build(config).findings if f.severity == "error"] == []
    return tree(folder / output)


@pytest.mark.parametrize(
    ("field", "line", "label"),
    [(name, value, "Added by an archivist") for name, value in STATED.items()]
    + [(name, "none", "Removed by an archivist") for name in STATED if name not in KEPT],
)
def test_a_field_is_stated_or_taken_back_and_both_builds_agree(
    tmp_path: Path, field: str, line: str, label: str
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/pier.md").write_text(CAPTURE)
    for number in range(12):  # so that one edit is no full build
        (tmp_path / f"content/{number}.txt").write_text(f"# Notice {number}\n\nMay {number + 1}, 2024\n\nNo boat.\n")
    before = run(tmp_path, "build")
    (tmp_path / "content/pier.yaml").write_text(f"{field}: {line}\n")
    after = run(tmp_path, "build")
    assert after == run(tmp_path, "clean")
    assert after != before
    pages = {name: data.decode() for name, data in after.items() if name.startswith("articles/") and "html" in name}
    (page,) = (text for text in pages.values() if "The pier was" in text)
    provenance = page[page.index('id="provenance"') :]
    assert label in provenance
    assert FIELD_NAMES[field] in provenance[provenance.index(label) :].partition("</d")[2][:400]
    (tmp_path / "content/pier.yaml").unlink()
    assert run(tmp_path, "build")["articles/2024/05/17/pier.html"] == before["articles/2024/05/17/pier.html"]
