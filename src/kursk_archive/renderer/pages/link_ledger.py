"""The link ledger: the cited hosts, every cited URL of a host, and the ledger's data files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import ada_url
from msgspec import Struct

from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.model import ArticleSummary, CitationRow, SummaryRow, to_summary
from kursk_archive.renderer.data.formats import LINK_COLUMNS, write_csv, write_jsonl
from kursk_archive.renderer.pages.charts import bar_chart
from kursk_archive.renderer.pages.links import LINK_KIND_NAMES
from kursk_archive.renderer.pages.listings import (
    group_by_day,
    linked_parts,
    linked_period,
    list_breadcrumbs,
    parts_timeline,
)
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.site.permalinks import link_kind_permalink, taxonomy_permalink, term_permalink
from kursk_archive.site.taxonomy import MAX_LINKS_PER_ARTICLE, host_slug


class HostIndexPage(Struct, frozen=True):
    """`links/index.html`, or the hosts whose names share a prefix."""

    prefix: str
    hosts: tuple[tuple[str, str, int, int], ...]
    """Host, its page, number of links and of articles; most cited first."""
    prefixes: tuple[tuple[str, int], ...]
    """Prefix and number of hosts, if there are too many hosts for one page."""
    link_counts: Mapping[str, int]
    """Kind → number of links."""
    data_files: tuple[str, ...]
    """Paths of the ledger's data files."""
    most_cited: tuple[tuple[str, str, int], ...] = ()
    """Address, page of its host and number of articles of the addresses that most articles cite."""


class CitedUrl(Struct, frozen=True):
    """A URL with the links to it."""

    url: str
    citations: tuple[Citation, ...]


class Citation(Struct, frozen=True):
    """A link of one article to a URL."""

    kind: LinkKind
    region: LinkRegion
    text: str
    snapshot: str | None
    article: ArticleSummary


class HostPage(Struct, frozen=True):
    """`links/HOST.html`, or a period of it."""

    host: str
    period: str
    """`2024`, `2024-08`, `2024-08-15`, `undated`; empty for all."""
    prefix: str
    """Common to the slugs of these articles; empty if the list is not split by prefix."""
    rows: tuple[CitationRow, ...]
    """By URL and date; if the subperiods have pages of their own, only those that belong to no subperiod."""
    subperiods: tuple[tuple[str, int, bool], ...]
    """Period that has a page, number of links, True; earliest first."""
    prefixes: tuple[str, ...]
    count: int = 0
    """Number of links, of which each article has at most `MAX_LINKS_PER_ARTICLE`; 0 on the pages of prefixes."""
    newest: tuple[SummaryRow, ...] = ()
    """The newest articles that link to the host, if the links are on the pages of the subperiods."""
    earlier: str = ""
    """The period before, as far as it has a page; empty if there is none."""
    later: str = ""


class MinorHostsPage(Struct, frozen=True):
    """`links/few/index.html`, or the hosts whose slugs share a prefix."""

    prefix: str
    hosts: tuple[tuple[str, tuple[CitationRow, ...]], ...]
    """Host, and the links to it by URL and date."""


class LedgerFile(Struct, frozen=True):
    """`data/links.csv` or `data/links.jsonl`."""

    rows: tuple[tuple[object, ...], ...]
    """The values of a `LedgerRow` each."""


def display_host(host: str) -> str:
    """Decode punycode; a name that mixes scripts stays encoded."""
    return ada_url.idna.decode(host) or host if "xn--" in host else host


def render_host_index(theme: Theme, output_path: str, page: HostIndexPage) -> bytes:
    values = {
        "hosts": [(display_host(host), *values) for host, *values in page.hosts],
        "prefix": page.prefix,
        "prefixes": [(prefix, taxonomy_permalink("host", prefix), count) for prefix, count in page.prefixes],
        "link_kinds": _link_kinds(page.link_counts),
        "most_cited": page.most_cited,
        "link_count": sum(page.link_counts.values()),
        "lost_link_count": page.link_counts.get(LinkKind.LOST, 0),
        "chart": bar_chart([(display_host(host), link_count) for host, _, link_count, _ in page.hosts[:20]]),
        "data_files": [(_data_period(path), path.rpartition(".")[2].upper(), path) for path in page.data_files],
    }
    return theme.render("hosts.html", output_path, values)


def _link_kinds(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Name, page and number of links of each kind; what is lost comes first."""
    kinds = sorted(counts, key=lambda kind: kind != LinkKind.LOST)
    return [(LINK_KIND_NAMES[LinkKind(kind)], link_kind_permalink(kind), counts[kind]) for kind in kinds]


def _data_period(path: str) -> str:
    """The period of a data file: `2024-08`, `undated`; empty if it has all links."""
    return path.removeprefix("data/links").lstrip("/").rpartition(".")[0]


def render_minor_hosts(theme: Theme, output_path: str, page: MinorHostsPage) -> bytes:
    values = {
        "prefix": page.prefix,
        "hosts": [(display_host(host), host_slug(host), _cited_urls(rows)) for host, rows in page.hosts],
        "breadcrumbs": list_breadcrumbs("host", "", "", "")[:1],
    }
    return theme.render("minor_hosts.html", output_path, values)


def render_host(theme: Theme, output_path: str, page: HostPage) -> bytes:
    values = {
        "host": display_host(page.host),
        "listing": page,
        "cited_urls": _cited_urls(page.rows),
        "breadcrumbs": list_breadcrumbs("host", page.host, page.period, page.prefix),
        "newest": group_by_day(map(to_summary, page.newest)),
        "parts": (parts := linked_parts("host", page.host, page.subperiods)),
        "timeline": parts_timeline(parts),
        "earlier": linked_period("host", page.host, page.earlier),
        "later": linked_period("host", page.host, page.later),
        "prefixes": [
            (prefix, term_permalink("host", page.host, page.period, prefix), None) for prefix in page.prefixes
        ],
    }
    return theme.render("host.html", output_path, values)


def _cited_urls(rows: Iterable[CitationRow]) -> list[CitedUrl]:
    by_url = groupby(_limit_per_article(rows), key=lambda row: row[0])
    return [CitedUrl(url, tuple(map(_citation, group))) for url, group in by_url]


def _limit_per_article(rows: Iterable[CitationRow]) -> Iterator[CitationRow]:
    counts: Counter[str] = Counter()
    for row in rows:
        article = row[5]
        counts[article] += 1
        if counts[article] <= MAX_LINKS_PER_ARTICLE:
            yield row


def _citation(row: CitationRow) -> Citation:
    _, kind, region, text, snapshot = row[:5]
    return Citation(_KINDS[kind], _REGIONS[region], text, snapshot, to_summary(row[5:]))


_KINDS, _REGIONS = {kind.value: kind for kind in LinkKind}, {region.value: region for region in LinkRegion}
"""Looking up a value here takes a tenth of the time of `LinkKind(kind)`, and a page needs thousands of them."""


def render_ledger_file(output_path: str, ledger_file: LedgerFile, *, csv_safe: bool = False) -> bytes:
    rows = (dict(zip(LINK_COLUMNS, row, strict=False)) for row in ledger_file.rows)
    is_csv = output_path.endswith(".csv")
    return "".join(write_csv(rows, spreadsheet_safe=csv_safe) if is_csv else write_jsonl(rows)).encode()
