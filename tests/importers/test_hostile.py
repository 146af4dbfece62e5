"""Hostile imports: nothing is overwritten, nothing outside the source is read, everything else is imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kursk_archive.core.enums import SiteGenerator
from kursk_archive.importers import (
    Expected,
    Imported,
    ImportEvent,
    ImportOptions,
    SkipKind,
    Skipped,
    SourcedValue,
    import_paths,
)
from kursk_archive.loader.decode import MAX_CAPTURE_BYTES

FLOOD = "# A Flood\n\nAugust 15, 2024\n\nThe river rose in Examplia.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path / "content"


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A folder with one good capture."""
    (tmp_path / "dumps").mkdir()
    (tmp_path / "dumps/flood.txt").write_text(FLOOD)
    return tmp_path / "dumps"


def brief(events: Iterator[ImportEvent]) -> list[str]:
    """Return each event in a few words, without those that only describe what was imported, or other files."""
    return [
        f"imported {event.path}"
        if isinstance(event, Imported)
        else f"left {event.origin}"
        if isinstance(event, Skipped)
        else f"{event.code} {event.location.path}"
        for event in events
        if not isinstance(event, Expected) and not (isinstance(event, Skipped) and event.kind is SkipKind.FILE)
    ]


# Existing files


def test_a_different_file_of_the_same_name_is_kept(dumps: Path, content: Path) -> None:
    (content / "flood.txt").write_text("mine")
    assert brief(import_paths([dumps], content)) == ["exists flood.txt"]
    assert [(file.name, file.read_text()) for file in content.iterdir()] == [("flood.txt", "mine")]


def test_a_different_image_of_the_same_name_is_kept(dumps: Path, content: Path) -> None:
    (dumps / "flood.gif").write_bytes(b"GIF89a, theirs")
    (content / "flood.gif").write_bytes(b"GIF89a, mine")
    assert brief(import_paths([dumps], content)) == ["exists flood.gif"]
    assert [file.name for file in content.iterdir()] == ["flood.gif"]


def test_an_existing_sidecar_is_kept_and_reported(dumps: Path, content: Path) -> None:
    (content / "flood.yaml").write_text("topics: [rivers]\n")
    one, *_ = import_paths([dumps], content)
    assert isinstance(one, Imported)
    assert (one.written, list(one.ignored)) == (("flood.txt",), ["sidecar"])
    assert (content / "flood.yaml").read_text() == "topics: [rivers]\n"


def test_a_capture_that_would_share_a_sidecar_is_refused(dumps: Path, content: Path) -> None:
    (dumps / "flood.md").write_text("# Another Flood\n")
    assert brief(import_paths([dumps], content)) == ["imported flood.md", "exists flood.txt"]


