"""Fast code renders what Jinja's own code renders, or leaves the page to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import pass_context
from markupsafe import Markup

from kursk_archive import build, read_config
from kursk_archive.config import Site
from kursk_archive.core.findings import ArchiveError
from kursk_archive.renderer.theme.environment import Theme


@dataclass(frozen=True)
class Boat:
    name: str
    port: Any = None

    def called(self, loudly: bool = False) -> str:
        return self.name.upper() if loudly else self.name


class Both:
    """Has an attribute and an item with the same name."""

    name = "attribute"

    def __getitem__(self, name: str) -> str:
        return {"name": "item", "here": "<item>"}[name]


def render(folder: Path, template: str, **values: Any) -> tuple[str, bool]:
    """Render a user's own template; gives the text, and True if fast code rendered it."""
    (folder / "own.html").write_text(template, encoding="utf-8")
    theme = Theme(Site(), folder)
    return theme.render("own.html", "own.html", values).decode(), not theme.templates_needing_jinja


def stopped() -> str:
    raise StopIteration


QUICK: list[Any] = [
    pytest.param("{{ boat.name }}", {"boat": Boat("<Mary>")}, "&lt;Mary&gt;", id="attribute"),
    pytest.param("{{ boat.port.name }}", {"boat": Boat("", Boat("Rye"))}, "Rye", id="attribute-of-an-attribute"),
    pytest.param("{{ both.name }} {{ both['name'] }}", {"both": Both()}, "attribute item", id="both"),
    pytest.param("{{ boat['name'] }}", {"boat": {"name": "A&B"}}, "A&amp;B", id="item"),
    pytest.param("{{ boats.0 }}{{ boats[-1] }}{{ boats[1:]|join }}", {"boats": "abc"}, "acbc", id="sequence"),
    pytest.param("{{ boat.called() }}{{ boat.called(loudly=true) }}", {"boat": Boat("a")}, "aA", id="method"),
    pytest.param("{{ 'a'.upper() }}{{ 1.0.real }}", {}, "A1.0", id="of-a-constant"),
    pytest.param("{{ f('<') }}", {"f": lambda text: text}, "&lt;", id="function"),
    pytest.param("{{ f('<') }}", {"f": Markup}, "<", id="class"),
    pytest.param("{{ f(*[1, 2], what=3) }}", {"f": lambda *a, **b: f"{a}{b['what']}"}, "(1, 2)3", id="names-taken"),
    pytest.param("{{ a }}{{ b }}{{ c }}{{ d }}", {"a": 1, "b": None, "c": True, "d": 0.5}, "1NoneTrue0.5", id="kinds"),
    pytest.param("{% macro m(a, b='<', c=a) %}{{ a }}{{ b }}{{ c }};{% endmacro %}{{ m(1) }}{{ m(1, c=3) }}"
                 "{{ m(c=1, a=2, b=Markup) }}", {"Markup": Markup("<b>")}, "1&lt;1;1&lt;3;2<b>1;", id="macro"),
    pytest.param("{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, a=2) }}", {},
                 "(1,){&#39;a&#39;: 2}", id="macro-of-anything"),
    pytest.param("{% macro m(a) %}[{{ caller(a) }}]{% endmacro %}{% call(x) m('<') %}{{ x }}!{% endcall %}", {},
                 "[&lt;!]", id="caller"),
    pytest.param("{% macro m(caller=none) %}{{ caller is none }}{% endmacro %}{{ m() }}", {}, "True", id="no-caller"),
    pytest.param("{% macro m() %}<{% endmacro %}{% set x = m() %}{{ x }}{{ m()|upper }}", {}, "<<", id="macro-kept"),
    pytest.param("{% macro m(a) %}{{ a }}{% endmacro %}{% autoescape false %}{{ m('<') }}{% endautoescape %}", {},
                 "&lt;", id="macro-where-nothing-is-escaped"),
    pytest.param("{% for one in tree recursive %}{{ one.name }}{{ loop(one.port) if one.port }}{% endfor %}",
                 {"tree": [Boat("a", [Boat("b"), Boat("c")]), Boat("d")]}, "abcd", id="recursive"),
    pytest.param("{% for x in xs if x.name %}{{ loop.index }}{{ x.name }}{% else %}none{% endfor %}",
                 {"xs": [Boat(""), Boat("a"), Boat("b")]}, "1a2b", id="filtered-loop"),
    pytest.param("{% set ns = namespace(n=1) %}{% for _ in [1, 2] %}{% set ns.n = ns.n * 3 %}{% endfor %}{{ ns.n }}",
                 {}, "9", id="namespace"),
    pytest.param("{% extends 'base.html' %}{% block masthead %}{{ self.title() }}|{{ super()|length > 9 }}"
                 "{% endblock %}{% block title %}<T>{% endblock %}", {}, "<T>|True", id="blocks"),
    pytest.param("{% for x in [1, 2] %}{% block b scoped %}{{ x }}{% endblock %}{% endfor %}", {}, "12", id="scoped"),
    pytest.param("{% if true %}{% extends 'base.html' %}{% endif %}{% block masthead %}M{% endblock %}", {}, "M",
                 id="extended-on-a-condition"),
]  # fmt: skip

