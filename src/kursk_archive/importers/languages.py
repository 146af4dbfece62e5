"""The languages of a site's folders: `en/news/flood.md` and `uk/news/flood.md` are one article in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import localedata

from kursk_archive.loader.metadata.values import read_language
from kursk_archive.yaml.located import Located

_MAX_DEPTH = 4
_LIST_PAGES = frozenset({"index", "_index", "readme"})


@lru_cache(maxsize=512)
def language_tag(name: str) -> str | None:
    """Return the BCP 47 tag that a folder is named after (`zh_tw` is `zh-TW`); None if it is no language's."""
    tag = read_language(Located(name))
    if not isinstance(tag, str) or len(name) > 12:
        return None
    return tag if localedata.exists(tag.partition("-")[0]) else None


def find_language_folders(paths: Iterable[str], names: Iterable[str] = ()) -> Mapping[str, str]:
    """Find the folders that hold a site's languages.

    Args:
        paths: of the site's captures.
        names: of the folders, where they are known: `uk`, or `ukr=uk` for a folder that is not named after its
            language. Without any, folders beside each other that are named after languages count if two of them have a
            file of the same name.

    Returns:
        Path of a folder → language tag.
    """
    wanted = {name.partition("=")[0]: name.partition("=")[2] for name in names}
    files: dict[str, dict[str, set[str]]] = {}
    for path in paths:
        parts = path.split("/")
        for i, name in enumerate(parts[:-1][:_MAX_DEPTH]):
            if name in wanted if wanted else language_tag(name):
                files.setdefault("/".join(parts[:i]), {}).setdefault(name, set()).add("/".join(parts[i + 1 :]))
                break
    return {
        f"{parent}/{name}".lstrip("/"): wanted.get(name) or language_tag(name) or name
        for parent, by_name in files.items()
        if wanted or _share_a_file(by_name.values())
        for name in by_name
    }


def _share_a_file(folders: Iterable[set[str]]) -> bool:
    seen: set[str] = set()
    for files in folders:
        articles = {path for path in files if path.partition(".")[0].lower() not in _LIST_PAGES}
        if not seen.isdisjoint(articles):
            return True
        seen |= articles
    return False
