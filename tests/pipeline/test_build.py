"""The pipeline from end to end: which files are written, which left alone; the bytes are those of a clean build."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kursk_archive import BuildReport, build, check, read_config
from kursk_archive.catalogue.build_state import COMPLETE, INCOMPLETE
from kursk_archive.catalogue.changes import changed_articles, has_changes
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import PRIVATE_FOLDER, Config
from kursk_archive.core.events import ArticleLoaded, Event, OutputChanged
from kursk_archive.core.findings import ArchiveError
from kursk_archive.loader.filenames import WITHHELD_LIST
from kursk_archive.outputs import overview
from kursk_archive.pipeline import run as run_module
from kursk_archive.site import periods
from kursk_archive.site.permalinks import RESERVATIONS

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "content" / "000_d7b9af8301fb7a34.txt"

BASE = "https://archive.example/"
FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe river rose. The mayor [said](#) so.\n"
FIRE = "# A Fire in Examplia\n\nAugust 16, 2024\n\nThe mill burnt. See [A Flood in Examplia](#).\n"
FROST = "# A Frost in Examplia\n\nThe pond froze.\n"


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Make files; None removes one."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def configured(folder: Path, output: Path | None = None, **options: Any) -> Config:
    """Configure a build without a search, which has tests of its own and takes long."""
    templates = folder / "templates"
    own = templates if templates.is_dir() else None
    options = {"base_url": BASE, "search": False, **options}
    return read_config(folder / "content", output=output or folder / "build", templates=own, **options)


def run(folder: Path, output: Path | None = None, **options: Any) -> BuildReport:
    return build(configured(folder, output, **options))


def tree(output: Path) -> dict[str, bytes]:
    """Every published file."""
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def clean(folder: Path, **options: Any) -> dict[str, bytes]:
    """The files of a first build of the same content."""
    with TemporaryDirectory() as fresh:
        run(folder, Path(fresh) / "out", **options)
        return tree(Path(fresh) / "out")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write(tmp_path, {"content/flood.txt": FLOOD, "content/fire.txt": FIRE})
    return tmp_path


# Counts and changes


def test_a_second_build_writes_nothing(archive: Path) -> None:
    first, second = run(archive), run(archive)
    assert (first.articles, second.articles) == (2, 2)
    assert set(first.written) == set(tree(archive / "build"))
    assert (second.written, second.removed, second.unchanged) == ((), (), len(first.written))


def test_an_edit_changes_the_files_of_its_article_and_no_list(archive: Path) -> None:
    run(archive)
    write(archive, {"content/flood.txt": FLOOD.replace("rose", "fell")})
    report = run(archive)
    files = {f"articles/2024/08/15/flood.{ending}" for ending in ("html", "txt")}
    assert {path for path in report.written if path.startswith("articles/")} == files
    assert "index.html" in report.written, "the first page shows the beginning of the text"
    assert not {"calendar/2024/index.html", "calendar/2024/08/index.html"} & set(report.written)


def test_the_base_url_and_the_fields_for_search_engines_change_pages(archive: Path) -> None:
    run(archive, base_url=None)
    pages = {path for path in tree(archive / "build") if path.endswith(".html")}
    assert pages <= set(run(archive).written)
    assert run(archive).written == ()
    write(archive, {"content/flood.yaml": "noindex: true\ncanonical: copy\n"})
    run(archive)
    (flood,) = (data.decode() for path, data in tree(archive / "build").items() if path.endswith("/flood.html"))
    assert '<meta name="robots" content="noindex">' in flood
    assert '<link rel="canonical" href="https://archive.example/articles/2024/08/15/flood.html">' in flood
    (fire,) = (data for path, data in tree(archive / "build").items() if path.endswith("/fire.html"))
    assert b"noindex" not in fire
    assert tree(archive / "build") == clean(archive)


def test_the_pages_of_a_deleted_capture_are_removed_with_their_empty_folders(archive: Path) -> None:
    run(archive)
    write(archive, {"content/flood.txt": None})
    report = run(archive)
    assert {"articles/2024/08/15/flood.html", "articles/2024/08/15/flood.txt"} <= set(report.removed)
    assert not (archive / "build/articles/2024/08/15").exists()
    assert (archive / "build/articles/2024/08/16/fire.html").exists()


def test_events_name_the_files_that_the_report_names(archive: Path) -> None:
    run(archive)
    write(archive, {"content/flood.txt": None, "content/frost.txt": FROST})
    events: list[Event] = []
    report = build(configured(archive), on_event=events.append)
    changes = [event for event in events if isinstance(event, OutputChanged)]
    assert tuple(change.path for change in changes if change.change == "written") == report.written
    assert tuple(change.path for change in changes if change.change == "removed") == report.removed


def test_force_renders_every_page_and_writes_none_with_the_same_bytes(archive: Path) -> None:
    run(archive)
    before = (archive / "build/index.html").stat().st_mtime_ns
    report = run(archive, force=True)
    assert report.written == ()
    assert (archive / "build/index.html").stat().st_mtime_ns == before


def test_check_writes_nothing(archive: Path) -> None:
    events: list[Event] = []
    report = check(read_config(archive / "content", output=archive / "build"), on_event=events.append)
    assert sorted(path.name for path in archive.iterdir()) == ["content"]
    assert [event.article.id for event in events if isinstance(event, ArticleLoaded)] == ["fire.txt", "flood.txt"]
    assert (report.articles, report.written, report.removed) == (2, (), ())


def test_an_empty_archive_builds(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert run(tmp_path).articles == 0
    assert b"<!doctype html>" in tree(tmp_path / "build")["index.html"]


def test_every_article_is_in_the_calendar_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 2)
    dates = ("2024", "2024-08", "2024-08-14", "2024-08-15", "2024-08-15T10:00", "2024-08-15T11:00", "2024-09", "")
    for number, date in enumerate(dates):
        write(tmp_path, {f"content/{number}.md": f"---\ntitle: Notice {number}\ndate: {date}\n---\n\nText.\n"})
    run(tmp_path)
    pages = tree(tmp_path / "build")
    listed = b"".join(data for path, data in pages.items() if path.startswith("calendar/")).decode()
    missing = [path for path in pages if path.startswith("articles/") and path.endswith(".html") and path not in listed]
    assert missing == []


def test_every_page_can_be_reached_from_the_front_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "PAGE_SIZE", 2)
    monkeypatch.setattr(overview, "MAX_LATEST", 1)
    for number, date in enumerate(
        ("2023", "2024", "2024-08", "2024-08-14", "2024-08-15", "2024-08-15", "2024-08-15", "")
    ):
        text = f"---\ntitle: Notice {number}\ndate: {date}\n---\n\nIt was [said](https://news.example/{number}).\n"
        write(tmp_path, {f"content/{number}.md": text})
    run(tmp_path)
    pages = tree(tmp_path / "build")
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        page = waiting.pop()
        for href in re.findall(r'<a\b[^>]*\shref="(?!https?:|data:)([^"#]+)', pages[page].decode()):
            target = os.path.normpath(Path(page).parent / href)
            assert target in pages, f"{page} leads to {target}"
            if target.endswith(".html") and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == {path for path in pages if path.endswith(".html")} - {"404.html"}


# Links inside the archive


def test_a_lost_link_leads_to_the_article_of_its_title_while_there_is_one(archive: Path) -> None:
    page = archive / "build/articles/2024/08/16/fire.html"
    hrefs = 'href="../15/flood.html"', 'href="../../../../articles/2024/08/15/flood.html"'
    write(archive, {"content/flood.txt": None})
    run(archive)
    assert not any(href in page.read_text() for href in hrefs)
    write(archive, {"content/flood.txt": FLOOD})
    assert "articles/2024/08/16/fire.html" in run(archive).written
    assert any(href in page.read_text() for href in hrefs)
    write(archive, {"content/flood.txt": None})
    run(archive)
    assert "flood.html" not in page.read_text()


# What stays while something is wrong


def test_a_broken_capture_keeps_its_last_good_page(archive: Path) -> None:
    run(archive)
    before = tree(archive / "build")
    write(archive, {"content/flood.txt": "---\ntitle: [\n---\n\nText.\n"})
    report = run(archive)
    assert [finding.code for finding in report.findings] == ["frontmatter"]
    assert tree(archive / "build") == before
    write(archive, {"content/flood.txt": FLOOD.replace("rose", "fell")})
    assert run(archive).findings == ()
    assert tree(archive / "build") == clean(archive)


def test_a_broken_sidecar_keeps_the_last_good_page(archive: Path) -> None:
    run(archive)
    before = tree(archive / "build")
    write(archive, {"content/flood.yaml": "title: 'open\n"})
    assert [finding.location.path for finding in run(archive).findings] == ["flood.yaml"]
    assert tree(archive / "build") == before


def test_a_capture_that_a_link_or_a_folder_replaces_keeps_its_last_good_page(archive: Path) -> None:
    run(archive)
    before = tree(archive / "build")
    write(archive, {"content/flood.txt": None, "content/fire.txt": None})
    (archive / "content/flood.txt").symlink_to("/etc/passwd")
    (archive / "content/fire.txt").mkdir()
    assert [finding.code for finding in run(archive).findings] == ["not-a-file", "outside"]
    assert tree(archive / "build") == before
    (archive / "content/fire.txt").rmdir()
    run(archive)
    assert "articles/2024/08/16/fire.html" not in tree(archive / "build")


def test_a_folder_that_cannot_be_listed_keeps_its_pages(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(archive, {"content/1999/frost.txt": FROST})
    run(archive)
    before = tree(archive / "build")
    listed = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("1999"):
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = run(archive)
    assert [(finding.code, finding.location.path) for finding in report.findings] == [("unreadable", "1999")]
    assert tree(archive / "build") == before


def test_the_page_of_a_withheld_article_gives_the_reason_and_nothing_of_the_article(archive: Path) -> None:
    run(archive)
    write(archive, {"content/flood.yaml": "status: withheld\nreason: A source is in danger.\n"})
    report = run(archive)
    pages = tree(archive / "build")
    assert report.articles == 1
    assert b"A source is in danger." in pages["articles/2024/08/15/flood.html"]
    assert "articles/2024/08/15/flood.txt" not in pages
    assert [path for path, data in pages.items() if b"river rose" in data] == []
    naming = [path for path, data in pages.items() if b"A Flood in Examplia" in data]
    of_the_link = ("data/links", "feed.", "index.html", "links/kinds/lost.html")
    assert naming == [path for path in naming if "fire" in path or path.startswith(of_the_link)], (
        "only the article that links to it names it, and the files that show that link or the text around it"
    )


def test_nothing_of_a_draft_is_published(archive: Path) -> None:
    write(archive, {"content/frost.txt": FROST, "content/frost.yaml": "draft: true\n"})
    run(archive)
    assert not any(
        b"Frost" in data or b"frost" in data or "frost" in path for path, data in tree(archive / "build").items()
    )


def test_after_a_fault_in_a_template_the_published_files_stay(archive: Path) -> None:
    run(archive)
    before = tree(archive / "build")
    write(archive, {"templates/article.html": "<p>\n{{ nobody.knows }}</p>"})
    with pytest.raises(ArchiveError) as caught:
        run(archive)
    [finding] = caught.value.findings
    assert (finding.code, finding.location.line) == ("template", 2)
    assert finding.location.path.endswith("templates/article.html")
    assert tree(archive / "build") == before


# The output folder


def test_an_output_folder_with_files_of_others_is_refused_and_left_as_it_is(archive: Path) -> None:
    write(archive, {"build/letter.txt": "Dear reader"})
    with pytest.raises(ArchiveError) as caught:
        run(archive)
    assert [finding.code for finding in caught.value.findings] == ["not-ours"]
    assert sorted(path.name for path in (archive / "build").iterdir()) == ["letter.txt"]


def test_files_of_others_in_the_output_folder_are_left_alone(archive: Path) -> None:
    run(archive)
    others = {"CNAME": "archive.example", "articles/2024/08/15/note.html": "<p>mine", ".well-known/security.txt": "x"}
    write(archive / "build", others)
    write(archive, {"content/flood.txt": None})
    run(archive)
    assert {name: (archive / "build" / name).read_text() for name in others} == others


@pytest.mark.parametrize("output", ["content", "."], ids=["itself", "above it"])
def test_the_content_folder_is_refused_as_output_folder(archive: Path, output: str) -> None:
    (archive / PRIVATE_FOLDER).mkdir()
    (archive / "content" / PRIVATE_FOLDER).mkdir()
    with pytest.raises(ArchiveError) as caught:
        run(archive, archive / output)
    assert [finding.code for finding in caught.value.findings] == ["not-ours"]


def test_an_output_folder_inside_the_content_folder_is_not_scanned(archive: Path) -> None:
    first = run(archive, archive / "content/site")
    second = run(archive, archive / "content/site")
    assert (second.articles, second.written, second.findings) == (2, (), ())
    assert check(read_config(archive / "content")).articles == 2
    assert len(first.written) == second.unchanged


@pytest.mark.parametrize("name", ["articles", PRIVATE_FOLDER])
def test_nothing_is_written_through_a_symbolic_link(archive: Path, name: str) -> None:
    elsewhere = archive / "elsewhere"
    write(elsewhere, {"scratch/precious": "x", "2024/precious": "y"})
    (archive / "build").mkdir()
    (archive / "build" / PRIVATE_FOLDER).mkdir()
    if name == PRIVATE_FOLDER:
        (archive / "build" / PRIVATE_FOLDER).rmdir()
    (archive / "build" / name).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(ArchiveError):
        run(archive)
    assert tree(elsewhere) == {"scratch/precious": b"x", "2024/precious": b"y"}


def test_a_symbolic_link_in_place_of_a_page_is_replaced_and_not_followed(archive: Path) -> None:
    run(archive)
    write(archive, {"victim": "precious", "build/index.html": None})
    (archive / "build/index.html").symlink_to(archive / "victim")
    run(archive)
    assert (archive / "victim").read_text() == "precious"
    assert tree(archive / "build") == clean(archive)


def test_changed_and_removed_files_are_restored(archive: Path) -> None:
    run(archive)
    before = tree(archive / "build")
    for path in before:
        write(archive / "build", {path: None if path.endswith("l") else "tampered"})
    assert set(run(archive).written) == set(before)
    assert tree(archive / "build") == before


def test_a_build_without_its_catalogue_equals_a_clean_one(archive: Path) -> None:
    run(archive)
    shutil.rmtree(archive / "build" / PRIVATE_FOLDER)
    (archive / "build" / PRIVATE_FOLDER).mkdir()
    assert run(archive).written == ()
    assert tree(archive / "build") == clean(archive)


# The same bytes, however they come about

Files = Mapping[str, str | bytes | None]
STEPS: Mapping[str, tuple[Files, ...]] = {
    "add, edit, delete": (
        {"content/frost.txt": FROST},
        {"content/flood.txt": FLOOD + "\nMore.\n"},
        {"content/fire.txt": None},
    ),
    "rename": ({"content/fire.txt": None, "content/2024/blaze.txt": FIRE},),
    "change a title that a lost link names": ({"content/flood.txt": FLOOD.replace("Flood", "Drought")},),
    "sidecar comes, changes, goes": (
        {"content/flood.yaml": "title: The River\ndate: 2023-01-02\n"},
        {"content/flood.yaml": "title: The Stream\nslug: stream\n"},
        {"content/flood.yaml": None},
    ),
    "withhold and release": (
        {"content/flood.yaml": "status: withheld\nreason: Wait.\n"},
        {"content/flood.yaml": "draft: true\n"},
        {"content/flood.yaml": "draft: false\n"},
    ),
    "collide and separate": (
        {"content/a/flood.txt": FLOOD + "\nAgain.\n"},
        {"content/a/flood.txt": FLOOD + "\nAgain.\n", "content/a/flood.yaml": "slug: flood-2\n"},
    ),
    "configuration": (
        {"content/archive.yaml": "title: Old News\nlanguage: uk\n"},
        {"content/archive.yaml": "exclude: ['fi*']\nrights: None.\n"},
        {"content/archive.yaml": None},
    ),
    "templates": (
        {"templates/withheld.html": "gone", "templates/assets/style.css": "p { color: red }"},
        {"templates/index.html": "<!doctype html><title>{{ site.title }}</title>", "templates/assets/more.css": "b {}"},
        {"templates/index.html": None, "templates/assets/style.css": None},
    ),
    "break and mend": ({"content/flood.txt": ""}, {"content/flood.txt": FLOOD}),
    "break and remove": ({"content/flood.txt": ""}, {"content/flood.txt": None}),
    "encoding": (
        {"content/flood.txt": FLOOD.encode("utf-16")},
        {"content/flood.txt": "# Потоп\n\nПрошло.\n".encode("cp1251")},
    ),
}


CHECKED_ONLY = frozenset({"link-internal", "source-missing"})
"""Codes of findings that keep nothing from a page; `check` alone reports them."""


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS.keys())
def test_an_incremental_build_equals_a_clean_one(archive: Path, steps: tuple[Files, ...]) -> None:
    run(archive)
    for files in steps:
        write(archive, files)
        report = run(archive)
        broken = any(content == "" for content in files.values())
        assert broken or tree(archive / "build") == clean(archive)
        found = check(read_config(archive / "content")).findings
        assert report.findings == tuple(finding for finding in found if finding.code not in CHECKED_ONLY)
    assert run(archive).written == ()


CAPTURES = ("a.txt", "b.txt", "c/a.txt", "c/d.md")
BODIES = (FLOOD, FIRE, FROST, "---\ntitle: A Feast\ndate: 2024-08\n---\n\nThey ate. [A Fire in Examplia](#)\n")
SIDECARS = (
    "slug: one\n",
    "date: 2024-08-15\ntitle: A Fire in Examplia\n",
    "status: withheld\nreason: Wait.\n",
    "draft: true\n",
)


class Editing(RuleBasedStateMachine):
    """After any steps, a build gives the bytes of a clean one; a broken capture counts as it last was."""

    captures = Bundle("captures")

    def __init__(self) -> None:
        super().__init__()
        self.temporary = TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.good: dict[str, dict[str, str]] = {}
        """Capture → it and its sidecar as they were when last read without a fault."""

    def teardown(self) -> None:
        self.temporary.cleanup()

    @initialize()
    def start(self) -> None:
        write(self.folder, {"content/archive.yaml": "title: A\n"})

    @rule(name=st.sampled_from(CAPTURES), body=st.sampled_from(BODIES))
    def put(self, name: str, body: str) -> None:
        write(self.folder, {f"content/{name}": body})

    @rule(name=st.sampled_from(CAPTURES))
    def break_capture(self, name: str) -> None:
        write(self.folder, {f"content/{name}": " \n"})

    @rule(name=st.sampled_from(CAPTURES))
    def delete(self, name: str) -> None:
        for path in (self.capture(name), self.sidecar(name)):
            path.unlink(missing_ok=True)

    @rule(name=st.sampled_from(CAPTURES), to=st.sampled_from(CAPTURES))
    def rename(self, name: str, to: str) -> None:
        if self.capture(name).exists():
            self.capture(to).parent.mkdir(exist_ok=True)
            self.capture(name).replace(self.capture(to))
            if self.sidecar(name).exists() and name != to:
                self.sidecar(name).replace(self.sidecar(to))

    @rule(name=st.sampled_from(CAPTURES), text=st.sampled_from([*SIDECARS, "title: [\n", None]))
    def write_sidecar(self, name: str, text: str | None) -> None:
        if text is None:
            self.sidecar(name).unlink(missing_ok=True)
        elif self.capture(name).exists():
            self.sidecar(name).write_text(text)

    @rule(title=st.sampled_from("AB"))
    def change_configuration(self, title: str) -> None:
        write(self.folder, {"content/archive.yaml": f"title: {title}\n"})

    @rule(text=st.sampled_from(["<p>{{ reason }}", "<b>{{ reason }}"]))
    def change_template(self, text: str) -> None:
        write(self.folder, {"templates/withheld.html": text})

    @rule(data=st.data(), how=st.sampled_from(["tamper", "delete"]))
    def change_output(self, data: st.DataObject, how: str) -> None:
        """Change a file, but no copy of a capture: while that is broken, no build can restore it."""
        pages = [path for path in tree(self.folder / "build") if not path.endswith(".txt")]
        if pages:
            page = self.folder / "build" / data.draw(st.sampled_from(sorted(pages)))
            page.unlink() if how == "delete" else page.write_text("tampered")

    @rule()
    def delete_catalogue(self) -> None:
        """Delete the catalogue, but not while a capture is broken: then the pages of missing captures are kept."""
        catalogue = self.folder / "build" / PRIVATE_FOLDER / "catalogue.sqlite"
        if catalogue.exists() and not any(map(self.is_broken, CAPTURES)):
            catalogue.unlink()

    @invariant()
    def equals_a_clean_build(self) -> None:
        if not (self.folder / "content").exists():
            return
        run(self.folder)
        present = [name for name in CAPTURES if self.capture(name).exists()]
        self.good = {name: good for name in present if (good := self.read_files(name))}
        with TemporaryDirectory() as other:
            copy = Path(other)
            if (self.folder / "templates").exists():
                shutil.copytree(self.folder / "templates", copy / "templates")
            write(copy, {"content/archive.yaml": (self.folder / "content/archive.yaml").read_text()})
            for files in self.good.values():
                write(copy / "content", files)
            for name in (WITHHELD_LIST, RESERVATIONS):
                if (kept := self.folder / "content" / name).exists():
                    write(copy, {f"content/{name}": kept.read_text()})
            run(copy)
            assert tree(self.folder / "build") == tree(copy / "build")

    def read_files(self, name: str) -> dict[str, str] | None:
        paths = [path for path in (self.capture(name), self.sidecar(name)) if path.exists()]
        files = {path.relative_to(self.folder / "content").as_posix(): path.read_text() for path in paths}
        return self.good.get(name) if self.is_broken(name) else files

    def is_broken(self, name: str) -> bool:
        paths = (self.capture(name), self.sidecar(name))
        return any(path.exists() and path.read_text() in (" \n", "title: [\n") for path in paths)

    def capture(self, name: str) -> Path:
        return self.folder / "content" / name

    def sidecar(self, name: str) -> Path:
        return self.capture(name).with_suffix(".yaml")


def test_after_any_steps_an_incremental_build_equals_a_clean_one() -> None:
    run_state_machine_as_test(Editing, settings=settings(max_examples=6, stateful_step_count=12))


# Other machines, other moments


def command(folder: Path, *options: str | Path) -> tuple[str | Path, ...]:
    return (sys.executable, "-m", "kursk_archive", "build", "-c", folder / "content", "-o", folder / "build", *options)


AS_HERE = ("--base-url", BASE, "--no-search")
"""Options of the command line that make a build like one of `configured`."""


def make_archive(folder: Path, names: list[str]) -> Path:
    """An archive of many captures, its files made in the order of `names`."""
    for name in names:
        body = f"# Notice {name}\n\n{int(name) % 28 + 1} August 2024\n\nSee [Notice {int(name) // 2}](#) and [more](https://news.example/{name}).\n"
        write(folder, {f"content/{int(name) % 7}/{name}.txt": body})
    return folder


def test_the_same_content_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    names = [str(number) for number in range(520)]
    here, there = make_archive(tmp_path / "here", names), make_archive(tmp_path / "there", names[::-1])
    for path in (there / "content").rglob("*.txt"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    first = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    second = {"TZ": "America/New_York", "LC_ALL": "ru_RU.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"}
    subprocess.run(
        command(here, "-j", "1"), cwd=here, env=os.environ | first, umask=0o022, check=True, capture_output=True
    )
    subprocess.run(
        command(there, "-j", "2"), cwd=tmp_path, env=os.environ | second, umask=0o027, check=True, capture_output=True
    )
    assert tree(here / "build") == tree(there / "build")
    assert len(tree(here / "build")) > 1040


def test_a_build_after_one_that_was_killed_equals_a_clean_one(tmp_path: Path) -> None:
    folder = make_archive(tmp_path, [str(number) for number in range(150)])
    with subprocess.Popen(command(folder, *AS_HERE), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as building:
        deadline = time.monotonic() + 60
        while building.poll() is None and not (folder / "build/articles").exists() and time.monotonic() < deadline:
            time.sleep(0.005)
        building.send_signal(signal.SIGKILL)
    write(folder, {"content/1/1.txt": None, "content/2/2.txt": FLOOD})
    run(folder)
    assert tree(folder / "build") == clean(folder)


class InterruptedBuildError(Exception):
    """Stands for whatever ends a build."""


def interrupt(event: Event) -> None:
    if isinstance(event, OutputChanged):
        raise InterruptedBuildError


def catalogue_of(folder: Path) -> Catalogue:
    return Catalogue(folder / "build" / PRIVATE_FOLDER / "catalogue.sqlite")


def test_a_full_build_that_ends_while_it_writes_is_followed_by_a_full_build(archive: Path) -> None:
    with pytest.raises(InterruptedBuildError):
        build(configured(archive), on_event=interrupt)
    with catalogue_of(archive) as catalogue:
        state = catalogue.build_state
        assert (state.publication, state.site_fingerprint) == (INCOMPLETE, "")
        assert state.loader_fingerprint
        assert tree(archive / "build").keys() <= {output.path for output in catalogue.outputs_under("")}
    run(archive)
    with catalogue_of(archive) as catalogue:
        assert catalogue.build_state.publication == COMPLETE
        assert catalogue.build_state.site_fingerprint
    assert tree(archive / "build") == clean(archive)


def test_changes_that_one_build_did_not_publish_the_next_one_does(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "FULL_REBUILD_RATIO", 0)
    run(archive)
    write(archive, {"content/flood.txt": FLOOD.replace("Flood", "Drought")})
    with pytest.raises(InterruptedBuildError):
        build(configured(archive), on_event=interrupt)
    with catalogue_of(archive) as catalogue:
        assert catalogue.build_state.publication == INCOMPLETE
        assert changed_articles(catalogue.db) == ["flood.txt"]
    run(archive)
    with catalogue_of(archive) as catalogue:
        assert catalogue.build_state.publication == COMPLETE
        assert not has_changes(catalogue.db)
    assert tree(archive / "build") == clean(archive)


def test_two_builds_at_once_do_no_harm(tmp_path: Path) -> None:
    folder = make_archive(tmp_path, [str(number) for number in range(100)])
    started = [
        subprocess.Popen(command(folder, *AS_HERE), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in "ab"
    ]
    ended = [(process.communicate()[1], process.returncode) for process in started]
    assert 0 in [status for _, status in ended]
    assert all(status == 0 or "[busy]" in errors for errors, status in ended), ended
    run(folder)
    assert tree(folder / "build") == clean(folder)


def test_a_build_of_a_busy_archive_is_refused(archive: Path) -> None:
    inside: list[str] = []

    def build_again(event: Event) -> None:
        if not inside and isinstance(event, OutputChanged):
            try:
                run(archive)
            except ArchiveError as error:
                inside.extend(finding.code for finding in error.findings)

    build(configured(archive), on_event=build_again)
    assert inside == ["busy"]
    assert tree(archive / "build") == clean(archive)


# The seed


class Text(HTMLParser):
    """The text that a reader sees of the element with a class."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.depth, self.words = name, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr", "img", "meta", "link", "wbr"):
            return
        if self.depth or self.name in (dict(attrs).get("class") or "").split():
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        self.words += data if self.depth else ""


