"""The documents say what the program has: nothing is left out, and nothing is named that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import descriptions
import pytest
import reference

from kursk_archive import build, read_config
from kursk_archive.config import Site

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

CONTENT = {
    "archive.yaml": "base_url: https://archive.example/\n",
    "talks.txt": "# Talks\n\nAugust 15, 2024\n\nThey [said](#) so [here](https://news.example/a).\n",
    "talks.yaml": "authors: [Jane Doe]\ntopics: [ferries]\npublisher: The Fictional Herald\nplaces: [Examplia]\n",
    "undated.md": "# Undated\n\nIt happened.\n",
}
LARGE = {
    "calendar/YYYY/MM/DD.html", "FACET/a-z/LETTERS.html", "FACET/KEY/PERIOD.html", "FACET/KEY/PERIOD/index.html",
    "links/a-z/LETTERS.html", "links/HOST/PERIOD.html", "links/HOST/PERIOD/index.html", "data/articles/NAME.FORM",
    "data/links/NAME.FORM",
}  # fmt: skip
"""What only an archive of hundreds of articles has."""
STANDS_FOR = {
    "PERIOD": r"(?:\d{4}(?:/\d\d){0,2}|undated)",
    "YYYY": r"\d{4}",
    "MM": r"\d\d",
    "DD": r"\d\d",
    "N": r"\d+",
    "WIDTH": r"\d+",
    "FORM": "(?:csv|jsonl)",
    "FACET": "(?:publishers|authors|topics|places|languages)",
    "…": ".+",
}


@pytest.mark.parametrize("name", reference.FILES)
def test_the_tables_are_current(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    assert reference.renewed(text) == text, "`make reference` makes them anew"


def test_every_table_stands_in_a_document() -> None:
    texts = "".join((ROOT / "docs" / name).read_text("utf-8") for name in reference.FILES)
    assert sorted(re.findall(r"<!-- (\w+): made by", texts)) == sorted(reference.BLOCKS)


def test_a_table_that_is_not_current_is_found_out() -> None:
    text = "<!-- files: made by tools/reference.py -->\n\n| old |\n\n<!-- end -->\n"
    assert "index.html" in reference.renewed(text)


def test_the_readme_names_every_command_and_key() -> None:
    commands = set(re.findall(r"^\| `kursk-archive (\w+)", README, re.MULTILINE))
    table = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
    keys = {key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert commands == set(reference.parsers())
    assert keys == {one.name for one in fields(Site)}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Every file of a small archive."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").mkdir()
    for name, text in CONTENT.items():
        (folder / "content" / name).write_text(text, "utf-8")
    Image.new("RGB", (32, 20)).save(folder / "content" / "talks.png")
    build(read_config(folder / "content", output=folder / "build"))
    return frozenset(path.relative_to(folder / "build").as_posix() for path in _files(folder / "build"))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def pattern(name: str) -> re.Pattern[str]:
    """What a name with words in capitals stands for."""
    words = "|".join(STANDS_FOR)
    parts = re.split(rf"\b({words}|[A-Z]+)\b|(…)", name)
    return re.compile(
        "".join(STANDS_FOR.get(one, "[^/]+" if one.isupper() else re.escape(one)) for one in parts if one)
    )


def test_every_published_file_is_explained(published: frozenset[str]) -> None:
    patterns = [pattern(name) for name, _ in descriptions.FILES]
    assert [path for path in sorted(published) if not any(one.fullmatch(path) for one in patterns)] == []


def test_every_file_that_is_explained_is_published(published: frozenset[str]) -> None:
    absent = {name for name, _ in descriptions.FILES if not any(map(pattern(name).fullmatch, published))}
    assert absent == LARGE


def test_the_map_of_the_house_has_every_room() -> None:
    design = (ROOT / "docs" / "design.md").read_text("utf-8")
    house = design.partition("## The house")[2].partition("## Decisions")[0]
    package = ROOT / "src" / "kursk_archive"
    modules = {path.name for path in package.glob("*.py") if not path.name.startswith("__")}
    rooms = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    assert [name for name in sorted(modules | rooms) if name not in house] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_the_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if not re.match(r"https?:", target):
            path, _, place = target.partition("#")
            file = document.parent / path if path else document
            assert file.exists(), target
            assert not place or place in anchors(file), target


def anchors(document: Path) -> set[str]:
    """The headings of a document as GitHub names them in addresses."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
