"""Links that a site generator would have replaced: `{% post_url … %}`, `{{< ref "…" >}}`, `@/…`, `{filename}…`."""

from __future__ import annotations

import re
import unicodedata
from posixpath import normpath
from typing import Final
from urllib.parse import quote, unquote

from msgspec import Struct

from kursk_archive.core.enums import ArticleId

_TAG: Final = re.compile(
    r"(?:\{%-?\s*(?P<liquid>post_url|post_link|link)\s+(?P<path>[^%]+?)\s*-?%\}"
    r"|\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?[\"']?(?P<hugo>[^\"'<>%]+?)[\"'\s][^<>%]*[>%]\}\}"
    r"|@/(?P<zola>[^#?]+)"
    r"|@site/(?P<docusaurus>[^#?]+\.mdx?)"
    r"|link://filename/(?P<nikola>[^#?]+)"
    r"|[{|](?:filename|article)[}|](?P<pelican>[^#?]+))(?:[#?].*)?"
)
_OUTPUT: Final = re.compile(
    r"\{\{-?\s*(?:site\.(?:url|base_?url|root|production_url)|[\"'](?P<quoted>[^\"'{}]*)[\"']\s*\|\s*\w+)\s*-?\}\}(?P<rest>.*)",
    re.DOTALL,
)
_MAY_BE_ONE: Final = ("{", "@/", "@site/", "|filename|", "|article|", "link://")
_FILE: Final = re.compile(r"(?![a-z]+\.[a-z]+/)[^:/?#\s][^:?#]*\.mdx?(?=#|$)", re.IGNORECASE)
_FOLDERS_LEFT_OUT: Final = frozenset({"_posts", "_drafts", ""})
_LIST_PAGES: Final = frozenset({"index", "_index", "readme"})
_MAX_CHARACTERS: Final = 1_000


_WIKILINK: Final = re.compile(r"\[\[(?P<folder>(?:[^\[\]|#\\/]*/)*)(?P<name>[^\[\]|#\\/]+)[^\[\]]*\]\]")
_NIKOLA_SLUG: Final = re.compile(r"link://slug/(?P<slug>[^#?/]+)/?(?:[#?].*)?")
_NIKOLA_PATHS: Final = {
    "archive": "/{}", "author": "/authors/{}", "category": "/categories/{}", "category_index": "/categories",
    "gallery": "/galleries/{}", "index": "/", "listing": "/listings/{}.html", "post_path": "/{}", "root_path": "/",
    "rss": "/rss.xml", "tag": "/categories/{}", "tag_index": "/categories",
}  # fmt: skip
"""Kind of a magic link of Nikola → the address that it stands for, if the settings of the site leave it so."""
_NOTE_SUFFIXES: Final = (".md", ".mdx", ".markdown", ".rst", ".rest")


class NamedArticle(Struct, frozen=True):
    """The parts of a link that calls an article by its name."""

    key: str
    """By which articles are known whose files or pages have this name; see `name_key`."""
    path: ArticleId | None = None
    """The capture that it names with its folder; None without a folder."""


def read_name_link(href: str, own_path: ArticleId) -> NamedArticle | None:
    """Read a link that calls an article by its name, wherever that is: `[[Flood]]`, `link://slug/flood`.

    Sources: Obsidian, internal links; Nikola, magic links.
    """
    if len(href) > _MAX_CHARACTERS or not href.startswith(("[[", "link://slug/")):
        return None
    if slug := _NIKOLA_SLUG.fullmatch(href):
        return NamedArticle(name_key(unquote(slug["slug"])))
    match = _WIKILINK.fullmatch(href)
    if match is None:
        return None
    name = re.sub(r"\.(?:md|markdown)$", "", match["name"].strip(), flags=re.IGNORECASE)
    folder = match["folder"].strip()
    path = _capture_path(f"{folder}{name}.{own_path.rpartition('.')[2]}", own_path) if folder else None
    return NamedArticle(name_key(name), ArticleId(path) if path else None)


def name_of_link(href: str, own_path: ArticleId) -> str | None:
    """Return the key of the name by which a link calls an article, or calls its file; None for any other href.

    Vaults may write the path of a file from their top, which nobody can tell from one that begins beside the note.
    """
    called = read_name_link(href, own_path)
    if called is not None:
        return called.key
    path = markdown_link_path(href.lstrip("/"), own_path)
    stem = path.rpartition("/")[2].rpartition(".")[0] if path else ""
    return name_key(stem) if stem and stem.lower() not in _LIST_PAGES else None


