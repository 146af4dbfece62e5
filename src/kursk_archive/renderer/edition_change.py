"""The changes of an edition from the one before it, as pages, feeds and data show it."""

from __future__ import annotations

from msgspec import Struct

from kursk_archive.comparison.classify import ChangeClass
from kursk_archive.comparison.compare import SentenceChange
from kursk_archive.comparison.revision import Revision
from kursk_archive.core.model import PartialDate
from kursk_archive.site.permalinks import differences_permalink, history_permalink

MAX_SHOWN_SENTENCES = 3
"""Of a change in a list; the page of the differences has all."""


class EditionChange(Struct, frozen=True):
    """The changes of an edition from the one before it."""

    permalink: str
    """The article's page."""
    title: str
    earlier_title: str
    publisher: str
    """May be empty, like the language."""
    language: str
    before_page: str
    after_page: str
    before_captured_at: PartialDate | None
    after_captured_at: PartialDate | None
    before_sha256: str
    """Of the capture; hexadecimal, lower case."""
    after_sha256: str
    revision: Revision

    @property
    def differences(self) -> str:
        """The page of the differences."""
        return differences_permalink(self.permalink, self.before_page, self.after_page)

    @property
    def history(self) -> str:
        return history_permalink(self.permalink)

    @property
    def classes(self) -> tuple[ChangeClass, ...]:
        return self.revision.classes

    @property
    def shown_sentences(self) -> tuple[SentenceChange, ...]:
        """The first of the changed sentences."""
        return self.revision.sentences[:MAX_SHOWN_SENTENCES]
