"""Results of a run: JSON Lines for programs, rows of a summary for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kursk_archive.core.enums import LinkKind
from kursk_archive.core.events import ArticleLoaded, BuildReport, OutputChanged
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import count_noun

if TYPE_CHECKING:
    from kursk_archive.config import Config
    from kursk_archive.core.model import ArticleSummary, Link, Resolution
    from kursk_archive.preservation.summary import ExportSummary

SummaryRows = Iterable[tuple[str, str]]
"""Label and text of each row."""


def article_json(event: ArticleLoaded) -> dict[str, Any]:
    """Return the line that `check --json` prints for an article."""
    article = event.article
    resolutions = enumerate(zip(article.references(), event.resolutions, strict=True))
    links = [_link_json(link, resolution, event.targets.get(i)) for i, (link, resolution) in resolutions]
    return {
        "type": "article",
        "path": article.id,
        "title": article.title,
        "date": _text(article.date),
        "updated": _text(article.updated),
        "source_url": article.source_url,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "language": article.language,
        "topics": list(article.topics),
        "image_caption": article.image_caption,
        "image_credit": article.image_credit,
        "related": [{"title": link.text, "href": link.href} for link in article.related],
        "page": event.page,
        "capture_sha256": article.capture.sha256,
        "provenance": {name: provenance.value for name, provenance in article.provenance.items()},
        "links": links[: len(article.links)],
    }


def _link_json(link: Link, resolution: Resolution, target: ArticleSummary | None) -> dict[str, Any]:
    return {
        "text": link.text,
        "href": link.href,
        "line": link.line,
        "kind": (LinkKind.ARTICLE if target else resolution.kind).value,
        "canonical": resolution.canonical,
        "article": target.path if target else None,
        "snapshot": resolution.snapshot.url if resolution.snapshot else None,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def output_changed_json(event: OutputChanged) -> dict[str, Any]:
    return {"type": "page", "path": event.path, "change": event.change}


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "type": "finding",
        "severity": finding.severity.value,
        "code": finding.code,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "message": finding.message,
        "hint": finding.hint,
    }


# Summaries


def build_summary_json(report: BuildReport) -> dict[str, Any]:
    return {
        "type": "summary",
        "articles": report.articles,
        "pages_written": len(report.written),
        "pages_unchanged": report.unchanged,
        "pages_removed": len(report.removed),
        "links": {str(kind): count for kind, count in report.links.items()},
        "findings": severities_json(_count_findings(report)),
        "seconds": round(report.seconds, 3),
    }


def build_summary_rows(report: BuildReport, config: Config | None) -> SummaryRows:
    """Yield the rows of a build's summary; without a configuration those of a check, which writes nothing."""
    yield "articles", str(report.articles)
    if config:
        yield "pages", f"{len(report.written)} written, {report.unchanged} unchanged, {len(report.removed)} removed"
    yield "links", ", ".join(_count_kind(kind, count) for kind, count in report.links.items()) or "none"
    yield "findings", severities_text(_count_findings(report))
    yield "time", f"{report.seconds:.2f} s"
    if config:
        from kursk_archive.site.permalinks import INDEX  # takes 5 ms

        published = f", to be published at {config.site.base_url}" if config.site.base_url else ""
        yield "site", f"{config.output / INDEX}{published}"


def build_in_brief(report: BuildReport) -> str:
    """Summarise one of many builds in a line."""
    changes = f"{len(report.written)} written, {len(report.removed)} removed"
    return f"built in {report.seconds:.2f} s: {changes}; findings: {severities_text(_count_findings(report))}"


def _count_findings(report: BuildReport) -> Mapping[Severity, int]:
    return {severity: report.count_findings(severity) for severity in Severity}


def verify_summary_json(
    files: int, total_bytes: int, findings: Mapping[Severity, int], seconds: float
) -> dict[str, Any]:
    return {
        "type": "summary",
        "files": files,
        "bytes": total_bytes,
        "findings": severities_json(findings),
        "seconds": round(seconds, 3),
    }


def verify_summary_rows(files: int, total_bytes: int, findings: Mapping[Severity, int], seconds: float) -> SummaryRows:
    yield "files", f"{files}, {total_bytes / 1_000_000:.1f} MB"
    yield "findings", severities_text(findings)
    yield "time", f"{seconds:.2f} s"


def export_summary_json(summary: ExportSummary) -> dict[str, Any]:
    return {
        "type": "summary",
        "bag": str(summary.bag),
        "files": summary.file_count,
        "bytes": summary.payload_bytes,
        "articles": summary.article_count,
        "site": summary.has_site,
        "findings": severities_json(summary.findings),
        "seconds": round(summary.seconds, 3),
    }


def export_summary_rows(summary: ExportSummary) -> SummaryRows:
    yield "bag", str(summary.bag)
    yield "articles", str(summary.article_count)
    yield "site", "yes" if summary.has_site else "no"
    yield "files", f"{summary.file_count}, {summary.payload_bytes / 1_000_000:.1f} MB"
    yield "findings", severities_text(summary.findings)
    yield "time", f"{summary.seconds:.2f} s"


def severities_json(counts: Mapping[Severity, int]) -> dict[str, int]:
    return {severity.value: counts.get(severity, 0) for severity in Severity}


def severities_text(counts: Mapping[Severity, int]) -> str:
    return (
        ", ".join(_count_severity(severity, counts[severity]) for severity in Severity if counts.get(severity))
        or "none"
    )


def _count_severity(severity: Severity, count: int) -> str:
    return f"{count} info" if severity is Severity.INFO else count_noun(count, severity.value)


_COUNTABLE_KINDS = frozenset(
    {LinkKind.ARTICLE, LinkKind.SNAPSHOT, LinkKind.DOCUMENT, LinkKind.SHORTENER, LinkKind.FRAGMENT}
)
"""Kinds whose names are nouns for what the links lead to; the others are adjectives or names."""


def _count_kind(kind: str, count: int) -> str:
    return count_noun(count, kind) if kind in _COUNTABLE_KINDS else f"{count} {kind}"
