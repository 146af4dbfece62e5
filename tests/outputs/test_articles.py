"""Article pages: the files beside each, and the articles that an edit makes stale."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.catalogue.records import decode_article
from kursk_archive.outputs.articles import Articles, ArticleTask, PendingArticle
from kursk_archive.outputs.target import PlanContext, RenderContext, Target
from kursk_archive.pipeline.build import open_catalogue
from kursk_archive.renderer.theme.environment import Theme

FLOOD = "# A Flood in Examplia\n\nAugust 15, 2024\n\nThe river rose.\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/flood.txt").write_text(FLOOD)
    return tmp_path / "content"


@contextmanager
def planned(content: Path) -> Iterator[tuple[PlanContext, list[Target]]]:
    config = read_config(content, search=False)
    with open_catalogue(config) as catalogue:
        context = PlanContext(catalogue, Theme(config.site), "fingerprint")
        yield context, [target for target in Articles().plan_all(context) if isinstance(target, Target)]


def render(content: Path) -> dict[str, bytes | None]:
    """Render the only article, as another process does."""
    with planned(content) as (context, [target]):
        assert isinstance(target.task, PendingArticle)
        records = context.catalogue.records(target.task.article_ids)
        task = pickle.loads(pickle.dumps(target.task.with_records(records)))
        files = dict(task.render(RenderContext(context.theme, content), target.path))
        assert files.keys() == set(target.paths)
        return files


def test_a_published_article_has_its_capture_beside_it(content: Path) -> None:
    files = render(content)
    assert set(files) == {f"articles/2024/08/15/flood.{ending}" for ending in ("html", "txt")}
    assert files["articles/2024/08/15/flood.txt"] == FLOOD.encode()
    assert b"The river rose." in (files["articles/2024/08/15/flood.html"] or b"")


def test_a_withheld_article_has_only_a_page_with_the_reason(content: Path) -> None:
    (content / "flood.yaml").write_text("status: withheld\nreason: A source is in danger.\n")
    files = render(content)
    assert set(files) == {"articles/2024/08/15/flood.html"}
    page = files["articles/2024/08/15/flood.html"] or b""
    assert b"A source is in danger." in page
    assert b"river" not in page


def test_a_draft_is_not_planned(content: Path) -> None:
    (content / "flood.yaml").write_text("draft: true\n")
    with planned(content) as (_, targets):
        assert targets == []


def test_a_capture_that_changed_since_it_was_loaded_is_not_copied(content: Path) -> None:
    with planned(content) as (context, [target]):
        assert isinstance(target.task, PendingArticle)
        task = target.task.with_records(context.catalogue.records(target.task.article_ids))
        assert isinstance(task, ArticleTask)
        assert decode_article(task.record)[0].capture.sha256 == sha256(FLOOD.encode()).hexdigest()
        (content / "flood.txt").write_text("Another text.")
        files = dict(task.render(RenderContext(context.theme, content), target.path))
        assert files["articles/2024/08/15/flood.txt"] is None
        (content / "flood.txt").unlink()
        files = dict(task.render(RenderContext(context.theme, content), target.path))
        assert files["articles/2024/08/15/flood.txt"] is None
        assert files["articles/2024/08/15/flood.html"]


def test_the_files_are_listed_in_the_manifest_of_the_month(content: Path) -> None:
    with planned(content) as (_, [target]):
        assert target.manifest == "manifests/2024-08.txt"
    (content / "flood.yaml").write_text("date: 2024\n")
    with planned(content) as (_, [target]):
        assert target.manifest == "manifests/2024.txt"


def test_the_fingerprint_depends_on_the_site_the_article_and_its_context(content: Path) -> None:
    def fingerprint_of_flood(site_fingerprint: str = "fingerprint") -> str:
        config = read_config(content, search=False)
        with open_catalogue(config) as catalogue:
            context = PlanContext(catalogue, Theme(config.site), site_fingerprint)
            targets = [target for target in Articles().plan_all(context) if isinstance(target, Target)]
            return next(target.fingerprint for target in targets if target.path.endswith("/flood.html"))

    first = fingerprint_of_flood()
    assert fingerprint_of_flood() == first
    assert fingerprint_of_flood("another") != first
    (content / "fire.txt").write_text("# A Fire\n\nAugust 16, 2024\n\nThe mill burnt.\n")  # the article after it
    second = fingerprint_of_flood()
    assert second != first
    (content / "flood.txt").write_text(FLOOD.replace("rose", "fell"))
    assert fingerprint_of_flood() not in (first, second)


def test_the_page_and_the_ledger_show_from_which_copy_an_address_was_recovered(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "ferry.txt").write_text("# A Ferry\n\nAugust 16, 2024\n\nIt sailed, they [said](#).\n")
    (content / "ferry.yaml").write_text(
        "links:\n- text: said\n  href: https://herald.example/said\n  method: text\n  witness: pages/ferry.html\n"
        f"  witness_sha256: {'5' * 64}\n  witness_date: 2024-08-15T10:00\n  confidence: same sentence\n"
    )
    build(read_config(content, output=tmp_path / "build", search=False))
    page = (tmp_path / "build" / "articles" / "2024" / "08" / "16" / "ferry.html").read_text()
    assert "<li>Recovered from a copy of August 15, 2024, 10:00" in page
    assert 'title="This address is from another copy of the article; the capture has none"' in page
    header, row = (tmp_path / "build" / "data" / "links.csv").read_text().splitlines()
    assert header.endswith(",status,method,witness,witness_sha256,witness_date,confidence")
    assert row.endswith(f",repaired,text,pages/ferry.html,{'5' * 64},2024-08-15T10:00,same sentence")


def test_furniture_follows_the_article_and_versions_have_absolute_addresses(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    settings = "language: en\nfurniture: article\nbase_url: https://archive.example/old/\n"
    (content / "archive.yaml").write_text(settings, "utf-8")
    for name, language, other in (("a", "uk", "b"), ("b", "en", "c"), ("c", "he", "a")):
        head = f"title: Notice {name}\nlanguage: {language}\ntranslations: [{other}.md]\ndate: 2024-01-02\n"
        (content / f"{name}.md").write_text(f"---\n{head}---\n\nWords.\n", "utf-8")
    build(read_config(content, output=tmp_path / "build", search=False))
    pages = {name: (tmp_path / f"build/articles/2024/01/02/{name}.html").read_text("utf-8") for name in "abc"}
    assert '<html lang="uk" dir="ltr">' in pages["a"]
    assert "Перейти до вмісту" in pages["a"]
    assert '<html lang="en" dir="ltr">' in pages["c"]
    assert '<h1 lang="he" dir="rtl">' in pages["c"]
    addresses = {
        (language, f"https://archive.example/old/articles/2024/01/02/{name}.html")
        for name, language in (("a", "uk"), ("b", "en"), ("c", "he"))
    }
    for name, page in pages.items():
        alternates = re.findall('hreflang="(..)" href="(https://[^"]*)"', page)
        assert alternates[0][1].endswith(f"/{name}.html")
        assert sorted(alternates) == sorted(addresses)