def name_key(name: str) -> str:
    """Return the look-up key of articles that are called by a name, however it is capitalised and joined."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return "name:" + re.sub(r"[\s_-]+", "-", folded).strip("-")


def keys_by_name(path: ArticleId, slug: str) -> tuple[str, ...]:
    """Return the keys of the names by which other captures may call one: its file's and its page's.

    Args:
        path: of the capture. Only notes and articles with markup are called so.
        slug: of its page.
    """
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    if f".{suffix.lower()}" not in _NOTE_SUFFIXES:
        return ()
    return tuple(dict.fromkeys((name_key(stem), name_key(slug))))


def read_template_link(href: str, own_path: ArticleId) -> ArticleId | str | None:
    """Return the capture that a generator's link names, or the address that it would have written.

    Args:
        href: as written.
        own_path: the capture with the link.

    Returns:
        The path of a capture, without a leading slash; an address relative to the site, with one; None for any other
        href. Folders of a site are looked for among those of `own_path`, since an import may have put it anywhere.

    Sources: Jekyll, tags `link` and `post_url`; Hugo, shortcodes `ref` and `relref`; Zola, internal links; Nikola,
    magic links; Docusaurus, `@site`; Pelican, linking to internal content.
    """
    if not href.startswith(_MAY_BE_ONE) or len(href) > _MAX_CHARACTERS:
        return None
    if href.startswith("link://") and (address := _nikola_address(href)):
        return address
    output = _OUTPUT.fullmatch(href)
    if output:
        quoted, rest = output["quoted"] or "", output["rest"]
        if not rest.startswith("{"):
            return f"/{(quoted + rest).lstrip('/')}"
        href = rest
    match = _TAG.fullmatch(href)
    if match is None:
        return None
    path = match["path"] or match["hugo"] or match["zola"] or match["docusaurus"] or match["nikola"] or match["pelican"]
    named = path.strip().strip("\"'")
    if match["nikola"] and named.endswith(".txt") and own_path.endswith(".rst"):  # as an import calls them
        named = f"{named.removesuffix('.txt')}.rst"
    return _capture_path(named, own_path)


def _nikola_address(href: str) -> str | None:
    """Return the address on its site that a magic link of Nikola stands for; None where it names a file or a slug."""
    kind, _, name = href.removeprefix("link://").partition("/")
    if not kind:  # `link:///news/` is an address already
        return f"/{name.lstrip('/')}"
    pattern = _NIKOLA_PATHS.get(kind)
    return pattern.format(quote(unquote(name).strip("/"))) if pattern else None


def markdown_link_path(href: str, own_path: ArticleId) -> ArticleId | None:
    """Return the capture that a link names by its file, relative to its own: `../flood.md`; None for any other href."""
    match = _FILE.match(href)
    if match is None or len(href) > _MAX_CHARACTERS:
        return None
    joined = normpath(f"{own_path.rpartition('/')[0]}/{unquote(match[0])}".lstrip("/"))
    return None if joined.startswith("..") else ArticleId(joined)


def _capture_path(path: str, own_path: ArticleId) -> ArticleId | None:
    """Return the path in the archive of a capture that a link names by its path in the site."""
    folder, _, own_name = own_path.rpartition("/")
    path = path.partition("#")[0].removesuffix("/")
    name = path.rpartition("/")[2]
    if "." not in name.lstrip("."):
        path += "." + own_name.rpartition(".")[2]
    if path.startswith(("./", "../")):
        joined = normpath(f"{folder}/{path}".lstrip("/"))
        return None if joined.startswith("..") else ArticleId(joined)
    parts = [part for part in path.lstrip("/").removeprefix("content/").split("/") if part not in _FOLDERS_LEFT_OUT]
    if parts and path.startswith("_") and not path.startswith("_index"):
        parts[0] = parts[0].removeprefix("_")  # the folder of a collection of Jekyll
    return ArticleId("/".join([*_site_folder(folder.split("/") if folder else [], parts[:-1]), *parts]))


def _site_folder(own: list[str], wanted: list[str]) -> list[str]:
    """Return the folder that a site was copied to: below it, the capture's folder and the wanted one agree longest."""
    if not wanted:
        return own
    best = max(range(len(own) + 1), key=lambda depth: (_agreement(own[depth:], wanted), -depth))
    depth = best if _agreement(own[best:], wanted) else max(0, len(own) - len(wanted))
    return own[:depth]


def _agreement(own: list[str], wanted: list[str]) -> int:
    count = 0
    for one, other in zip(own, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count
