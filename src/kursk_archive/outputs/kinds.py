"""The kinds of output, in the order in which they are planned."""

from __future__ import annotations

from kursk_archive.outputs.articles import Articles
from kursk_archive.outputs.changes import Changes
from kursk_archive.outputs.data import DataFiles
from kursk_archive.outputs.edition_data import EditionData
from kursk_archive.outputs.editions import Editions
from kursk_archive.outputs.feeds import Feeds
from kursk_archive.outputs.images import Images
from kursk_archive.outputs.link_kinds import LinkKinds
from kursk_archive.outputs.link_ledger import LinkLedger
from kursk_archive.outputs.listings import Listings
from kursk_archive.outputs.memento_index import MementoIndex
from kursk_archive.outputs.minor_terms import MinorTerms
from kursk_archive.outputs.on_this_day import OnThisDay
from kursk_archive.outputs.overview import OverviewPages
from kursk_archive.outputs.sitemaps import Sitemaps
from kursk_archive.outputs.static import StaticFiles
from kursk_archive.outputs.target import OutputKind
from kursk_archive.outputs.taxonomies import Taxonomies

OUTPUT_KINDS: tuple[OutputKind, ...] = (
    Listings(),
    MinorTerms(),
    LinkKinds(),
    OnThisDay(),
    OverviewPages(),
    Taxonomies(),
    Articles(),
    Editions(),
    Changes(),
    EditionData(),
    Images(),
    LinkLedger(),
    MementoIndex(),
    DataFiles(),
    Feeds(),
    Sitemaps(),
    StaticFiles(),
)
