"""Translation of the templates' own messages, and escaping of values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from kursk_archive.config import Site
from kursk_archive.core.findings import ArchiveError
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.renderer.theme.escape import to_html

SPOKEN = {
    "Cited by": "Zitiert von",
    "By %(authors)s": "Von %(authors)s",
    "%(first)s to %(last)s": "bis %(last)s, ab %(first)s",
    "On %(day)s": "Am %(day)s, ja, am %(day)s",
    "Salt & pepper": "Salz & Pfeffer",
    "100%% of %(what)s": "%(what)s zu 100%%",
    "lost": "verloren",
    "all of 100%%": "ganze 100%%",
}


def gettext(text: str) -> str:
    return SPOKEN.get(text, text)


def ngettext(one: str, many: str, count: int) -> str:
    return {1: "%(n)s Wort", 2: "%(n)s Worte"}.get(count, "%(n)s Wörter") if one == "%(n)s word" else one


def page(folder: Path, template: str, **values: Any) -> str:
    """Render a user's own template with the message catalogue of another language."""
    (folder / "own.html").write_text(template, encoding="utf-8")
    theme = Theme(Site(), folder)
    install = theme.environment.install_gettext_callables  # type: ignore[attr-defined] # the extension's own
    install(gettext, ngettext, newstyle=True, pgettext=lambda context, text: f"{context}: {gettext(text)}")
    return theme.render("own.html", "own.html", values).decode()


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        pytest.param('{{ _("Cited by") }}', {}, "Zitiert von", id="call"),
        pytest.param('{{ gettext("Cited by") }}', {}, "Zitiert von", id="by-its-own-name"),
        pytest.param("{% trans %}Cited by{% endtrans %}", {}, "Zitiert von", id="block"),
        pytest.param("<b>{{ _('Cited by') }}</b> {{ 1 }}", {}, "<b>Zitiert von</b> 1", id="among-others"),
        pytest.param('{% set name = _("Cited by") %}{{ name }}!', {}, "Zitiert von!", id="as-a-value"),
        pytest.param('{{ _("Cited by")|upper }}', {}, "ZITIERT VON", id="filtered"),
        pytest.param('{{ _("Salt & pepper") }}', {}, "Salz & Pfeffer", id="the-catalogue-writes-html"),
        pytest.param('{{ _("all of 100%%") }}', {}, "ganze 100%", id="sign"),
        pytest.param("{% trans %}Nobody knows{% endtrans %}", {}, "Nobody knows", id="not-in-the-catalogue"),
        pytest.param("{% trans authors=who %}By {{ authors }}{% endtrans %}", {"who": "A&B"}, "Von A&amp;B", id="one"),
        pytest.param(
            "{% trans %}{{ first }} to {{ last }}{% endtrans %}",
            {"first": 1, "last": Markup("<i>2</i>")},
            "bis <i>2</i>, ab 1",
            id="in-another-order",
        ),
        pytest.param("{% trans %}On {{ day }}{% endtrans %}", {"day": "M"}, "Am M, ja, am M", id="said-twice"),
        pytest.param("{% trans %}100% of {{ what }}{% endtrans %}", {"what": "x"}, "x zu 100%", id="sign-and-value"),
        pytest.param('{{ _("By %(authors)s", authors=who) }}', {"who": "<A>"}, "Von &lt;A&gt;", id="call-with-value"),
        pytest.param('{{ _("No %(n)03d", n=n) }}', {"n": 7}, "No 007", id="number-in-a-form"),
        pytest.param("{{ _(label) }}", {"label": "lost"}, "verloren", id="word-of-the-program"),
        pytest.param("{{ _(label)|title }}", {"label": "lost"}, "Verloren", id="word-of-the-program-filtered"),
        pytest.param('{{ pgettext("here", "Cited by") }}', {}, "here: Zitiert von", id="context"),
        pytest.param(
            '{{ _("Cited by") }} {% trans x=_("Cited by") %}By {{ x }}{% endtrans %}',
            {},
            "Zitiert von By Zitiert von",
            id="sentence-in-a-sentence",
        ),
    ],
)
def test_messages_are_translated(tmp_path: Path, template: str, values: dict[str, Any], expected: str) -> None:
    assert page(tmp_path, template, **values) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "1 Wort"), (2, "2 Worte"), (5, "5 Wörter")])
def test_plural_forms_come_from_the_catalogue(tmp_path: Path, count: int, expected: str) -> None:
    template = "{% trans n=count %}{{ n }} word{% pluralize %}{{ n }} words{% endtrans %}"
    assert page(tmp_path, template, count=count) == expected


def test_a_message_in_a_macro_is_translated(tmp_path: Path) -> None:
    template = (
        '{% macro say(who) %}<p>{% trans authors=who %}By {{ authors }}{% endtrans %}</p>{% endmacro %}{{ say("<") }}'
    )
    assert page(tmp_path, template) == "<p>Von &lt;</p>"


@pytest.mark.parametrize("template", ['{{ _("%(gone)s") }}', "{{ _(gone) }}", "{% trans %}By {{ gone }}{% endtrans %}"])
def test_a_missing_value_is_a_template_error(tmp_path: Path, template: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        page(tmp_path, template)
    assert [finding.code for finding in caught.value.findings] == ["template"]
    assert "gone" in caught.value.findings[0].message


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("{% autoescape false %}{{ text }}{% endautoescape %}{{ text }}", "<&lt;", id="not-escaped"),
        pytest.param("{% set kept %}{{ text }}{% endset %}{{ kept }}", "&lt;", id="kept"),
        pytest.param("{% filter lower %}A{{ text }}{% endfilter %}", "a&lt;", id="filtered"),
        pytest.param(
            "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ text }}{% endcall %}", "&lt;", id="macro"
        ),
        pytest.param("{{ text|safe }}{{ text ~ text }}", "<&lt;&lt;", id="safe"),
    ],
)
def test_a_value_is_escaped_once(tmp_path: Path, template: str, expected: str) -> None:
    assert page(tmp_path, template, text="<") == expected


@given(st.text(alphabet="&<>'\"aж\n") | st.text().map(Markup) | st.integers() | st.none() | st.lists(st.text()))
def test_to_html_equals_escape(value: object) -> None:
    assert to_html(value) == str(escape(value))
