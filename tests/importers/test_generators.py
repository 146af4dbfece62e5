"""Detection of a folder's generator, and the source URLs that its settings imply."""

from __future__ import annotations

from pathlib import Path

import pytest

from kursk_archive.core.enums import SiteGenerator
from kursk_archive.importers import Imported, ImportOptions, Skipped, import_paths
from kursk_archive.importers.generators import LAYOUTS, find_layout
from kursk_archive.importers.source_site import open_source

POST = "---\ntitle: A\n{}---\n\nText.\n"


def write_files(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def import_fields(root: Path, files: dict[str, str], layout: str | None = None) -> dict[str, object]:
    """Import the one capture among the files; return its fields."""
    (root / "content").mkdir()
    events = import_paths([write_files(root / "site", files)], root / "content", ImportOptions(layout_name=layout))
    (one,) = (event for event in events if isinstance(event, Imported))
    return {name: field.value for name, field in one.fields.items()}


@pytest.mark.parametrize(
    ("files", "layout"),
    [
        (["docusaurus.config.mjs", "blog/a.md"], "docusaurus"),
        (["docusaurus.config.ts", "_config.yml", "package.json"], "docusaurus"),
        (["_config.yml", "a.md"], "jekyll"),
        (["sport/_posts/2024-08-15-a.md"], "jekyll"),
        (["pelicanconf.py", "content/a.md"], "pelican"),
        (["conf.py", "posts/a.md"], "nikola"),
        (["a.md", "a.meta"], "nikola"),
        (["eleventy.config.mjs", "a.md"], "eleventy"),
        ([".eleventy.js", "a.md"], "eleventy"),
        (["a/a.11tydata.json"], "eleventy"),
        (["hugo.yaml", "content/a.md"], "hugo"),
        (["config/_default/hugo.toml", "content/a.md"], "hugo"),
        (["news/_index.md", "news/a.md"], "hugo"),
        (["hugo.toml", "content/en/news/_posts/2024-08-15-a.md"], "hugo"),
        (["zola.toml", "_posts/2024-08-15-a.md"], "plain"),
        (["_config.yml", "source/_posts/a.md"], "jekyll"),
        (["quartz.config.ts", "content/_index.md"], "obsidian"),
        ([".obsidian/app.json", "a.md", "_config.yml"], "obsidian"),
        (["conf.py", "a.md"], "plain"),
        (["config.toml", "content/a.md"], "plain"),
        (["2024/a.txt", "a.yaml", "package.json"], "plain"),
        ([], "plain"),
    ],
    ids=str,
)
def test_a_generator_is_detected_by_its_files(files: list[str], layout: str, tmp_path: Path) -> None:
    site = write_files(tmp_path / "site", dict.fromkeys(files, ""))
    site.mkdir(exist_ok=True)
    assert find_layout(open_source(site, tmp_path / "content")).name == layout


@pytest.mark.parametrize(
    ("config", "layout"),
    [('base_url = "https://news.example"', "zola"), ('baseURL = "https://news.example/"', "hugo"), ("", "plain")],
)
def test_config_toml_is_told_apart_by_its_keys(config: str, layout: str, tmp_path: Path) -> None:
    site = write_files(tmp_path / "site", {"config.toml": config, "content/a.md": ""})
    assert find_layout(open_source(site, tmp_path / "content")).name == layout


def test_a_posts_folder_by_itself_is_jekyll(tmp_path: Path) -> None:
    posts = write_files(tmp_path / "_posts", {"2024-08-15-a.md": POST.format("")})
    (tmp_path / "content").mkdir()
    one, *_ = import_paths([posts], tmp_path / "content")
    assert isinstance(one, Imported)
    assert (one.generator, one.path, one.fields["date"].value) == ("jekyll", "2024-08-15-a.md", "2024-08-15")


@pytest.mark.parametrize(
    ("permalink", "more", "path", "url_path"),
    [
        ("", "", "_posts/2024-08-05-a-flood.md", "/2024/08/05/a-flood.html"),
        ("date", "", "_posts/2024-08-05-a-flood.md", "/2024/08/05/a-flood.html"),
        ("pretty", "", "a/b/_posts/2024-08-05-a-flood.md", "/a/b/2024/08/05/a-flood/"),
        ("none", "categories: sport boats\n", "_posts/2024-08-05-a-flood.md", "/sport/boats/a-flood.html"),
        ("pretty", "category: Local News\n", "_posts/2024-08-05-a-flood.md", "/local-news/2024/08/05/a-flood/"),
        ("pretty", "categories: [Sport]\n", "sport/_posts/2024-08-05-a.md", "/sport/2024/08/05/a/"),
        ("/:short_year/:i_month/:i_day/:title", "", "_posts/2024-08-05-a-flood.md", "/24/8/5/a-flood"),
        ("/n/:title:output_ext", "slug: the-flood\n", "_posts/2024-08-05-a.md", "/n/the-flood.html"),
        ("/:title", "date: 2024-08-06 23:30\n", "_posts/2024-08-05-a.md", "/a"),
        ("pretty", "date: 2024-08-06\n", "_posts/2024-08-05-a.md", "/2024/08/06/a/"),
        ("pretty", "date: 2024-08-06T14:30:00+03:00\n", "_posts/2024-08-05-a.md", "/2024/08/06/a/"),
        ("pretty", "permalink: /x/\n", "_posts/2024-08-05-a.md", "/x/"),
        ("pretty", "permalink: /:slug.html\n", "_posts/2024-08-05-A-Flood.md", "/a-flood.html"),
        ("/:week/:title", "", "_posts/2024-08-05-a.md", "/32/a"),
        ("ordinal", "", "_posts/2024-08-05-a.md", "/2024/218/a.html"),
        ("weekdate", "", "_posts/2024-08-05-a.md", "/2024/W32/Mon/a.html"),
        ("pretty", "", "_posts/2024-08-05-A Flood.md", "/2024/08/05/A-Flood/"),
        ("pretty", "", "_posts/2024-08-05-потоп.md", "/2024/08/05/%D0%BF%D0%BE%D1%82%D0%BE%D0%BF/"),
        # not predictable: the day depends on the server's time zone, or a plugin knows the placeholder
        ("pretty", "date: 2024-08-06T01:30:00+03:00\n", "_posts/2024-08-05-a.md", None),
        ("/:herd/:title", "", "_posts/2024-08-05-a.md", None),
    ],
    ids=str,
)
def test_jekyll_source_urls(permalink: str, more: str, path: str, url_path: str | None, tmp_path: Path) -> None:
    config = f"url: https://news.example\nbaseurl: /herald\npermalink: '{permalink}'\n"
    imported = import_fields(tmp_path, {"_config.yml": config, path: POST.format(more)})
    assert imported.get("source_url") == (url_path and f"https://news.example/herald{url_path}")


@pytest.mark.parametrize(
    ("settings", "more", "path", "url_path"),
    [
        ("", "", "news/flood.md", "news/flood/"),
        ("", "", "news/2024/flood/index.md", "news/2024/flood/"),
        ("", "slug: the-flood\n", "news/flood.md", "news/the-flood/"),
        ("", "url: /old/flood.html\n", "news/flood.md", "old/flood.html"),
        ("", "", "news/A Flood.md", "news/a-flood/"),
        ("", "slug: The Flood\n", "news/flood.md", "news/the-flood/"),
        ("uglyURLs: true\n", "", "news/flood.md", "news/flood.html"),
        ("permalinks: {news: /:year/:slug/}\n", "date: 2024-08-15\n", "news/flood.md", "2024/a/"),
        ("permalinks: {page: {news: '/:sections/:title/'}}\n", "", "news/x/flood.md", "news/x/a/"),
        ("languages: {en: {weight: 1}}\n", "", "news/flood.md", "news/flood/"),
        ("languages: {en: {}, uk: {}}\n", "", "news/flood.uk.md", "uk/news/flood/"),
        ("languages: {en: {}, uk: {contentDir: content/uk}}\n", "", "uk/news/flood.md", "uk/news/flood/"),
        ("defaultContentLanguageInSubdir: true\n", "", "news/flood.md", "en/news/flood/"),
        # not predictable
        ("permalinks: {news: /:year/:slug/}\n", "", "news/flood.md", None),
        ("permalinks: {news: '/:sections[1:]/:slug/'}\n", "", "news/x/flood.md", None),
    ],
    ids=str,
)
def test_hugo_source_urls(settings: str, more: str, path: str, url_path: str | None, tmp_path: Path) -> None:
    config = f"baseURL: https://news.example/herald/\n{settings}"
    imported = import_fields(tmp_path, {"hugo.yaml": config, f"content/{path}": POST.format(more)})
    assert imported.get("source_url") == (url_path and f"https://news.example/herald/{url_path}")


def test_a_capture_that_states_its_source_does_not_get_the_site_as_publisher(tmp_path: Path) -> None:
    config = "url: https://copies.example\ntitle: Copies\nlang: en\n"
    post = POST.format("source_url: https://news.example/a\n")
    imported = import_fields(tmp_path, {"_config.yml": config, "_posts/2024-08-15-a.md": post})
    expected = {"title": "A", "date": "2024-08-15", "source_url": "https://news.example/a", "language": "en"}
    assert imported == expected


@pytest.mark.parametrize("draft", ["draft: true", "status: draft", "published: false", "draft: maybe"])
@pytest.mark.parametrize("layout", ["jekyll", "hugo", "zola", "pelican", "nikola", "eleventy", "docusaurus"])
def test_drafts_of_a_generator_are_not_imported(layout: str, draft: str, tmp_path: Path) -> None:
    path = "_posts/2024-08-15-a.md" if layout == "jekyll" else "posts/a.md"
    (tmp_path / "content").mkdir()
    site = write_files(tmp_path / "site", {path: POST.format(f"{draft}\n")})
    events = import_paths([site], tmp_path / "content", ImportOptions(layout_name=layout))
    assert not any(isinstance(event, Imported) for event in events)
    assert list((tmp_path / "content").iterdir()) == []


@pytest.mark.parametrize(
    ("layout", "key"),
    [
        ("hugo", "headless: true"),
        ("hugo", "build: {render: never}"),
        ("hugo", "_build: {render: false}"),
        ("nikola", "tags: [rivers, draft]"),
        ("nikola", "tags: [private]"),
        ("eleventy", "pagination: {data: posts}"),
    ],
)
def test_pages_that_are_not_articles_are_skipped(layout: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    site = write_files(tmp_path / "site", {"posts/a.md": POST.format(f"{key}\n"), "posts/b.md": POST.format("")})
    events = list(import_paths([site], tmp_path / "content", ImportOptions(layout_name=layout)))
    assert [type(event) for event in events[:2]] == [Skipped, Imported]


@pytest.mark.parametrize(
    ("index", "authors"),
    [
        ("cascade: {author: Jane Doe}", ["Jane Doe"]),
        ("cascade: {_target: {kind: page}, author: Jane Doe}", ["Jane Doe"]),
        ("cascade: {target: {kind: section}, author: Jane Doe}", ["Richard Roe"]),
        ("cascade: [{author: Jane Doe}]", ["Jane Doe"]),
        ("cascade: [{target: {path: '/news/**'}, author: Jane Doe}, {author: John Doe}]", ["Jane Doe"]),
        ("cascade: [{target: {path: '/sport/**'}, author: Jane Doe}]", ["Richard Roe"]),
        ("title: News", ["Richard Roe"]),
    ],
)
def test_the_innermost_cascade_wins(index: str, authors: list[str], tmp_path: Path) -> None:
    outer = "---\ncascade: {author: Richard Roe}\n---\n"
    files = {"news/_index.md": outer, "news/a/_index.md": f"---\n{index}\n---\n", "news/a/b/c.md": POST.format("")}
    assert import_fields(tmp_path, files, "hugo")["authors"] == authors


def test_each_generator_has_a_layout_in_the_order_of_detection() -> None:
    assert [layout.name for layout in LAYOUTS] == list(SiteGenerator)


@pytest.mark.parametrize(
    ("pattern", "stated", "address"),
    [
        ("/:year/:slug/", "", "2024/the-old-pier/"),
        ("/:year/:slug/", "slug: pier\n", "2024/pier/"),
        ("/:year/:slugorfilename/", "", "2024/a-b/"),
        ("/:year/:contentbasename/", "slug: pier\n", "2024/a-b/"),
        ("", "", "news/a-b/"),
        ("", "slug: pier\n", "news/pier/"),
    ],
)
def test_hugo_makes_slugs_of_titles_where_permalinks_ask_for_it(
    pattern: str, stated: str, address: str, tmp_path: Path
) -> None:
    permalinks = f"[permalinks]\nnews = '{pattern}'\n" if pattern else ""
    files = {
        "hugo.toml": f"baseURL = 'https://news.example/'\n{permalinks}",
        "content/news/a-b.md": f"---\ntitle: The Old Pier\ndate: 2024-08-15\n{stated}---\n\nText.\n",
    }
    assert import_fields(tmp_path, files)["source_url"] == f"https://news.example/{address}"


@pytest.mark.parametrize("name", ["pier/pier.md", "pier/index.md", "pier.md", "pier/2024-08-15-pier.md"])
def test_eleventy_repeats_no_folder_in_an_address(name: str, tmp_path: Path) -> None:
    files = {
        "eleventy.config.js": "",
        "_data/site.json": '{"url": "https://news.example"}',
        name: "---\ntitle: A\ndate: 2024-08-15\n---\n\nText.\n",
    }
    assert import_fields(tmp_path, files)["source_url"] == "https://news.example/pier/"


@pytest.mark.parametrize(
    ("compilers", "target"),
    [("", "posts/a.rst"), ('COMPILERS = {"rest": (".txt",)}\n', "posts/a.rst"),
     ('COMPILERS = {"markdown": (".txt", ".md"), "rest": (".rst",)}\n', "posts/a.txt")],
)  # fmt: skip
def test_a_text_file_of_nikola_is_restructuredtext(compilers: str, target: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    text = ".. title: A\n.. date: 2024-08-15\n\nSee *it*.\n\n.. note:: Mind.\n"
    site = write_files(tmp_path / "site", {"conf.py": compilers, "posts/a.txt": text})
    (event,) = (one for one in import_paths([site], tmp_path / "content") if isinstance(one, Imported))
    assert (event.path, event.fields["title"].value) == (target, "A")


@pytest.mark.parametrize(
    ("files", "title"),
    [
        ({"_config.yml": "", "_posts/2024-08-15-the-old-pier.md": "---\nx: 1\n---\n\nText.\n"}, "The old pier"),
        ({"hugo.toml": "", "content/old_pier/index.md": "---\ndate: 2024-08-15\n---\n\nText.\n"}, "Old pier"),
        ({"hugo.toml": "", "content/old-pier.md": "---\nx: 1\n---\n\nText.\n"}, None),
        ({"a-b.md": "---\ndate: 2024-08-15\n---\n\nText.\n"}, None),
        ({"_config.yml": "", "_posts/2024-08-15-17.md": "---\nx: 1\n---\n\nText.\n"}, None),
    ],
    ids=str,
)
def test_an_article_without_a_title_is_called_by_its_dated_file(
    files: dict[str, str], title: str | None, tmp_path: Path
) -> None:
    assert import_fields(tmp_path, files).get("title") == title


def test_a_page_in_a_folder_of_its_own_has_the_name_of_the_folder(tmp_path: Path) -> None:
    files = {"content/posts/2024-08-15-the-pier/index.md": "---\ntitle: A\n---\n\nText.\n"}
    assert import_fields(tmp_path, files)["slug"] == "the-pier"