@pytest.mark.parametrize("dry_run", [True, False], ids=["dry", "wet"])
def test_the_second_of_two_files_with_one_target_is_refused(dry_run: bool, tmp_path: Path, content: Path) -> None:
    for folder, text in (("a", "# A\n"), ("b", "# B\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "flood.md").write_text(text)
    events = import_paths([tmp_path / "a", tmp_path / "b"], content, ImportOptions(dry_run=dry_run))
    assert brief(events) == ["imported flood.md", "exists flood.md"]


def test_the_sidecar_of_a_capture_called_archive_is_not_archive_yaml(tmp_path: Path, content: Path) -> None:
    (content / "archive.yaml").write_text("title: Mine\n")
    (tmp_path / "archive.md").write_text("# The Archive Burnt\n")
    one, *_ = import_paths([tmp_path / "archive.md"], content)
    assert isinstance(one, Imported)
    assert one.written == ("archive.md", "archive.yml")
    assert (content / "archive.yaml").read_text() == "title: Mine\n"


# Links


def test_links_out_of_the_source_are_not_followed(dumps: Path, content: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("# Secret\n")
    (dumps / "a.txt").symlink_to(tmp_path / "secret.txt")
    (dumps / "b.txt").symlink_to("b.txt")
    assert brief(import_paths([dumps], content)) == ["outside dumps/a.txt", "outside dumps/b.txt", "imported flood.txt"]


def test_links_to_images_and_data_files_outside_are_not_followed(tmp_path: Path, content: Path) -> None:
    (tmp_path / "secret.json").write_text('{"author": "A Secret"}')
    (tmp_path / "secret.gif").write_bytes(b"GIF89a")
    posts = tmp_path / "site/posts"
    posts.mkdir(parents=True)
    (posts / "flood.md").write_text("---\ntitle: A Flood\n---\n\nIt rose.\n")
    (posts / "posts.11tydata.json").symlink_to(tmp_path / "secret.json")
    (posts / "flood.gif").symlink_to(tmp_path / "secret.gif")
    events = list(import_paths([tmp_path / "site"], content))
    assert sorted(brief(iter(events))) == [
        "imported posts/flood.md",
        "outside site/posts/flood.gif",
        "outside site/posts/posts.11tydata.json",
    ]
    assert "Secret" not in (content / "posts/flood.yaml").read_text()
    assert not (content / "posts/flood.gif").exists()


def test_nothing_is_written_through_a_link_to_a_folder(dumps: Path, content: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (content / "a").symlink_to(tmp_path / "elsewhere")
    assert brief(import_paths([dumps], content, ImportOptions(subfolder="a"))) == ["outside a/flood.txt"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_nothing_is_written_through_a_link_in_place_of_the_file(dumps: Path, content: Path, tmp_path: Path) -> None:
    (content / "flood.txt").symlink_to(tmp_path / "new.txt")
    assert brief(import_paths([dumps], content)) == ["exists flood.txt"]
    assert not (tmp_path / "new.txt").exists()


@pytest.mark.parametrize("path", ["content", "content/a", "content/a/flood.txt", "."])
def test_an_archive_is_not_imported_into_itself(path: str, tmp_path: Path, content: Path) -> None:
    (content / "a").mkdir()
    (content / "a/flood.txt").write_text(FLOOD)
    (code,) = brief(import_paths([tmp_path / path], content))
    assert code.startswith("exists ")


# Unreadable files


def test_a_missing_file_does_not_stop_the_import(dumps: Path, content: Path) -> None:
    nowhere = dumps / "nowhere.txt"
    assert brief(import_paths([nowhere, dumps], content)) == [f"unreadable {nowhere}", "imported flood.txt"]


def test_unreadable_files_are_findings(dumps: Path, content: Path) -> None:
    with (dumps / "a.txt").open("wb") as file:
        file.truncate(MAX_CAPTURE_BYTES + 1)
    os.mkfifo(dumps / "b.txt")
    (dumps / "c.txt").mkdir()
    (dumps / "d\n.txt").write_text(FLOOD)
    assert sorted(brief(import_paths([dumps], content))) == [
        "imported flood.txt",
        "name dumps/d\\n.txt",
        "not-a-file dumps/b.txt",
        "not-a-file dumps/c.txt",
        "too-large dumps/a.txt",
    ]


@pytest.mark.parametrize("name", ["photo.gif", "page.pdf", "README", "README.md", "data.json"])
def test_a_file_that_is_not_a_capture_is_skipped(name: str, tmp_path: Path, content: Path) -> None:
    (tmp_path / name).write_text("x")
    assert brief(import_paths([tmp_path / name], content)) == [f"left {name}"]


def test_a_single_capture_brings_its_sidecar_and_image(dumps: Path, content: Path) -> None:
    (dumps / "flood.yaml").write_text("topics: [rivers]\n")
    (dumps / "flood.gif").write_bytes(b"GIF89a")
    (dumps / "drought.txt").write_text("# A Drought\n")
    one, *_ = import_paths([dumps / "flood.txt"], content)
    assert isinstance(one, Imported)
    assert sorted(one.written) == ["flood.gif", "flood.txt", "flood.yaml"]
    assert (one.origin, one.fields["topics"]) == ("flood.txt", SourcedValue(["rivers"], "flood.yaml"))


def test_a_capture_with_broken_frontmatter_is_imported_and_reported(dumps: Path, content: Path) -> None:
    (dumps / "a.md").write_text("---\ntitle: [\n---\n\nText.\n")
    assert brief(import_paths([dumps], content)) == ["imported a.md", "frontmatter dumps/a.md", "imported flood.txt"]


def test_a_broken_data_file_is_reported_once(tmp_path: Path, content: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for name in ("a", "b"):
        (posts / f"{name}.md").write_text(f"# {name}\n")
    (posts / "posts.11tydata.json").write_text("{")
    (tmp_path / "eleventy.config.js").touch()
    (tmp_path / "site").mkdir()
    posts.rename(tmp_path / "site/posts")
    events = brief(import_paths([tmp_path / "site"], content, ImportOptions(layout_name="eleventy")))
    assert events == ["imported posts/a.md", "frontmatter site/posts/posts.11tydata.json", "imported posts/b.md"]


_TEXT = st.text(
    st.sampled_from("a:\n-+{}[]\"'%<>#/=&*!|\t é\ud800\x00.,0123456789T") | st.sampled_from("---\n"), max_size=60
)
_BYTES = _TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))
_FILES = (
    "_config.yml", "_posts/2024-08-15-a.md", "hugo.toml", "config.toml", "content/_index.md", "content/a/index.md",
    "content/a/a.uk.md", "content/a/a.md", "posts/a.md", "posts/a.meta", "posts/a.json", "posts/posts.json",
    "posts/posts.11tydata.json", "conf.py", "pelicanconf.py", "a.txt", "a.yaml", ".eleventyignore", "CNAME",
    "_data/authors.yml", "content/en/n/a.md", "content/uk/n/a.md", "posts/a.html", "posts/posts.11tydata.js",
    "config/_default/hugo.yaml", "config/_default/permalinks.yaml", "_data/site.js",
)  # fmt: skip


_SETTINGS = (
    b"url: https://news.example\npermalink: /:year/:title/\n", b"baseURL: https://news.example\ncascade: {a: b}\n",
    b"SITEURL = 'https://news.example'\nARTICLE_URL = '{date:%Y}/{slug}'\n",
    b"---\ntitle: A\ndate: 2024-08-15\n---\n\n",
    b"---\ntitle: A\naliases: [a, ../b, /c]\nimage: /x.gif\ncascade: [{target: {path: '**'}}]\n---\n![x](y.gif)",
    b"<!--\n.. title: A\n.. date: 2024-08-15\n-->\n",
)  # fmt: skip
_OPTIONS = st.builds(
    ImportOptions,
    layout_name=st.sampled_from((*SiteGenerator, None)),
    withheld=st.booleans(),
    site_url=st.sampled_from(["", "https://old.example/x"]),
    permalink=st.sampled_from(["", "/:year/:slug/"]),
    language_folders=st.sampled_from([(), ("en", "uk")]),
)


@settings(max_examples=250)
@given(st.dictionaries(st.sampled_from(_FILES), _BYTES | st.sampled_from(_SETTINGS), max_size=8), _OPTIONS)
def test_any_files_can_be_imported_twice(files: dict[str, bytes], options: ImportOptions) -> None:
    with TemporaryDirectory() as folder:
        root, content = Path(folder, "site"), Path(folder, "content")
        content.mkdir()
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        root.mkdir(exist_ok=True)
        first = list(import_paths([root], content, options))
        again = list(import_paths([root], content, options))
        assert [event.path for event in first if isinstance(event, Imported)] == [
            event.path for event in again if isinstance(event, Imported)
        ]
        assert not any(event.written for event in again if isinstance(event, Imported))
        assert [event for event in first if isinstance(event, Expected)] == [
            event for event in again if isinstance(event, Expected)
        ]
