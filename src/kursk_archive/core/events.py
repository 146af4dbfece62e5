"""Events that a run reports while it goes, and the report at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from kursk_archive.core.findings import Finding, Severity

if TYPE_CHECKING:
    from kursk_archive.core.model import Article, ArticleSummary, Resolution


class OutputChanged(Struct, frozen=True):
    """A file of the output folder was written or removed."""

    path: str
    change: str
    """`written` or `removed`."""


class Progress(Struct, frozen=True):
    """The progress of one stage of a run."""

    stage: str
    done: int
    total: int


class ArticleLoaded(Struct, frozen=True):
    """An article was loaded and its links resolved; `check --json` prints it as one line."""

    article: Article
    resolutions: tuple[Resolution, ...]
    targets: Mapping[int, ArticleSummary]
    page: str | None
    """POSIX, relative to the output folder; None if it is withheld or another article has its permalink."""


Event = OutputChanged | Progress | ArticleLoaded | Finding
EventHandler = Callable[[Event], None]


def ignore_event(event: Event) -> None:
    """Do nothing."""


class BuildReport(Struct, frozen=True):
    """The result of a run."""

    articles: int
    written: Sequence[str]
    removed: Sequence[str]
    unchanged: int
    links: Mapping[str, int]
    """Kind → number of links."""
    findings: tuple[Finding, ...]
    seconds: float

    def count_findings(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)
