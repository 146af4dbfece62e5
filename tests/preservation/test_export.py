"""The package of a whole archive: captures byte for byte, the site if it is intact, and the metadata of both."""

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
FERRY = "# Ferry Talks\n\nAugust 15, 2024\n\nThey [reported](#) so.\n\nOriginal url:\n\n<https://herald.example/2024/08/15/ferry>\n"
CONTENT = {
    "archive.yaml": "title: Ferry archive\npublisher: The Examplia Library\ncontact: mailto:library@archive.example\n"
    "description: Reports on the ferry.\nbase_url: https://archive.example/\n",
    "RIGHTS": "Each article is its publisher's.\n",
    "dumps/ferry talks.txt": FERRY,
    "dumps/ferry talks.yaml": "captured_at: 2024-09-01\nauthors: [Jane Doe]\npublisher: The Fictional Herald\n",
    "пором 100%.md": "---\ntitle: Пором\ndate: 2024-08-16\n---\n\nПором іде.\n",
    "scan\n2.bin": "any bytes",
    "page.pdf": "<p>no loader reads it</p>\n",
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


def run_export(archive: Path, name: str = "bag", **options: Any) -> tuple[Path, ExportSummary, list[str]]:
    """Export; return the package, the summary, and code and file name of each finding."""
    config = read_config(archive / "content", output=archive / "build")
    reported: list[str] = []

    def on_event(event: Event) -> None:
        if isinstance(event, Finding):
            reported.append(f"{event.code} {Path(event.location.path).name}")

    summary = export(config, archive / name, on_event=on_event, **options)
    assert list(verify_bag(archive / name, VerifyTotals(), lambda done, total: None)) == []
    assert not list(archive.glob(".*")), "no work folder is left"
    return archive / name, summary, reported


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def crate(bag: Path) -> dict[str, dict[str, Any]]:
    graph = json.loads((bag / "data/ro-crate-metadata.json").read_bytes())["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_the_package_holds_captures_site_and_metadata(archive: Path) -> None:
    bag, summary, reported = run_export(archive)
    assert reported == []
    assert files(bag / "data/content") == files(archive / "content")
    site = {path: data for path, data in files(archive / "build").items() if not path.startswith(PRIVATE_FOLDER)}
    assert files(bag / "data/site") == site
    assert {path.name for path in (bag / "data").iterdir()} == {"content", "site", "metadata", "ro-crate-metadata.json"}
    payload = files(bag / "data")
    assert (summary.file_count, summary.payload_bytes) == (len(payload), sum(map(len, payload.values())))
    assert (summary.article_count, summary.has_site, summary.findings) == (2, True, {})


def test_bag_info_names_the_owner(archive: Path) -> None:
    bag, summary, _ = run_export(archive)
    assert (bag / "bag-info.txt").read_text("utf-8").splitlines()[:-2] == [
        "Source-Organization: The Examplia Library",
        "Contact-Email: library@archive.example",
        "External-Description: Ferry archive. Reports on the ferry.",
        "External-Identifier: https://archive.example/",
        "Bagging-Date: 2026-03-01",
    ]
    agent, total = (bag / "bag-info.txt").read_text("utf-8").splitlines()[-2:]
    assert agent.startswith("Bag-Software-Agent: kursk-archive ")
    assert total == f"Payload-Oxum: {summary.payload_bytes}.{summary.file_count}"


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("library@archive.example", "Contact-Email: library@archive.example"),
        ("mailto:library@archive.example?subject=x", "Contact-Email: library@archive.example"),
        ("https://archive.example/@contact", "Contact-Name: https://archive.example/@contact"),
        ("J. Roe, the library", "Contact-Name: J. Roe, the library"),
    ],
)
def test_bag_info_names_the_contact(contact: str, line: str, tmp_path: Path) -> None:
    put(tmp_path / "content", {"archive.yaml": f"contact: {contact!r}\n"})
    bag, _, _ = run_export(tmp_path, include_site=False)
    assert line in (bag / "bag-info.txt").read_text("utf-8").splitlines()


