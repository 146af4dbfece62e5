"""The theme's fingerprint and language, and faults of templates."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kursk_archive.config import Site
from kursk_archive.core import i18n
from kursk_archive.core.findings import ArchiveError
from kursk_archive.renderer.theme import files
from kursk_archive.renderer.theme.environment import Theme


def test_a_changed_translation_changes_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages with the translation become stale."""
    shutil.copytree(i18n.LOCALE_FOLDER, tmp_path / "locale")
    monkeypatch.setattr(i18n, "LOCALE_FOLDER", tmp_path / "locale")
    before = files.theme_fingerprint(files.template_folders(None))
    catalogue = tmp_path / "locale" / "uk" / "LC_MESSAGES" / "messages.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("Походження", "Звідки"), "utf-8")
    assert files.theme_fingerprint(files.template_folders(None)) != before


@pytest.mark.parametrize(
    ("language", "template", "expected"),
    [
        pytest.param("uk", "{{ _('Provenance') }}", "Походження", id="a sentence"),
        pytest.param("uk", "{% set name = 'lost' %}{{ _(name) }}", "втрачене посилання", id="a constant"),
        pytest.param(
            "uk",
            "{% trans host='a.example' %}Original at {{ host }}{% endtrans %}",
            "Оригінал на a.example",
            id="a value",
        ),
        pytest.param(
            "ru",
            "{% trans n=22, links='22' %}{{ links }} link{% pluralize %}{{ links }} links{% endtrans %}",
            "22 ссылки",
            id="a plural",
        ),
        pytest.param(
            "ru", "{{ ['Яна', 'Ёлка', 'Ada', 'ель']|sort_names|join(' ') }}", "Ёлка ель Яна Ada", id="names in order"
        ),
        pytest.param("uk", "{{ '2024-08'|date|capitalize_first }}", "Серпень 2024\u202fр.", id="a heading"),
        pytest.param("de", "{{ _('Provenance') }}", "Provenance", id="nobody has translated it"),
    ],
)
def test_a_page_is_in_the_archives_language(tmp_path: Path, language: str, template: str, expected: str) -> None:
    (tmp_path / "page.html").write_text(template, "utf-8")
    assert Theme(Site(language=language), tmp_path).render("page.html", "page.html", {}).decode() == expected


def test_the_furniture_of_an_article_is_in_its_own_language_on_request() -> None:
    archive, article = Theme(Site(language="uk")), Theme(Site(language="uk", furniture="article"))
    assert archive.around("en") is archive
    assert article.around("en").site.language == "en"
    assert article.around("en-GB") is article.around("en")
    assert article.around("uk-UA") is article
    assert article.around("fr") is article
    assert article.around(None) is article


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        pytest.param("a\n\n{{ boat.nope }}", 3, "has no attribute 'nope'", id="attribute"),
        pytest.param("a\n{% if boat.nope %}{% endif %}", 2, "has no attribute 'nope'", id="condition"),
        pytest.param("a\n{{ nope.name }}", 2, "'nope' is undefined", id="name"),
        pytest.param("{% macro m(a) %}{% endmacro %}\n\n{{ m(b=1) }}", 3, "takes no keyword argument 'b'", id="named"),
        pytest.param("\n{{ boat.upper()() }}", 2, "'str' object is not callable", id="no-function"),
        pytest.param("\n\n{{ fail() }}", 3, "ZeroDivisionError: ", id="fault-of-a-function"),
        pytest.param("\n{{ boat", 2, "unexpected end of template", id="syntax"),
    ],
)
def test_a_template_error_is_reported_with_its_line(tmp_path: Path, template: str, line: int, message: str) -> None:
    (tmp_path / "own.html").write_text(template, "utf-8")
    with pytest.raises(ArchiveError) as caught:
        Theme(Site(), tmp_path).render("own.html", "own.html", {"boat": "a", "fail": lambda: 1 // 0})
    (finding,) = caught.value.findings
    assert (finding.code, finding.location.line) == ("template", line)
    assert message in finding.message
