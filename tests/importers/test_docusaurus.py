"""Docusaurus: blogs, translations, dated names, and settings that are read as text."""

from __future__ import annotations

import pytest

from kursk_archive.importers import Expected, Imported, ImportEvent, SkipKind, Skipped
from kursk_archive.loader.markdown.javascript import read_javascript_objects
from tests.importers.conftest import ImportSite

POST = "---\ntitle: The Dam\n{}---\n\nThe dam holds.\n"
CONFIG = "module.exports = {{title: 'Bugle', url: 'https://bugle.example', baseUrl: '/', {}}};\n"


def imported(events: list[ImportEvent]) -> dict[str, dict[str, object]]:
    return {
        event.path: {name: field.value for name, field in event.fields.items()}
        for event in events
        if isinstance(event, Imported)
    }


@pytest.mark.parametrize(
    ("path", "more", "date", "url_path"),
    [
        ("2024-08-15-dam.md", "", "2024-08-15", "blog/2024/08/15/dam"),
        ("2024-08-15-dam/index.mdx", "", "2024-08-15", "blog/2024/08/15/dam"),
        ("2024/08/15/dam.md", "", "2024-08-15", "blog/2024/08/15/dam"),
        ("2024/08/15/dam/index.md", "", "2024-08-15", "blog/2024/08/15/dam"),
        ("2024-08-15/dam.md", "", "2024-08-15", "blog/2024/08/15/dam"),
        ("local/2024-8-5-dam.mdx", "", "2024-08-05", "blog/2024/8/5/local/dam"),
        ("dam.md", "date: 2024-08-15\n", "2024-08-15", "blog/dam"),
        ("2024-08-15-dam.md", "slug: the-dam\n", "2024-08-15", "blog/the-dam"),
        ("2024-08-15-dam.md", "slug: /news/the-dam\n", "2024-08-15", "blog/news/the-dam"),
    ],
)
def test_names_and_folders_are_dates_and_addresses(
    path: str, more: str, date: str, url_path: str, import_site: ImportSite
) -> None:
    files = {"docusaurus.config.js": CONFIG.format(""), f"blog/{path}": POST.format(more)}
    ((target, fields),) = imported(import_site(files)).items()
    assert (target, fields["date"], fields["publisher"]) == (f"blog/{path}", date, "Bugle")
    assert fields["source_url"] == f"https://bugle.example/{url_path}"


@pytest.mark.parametrize(
    ("settings", "folder", "address"),
    [
        ("presets: [['classic', {blog: {path: './news', routeBasePath: '/n/'}}]]", "news", "n/2024/08/15/dam"),
        ("presets: [['classic', {blog: {routeBasePath: '/'}}]]", "blog", "2024/08/15/dam"),
        ("trailingSlash: true", "blog", "blog/2024/08/15/dam/"),
        (
            "presets: [['classic', {blog: false}]],"
            " plugins: [[require.resolve('@docusaurus/plugin-content-blog'), {path: 'b', routeBasePath: 'c'}]]",
            "b",
            "c/2024/08/15/dam",
        ),
    ],
)
def test_settings_name_the_blogs(settings: str, folder: str, address: str, import_site: ImportSite) -> None:
    files = {"docusaurus.config.js": CONFIG.format(settings), f"{folder}/2024-08-15-dam.md": POST.format("")}
    (fields,) = imported(import_site(files)).values()
    assert fields["source_url"] == f"https://bugle.example/{address}"


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("export default {url: `https://bugle.example`, baseUrl: '/b/'}", "https://bugle.example/b/"),
        ("const u = 'https://bugle.example'; export default {url: u, baseUrl: '/'}", "https://bugle.example/"),
        ("export default {url: process.env.U || 'https://bugle.example', baseUrl: '/'}", "https://bugle.example/"),
        ("export default {url: 'https://bugle.example' /* url: 'x' */, baseUrl: '/'} // {", "https://bugle.example/"),
        (
            "export default {a: {url: 'https://x.example'}, url: 'https://y.example', baseUrl: '/'}",
            "https://y.example/",
        ),
        # only running the program would tell
        ("export default {url: test ? 'https://t.example' : 'https://bugle.example', baseUrl: '/'}", None),
        ("export default {url: find(), baseUrl: '/'}", None),
        ("export default {url: 'https://bugle.example', baseUrl: base()}", None),
        ("{ ] } '", None),
    ],
)
def test_the_address_is_read_from_the_text_of_the_settings(
    config: str, url: str | None, import_site: ImportSite
) -> None:
    files = {"docusaurus.config.ts": config, "blog/2024-08-15-dam.md": POST.format("")}
    (fields,) = imported(import_site(files)).values()
    assert fields.get("source_url") == (url and f"{url}blog/2024/08/15/dam")