def test_every_file_of_the_crate_exists_with_its_digest(archive: Path) -> None:
    bag, _, _ = run_export(archive)
    entities = crate(bag)
    for name, entity in entities.items():
        if not name.startswith(("#", "http")):
            path = bag / "data" / unquote(name)
            assert path.is_dir() if entity["@type"] == "Dataset" else path.is_file(), name
            if "sha256" in entity:
                assert entity["sha256"] == sha256(path.read_bytes()).hexdigest()
                assert entity["contentSize"] == str(path.stat().st_size)
    article = entities["#article/dumps/ferry%20talks.txt"]
    assert article["name"] == "Ferry Talks"
    assert article["isBasedOn"] == "https://herald.example/2024/08/15/ferry"
    assert {"@id": f"site/{PAGE}"} in article["encoding"]
    assert "content/пором%20100%25.md" in entities


def test_premis_has_each_capture(archive: Path) -> None:
    bag, _, _ = run_export(archive)
    root = ElementTree.parse(bag / "data/metadata/premis.xml").getroot()
    ns = {"": "http://www.loc.gov/premis/v3"}
    names = {element.findtext("originalName", namespaces=ns) for element in root.findall("object", ns)}
    assert names == {None, "dumps/ferry talks.txt", "пором 100%.md"}
    kinds = [element.findtext("eventType", namespaces=ns) for element in root.findall("event", ns)]
    assert kinds.count("capture") == 1
    assert "validation" in kinds


def test_exports_are_equal_in_any_folder_and_with_or_without_a_catalogue(archive: Path, tmp_path: Path) -> None:
    first, _, _ = run_export(archive)
    other = tmp_path / "elsewhere"
    shutil.copytree(archive / "content", other / "content")
    build(read_config(other / "content", output=other / "build", search=False))
    second, _, _ = run_export(other, "of another name")
    assert files(first) == files(second)
    captures, _, _ = run_export(archive, "captures", include_site=False)
    shutil.rmtree(archive / "build")
    again, _, reported = run_export(archive, "again")
    assert files(captures) == files(again)
    assert reported == ["bag-site build"]


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
def test_a_damaged_or_outdated_site_is_left_out(
    edit: Callable[[Path], object], expected: list[str], archive: Path
) -> None:
    edit(archive)
    bag, summary, reported = run_export(archive)
    assert reported == expected
    assert not summary.has_site
    assert not (bag / "data/site").exists()
    assert (bag / "data/content/dumps/ferry talks.txt").is_file()
    assert all(not name.startswith("site/") for name in crate(bag))


def test_a_site_that_shows_a_capture_withheld_since_is_left_out(archive: Path) -> None:
    withhold(archive)
    bag, _, reported = run_export(archive)
    assert "bag-site build" in reported
    assert not any(b"Ferry Talks" in data for data in files(bag).values())


def test_a_build_after_an_export_publishes_the_edits_that_the_export_loaded(archive: Path, tmp_path: Path) -> None:
    edit_capture(archive)
    assert run_export(archive)[2] == ["bag-site build"]
    config = read_config(archive / "content", output=archive / "build", search=False)
    build(config)
    bag, _, reported = run_export(archive, "then")
    assert reported == []
    assert b"nothing" in (bag / "data/site" / PAGE.replace(".html", ".txt")).read_bytes()
    build(read_config(archive / "content", output=tmp_path / "clean", search=False))
    clean = {path: data for path, data in files(tmp_path / "clean").items() if not path.startswith(PRIVATE_FOLDER)}
    assert files(bag / "data/site") == clean


def test_an_excluded_site_is_not_checked(archive: Path) -> None:
    (archive / "build" / PAGE).write_text("lies")
    _, summary, reported = run_export(archive, include_site=False)
    assert (summary.has_site, reported) == (False, [])


def test_an_output_folder_is_neither_created_nor_claimed(archive: Path) -> None:
    shutil.rmtree(archive / "build")
    put(archive / "build", {"theirs": "x"})
    run_export(archive)
    assert files(archive / "build") == {"theirs": b"x"}


@pytest.mark.parametrize("place", ["content/bag", "build/bag", "content", "build", "."])
def test_the_target_may_not_overlap_content_or_output(place: str, archive: Path) -> None:
    before = files(archive)
    with pytest.raises(ArchiveError) as caught:
        run_export(archive, place)
    assert [finding.code for finding in caught.value.findings] == ["bag-place"]
    assert files(archive) == before


