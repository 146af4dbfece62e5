"""An import in JSON Lines, and in tables for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kursk_archive.core.findings import Finding, Severity
from kursk_archive.importers.model import Imported, Skipped
from kursk_archive.loader.draft import FIELD_TYPES


def event_line(event: Imported | Skipped) -> dict[str, Any]:
    """As `import --json` prints it."""
    if isinstance(event, Skipped):
        return {"type": "left", "from": event.origin, "format": event.generator, "reason": event.reason}
    fields = {name: {"value": known.value, "where": known.source} for name, known in event.fields.items()}
    origin = {"path": event.path, "from": event.origin, "format": event.generator}
    return {"type": "imported", **origin, "fields": fields, "left": dict(event.ignored), "written": list(event.written)}


@dataclass(slots=True)
class ImportSummary:
    """What was told so far, counted; it does not grow with the number of captures."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Field and where it was found, data files by their paths."""
    ignored: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key that was left → its first value, and where that stands."""
    findings: Counter[str] = field(default_factory=Counter)

    def add(self, event: Imported | Skipped | Finding) -> None:
        if isinstance(event, Finding):
            self.findings[event.severity.value] += 1
        elif isinstance(event, Skipped):
            self.counts["left"] += 1
        else:
            self.counts["imported" if event.path in event.written else "unchanged"] += 1
            self.counts["files"] += len(event.written)
            self.fields.update((name, known.source) for name, known in event.fields.items())
            self.ignored.update(event.ignored.keys())
            for key, text in event.ignored.items():
                self.examples.setdefault(key, (text, event.origin))

    def summary_line(self) -> dict[str, Any]:
        """What `import --json` ends with."""
        counts = {name: self.counts[name] for name in ("imported", "unchanged", "left")}
        return {"type": "summary", **counts, "findings": {one.value: self.findings[one.value] for one in Severity}}

    def table_lines(self, dry_run: bool) -> Iterator[str]:
        """Tables: what was understood, what was left, how much of everything."""
        order = list(FIELD_TYPES)
        rows = sorted(self.fields.items(), key=lambda row: (order.index(row[0][0]), -row[1], row[0][1]))
        yield from _table(("understood", "articles", "from"), ((name, count, where) for (name, where), count in rows))
        left = ((key, count, *self.examples[key]) for key, count in sorted(self.ignored.items()))
        kept = ((key, count, f"{_short(text)}  ({where})") for key, count, text, where in left)
        yield from _table(("not understood", "articles", "for example"), kept)
        would = " would be" if dry_run else ""
        files = f"; {self.counts['files']} files{would} written" if self.counts["files"] else ""
        yield f"imported  {self.counts['imported']}{files}"
        yield f"unchanged {self.counts['unchanged']}"
        yield f"left      {self.counts['left']}"
        yield f"findings  {_counted(self.findings)}"


def skipped_line(event: Skipped) -> str:
    """A file that was left, for a person."""
    return f"left: {event.origin} ({event.generator}): {event.reason}"


def _table(head: tuple[str, str, str], rows: Iterable[tuple[str, int, str]]) -> Iterator[str]:
    """A heading and rows under it, in columns; nothing where there is no row. A blank line comes after."""
    texts = [(_short(name), f"{count}", text) for name, count, text in rows]
    if not texts:
        return
    first = max(len(row[0]) for row in (head, *texts))
    second = max(len(row[1]) for row in (head, *texts))
    for name, count, text in (head, *texts):
        yield f"{name:<{first}}  {count:>{second}}  {text}".rstrip()
    yield ""


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 60 else f"{folded[:59]}…"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[one.value]} {one.value}" for one in Severity if counts[one.value]) or "none"
