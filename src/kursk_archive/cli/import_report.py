"""Results of an import: JSON Lines for programs, tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kursk_archive.cli.report import SummaryRows, severities_json, severities_text
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import count_noun
from kursk_archive.importers import Imported, ImportEvent, Skipped
from kursk_archive.loader.draft import FIELD_TYPES


def import_event_json(event: Imported | Skipped) -> dict[str, Any]:
    """Return the line that `import --json` prints for an event."""
    if isinstance(event, Skipped):
        return {"type": "left", "from": event.origin, "format": event.generator, "reason": event.reason}
    return {
        "type": "imported",
        "path": event.path,
        "from": event.origin,
        "format": event.generator,
        "fields": {name: {"value": field.value, "where": field.source} for name, field in event.fields.items()},
        "left": dict(event.ignored),
        "written": list(event.written),
    }


def skipped_line(event: Skipped) -> str:
    return f"skipped: {event.origin} ({event.generator}): {event.reason}"


class ImportSummary:
    """Counts the events of an import. Its size does not depend on the number of captures."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.fields: Counter[tuple[str, str]] = Counter()
        """Field and source of its value."""
        self.ignored: Counter[str] = Counter()
        self.examples: dict[str, tuple[str, str]] = {}
        """Ignored key → its first value, and the file with that value."""
        self.findings: Counter[Severity] = Counter()

    def add(self, event: ImportEvent) -> None:
        if isinstance(event, Finding):
            self.findings[event.severity] += 1
        elif isinstance(event, Skipped):
            self.counts["left"] += 1
        else:
            self.counts["imported" if event.path in event.written else "unchanged"] += 1
            self.counts["files"] += len(event.written)
            self.fields.update((name, field.source) for name, field in event.fields.items())
            self.ignored.update(event.ignored.keys())
            for key, text in event.ignored.items():
                self.examples.setdefault(key, (text, event.origin))

    def json(self) -> dict[str, Any]:
        """Return the last line of `import --json`."""
        counts = {name: self.counts[name] for name in ("imported", "unchanged", "left")}
        return {"type": "summary", **counts, "findings": severities_json(self.findings)}

    def table_lines(self) -> Iterator[str]:
        """Yield a table of the fields that were understood and one of the keys that were not."""
        order = list(FIELD_TYPES)
        fields = sorted(self.fields.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
        rows = ((name, count, source) for (name, source), count in fields)
        yield from _table_lines(("recognised", "articles", "from"), rows)
        examples = ((key, count, *self.examples[key]) for key, count in sorted(self.ignored.items()))
        rows = ((key, count, f"{_shorten(text)}  ({origin})") for key, count, text, origin in examples)
        yield from _table_lines(("ignored", "articles", "for example"), rows)

    def rows(self, dry_run: bool) -> SummaryRows:
        verb = "to write" if dry_run else "written"
        files = f"; {count_noun(self.counts['files'], 'file')} {verb}" if self.counts["files"] else ""
        yield "imported", f"{self.counts['imported']}{files}"
        yield "unchanged", f"{self.counts['unchanged']}"
        yield "skipped", f"{self.counts['left']}"
        yield "findings", severities_text(self.findings)


def _table_lines(head: tuple[str, str, str], rows: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """Yield a head, the rows below it in columns, and a blank line; nothing if there are no rows."""
    texts = [(_shorten(name), f"{count}", text) for name, count, text in rows]
    if not texts:
        return
    name_width = max(len(row[0]) for row in (head, *texts))
    count_width = max(len(row[1]) for row in (head, *texts))
    for name, count, text in (head, *texts):
        yield f"{name:<{name_width}}  {count:>{count_width}}  {text}".rstrip()
    yield ""


def _shorten(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else f"{one_line[:59]}…"