def test_an_occupied_target_is_not_touched(archive: Path) -> None:
    put(archive / "bag", {"theirs": "x"})
    before = files(archive)
    with pytest.raises(ArchiveError) as caught:
        run_export(archive)
    assert [finding.code for finding in caught.value.findings] == ["exists"]
    assert files(archive) == before


def test_a_capture_that_changes_meanwhile_stops_the_export(archive: Path) -> None:
    """Otherwise its metadata would describe different bytes."""
    config = read_config(archive / "content", output=archive / "build")

    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "verifying":
            edit_capture(archive)

    with pytest.raises(ArchiveError) as caught:
        export(config, archive / "bag", on_event=on_event)
    assert [(finding.code, finding.location.path) for finding in caught.value.findings] == [
        ("changed", "dumps/ferry talks.txt")
    ]
    assert not (archive / "bag").exists()
    assert not list(archive.glob(".*"))


def test_a_site_that_changes_meanwhile_stops_the_export(archive: Path) -> None:
    config = read_config(archive / "content", output=archive / "build")

    def on_event(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "copying":
            (archive / "build" / PAGE).write_text("lies")

    with pytest.raises(ArchiveError) as caught:
        export(config, archive / "bag", on_event=on_event)
    assert [(finding.code, finding.location.path) for finding in caught.value.findings] == [("changed", PAGE)]
    assert not (archive / "bag").exists()


def test_progress_reaches_the_total(archive: Path) -> None:
    steps: list[Progress] = []

    def on_event(event: Event) -> None:
        if isinstance(event, Progress):
            steps.append(event)

    export(read_config(archive / "content", output=archive / "build"), archive / "bag", on_event=on_event)
    for stage in ("verifying", "copying"):
        last = [step for step in steps if step.stage == stage][-1]
        assert last.done == last.total > 0


KILLED = """
import os, sys
from pathlib import Path
from kursk_archive.config import read_config
from kursk_archive.preservation.export import export
from kursk_archive.preservation.bag import BagWriter
BagWriter.finish = lambda *_: os.kill(os.getpid(), 9)
export(read_config(Path("content"), output=Path("build")), Path("bag"))
"""


def test_a_killed_export_leaves_no_package_and_does_not_disturb_the_next(archive: Path) -> None:
    process = subprocess.run([sys.executable, "-c", KILLED], cwd=archive, check=False)
    assert process.returncode == -9
    assert not (archive / "bag").exists()
    assert (archive / ".bag.part").is_dir()
    bag, _, _ = run_export(archive)
    (archive / "other").mkdir()
    assert files(bag) == files(run_export(archive, "other")[0])


def test_the_archive_of_this_repository(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    config = read_config(tmp_path / "content", output=tmp_path / "build")
    build(config)
    summary = export(config, tmp_path / "bag")
    assert (summary.article_count, summary.has_site, summary.findings) == (1, True, {})
    command = (sys.executable, "-m", "bagit", "--quiet", "--validate", str(tmp_path / "bag"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert files(tmp_path / "bag/data/content") == files(ROOT / "content")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_reported(archive: Path) -> None:
    (archive / "content/page.pdf").chmod(0)
    bag, _, reported = run_export(archive)
    assert reported == ["unreadable page.pdf"]
    assert not (bag / "data/content/page.pdf").exists()


def test_the_package_has_the_pages_of_editions_and_is_verified(tmp_path: Path) -> None:
    head = "---\ntitle: The Ferry\ndate: 2024-08-15\nslug: ferry\nsource_url: https://herald.example/ferry\n"
    texts = {
        f"{day}.md": f"{head}captured_at: 2024-08-{day}\n---\n\nIt carried {day} people.\n" for day in (15, 16, 17)
    }
    put(tmp_path / "content", texts)
    config = read_config(tmp_path / "content", output=tmp_path / "build", search=False)
    build(config)
    export(config, tmp_path / "package")
    assert not list(verify_bag(tmp_path / "package", VerifyTotals(), lambda done, total: None))
    graph = json.loads((tmp_path / "package/data/ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    described = [entity["@id"] for entity in graph if entity.get("description") == "The article's page in the archive"]
    assert sorted(path.rpartition("/")[2] for path in described) == [
        "ferry.20240815.html",
        "ferry.20240816.html",
        "ferry.html",
    ]
