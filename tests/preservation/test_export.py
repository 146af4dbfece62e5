"""The package of a whole archive: captures byte for byte, the site if it is sound, and what is said of both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from kursk_archive.config import PRIVATE_FOLDER, read_config
from kursk_archive.core.events import Event, Progress
from kursk_archive.core.findings import ArchiveError, Finding
from kursk_archive.pipeline.build import build
from kursk_archive.preservation.bag_verify import verify_bag
from kursk_archive.preservation.export import export
from kursk_archive.preservation.summary import ExportSummary
from kursk_archive.publisher.verify import VerifyTotals

ROOT = Path(__file__).resolve().parents[2]
FERRY = "# Ferry Talks\n\nAugust 15, 2024\n\nThey [said](#) so.\n\nOriginal url:\n\n<https://herald.example/2024/08/15/ferry>\n"
CONTENT = {
    "archive.yaml": "title: Ferry archive\npublisher: The Examplia Library\ncontact: mailto:library@archive.example\n"
    "description: Reports on the ferry.\nbase_url: https://archive.example/\n",
    "RIGHTS": "Each article is its publisher's.\n",
    "dumps/ferry talks.txt": FERRY,
    "dumps/ferry talks.yaml": "captured_at: 2024-09-01\nauthors: [Jane Doe]\npublisher: The Fictional Herald\n",
    "пором 100%.md": "---\ntitle: Пором\ndate: 2024-08-16\n---\n\nПором іде.\n",
    "scan\n2.bin": "any bytes",
    "page.html": "<p>no loader reads it</p>\n",
}
PAGE = "articles/2024/08/15/ferry.html"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772368205")  # 2026-03-01T12:30:05Z


def put(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two fictional articles, built; only to be copied."""
    folder = tmp_path_factory.mktemp("ferry")
    put(folder / "content", CONTENT)
    build(read_config(folder / "content", output=folder / "build", search=False))
    return folder


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    # With the times of the files: a catalogue whose captures look touched is not current.
    shutil.copytree(built, tmp_path / "archive")
    build(read_config(tmp_path / "archive/content", output=tmp_path / "archive/build", search=False))
    return tmp_path / "archive"


Made = tuple[Path, ExportSummary, list[str]]


def made(archive: Path, name: str = "bag", **options: Any) -> Made:
    """The package, what was done, and code and place of each finding."""
    config = read_config(archive / "content", output=archive / "build")
    said: list[str] = []

    def tell(event: Event) -> None:
        if isinstance(event, Finding):
            said.append(f"{event.code} {Path(event.location.path).name}")

    done = export(config, archive / name, on_event=tell, **options)
    assert list(verify_bag(archive / name, VerifyTotals(), lambda done, total: None)) == []
    assert not list(archive.glob(".*")), "no workroom is left"
    return archive / name, done, said


def files(root: Path) -> dict[str, bytes]:
    return {one.relative_to(root).as_posix(): one.read_bytes() for one in root.rglob("*") if one.is_file()}


def crate(bag: Path) -> dict[str, dict[str, Any]]:
    return {one["@id"]: one for one in json.loads((bag / "data/ro-crate-metadata.json").read_bytes())["@graph"]}


def test_it_holds_captures_site_and_what_is_said_of_them(archive: Path) -> None:
    bag, done, said = made(archive)
    assert said == []
    assert files(bag / "data/content") == files(archive / "content")
    site = {path: data for path, data in files(archive / "build").items() if not path.startswith(PRIVATE_FOLDER)}
    assert files(bag / "data/site") == site
    assert {one.name for one in (bag / "data").iterdir()} == {"content", "site", "metadata", "ro-crate-metadata.json"}
    payload = files(bag / "data")
    assert (done.file_count, done.payload_bytes) == (len(payload), sum(map(len, payload.values())))
    assert (done.article_count, done.has_site, done.findings) == (2, True, {})


def test_bag_info_says_whose_it_is(archive: Path) -> None:
    bag, done, _ = made(archive)
    assert (bag / "bag-info.txt").read_text("utf-8").splitlines()[:-2] == [
        "Source-Organization: The Examplia Library",
        "Contact-Email: library@archive.example",
        "External-Description: Ferry archive. Reports on the ferry.",
        "External-Identifier: https://archive.example/",
        "Bagging-Date: 2026-03-01",
    ]
    agent, total = (bag / "bag-info.txt").read_text("utf-8").splitlines()[-2:]
    assert agent.startswith("Bag-Software-Agent: kursk-archive ")
    assert total == f"Payload-Oxum: {done.payload_bytes}.{done.file_count}"


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("library@archive.example", "Contact-Email: library@archive.example"),
        ("mailto:library@archive.example?subject=x", "Contact-Email: library@archive.example"),
        ("https://archive.example/@contact", "Contact-Name: https://archive.example/@contact"),
        ("J. Roe, the library", "Contact-Name: J. Roe, the library"),
    ],
)
def test_whom_to_ask(contact: str, line: str, tmp_path: Path) -> None:
    put(tmp_path / "content", {"archive.yaml": f"contact: {contact!r}\n"})
    bag, _, _ = made(tmp_path, include_site=False)
    assert line in (bag / "bag-info.txt").read_text("utf-8").splitlines()


