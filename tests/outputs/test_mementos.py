"""TimeMaps, the links to mementos in heads, and the index of mementos."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from memento_client import MementoClient

from kursk_archive import build, read_config
from kursk_archive.outputs import target

ORIGINAL = "https://herald.example/news/ferry"
PAGE = "articles/2024/08/15/ferry"
BASE = "https://a.example/"


def write(folder: Path, name: str, captured: str, words: str, extra: str = "", source: str = ORIGINAL) -> None:
    content = folder / "content"
    content.mkdir(exist_ok=True)
    head = {"title": "The Ferry", "date": "2024-08-15", "slug": "ferry", "source_url": source, "captured_at": captured}
    lines = "".join(f"{key}: {value}\n" for key, value in head.items() if value)
    (content / f"{name}.md").write_text(f"---\n{lines}language: en\n{extra}---\n\n{words}\n")


def run(folder: Path, base_url: str | None = BASE) -> Path:
    site = folder / "site"
    build(read_config(folder / "content", output=site, base_url=base_url, search=False))
    return site


def mementos(site: Path, page: str = PAGE) -> Mapping[str, str]:
    """Address of each memento → its time, as a client reads the TimeMap."""
    links = MementoClient.parse_link_header((site / f"{page}.timemap").read_text())
    assert [uri for uri, values in links.items() if "original" in values["rel"]] == [ORIGINAL]
    found = {uri: values["datetime"][0] for uri, values in links.items() if "memento" in " ".join(values["rel"])}
    assert all(MementoClient.convert_to_datetime(moment) for moment in found.values())
    return found


def index(path: Path) -> list[tuple[str, str, str]]:
    lines = path.read_bytes().splitlines()
    assert lines == sorted(lines)
    rows = [line.decode().split(" ", 2) for line in lines]
    return [(key, moment, json.loads(values)["uri"]) for key, moment, values in rows]


def test_a_client_reads_the_editions_and_the_snapshots_known_elsewhere(tmp_path: Path) -> None:
    alias = f"https://web.archive.org/web/20240816070000/{ORIGINAL}"
    other = "https://web.archive.org/web/20240816070000/https://valley.example/"
    linked = f"https://web.archive.org/web/20240901000000/{ORIGINAL}"
    write(tmp_path, "a", "2024-08-15T12:15:00+02:00", "120 were on board.", f"aliases: [{alias}, {other}]\n")
    write(tmp_path, "b", "2024-08-17", "210 were on board.")
    write(tmp_path, "c", "", f"See [the ferry]({linked}).", "", "https://herald.example/news/bridge")
    site = run(tmp_path)
    assert mementos(site) == {
        f"{BASE}{PAGE}.20240815T101500Z.html": "Thu, 15 Aug 2024 10:15:00 GMT",
        alias: "Fri, 16 Aug 2024 07:00:00 GMT",
        f"{BASE}{PAGE}.20240817.html": "Sat, 17 Aug 2024 00:00:00 GMT",
        linked: "Sun, 01 Sep 2024 00:00:00 GMT",
    }
    text = (site / f"{PAGE}.timemap").read_text()
    assert 'rel="first memento"; datetime="Thu, 15 Aug' in text
    assert 'rel="last memento"; datetime="Sun, 01 Sep' in text
    (tmp_path / "content" / "c.md").unlink()
    assert linked not in mementos(run(tmp_path))


@pytest.mark.parametrize(
    ("page", "memento", "moment"),
    [
        (PAGE, f"{PAGE}.20240817.html", "Sat, 17 Aug 2024 00:00:00 GMT"),
        (f"{PAGE}.20240815", f"{PAGE}.20240815.html", "Thu, 15 Aug 2024 00:00:00 GMT"),
    ],
)
def test_heads_name_original_timemap_and_memento(tmp_path: Path, page: str, memento: str, moment: str) -> None:
    write(tmp_path, "a", "2024-08-15", "120 were on board.")
    write(tmp_path, "b", "2024-08-17", "210 were on board.")
    head = (run(tmp_path) / f"{page}.html").read_text().partition("</head>")[0]
    assert f'<link rel="original" href="{ORIGINAL}">' in head
    assert f'<link rel="timemap" type="application/link-format" href="../../../../{PAGE}.timemap">' in head
    assert f'<link rel="memento" datetime="{moment}" href="../../../../{memento}">' in head


def test_a_single_capture_is_a_memento_without_a_timemap(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", "120 were on board.")
    site = run(tmp_path)
    head = (site / f"{PAGE}.html").read_text().partition("</head>")[0]
    assert f'<link rel="original" href="{ORIGINAL}">' in head
    assert re.search(rf'<link rel="memento" datetime="[^"]+" href="[./]+{PAGE}.html">', head)
    assert "timemap" not in head
    assert not list(site.rglob("*.timemap"))
    assert index(site / "data/mementos.cdxj") == [
        ("example,herald)/news/ferry", "20240815000000", f"{BASE}{PAGE}.html")
    ]


def test_a_copy_of_a_snapshot_lists_the_snapshot(tmp_path: Path) -> None:
    snapshot = f"https://web.archive.org/web/20240815080000/{ORIGINAL}"
    write(tmp_path, "a", "2024-08-20", "120 were on board.", source=snapshot)
    assert set(mementos(run(tmp_path, None))) == {snapshot, "ferry.html"}


def test_without_a_source_there_are_no_mementos(tmp_path: Path) -> None:
    write(tmp_path, "a", "2024-08-15", "120 were on board.", source="")
    site = run(tmp_path)
    assert "memento" not in (site / f"{PAGE}.html").read_text().partition("</head>")[0]
    assert not (site / "data/mementos.cdxj").exists()


def test_nothing_of_a_withheld_edition_is_listed(tmp_path: Path) -> None:
    snapshot = f"https://web.archive.org/web/20240816070000/{ORIGINAL}"
    for day, extra in (("15", ""), ("16", f"aliases: ['{snapshot}']\n"), ("17", "")):
        write(tmp_path, f"d{day}", f"2024-08-{day}", f"{day}0 were on board.", extra)
    assert len(mementos(run(tmp_path))) == 4
    (tmp_path / "content/d16.yaml").write_text("status: withheld\nedition: this\n")
    site = run(tmp_path)
    assert set(mementos(site)) == {f"{BASE}{PAGE}.20240815.html", f"{BASE}{PAGE}.20240817.html"}
    assert [moment[:8] for _, moment, _ in index(site / "data/mementos.cdxj")] == ["20240815", "20240817"]


def test_a_large_archive_has_an_index_for_each_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "MAX_SINGLE_DATA_FILE", 1)
    write(tmp_path, "a", "2024-08-15", "120 were on board.")
    write(tmp_path, "b", "2025-08-15", "A bridge.", "", "https://herald.example/bridge")
    (tmp_path / "content/b.yaml").write_text("date: 2023-01-01\nslug: bridge\n")
    folder = run(tmp_path) / "data/mementos"
    assert sorted(path.name for path in folder.iterdir()) == ["2023.cdxj", "2024.cdxj"]
    assert index(folder / "2023.cdxj") == [
        ("example,herald)/bridge", "20250815000000", f"{BASE}articles/2023/01/01/bridge.html")
    ]  # fmt: skip
