"""Withheld captures stay out of an export unless requested: none of their files and no text about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kursk_archive.config import read_config
from kursk_archive.core.events import Event
from kursk_archive.core.findings import Finding
from kursk_archive.pipeline.build import build
from kursk_archive.preservation.export import export


def text(title: str) -> str:
    return f"# {title}\n\nAugust 15, 2024\n\nIt happened in Examplia.\n"


SHOWN = {"ferry.txt": text("Ferry"), "ferry.yaml": "topics: [ferries]\n"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    put(tmp_path, SHOWN)
    return tmp_path


def put(archive: Path, files: dict[str, str]) -> None:
    for name, data in files.items():
        (archive / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (archive / "content" / name).write_text(data, "utf-8")


def image(archive: Path, name: str) -> None:
    Image.new("RGB", (8, 6)).save(archive / "content" / name)


def exported(archive: Path, **options: Any) -> tuple[list[str], list[str], str]:
    """Export; return the paths in `data/content`, code and path of the findings, and the text of all other files."""
    reported: list[str] = []

    def on_event(event: Event) -> None:
        if isinstance(event, Finding):
            reported.append(f"{event.code} {event.location.path}")

    config = read_config(archive / "content", output=archive / "build")
    bag = archive / f"bag{len(list(archive.iterdir()))}"
    export(config, bag, on_event=on_event, **{"include_site": False, **options})
    root = bag / "data/content"
    files = [path for path in bag.rglob("*") if path.is_file()]
    metadata = "\n".join(path.read_text("utf-8") for path in files if root not in path.parents)
    paths = sorted(path.relative_to(root).as_posix() for path in files if root in path.parents)
    return paths, reported, metadata


@pytest.mark.parametrize(
    "files",
    [
        {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\n"},
        {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\nreason: The author asks.\n"},
        {"secret.md": f"---\ndraft: true\n---\n{text('Secret')}", "secret.yaml": "topics: [x]\n"},
        {"secret.txt": text("Secret"), "secret.yml": "status: mabye\n"},
        {"secret.html": "<h1>Secret</h1>", "secret.yaml": "status: withheld\n"},
        {"secret.docx": "Secret", "secret.yaml": "status: [withheld\n"},
    ],
    ids=["withheld", "with a reason", "draft", "unintelligible", "no loader", "no loader, sidecar broken"],
)
def test_a_withheld_capture_and_files_of_its_name_are_left_out_and_reported(
    files: dict[str, str], archive: Path
) -> None:
    put(archive, files)
    image(archive, "secret.png")
    put(archive, {"secret.pdf": "the original"})
    paths, reported, metadata = exported(archive)
    assert paths == sorted(SHOWN)
    assert sorted(reported) == sorted(f"bag-withheld {name}" for name in (*files, "secret.png", "secret.pdf"))
    assert "ecret" not in metadata
    assert "#article/ferry.txt" in metadata


def test_a_withheld_capture_is_exported_on_request_with_its_reason(archive: Path) -> None:
    put(archive, {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\nreason: The author asks.\n"})
    paths, reported, metadata = exported(archive, include_withheld=True)
    assert paths == sorted((*SHOWN, "secret.txt", "secret.yaml"))
    assert reported == []
    assert "withheld: The author asks." in metadata


def test_a_broken_capture_is_left_out_since_it_may_be_withheld(archive: Path) -> None:
    put(archive, {"odd.txt": text("Odd"), "odd.yaml": "status: [withheld\n", "two\nlines.txt": text("Lines")})
    paths, reported, metadata = exported(archive)
    assert paths == sorted(SHOWN)
    assert reported == ["bag-broken odd.txt", "bag-withheld odd.yaml", "bag-broken two\nlines.txt"]
    assert "Odd" not in metadata
    paths, reported, metadata = exported(archive, include_withheld=True)
    assert paths == sorted((*SHOWN, "odd.txt", "odd.yaml", "two\nlines.txt"))
    assert "#article/odd.txt" not in metadata


def test_a_capture_that_broke_after_the_build_is_left_out(archive: Path) -> None:
    """The catalogue of the build still has the article as it last was."""
    build(read_config(archive / "content", output=archive / "build", search=False))
    put(archive, {"ferry.yaml": "status: [withheld\n"})
    paths, reported, metadata = exported(archive, include_site=True)
    assert paths == ["permalinks.csv"]
    assert {"bag-withheld permalinks.csv", "bag-broken ferry.txt", "bag-withheld ferry.yaml"} <= set(reported)
    assert "Ferry" not in metadata


@pytest.mark.parametrize("captures", [2, 12], ids=["most of it edited", "a small part edited"])
def test_a_site_that_shows_a_capture_withheld_since_is_left_out(captures: int, archive: Path) -> None:
    """A build tracks few edits individually and many as a full rebuild; both have to be noticed."""
    put(archive, {f"{number}.txt": text(f"Ferry {number}") for number in range(1, captures)})
    build(read_config(archive / "content", output=archive / "build", search=False))
    assert exported(archive, include_site=True)[1] == []
    put(archive, {"ferry.yaml": "status: withheld\ntopics: [secrets]\n"})
    paths, reported, metadata = exported(archive, include_site=True)
    assert len(paths) == captures  # without ferry.txt, with permalinks.csv
    *others, row = reported
    assert others == [f"bag-site {archive / 'build'}", "bag-withheld ferry.txt", "bag-withheld ferry.yaml"]
    assert row == "bag-withheld permalinks.csv"
    assert "ferry.html" not in metadata


def test_files_that_archive_yaml_excludes_are_left_out_except_itself(archive: Path) -> None:
    put(archive, {"archive.yaml": "exclude: ['drafts/*', '*.yaml']\n", "drafts/plan.txt": text("Plan")})
    paths, reported, _ = exported(archive)
    assert paths == ["archive.yaml", "ferry.txt"]
    assert reported == ["bag-withheld drafts/plan.txt", "bag-withheld ferry.yaml"]
    assert len(exported(archive, include_withheld=True)[0]) == 4


def test_images_are_left_out_if_only_withheld_captures_name_them(archive: Path) -> None:
    put(archive, {
        "secret.md": "---\ntitle: Secret\nstatus: withheld\nimage: /photos/own.png\n---\n\n![](/photos/shared.png)\n",
        "open.md": "---\ntitle: Open\nimage: /photos/shared.png\n---\n\nAll of it.\n",
    })  # fmt: skip
    (archive / "content/photos").mkdir()
    for name in ("own", "shared", "nobodys"):
        image(archive, f"photos/{name}.png")
    paths, reported, _ = exported(archive)
    assert paths == sorted((*SHOWN, "open.md", "photos/shared.png", "photos/nobodys.png"))
    assert reported == ["bag-withheld photos/own.png", "bag-withheld secret.md"]


def test_a_link_to_a_withheld_capture_is_left_out(archive: Path) -> None:
    put(archive, {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\n"})
    (archive / "content/copy.bin").symlink_to("secret.txt")
    paths, reported, _ = exported(archive)
    assert paths == sorted(SHOWN)
    assert len(reported) == 3


def test_files_shared_with_a_published_capture_of_the_same_name_are_kept(archive: Path) -> None:
    put(archive, {"ferry.md": f"---\ndraft: true\n---\n{text('Ferry in Markdown')}"})
    paths, reported, metadata = exported(archive)
    assert paths == sorted(SHOWN)
    assert reported == ["bag-withheld ferry.md"]
    assert json.dumps("Ferry in Markdown") not in metadata


def test_what_belongs_to_an_excluded_capture_stays_out(archive: Path) -> None:
    pier = "---\ntitle: Pier\nimage: pictures/pier.jpg\n---\n\n![Boat](boat.png)\n![Shared](shared.png)\n"
    put(
        archive,
        {"drafts/pier.md": pier, "drafts/Pier.yaml": "topics: [secret]\n", "archive.yaml": "exclude: ['*.md']\n"},
    )
    put(archive, {"ferry.txt": f"{text('Ferry')}\n![Shared](drafts/shared.png)\n", "drafts/pictures/x.txt": text("X")})
    for name in ("drafts/pier.jpg", "drafts/boat.png", "drafts/shared.png", "drafts/pictures/pier.jpg"):
        image(archive, name)
    paths, reported, _ = exported(archive)
    assert paths == ["archive.yaml", "drafts/pictures/x.txt", "drafts/shared.png", "ferry.txt", "ferry.yaml"]
    left = ["drafts/Pier.yaml", "drafts/boat.png", "drafts/pictures/pier.jpg", "drafts/pier.jpg", "drafts/pier.md"]
    assert sorted(reported) == [f"bag-withheld {path}" for path in sorted(left)]
    assert set(left) < set(exported(archive, include_withheld=True)[0])


def test_the_list_and_lone_sidecars_of_withheld_captures_stay_out(archive: Path) -> None:
    put(archive, {"pier.txt": text("Pier"), "pier.yaml": "status: withheld\n", "gone.yaml": "status: withheld\n"})
    build(read_config(archive / "content", output=archive / "build", search=False))
    assert (archive / "content/withheld.csv").exists()
    paths, reported, metadata = exported(archive)
    assert paths == ["ferry.txt", "ferry.yaml", "permalinks.csv"]
    assert {"bag-withheld withheld.csv", "bag-withheld gone.yaml", "bag-withheld pier.yaml"} < set(reported)
    assert "pier" not in metadata.casefold()


def test_the_folder_of_a_withheld_page_stays_out(archive: Path) -> None:
    page = "<!doctype html><title>Pier</title><article><h1>Pier</h1><p>It was closed on Friday, for good.</p></article>"
    put(archive, {"a/pier.html": page, "a/pier.yaml": "status: withheld\n", "a/pier_files/ad/x.css": "p {}"})
    put(archive, {"a/other_files/x.css": "p {}"})
    paths, reported, _ = exported(archive)
    assert "a/other_files/x.css" in paths
    assert "bag-withheld a/pier_files/ad/x.css" in reported