JINJAS: list[Any] = [
    pytest.param("{{ boat.name }}", {"boat": {"name": "<"}}, "&lt;", id="attribute-that-is-an-item"),
    pytest.param("{{ both.here }}", {"both": Both()}, "&lt;item&gt;", id="item-where-there-are-attributes"),
    pytest.param("{{ boat['name'] }}", {"boat": Boat("<")}, "&lt;", id="item-that-is-an-attribute"),
    pytest.param("{{ boat.nope is defined }}", {"boat": Boat("a")}, "False", id="is-defined"),
    pytest.param("{{ boat.nope|default('-') }}", {"boat": Boat("a")}, "-", id="default"),
    pytest.param("{{ boats[9] is undefined }}", {"boats": []}, "True", id="beyond-the-end"),
    pytest.param("{{ f() is undefined }}{{ f() is undefined }}", {"f": stopped}, "TrueTrue", id="stop-iteration"),
]


@pytest.mark.parametrize(("template", "values", "expected"), QUICK)
def test_fast_code_renders_like_jinja(tmp_path: Path, template: str, values: dict[str, Any], expected: str) -> None:
    text, is_fast = render(tmp_path, template, **values)
    assert expected in text if "extends" in template else text == expected
    assert is_fast


@pytest.mark.parametrize(("template", "values", "expected"), JINJAS)
def test_templates_that_need_jinja_are_rendered_by_jinja(
    tmp_path: Path, template: str, values: dict[str, Any], expected: str
) -> None:
    text, _ = render(tmp_path, template, **values)
    assert text == expected


def test_fast_code_is_not_retried_after_a_failure(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("{{ boat.name }}", encoding="utf-8")
    theme, tried = Theme(Site(), tmp_path), []

    class Item(dict[str, str]):
        def __getattr__(self, name: str) -> str:
            tried.append(name)
            raise AttributeError(name)

    pages = [theme.render("own.html", "own.html", {"boat": Item(name=name)}) for name in ("a", "b")]
    assert pages == [b"a", b"b"]
    assert len(tried) == 3  # twice for the first page, once for the second


def test_a_context_function_sees_the_surrounding_variables(tmp_path: Path) -> None:
    @pass_context
    def look(context: Any, name: str) -> str:
        return str(context[name])

    assert render(tmp_path, "{% for x in [1, 2] %}{% set y = x %}{{ look('y') }}{% endfor %}", look=look) == (
        "12",
        True,
    )


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        pytest.param("a\n\n{{ boat.nope }}", 3, "has no attribute 'nope'", id="attribute"),
        pytest.param("a\n{% if boat.nope %}{% endif %}", 2, "has no attribute 'nope'", id="condition"),
        pytest.param("a\n{{ nope.name }}", 2, "'nope' is undefined", id="name"),
        pytest.param("{% macro m(a) %}{% endmacro %}\n\n{{ m(b=1) }}", 3, "takes no keyword argument 'b'", id="named"),
        pytest.param("{% macro m(a) %}{% endmacro %}\n{{ m(1, 2) }}", 2, "takes not more than 1 argument", id="many"),
        pytest.param("\n{{ boat.name() }}", 2, "'str' object is not callable", id="no-function"),
        pytest.param("\n\n{{ fail() }}", 3, "ZeroDivisionError: ", id="fault-of-a-function"),
    ],
)
def test_a_template_error_is_reported_like_jinjas(tmp_path: Path, template: str, line: int, message: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        render(tmp_path, template, boat=Boat("a"), fail=lambda: 1 // 0)
    (finding,) = caught.value.findings
    assert (finding.code, finding.location.line) == ("template", line)
    assert message in finding.message


LEAVES = st.none() | st.integers(0, 9) | st.sampled_from(["", "<a>", "é"]) | st.just(Markup("<b>"))
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.dictionaries(st.sampled_from(["name", "port", "items", "0"]), inner)
        | st.lists(inner, max_size=2)
        | st.builds(Boat, st.sampled_from(["a", "&"]), inner)
    ),
    max_leaves=6,
)
PATHS = st.lists(st.sampled_from([".name", ".port", "['name']", "[0]", ".items", ".class"]), max_size=3).map("".join)
FORMS = st.sampled_from(
    ["{{ x%s }}", "{{ x%s is defined }}", "{%% for y in x%s %%}{{ y }}{%% endfor %%}", "{{ x%s() }}"]
)


@lru_cache(maxsize=1)
def default() -> Theme:
    return Theme(Site())


@given(VALUES, PATHS, FORMS)
def test_fast_code_is_identical_or_raises(value: object, path: str, form: str) -> None:
    theme, template = default(), form % path

    def text(render: Callable[..., str]) -> str | None:
        try:
            return render(x=value)
        except Exception:
            return None

    fast, slow = (
        text(environment.from_string(template).render) for environment in (theme.fast_environment, theme.environment)
    )
    assert fast in (None, slow)


def test_the_default_theme_never_needs_jinjas_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Theme, template: str, filled: object) -> str:
        raise AssertionError(template)

    monkeypatch.setattr(Theme, "_render_jinja", refuse)
    for name, topic in (("flood", "rivers"), ("fire", "mills"), ("frost", "ponds")):
        path = tmp_path / "content" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"---\ntitle: A {name} in Examplia\ndate: 2024-08-15\npublisher: The {topic} Herald\nauthors: [A, B]\n"
            f"topics: [{topic}, news]\nsource_url: https://news.example/{name}\n---\n"
            "See [this](https://other.example/a), [that](#) and [the fire](https://news.example/fire).\n"
        )
    report = build(read_config(tmp_path / "content", output=tmp_path / "site", search=False, jobs=1))
    assert not [finding for finding in report.findings if finding.severity == "error"]
    assert (tmp_path / "site" / "index.html").is_file()
