"""Files of one name in folders of languages are translations of each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kursk_archive.importers import Imported, ImportEvent
from kursk_archive.importers.languages import find_language_folders, language_tag
from tests.importers.conftest import ImportSite


def post(title: str, *lines: str) -> str:
    return "\n".join(("---", f"title: {title}", "date: 2024-08-15", *lines, "---", "", "Text.", ""))


def languages(events: list[ImportEvent]) -> dict[str, object]:
    return {event.path: event.fields["language"].value for event in events if isinstance(event, Imported)}


def versions(events: list[ImportEvent]) -> dict[str, object]:
    """Map the path of each article to the paths of its translations."""
    stated: dict[str, Any] = {
        event.path: event.fields["translations"].value
        for event in events
        if isinstance(event, Imported) and "translations" in event.fields
    }
    return {path: sorted(item["path"] for item in items) for path, items in stated.items()}


@pytest.mark.parametrize(
    ("layout", "files", "paths"),
    [
        (
            "jekyll",
            ("en/news/_posts/2024-08-15-a.md", "uk/news/_posts/2024-08-15-a.md"),
            ("en/news/2024-08-15-a.md", "uk/news/2024-08-15-a.md"),
        ),
        ("hugo", ("content/en/n/a.md", "content/uk/n/a.md"), ("en/n/a.md", "uk/n/a.md")),
        ("eleventy", ("en/a.md", "uk/a.md"), ("en/a.md", "uk/a.md")),
        ("nikola", ("posts/en/a.md", "posts/uk/a.md"), ("posts/en/a.md", "posts/uk/a.md")),
        ("pelican", ("content/en/a.md", "content/uk/a.md"), ("en/a.md", "uk/a.md")),
        ("plain", ("2024/en/a.md", "2024/uk/a.md"), ("2024/en/a.md", "2024/uk/a.md")),
    ],
)
def test_folders_of_languages(
    layout: str, files: tuple[str, str], paths: tuple[str, str], import_site: ImportSite, tmp_path: Path
) -> None:
    events = import_site({files[0]: post("A"), files[1]: post("Б")}, layout_name=layout)
    english, ukrainian = paths
    assert languages(events) == {english: "en", ukrainian: "uk"}
    sections = {
        event.fields["section"].value for event in events if isinstance(event, Imported) and "section" in event.fields
    }
    assert sections <= {"news", "n"}
    stated = yaml.safe_load((tmp_path / "content" / ukrainian).with_suffix(".yaml").read_text())
    (other,) = stated["translations"]
    there = (tmp_path / "content" / ukrainian).parent / other["path"]
    assert (there.resolve(), other["language"]) == ((tmp_path / "content" / english).resolve(), "en")


def test_the_settings_of_hugo_name_the_folders(import_site: ImportSite) -> None:
    config = "languages:\n  en: {contentDir: text/main}\n  uk: {contentDir: text/second, locale: uk-UA}\n"
    files = {"hugo.yaml": config, "text/main/n/a.md": post("A"), "text/second/n/a.md": post("Б")}
    events = import_site(files)
    assert languages(events) == {"en/n/a.md": "en", "uk/n/a.md": "uk-UA"}
    assert len(versions(events)) == 2


def test_three_versions_name_each_other(import_site: ImportSite) -> None:
    names = ("a.md", "a.uk.md", "a.fr.md")
    files = {"hugo.yaml": "languages: {en: {}, uk: {}, fr: {}}\n"} | {f"content/n/{name}": post(name) for name in names}
    found = versions(import_site(files))
    assert found == {f"n/{name}": sorted(set(names) - {name}) for name in names}


def test_a_key_in_the_metadata_pairs_translations(import_site: ImportSite) -> None:
    files = {
        "_config.yml": "title: The Fictional Herald\n",
        "_posts/2024-08-15-flood.md": post("A Flood", "lang: en", "ref: flood"),
        "_posts/2024-08-15-potop.md": post("Потоп", "lang: uk", "ref: flood"),
    }
    assert versions(import_site(files)) == {
        "2024-08-15-flood.md": ["2024-08-15-potop.md"],
        "2024-08-15-potop.md": ["2024-08-15-flood.md"],
    }


def test_one_slug_in_two_languages_is_a_translation_to_pelican(import_site: ImportSite) -> None:
    files = {"pelicanconf.py": "", "content/flood.md": post("A Flood", "slug: flood")}
    files |= {"content/x/potop.md": post("Потоп", "slug: flood", "lang: uk"), "content/y/y.md": post("Y", "lang: uk")}
    assert versions(import_site(files | {"pelicanconf.py": "DEFAULT_LANG = 'en'\n"})) == {
        "flood.md": ["x/potop.md"],
        "x/potop.md": ["../flood.md"],
    }


def test_stated_translations_are_kept(import_site: ImportSite) -> None:
    files = {"en/a.md": post("A", "translations: [../de/b.md]"), "de/b.md": post("B"), "de/a.md": post("C")}
    (one,) = [event for event in import_site(files) if isinstance(event, Imported) and event.path == "en/a.md"]
    assert one.fields["translations"].source == "the capture"


def test_named_folders(import_site: ImportSite) -> None:
    files = {"english/a.md": post("A"), "uk/b.md": post("Б")}
    events = import_site(files, language_folders=("english=en", "uk"))
    assert languages(events) == {"english/a.md": "en", "uk/b.md": "uk"}


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        (["en/a.md", "uk/a.md"], {"en": "en", "uk": "uk"}),
        (["x/zh_tw/a.md", "x/zh-cn/a.md"], {"x/zh_tw": "zh-TW", "x/zh-cn": "zh-CN"}),
        (["en/a.md", "uk/b.md"], {}),
        (["en/index.md", "uk/index.md"], {}),
        (["us/a.md", "uk/a.md"], {}),
        (["sport/a.md", "news/a.md"], {}),
        (["a.md", "en.md"], {}),
    ],
    ids=str,
)
def test_folders_are_found_by_files_of_one_name(paths: list[str], folders: dict[str, str]) -> None:
    assert find_language_folders(paths) == folders


@pytest.mark.parametrize(
    ("name", "tag"), [("uk", "uk"), ("pt-br", "pt-BR"), ("zh_tw", "zh-TW"), ("news", None), ("us", None)]
)
def test_the_name_of_a_language(name: str, tag: str | None) -> None:
    assert language_tag(name) == tag


def test_the_folder_of_content_may_be_that_of_the_main_language(import_site: ImportSite) -> None:
    settings = (
        "baseURL = 'https://news.example/'\ncontentDir = 'content/en'\n"
        "[languages.en]\n[languages.uk]\ncontentDir = 'content/uk'\n"
    )
    paths = ("content/en/news/flood.md", "content/uk/news/flood.md")
    files = {"hugo.toml": settings, **dict.fromkeys(paths, "---\ntitle: A\ndate: 2024-08-05\n---\n\nText.\n")}
    found = {event.path: event.fields for event in import_site(files) if isinstance(event, Imported)}
    assert {path: (fields["language"].value, fields["source_url"].value) for path, fields in found.items()} == {
        "en/news/flood.md": ("en", "https://news.example/news/flood/"),
        "uk/news/flood.md": ("uk", "https://news.example/uk/news/flood/"),
    }
