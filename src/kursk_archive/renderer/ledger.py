"""The link ledger: which hosts the archive cites, every address on each, and the same as data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

import ada_url
import msgspec

from kursk_archive.model import Citation, Kind, LedgerRow
from kursk_archive.renderer.charts import Chart, bars
from kursk_archive.renderer.references import KINDS
from kursk_archive.renderer.theme import Theme

COLUMNS = tuple(one.name for one in fields(LedgerRow) if one.name != "host")
"""Of `data/links.csv`, and the keys of `data/links.jsonl`."""


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host in the list of hosts."""

    host: str
    """Punycode, without `www.`."""
    references: int
    articles: int

    @property
    def page(self) -> str:
        return host_page(self.host)

    @property
    def name(self) -> str:
        """In its own script."""
        return host_name(self.host)


@dataclass(frozen=True, slots=True)
class Hosts:
    """`links/index.html`."""

    rows: tuple[HostRow, ...]
    """The most cited first."""
    kinds: Mapping[str, int]
    """Kind → number of references."""
    files: tuple[str, ...]
    """The ledger as data: the files' paths."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An address with the articles that refer to it."""

    address: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class HostPage:
    """`links/HOST.html`."""

    host: str
    citations: tuple[Citation, ...]
    """By address and date."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """`data/links.csv` or `data/links.jsonl`."""

    rows: tuple[LedgerRow, ...]


def host_page(host: str) -> str:
    """The path of a host's page; what is no name in the web's own naming is kept apart by a sign that no host has."""
    name = re.sub(r"[^a-z0-9.-]", "_", host)
    return f"links/{name if '.' in name else f'{name}_'}.html"


def host_name(host: str) -> str:
    """In its own script, where that is what it says; a mixture of scripts stays punycode."""
    return ada_url.idna.decode(host) or host if "xn--" in host else host


def render_hosts(theme: Theme, page: str, values: Hosts) -> bytes:
    filled = {
        "hosts": values.rows,
        "kinds": [(KINDS[Kind(kind)], count) for kind, count in values.kinds.items()],
        "lost": values.kinds.get(Kind.LOST, 0),
        "chart": _chart(values),
        "references": sum(values.kinds.values()),
        "files": values.files,
    }
    return theme.render("hosts.html", page, filled)


def _chart(values: Hosts) -> Chart:
    return bars([(row.name, row.references) for row in values.rows[:20]])


def render_host(theme: Theme, page: str, values: HostPage) -> bytes:
    groups = groupby(values.citations, key=lambda one: one.canonical)
    cited = [Cited(address, tuple(group)) for address, group in groups]
    return theme.render(
        "host.html", page, {"host": host_name(values.host), "cited": cited, "references": len(values.citations)}
    )


def as_values(row: LedgerRow) -> dict[str, object]:
    """The row by `COLUMNS`."""
    return {name: getattr(row, name) for name in COLUMNS}


def as_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Comma-separated, a line at a time, the names first; unknown is empty (RFC 4180, but lines end in `\n`)."""
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([row[name] for name in columns])


def _csv_line(values: Iterable[object]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=_END).writerow(values)
    return f"{out.getvalue().removesuffix(_END)}\n"


_END = "\r\n"
"""What the writer is told ends a line: told of `\\n` alone, it leaves a `\\r` without quotation marks (Python 3.11)."""


def as_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One object a line; unknown is null."""
    return (f"{msgspec.json.encode(row).decode()}\n" for row in rows)


def render_file(page: str, values: LedgerFile) -> bytes:
    rows = map(as_values, values.rows)
    return "".join(as_csv(rows) if page.endswith(".csv") else as_jsonl(rows)).encode()
