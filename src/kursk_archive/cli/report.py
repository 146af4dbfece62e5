"""A run in words and in JSON Lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kursk_archive.core.events import ArticleLoaded, BuildReport, OutputChanged
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.link_outcome import final_kind

if TYPE_CHECKING:
    from kursk_archive.core.model import ArticleSummary, Link, Resolution


def article_line(one: ArticleLoaded) -> dict[str, Any]:
    """An article as `check --json` prints it."""
    article = one.article
    links = enumerate(zip(article.references(), one.resolutions, strict=True))
    rows = [_link_row(link, found, one.targets.get(i)) for i, (link, found) in links]
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
        "page": one.page,
        "capture_sha256": article.capture.sha256,
        "provenance": {name: value.value for name, value in article.provenance.items()},
        "links": rows[: len(article.links)],
    }


def _link_row(link: Link, found: Resolution, target: ArticleSummary | None) -> dict[str, Any]:
    return {
        "text": link.text,
        "href": link.href,
        "line": link.line,
        "kind": final_kind(found.kind, target is not None).value,
        "canonical": found.canonical,
        "article": target.path if target else None,
        "snapshot": found.snapshot.url if found.snapshot else None,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def change_line(one: OutputChanged) -> dict[str, Any]:
    return {"type": "page", "path": one.path, "change": one.change}


def finding_line(one: Finding) -> dict[str, Any]:
    place = {"path": one.location.path, "line": one.location.line, "column": one.location.column}
    return {
        "type": "finding",
        "severity": one.severity.value,
        "code": one.code,
        **place,
        "message": one.message,
        "hint": one.hint,
    }


def build_summary_line(report: BuildReport) -> dict[str, Any]:
    return {
        "type": "summary",
        "articles": report.articles,
        "pages_written": len(report.written),
        "pages_unchanged": report.unchanged,
        "pages_removed": len(report.removed),
        "links": {str(kind): count for kind, count in report.links.items()},
        "findings": {severity.value: report.count_findings(severity) for severity in Severity},
        "seconds": round(report.seconds, 3),
    }


def build_summary(report: BuildReport, built: bool) -> str:
    """What a person wants to know at the end of a run."""
    rows = [("articles", str(report.articles))]
    if built:
        pages = f"{len(report.written)} written, {report.unchanged} unchanged, {len(report.removed)} removed"
        rows.append(("pages", pages))
    rows += [
        ("links", _counts(report.links)),
        ("findings", _counts(_findings(report))),
        ("time", f"{report.seconds:.2f} s"),
    ]
    return "\n".join(f"{name:<9} {value}" for name, value in rows)


def build_in_brief(report: BuildReport) -> str:
    """The same in a line, for who builds again and again."""
    changed = f"{len(report.written)} written, {len(report.removed)} removed"
    return f"built in {report.seconds:.2f} s: {changed}; findings: {_counts(_findings(report))}"


def _findings(report: BuildReport) -> Mapping[str, int]:
    return {severity.value: count for severity in Severity if (count := report.count_findings(severity))}


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def verify_summary_line(files: int, size: int, findings: Mapping[str, int], seconds: float) -> dict[str, Any]:
    """What `verify --json` ends with; `size` in bytes."""
    counts = {severity.value: findings.get(severity.value, 0) for severity in Severity}
    return {"type": "summary", "files": files, "bytes": size, "findings": counts, "seconds": round(seconds, 3)}


def verify_summary(files: int, size: int, findings: Mapping[str, int], seconds: float) -> str:
    """The same for a person."""
    rows = [("files", f"{files}, {size / 1_000_000:.1f} MB"), ("findings", _counts(findings))]
    return "\n".join(f"{name:<9} {value}" for name, value in (*rows, ("time", f"{seconds:.2f} s")))
