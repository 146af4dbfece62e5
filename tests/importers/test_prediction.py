"""What an import says of its captures is what a check says afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kursk_archive.config import read_config
from kursk_archive.importers import Expected, Imported, ImportEvent
from kursk_archive.pipeline.build import build
from tests.importers.conftest import ImportSite

CONFIG = {"_config.yml": "url: https://news.example\npermalink: pretty\ntitle: The Fictional Herald\n"}


def post(body: str = "Text.", *lines: str, title: str = "A") -> str:
    return "\n".join(("---", f"title: {title}", *lines, "---", "", body, ""))


def expected(events: list[ImportEvent], code: str) -> list[tuple[str, str]]:
    return [(event.path, event.message) for event in events if isinstance(event, Expected) and event.code == code]


def test_links_inside_and_those_that_lead_to_no_article(import_site: ImportSite) -> None:
    body = "[one](/2024/08/16/b/) [two](../16/b/) [old](https://www.news.example/old) [gone](/about/) [web](https://x.example/)"
    files = {
        **CONFIG,
        "_posts/2024-08-15-a.md": post(body),
        "_posts/2024-08-16-b.md": post("Text.", "redirect_from: [/old]"),
    }
    events = import_site(files)
    found = expected(events, "link-internal")
    assert [message.partition(" ")[0] for _, message in found] == ["`../16/b/`", "`/about/`"]


def test_links_lead_inside_when_they_are_built(import_site: ImportSite, tmp_path: Path) -> None:
    body = "[one](/2024/08/16/b/) [old](/old) [gone](/about/)"
    files = {
        **CONFIG,
        "_posts/2024-08-15-a.md": post(body),
        "_posts/2024-08-16-b.md": post("Text.", "redirect_from: [/old]", title="B"),
    }
    import_site(files)
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert report.links["article"] == 2


def test_dates_sources_and_titles(import_site: ImportSite) -> None:
    files = {"a.md": "---\ntitle: A\n---\n\nText.\n", "b.md": "---\ndate: 2024-08-15\n---\n\n"}
    events = import_site(files)
    assert expected(events, "undated") == [("a.md", "has no date")]
    assert expected(events, "source-missing") == [("a.md", "has no original address")]
    assert [path for path, _ in expected(events, "title-missing") + expected(events, "empty")] == ["b.md"]


def test_a_copy_is_named(import_site: ImportSite, tmp_path: Path) -> None:
    (tmp_path / "content/old").mkdir(parents=True)
    (tmp_path / "content/old/c.md").write_text(post(title="C"))
    events = import_site({"a.md": post(), "b.md": post(), "c.md": post(title="C")})
    assert expected(events, "copy") == [
        ("b.md", "has the same bytes as `a.md`"),
        ("c.md", "has the same bytes as `old/c.md`"),
    ]
    assert expected(import_site({}), "copy") == expected(events, "copy")


@pytest.mark.parametrize("dry_run", [False, True])
def test_two_articles_of_one_address_are_named(dry_run: bool, import_site: ImportSite, tmp_path: Path) -> None:
    files = {**CONFIG, "x/_posts/2024-08-15-a.md": post(title="X"), "y/_posts/2024-08-15-a.md": post(title="Y")}
    found = expected(import_site(files, dry_run=dry_run), "collision")
    import_site({})
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert report.articles == 2
    collisions = [finding for finding in report.findings if finding.code == "collision"]
    assert found == [(finding.location.path, finding.message) for finding in collisions]
    assert [path for path, _ in found] == ["y/2024-08-15-a.md"]


def test_an_address_that_is_reserved_is_named(import_site: ImportSite, tmp_path: Path) -> None:
    files = {**CONFIG, "_posts/2024-08-15-a.md": post(title="X")}
    import_site(files)
    build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    assert expected(import_site({}), "collision") == []
    other = {**CONFIG, "_posts/2024-08-15-a.md": post(title="Y")}
    ((path, message),) = expected(import_site(other, subfolder="b", site_url="https://other.example"), "collision")
    assert path == "b/2024-08-15-a.md"
    assert "2024-08-15-a.md has the address" in message


@pytest.mark.parametrize("dry_run", [False, True])
def test_findings_are_those_of_a_check(dry_run: bool, import_site: ImportSite, tmp_path: Path) -> None:
    files = {
        **CONFIG,
        "_posts/2024-08-15-a.md": post("{{ odd }} [x](javascript:alert(1))", "date: 2024-08-14"),
        "_posts/2024-08-16-b.md": post("Text.", "date: 03/04/2024", title="B"),
        "_posts/2024-08-17-c.md": "---\ntitle: [\n---\n\nText.\n",
    }
    events = import_site(files, dry_run=dry_run)
    predicted = Counter(event.code for event in events if isinstance(event, Expected))
    if dry_run:
        assert not list((tmp_path / "content").iterdir())
        events = import_site({})
    assert any(isinstance(event, Imported) for event in events)
    report = build(read_config(tmp_path / "content", output=tmp_path / "build", search=False))
    reported = Counter(finding.code for finding in report.findings if finding.code not in ("base-url", "interface"))
    assert {code: count for code, count in predicted.items() if code in reported} == reported