@pytest.fixture(scope="module")
def seed() -> ArticleLoaded:
    events: list[Event] = []
    check(read_config(ROOT / "content"), on_event=events.append)
    [loaded] = [event for event in events if isinstance(event, ArticleLoaded) and event.article.id == SEED.name]
    return loaded


def test_seed_values(seed: ArticleLoaded) -> None:
    article = seed.article
    slug = "ukraine-says-in-talks-with-russia-to-exchange-kursk-prisoners-a86035"
    assert article.title == "Ukraine Says in Talks With Russia to Exchange Kursk Prisoners"
    assert article.date == "2024-08-15"
    assert article.source_url == f"https://www.themoscowtimes.com/2024/08/15/{slug}"
    assert article.publisher == "The Moscow Times"
    assert article.language == "en"
    assert article.image_caption == "Russian POWs."
    assert article.image_credit == "t.me/uniannet"
    title = "Russia's Use of Inexperienced Conscripts for Kursk Defense Raises Questions"
    assert [(link.text, link.href) for link in article.related] == [(title, "#")]
    assert seed.page == f"articles/2024/08/15/{slug}.html"
    assert article.findings == ()
    expected = {"title": "stated", "date": "stated", "source_url": "stated"}
    expected |= {"publisher": "derived", "language": "derived"}
    assert {name: article.provenance[name] for name in expected} == expected


