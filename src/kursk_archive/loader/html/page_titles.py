"""The headline of a saved page without the name of its site, and the names of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kursk_archive.loader import dates
from kursk_archive.loader.html.article_blocks import fold_text
from kursk_archive.loader.html.page_sources import (
    JSON_LD,
    MAX_TITLE,
    META_TAGS,
    OPEN_GRAPH,
    PRINTED,
    PageSources,
    StatedValue,
)
from kursk_archive.loader.html.structured_data import json_texts
from kursk_archive.loader.text_dump.source_url import is_http_url

_TITLE_TAGS = ("citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline", "title")
_PUBLISHER_TAGS = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "application-name")
_CJK = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
SEPARATOR = re.compile(r"\s+(?:[|·•»«:]+|[-–—]+|::|//)\s+|\s*\|\s*|\s»\s*")
"""Between a headline, a section and the name of a site."""
_EAST_ASIAN_SEPARATOR = re.compile(rf"(?<={_CJK})_|_(?={_CJK})")
"""Between headline, section and site, as pages in Chinese have it."""
_EAST_ASIAN_SITE = re.compile(
    rf"(?<={_CJK})\s?[-–—_|｜]\s?{_CJK}{{1,8}}(?:网|網|报|報|新闻|新聞|日报|日報|在线|ニュース|新聞社|オンライン)$"
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_MAX_SITE_NAME = 60
_MIN_SENTENCE = 4
"""Words of a headline that cannot be a label."""
_MIN_TITLE_KEY, _MIN_TITLE_BYTES = 14, 12
"""Of a headline. Shorter ones may be names of sites."""


class TitleReader:
    """Reads the headline of one page."""

    def __init__(self, sources: PageSources, host: str) -> None:
        self.sources, self.host = sources, host
        self.site_names = self._site_names()
        """Folded."""

    def publishers(self) -> Iterator[StatedValue]:
        """Yield the names of the site, as each source has them."""
        stated = (
            *(
                StatedValue(name, JSON_LD)
                for item in self.sources.data.articles
                for name in json_texts(item.get("publisher"))
            ),
            *self.sources.meta(OPEN_GRAPH, "og:site_name"),
            *self.sources.meta(META_TAGS, *_PUBLISHER_TAGS),
        )
        headings = {fold_text(text) for text in self.sources.headings}
        for found in stated:
            name = found.value.split(" | ")[0].strip()
            if name and len(name) <= _MAX_SITE_NAME and not is_http_url(name) and fold_text(name) not in headings:
                yield StatedValue(name, found.origin, found.line)

    def _site_names(self) -> frozenset[str]:
        names = [found.value for found in self.publishers()]
        label = self.host.rpartition(".")[0].rpartition(".")[2] if self.host.count(".") else self.host
        title = " ".join((self.sources.root.findtext(".//title") or "").split())
        *others, last = (part for text in SEPARATOR.split(title) for part in _EAST_ASIAN_SEPARATOR.split(text))
        stated = {
            fold_text(found.value)
            for found in (*self.sources.json("headline"), *self.sources.meta(OPEN_GRAPH, "og:title"))
        }
        if len("".join(others).encode()) > _MIN_TITLE_BYTES:
            # older themes of blogs print the site's name as the only h1
            last_key = fold_text(last)
            names += [name for name in self.sources.headings if fold_text(name) == last_key and last_key not in stated]
        return frozenset(
            filter(
                None,
                (fold_text(name) for name in (*names, self.host, self.host.partition(".")[0], label)),
            )
        )

    def titles(self) -> Iterator[StatedValue]:
        """Yield the headline as each source has it. A headline that is printed on the page, too, comes first."""
        candidates = [
            *self.sources.json("headline"),
            *self.sources.meta(OPEN_GRAPH, "og:title"),
            *self.sources.microdata("headline"),
            *self.sources.meta(META_TAGS, *_TITLE_TAGS),
            *self.sources.meta(META_TAGS, "twitter:title"),
            *(StatedValue(text, PRINTED) for text in self._main_headings()),
            *(StatedValue(text, META_TAGS) for text in self._title_element()),
        ]
        clean = [StatedValue(self._without_site(found.value), found.origin, found.line) for found in candidates]
        clean = [found for found in clean if found.value and fold_text(found.value) not in self.site_names]
        printed = {fold_text(text): text for text in reversed(self.sources.headings) if len(text) > 3}
        attested = [found for found in clean if found.origin != PRINTED and fold_text(found.value) in printed]
        if not attested:  # a label, such as that of a series, may stand above the headline in the same heading
            attested = [
                found
                for found in clean
                if len(key := fold_text(found.value)) > _MIN_TITLE_KEY
                and found.origin != PRINTED
                and any(whole.endswith(key) for whole in printed)
            ]
        if not attested:
            attested = [
                StatedValue(self._without_site(text), PRINTED)
                for key, text in printed.items()
                if len(key) > 14 and any(_begins_alike(key, found.value) for found in clean)
            ][:1]
        if not attested:
            attested = [StatedValue(text, PRINTED) for text in self._only_heading(found.value for found in clean)]
        longest = {fold_text(found.value): found for found in reversed(clean)}
        first = attested or clean
        for found in [*first, *clean]:
            whole = found
            if found.value.endswith(("…", "...")) and len(found.value) > 20:
                start = fold_text(found.value)
                whole = next((other for key, other in longest.items() if key.startswith(start) and key != start), found)
            text = printed.get(fold_text(whole.value), whole.value)
            yield StatedValue(text, whole.origin, whole.line)

    def _title_element(self) -> Iterator[str]:
        """Yield the part of the page's title that a heading prints, then the whole title."""
        title = " ".join((self.sources.root.findtext(".//title") or "").split())[:MAX_TITLE]
        parts = SEPARATOR.split(title)
        yield from (part for part in sorted(parts, key=len, reverse=True) if len(parts) > 1 and self._prints(part))
        yield title

    def _main_headings(self) -> Iterator[str]:
        """Yield the heading that is the page's headline: the longest that is in its title, one like it, or the first.

        There is none if a lower heading prints the title itself.
        """
        headings = [text for text in self.sources.headings if fold_text(text) not in self.site_names]
        title = " ".join((self.sources.root.findtext(".//title") or "").split())[:MAX_TITLE]
        key, words = fold_text(title), _long_words(title)
        within = [text for text in headings if len(fold_text(text)) > _MIN_TITLE_KEY and fold_text(text) in key]
        alike = [text for text in headings if len(_long_words(text) & words) > 1]
        if within or alike:
            yield max(within, key=len) if within else alike[0]
        elif headings and not any(map(self._prints, (self._without_site(title), *SEPARATOR.split(title)))):
            yield headings[0]

    def _only_heading(self, stated: Iterable[str]) -> Iterator[str]:
        """Yield the only `h1` if it is a sentence that has a word of a stated headline: readers saw this one."""
        headings = {self._without_site(text): None for text in self.sources.headings if not self.is_site_name(text)}
        text = next(iter(headings), "")
        if (
            len(headings) == 1
            and len(text.split()) >= _MIN_SENTENCE
            and _long_words(text) & _long_words(" ".join(stated))
        ):
            yield text

    def _prints(self, text: str) -> bool:
        """Return True if a heading below the first level prints a text."""
        key = fold_text(text)
        return len(key) > _MIN_TITLE_KEY and key in self.sources.lower_headings()

    def _without_site(self, title: str) -> str:
        """Return a headline without the name of the site before or after it."""
        title = re.sub(r"<[^<>]{1,40}>", "", title).strip()
        parts = [match.span() for match in SEPARATOR.finditer(title)]
        for text in self.sources.headings:
            if len(text) > 12 and title.startswith(text) and any(start <= len(text) <= end for start, end in parts):
                return text
        if parts and dates.parse_date(title[: parts[0][0]]).date:
            return self._without_site(title[parts[0][1] :])
        site = _EAST_ASIAN_SITE.search(title)
        if site:
            title = title[: site.start()]
        first, *others = _EAST_ASIAN_SEPARATOR.split(title)
        if others and (site or fold_text(others[-1]) in self.site_names):
            return first
        for start, end in reversed(parts):
            if self.is_site_name(title[end:]):
                return self._without_site(title[:start])
        if parts and self.is_site_name(title[: parts[0][0]]):
            return title[parts[0][1] :]
        return title

    def is_site_name(self, text: str) -> bool:
        """Return True for a name of the site, also with a few characters more: `The Fictional Herald online`."""
        key = fold_text(text)
        if not key:
            return True
        return key in self.site_names or any(
            len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) <= len(name) + 12
            for name in self.site_names
        )


def _long_words(text: str) -> set[str]:
    return {word.casefold() for word in _LONG_WORD.findall(text)}


def _begins_alike(key: str, title: str) -> bool:
    folded = fold_text(title)
    return folded.startswith(key) or (len(folded) > 20 and key.startswith(folded))
