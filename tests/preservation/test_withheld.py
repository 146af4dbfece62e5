"""What is withheld is not handed over unless that was asked for: no file of it, and no word about it."""

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


def handed_over(archive: Path, **options: Any) -> tuple[list[str], list[str], str]:
    """Paths in `data/content`; code and place of the findings; all that the package says itself."""
    said: list[str] = []

    def tell(event: Event) -> None:
        if isinstance(event, Finding):
            said.append(f"{event.code} {event.location.path}")

    config = read_config(archive / "content", output=archive / "build")
    bag = archive / f"bag{len(list(archive.iterdir()))}"
    export(config, bag, on_event=tell, **{"site": False, **options})
    root = bag / "data/content"
    words = [one.read_text("utf-8") for one in bag.rglob("*") if one.is_file() and root not in one.parents]
    return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()), said, "\n".join(words)


@pytest.mark.parametrize(
    "files",
    [
        {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\n"},
        {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\nreason: The author asks.\n"},
        {"secret.md": f"---\ndraft: true\n---\n{text('Secret')}", "secret.yaml": "topics: [x]\n"},
        {"secret.txt": text("Secret"), "secret.yml": "status: mabye\n"},
        {"secret.html": "<h1>Secret</h1>", "secret.yaml": "status: withheld\n"},
        {"secret.warc": "Secret", "secret.yaml": "status: [withheld\n"},
    ],
    ids=["withheld", "with a reason", "draft", "unintelligible", "no loader", "no loader, sidecar broken"],
)
def test_the_capture_and_all_of_its_name_are_left_out_and_told(files: dict[str, str], archive: Path) -> None:
    put(archive, files)
    image(archive, "secret.png")
    put(archive, {"secret.pdf": "the original"})
    paths, said, words = handed_over(archive)
    assert paths == sorted(SHOWN)
    assert sorted(said) == sorted(f"bag-withheld {name}" for name in (*files, "secret.png", "secret.pdf"))
    assert "ecret" not in words
    assert "#article/ferry.txt" in words


def test_it_is_handed_over_where_that_is_asked_for_and_says_so(archive: Path) -> None:
    put(archive, {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\nreason: The author asks.\n"})
    paths, said, words = handed_over(archive, include_withheld=True)
    assert paths == sorted((*SHOWN, "secret.txt", "secret.yaml"))
    assert said == []
    assert "withheld: The author asks." in words


def test_whether_a_broken_capture_is_withheld_cannot_be_known(archive: Path) -> None:
    put(archive, {"odd.txt": text("Odd"), "odd.yaml": "status: [withheld\n", "two\nlines.txt": text("Lines")})
    paths, said, words = handed_over(archive)
    assert paths == sorted(SHOWN)
    assert said == ["bag-broken odd.txt", "bag-withheld odd.yaml", "bag-broken two\nlines.txt"]
    assert "Odd" not in words
    paths, said, words = handed_over(archive, include_withheld=True)
    assert paths == sorted((*SHOWN, "odd.txt", "odd.yaml", "two\nlines.txt"))
    assert "#article/odd.txt" not in words


def test_a_capture_that_was_good_when_the_site_was_built_and_is_broken_now_is_left_out(archive: Path) -> None:
    """The catalogue of the build still has the article as it last was."""
    build(read_config(archive / "content", output=archive / "build", search=False))
    put(archive, {"ferry.yaml": "status: [withheld\n"})
    paths, said, words = handed_over(archive, include_site=True)
    assert paths == []
    assert {"bag-broken ferry.txt", "bag-withheld ferry.yaml"} <= set(said)
    assert "Ferry" not in words


@pytest.mark.parametrize("captures", [2, 12], ids=["most of it edited", "a small part edited"])
def test_a_site_that_shows_what_is_withheld_by_now_is_left_out(captures: int, archive: Path) -> None:
    """A build notes an edit in one way where little has changed, and in another where much has."""
    put(archive, {f"{number}.txt": text(f"Ferry {number}") for number in range(1, captures)})
    build(read_config(archive / "content", output=archive / "build", search=False))
    assert handed_over(archive, include_site=True)[1] == []
    put(archive, {"ferry.yaml": "status: withheld\ntopics: [secrets]\n"})
    paths, said, words = handed_over(archive, include_site=True)
    assert len(paths) == captures - 1
    assert said == [f"bag-site {archive / 'build'}", "bag-withheld ferry.txt", "bag-withheld ferry.yaml"]
    assert "ferry.html" not in words


def test_what_archive_yaml_excludes_is_left_out_but_for_itself(archive: Path) -> None:
    put(archive, {"archive.yaml": "exclude: ['drafts/*', '*.yaml']\n", "drafts/plan.txt": text("Plan")})
    paths, said, _ = handed_over(archive)
    assert paths == ["archive.yaml", "ferry.txt"]
    assert said == ["bag-withheld drafts/plan.txt", "bag-withheld ferry.yaml"]
    assert len(handed_over(archive, include_withheld=True)[0]) == 4


def test_images_go_with_the_captures_that_name_them(archive: Path) -> None:
    put(archive, {
        "secret.md": "---\ntitle: Secret\nstatus: withheld\nimage: /photos/own.png\n---\n\n![](/photos/shared.png)\n",
        "open.md": "---\ntitle: Open\nimage: /photos/shared.png\n---\n\nAll of it.\n",
    })  # fmt: skip
    (archive / "content/photos").mkdir()
    for name in ("own", "shared", "nobodys"):
        image(archive, f"photos/{name}.png")
    paths, said, _ = handed_over(archive)
    assert paths == sorted((*SHOWN, "open.md", "photos/shared.png", "photos/nobodys.png"))
    assert said == ["bag-withheld photos/own.png", "bag-withheld secret.md"]


def test_a_link_to_what_is_withheld_is_left_out(archive: Path) -> None:
    put(archive, {"secret.txt": text("Secret"), "secret.yaml": "status: withheld\n"})
    (archive / "content/copy.bin").symlink_to("secret.txt")
    paths, said, _ = handed_over(archive)
    assert paths == sorted(SHOWN)
    assert len(said) == 3


def test_two_captures_of_one_name_of_which_one_is_withheld_keep_what_they_share(archive: Path) -> None:
    put(archive, {"ferry.md": f"---\ndraft: true\n---\n{text('Ferry in Markdown')}"})
    paths, said, words = handed_over(archive)
    assert paths == sorted(SHOWN)
    assert said == ["bag-withheld ferry.md"]
    assert json.dumps("Ferry in Markdown") not in words
