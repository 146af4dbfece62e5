"""The authors of a saved page: names without posts, accounts and the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from kursk_archive.loader import dates
from kursk_archive.loader.html.article_blocks import fold_text
from kursk_archive.loader.html.page_days import DATE_IN_TEXT, is_beside_article
from kursk_archive.loader.html.page_sources import (
    JSON_LD,
    META_TAGS,
    MICRODATA,
    OPEN_GRAPH,
    PRINTED,
    PageSources,
    StatedValue,
)
from kursk_archive.loader.html.page_titles import SEPARATOR, TitleReader
from kursk_archive.loader.html.page_tree import UNSEEN_TAGS
from kursk_archive.loader.html.phrases import any_of
from kursk_archive.loader.html.structured_data import is_of_other_item, json_texts
from kursk_archive.loader.metadata import values
from kursk_archive.loader.text_dump.bylines import begins_with_label, read_byline
from kursk_archive.yaml.located import Located

_AUTHOR_TAGS = (
    "citation_author dc.creator dcterms.creator parsely-author sailthru.author byl author article:author_name "
    "cxenseparse:author article.author dc.contributor authors og:author dc.author author_name author-name "
    "article:author:name shareaholic:article_author_name vr:author content_author"
).split()
_BYLINE_NAMES = any_of(
    r"""
    by-?line|authors?|author-?names?|contributors?|writer|reader-credits|p-author|credit-?name|posted-?by
    auteurs?|autore?s?|autoren|autoren(?:zeile|name)|redactor|wrote-?by|written-?by|submitted-?by
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
    ^[\d\W]+$
    \w\.(?:com|org|net|info)/
    ^(?:published|posted|updated|last updated|publié|publicado|veröffentlicht|pubblicato|zeige)\b
    ^(?:alle|toutes|todos) \w+$|^[©(]
    """,
)
_BEFORE_NAMES = re.compile(
    r"(?:(?:analysis|opinion|written|words|story|report(?:ed|ing)?|text|posted|published) )?by\s+"
    r"|(?:текст|автор|text|author|auteur|autore?|autora|autorin|interview|作者|文|記者)\s?[:：]\s*|[記记]者\s?"
    r"|(?:author|zum profil von|profil de|profile of)\s+(?=[A-ZÀ-Þ])",
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
_AFTER_NAMES = any_of(
    r"""
    (?:more|other|all) (?:stories|articles|posts|news)? ?(?:by|from)\b.*
    (?:view|see|read|follow)(?: (?:all|more|bio|profile|other))+\b.*
    (?:twitter|facebook|instagram|linkedin|e-?mail|rss|feed|follow|bio|bluesky|threads)(?: [a-z]+)?
    (?:is|was) (?:a|an|the|our|[\w’']+[’']s)\b.*
    (?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*
    (?:last )?(?:updated|published|posted)\b.*
    for the [A-Z].*
    (?:am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b.*
    alle (?:artikel|beiträge)\b.*
    (?:stand|shares?)$
    am$
    @\w.*
    の記事一覧.*
    [／/].*(?:報導|报道)$
    [0-9]{1,2}:[0-9]{2}.*
    """,
    before=r"(?<=\w)(?:[\s,;|·•–—-]+|(?=の))",
    after=r"$",
)
"""The text behind a name in the same line: links to other stories and accounts, what the author is, a time."""
_AROUND_NAMES = " ,;|-–—·•"
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|by|byline|columnists?|contributors?|editors|journalists?|profiles?|reporters?"
    r"|staff|writers?)/[^/?#]"
)
_LABELLED_NAME = re.compile(
    r"\b(?:autor(?:in|en)?|author|auteur|autore|автор)\s?:\s*(\S.{2,60}?)(?=\s+\w{4,12}:|\s[|·•]|$)", re.IGNORECASE
)
"""A name with its label in a line of others: `Datum: 19.11.2021 Autor: Jane Doe Quelle: Herald`."""
_DAY_BEFORE_NAME = re.compile(
    rf"^(?:(?:posted|published|written)\s)?(?:on\s)?(?:{DATE_IN_TEXT.pattern})(?:\s?,?\s(?:at\s)?[0-9]{{1,2}}:[0-9]{{2}})?\s?(?:by\s|[-–—]\s)",
    re.IGNORECASE,
)
"""`Posted on September 21, 2020 by Jane Doe`."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOGIN = re.compile(r"[a-z0-9._-]+")
"""The account of an author, which systems state where nobody filled in a name: it stands in for one only alone."""
_STAFF = re.compile(r"\b(?:staff|team|desk|newsroom|editors|редакция|редакція|redaktion|rédaction)$", re.IGNORECASE)
"""The end of a name that stands for nobody in particular."""
_ROLE = re.compile(
    r",?\s+(?:\(?(?:(?:senior|chief|staff|special|contributing|associate|assistant|deputy|managing|political|politics|"
    r"national|business|science|health|technology|tech|sports|foreign|diplomatic|education|economics|"
    r"environment|white house) )*"
    r"(?:writer|reporter|editor|correspondent|contributor|columnist|journalist|producer|photographer|analyst|critic)s?\)?)(?:\W.*)?$",
    re.IGNORECASE,
)
_WRITTEN_BY = any_of(
    r"""
    (?:written|posted) by|author
    geschrieben von|verfasst von|autor(?:in)?
    écrit par|auteur|escrito por|scritto da|escrit per
    geschreven door|napisane przez|skriven av|skrevet av|kirjoittanut
    автор|написано автором|написав|yazan|執筆者|投稿者|作者
    """,
    before="^",
    after="$",
)
_MAX_LINKS = 2_000
_MAX_NAME = 60
_MAX_BYLINE_WORDS = 12
_MAX_BYLINE_PARTS = 30


class BylineReader:
    """Reads the names of the authors of one page.

    Args:
        sources: of the page.
        titles: knows the names of its site.
        title: its headline; empty if none was found.
        language: of the page; empty if it is not known.
    """

    def __init__(self, sources: PageSources, titles: TitleReader, title: str, language: str) -> None:
        self.sources, self.titles, self.title, self.language = sources, titles, title, language

    def authors(self) -> StatedValue | None:
        """Return the names of the authors; None if there are none."""
        groups = (
            (JSON_LD, [name for item in self.sources.data.articles for name in _json_authors(item)]),
            (
                OPEN_GRAPH,
                [found.value for found in self.sources.meta(OPEN_GRAPH, "article:author", "og:article:author")],
            ),
            (MICRODATA, [found.value for found in self.sources.microdata("author", "creator")][:5]),
            (META_TAGS, [found.value for found in self.sources.meta(META_TAGS, *_AUTHOR_TAGS)]),
            (PRINTED, bylines := list(islice(self._printed_bylines(), 3))),
            (JSON_LD, list(self.sources.data.accounts)),
            (META_TAGS, list(self._labelled_cards())),
        )
        stated = [(names, origin) for origin, texts in groups if (names := self._distinct_names(texts))]
        if all(map(_is_nobody, (name for names, _ in stated for name in names))) and (
            far := self._only_linked_author()
        ):
            stated.insert(0, ((far,), PRINTED))
        if not stated:
            return None
        named = (found for found in stated if not all(map(_is_nobody, found[0])))
        names, origin = next(named, stated[0])
        names = tuple(name for name in names if not _STAFF.search(name)) or names
        if len(names) == 1 and origin != PRINTED:
            names, origin = self._whole_byline(names, origin, bylines)
        printed = self._distinct_names(bylines)
        return StatedValue(tuple(_as_printed(name, printed) for name in names[:12]), origin)

    def _labelled_cards(self) -> Iterator[str]:
        """Yield the names on the cards that a page has made for messages: `twitter:label1` says what `data1` is."""
        for number in "12":
            label = next(self.sources.data.contents(f"twitter:label{number}"), ("", 1))[0]
            if _WRITTEN_BY.match(label):
                yield from (text for text, _ in self.sources.data.contents(f"twitter:data{number}"))

    def _only_linked_author(self) -> str | None:
        """Return the name that all links of the page to an author have; None if there are others or none."""
        found: set[str] = set()
        for link in islice(self.sources.root.iter("a"), _MAX_LINKS):
            if _is_link_to_author(link) and not is_beside_article(link):
                found.update(self._distinct_names([_byline_text(link)]))
        return found.pop() if len(found) == 1 else None

    def _whole_byline(self, names: tuple[str, ...], origin: str, bylines: list[str]) -> tuple[tuple[str, ...], str]:
        """Return the names of a printed byline that begins with the only name of the metadata, which know no others."""
        for byline in bylines:
            people = (name for name in self._distinct_names([byline]) if not _STAFF.search(name))
            printed = tuple(name for name in people if not self.titles.is_site_name(name))
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
        if date := DATE_IN_TEXT.search(text):
            text = text[: date.start()].strip(_AROUND_NAMES)
        names: Iterable[str] = read_byline(text) or read_byline(f"By {text}") or ()
        if not names:
            read = values.read_names(Located(text))
            names = read if isinstance(read, tuple) else ()
        for number, stated in enumerate(names):
            if number and _ROLE.search(stated):
                continue
            name = _ROLE.sub("", SEPARATOR.split(stated)[0]).strip(f"{_AROUND_NAMES}/")
            if name and len(name) <= _MAX_NAME and self._is_person(name):
                yield name

    def _is_english(self) -> bool:
        return not self.language or self.language[:2] == "en"

    def _is_person(self, name: str) -> bool:
        is_other = _NOT_A_NAME.search(name) or fold_text(name) in self.titles.site_names
        return not is_other and not dates.parse_date(name).date

    def _printed_bylines(self) -> Iterator[str]:
        """Yield the bylines printed near the headline."""
        for element in self.sources.header_elements(self.title):
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
                if label := _LABELLED_NAME.search(text):
                    text = label[1]
                for part in re.split(r"\s[|·•/]\s|\n", text):
                    part = _DAY_BEFORE_NAME.sub("", part)
                    date = DATE_IN_TEXT.search(part)
                    name = part[: date.start()].strip(_AROUND_NAMES) if date else part
                    if not date or len(name.split()) > 1:
                        yield name


def _is_nobody(name: str) -> bool:
    return bool(_LOGIN.fullmatch(name) or _STAFF.search(name))


def _is_byline(text: str) -> bool:
    return re.match(r"(?i:(?:(?:posted|written|published|words|reporting)\s+)?by)\s+[A-ZÀ-Þ]", text) is not None or (
        begins_with_label(text) and read_byline(text) is not None
    )


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
