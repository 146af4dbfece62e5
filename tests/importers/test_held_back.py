"""What a generator would not publish is not imported, for the reason that its documentation gives."""

from __future__ import annotations

import pytest

from kursk_archive.importers import Imported, ImportEvent, SkipKind, Skipped
from tests.importers.conftest import ImportSite

POST = "---\ntitle: A\ndate: 2024-08-15\n---\n\nText.\n"


def post(*lines: str) -> str:
    return "\n".join(("---", "title: A", *lines, "---", "", "Text.", ""))


def held_back(events: list[ImportEvent]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Skipped) and event.kind is SkipKind.HELD_BACK]


def imported(events: list[ImportEvent]) -> list[str]:
    return [event.path for event in events if isinstance(event, Imported)]


@pytest.mark.parametrize(
    ("layout", "files", "reason"),
    [
        ("hugo", {"content/n/a.md": post("date: 2024-08-15", "expiryDate: 2024-08-19")}, "expired on 2024-08-19"),
        ("hugo", {"content/n/a.md": post("date: 2024-08-20T12:00:01Z")}, "still to come on 2024-08-20T12:00:01Z"),
        ("hugo", {"content/n/a.md": post("date: 2024-08-15", "publishDate: 2024-09")}, "still to come on 2024-09"),
        (
            "hugo",
            {"content/n/a.md": post("date: 2024-08-15", "expiryDate: someday")},
            "its `expiryDate` is no date that can be read",
        ),
        ("hugo", {"content/n/a.md": post("build: {list: never}")}, "not listed on the site"),
        (
            "hugo",
            {"content/n/a.md": POST, "hugo.yaml": "cascade: {build: {render: never}}\n"},
            "not rendered as a page of its own",
        ),
        (
            "hugo",
            {"content/n/a.md": POST, "hugo.yaml": "cascade: [{target: {path: '{,/**}/n{,/**}'}, draft: true}]\n"},
            "marked as draft or hidden in its metadata",
        ),
        (
            "hugo",
            {"content/n/a.md": POST, "hugo.yaml": "ignoreFiles: ['/n/']\n"},
            "ignored by the site's settings",
        ),
        (
            "hugo",
            {"content/n/a.md": POST, "content/_index.md": "---\ncascade: {expiryDate: 2024-08-19}\n---\n"},
            "expired on 2024-08-19",
        ),
        ("jekyll", {"_posts/2024-08-21-a.md": post()}, "still to come on 2024-08-21"),
        ("jekyll", {"_posts/2024-08-15-a.md": post("date: 2024-08-21 08:00")}, "still to come on 2024-08-21T08:00"),
        (
            "jekyll",
            {"_posts/2024-08-15-a.md": POST, "_config.yml": "exclude: [_posts/*-a.md]\n"},
            "excluded by the site's settings",
        ),
        (
            "jekyll",
            {"_news/a.md": POST, "_config.yml": "collections: {news: {output: false}}\n"},
            "its collection has no pages of its own",
        ),
        (
            "jekyll",
            {
                "_news/a.md": POST,
                "_config.yml": "collections: {news: {output: true}}\n"
                "defaults: [{scope: {path: '', type: news}, values: {published: false}}]\n",
            },
            "marked as draft or hidden in its metadata",
        ),
        ("jekyll", {"sport/_drafts/a.md": POST}, "a draft"),
        ("zola", {"content/a.md": '+++\ntitle = "A"\nrender = false\n+++\n'}, "not rendered as a page of its own"),
        (
            "zola",
            {"content/n/_index.md": "+++\ndraft = true\n+++\n", "content/n/m/a.md": '+++\ntitle = "A"\n+++\n'},
            "in a section that is a draft",
        ),
        (
            "zola",
            {"content/n/a.md": '+++\ntitle = "A"\n+++\n', "config.toml": 'ignored_content = ["n/*.md"]\n'},
            "ignored by the site's settings",
        ),
        (
            "pelican",
            {
                "content/a.md": "Title: A\nDate: 2024-08-15\n\nText.\n",
                "pelicanconf.py": "DEFAULT_METADATA = {'status': 'draft'}\n",
            },
            "marked as draft or hidden in its metadata",
        ),
        (
            "pelican",
            {"content/a.md": "Title: A\nDate: 2024-08-21\n\nText.\n", "pelicanconf.py": "WITH_FUTURE_DATES = False\n"},
            "still to come on 2024-08-21",
        ),
        ("nikola", {"posts/a.md": post("date: 2024-08-21")}, "still to come on 2024-08-21"),
        (
            "nikola",
            {"posts/a.md": "Text.\n", "posts/a.meta": ".. title: A\n.. tags: x, private\n"},
            "tagged as draft or private",
        ),
        (
            "pelican",
            {
                "content/a.md": "Title: A\nDate: 2024-08-15\n\nText.\n",
                "pelicanconf.py": "DEFAULT_METADATA = (('status', 'draft'),)\n",
            },
            "marked as draft or hidden in its metadata",
        ),
        ("jekyll", {"_posts/2024-08-15-a.md": post("unlisted: true")}, "marked as draft or hidden in its metadata"),
        (
            "hugo",
            {
                "content/n/a.uk.md": POST,
                "content/n/_index.uk.md": "---\ncascade: {draft: true}\n---\n",
                "hugo.yaml": "languages: {en: {}, uk: {}}\n",
            },
            "marked as draft or hidden in its metadata",
        ),
        (
            "eleventy",
            {"p/a.md": POST, "p/p.11tydata.js": "module.exports = { layout: 'x', permalink: false };\n"},
            "not rendered as a page of its own",
        ),
        ("eleventy", {"p/a.md": post("permalink: false")}, "not rendered as a page of its own"),
        (
            "eleventy",
            {"p/a.md": POST, "p/p.11tydata.json": '{"draft": true}'},
            "marked as draft or hidden in its metadata",
        ),
        (
            "eleventy",
            {"p/a.md": POST, "p/p.json": '{"eleventyExcludeFromCollections": true}'},
            "not listed on the site",
        ),
        ("eleventy", {"p/a.md": POST, ".eleventyignore": "# x\n\n**/a.md\n"}, "ignored by the site's settings"),
        ("eleventy", {"p/a.md": POST, ".eleventyignore": "p/\n"}, "ignored by the site's settings"),
        (
            "eleventy",
            {"p/a.md": POST, "eleventy.config.js": 'x.ignores.add("p/**");\n'},
            "ignored by the site's settings",
        ),
    ],
    ids=str,
)
def test_a_page_is_held_back(layout: str, files: dict[str, str], reason: str, import_site: ImportSite) -> None:
    events = import_site(files, layout_name=layout)
    assert (imported(events), held_back(events)) == ([], [reason])


