"""Pages about the editions of an article: its history, the differences between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct

from kursk_archive.comparison.classify import ChangeClass
from kursk_archive.comparison.compare import ParagraphChange
from kursk_archive.comparison.editions import EditionRecord, compare_editions
from kursk_archive.comparison.text import BlockKind
from kursk_archive.core.i18n import Message
from kursk_archive.core.model import EditionSummary, PartialDate
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import differences_permalink, history_permalink

CLASS_NAMES: Mapping[ChangeClass, Message] = {
    ChangeClass.HEADLINE: "Headline",
    ChangeClass.BYLINE: "Author or date",
    ChangeClass.NUMBER: "Number",
    ChangeClass.QUOTATION: "Quotation",
    ChangeClass.NAME: "Name",
    ChangeClass.LINK_ADDED: "Link added",
    ChangeClass.LINK_REMOVED: "Link removed",
    ChangeClass.LINK_RETARGETED: "Link leads elsewhere",
    ChangeClass.IMAGE: "Image or caption",
    ChangeClass.CORRECTION: "Correction notice",
    ChangeClass.ORDER: "Order of the text",
    ChangeClass.WORDING: "Wording",
    ChangeClass.PUNCTUATION: "Punctuation",
}
"""As headings and filters name the classes."""
ALTERED: Mapping[ChangeClass, Message] = {
    ChangeClass.HEADLINE: "the headline",
    ChangeClass.BYLINE: "the author or the date",
    ChangeClass.NUMBER: "a number",
    ChangeClass.QUOTATION: "a quotation",
    ChangeClass.NAME: "a name",
    ChangeClass.LINK_ADDED: "the links",
    ChangeClass.LINK_REMOVED: "the links",
    ChangeClass.LINK_RETARGETED: "the links",
    ChangeClass.IMAGE: "an image or its caption",
    ChangeClass.CORRECTION: "the correction notice",
    ChangeClass.ORDER: "the order of the text",
    ChangeClass.WORDING: "the wording",
    ChangeClass.PUNCTUATION: "the punctuation",
}
"""As a sentence names them: the latest change altered a number and a quotation."""


class EditionPlace(Struct, frozen=True):
    """The place of an edition among the others, for its own page."""

    captured_at: PartialDate | None
    latest: str
    """The article's page, relative to the output folder."""
    is_latest: bool
    history: str
    since_previous: str = ""
    """Page of the differences from the edition before; empty for the first."""
    until_next: str = ""
    """Page of the differences to the edition after; empty for the last."""
    has_timemap: bool = False
    """True if there is a list of the known mementos of the article's original."""


class LatestChange(Struct, frozen=True):
    """The latest change of an article, for its page."""

    count: int
    """Number of editions."""
    history: str
    seen_again: tuple[PartialDate, ...] = ()
    """Times at which the latest text was seen again."""
    captured_at: PartialDate | None = None
    """Of the latest edition."""
    altered: tuple[str, ...] = ()
    """See `ALTERED`."""
    differences: str = ""
    """Page of the differences from the edition before; empty where there is one edition."""


class Step(Struct, frozen=True):
    """An edition in the history of its article."""

    edition: EditionSummary
    words: int
    """Length of its text."""
    classes: tuple[str, ...] = ()
    """Names of the classes of its changes from the edition before."""
    added: int = 0
    removed: int = 0
    is_acknowledged: bool = False
    is_across_formats: bool = False
    """True if the two captures are in two formats."""
    days: int | None = None
    """Since the edition before; None where a day is not known."""
    differences: str = ""
    returned_to: EditionSummary | None = None
    """The earlier edition with the same text."""


class ShownParagraph(Struct, frozen=True):
    """A paragraph with changes, or unchanged ones that are folded together."""

    paragraphs: tuple[ParagraphChange, ...]
    is_same: bool
    classes: tuple[ChangeClass, ...] = ()


