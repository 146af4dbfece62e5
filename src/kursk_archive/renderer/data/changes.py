"""The data file of changes: a row for each edition that differs from the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from kursk_archive.comparison.compare import Fate, SentenceChange
from kursk_archive.core.model import PartialDate
from kursk_archive.renderer.data.formats import write_csv, write_jsonl
from kursk_archive.renderer.edition_change import EditionChange

CHANGE_COLUMNS = (
    "page",
    "title",
    "earlier_title",
    "publisher",
    "language",
    "before",
    "after",
    "before_captured_at",
    "after_captured_at",
    "before_sha256",
    "after_sha256",
    "differences",
    "classes",
    "added_words",
    "removed_words",
    "acknowledged",
    "sentences",
)
"""The columns of `data/changes.csv`, and the keys of `data/changes.jsonl`."""


def render_changes_file(output_path: str, changes: Iterable[EditionChange], *, csv_safe: bool = False) -> bytes:
    """Render a data file of changes."""
    rows = map(_row, changes)
    if output_path.endswith(".csv"):
        return "".join(write_csv(map(_cells, rows), CHANGE_COLUMNS, spreadsheet_safe=csv_safe)).encode()
    return "".join(write_jsonl(rows)).encode()


def _row(change: EditionChange) -> Mapping[str, object]:
    revision = change.revision
    values = (
        change.permalink,
        change.title,
        change.earlier_title,
        change.publisher or None,
        change.language or None,
        change.before_page,
        change.after_page,
        _text(change.before_captured_at),
        _text(change.after_captured_at),
        change.before_sha256,
        change.after_sha256,
        change.differences,
        list(map(str, revision.classes)),
        revision.added_words,
        revision.removed_words,
        revision.is_acknowledged,
        list(map(_sentence_row, revision.sentences)),
    )
    return dict(zip(CHANGE_COLUMNS, values, strict=True))


def _text(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _sentence_row(sentence: SentenceChange) -> Mapping[str, object]:
    """The sentence as the earlier edition has it and as the later one has it, empty where it is not; changed links."""
    return {
        "classes": list(map(str, sentence.classes)),
        "before": "" if sentence.fate is Fate.ADDED else _side(sentence, Fate.ADDED),
        "after": "" if sentence.fate is Fate.REMOVED else _side(sentence, Fate.REMOVED),
        "links": [
            {"class": link.cls.value, "text": link.text, "before": link.before, "after": link.after}
            for link in sentence.links
        ],
    }


def _side(sentence: SentenceChange, other: Fate) -> str:
    return " ".join("".join(run.text for run in sentence.runs if run.fate is not other).split())


def _cells(row: Mapping[str, object]) -> Mapping[str, object]:
    """Values for CSV: lists and truth values as JSON."""
    return {
        name: msgspec.json.encode(value).decode() if isinstance(value, (list, bool)) else value
        for name, value in row.items()
    }