@pytest.mark.parametrize(
    ("layout", "files"),
    [
        ("hugo", {"content/n/a.md": post("date: 2024-08-15", "expiryDate: 2024-08-21")}),
        ("hugo", {"content/n/a.md": post("date: 2024-08-21"), "hugo.yaml": "buildFuture: true\n"}),
        ("hugo", {"content/n/a.md": post("expiryDate: 2024-08-15"), "hugo.yaml": "buildExpired: true\n"}),
        ("hugo", {"content/n/a.md": post("draft: false"), "content/_index.md": "---\ncascade: {draft: true}\n---\n"}),
        ("hugo", {"content/n/a.md": post("build: {list: local, render: link}")}),
        ("hugo", {"content/n/a.md": POST, "hugo.yaml": "cascade: [{target: {path: /m/**}, draft: true}]\n"}),
        (
            "hugo",
            {
                "content/n/a.uk.md": POST,
                "content/n/_index.md": "---\ncascade: {draft: true}\n---\n",
                "hugo.yaml": "languages: {en: {}, uk: {}}\n",
            },
        ),
        ("jekyll", {"_posts/2024-08-21-a.md": post(), "_config.yml": "future: true\n"}),
        ("jekyll", {"_posts/2024-08-15-a.md": POST, "_config.yml": "exclude: [_posts]\ninclude: [_posts]\n"}),
        ("zola", {"content/a.md": '+++\ntitle = "A"\ndate = 2024-08-21\n+++\n', "config.toml": "base_url = 'x'\n"}),
        ("pelican", {"content/a.md": "Title: A\nDate: 2024-08-21\n\nText.\n"}),
        ("nikola", {"posts/a.md": post("date: 2024-08-21"), "conf.py": "FUTURE_IS_NOW = True\n"}),
        ("nikola", {"posts/a.md": post("status: featured")}),
        ("eleventy", {"p/a.md": POST, ".eleventyignore": "p/*\n!p/a.md\n"}),
        ("eleventy", {"p/a.md": post("permalink: /a/"), "p/p.json": '{"permalink": false}'}),
    ],
    ids=str,
)
def test_a_page_that_its_generator_publishes_is_imported(
    layout: str, files: dict[str, str], import_site: ImportSite
) -> None:
    events = import_site(files, layout_name=layout)
    assert (len(imported(events)), held_back(events)) == (1, [])


def test_a_published_page_does_not_name_its_withheld_translation(import_site: ImportSite) -> None:
    files = {
        "hugo.yaml": "languages: {en: {}, uk: {}}\n",
        "content/n/a.md": POST,
        "content/n/a.uk.md": post("draft: true"),
    }
    (one,) = [event for event in import_site(files) if isinstance(event, Imported)]
    assert "translations" not in one.fields
