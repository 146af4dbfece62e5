"""Original addresses of articles, as each generator documents them."""

from __future__ import annotations

import pytest

from kursk_archive.importers import Imported
from tests.importers.conftest import ImportSite

PELICAN = "SITEURL = 'https://news.example'\n"
NIKOLA = "SITE_URL = 'https://news.example/'\nDEFAULT_LANG = 'en'\nTRANSLATIONS = {DEFAULT_LANG: '', 'uk': './uk'}\n"
ZOLA = "base_url = 'https://news.example'\n"


def post(*lines: str) -> str:
    return "\n".join(("---", "title: A Flood", "date: 2024-08-05", *lines, "---", "", "Text.", ""))


def toml(*lines: str) -> str:
    return "\n".join(("+++", 'title = "A Flood"', *lines, "+++", "", "Text.", ""))


@pytest.mark.parametrize(
    ("layout", "config", "path", "text", "url_path"),
    [
        ("pelican", {"pelicanconf.py": PELICAN}, "content/x.md", post(), "/a-flood.html"),
        ("pelican", {"pelicanconf.py": PELICAN}, "content/x.md", post("slug: flood"), "/flood.html"),
        (
            "pelican",
            {"pelicanconf.py": PELICAN + "ARTICLE_URL = '{date:%Y}/{date:%b}/{slug}/'\n"},
            "content/x.md",
            post(),
            "/2024/Aug/a-flood/",
        ),
        (
            "pelican",
            {"pelicanconf.py": PELICAN + "ARTICLE_SAVE_AS = '{category}/{slug}/index.html'\n"},
            "content/sport/x.md",
            post(),
            "/sport/a-flood/",
        ),
        (
            "pelican",
            {"pelicanconf.py": PELICAN + "SLUGIFY_SOURCE = 'basename'\n"},
            "content/2024-08-05-x.md",
            post(),
            "/x.html",
        ),
        ("pelican", {"pelicanconf.py": PELICAN}, "content/x.md", post("lang: uk"), "/a-flood-uk.html"),
        (
            "pelican",
            {
                "pelicanconf.py": PELICAN + "ARTICLE_URL = make()\n",
                "publishconf.py": "SITEURL = 'https://news.example'\n",
            },
            "content/x.md",
            post("url: y/z.html"),
            "/y/z.html",
        ),
        ("pelican", {"pelicanconf.py": PELICAN + "ARTICLE_URL = '{herd}/{slug}'\n"}, "content/x.md", post(), None),
        ("nikola", {"conf.py": NIKOLA}, "posts/2024/08/x.md", post(), "/posts/2024/08/x/"),
        (
            "nikola",
            {"conf.py": NIKOLA + "PRETTY_URLS = False\n"},
            "posts/x.md",
            post("slug: flood"),
            "/posts/flood.html",
        ),
        (
            "nikola",
            {"conf.py": NIKOLA + "POSTS = (('stories/*.md', 'archive', 't'),)\n"},
            "stories/x.md",
            post(),
            "/archive/x/",
        ),
        ("nikola", {"conf.py": NIKOLA}, "posts/x.uk.md", post(), "/uk/posts/x/"),
        ("zola", {"config.toml": ZOLA}, "content/news/2024-08-05-flood.md", toml(), "/news/flood/"),
        ("zola", {"config.toml": ZOLA}, "content/news/flood/index.md", toml('path = "2024/08/05/x"'), "/2024/08/05/x/"),
        (
            "zola",
            {"config.toml": ZOLA + "default_language = 'en'\n[languages.uk]\n"},
            "content/news/flood.uk.md",
            toml(),
            "/uk/news/flood/",
        ),
        ("zola", {"config.toml": ZOLA}, "content/news/потоп.md", toml(), None),
        (
            "eleventy",
            {"_data/site.json": '{"url": "https://news.example"}'},
            "p/2024-08-05-flood.md",
            post(),
            "/p/flood/",
        ),
        (
            "eleventy",
            {
                "_data/site.json": '{"url": "https://news.example"}',
                "p/p.json": '{"permalink": "/n/{{ page.fileSlug }}/index.html"}',
            },
            "p/flood.md",
            post(),
            "/n/flood/",
        ),
        (
            "eleventy",
            {"_data/metadata.json": '{"url": "https://news.example"}'},
            "p/flood.md",
            post("permalink: '/{{ page.date | date: \"%Y/%m\" }}/{{ title | slugify }}.html'"),
            "/2024/08/a-flood.html",
        ),
        (
            "eleventy",
            {
                "src/_data/site.json": '{"url": "https://news.example"}',
                ".eleventy.js": 'return { dir: { input: "src" } };',
            },
            "src/p/flood/index.md",
            post(),
            "/p/flood/",
        ),
        (
            "eleventy",
            {"_data/site.json": '{"url": "https://news.example"}'},
            "p/flood.md",
            post("permalink: '/{{ herd }}/'"),
            None,
        ),
        (
            "eleventy",
            {"_data/metadata.js": 'export default {\n  title: "News",\n  url: "https://news.example/",\n};\n'},
            "p/flood.md",
            post(),
            "/p/flood/",
        ),
        (
            "jekyll",
            {"CNAME": "news.example\n", "_config.yml": "permalink: pretty\n"},
            "_posts/2024-08-05-flood.md",
            post(),
            "/2024/08/05/flood/",
        ),
        (
            "jekyll",
            {"_config.yml": "url: https://news.example\ncollections: {stories: {output: true}}\n"},
            "_stories/flood.md",
            post(),
            "/stories/flood.html",
        ),
        (
            "jekyll",
            {
                "_config.yml": "url: https://news.example\n"
                "collections: {stories: {output: true, permalink: /s/:name/}}\n"
            },
            "_stories/flood.md",
            post(),
            "/s/flood/",
        ),
        (
            "jekyll",
            {"_config.yml": "url: https://news.example\nlanguages: [en, uk]\npermalink: /:title/\n"},
            "_posts/2024-08-05-flood.md",
            post("lang: uk"),
            "/uk/flood/",
        ),
        (
            "jekyll",
            {"_config.yml": "url: https://news.example\npermalink: pretty\ntimezone: Asia/Tokyo\n"},
            "_posts/2024-08-05-flood.md",
            post("date: 2024-08-05 20:00:00 +0000"),
            "/2024/08/06/flood/",
        ),
        (
            "hugo",
            {
                "config/_default/hugo.yaml": "baseURL: https://news.example/\n",
                "config/_default/permalinks.yaml": "news: /:year/:slug/\n",
            },
            "content/news/flood.md",
            post(),
            "/2024/a-flood/",
        ),
        (
            "hugo",
            {"config/_default/hugo.yaml": "baseURL: https://news.example/\n"},
            "content/news/Пожежа.md",
            post(),
            "/news/%D0%BF%D0%BE%D0%B6%D0%B5%D0%B6%D0%B0/",
        ),
    ],
    ids=lambda value: f"{value}"[:60],
)
def test_original_addresses(
    layout: str, config: dict[str, str], path: str, text: str, url_path: str | None, import_site: ImportSite
) -> None:
    events = import_site({**config, path: text}, layout_name=layout)
    (one,) = [event for event in events if isinstance(event, Imported)]
    source = one.fields.get("source_url")
    assert (source and source.value) == (url_path and f"https://news.example{url_path}")


