"""The metadata of a saved page, in a fixed order of sources: each value with the source that states it.

JSON-LD comes first, then OpenGraph, microdata, the tags that libraries read (Zotero, Dublin Core), what is printed on
the page, and its address. The printed day wins over a time in UTC that is less than a day away: readers saw that day.
So does the day in the address, if the page prints none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from msgspec import Struct

from kursk_archive.core.enums import Provenance
from kursk_archive.core.model import PartialDate
from kursk_archive.loader import dates
from kursk_archive.loader.dates.paths import date_from_url
from kursk_archive.loader.draft import FieldValue
from kursk_archive.loader.html.article_blocks import fold_text, visible_text
from kursk_archive.loader.html.media import host_of_address
from kursk_archive.loader.html.page_tree import UNSEEN_TAGS
from kursk_archive.loader.html.phrases import any_of
from kursk_archive.loader.html.saved_by import SavedBy
from kursk_archive.loader.html.structured_data import StructuredData, is_of_other_item, json_addresses, json_texts
from kursk_archive.loader.metadata import values
from kursk_archive.loader.text_dump.bylines import begins_with_label, read_byline
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.yaml.located import Located

JSON_LD, OPEN_GRAPH, MICRODATA, META_TAGS, PRINTED, SAVED, ADDRESS = (
    "JSON-LD",
    "OpenGraph",
    "microdata",
    "meta tags",
    "printed",
    "saved",
    "address",
)
_TITLE_TAGS = ("citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline", "title")
_DATE_TAGS = (
    "citation_publication_date citation_online_date citation_date datepublished rnews:datepublished dc.date.issued "
    "dcterms.issued dc.date dcterms.created dcterms.date dc.date.created parsely-pub-date sailthru.date pubdate "
    "publishdate publish-date publish_date publication_date article.published date.release "
    "cxenseparse:recs:publishtime originalpublicationdate date_published pub_date bt:pubdate dat "
    "article_date_original cxenseparse:publishtime published date"
).split()
_UPDATED_TAGS = (
    "article:modified_time",
    "og:updated_time",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article.updated",
)
_AUTHOR_TAGS = (
    "citation_author dc.creator dcterms.creator parsely-author sailthru.author byl author article:author_name "
    "cxenseparse:author article.author dc.contributor authors"
).split()
_PUBLISHER_TAGS = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "application-name")
_CJK = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_SEPARATOR = re.compile(r"\s+(?:[|·•»«:]+|[-–—]+|::|//)\s+|\s*\|\s*|\s»\s*")
_EAST_ASIAN_SEPARATOR = re.compile(rf"(?<={_CJK})_|_(?={_CJK})")
"""Between headline, section and site, as pages in Chinese have it."""
_DATE_IN_TEXT = re.compile(
    r"[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}(?![0-9.])|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{2,12}\.?,?\s(?:de\s)?[0-9]{4}"
    r"|[^\W\d_]{3,12}\.?\s[0-9]{1,2}(?:st|nd|rd|th)?,?\s[0-9]{4}",
)
_TIME_BEFORE_YEAR = re.compile(
    r"([^\W\d_]{3,12}\.?\s[0-9]{1,2})\s[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s([0-9]{4})(?![0-9])"
)
"""As C's `ctime` writes it: `Nov 20 15:23 2019`."""
_SECOND_MONTH = re.compile(r"(?<=[^\W\d_])\s?/\s?[^\W\d_]{3,12}(?=\s[0-9]{4})")
"""The name of a month that another calendar has, as pages in Arabic add it: `24 نيسان / أبريل 2020`."""
_DAY_IN_TEXT = re.compile(
    r"(?P<month>[^\W\d_]{3,12})\.?\s(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:])"
    r"|(?P<day_first>[0-9]{1,2})\.?\s(?P<month_last>[^\W\d_]{3,12})"
)
"""A day without a year: `Nov 18`, `18 ноября`."""
_SLASHED_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DATE_NAMES = re.compile(r"date|time|publish|posted|pubdate|meta|byline|info|created", re.IGNORECASE)
_UPDATE_WORDS = re.compile(
    r"updat|modif|изменен|обновлен|оновлен|aktualisiert|mis à jour|actualizad|atualizad", re.IGNORECASE
)
_BYLINE_NAMES = any_of(
    r"""
    by-?line|authors?|author-?names?|contributors?|writer|reader-credits|p-author|credit-?name|posted-?by
    """,
    before=r"(?:^|[ _-])",
    after=r"(?:$|[ _-])",
)
_NOT_A_NAME = any_of(
    r"""
    https?:|www\.|@|\d{3,}
    ^(?:admin|administrator|editor|staff|webmaster|root|unknown|none|null|n/a|user|guest|newsroom|web ?desk|redaktion)$
    ^(?:редакция|редакція|гость|facebook|twitter|instagram|share|follow|email|by)$
    \b\d+ min read
    read more
    view all
    see more
    full bio
    subscribe|comment
    ^(?:more|all|other)\s
    ^(?:autor(?:in|en)?|auteur|author|datum|date|quelle|source|von|par|por|beitrag|text|foto|artikel)s?\s?:?$
    ^(?:last|page|share)$|rights reserved|rechte vorbehalten
    \d\.\d|:$
    \w\.(?:com|org|net|info)/
    ^(?:published|posted|updated|last updated)\b
    """,
)
_AFTER_NAMES = any_of(
    r"""
    (?:more|other|all) (?:stories|articles|posts|news)? ?(?:by|from)\b.*
    (?:view|see|read|follow)(?: (?:all|more|bio|profile|other))+\b.*
    (?:twitter|facebook|instagram|linkedin|e-?mail|rss|feed|follow|bio|bluesky|threads)(?: [a-z]+)?
    (?:is|was) (?:a|an|the|our|[\w’']+[’']s)\b.*
    (?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*
    (?:last )?(?:updated|published|posted)\b.*
    for the [A-Z].*
    am$
    @\w.*
    の記事一覧.*
    [0-9]{1,2}:[0-9]{2}.*
    """,
    before=r"(?<=\w)(?:[\s,;|·•–—-]+|(?=の))",
    after=r"$",
)
"""What stands behind a name in the same line: links to other stories and accounts, what the author is, a time."""
_AROUND_NAMES = " ,;|-–—·•"
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|by|byline|columnists?|contributors?|journalists?|profiles?|reporters?|staff|writers?)/[^/?#]"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOGIN = re.compile(r"[a-z0-9._-]+")
"""The account of an author, which systems state where nobody filled in a name: it stands in for one only alone."""
_STAFF = re.compile(r"\b(?:staff|team|desk|newsroom|editors|редакция|редакція|redaktion|rédaction)$", re.IGNORECASE)
"""The end of a name that stands for nobody in particular."""
_ROLE = re.compile(
    r",?\s+(?:\(?(?:senior |chief |staff |special |contributing |associate |deputy |managing |political |national )*"
    r"(?:writer|reporter|editor|correspondent|contributor|columnist|journalist|producer|photographer|analyst|critic)s?\)?)(?:\W.*)?$",
    re.IGNORECASE,
)
_MAX_TOPICS = 20
_MAX_NAME = 60
_NOON, _UTC = "12", ("Z", "+00:00")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|(?<![0-9.])[0-9]{2}\.[0-9]{2}\.[0-9]{2}(?![0-9.])")
_MAX_DATED, _MAX_DATE_LINE, _MAX_PARTS = 200, 70, 5
"""Characters of an element that is named like a date, and of any other near the headline that holds one, with its
elements: `January 17, 2017 by <a>Jane Doe</a>`."""
_BEFORE_NAMES = re.compile(
    r"(?:(?:analysis|opinion|written|words|story|report(?:ed|ing)?|text|posted|published) )?by\s+"
    r"|(?:текст|автор|text|author|auteur|autore?|autora)\s?:\s*",
    re.IGNORECASE,
)
_BEFORE_FOREIGN_NAMES = any_of(
    r"""
    erstellt|eingestellt|geschrieben|verfasst|veröffentlicht|gepostet|geprüft|beitrag|artikel|alles|text|rezept
    (?:zeige )?alle beiträge
    publié|écrit|rédigé|proposé
    publicado|escrito|redactado|enviado
    opublikowan\w+|napisan\w+|dodan\w+
    geschreven|gepubliceerd|geplaatst
    """,
    before=r"(?:",
    after=r"\s+)?(?:von|par|por|door|przez|av)\s+(?!(?:der|den|dem|la|las|los|le|les)\s)",
)
"""Words before a name in languages but English, in which they may be part of one: `Erstellt von`, `Publié par`."""
_NEAR, _FAR = 60, 250
"""Elements from the headline on."""
_MAX_LEVELS, _ENOUGH_ELEMENTS = 9, 30
"""Ancestors of the headline that are looked at: five, and more while they hold fewer elements than these."""
_PLAIN_HEADINGS = ("h2", "h3", "h4", "p", "strong", "b", "span", "div", "td", "font")
"""Elements that print the headline of a page without an `h1`."""
_MAX_VALUES, _MAX_TITLE, _MIN_TITLE_KEY, _MIN_TITLE_BYTES = 50, 500, 14, 12
"""Values of one name that are looked at, and characters of a headline. Shorter ones may be names of sites."""


class _Found(Struct, frozen=True):
    """A value with the source that states it."""

    value: Any
    origin: str
    line: int = 1


class PageMetadata(Struct, frozen=True):
    """The metadata of a page."""

    fields: dict[str, FieldValue]
    titles: tuple[str, ...]
    """Spellings of the headline, the chosen one first."""
    host: str
    """Of the page, without `www.`; empty if it is not known."""
    base: str
    """The address that relative ones are resolved against, if the page states one of its own; else empty."""
    is_free: bool | None = None
    """What the page says about its paywall; None if it says nothing."""
    article_text: str = ""
    """The text as JSON-LD has it."""


def read_page_metadata(root: HtmlElement, data: StructuredData, saved: SavedBy) -> PageMetadata:
    """Read the metadata of a page. Never raises: a value that cannot be read is left to the next source."""
    return _MetadataReader(root, data, saved).metadata()


class _MetadataReader:
    """Reads the metadata of one page."""

    def __init__(self, root: HtmlElement, data: StructuredData, saved: SavedBy) -> None:
        self.root, self.data, self.saved = root, data, saved
        self.fields: dict[str, FieldValue] = {}
        self.lower_headings: frozenset[str] | None = None
        self.headings = [
            text for heading in islice(root.iter("h1"), _MAX_VALUES) if (text := visible_text(heading)[:_MAX_TITLE])
        ]

    def metadata(self) -> PageMetadata:
        addresses = list(self._addresses())
        source = addresses[0] if addresses else None
        if source:
            self._set("source_url", source)
        self._set_first("language", self._languages())
        self.host = host_of_address(source.value) if source else ""
        publisher = self._set_first("publisher", self._publishers())
        self.site_names = self._site_names(publisher)
        titles = list(self._titles())
        if titles:
            self._set("title", titles[0])
        self._set_dates()
        self._set_authors()
        others = tuple(dict.fromkeys(found.value for found in addresses[1:] if found.value != addresses[0].value))
        if others and source:
            self._set("aliases", _Found(others, source.origin))
        self._set_first("section", self._sections())
        if topics := self._topics():
            self._set("topics", topics)
        self._set_first("description", self._descriptions())
        if self.saved.captured_at:
            self._set("captured_at", _Found(self.saved.captured_at, SAVED))
        return PageMetadata(
            self.fields,
            tuple(dict.fromkeys([*(found.value for found in titles), *self.headings])),
            self.host,
            self._base(source.value if source else ""),
            self._is_free(),
            next((text for item in self.data.articles for text in json_texts(item.get("articleBody"))), ""),
        )

    def _set(self, name: str, found: _Found) -> None:
        self.fields[name] = FieldValue(found.value, found.line, 1, Provenance.STATED, found.origin)

    def _set_first(self, name: str, candidates: Iterator[_Found]) -> Any:
        found = next(candidates, None)
        if found is None:
            return None
        self._set(name, found)
        return found.value

    def _json(self, *keys: str) -> Iterator[_Found]:
        for key in keys:
            for item in self.data.articles:
                for text in json_texts(item.get(key)):
                    yield _Found(text, JSON_LD)

    def _meta(self, origin: str, *names: str) -> Iterator[_Found]:
        for content, line in islice(self.data.contents(*names), _MAX_VALUES):
            yield _Found(content, origin, line)

    def _property(self, *names: str) -> Iterator[_Found]:
        for name in names:
            for value in self.data.properties.get(name, ())[:_MAX_VALUES]:
                yield _Found(value, MICRODATA)

    # addresses

    def _addresses(self) -> Iterator[_Found]:
        """Yield the addresses of the page, the best first, each once."""
        saved = self.saved.url
        stated = [
            *(_Found(href, META_TAGS) for href in self.data.links.get("canonical", ())),
            *self._meta(OPEN_GRAPH, "og:url"),
            *(
                _Found(href, JSON_LD)
                for item in self.data.articles
                for key in ("url", "mainEntityOfPage", "@id")
                for href in json_addresses(item.get(key))
            ),
            *self._meta(META_TAGS, "citation_public_url", "citation_fulltext_html_url", "dc.identifier", "twitter:url"),
        ]
        base = saved or next((found.value for found in stated if is_http_url(found.value)), "") or self._stated_base()
        absolute = (_Found(_absolute(base, found.value), found.origin, found.line) for found in stated)
        usable = [found for found in absolute if is_http_url(found.value) and _is_deep(found.value, saved)]
        if self.saved.is_certain:
            usable = [found for found in usable if _same_site(host_of_address(found.value), {host_of_address(saved)})]
        if saved and not usable:
            usable = [_Found(saved, SAVED)]
        elif saved:
            usable.append(_Found(saved, SAVED))
        seen: set[str] = set()
        hosts = {host_of_address(found.value) for found in usable[:1]} | ({host_of_address(saved)} if saved else set())
        for found in usable:
            key = found.value.partition("#")[0]
            if key not in seen and _same_site(host_of_address(key), hosts):
                seen.add(key)
                yield _Found(key, found.origin, found.line)

    def _stated_base(self) -> str:
        return next(
            (href for base in self.root.iter("base") if is_http_url(href := (base.get("href") or "").strip())), ""
        )

    def _base(self, source: str) -> str:
        """Return the address that relative ones are resolved against, if it is not the source itself."""
        href = next(((base.get("href") or "").strip() for base in self.root.iter("base") if base.get("href")), "")
        if not href or href.startswith(("#", "data:")):
            return ""
        base = _absolute(self.saved.url or source, href)
        return base if is_http_url(base) else ""

    # names of the site

    def _publishers(self) -> Iterator[_Found]:
        stated = (
            *(_Found(name, JSON_LD) for item in self.data.articles for name in json_texts(item.get("publisher"))),
            *self._meta(OPEN_GRAPH, "og:site_name"),
            *self._meta(META_TAGS, *_PUBLISHER_TAGS),
        )
        headings = {fold_text(text) for text in self.headings}
        for found in stated:
            name = found.value.split(" | ")[0].strip()
            if name and len(name) <= _MAX_NAME and not is_http_url(name) and fold_text(name) not in headings:
                yield _Found(name, found.origin, found.line)

    def _site_names(self, publisher: str | None) -> frozenset[str]:
        names = [found.value for found in self._publishers()]
        label = self.host.rpartition(".")[0].rpartition(".")[2] if self.host.count(".") else self.host
        title = " ".join((self.root.findtext(".//title") or "").split())
        *others, last = (part for text in _SEPARATOR.split(title) for part in _EAST_ASIAN_SEPARATOR.split(text))
        stated = {fold_text(found.value) for found in (*self._json("headline"), *self._meta(OPEN_GRAPH, "og:title"))}
        if (
            len("".join(others).encode()) > _MIN_TITLE_BYTES
        ):  # older themes of blogs print the site's name as the only h1
            names += [
                name for name in self.headings if fold_text(name) == fold_text(last) and fold_text(name) not in stated
            ]
        return frozenset(
            filter(
                None,
                (fold_text(name) for name in (publisher or "", *names, self.host, self.host.partition(".")[0], label)),
            )
        )

    # headline

    def _titles(self) -> Iterator[_Found]:
        """Yield the headline as each source has it. A headline that is printed on the page, too, comes first."""
        candidates = [
            *self._json("headline"),
            *self._meta(OPEN_GRAPH, "og:title"),
            *self._property("headline"),
            *self._meta(META_TAGS, *_TITLE_TAGS),
            *self._meta(META_TAGS, "twitter:title"),
            *(_Found(text, PRINTED) for text in self._main_headings()),
            *(_Found(text, META_TAGS) for text in self._title_element()),
        ]
        clean = [_Found(self._without_site(found.value), found.origin, found.line) for found in candidates]
        clean = [found for found in clean if found.value and fold_text(found.value) not in self.site_names]
        printed = {fold_text(text): text for text in reversed(self.headings) if len(text) > 3}
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
                _Found(text, PRINTED)
                for key, text in printed.items()
                if len(key) > 14 and any(_begins_alike(key, found.value) for found in clean)
            ][:1]
        longest = {fold_text(found.value): found for found in reversed(clean)}
        first = attested or clean
        for found in [*first, *clean]:
            whole = found
            if found.value.endswith(("…", "...")) and len(found.value) > 20:
                start = fold_text(found.value)
                whole = next((other for key, other in longest.items() if key.startswith(start) and key != start), found)
            text = printed.get(fold_text(whole.value), whole.value)
            yield _Found(text, whole.origin, whole.line)

    def _title_element(self) -> Iterator[str]:
        """Yield the part of the page's title that a heading prints, then the whole title."""
        title = " ".join((self.root.findtext(".//title") or "").split())[:_MAX_TITLE]
        parts = _SEPARATOR.split(title)
        yield from (part for part in sorted(parts, key=len, reverse=True) if len(parts) > 1 and self._prints(part))
        yield title

    def _main_headings(self) -> Iterator[str]:
        """Yield the heading that is the page's headline: the longest that is in its title, one like it, or the first.

        There is none if a lower heading prints the title itself.
        """
        headings = [text for text in self.headings if fold_text(text) not in self.site_names]
        title = " ".join((self.root.findtext(".//title") or "").split())[:_MAX_TITLE]
        key, words = fold_text(title), _long_words(title)
        within = [text for text in headings if len(fold_text(text)) > _MIN_TITLE_KEY and fold_text(text) in key]
        alike = [text for text in headings if len(_long_words(text) & words) > 1]
        if within or alike:
            yield max(within, key=len) if within else alike[0]
        elif headings and not any(map(self._prints, (self._without_site(title), *_SEPARATOR.split(title)))):
            yield headings[0]

    def _prints(self, text: str) -> bool:
        """Return True if a heading below the first level prints a text."""
        key = fold_text(text)
        return len(key) > _MIN_TITLE_KEY and key in self._lower_headings()

    def _lower_headings(self) -> frozenset[str]:
        if self.lower_headings is None:
            found = islice(self.root.iter("h2", "h3", "h4"), _MAX_VALUES)
            self.lower_headings = frozenset(fold_text(visible_text(heading)) for heading in found)
        return self.lower_headings

    def _without_site(self, title: str) -> str:
        """Return a headline without the name of the site before or after it."""
        title = re.sub(r"<[^<>]{1,40}>", "", title).strip()
        parts = [match.span() for match in _SEPARATOR.finditer(title)]
        for text in self.headings:
            if len(text) > 12 and title.startswith(text) and any(start <= len(text) <= end for start, end in parts):
                return text
        first, *others = _EAST_ASIAN_SEPARATOR.split(title)
        if others and fold_text(others[-1]) in self.site_names:
            return first
        for start, end in reversed(parts):
            if self._is_site_name(title[end:]):
                return self._without_site(title[:start])
        if parts and self._is_site_name(title[: parts[0][0]]):
            return title[parts[0][1] :]
        return title

    def _is_site_name(self, text: str) -> bool:
        key = fold_text(text)
        if not key:
            return True
        return key in self.site_names or any(
            len(name) > 3 and (key.startswith(name) or key.endswith(name)) and len(key) <= len(name) + 12
            for name in self.site_names
        )

    # dates

    def _set_dates(self) -> None:
        found = next(self._stated_dates(), None)
        updated = next(
            self._read_dates(
                (*self._json("dateModified"), *self._meta(META_TAGS, *_UPDATED_TAGS), *self._property("dateModified"))
            ),
            None,
        )
        printed = next(self._printed_dates(found.value if found else None), None)
        if printed is None or (printed.value.time or "").endswith(
            _UTC
        ):  # a time for machines, not the day that is read
            printed = self._date_in_address(found) or printed
        if found and printed and _printed_wins(found.value, printed.value, updated.value if updated else None):
            found = printed
        found = found or printed
        if found:
            self._set("date", found)
        if updated and found and updated.value[:16] != found.value[:16] and updated.value[:10] >= found.value[:10]:
            self._set("updated", updated)

    def _stated_dates(self) -> Iterator[_Found]:
        yield from self._read_dates(
            (
                *self._json("datePublished"),
                *self._meta(
                    OPEN_GRAPH,
                    "article:published_time",
                    "og:published_time",
                    "og:article:published_time",
                    "og:pubdate",
                    "article:published",
                ),
                *self._property("datePublished"),
                *self._meta(META_TAGS, *_DATE_TAGS),
                *self._json("dateCreated", "uploadDate"),
                *self._property("dateCreated"),
            )
        )

    def _read_dates(self, candidates: Iterable[_Found]) -> Iterator[_Found]:
        for found in candidates:
            date = dates.parse_date(found.value).date or next(self._dates_in(found.value), None)
            if date and date.day and "1990" <= date.year <= "2099":
                yield _Found(date, found.origin, found.line)

    def _date_in_address(self, stated: _Found | None) -> _Found | None:
        """Return the day in the page's address if the metadata state a time in UTC: the address has the site's day."""
        if stated is None or not (stated.value.time or "").endswith(_UTC):
            return None
        source = self.fields.get("source_url")
        day = date_from_url(source.value) if source else None
        return _Found(day, ADDRESS) if day else None

    def _printed_dates(self, stated: PartialDate | None) -> Iterator[_Found]:
        """Yield the dates printed near the headline: in `time` elements, in elements that are named so.

        A day printed without its year gets that of the stated date beside it.
        """
        later: list[_Found] = []
        for element in self._header_elements():
            names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
            is_named = element.tag == "time" or bool(_DATE_NAMES.search(names))
            if not is_named and (len(element) > _MAX_PARTS or not any(map(_YEAR.search, _own_texts(element)))):
                continue
            text = visible_text(element)
            if len(text) > (_MAX_DATED if is_named else _MAX_DATE_LINE):
                continue
            update = _UPDATE_WORDS.search(text)
            is_update = bool(update and not _DAY_IN_TEXT.search(text, 0, update.start()))
            if update and not is_update:
                text = text[: update.start()]
            found = list(self._dates_in(text))
            if not found and is_named and stated and not _YEAR.search(text):
                found = list(_days_near(text, stated))
            if not found and is_named and (stamp := element.get("datetime") or element.get("title")):
                found = [date for date in [dates.parse_date(stamp).date] if date and date.day]
            for date in found:
                printed = _Found(date, PRINTED, element.sourceline or 1)
                if is_update or (len(found) == 1 and _UPDATE_WORDS.search(names)):
                    later.append(printed)
                else:
                    yield printed
                    break
        yield from later

    def _dates_in(self, text: str) -> Iterator[PartialDate]:
        """Yield the dates in a line of text. `05/10/2018` is read day first in every language but English."""
        language = self.fields.get("language")
        if language and language.value[:2] != "en":
            text = _SLASHED_DAY.sub(r"\1.\2.\3", text)
        yield from _dates_in(text)

    def _header_elements(self) -> Iterator[HtmlElement]:
        """Yield the elements around the first headline: those of its header, and a few below it."""
        headings = [heading for heading in islice(self.root.iter("h1"), _MAX_VALUES) if visible_text(heading)]
        title = fold_text(self.fields["title"].value) if "title" in self.fields else ""
        heading = next(
            (found for found in headings if fold_text(visible_text(found)) == title), next(iter(headings), None)
        )
        if heading is None and title:
            candidates = (element for element in self.root.iter(*_PLAIN_HEADINGS) if element.text)
            heading = next((found for found in candidates if fold_text(found.text) == title), None)
        if heading is None:
            yield from islice((element for element in self.root.iter() if isinstance(element.tag, str)), 1500)
            return
        holder = heading
        for level in range(_MAX_LEVELS):
            parent = holder.getparent()
            if parent is None or parent.tag in ("body", "html"):
                break
            holder = parent
            if level >= 4 and sum(1 for _ in islice(holder.iter(), _ENOUGH_ELEMENTS)) == _ENOUGH_ELEMENTS:
                break
        elements = [element for element in holder.iter() if isinstance(element.tag, str)]
        start = next((number for number, element in enumerate(elements) if element is heading), 0)
        yield from elements[start : start + _NEAR]
        yield from reversed(elements[max(0, start - _NEAR) : start])
        yield from elements[start + _NEAR : start + _FAR]

    # names

    def _set_authors(self) -> None:
        groups = (
            (JSON_LD, [name for item in self.data.articles for name in _json_authors(item)]),
            (OPEN_GRAPH, [found.value for found in self._meta(OPEN_GRAPH, "article:author", "og:article:author")]),
            (MICRODATA, [found.value for found in self._property("author", "creator")][:5]),
            (META_TAGS, [found.value for found in self._meta(META_TAGS, *_AUTHOR_TAGS)]),
            (PRINTED, list(islice(self._printed_bylines(), 3))),
        )
        stated = [(names, origin) for origin, texts in groups if (names := self._distinct_names(texts))]
        if not stated:
            return
        named = (found for found in stated if not all(map(_is_nobody, found[0])))
        names, origin = next(named, stated[0])
        names = tuple(name for name in names if not _STAFF.search(name)) or names
        if len(names) == 1 and origin != PRINTED:
            names, origin = self._whole_byline(names, origin, groups[-1][1])
        printed = self._distinct_names(groups[-1][1])
        self._set("authors", _Found(tuple(_as_printed(name, printed) for name in names[:12]), origin))

    def _whole_byline(self, names: tuple[str, ...], origin: str, bylines: list[str]) -> tuple[tuple[str, ...], str]:
        """Return the names of a printed byline that begins with the only name of the metadata, which know no others."""
        for byline in bylines:
            people = (name for name in self._distinct_names([byline]) if not _STAFF.search(name))
            printed = tuple(name for name in people if not self._is_site_name(name))
            if len(printed) > 1 and printed[:1] == names:
                return printed, PRINTED
        return names, origin

    def _distinct_names(self, texts: Iterable[str]) -> tuple[str, ...]:
        names = dict.fromkeys(name for text in texts for name in self._names(text))
        return tuple(name for name in names if not any(name.startswith(f"{other} ") for other in names))

    def _names(self, text: str) -> Iterator[str]:
        """Yield the names of people in a text, without the site's."""
        text = _AFTER_NAMES.sub("", " ".join(text.split())).strip(_AROUND_NAMES)
        if not text or len(text) > 200:
            return
        text = _BEFORE_NAMES.sub("", text.split(" | ")[0], count=1)
        if not self._is_english() and (label := _BEFORE_FOREIGN_NAMES.match(text)):
            text = text[label.end() :]
        if date := _DATE_IN_TEXT.search(text):
            text = text[: date.start()].strip(_AROUND_NAMES)
        names: Iterable[str] = read_byline(text) or read_byline(f"By {text}") or ()
        if not names:
            read = values.read_names(Located(text))
            names = read if isinstance(read, tuple) else ()
        for number, stated in enumerate(names):
            if number and _ROLE.search(stated):
                continue
            name = _ROLE.sub("", _SEPARATOR.split(stated)[0]).strip(f"{_AROUND_NAMES}/")
            if name and len(name) <= _MAX_NAME and self._is_person(name):
                yield name

    def _is_english(self) -> bool:
        language = self.fields.get("language")
        return language is None or language.value[:2] == "en"

    def _is_person(self, name: str) -> bool:
        is_other = _NOT_A_NAME.search(name) or fold_text(name) in self.site_names
        return not is_other and not dates.parse_date(name).date

    def _printed_bylines(self) -> Iterator[str]:
        """Yield the bylines printed near the headline."""
        for element in self._header_elements():
            names = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('itemprop') or ''}")
            if (
                "comment" in names
                or element.tag in UNSEEN_TAGS
                or (element.get("itemprop") and is_of_other_item(element))
            ):
                continue
            is_named = _is_link_to_author(element) or bool(_BYLINE_NAMES.search(names))
            text = _byline_text(element) if is_named or element.tag in ("p", "span", "div", "address") else ""
            if (
                text
                and len(text) <= 120
                and ((is_named and len(text.split()) <= _MAX_BYLINE_WORDS) or _is_byline(text))
            ):
                for part in re.split(r"\s[|·•/]\s|\n", text):
                    date = _DATE_IN_TEXT.search(part)
                    name = part[: date.start()].strip(_AROUND_NAMES) if date else part
                    if not date or len(name.split()) > 1:
                        yield name

    # the rest

    def _languages(self) -> Iterator[_Found]:
        candidates = (
            *self._json("inLanguage"),
            *(_Found(value, META_TAGS) for value in (self.root.get("lang"), self.root.get("xml:lang")) if value),
            *self._meta(OPEN_GRAPH, "og:locale"),
            *self._meta(META_TAGS, "content-language", "dc.language", "citation_language", "language"),
        )
        for found in candidates:
            language = values.read_language(Located(found.value))
            if isinstance(language, str):
                yield _Found(language, found.origin, found.line)

    def _sections(self) -> Iterator[_Found]:
        for found in (
            *self._json("articleSection"),
            *self._meta(OPEN_GRAPH, "article:section", "og:section"),
            *self._property("articleSection"),
            *self._meta(META_TAGS, "parsely-section", "section", "category"),
        ):
            if len(found.value) <= 60 and not is_http_url(found.value):
                yield found

    def _topics(self) -> _Found | None:
        for origin, texts in (
            (JSON_LD, [found.value for found in self._json("keywords")]),
            (OPEN_GRAPH, [found.value for found in self._meta(OPEN_GRAPH, "article:tag", "og:article:tag")]),
            (
                META_TAGS,
                [found.value for found in self._meta(META_TAGS, "news_keywords", "parsely-tags", "keywords", "tags")][
                    :1
                ],
            ),
        ):
            topics = values.distinct_texts(part for text in texts for part in text.split(","))
            kept = tuple(topic for topic in topics or () if len(topic) <= 60 and not re.search(r"[:=_/]|^\d+$", topic))
            if kept:
                return _Found(kept[:_MAX_TOPICS], origin)
        return None

    def _descriptions(self) -> Iterator[_Found]:
        for found in (
            *self._meta(OPEN_GRAPH, "og:description"),
            *self._json("description"),
            *self._meta(META_TAGS, "description", "twitter:description", "summary"),
        ):
            text = re.sub(r"<[^<>]{1,200}>", "", found.value).strip()
            if 20 <= len(text) <= 500 and not text.endswith(("…", "...", "[…]", "[...]")):
                yield _Found(text, found.origin, found.line)

    def _is_free(self) -> bool | None:
        for item in self.data.articles:
            value = item.get("isAccessibleForFree")
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.lower() in ("true", "false"):
                return value.lower() == "true"
        return None