def test_every_file_that_the_crate_names_is_there_and_is_what_it_says(archive: Path) -> None:
    bag, _, _ = made(archive)
    things = crate(bag)
    for name, thing in things.items():
        if not name.startswith(("#", "http")):
            path = bag / "data" / unquote(name)
            assert path.is_dir() if thing["@type"] == "Dataset" else path.is_file(), name
            if "sha256" in thing:
                assert thing["sha256"] == sha256(path.read_bytes()).hexdigest()
                assert thing["contentSize"] == str(path.stat().st_size)
    article = things["#article/dumps/ferry%20talks.txt"]
    assert article["name"] == "Ferry Talks"
    assert article["isBasedOn"] == "https://herald.example/2024/08/15/ferry"
    assert {"@id": f"site/{PAGE}"} in article["encoding"]
    assert "content/пором%20100%25.md" in things


def test_premis_has_each_capture(archive: Path) -> None:
    bag, _, _ = made(archive)
    root = ElementTree.parse(bag / "data/metadata/premis.xml").getroot()
    ns = {"": "http://www.loc.gov/premis/v3"}
    found = {one.findtext("originalName", namespaces=ns) for one in root.findall("object", ns)}
    assert found == {None, "dumps/ferry talks.txt", "пором 100%.md"}
    kinds = [one.findtext("eventType", namespaces=ns) for one in root.findall("event", ns)]
    assert kinds.count("capture") == 1
    assert "validation" in kinds


def test_two_exports_are_equal_whatever_the_folder_and_whether_a_catalogue_was_there(
    archive: Path, tmp_path: Path
) -> None:
    first, _, _ = made(archive)
    other = tmp_path / "elsewhere"
    shutil.copytree(archive / "content", other / "content")
    build(read_config(other / "content", output=other / "build", search=False))
    second, _, _ = made(other, "of another name")
    assert files(first) == files(second)
    captures, _, _ = made(archive, "captures", include_site=False)
    shutil.rmtree(archive / "build")
    again, _, said = made(archive, "again")
    assert files(captures) == files(again)
    assert said == ["bag-site build"]


def edit_capture(archive: Path) -> None:
    (archive / "content/dumps/ferry talks.txt").write_text(FERRY.replace("so", "nothing"))


def withhold(archive: Path) -> None:
    with (archive / "content/dumps/ferry talks.yaml").open("a") as file:
        file.write("status: withheld\n")


def forget(archive: Path) -> None:
    shutil.rmtree(archive / "build" / PRIVATE_FOLDER)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda archive: shutil.rmtree(archive / "build"), ["bag-site build"]),
        (forget, ["bag-site build"]),
        (edit_capture, ["bag-site build"]),
        (lambda archive: (archive / "content/archive.yaml").write_text("title: Another\n"), ["bag-site build"]),
        (lambda archive: (archive / "build" / PAGE).write_text("lies"), ["changed ferry.html", "bag-site build"]),
        (lambda archive: (archive / "build" / PAGE).unlink(), ["missing ferry.html", "bag-site build"]),
        (lambda archive: (archive / "build/new.html").write_text("x"), ["foreign new.html", "bag-site build"]),
    ],
    ids=["none", "of unknown state", "behind a capture", "behind archive.yaml", "tampered", "a file gone", "foreign"],
)  # fmt: skip
def test_a_site_that_is_not_sound_is_left_out(
    edit: Callable[[Path], object], expected: list[str], archive: Path
) -> None:
    edit(archive)
    bag, done, said = made(archive)
    assert said == expected
    assert not done.has_site
    assert not (bag / "data/site").exists()
    assert (bag / "data/content/dumps/ferry talks.txt").is_file()
    assert all(not name.startswith("site/") for name in crate(bag))


def test_a_site_that_shows_what_has_been_withheld_since_is_left_out(archive: Path) -> None:
    withhold(archive)
    bag, _, said = made(archive)
    assert "bag-site build" in said
    assert not any(b"Ferry Talks" in data for data in files(bag).values())