def test_large_settings_are_read_in_bounded_time() -> None:
    assert len(read_javascript_objects("{a: [" * 40_000)) == 80_001
    assert read_javascript_objects("{a: 1}" * 100_000) == []


def test_names_of_authors_and_tags_come_from_the_files_of_the_language(import_site: ImportSite) -> None:
    more = "authors:\n  - key: rroe\n    title: Editor\n  - name: Ann Other\n"
    more += "tags: [dams, {label: Rivers, permalink: /r}]\n"
    events = import_site(
        {
            "docusaurus.config.js": CONFIG.format("i18n: {defaultLocale: 'en', locales: ['en', 'fr']}"),
            "blog/2024-08-15-dam.mdx": POST.format(more),
            "blog/authors.yml": "rroe: {name: Richard Roe, title: Editor}\n",
            "blog/tags.yml": "dams: {label: Dams and Locks}\n",
            "i18n/fr/docusaurus-plugin-content-blog/2024-08-15-dam.md": POST.format("authors: [rroe]\ntags: dams\n"),
            "i18n/fr/docusaurus-plugin-content-blog/authors.yml": "rroe: {name: Richard Roé}\n",
        }
    )
    english, french = imported(events)["blog/2024-08-15-dam.mdx"], imported(events)["fr/blog/2024-08-15-dam.md"]
    assert english["authors"] == ["Richard Roe", "Ann Other"]
    assert english["topics"] == ["Dams and Locks", "Rivers"]
    assert (french["authors"], french["topics"]) == (["Richard Roé"], ["Dams and Locks"])
    assert english["translations"] == [{"path": "../fr/blog/2024-08-15-dam.md", "language": "fr"}]
    assert french["source_url"] == "https://bugle.example/fr/blog/2024/08/15/dam"


def test_what_the_blog_does_not_list_is_held_back(import_site: ImportSite) -> None:
    files = {"docusaurus.config.js": CONFIG.format("")}
    files |= {f"blog/{key}.md": POST.format(f"{key}: true\n") for key in ("draft", "unlisted")}
    files |= {"blog/_part.mdx": "A part.", "docs/a.md": "# A", "README.md": "# A"}
    events = import_site(files)
    assert not imported(events)
    held_back = [event.origin for event in events if isinstance(event, Skipped) and event.kind is SkipKind.HELD_BACK]
    assert held_back == ["site/blog/draft.md", "site/blog/unlisted.md"]


def test_a_blog_by_itself_can_be_imported(import_site: ImportSite) -> None:
    events = import_site({"2024-08-15-dam/index.md": POST.format("")}, layout_name="docusaurus")
    assert imported(events)["2024-08-15-dam/index.md"]["date"] == "2024-08-15"


def test_links_between_files_and_images_of_the_site_are_found(import_site: ImportSite) -> None:
    text = "[a](./b.mdx) [b](../blog/b.mdx#x) [c](@site/blog/b.mdx) [d](gone.md)\n\n"
    text += "![e](@site/static/img/e.gif) ![f](/img/e.gif)\n"
    events = import_site(
        {
            "docusaurus.config.js": CONFIG.format(""),
            "blog/2024-08-15-dam.md": POST.format("") + text,
            "blog/b.mdx": POST.format("date: 2024-08-16\n"),
            "static/img/e.gif": b"GIF89a",
        }
    )
    missing = [event.message for event in events if isinstance(event, Expected) and event.code == "link-internal"]
    assert missing == ["`gone.md` leads to no imported article"]
    written = {name for event in events if isinstance(event, Imported) for name in event.written}
    assert {"blog/@site/static/img/e.gif", "img/e.gif"} <= written
