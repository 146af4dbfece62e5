"""The documents match the program: nothing is missing in them, nothing named in them is missing in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import descriptions
import pytest
import reference

from kursk_archive import build, read_config
from kursk_archive.config import Site
from kursk_archive.renderer.citations import CITATION_FORMATS
from kursk_archive.site.taxonomy import TAXONOMIES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

CONTENT = {
    "archive.yaml": "base_url: https://archive.example/\nfeeds: 1\n",
    "talks.txt": "# Talks\n\nAugust 15, 2024\n\nThey [said](#) so [here](https://news.example/a).\n",
    "talks.yaml": "authors: [Jane Doe]\ntopics: [ferries]\npublisher: The Fictional Herald\nplaces: [Examplia]\n",
    "talks-2.txt": "# Talks\n\nAugust 15, 2024\n\nThey denied it.\n",
    "talks-2.yaml": "captured_at: 2024-08-14\nedition_of: talks.txt\nslug: talks\nsource_url: https://news.example/talks\n"
    "aliases: [https://web.archive.org/web/20240816000000/https://news.example/talks]\n",
    "undated.md": "# Undated\n\nIt happened.\n",
    "saved.html": "<title>Saved</title><h1>Saved</h1>" + "<p>The ferry sails, said the council of Examplia.</p>" * 9,
}
FILES_OF_LARGE_ARCHIVES = {
    "calendar/YYYY/MM/DD.html", "on-this-day/MONTH.html", "TAXONOMY/a-z/PREFIX.html", "TAXONOMY/TERM/PERIOD.html",
    "TAXONOMY/TERM/PERIOD/index.html", "links/a-z/PREFIX.html", "links/HOST/PERIOD.html",
    "links/HOST/PERIOD/index.html", "data/articles/NAME.FORMAT", "data/links/NAME.FORMAT",
    "changes/PERIOD.html", "changes/PERIOD/index.html", "data/changes/NAME.FORMAT",
    "data/mementos/NAME.cdxj",
    "data/editions/NAME.FORMAT",
    "TAXONOMY/few/index.html", "TAXONOMY/few/PREFIX.html",
    *(f"data/citations/NAME{form.suffix}" for form in CITATION_FORMATS),
}  # fmt: skip
"""Files of archives of hundreds of articles or several years only."""
PLACEHOLDERS = {
    "PERIOD": r"(?:\d{4}(?:/\d\d){0,2}|undated)",
    "YYYY": r"\d{4}",
    "MM": r"\d\d",
    "DD": r"\d\d",
    "N": r"\d+",
    "WIDTH": r"\d+",
    "FORMAT": "(?:csv|jsonl)",
    "TAXONOMY": f"(?:{'|'.join(taxonomy.folder for taxonomy in TAXONOMIES.values() if taxonomy.field)})",
    "…": ".+",
}


@pytest.mark.parametrize("name", reference.FILES)
def test_the_tables_are_current(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    assert reference.update_tables(text) == text, "run `make reference`"


def test_every_table_is_in_a_document() -> None:
    texts = "".join((ROOT / "docs" / name).read_text("utf-8") for name in reference.FILES)
    assert sorted(re.findall(r"<!-- (\w+): made by", texts)) == sorted(reference.TABLES)


def test_an_outdated_table_is_updated() -> None:
    text = "<!-- files: made by tools/reference.py -->\n\n| old |\n\n<!-- end -->\n"
    assert "index.html" in reference.update_tables(text)


def test_the_readme_names_every_command_and_key() -> None:
    commands = set(re.findall(r"^\| `kursk-archive ([a-z]+(?: [a-z]+)*)", README, re.MULTILINE))
    table = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
    keys = {key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert commands == set(reference.command_parsers())
    assert keys == set(Site.__struct_fields__)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Paths of all files of a small archive."""
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


def file_pattern(name: str) -> re.Pattern[str]:
    """Compile a file name of the reference into a pattern; words in capitals are placeholders."""
    words = "|".join(PLACEHOLDERS)
    parts = re.split(rf"\b({words}|[A-Z]+)\b|(…)", name)
    return re.compile(
        "".join(PLACEHOLDERS.get(part, "[^/]+" if part.isupper() else re.escape(part)) for part in parts if part)
    )


def test_every_published_file_is_described(published: frozenset[str]) -> None:
    patterns = [file_pattern(name) for name, _ in descriptions.FILES]
    assert [path for path in sorted(published) if not any(pattern.fullmatch(path) for pattern in patterns)] == []


def test_every_described_file_is_published(published: frozenset[str]) -> None:
    absent = {name for name, _ in descriptions.FILES if not any(map(file_pattern(name).fullmatch, published))}
    assert absent == FILES_OF_LARGE_ARCHIVES


def test_the_design_maps_and_describes_every_package() -> None:
    house = (ROOT / "docs" / "design.md").read_text("utf-8").partition("\n## The house\n")[2].partition("\n## ")[0]
    package = ROOT / "src" / "kursk_archive"
    modules = [path.name for path in package.glob("*.py") if not path.name.startswith("__")]
    packages = [f"{path.parent.name}/" for path in package.glob("*/__init__.py")]
    in_map = house.partition("\n```\n")[2].partition("\n```\n")[0].split()
    described = re.findall(r"^\| `([^`]+)` \| [^|]+ \|$", house, re.MULTILINE)
    assert in_map == described
    assert sorted(in_map) == sorted(modules + packages)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_the_documents_resolve(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if not re.match(r"https?:", target):
            path, _, fragment = target.partition("#")
            file = document.parent / path if path else document
            assert file.exists(), target
            assert not fragment or fragment in anchors(file), target


def anchors(document: Path) -> set[str]:
    """Return the fragments that GitHub gives the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
