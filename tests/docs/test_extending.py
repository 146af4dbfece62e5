"""The recipes of docs/extending.md work: each is applied to a copy of the project, tested, and used for a build.

Three forms of a sentence before a block of code say where it goes, which is all that the recipes use:

- In the new file `PATH`:
- In `PATH`, after the line `LINE`:
- In `PATH`, in place of the line `LINE`:
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "extending.md").read_text("utf-8")
RECIPES = dict(
    zip(*[iter(re.split(r"^## (.+)\n", DOCUMENT, flags=re.MULTILINE)[1:])] * 2, strict=True)  # heading → text
)

_BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(
    r"\b[Ii]n (?:the new file `(?P<new>[^`\n]+)`"
    r"|`(?P<path>[^`\n]+)`, (?P<how>after|in place of) the line `(?P<line>[^`\n]+)`):$"
)


class Edit(Struct, frozen=True):
    """A block of code and where it goes."""

    path: str
    code: str
    line: str | None = None
    """The line that it follows or replaces; None for a new file."""
    is_replacement: bool = False

    def apply(self, project: Path) -> None:
        file = project / self.path
        if self.line is None:
            assert not file.exists(), self.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.code, "utf-8")
            return
        lines = file.read_text("utf-8").splitlines(keepends=True)
        assert lines.count(f"{self.line}\n") == 1, f"{self.path} has no line `{self.line}`, or several"
        at = lines.index(f"{self.line}\n")
        lines[at : at + 1] = [self.code] if self.is_replacement else [lines[at], self.code]
        file.write_text("".join(lines), "utf-8")


def edits(recipe: str) -> Iterator[Edit]:
    """Yield the edits of a recipe in their order."""
    text = RECIPES[recipe]
    for block in _BLOCK.finditer(text):
        sentence = text[: block.start()].rstrip("\n").rpartition("\n\n")[2].replace("\n", " ")
        target = _TARGET.search(sentence)
        assert target, f"where does this go: {block[1][:80]!r}"
        yield Edit(target["new"] or target["path"], block[1], target["line"], target["how"] == "in place of")


class Project:
    """A copy of the project with a recipe applied, and an archive to build with it."""

    def __init__(self, folder: Path, recipe: str) -> None:
        self.root, self.content, self.output = folder / "project", folder / "content", folder / "build"
        for name in ("src", "templates", "tests", "tools", "docs"):
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__", "examples"))
        for file in (*ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / "babel.cfg"):
            shutil.copy(file, self.root)
        self.edits = tuple(edits(recipe))
        for edit in self.edits:
            edit.apply(self.root)
        self.write("archive.yaml", "base_url: https://archive.example/\n")

    def write(self, name: str, text: str) -> None:
        """Write a file of the content folder."""
        self.content.mkdir(exist_ok=True)
        (self.content / name).write_text(text, "utf-8")

    def article(self, name: str, body: str, **fields: str) -> None:
        """Write a capture."""
        head = "".join(f"{key}: {value}\n" for key, value in ({"title": f"The {name}"} | fields).items())
        self.write(f"{name}.md", f"---\n{head}---\n\n{body}\n")

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run Python on the copy; return what it prints."""
        done = subprocess.run(
            (sys.executable, *arguments),
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": f"{self.root / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def command(self, name: str, *arguments: str, output: Path | None = None, status: int = 0) -> str:
        """Run a command of the program on the archive; return what it prints."""
        folders = ("-c", str(self.content), *(() if name == "check" else ("-o", str(output or self.output))))
        return self.run("-m", "kursk_archive", name, *folders, *arguments, status=status)

    def build(self, output: Path | None = None, status: int = 0) -> list[dict[str, object]]:
        """Build the archive; return the lines of JSON."""
        printed = self.command("build", "--no-search", "--json", output=output, status=status)
        return list(map(json.loads, printed.splitlines()))

    def page(self, path: str) -> str:
        """Return a published file."""
        return (self.output / path).read_text("utf-8")

    def run_tests(self, *others: str) -> None:
        """Run the tests that the recipe adds or extends, and others."""
        paths = {edit.path for edit in self.edits if edit.path.startswith("tests/")}
        files = {path.replace("rules.yaml", "test_rules.py") for path in paths}
        self.run("-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", *sorted(files), *others)

    def check_documents(self) -> None:
        """Update the reference as `make reference` does; compare the documents with the code."""
        self.run("tools/reference.py")
        not_copied = "--deselect=tests/docs/test_reference.py::test_links_between_the_documents_resolve"
        self.run_tests(not_copied, "tests/docs/test_reference.py", "tests/docs/test_themes.py")

    def check_increments(self) -> None:
        """Build after an edit as it is now; assert that it writes what a clean build writes."""
        self.build()
        clean = self.output.with_name("clean")
        self.build(output=clean)
        assert _files(self.output) == _files(clean)


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    paths = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(".kursk-archive/")}


def test_every_recipe_is_tested() -> None:
    tested = re.findall(r'^    project = Project\(tmp_path, "(.+)"\)$', Path(__file__).read_text("utf-8"), re.MULTILINE)
    assert sorted(tested) == sorted(RECIPES)


def test_an_edit_needs_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\ntwo\ntwo\n")
    Edit("a.py", "more\n", "one").apply(tmp_path)
    assert (tmp_path / "a.py").read_text() == "one\nmore\ntwo\ntwo\n"
    for line in ("two", "three", " one"):
        with pytest.raises(AssertionError):
            Edit("a.py", "", line).apply(tmp_path)


def test_capture_format(tmp_path: Path) -> None:
    project = Project(tmp_path, "A capture format")
    project.check_documents()
    flood = '{"title": "The flood", "date": "2024-08-15", "text": "It [rained](https://herald.example/a)."}'
    project.write("feed.lines", f'{flood}\n{{"title": "The ferry", "text": "It sails."}}\n{{"text": 1}}\n')
    project.write("feed.yaml", "articles:\n  2: {topics: [Boats]}\n")
    checked = list(map(json.loads, project.command("check", "--json", status=1).splitlines()))
    assert [line["path"] for line in checked if line["type"] == "article"] == ["feed.lines#1", "feed.lines#2"]
    assert [line["line"] for line in checked if line.get("severity") == "error"] == [3]
    project.build(status=1)
    assert project.page("articles/2024/08/15/feed-1.json") == flood
    page = project.page("articles/2024/08/15/feed-1.html")
    assert 'href="feed-1.json"' in page
    assert "application/json" in page
    assert "The ferry</a>" in project.page("topics/boats.html")
    assert "articles/2024/08/15/feed-1.json" in project.page("manifests/2024-08.txt")
    project.write("feed.lines", f'{flood}\n{{"title": "The ferry", "text": "It sails again."}}\n')
    project.check_increments()
    assert "It sails again." in project.page("articles/undated/feed-2.html")
    project.run("-m", "kursk_archive", "verify", str(project.output))


def test_page_kind(tmp_path: Path) -> None:
    project = Project(tmp_path, "A page kind")
    project.check_documents()
    project.article("flood", "It rained.", source_url="https://herald.example/flood")
    project.article("ferry", "It [sails](https://herald.example/flood).", source_url="https://herald.example/ferry")
    project.build()
    assert "The flood</a>" in project.page("reading-list.html")
    assert '<a href="../../reading-list.html">' in project.page("articles/undated/flood.html")
    project.article("quarry", "It [closed](https://herald.example/ferry), they [say](https://herald.example/ferry).")
    project.check_increments()
    assert "The ferry</a>" in project.page("reading-list.html")
    explained = project.command("build", "--no-search", "--explain", "reading-list.html")
    assert "`reading list`" in explained


def test_taxonomy(tmp_path: Path) -> None:
    project = Project(tmp_path, "A taxonomy")
    project.check_documents()
    project.article("flood", "It rained.", section="Weather")
    project.article("ferry", "It sails.", section="Transport")
    project.build()
    assert 'href="sections/index.html"' in project.page("index.html")
    assert "The flood</a>" in project.page("sections/weather.html")
    project.article("ferry", "It sails.", section="weather")
    project.check_increments()
    assert "The ferry</a>" in project.page("sections/weather.html")
    assert not (project.output / "sections" / "transport.html").exists()


def test_link_rule(tmp_path: Path) -> None:
    project = Project(tmp_path, "A link rule")
    project.run_tests()
    project.article("ferry", "It [sails](https://herald.example/flood?exa_reader=7&p=1).")
    project.build()
    assert 'href="https://herald.example/flood?p=1"' in project.page("articles/undated/ferry.html")


def test_link_kind(tmp_path: Path) -> None:
    project = Project(tmp_path, "A link kind")
    project.check_documents()
    project.article("ferry", "They [talk](https://podcasts.apple.com/us/podcast/examplia/id1).")
    project.build()
    assert ">podcast<" in project.page("articles/undated/ferry.html")
    assert ",podcast," in project.page("data/links.csv")
    assert '"podcast"' in project.page("data/datapackage.json")
    assert "https://podcasts.apple.com/us/podcast/examplia/id1" in project.command("links", "--kind", "podcast")


def test_citation_format(tmp_path: Path) -> None:
    project = Project(tmp_path, "A citation format")
    project.check_documents()
    project.article("ferry", "It sails.", publisher="The Fictional Herald")
    project.build()
    assert "%B The Fictional Herald\n" in project.page("data/citations.enw")
    assert ' href="data:application/x-endnote-refer,%250' in project.page("articles/undated/ferry.html")
    assert "        application/x-endnote-refer enw;\n" in project.page(".kursk-archive/nginx.conf")
    program = "from kursk_archive.preview.static_files import media_type; print(media_type('a/ferry.enw'))"
    assert project.run("-c", program) == "application/x-endnote-refer\n"
    project.article("ferry", "It sails.", publisher="The Examplia Times")
    project.check_increments()
    assert "%B The Examplia Times\n" in project.page("data/citations.enw")


def test_interface_language(tmp_path: Path) -> None:
    project = Project(tmp_path, "An interface language")
    project.run_tests()
    po, pot = "src/kursk_archive/locale/cs/LC_MESSAGES/messages.po", str(tmp_path / "messages.pot")
    project.run("-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-o", pot, ".")
    project.run("-m", "babel.messages.frontend", "-q", "update", "-N", "-l", "cs", "-i", pot, "-o", po)
    assert '\nmsgid "Provenance"\nmsgstr ""\n' in (project.root / po).read_text("utf-8")
    project.write("archive.yaml", "language: cs\n")
    project.article("ferry", "It sails.", topics="[Boats]", date="2024-08-15")
    project.article("flood", "It rained.", topics="[Water]")
    assert not [line for line in project.build() if line.get("code") == "interface"]
    assert ">Témata<" in project.page("index.html")
    page = project.page("articles/2024/08/15/ferry.html")
    assert "15. srpna 2024" in page
    assert ">Kalendář</a>" in page
    assert ">Provenance</h2>" in page
