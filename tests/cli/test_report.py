"""The rows of a summary: counts with their nouns."""

from __future__ import annotations

from kursk_archive.cli.report import build_summary_rows, severities_text
from kursk_archive.core.enums import LinkKind
from kursk_archive.core.events import BuildReport
from kursk_archive.core.findings import Severity


def test_severities_are_counted_in_the_plural() -> None:
    counts = {Severity.ERROR: 6, Severity.WARNING: 1, Severity.INFO: 2}
    assert severities_text(counts) == "6 errors, 1 warning, 2 info"
    assert severities_text({Severity.ERROR: 0}) == "none"


def test_kinds_of_links_are_counted_in_the_plural() -> None:
    links = {LinkKind.ARTICLE: 99, LinkKind.SNAPSHOT: 1, LinkKind.LOST: 2, LinkKind.X: 3}
    report = BuildReport(4, (), (), 0, {kind.value: count for kind, count in links.items()}, (), 0.5)
    assert dict(build_summary_rows(report, None)) == {
        "articles": "4",
        "links": "99 articles, 1 snapshot, 2 lost, 3 x",
        "findings": "none",
        "time": "0.50 s",
    }
