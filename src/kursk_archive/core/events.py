"""What a run tells while it goes, and what it has done at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.core.findings import Finding, Severity

if TYPE_CHECKING:
    from kursk_archive.core.model import Article, ArticleSummary, Resolution


class OutputChanged(Struct, frozen=True):
    """A file of the output folder that is not what it was."""

    path: str
    change: str
    """`written` or `removed`."""


class Progress(Struct, frozen=True):
    """How far a run is."""

    stage: str
    done: int
    total: int


class ArticleLoaded(Struct, frozen=True):
    """An article as the archive has it: what `check --json` prints a line of."""

    article: Article
    resolutions: tuple[Resolution, ...]
    targets: Mapping[int, ArticleSummary]
    page: str | None
    """None where it has none: withheld, or its address is another's."""


Event = OutputChanged | Progress | ArticleLoaded | Finding
EventHandler = Callable[[Event], None]


def ignore_event(event: Event) -> None:
    """Tell nobody."""


class BuildReport(Struct, frozen=True):
    """What a run did."""

    articles: int
    written: Sequence[str]
    removed: Sequence[str]
    unchanged: int
    links: Mapping[str, int]
    """Kind → number of references."""
    findings: tuple[Finding, ...]
    seconds: float

    def count_findings(self, severity: Severity) -> int:
        return sum(one.severity is severity for one in self.findings)
