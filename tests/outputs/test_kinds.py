"""The kinds of output: together they own every published file, each file once."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kursk_archive import build, read_config
from kursk_archive.config import PRIVATE_FOLDER, Config
from kursk_archive.outputs import target as target_module
from kursk_archive.outputs.kinds import OUTPUT_KINDS
from kursk_archive.outputs.target import ObsoleteTarget, OutputKind, PlanContext
from kursk_archive.pipeline.build import open_catalogue
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site import periods
from kursk_archive.site.permalinks import MANIFESTS, ROOT_MANIFEST, SEARCH

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Split every page and data file that can be split."""
    monkeypatch.setattr(periods, "PAGE_SIZE", 1)
    monkeypatch.setattr(periods, "MAX_MINOR_ROWS_PER_PAGE", 1)
    monkeypatch.setattr(periods, "MAX_TERMS_PER_PAGE", 1)
    monkeypatch.setattr(target_module, "MAX_SINGLE_DATA_FILE", 1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The seed, and articles with everything that has an output of its own."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    for number, date in enumerate(("2024-08-15", "2024-08-15", "2024-08-15", "2024-08", "2023", "")):
        text = f"title: Notice {number}\ndate: {date}\ntopics: [Rivers, Fires {number}]\nauthors: [Ana {number}]\n"
        links = f"[seen](https://valley.example/{number}) and [there](https://hill{number}.example/)"
        (content / f"{number}.md").write_text(f"---\n{text}places: [Examplia]\n---\n\nIt was {links}.\n")
    (content / "withheld.md").write_text("---\ntitle: Notice\nstatus: withheld\nreason: Wait.\n---\n\nIt rained.\n")
    for day in (16, 17):
        text = (
            f"title: A Count\ndate: 2024-08-15\ncaptured_at: 2024-08-{day}\nsource_url: https://herald.example/count\n"
        )
        (content / f"count-{day}.md").write_text(f"---\n{text}---\n\nThe ferry carried {day} people.\n")
    image = BytesIO()
    Image.new("RGB", (900, 20), "teal").save(image, "PNG")
    (content / "0.png").write_bytes(image.getvalue())
    return read_config(content, output=tmp_path / "build", base_url="https://archive.example/", search=False)


def published_paths(output: Path) -> list[str]:
    files = (path for path in output.rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    return sorted(path.relative_to(output).as_posix() for path in files)


def owners(path: str) -> list[str]:
    """The kinds that own a file; manifests and the search are no kinds of output."""
    special = ["manifest"] if path == ROOT_MANIFEST or path.startswith(MANIFESTS) else []
    special += ["search"] if path.startswith(SEARCH) else []
    return special + [kind.name for kind in OUTPUT_KINDS if kind.owns(path)]


def test_names_are_unique() -> None:
    assert len({kind.name for kind in OUTPUT_KINDS}) == len(OUTPUT_KINDS)


def test_every_file_of_the_seed_has_one_owner(site: Path) -> None:
    assert {path: owners(path) for path in published_paths(site) if len(owners(path)) != 1} == {}


def test_every_file_has_one_owner(config: Config) -> None:
    build(config)
    paths = published_paths(config.output)
    assert {path: owners(path) for path in paths if len(owners(path)) != 1} == {}
    assert {name for path in paths for name in owners(path)} == {"manifest", *(kind.name for kind in OUTPUT_KINDS)}


@pytest.mark.usefixtures("small_pages")
def test_every_file_has_one_owner_where_pages_are_split(config: Config) -> None:
    build(config)
    paths = published_paths(config.output)
    assert {"topics/a-z/r.html", "data/links/2024-08.csv", "calendar/2024/08/15/0.html"} <= set(paths)
    assert {path: owners(path) for path in paths if len(owners(path)) != 1} == {}


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("kind", OUTPUT_KINDS, ids=lambda kind: kind.name)
def test_a_kind_owns_every_output_that_it_plans(config: Config, kind: OutputKind) -> None:
    with open_catalogue(config) as catalogue:
        context = PlanContext(catalogue, Theme(config.site), "fingerprint")
        paths = [path for target in kind.plan_all(context) if not isinstance(target, ObsoleteTarget)
                 for path in target.paths]  # fmt: skip
        assert paths
        assert len(set(paths)) == len(paths)
        assert [path for path in paths if not kind.owns(path)] == []


@pytest.mark.parametrize(
    "path", ["", "CNAME", "articles", "topics/rivers.txt", "data/other.csv", "feeds/x", "about.htm"]
)
def test_no_kind_owns_a_file_that_no_build_makes(path: str) -> None:
    assert owners(path) == []