def test_seed_links(seed: ArticleLoaded) -> None:
    pairs = list(zip(seed.article.references(), seed.resolutions, strict=True))
    lost = [link.text for link, resolution in pairs if resolution.kind == "lost"]
    assert sorted(lost) == sorted(
        ["said", "alleged", seed.article.related[0].text, "accused", "confirmed", "captured", "replenishing"]
    )
    assert [(link.href, resolution.kind) for link, resolution in pairs if resolution.kind != "lost"] == [
        ("https://t.me/uniannet", "telegram"),
        (seed.article.source_url, "news"),
    ]


def test_seed_body_is_the_whole_text_and_nothing_else(seed: ArticleLoaded) -> None:
    capture = SEED.read_text(encoding="utf-8")
    prose = capture[capture.index("Russia and Ukraine") : capture.index("Original url")]
    prose = re.sub(r"\*\*Related article:\*\*.*", "", prose)
    assert seed.article.body.text == " ".join(re.sub(r"\[([^]]*)\]\(#\)", r"\1", prose).split())
    assert seed.article.body.text.startswith("Russia and Ukraine have entered negotiations")
    assert seed.article.body.text.endswith("the SBU official was quoted as saying.")


def test_seed_pages(seed: ArticleLoaded, site: Path) -> None:
    assert seed.page
    page = (site / seed.page).read_text(encoding="utf-8")
    body = Text("body")
    body.feed(page)
    words = " ".join(re.sub(r"(?<=[a-z])[0-9]+", "", body.words).split())
    assert words == seed.article.body.text
    assert (site / seed.page).with_suffix(".txt").read_bytes() == SEED.read_bytes()
    assert seed.article.title in (site / "index.html").read_text(encoding="utf-8")
    assert not re.search(r'href="(#|)"', page), "a dead link"


def test_seed_has_the_bytes_that_it_always_had() -> None:
    assert (
        hashlib.sha256(SEED.read_bytes()).hexdigest()
        == "acca201caeb786011ad92df9ec287908304e25bca0d256cb74456b3a709f152b"
    )