def test_the_build_after_an_export_publishes_what_the_export_has_read(archive: Path, tmp_path: Path) -> None:
    edit_capture(archive)
    assert made(archive)[2] == ["bag-site build"]
    config = read_config(archive / "content", output=archive / "build", search=False)
    build(config)
    bag, _, said = made(archive, "then")
    assert said == []
    assert b"nothing" in (bag / "data/site" / PAGE.replace(".html", ".txt")).read_bytes()
    build(read_config(archive / "content", output=tmp_path / "clean", search=False))
    clean = {path: data for path, data in files(tmp_path / "clean").items() if not path.startswith(PRIVATE_FOLDER)}
    assert files(bag / "data/site") == clean


def test_without_the_site_nobody_looks_at_it(archive: Path) -> None:
    (archive / "build" / PAGE).write_text("lies")
    _, done, said = made(archive, include_site=False)
    assert (done.has_site, said) == (False, [])


def test_an_output_folder_is_neither_made_nor_taken_over(archive: Path) -> None:
    shutil.rmtree(archive / "build")
    put(archive / "build", {"theirs": "x"})
    made(archive)
    assert files(archive / "build") == {"theirs": b"x"}


@pytest.mark.parametrize("place", ["content/bag", "build/bag", "content", "build", "."])
def test_it_is_not_made_inside_of_what_it_is_made_from(place: str, archive: Path) -> None:
    before = files(archive)
    with pytest.raises(ArchiveError) as caught:
        made(archive, place)
    assert [one.code for one in caught.value.findings] == ["bag-place"]
    assert files(archive) == before


def test_a_folder_that_holds_something_is_not_touched(archive: Path) -> None:
    put(archive / "bag", {"theirs": "x"})
    before = files(archive)
    with pytest.raises(ArchiveError) as caught:
        made(archive)
    assert [one.code for one in caught.value.findings] == ["exists"]
    assert files(archive) == before


def test_a_capture_that_changes_under_way_stops_it(archive: Path) -> None:
    """What the package says of an article would be said of another."""
    config = read_config(archive / "content", output=archive / "build")

    def tell(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "verifying":
            edit_capture(archive)

    with pytest.raises(ArchiveError) as caught:
        export(config, archive / "bag", on_event=tell)
    assert [(one.code, one.location.path) for one in caught.value.findings] == [("changed", "dumps/ferry talks.txt")]
    assert not (archive / "bag").exists()
    assert not list(archive.glob(".*"))


def test_a_site_that_changes_under_way_stops_it(archive: Path) -> None:
    config = read_config(archive / "content", output=archive / "build")

    def tell(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "copying":
            (archive / "build" / PAGE).write_text("lies")

    with pytest.raises(ArchiveError) as caught:
        export(config, archive / "bag", on_event=tell)
    assert [(one.code, one.location.path) for one in caught.value.findings] == [("changed", PAGE)]
    assert not (archive / "bag").exists()


def test_the_progress_ends_at_its_end(archive: Path) -> None:
    steps: list[Progress] = []

    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            steps.append(event)

    export(read_config(archive / "content", output=archive / "build"), archive / "bag", on_event=tell)
    for stage in ("verifying", "copying"):
        last = [one for one in steps if one.stage == stage][-1]
        assert last.done == last.total > 0


KILLED = """
import os, sys
from pathlib import Path
from kursk_archive.config import read_config
from kursk_archive.preservation.export import export
from kursk_archive.preservation.bag import Bag
Bag.finish = lambda *_: os.kill(os.getpid(), 9)
export(read_config(Path("content"), output=Path("build")), Path("bag"))
"""


def test_a_killed_export_leaves_no_package_and_the_next_is_as_if_it_had_not_been(archive: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=archive, check=False)
    assert done.returncode == -9
    assert not (archive / "bag").exists()
    assert (archive / ".bag.part").is_dir()
    bag, _, _ = made(archive)
    (archive / "other").mkdir()
    assert files(bag) == files(made(archive, "other")[0])


def test_the_archive_that_this_repository_holds(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    config = read_config(tmp_path / "content", output=tmp_path / "build")
    build(config)
    done = export(config, tmp_path / "bag")
    assert (done.article_count, done.has_site, done.findings) == (1, True, {})
    command = (sys.executable, "-m", "bagit", "--quiet", "--validate", str(tmp_path / "bag"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert files(tmp_path / "bag/data/content") == files(ROOT / "content")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(archive: Path) -> None:
    (archive / "content/page.html").chmod(0)
    bag, _, said = made(archive)
    assert said == ["unreadable page.html"]
    assert not (bag / "data/content/page.html").exists()