@pytest.mark.parametrize("layout", ["plain", "jekyll", "hugo", "zola", "pelican", "nikola", "eleventy"])
def test_options_overrule_the_settings(layout: str, import_site: ImportSite) -> None:
    path = {"jekyll": "_posts/2024-08-05-flood.md", "nikola": "posts/flood.md"}.get(layout, "news/flood.md")
    options = {"layout_name": layout, "site_url": "https://old.example/x/", "permalink": "/:year/:i_month/:name.html"}
    (one,) = [event for event in import_site({path: post()}, **options) if isinstance(event, Imported)]
    assert one.fields["source_url"].value == "https://old.example/x/2024/8/flood.html"


def test_a_date_in_the_path_of_zola_is_kept_without_an_address(import_site: ImportSite) -> None:
    events = import_site({"content/a.md": toml('path = "2024/08/05/x"')}, layout_name="zola")
    (one,) = [event for event in events if isinstance(event, Imported)]
    assert one.fields["date"].value == "2024-08-05"


@pytest.mark.parametrize(
    ("layout", "config", "path", "aliases", "complete"),
    [
        (
            "jekyll",
            {"_config.yml": "url: https://news.example\n"},
            "_posts/2024-08-05-a.md",
            "redirect_from: [/old/, older]",
            ["https://news.example/old/", "https://news.example/older"],
        ),
        (
            "hugo",
            {"hugo.yaml": "baseURL: https://news.example/\n"},
            "content/n/a.md",
            "aliases: [/old/, older, ../oldest]",
            ["https://news.example/old/", "https://news.example/n/older", "https://news.example/oldest"],
        ),
    ],
)
def test_aliases_become_complete_addresses(
    layout: str, config: dict[str, str], path: str, aliases: str, complete: list[str], import_site: ImportSite
) -> None:
    events = import_site({**config, path: post(aliases)}, layout_name=layout)
    (one,) = [event for event in events if isinstance(event, Imported)]
    assert one.fields["aliases"].value == complete


def test_a_translation_does_not_take_the_addresses_of_the_original(import_site: ImportSite) -> None:
    files = {
        "hugo.yaml": "baseURL: https://news.example/\nlanguages: {en: {}, uk: {}}\n",
        "content/n/a.md": post("aliases: [/old/]"),
        "content/n/a.uk.md": post("aliases: [/old/, /n/a/, /uk/older/]"),
    }
    fields = {event.path: event.fields for event in import_site(files) if isinstance(event, Imported)}
    assert fields["n/a.md"]["aliases"].value == ["https://news.example/old/"]
    assert fields["n/a.uk.md"]["aliases"].value == ["https://news.example/uk/older/"]
