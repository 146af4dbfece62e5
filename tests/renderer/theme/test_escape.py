"""Escaping of values, and of messages with a plural."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment
from markupsafe import Markup

from kursk_archive.core.model import PartialDate
from kursk_archive.renderer.theme.escape import fast_ngettext, to_html


def ngettext(singular: str, plural: str, count: int) -> str:
    return singular if count == 1 else plural


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("A & <B>", "A &amp; &lt;B&gt;", id="text"),
        pytest.param(PartialDate("2024-08"), "2024-08", id="date"),
        pytest.param(PartialDate("<"), "&lt;", id="hostile-date"),
        pytest.param(Markup("<b>"), "<b>", id="safe"),
        pytest.param(0.5, "0.5", id="number"),
        pytest.param(["<"], "[&#39;&lt;&#39;]", id="list"),
    ],
)
def test_a_value_is_escaped(value: object, expected: str) -> None:
    assert to_html(value) == expected


@pytest.mark.parametrize("escaping", [True, False], ids=["escaped", "not-escaped"])
@pytest.mark.parametrize(
    ("singular", "plural", "count", "values", "expected"),
    [
        pytest.param("%(num)s byte", "%(num)s bytes", 2, {}, "2 bytes", id="its-own-number"),
        pytest.param("%(n)s byte", "%(n)s bytes", 1, {"n": "1"}, "1 byte", id="one"),
        pytest.param("a", "%(n)s <b>%(n)s</b>", 3, {"n": Markup("<i>")}, "<i> <b><i></b>", id="twice"),
        pytest.param("a", "%(n)s of 100%%", 3, {"n": 3}, "3 of 100%", id="sign"),
        pytest.param("a", "%(n)03d", 3, {"n": 3}, "003", id="form"),
    ],
)
def test_a_plural_depends_on_the_number(
    singular: str, plural: str, count: int, values: dict[str, Any], expected: str, escaping: bool
) -> None:
    environment = Environment(autoescape=escaping)
    environment.globals["ngettext"] = fast_ngettext(ngettext)
    template = environment.from_string("{{ ngettext(singular, plural, count, **values) }}")
    assert template.render(singular=singular, plural=plural, count=count, values=values) == expected


def test_a_value_in_a_message_is_escaped() -> None:
    environment = Environment(autoescape=True)
    environment.globals["ngettext"] = fast_ngettext(ngettext)
    assert environment.from_string("{{ ngettext('a', '%(n)s!', 2, n='<') }}").render() == "&lt;!"
