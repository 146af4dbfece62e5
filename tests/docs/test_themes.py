"""docs/themes.md names every template and every value that it gets, with its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest

from kursk_archive import build, read_config
from kursk_archive.config import Site
from kursk_archive.outputs import target
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.renderer.theme.files import default_theme_folder

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "themes.md").read_text("utf-8")
CAPTURES = {
    "archive.yaml": "base_url: https://archive.example/\nterms: {places: {Examplia: {also: [Example]}}}\n",
    "talks.txt": "# Talks\n\nAugust 15, 2024\n\nThey [said](#) so [here](https://news.example/a).\n\n"
    "Original url:\n\n<https://herald.example/talks>\n",
    "talks.yaml": "authors: [Jane Doe]\ntopics: [ferries]\nplaces: [Examplia]\ntranslations: {uk: https://herald.example/uk}\n",
    "talks-2.txt": "# Talks\n\nAugust 15, 2024\n\nThey said so [there](https://news.example/a).\n\n"
    "Original url:\n\n<https://herald.example/talks>\n",
    "saved.html": "<title>Saved</title><h1>Saved</h1>" + "<p>The ferry sails, said the council of Examplia.</p>" * 9,
    "permalinks.csv": "permalink,article,source\narticles/2024/08/15/talks.html,talks.txt,https://herald.example/talks\n"
    "articles/2024/08/15/talks-7.html,talks-2.txt,https://herald.example/talks\n",
    "kept.txt": "# Kept\n\nAugust 16, 2024\n\nNobody reads this.\n",
    "kept.yaml": "status: withheld\nreason: The author has asked for this.\n",
}
ALWAYS = {"site", "page", "root"}
REPLACED_VALUES = {"404.html": {"root"}}
"""Values that a template documents although all templates get them: they differ there."""


def sections(level: str, text: str) -> dict[str, str]:
    """Split a text at its headings: heading → text below it."""
    parts = re.split(rf"^{level} (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of the tables in a text."""
    for line in re.findall(r"^\| (`.*) \|$", text, re.MULTILINE):
        yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]


CHAPTERS = sections("##", DOCUMENT)
TEMPLATES = sections("###", CHAPTERS["The templates"])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Template → values that the build of a small archive gives it, one of each name."""
    folder, values_by_template = tmp_path_factory.mktemp("archive"), dict[str, dict[str, Any]]()
    said = "It was [said](https://valley.example/a)."
    cited = {f"cited/{number}.txt": f"# Notice {number}\n\n{said}\n" for number in range(10)}
    earlier = {"earlier.md": "---\ntitle: Of another year\ndate: 2019-01-02\nplaces: [Example]\n---\n\nIt rained.\n"}
    for name, text in {**CAPTURES, **cited, **earlier}.items():
        path = folder / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    render = Theme.render

    def record_values(theme: Theme, template: str, page: str, values: Mapping[str, Any]) -> bytes:
        recorded = values_by_template.setdefault(template, {})
        recorded |= {name: value for name, value in values.items() if recorded.get(name) is None}
        return render(theme, template, page, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", record_values)
        report = build(read_config(folder / "content", output=folder / "build"))
        assert report.articles == 13
        patch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)  # of a large archive, in which small topics share pages
        for name in ("ebb", "tide"):
            (folder / f"content/{name}.md").write_text(f"---\ntitle: An {name}\ntopics: [tides]\n---\n\nIt rained.\n")
        build(read_config(folder / "content", output=folder / "large", search=False))
    return values_by_template


def test_every_template_has_a_section() -> None:
    assert set(TEMPLATES) == {path.name for path in default_theme_folder().glob("*.html")}


PAGES = sorted(set(TEMPLATES) - {"base.html", "head.html", "macros.html"})


@pytest.mark.parametrize("template", PAGES)
def test_exactly_the_values_of_a_template_are_named(template: str, given: dict[str, dict[str, Any]]) -> None:
    named = {row[0].strip("`") for row in rows(TEMPLATES[template])}
    assert named == set(given[template]) - REPLACED_VALUES.get(template, set())


@pytest.mark.parametrize("template", PAGES)
def test_values_have_the_types_that_are_named(template: str, given: dict[str, dict[str, Any]]) -> None:
    for name, kind, _ in rows(TEMPLATES[template]):
        value = given[template][name.strip("`")]
        assert has_type(value, re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", kind).replace("`", "")), (name, type(value))


def has_type(value: object, kind: str) -> bool:
    """Return True if a value is of one of the types; type arguments in brackets are ignored."""
    if kind.startswith("("):
        return callable(value)
    names = {name.partition("[")[0] for name in kind.split(" | ")}
    return type(value).__name__.replace("NoneType", "None") in names


def test_types_are_distinguished() -> None:
    assert has_type(None, "ArticleSummary | None")
    assert has_type((), "tuple[Day, ...]")
    assert not has_type(None, "str")
    assert not has_type([], "tuple[Day, ...]")


def test_common_values_filters_and_functions_are_named() -> None:
    environment, plain = Theme(Site()).environment, jinja2.Environment()
    named = {name for row in rows(CHAPTERS["Values in every template"]) for name in re.findall(r"`(\w+)", row[0])}
    filters = environment.filters.keys() - plain.filters.keys()
    functions = environment.globals.keys() - plain.globals.keys()
    assert named == ALWAYS | filters | functions


def test_blocks_and_macros_are_named() -> None:
    environment = Theme(Site()).environment
    assert {row[0].strip("`") for row in rows(TEMPLATES["base.html"])} == set(
        environment.get_template("base.html").blocks
    )
    documented = {row[0].strip("`") for row in rows(TEMPLATES["macros.html"])}
    macros = vars(environment.get_template("macros.html").module)
    named = {name: macro for name, macro in macros.items() if not name.startswith("_")}
    assert {re.sub(r"=[^,)]+", "", row) for row in documented} == {
        f"{name}({', '.join(macro.arguments)})" for name, macro in named.items()
    }


def test_every_named_type_is_described() -> None:
    described = {name.lower() for name in sections("####", CHAPTERS["Types"])}
    assert set(re.findall(r"\]\(#(\w+)\)", CHAPTERS["The templates"])) <= described
