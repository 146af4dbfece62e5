"""The manifest that lists each output: that of its month or year, or the root's."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from kursk_archive import build, read_config
from kursk_archive.config import PRIVATE_FOLDER
from kursk_archive.outputs import target
from kursk_archive.publisher.manifest import recorded_files
from kursk_archive.site import periods
from kursk_archive.site.permalinks import ROOT_MANIFEST

CAPTURES = {
    "flood.md": "date: 2024-08-15\ntopics: [Rivers, '2024']\nimage: flood.png\n",
    "fire.md": "date: 2024-08-15\ntopics: [Rivers]\n",
    "frost.md": "date: 2024-08\ntopics: [Rivers]\n",
    "fair.md": "date: 2024\ntopics: [Rivers]\n",
    "feast.md": "date: 2023-08-01\ntopics: ['2024']\n",
    "ferry.md": "topics: [Rivers]\n",
    "fog.md": "topics: [Rivers]\n",
}


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Path → manifest of every file of an archive in which everything is split that can be."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").mkdir()
    (folder / "content/archive.yaml").write_text("feeds: 1\n")
    for name, fields in CAPTURES.items():
        text = f"---\ntitle: {name}\n{fields}---\n\nIt was [said](https://valley.example/{name}) so.\n"
        (folder / "content" / name).write_text(text)
    image = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(image, "PNG")
    (folder / "content/flood.png").write_bytes(image.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(periods, "PAGE_SIZE", 1)
        patch.setattr(periods, "MAX_TERMS_PER_PAGE", 1)
        patch.setattr(periods, "MIN_HOST_ARTICLES", 1)
        patch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
        build(read_config(folder / "content", output=folder / "build", base_url="https://a.example/", search=False))
    files = (path for path in (folder / "build").rglob("*") if path.is_file() and PRIVATE_FOLDER not in path.parts)
    manifests = {path: manifest for path, manifest, _ in recorded_files(folder / "build")}
    assert {path.relative_to(folder / "build").as_posix() for path in files} == manifests.keys()
    return manifests


@pytest.mark.parametrize(
    ("path", "period"),
    [
        ("articles/2024/08/15/flood.html", "2024-08"),
        ("articles/2024/08/15/flood.1-30.jpg", "2024-08"),
        ("articles/2024/08/frost.html", "2024-08"),
        ("articles/2024/fair.txt", "2024"),
        ("articles/undated/ferry.html", "undated"),
        ("calendar/2024/index.html", "2024"),
        ("calendar/2024/08/index.html", "2024-08"),
        ("calendar/2024/08/15.html", "2024-08"),
        ("calendar/undated.html", "undated"),
        ("topics/rivers/2024/08/15.html", "2024-08"),
        ("topics/rivers/2024/index.html", "2024"),
        ("topics/rivers/2024/08/15/fi.html", "2024-08"),
        ("topics/rivers/undated/fe.html", "undated"),
        ("topics/2024/2023/index.html", "2023"),
        ("links/valley.example/2024/08/index.html", "2024-08"),
        ("data/links/2024-08.csv", "2024-08"),
        ("data/links/undated.csv", "undated"),
        ("data/articles/2024.jsonl", "2024"),
        ("data/articles/undated.csv", "undated"),
        ("data/citations/2024.csl.json", "2024"),
        ("sitemaps/2024.xml", "2024"),
        ("sitemaps/undated.xml", "undated"),
    ],
)
def test_files_of_a_period_are_in_its_manifest(listed: dict[str, str], path: str, period: str) -> None:
    assert listed[path] == f"manifests/{period}.txt"


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "calendar/index.html",
        "topics/rivers.html",
        "topics/2024.html",
        "topics/2024/feed.atom",
        "topics/a-z/r.html",
        "links/valley.example.html",
        "data/datapackage.json",
        "assets/style.css",
        "sitemap.xml",
        "manifests/2024-08.txt",
    ],
)
def test_other_files_are_in_the_root_manifest(listed: dict[str, str], path: str) -> None:
    assert listed[path] == ROOT_MANIFEST