def _long_words(text: str) -> set[str]:
    return {word.casefold() for word in _LONG_WORD.findall(text)}


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def _is_nobody(name: str) -> bool:
    return bool(_LOGIN.fullmatch(name) or _STAFF.search(name))


def _is_byline(text: str) -> bool:
    return re.match(r"(?i)by\s+[A-ZÀ-Þ]", text) is not None or (
        begins_with_label(text) and read_byline(text) is not None
    )


_MAX_BYLINE_WORDS = 12


def _is_link_to_author(element: HtmlElement) -> bool:
    if element.tag != "a":
        return False
    return "author" in (element.get("rel") or "").split() or bool(_AUTHOR_PATH.search(element.get("href") or ""))


def _byline_text(element: HtmlElement) -> str:
    """Return the text of a short element, with spaces between its parts: a role stands in one beside the name."""
    parts: list[str] = []
    for part in islice(element.iter(), _MAX_BYLINE_PARTS):
        if isinstance(part.tag, str) and part.tag not in UNSEEN_TAGS:
            parts.append(part.text or "")
        parts.append((part.tail or "") if part is not element else "")
    return " ".join(" ".join(parts).replace(" ,", ",").split()).replace(" ,", ",")


_MAX_BYLINE_PARTS = 30


def _as_printed(name: str, printed: Iterable[str]) -> str:
    """Return a name as a byline prints it: not in capitals, and without the organisation that the metadata add."""
    for other in printed:
        is_same = other.casefold() == name.casefold() and not other.isupper()
        is_turned = ", " in name and other == " ".join(reversed(name.split(", ")))
        is_shortened = " " not in name and other.startswith(f"{name} ") and len(other.split()) == 2
        if is_same or is_turned or is_shortened or name.startswith((f"{other}. ", f"{other}, ")):
            return other
    return name


