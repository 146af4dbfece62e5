"""The option `--dry-run` of the command `build`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from typing import Any

from kursk_archive.catalogue.publication import CHANGE_WORDS, ArticleChange, ArticleChangeKind
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.finding_printer import OutputOptions
from kursk_archive.cli.output import EventPrinter, print_escaped, print_json
from kursk_archive.config import Config
from kursk_archive.core.findings import Severity
from kursk_archive.core.text import count_noun
from kursk_archive.pipeline.build import rehearse


def run_dry(config: Config, output: OutputOptions) -> ExitCode:
    """Print what a build would publish; return its exit status."""
    with ExitStack() as stack:
        result, changes, is_site_stale = rehearse(config, on_event=EventPrinter(output, stack).print_event)
    if output.as_json:
        for change in changes:
            print_json(article_change_json(change))
        print_json(dry_run_summary_json(changes, is_site_stale))
    elif not output.quiet:
        for line in _lines(changes):
            print_escaped(line)
        if is_site_stale:
            print_escaped("every page would be rendered again: the version, the templates or the configuration changed")
    failing = (Severity.ERROR, Severity.WARNING) if config.strict else (Severity.ERROR,)
    return ExitCode.FINDINGS if any(map(result.count_findings, failing)) else ExitCode.DONE


def article_change_json(change: ArticleChange) -> dict[str, Any]:
    return {
        "type": "article change",
        "change": change.kind.value,
        "path": change.path,
        "title": change.title,
        "page": change.page,
        "fields": list(change.fields),
        "reason": change.reason,
    }


def dry_run_summary_json(changes: Sequence[ArticleChange], is_site_stale: bool) -> dict[str, Any]:
    counts = {kind.value: sum(change.kind is kind for change in changes) for kind in ArticleChangeKind}
    return {"type": "summary", **counts, "all_pages": is_site_stale}


def _lines(changes: Sequence[ArticleChange]) -> Iterator[str]:
    if not changes:
        yield "no article would be published, changed, withheld or removed"
    for kind, group in groupby(changes, lambda change: change.kind):
        articles = list(group)
        yield f"{count_noun(len(articles), 'article')} {CHANGE_WORDS[kind]}:"
        for change in articles:
            details = f"; {change.details}" if change.details else ""
            yield f"  {change.path} ({change.title}): {change.page}{details}"