def latest_change(editions: Sequence[EditionSummary], path: str) -> LatestChange | None:
    """Say what the latest edition changed; None for an article that was captured once.

    Args:
        editions: all of the article, by time.
        path: of the article's page.
    """
    if not editions:
        return None
    last = editions[-1]
    history = history_permalink(path)
    if last.change is None:
        return LatestChange(1, history, last.seen_again)
    altered = tuple(dict.fromkeys(ALTERED[ChangeClass(name)] for name in last.change.classes))
    page = differences_permalink(path, editions[-2].page, last.page)
    return LatestChange(len(editions), history, last.seen_again, last.captured_at, altered, page)


def render_history(
    theme: Theme, output_path: str, permalink: str, editions: Sequence[EditionSummary], records: Sequence[EditionRecord]
) -> bytes:
    """Render the list of an article's editions.

    Args:
        theme: of the site.
        output_path: of the page.
        permalink: of the article.
        editions: by time.
        records: of the editions.
    """
    steps = list(_steps(permalink, editions, records))
    values = {
        "article": records[-1][0],
        "permalink": permalink,
        "steps": steps,
        "whole": differences_permalink(permalink, editions[0].page, editions[-1].page) if len(editions) > 2 else "",
    }
    return theme.render("history.html", output_path, values)


def _steps(permalink: str, editions: Sequence[EditionSummary], records: Sequence[EditionRecord]) -> Iterator[Step]:
    for number, edition in enumerate(editions):
        words = len(records[number][0].body.text.split())
        if edition.change is None:
            yield Step(edition, words)
            continue
        before = editions[number - 1]
        yield Step(
            edition,
            words,
            tuple(CLASS_NAMES[ChangeClass(name)] for name in edition.change.classes),
            edition.change.added_words,
            edition.change.removed_words,
            edition.change.is_acknowledged,
            edition.change.is_across_formats,
            _days_between(before, edition),
            differences_permalink(permalink, before.page, edition.page),
            editions[edition.first_with_text] if edition.first_with_text < number else None,
        )


def _days_between(before: EditionSummary, after: EditionSummary) -> int | None:
    moments = (before.seen_again[-1] if before.seen_again else before.captured_at, after.captured_at)
    days = [date.fromisoformat(moment[:10]) for moment in moments if moment and len(moment) >= len("2024-08-15")]
    return (days[1] - days[0]).days if len(days) == 2 else None


def render_differences(
    theme: Theme,
    output_path: str,
    permalink: str,
    editions: tuple[EditionSummary, EditionSummary],
    records: tuple[EditionRecord, EditionRecord],
) -> bytes:
    """Render the differences between two editions.

    Args:
        theme: of the site.
        output_path: of the page.
        permalink: of the article.
        editions: the earlier and the later one.
        records: of the two.
    """
    found = compare_editions(*records)
    values: dict[str, Any] = {
        "article": records[1][0],
        "permalink": permalink,
        "history": history_permalink(permalink),
        "before": editions[0],
        "after": editions[1],
        "comparison": found,
        "counts": [(name, CLASS_NAMES[ChangeClass(name)], count) for name, count in found.classes.items()],
        "class_names": {str(cls): name for cls, name in CLASS_NAMES.items()},
        "paragraphs": list(_shown(found.paragraphs)),
    }
    return theme.render("differences.html", output_path, values)


def _shown(paragraphs: Sequence[ParagraphChange]) -> Iterator[ShownParagraph]:
    """Yield changed paragraphs one by one, and unchanged ones that follow each other together."""
    told = [part for part in paragraphs if not (part.is_same and part.kind is BlockKind.IMAGE)]  # only a file name
    for is_same, group in groupby(told, key=lambda paragraph: paragraph.is_same):
        if is_same:
            yield ShownParagraph(tuple(group), True)
        else:
            yield from (ShownParagraph((paragraph,), False, paragraph.classes) for paragraph in group)
