"""Versions of an article in other languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kursk_archive.core.enums import ArticleId, LinkRegion
from kursk_archive.core.model import Article
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.load_capture import load_article
from kursk_archive.loader.metadata.translations import translation_capture_path

UK, RU = "https://news.example/uk/talks", "https://news.example/ru/talks"


def load_with_metadata(folder: Path, metadata: str, sidecar: str = "") -> Article:
    (folder / "talks.md").write_text(f"---\ntitle: Talks\ndate: 2024-08-15\n{metadata}\n---\n\nText.\n", "utf-8")
    if sidecar:
        (folder / "talks.yaml").write_text(sidecar, "utf-8")
    return load_article(folder / "talks.md", folder)


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param(f"translations: {UK}", [("", UK)], id="one address"),
        pytest.param(f"translation_of: {UK}", [("", UK)], id="translation of"),
        pytest.param(f"translations: [{UK}, talks.ru.md]", [("", UK), ("", "talks.ru.md")], id="a list"),
        pytest.param(f"translations: {{uk: {UK}, ru: {RU}}}", [("uk", UK), ("ru", RU)], id="by language"),
        pytest.param(f"translations: {{pt_br: {UK}}}", [("pt-BR", UK)], id="a language in another form"),
        pytest.param(f"translations: [{{lang: uk, url: {UK}}}]", [("uk", UK)], id="mappings"),
        pytest.param(f"translations: {{url: {UK}}}", [("", UK)], id="a mapping without a language"),
        pytest.param(f"translations: [{UK}, {UK}]", [("", UK)], id="each once"),
        pytest.param(f"translations: {UK}\ntranslation_of: {RU}", [("", UK), ("", RU)], id="both keys"),
        pytest.param("translations: ../uk/talks.txt", [], id="out of the content folder"),
        pytest.param("translations: javascript:alert(1)", [], id="a program"),
        pytest.param("translations: {uk: '#'}", [], id="nothing"),
        pytest.param(f"translations: {{'not a language': {UK}}}", [], id="no language"),
        pytest.param("translations: true", [], id="a switch"),
        pytest.param("translations: []", [], id="an empty list"),
        pytest.param("translations: [[[]]]", [], id="lists in lists"),
        pytest.param("translationKey: talks", [], id="Hugo's key"),
    ],
)
def test_translations_are_read(tmp_path: Path, metadata: str, expected: list[tuple[str, str]]) -> None:
    assert [(link.text, link.href) for link in load_with_metadata(tmp_path, metadata).translations] == expected


@pytest.mark.parametrize(
    ("metadata", "at"),
    [
        pytest.param("translations: ../uk/talks.txt", "talks.md:4:1", id="out of the content folder"),
        pytest.param("translations: javascript:alert(1)", "talks.md:4:1", id="a program"),
        pytest.param(f"translations: {{x: {UK}}}", "talks.md:4:1", id="no language"),
    ],
)
def test_an_invalid_translation_is_a_finding(tmp_path: Path, metadata: str, at: str) -> None:
    findings = load_with_metadata(tmp_path, metadata).findings
    assert [(finding.code, str(finding.location)) for finding in findings] == [("field", at)]


def test_translations_are_references_but_not_links(tmp_path: Path) -> None:
    article = load_with_metadata(tmp_path, f"source_url: {RU}\ntranslations: {UK}")
    assert [(link.href, link.region) for link in article.references()] == [
        (UK, LinkRegion.TRANSLATION),
        (RU, LinkRegion.SOURCE),
    ]
    assert article.links == ()


def test_the_sidecar_overrides_the_capture(tmp_path: Path) -> None:
    article = load_with_metadata(tmp_path, f"translations: {UK}", f"translations: {{ru: {RU}}}\n")
    assert [link.href for link in article.translations] == [RU]
    assert article.provenance["translations"] == "sidecar"


@pytest.mark.parametrize(
    ("href", "own", "expected"),
    [
        pytest.param("talks.uk.txt", "talks.txt", "talks.uk.txt", id="beside it"),
        pytest.param("talks.txt", "en/talks.txt", "en/talks.txt", id="in its folder"),
        pytest.param("../uk/talks.txt", "en/talks.txt", "uk/talks.txt", id="in another folder"),
        pytest.param("/uk/talks.txt", "en/2024/talks.txt", "uk/talks.txt", id="from the content folder"),
        pytest.param("uk%20talks.txt", "talks.txt", "uk talks.txt", id="percent"),
        pytest.param("../talks.txt", "talks.txt", None, id="out"),
        pytest.param("/../talks.txt", "en/talks.txt", None, id="out from the root"),
        pytest.param("a/%2e%2e/%2e%2e/b.txt", "talks.txt", None, id="out in disguise"),
        pytest.param(UK, "talks.txt", None, id="an address"),
    ],
)
def test_a_path_refers_to_a_capture(href: str, own: str, expected: str | None) -> None:
    assert translation_capture_path(href, ArticleId(own)) == expected


@given(st.text(alphabet="./%2eab~é\\ ", max_size=40))
def test_no_path_leads_out_of_the_content_folder(href: str) -> None:
    path = translation_capture_path(href, ArticleId("a/b.txt"))
    assert path is None or (not path.startswith(("/", "../")) and path != "..")


@pytest.mark.parametrize("language", ["en", "uk", "ru", "he"])
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("Курські листи.txt", "kurski-lysty", id="Ukrainian"),
        pytest.param("Курские письма.txt", "kurskie-pisma", id="Russian"),
        pytest.param("2024-08-15-гость.txt", "gost", id="after a date"),
        pytest.param("日本.txt", "capture-", id="what cannot be spelt"),
    ],
)
def test_a_slug_does_not_depend_on_the_archives_language(tmp_path: Path, name: str, slug: str, language: str) -> None:
    (tmp_path / name).write_text("# Письма\n\nТекст.\n", "utf-8")
    loaded = load_article(tmp_path / name, tmp_path, Defaults(language=language)).slug
    assert loaded == slug or (slug.endswith("-") and loaded.startswith(slug) and len(loaded) == len(slug) + 12)
