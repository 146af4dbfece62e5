"""Obsidian: notes called by their files' names, images anywhere, what a vault does not publish, Quartz."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.config import read_config
from kursk_archive.importers import Expected, Imported, ImportEvent, SkipKind, Skipped
from kursk_archive.pipeline.build import build
from tests.importers.conftest import ImportSite

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
VAULT: dict[str, str | bytes] = {
    ".obsidian/app.json": "{}",
    ".obsidian/templates.json": '{"folder": "Forms"}',
    "Forms/Day.md": "---\ndate: {{date}}\n---\n",
    "Places/Old Pier.md": "---\ndate: 2024-08-15\n---\n\nIt [[The Flood|sank]]. ![[pier.png|The pier]]\n",
    "News/The Flood.md": "---\ndate: 2024-08-14\n---\n\nSee [[Old Pier]], [[Places/Old Pier#Past]], [[Nobody]].\n",
    "Files/2024/pier.png": PNG,
    "Files/unused.png": PNG,
}


def imported(events: list[ImportEvent]) -> dict[str, Imported]:
    return {event.path: event for event in events if isinstance(event, Imported)}


def held(events: list[ImportEvent]) -> dict[str, str]:
    return {event.origin: event.reason for event in events if isinstance(event, Skipped) if event.kind != SkipKind.FILE}


def test_notes_are_called_by_their_names(import_site: ImportSite, tmp_path: Path) -> None:
    events = import_site(VAULT, subfolder="vault")
    notes = imported(events)
    assert {path: note.fields["title"].value for path, note in notes.items()} == {
        "vault/Places/Old Pier.md": "Old Pier", "vault/News/The Flood.md": "The Flood",
    }  # fmt: skip
    assert "vault/Places/pier.png" in notes["vault/Places/Old Pier.md"].written
    assert held(events) == {"site/Forms/Day.md": "a template of notes"}
    internal = [event.message for event in events if isinstance(event, Expected) and event.code == "link-internal"]
    assert internal == ["`[[Nobody]]` leads to no imported article"]
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert (report.articles, report.links["article"], report.links["relative"]) == (2, 3, 2)  # with the image
    page = (tmp_path / "build/articles/2024/08/14/the-flood.html").read_text("utf-8")
    assert page.count("/08/15/old-pier.html") + page.count("../15/old-pier.html") >= 2
    assert "[[" not in page


def test_a_name_is_looked_up_again_when_a_note_is_added(import_site: ImportSite, tmp_path: Path) -> None:
    import_site(VAULT)
    config = read_config(tmp_path / "content", output=tmp_path / "build", search=False)
    build(config)
    (tmp_path / "content/News/Nobody.md").write_text("---\ntitle: Somebody\ndate: 2024-08-16\n---\n\nText.\n")
    report = build(config)
    assert (report.links["article"], report.links["relative"]) == (4, 1)
    (tmp_path / "content/News/Nobody.md").unlink()
    assert build(config).links["relative"] == 2


@pytest.mark.parametrize(
    ("more", "line", "is_held"),
    [
        ({}, "publish: false", True),
        ({}, "publish: true", False),
        ({}, "publish: 2024-08-15", False),
        ({}, "draft: true", True),
        ({".obsidian/plugins/digitalgarden/main.js": ""}, "x: 1", True),
        ({".obsidian/plugins/digitalgarden/main.js": ""}, "dg-publish: true", False),
        ({".obsidian/plugins/digitalgarden/main.js": ""}, "dg-publish: false", True),
        ({"quartz.config.ts": "plugins: { filters: [Plugin.ExplicitPublish()] }"}, "x: 1", True),
        ({"quartz.config.ts": "filters: [Plugin.ExplicitPublish()]"}, "publish: true", False),
        ({"quartz.config.ts": "// Plugin.ExplicitPublish()"}, "x: 1", False),
        ({"quartz.config.ts": 'configuration: { pageTitle: "A", ignorePatterns: ["private", "a.*"] }'}, "x: 1", True),
    ],
)
def test_what_is_not_published_stays_back(
    more: dict[str, str], line: str, is_held: bool, import_site: ImportSite
) -> None:
    folder = "content/" if "quartz.config.ts" in more else ""
    files = {".obsidian/app.json": "{}", **more, f"{folder}a.md": f"---\n{line}\n---\n\nText.\n"}
    events = import_site(files)
    assert bool(imported(events)) != is_held
    assert len(held(events)) == is_held


def test_a_path_from_the_top_of_the_vault_leads_inside(import_site: ImportSite, tmp_path: Path) -> None:
    note = "---\ndate: 2024-08-15\n---\n\nSee [it](news/flood.md), [x](news/drought.md).\n"
    events = import_site({".obsidian/app.json": "{}", "news/flood.md": note, "news/pier.md": f"{note}On.\n"})
    internal = [event.message for event in events if isinstance(event, Expected) and event.code == "link-internal"]
    assert internal == ["`news/drought.md` leads to no imported article"] * 2
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert (report.links["article"], report.links["relative"]) == (2, 2)


def test_quartz(import_site: ImportSite) -> None:
    config = 'const config = { configuration: { pageTitle: "The Garden", baseUrl: "garden.example" } }'
    files = {"quartz.config.ts": config, "content/news/A flood.md": "---\ntitle: Water\n---\n\nIt rose.\n"}
    (note,) = imported(import_site(files)).values()
    assert {name: note.fields[name].value for name in ("title", "publisher", "source_url", "section")} == {
        "title": "Water",
        "publisher": "The Garden",
        "source_url": "https://garden.example/news/A-flood",
        "section": "news",
    }


@pytest.mark.parametrize("settings", ["[]", "{", '{"folder": 3}', '{"folder": ""}'])
def test_settings_that_say_nothing(settings: str, import_site: ImportSite) -> None:
    files = {".obsidian/templates.json": settings, "a.md": "---\nx: 1\n---\n\nText.\n"}
    assert list(imported(import_site(files))) == ["a.md"]
