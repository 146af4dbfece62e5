"""Results of an import: JSON Lines for programs, tables for people."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kursk_archive.cli.report import SummaryRows, severities_json, severities_text
from kursk_archive.core.findings import Finding, Severity
from kursk_archive.core.text import count_noun
from kursk_archive.importers import Expected, Imported, ImportEvent, SkipKind, Skipped
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.filenames import suffix_of


def import_event_json(event: Imported | Skipped | Expected) -> dict[str, Any]:
    """Return the line that `import --json` prints for an event."""
    if isinstance(event, Skipped):
        left = {"type": "left", "from": event.origin, "format": event.generator}
        return {**left, "kind": str(event.kind), "reason": event.reason}
    if isinstance(event, Expected):
        return {"type": "expected", "code": event.code, "path": event.path, "message": event.message}
    return {
        "type": "imported",
        "path": event.path,
        "from": event.origin,
        "format": event.generator,
        "fields": {name: {"value": field.value, "where": field.source} for name, field in event.fields.items()},
        "left": dict(event.ignored),
        "written": list(event.written),
        "held_back": event.held_back or None,
    }


def skipped_line(event: ImportEvent) -> str:
    """Return the line for an article that was left; empty for any other event, which only the tables mention."""
    if not isinstance(event, Skipped) or event.kind is SkipKind.FILE:
        return ""
    verb = "held back" if event.kind is SkipKind.HELD_BACK else "skipped"
    return f"{verb}: {event.origin} ({event.generator}): {event.reason}"


class ImportSummary:
    """Counts the events of an import. Its size does not depend on the number of captures."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now
        self.left: Counter[str] = Counter()
        """Kind and reason of what was left."""
        self.expected: Counter[str] = Counter()
        """Code of what the archive will say."""
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
            self.counts[str(event.kind)] += 1
            if event.kind is SkipKind.FILE:
                name = f"{event.reason}: {suffix_of(event.origin) or 'no suffix'}"
                self.left[name] += 1
                self.examples.setdefault(f"left {name}", (event.origin, ""))
        elif isinstance(event, Expected):
            self.expected[event.code] += 1
            self.examples.setdefault(f"expected {event.code}", (event.message, event.path))
        else:
            self.counts["imported" if event.path in event.written else "unchanged"] += 1
            self.counts["files"] += len(event.written)
            self.fields.update((name, field.source) for name, field in event.fields.items())
            self.ignored.update(event.ignored.keys())
            for key, text in event.ignored.items():
                self.examples.setdefault(key, (text, event.origin))

    def json(self) -> dict[str, Any]:
        """Return the last line of `import --json`."""
        counts = {
            "imported": self.counts["imported"],
            "unchanged": self.counts["unchanged"],
            "held_back": self.counts[SkipKind.HELD_BACK],
            "left": self.counts[SkipKind.ARTICLE],
            "files": self.counts[SkipKind.FILE],
        }
        expected = dict(sorted(self.expected.items()))
        time = {"as_of": f"{self.now.isoformat()}".replace("+00:00", "Z")}
        return {"type": "summary", **counts, **time, "expected": expected, "findings": severities_json(self.findings)}

    def table_lines(self) -> Iterator[str]:
        """Yield a table of the fields that were understood and one of the keys that were not."""
        order = list(FIELD_TYPES)
        fields = sorted(self.fields.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
        rows = ((name, count, source) for (name, source), count in fields)
        yield from _table_lines(("recognised", "articles", "from"), rows)
        examples = ((key, count, *self.examples[key]) for key, count in sorted(self.ignored.items()))
        rows = ((key, count, f"{_shorten(text)}  ({origin})") for key, count, text, origin in examples)
        yield from _table_lines(("ignored", "articles", "for example"), rows)
        rows = ((name, count, self.examples[f"left {name}"][0]) for name, count in sorted(self.left.items()))
        yield from _table_lines(("left", "files", "for example"), rows)
        examples = ((code, count, *self.examples[f"expected {code}"]) for code, count in sorted(self.expected.items()))
        rows = ((code, count, f"{path}: {_shorten(text)}") for code, count, text, path in examples)
        yield from _table_lines(("expected", "times", "for example"), rows)

    def rows(self, dry_run: bool) -> SummaryRows:
        verb = "to write" if dry_run else "written"
        files = f"; {count_noun(self.counts['files'], 'file')} {verb}" if self.counts["files"] else ""
        yield "imported", f"{self.counts['imported']}{files}"
        yield "unchanged", f"{self.counts['unchanged']}"
        yield "held back", f"{self.counts[SkipKind.HELD_BACK]} as of {self.now:%Y-%m-%d %H:%M} UTC"
        yield "skipped", f"{self.counts[SkipKind.ARTICLE]}"
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
