"""The command `status`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from kursk_archive.cli import options, report
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.finding_printer import SHOWN_OF_GROUP
from kursk_archive.cli.output import EventPrinter, print_escaped, print_json
from kursk_archive.config import read_config
from kursk_archive.core.enums import CaptureState
from kursk_archive.core.events import Event, Progress
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import count_noun

if TYPE_CHECKING:
    from kursk_archive.catalogue.work_list import WithheldArticle, WorkList

_STATES: Mapping[str, str] = {
    CaptureState.PUBLISHED: "published",
    CaptureState.WITHHELD: "withheld, with a page that says why",
    CaptureState.DRAFT: "withheld, without a page",
    CaptureState.BROKEN: "not readable, or with an error",
}


def add_status(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "status", _status, "kursk-archive status")
    options.add_content(parser)
    options.add_jobs(parser)
    options.add_json(parser)
    parser.add_argument("--all", action="store_true", help=f"list everything (default: the first {SHOWN_OF_GROUP})")


def _status(arguments: argparse.Namespace) -> int:
    from kursk_archive.pipeline.build import survey

    config = read_config(arguments.content, jobs=arguments.jobs)
    with ExitStack() as stack:
        printer = EventPrinter(options.output_options(arguments), stack)

        def print_progress(event: Event) -> None:
            if isinstance(event, Progress):
                printer.print_event(event)

        findings, work = survey(config, on_event=print_progress)
    if arguments.json:
        print_json(status_json(findings, work))
    else:
        for line in _lines(findings, work, None if arguments.all else SHOWN_OF_GROUP):
            print_escaped(line)
    return ExitCode.FINDINGS if any(finding.severity is Severity.ERROR for finding in findings) else ExitCode.DONE


def status_json(findings: Iterable[Finding], work: WorkList) -> dict[str, Any]:
    """Return the line that `status --json` prints. It has everything, however long."""
    return {
        "type": "status",
        **msgspec.to_builtins(work),
        "findings": [
            {
                "code": group[0].code,
                "severity": group[0].severity.value,
                "count": len(group),
                "hint": group[0].hint,
                "places": [
                    {
                        "path": finding.location.path,
                        "line": finding.location.line,
                        "column": finding.location.column,
                        "message": finding.message,
                    }
                    for finding in group
                ],
            }
            for group in _group(findings)
        ],
    }


def _group(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return the findings of each code and severity; errors first, then those with the most findings."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    order = list(Severity)
    return sorted(groups.values(), key=lambda group: (order.index(group[0].severity), -len(group), group[0].code))


def _lines(findings: Iterable[Finding], work: WorkList, shown: int | None) -> Iterator[str]:
    """Yield the lines for people; `shown` is the number of places to name of each kind, None for all."""
    yield "Articles"
    for state, label in _STATES.items():
        if count := work.articles[state]:
            yield f"  {label:<36} {count}"
    yield from _section("Undated", work.undated, shown)
    yield from _section("Without source", work.without_source, shown)
    yield from _section("Without language", work.without_language, shown)
    lost = [f"{path}: {count_noun(count, 'lost link')}" for path, count in work.lost_links.items()]
    yield from _section("Lost links", lost, shown, sum(work.lost_links.values()))
    if work.repaired_links or work.recovered_links:
        yield ""
        yield f"Links found again: {work.repaired_links} by hand, {work.recovered_links} in other copies"
    copies = [f"{path}: same bytes as {original}" for path, original in work.copies.items()]
    yield from _section("Copies", copies, shown)
    editions = [f"{path}: {first} is the latest" for path, first in work.editions.items()]
    yield from _section("Editions", editions, shown)
    yield from _section("Withheld", list(map(_withheld_line, work.withheld)), shown)
    yield from _finding_lines(_group(findings), shown)


def _section(title: str, lines: Iterable[str], shown: int | None, total: int | None = None) -> Iterator[str]:
    """Yield a heading with a number and the first of the lines; nothing without any."""
    every = list(lines)
    if not every:
        return
    yield ""
    yield f"{title}: {len(every) if total is None else total}"
    yield from _first(every, shown, "  ")


def _first(lines: list[str], shown: int | None, indent: str) -> Iterator[str]:
    yield from (f"{indent}{line}" for line in islice(lines, shown))
    if shown is not None and len(lines) > shown:
        yield f"{indent}and {len(lines) - shown} more; use --all to list them"


def _withheld_line(article: WithheldArticle) -> str:
    title = f" ({article.title})" if article.title else ""
    if article.withheld_by:
        return f"{article.path}{title}: with {article.withheld_by}, another capture of it"
    return f"{article.path}{title}: {article.reason or 'no reason given'}{_review(article.review)}"


def _review(day: str | None) -> str:
    """Return the day on which to decide again, in words; a month that has begun is due."""
    if day is None:
        return ""
    is_due = day[:10] <= f"{date.today()}"[: len(day[:10])]
    return f" (review on {day}, which is due)" if is_due else f" (review on {day})"


def _finding_lines(groups: list[list[Finding]], shown: int | None) -> Iterator[str]:
    if not groups:
        return
    yield ""
    yield f"Findings: {sum(map(len, groups))}"
    for group in groups:
        first = group[0]
        yield f"  {report.severities_text({first.severity: len(group)})} [{first.code}]: {first.hint}"
        yield from _first([f"{finding.location}: {finding.message}" for finding in group], shown, "    ")
    yield "  `kursk-archive explain CODE` says what a code means"
