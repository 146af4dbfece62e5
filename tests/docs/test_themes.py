"""The page for theme authors names every template and every value that one is given, with its type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest

from kursk_archive import build, read_config
from kursk_archive.config import Site
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.renderer.theme.files import default_theme_folder

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "themes.md").read_text("utf-8")
CAPTURES = {
    "archive.yaml": "base_url: https://archive.example/\n",
    "talks.txt": "# Talks\n\nAugust 15, 2024\n\nThey [said](#) so [here](https://news.example/a).\n\n"
    "Original url:\n\n<https://herald.example/talks>\n",
    "talks.yaml": "authors: [Jane Doe]\ntopics: [ferries]\nplaces: [Examplia]\ntranslations: {uk: https://herald.example/uk}\n",
    "kept.txt": "# Kept\n\nAugust 16, 2024\n\nNobody reads this.\n",
    "kept.yaml": "status: withheld\nreason: The author has asked for this.\n",
}
ALWAYS = {"site", "page", "root"}
GIVEN_LATE = {"404.html": {"root"}}
"""What a template is given in place of what all are."""


def sections(level: str, text: str) -> dict[str, str]:
    """Heading → what stands below it."""
    parts = re.split(rf"^{level} (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> Iterator[list[str]]:
    """The rows of the tables in a text."""
    for line in re.findall(r"^\| (`.*) \|$", text, re.MULTILINE):
        yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]


CHAPTERS = sections("##", DOCUMENT)
TEMPLATES = sections("###", CHAPTERS["The templates"])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Template → the values that a build of a small archive gives it, one of each name."""
    folder, found = tmp_path_factory.mktemp("archive"), dict[str, dict[str, Any]]()
    for name, text in CAPTURES.items():
        path = folder / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    render = Theme.render

    def noting(theme: Theme, template: str, page: str, values: Mapping[str, Any]) -> bytes:
        known = found.setdefault(template, {})
        known |= {name: value for name, value in values.items() if known.get(name) is None}
        return render(theme, template, page, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", noting)
        report = build(read_config(folder / "content", output=folder / "build"))
    assert report.articles == 1
    return found


def test_every_template_has_its_section() -> None:
    assert set(TEMPLATES) == {path.name for path in default_theme_folder().glob("*.html")}


PAGES = sorted(set(TEMPLATES) - {"base.html", "head.html", "macros.html"})


@pytest.mark.parametrize("template", PAGES)
def test_every_value_is_named_and_no_other(template: str, given: dict[str, dict[str, Any]]) -> None:
    named = {row[0].strip("`") for row in rows(TEMPLATES[template])}
    assert named == set(given[template]) - GIVEN_LATE.get(template, set())


@pytest.mark.parametrize("template", PAGES)
def test_values_are_of_the_types_that_are_named(template: str, given: dict[str, dict[str, Any]]) -> None:
    for name, kind, _ in rows(TEMPLATES[template]):
        value = given[template][name.strip("`")]
        assert fits(value, re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", kind).replace("`", "")), (name, type(value))


def fits(value: object, kind: str) -> bool:
    """Whether a value is of one of the types, what is in brackets left aside."""
    if kind.startswith("("):
        return callable(value)
    names = {one.partition("[")[0] for one in kind.split(" | ")}
    return type(value).__name__.replace("NoneType", "None") in names


def test_types_are_told_apart() -> None:
    assert fits(None, "ArticleSummary | None")
    assert fits((), "tuple[Day, ...]")
    assert not fits(None, "str")
    assert not fits([], "tuple[Day, ...]")


def test_what_every_template_has_is_named() -> None:
    environment, plain = Theme(Site()).environment, jinja2.Environment()
    named = {name for row in rows(CHAPTERS["What every template has"]) for name in re.findall(r"`(\w+)", row[0])}
    filters = environment.filters.keys() - plain.filters.keys()
    functions = environment.globals.keys() - plain.globals.keys()
    assert named == ALWAYS | filters | functions


def test_blocks_and_macros_are_named() -> None:
    environment = Theme(Site()).environment
    assert {row[0].strip("`") for row in rows(TEMPLATES["base.html"])} == set(
        environment.get_template("base.html").blocks
    )
    said = {row[0].strip("`") for row in rows(TEMPLATES["macros.html"])}
    macros = vars(environment.get_template("macros.html").module)
    named = {name: macro for name, macro in macros.items() if not name.startswith("_")}
    assert {re.sub(r"=[^,)]+", "", one) for one in said} == {
        f"{name}({', '.join(macro.arguments)})" for name, macro in named.items()
    }


def test_every_type_that_is_named_is_explained() -> None:
    explained = {name.lower() for name in sections("####", CHAPTERS["Types"])}
    assert set(re.findall(r"\]\(#(\w+)\)", CHAPTERS["The templates"])) <= explained
