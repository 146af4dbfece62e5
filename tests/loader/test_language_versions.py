"""Captures of one name in folders named after languages are found by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.loader.language_versions import (
    LanguageFolders,
    LanguageVersions,
    mark_of_name,
    tagged_files,
    versions_in_stamp,
)


def found(root: Path, path: str, *others: str) -> LanguageVersions:
    for name in (path, *others):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    mark = LanguageFolders(root).mark(path)
    return versions_in_stamp(f"1:2:3{mark} a b.yaml 1:2:3\n- x.png", path)


@pytest.mark.parametrize(
    ("path", "language", "others"),
    [
        ("site/en/post/quarry.md", "en", {"uk": "site/uk/post/quarry.md", "de": "site/de/post/quarry.md"}),
        ("pt-br/quarry.md", "pt-BR", {"en": "en/quarry.md", "zh-Hant": "zh_hant/quarry.md"}),
        ("content.en/quarry.md", "en", {"uk": "content.uk/quarry.md"}),
    ],
)
def test_versions_are_found_by_their_folders(tmp_path: Path, path: str, language: str, others: dict[str, str]) -> None:
    versions = found(tmp_path, path, *others.values())
    assert (versions.language, dict(versions.others)) == (language, others)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("en/quarry.md", "uk/bridge.md"),
        ("en/quarry.md", "news/quarry.md"),
        ("north/quarry.md", "south/quarry.md"),
        ("a.en/quarry.md", "b.uk/quarry.md"),
        ("quarry.md", "uk/quarry.md"),
    ],
)
def test_other_folders_are_no_languages(tmp_path: Path, path: str, other: str) -> None:
    assert found(tmp_path, path, other) == ("", ())


@pytest.mark.parametrize(
    ("path", "language", "others"),
    [
        ("a/quarry.uk.md", "uk", (("", "a/quarry.md"), ("de", "a/quarry.de.md"))),
        ("a/quarry.md", "", (("de", "a/quarry.de.md"), ("uk", "a/quarry.uk.md"))),
        ("a/bridge.md", "", ()),
        ("a/v1.5.md", "", ()),
    ],
)
def test_versions_are_found_by_the_names_of_files(
    path: str, language: str, others: tuple[tuple[str, str], ...]
) -> None:
    files = ["a/bridge.md", "a/quarry.de.md", "a/quarry.md", "a/quarry.uk.md", "a/v1.5.md"]
    mark = mark_of_name(path, tagged_files(files), files)
    assert versions_in_stamp(f"1:2:3{mark}", path) == (language, others)


def test_a_version_that_is_added_changes_the_page_of_the_first(tmp_path: Path) -> None:
    def put(path: str, text: str) -> None:
        (tmp_path / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / path).write_text(text)

    def page(output: str, name: str) -> str:
        build(read_config(tmp_path / "content", output=tmp_path / output, search=False))
        return (tmp_path / output / "articles/2024/08/15" / name).read_text()

    put("en/quarry.md", "---\ntitle: Quarry\ndate: 2024-08-15\n---\nText.\n")
    assert "quarry-uk" not in page("build", "quarry.html")
    put("uk/quarry.md", "---\ntitle: Kar'yer\ndate: 2024-08-15\n---\nText.\n")
    assert 'hreflang="uk"' in page("build", "quarry.html")
    assert '<html lang="en"' in page("build", "quarry-uk.html")
    assert 'hreflang="en"' in page("build", "quarry-uk.html")
    for name in ("quarry.html", "quarry-uk.html"):
        assert page("build", name) == page("clean", name)
    put("uk/quarry.yaml", "status: withheld\n")
    assert "quarry-uk" not in page("build", "quarry.html")
