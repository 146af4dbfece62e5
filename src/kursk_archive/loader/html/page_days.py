"""The days of a saved page: of its publication and its last update, as stated for machines and as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from lxml.html import HtmlElement

from kursk_archive.core.model import PartialDate
from kursk_archive.loader import dates
from kursk_archive.loader.dates.paths import date_from_url
from kursk_archive.loader.html.article_blocks import fold_text, visible_text
from kursk_archive.loader.html.page_sources import (
    ADDRESS,
    MAX_VALUES,
    META_TAGS,
    OPEN_GRAPH,
    PRINTED,
    PageSources,
    StatedValue,
)
from kursk_archive.loader.html.page_tree import UNSEEN_TAGS

_DATE_TAGS = (
    "citation_publication_date citation_online_date citation_date datepublished rnews:datepublished dc.date.issued "
    "dcterms.issued dc.date dcterms.created dcterms.date dc.date.created parsely-pub-date sailthru.date pubdate "
    "publishdate publish-date publish_date publication_date article.published date.release "
    "cxenseparse:recs:publishtime originalpublicationdate date_published pub_date bt:pubdate dat "
    "article_date_original cxenseparse:publishtime published article:publish_time article:published_date "
    "og:release_date release_date publication-date published_at publishedat dc.date.available dcterms.available "
    "dc.created prism.publicationdate datecreated date_created date-creation creation_date displaydate "
    "shareaholic:article_published_time mediator_published_time vr:published_time firstpublished date"
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
DATE_IN_TEXT = re.compile(
    r"[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}(?![0-9.])|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{2,12}\.?,?\s(?:de\s)?[0-9]{4}"
    r"|[^\W\d_]{3,12}\.?\s[0-9]{1,2}(?:st|nd|rd|th)?,?\s[0-9]{4}"
    r"|[0-9]{4}\s?[年년]\s?[0-9]{1,2}\s?[月월]\s?[0-9]{1,2}\s?[日일]",
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
_DATE_NAMES = re.compile(
    r"date|time|publish|posted|pubdate|meta|byline|info|created|author|datum|fecha|stamp|submitted", re.IGNORECASE
)
_UPDATE_WORDS = re.compile(
    r"updat|modif|изменен|обновлен|оновлен|aktualisiert|mis à jour|actualizad|atualizad|aggiornat|bijgewerkt|uppdaterad"
    r"|oppdatert|opdateret|päivitetty|aktualiz|zaktualiz|frissít|güncelle|ažurir|更新|수정|업데이트|تحديث|עודכן",
    re.IGNORECASE,
)
_STATE_KEYS = re.compile(
    r"""(?:date_?published|publish(?:ed)?_?(?:date|at|time|on)|pub_?date|publication_?date|first_?published(?:_?(?:date|at))?"""
    r"""|post_?date|display_?date)(?:\\?["']|&quot;)?\s*[:=]\s*(?:\\?["']|&quot;)?"""
    r"""(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}[0-9T:.Z+-]{0,25}|1[0-9]{9}(?![0-9]{1,2}(?![0-9])))""",
    re.IGNORECASE,
)
"""A day in the state of a program of the page, or the seconds since 1970 (of 10 digits, or of 13 with thousandths)."""
_STAMP_ATTRIBUTES = re.compile(r"^(?:datetime|title|data-.*(?:date|time|stamp).*)$")
_ASIDE_TAGS = ("aside", "footer", "nav")
_ASIDE_NAMES = re.compile(
    r"comment|related|footer|sidebar|widget|copyright|teaser|recommend|popular|latest", re.IGNORECASE
)
_MAX_STATE, _MAX_ATTRIBUTE = 2_000_000, 20_000
_NOON, _UTC = "12", ("Z", "+00:00")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|(?<![0-9.])[0-9]{2}\.[0-9]{2}\.[0-9]{2}(?![0-9.])")
_MAX_DATED, _MAX_DATE_LINE, _MAX_PARTS = 200, 70, 5
"""Characters of an element that is named like a date, and of any other near the headline that holds one, with its
elements: `January 17, 2017 by <a>Jane Doe</a>`."""


class DayReader:
    """Reads the days of one page.

    Args:
        sources: of the page.
        title: its headline; empty if none was found.
        language: of the page; empty if it is not known.
        address: of the page; empty if it is not known.
    """

    def __init__(self, sources: PageSources, title: str, language: str, address: str) -> None:
        self.sources, self.title, self.language, self.address = sources, title, language, address

    def days(self) -> tuple[StatedValue | None, StatedValue | None]:
        """Return the day of publication, and that of the last update if it is another time; None if not known."""
        found = next(self._stated_dates(), None)
        updated = next(
            self._read_dates(
                (
                    *self.sources.json("dateModified"),
                    *self.sources.meta(META_TAGS, *_UPDATED_TAGS),
                    *self.sources.microdata("dateModified"),
                )
            ),
            None,
        )
        printed = next(self._printed_dates(found.value if found else None), None)
        if not found and not printed:
            found = self._date_in_state() or self._only_printed_date()
        if not found and not printed and not date_from_url(self.address):
            found = updated
        if printed is None or (printed.value.time or "").endswith(
            _UTC
        ):  # a time for machines, not the day that is read
            printed = self._date_in_address(found) or printed
        if found and printed and _printed_wins(found.value, printed.value, updated.value if updated else None):
            found = printed
        found = found or printed
        is_later = (
            updated and found and updated.value[:16] != found.value[:16] and updated.value[:10] >= found.value[:10]
        )
        return found, updated if is_later else None

    def _stated_dates(self) -> Iterator[StatedValue]:
        yield from self._read_dates(
            (
                *self.sources.json("datePublished"),
                *self.sources.meta(
                    OPEN_GRAPH,
                    "article:published_time",
                    "og:published_time",
                    "og:article:published_time",
                    "og:pubdate",
                    "article:published",
                ),
                *self.sources.microdata("datePublished"),
                *self.sources.meta(META_TAGS, *_DATE_TAGS),
                *self.sources.json("dateCreated", "uploadDate"),
                *self.sources.microdata("dateCreated"),
            )
        )

    def _read_dates(self, candidates: Iterable[StatedValue]) -> Iterator[StatedValue]:
        for found in candidates:
            date = dates.parse_date(found.value).date or next(self._dates_in(found.value), None)
            if date and date.day and "1990" <= date.year <= "2099":
                yield StatedValue(date, found.origin, found.line)

    def _date_in_state(self) -> StatedValue | None:
        """Return the day that the page's programs state as that of publication, if all of them state the same."""
        found = {
            _state_day(match["day"]): script.sourceline or 1
            for script in self.sources.root.iter("script")
            if script.text and len(script.text) <= _MAX_STATE
            for match in islice(_STATE_KEYS.finditer(script.text), MAX_VALUES)
        }
        for element in self.sources.root.iter("meta", "div", "article", "section", "main"):
            for value in element.attrib.values():
                if len(value) > 20 and "ub" in value[:_MAX_ATTRIBUTE]:
                    for match in islice(_STATE_KEYS.finditer(value[:_MAX_ATTRIBUTE]), MAX_VALUES):
                        found.setdefault(_state_day(match["day"]), element.sourceline or 1)
        days = {day[:10] for day in found if day}
        return (
            next((StatedValue(day, META_TAGS, line) for day, line in found.items() if day), None)
            if len(days) == 1
            else None
        )

    def _only_printed_date(self) -> StatedValue | None:
        """Return the day that a page prints anywhere by itself or in an element named like a date, if it is one."""
        found: dict[str, StatedValue] = {}
        for element in self.sources.root.iter():
            if not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS or len(element) > _MAX_PARTS:
                continue
            names = _names(element)
            is_named = element.tag == "time" or bool(_DATE_NAMES.search(names))
            text = visible_text(element) if is_named or any(map(_YEAR.search, _own_texts(element))) else ""
            if not text or len(text) > _MAX_DATE_LINE or is_beside_article(element):
                continue
            match = DATE_IN_TEXT.search(text)
            for date in list(self._dates_in(text))[:1]:
                is_alone = match is not None and len(match[0]) * 2 > len(text)
                if (is_named or is_alone) and "1990" <= date.year <= "2099":
                    found.setdefault(date[:10], StatedValue(date, PRINTED, element.sourceline or 1))
        return next(iter(found.values())) if len(found) == 1 else None

    def _date_in_address(self, stated: StatedValue | None) -> StatedValue | None:
        """Return the day in the page's address if the metadata state a time in UTC: the address has the site's day."""
        if stated is None or not (stated.value.time or "").endswith(_UTC):
            return None
        day = date_from_url(self.address)
        return StatedValue(day, ADDRESS) if day else None

    def _printed_dates(self, stated: PartialDate | None) -> Iterator[StatedValue]:
        """Yield the dates printed near the headline: in `time` elements, in elements that are named so.

        A day printed without its year gets that of the stated date beside it.
        """
        later: list[StatedValue] = []
        title = fold_text(self.title)
        for element in self.sources.header_elements(self.title):
            names = _names(element)
            is_named = element.tag == "time" or bool(_DATE_NAMES.search(names))
            if not is_named and (later or len(element) > _MAX_PARTS or not any(map(_YEAR.search, _own_texts(element)))):
                continue  # a day without a name counts only before that of an update: it is nearer to the headline
            text = visible_text(element)
            if len(text) > (_MAX_DATED if is_named else _MAX_DATE_LINE):
                continue
            text, is_update = _until_update(text)
            found = list(self._dates_in(text)) or (
                list(islice(self._hidden_dates(element, text, stated), 1)) if is_named else []
            )
            if (date := next(iter(found), None)) is None or date.year < "1990":
                continue
            printed = StatedValue(date, PRINTED, element.sourceline or 1)
            if is_update or fold_text(text) == title or (len(found) == 1 and _UPDATE_WORDS.search(names)):
                later += [StatedValue(date, PRINTED, printed.line) for date in found]
            else:
                yield printed
        yield from later

    def _hidden_dates(self, element: HtmlElement, text: str, stated: PartialDate | None) -> Iterator[PartialDate]:
        """Yield the days of an element that is named like a date and prints none with its year."""
        if stated and not _YEAR.search(text):
            yield from _days_near(text, stated)
        for name, value in element.attrib.items():
            if element.tag != "meta" and _STAMP_ATTRIBUTES.match(name) and len(value) <= _MAX_DATE_LINE:
                date = dates.parse_date(value).date
                yield from [date] if date and date.day else self._dates_in(value)

    def _dates_in(self, text: str) -> Iterator[PartialDate]:
        """Yield the dates in a line of text. `05/10/2018` is read day first in every language but English."""
        if self.language and self.language[:2] != "en":
            text = _SLASHED_DAY.sub(r"\1.\2.\3", text)
        yield from _dates_in(text)


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
    for match in DATE_IN_TEXT.finditer(text):
        date = dates.parse_date(match[0]).date
        if date and date.day:
            yield date


def _state_day(text: str) -> PartialDate | None:
    if text.isdigit():
        text = datetime.fromtimestamp(int(text), UTC).isoformat()
    date = dates.parse_date(text).date
    return date if date and date.day and "1990" <= date.year <= "2099" else None


def is_beside_article(element: HtmlElement) -> bool:
    """Return True within the footer, a list of other pages, or comments."""
    return any(
        holder.tag in _ASIDE_TAGS or _ASIDE_NAMES.search(_names(holder))
        for holder in (element, *element.iterancestors())
        if holder.tag not in ("body", "html")
    )


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


def _until_update(text: str) -> tuple[str, bool]:
    """Return a line up to the words for an update, and True if no day stands before them: it is that of the update."""
    update = _UPDATE_WORDS.search(text)
    if not update:
        return text, False
    start = update.start()
    is_update = not _DAY_IN_TEXT.search(text, 0, start) and not DATE_IN_TEXT.search(text, 0, start)
    return (text, True) if is_update else (text[:start], False)


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
