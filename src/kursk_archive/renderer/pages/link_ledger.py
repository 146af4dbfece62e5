"""The link ledger: which hosts the archive cites, every address on each, and the same as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import ada_url
from msgspec import Struct

from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.model import ArticleSummary, CitationRow, to_summary
from kursk_archive.renderer.data.formats import LINK_COLUMNS, write_csv, write_jsonl
from kursk_archive.renderer.pages.charts import bar_chart
from kursk_archive.renderer.pages.links import LINK_KIND_NAMES
from kursk_archive.renderer.pages.listings import enclosing_periods
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, UNDATED


class HostIndexPage(Struct, frozen=True):
    """`links/index.html`, or the hosts whose names begin with some letters."""

    prefix: str
    hosts: tuple[tuple[str, str, int, int], ...]
    """Host, the same, references, articles; the most cited first."""
    prefixes: tuple[tuple[str, int], ...]
    """Letters with how many hosts each, where they are too many for one page."""
    link_counts: Mapping[str, int]
    """Kind → number of references."""
    data_files: tuple[str, ...]
    """The ledger as data: the files' paths."""


class CitedUrl(Struct, frozen=True):
    """An address with the articles that refer to it."""

    url: str
    citations: tuple[Citation, ...]


class Citation(Struct, frozen=True):
    """One article's reference to an address."""

    kind: LinkKind
    region: LinkRegion
    text: str
    snapshot: str | None
    article: ArticleSummary


class HostPage(Struct, frozen=True):
    """`links/HOST.html`, or a period's part of it."""

    host: str
    period: str
    """`2024`, `2024-08`, `2024-08-15`, `undated`; empty for all."""
    prefix: str
    """With which the addresses of these articles begin; empty where they did not have to be parted by that."""
    rows: tuple[CitationRow, ...]
    """By address and date; where they are so many that their parts have pages, those that no part holds."""
    subperiods: tuple[str, ...]
    """Periods within it that have pages; earliest first."""
    prefixes: tuple[str, ...]


class LedgerFile(Struct, frozen=True):
    """`data/links.csv` or `data/links.jsonl`."""

    rows: tuple[tuple[object, ...], ...]
    """The values of a `LedgerRow` each."""


def display_host(host: str) -> str:
    """In its own script, where that is what it says; a mixture of scripts stays punycode."""
    return ada_url.idna.decode(host) or host if "xn--" in host else host


def render_host_index(theme: Theme, page: str, values: HostIndexPage) -> bytes:
    filled = {
        "hosts": [(display_host(host), term_permalink("host", host), *counts) for host, _, *counts in values.hosts],
        "letters": values.prefix,
        "bins": [(letters, taxonomy_permalink("host", letters), count) for letters, count in values.prefixes],
        "kinds": [(LINK_KIND_NAMES[LinkKind(kind)], count) for kind, count in values.link_counts.items()],
        "lost": values.link_counts.get(LinkKind.LOST, 0),
        "chart": bar_chart([(display_host(row[0]), row[2]) for row in values.hosts[:20]]),
        "references": sum(values.link_counts.values()),
        "files": values.data_files,
    }
    return theme.render("hosts.html", page, filled)


def render_host(theme: Theme, output_path: str, page: HostPage) -> bytes:
    groups = groupby(_limit_per_article(page.rows), key=lambda row: row[0])
    cited = [CitedUrl(address, tuple(map(_citation, group))) for address, group in groups]
    values = {
        "host": display_host(page.host),
        "listing": page,
        "cited": cited,
        "trail": _breadcrumbs(page),
        "parts": [(name, term_permalink("host", page.host, name)) for name in page.subperiods],
        "bins": [(letters, term_permalink("host", page.host, page.period, letters), None) for letters in page.prefixes],
    }
    return theme.render("host.html", output_path, values)


def _limit_per_article(rows: Iterable[CitationRow]) -> Iterator[CitationRow]:
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row[5]] += 1
        if seen[row[5]] <= MAX_LINKS_PER_ARTICLE:
            yield row


def _citation(row: CitationRow) -> Citation:
    _, kind, place, text, snapshot, *teaser = row
    return Citation(_KINDS[kind], _PLACES[place], text, snapshot, to_summary(teaser))


_KINDS, _PLACES = {one.value: one for one in LinkKind}, {one.value: one for one in LinkRegion}
"""A look into these takes a tenth of what `LinkKind(kind)` does, and there are thousands on a page."""


def _breadcrumbs(values: HostPage) -> list[tuple[str, str]]:
    """Names and pages of what this is part of, the largest first."""
    if not values.period:
        return []
    names = dict.fromkeys(("", *enclosing_periods("" if values.period == UNDATED else values.period), values.period))
    return [
        (name, term_permalink("host", values.host, name)) for name in names if values.prefix or name != values.period
    ]


def render_ledger_file(output_path: str, ledger_file: LedgerFile) -> bytes:
    rows = (dict(zip(LINK_COLUMNS, row, strict=False)) for row in ledger_file.rows)
    return "".join(write_csv(rows) if output_path.endswith(".csv") else write_jsonl(rows)).encode()