def _json_authors(item: Any) -> Iterator[str]:
    value = item.get("author") or item.get("creator")
    for author in value if isinstance(value, list) else [value]:
        if (
            isinstance(author, dict)
            and author.get("@type") in ("Organization", "NewsMediaOrganization")
            and isinstance(value, list)
            and len(value) > 1
        ):
            continue
        yield from json_texts(author)


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip()) if base else href.strip()
    except ValueError:
        return ""


def _is_deep(url: str, saved: str) -> bool:
    """Return True unless an address is that of the whole site, which some pages state as their own."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query) or not saved or not urlsplit(saved).path.strip("/")


def _same_site(host: str, hosts: set[str]) -> bool:
    """Return True for a host of a site, such as its pages for phones; other sites are not the page's address."""

    def core(name: str) -> str:
        return re.sub(r"^(?:www|m|mobile|amp|edition)\.", "", name)

    return any(
        core(host) == core(other) or core(host).endswith(f".{core(other)}") or core(other).endswith(f".{core(host)}")
        for other in hosts
    )


def _begins_alike(key: str, title: str) -> bool:
    folded = fold_text(title)
    return folded.startswith(key) or (len(folded) > 20 and key.startswith(folded))


def _printed_wins(stated: PartialDate, printed: PartialDate, updated: PartialDate | None) -> bool:
    """Return True if a page prints another day than its metadata, within a day.

    A later day than one that the metadata state with the site's zone may be that of an update, and a later one than
    they state without a zone is, if they say so.
    """
    if not printed.day or printed[:10] == stated[:10]:
        return False
    zone = re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", stated.time or "")
    is_utc = zone is not None and zone[0] in _UTC
    is_other_zone = zone is None or is_utc or printed[:10] < stated[:10]
    if zone is None and updated and printed[:10] == updated[:10] > stated[:10]:
        return False
    if is_utc and (stated.time or "")[:2] >= _NOON and printed[:10] < stated[:10]:
        return False  # no zone is so far behind
    return is_other_zone and not dates.dates_contradict(stated, printed, 1)


def _dates_in(text: str) -> Iterator[PartialDate]:
    """Yield the dates in a line of text."""
    text = _SECOND_MONTH.sub("", _TIME_BEFORE_YEAR.sub(r"\1 \2", text))
    whole = dates.parse_date(dates.split_date_label(text)[1])
    if whole.date and whole.date.day:
        yield whole.date
        return
    for match in _DATE_IN_TEXT.finditer(text):
        date = dates.parse_date(match[0]).date
        if date and date.day:
            yield date


def _own_texts(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _days_near(text: str, stated: PartialDate) -> Iterator[PartialDate]:
    """Yield the days that a text names without a year and that are at most one from the stated date."""
    year = int(stated.year)
    for match in _DAY_IN_TEXT.finditer(text):
        day = match["day"] or match["day_first"]
        month = match["month"] or match["month_last"]
        for candidate in (year, year - 1, year + 1):
            date = dates.parse_date(f"{day} {month} {candidate}").date
            if date and date.day and not dates.dates_contradict(stated, date, 1):
                yield date
