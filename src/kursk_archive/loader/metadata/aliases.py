"""Aliases of the archive's fields: the names that other generators use, and the tables they put them in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from kursk_archive.loader.metadata import status
from kursk_archive.yaml.located import Located

_ALIASES = {
    "title": "title headline",
    "date": "date published datepublished publishedat publishdate publicationdate pubdate posted postdate postedat"
    " publisheddate publishedon publishedtime publishtime firstpublished articlepublishedtime datetime timestamp dcdate"
    " dcdateissued dctermsissued datecreated created createdat",
    "updated": "updated updatedat lastupdated lastmod lastmodified lastmodifiedat modified modifiedat datemodified"
    " dateupdated modifiedtime updatedtime articlemodifiedtime ogupdatedtime dctermsmodified",
    "authors": "authors author byline by creator authorname authornames authorslist authorlist articleauthor dccreator"
    " reporter reporters writer writers writtenby journalist",
    "publisher": "publisher site sitename ogsitename sourcename newspaper publication publicationname outlet"
    " dcpublisher source",
    "source_url": "sourceurl originalurl canonicalurl articleurl pageurl weburl originallink sourcelink articlelink"
    " ogurl urloriginal clippedfrom source original canonical link url permalink",
    "language": "language lang locale oglocale dclanguage inlanguage",
    "topics": "topics topic tags tag keywords categories subjects",
    "section": "section rubric category",
    "places": "places place locations location dateline",
    "slug": "slug url permalink",
    "description": "description summary excerpt abstract lead lede standfirst subtitle",
    "image": "image images cover coverimage featuredimage featureimage hero heroimage thumbnail previewimage ogimage",
    "image_alt": "imagealt imagealttext coveralt",
    "image_caption": "imagecaption photocaption caption",
    "image_credit": "imagecredit photocredit credit",
    "captured_at": "capturedat archivedat accessed accessedat accessdate retrieved retrievedat scrapedat crawledat"
    " captured capturedate datecaptured archived archivedate datearchived dateaccessed dateretrieved retrievaldate"
    " scraped scrapedate scrapeddate datescraped crawled crawldate crawleddate datecrawled collected collectedat"
    " collectiondate datecollected fetched fetchedat fetchdate datefetched saved savedat savedate datesaved downloaded"
    " downloadedat downloaddate datedownloaded clipped clippedat clipdate dateclipped added addedat dateadded",
    "status": "status draft publish dgpublish published private hidden withheld unlisted visibility url permalink",
    "reason": "reason",
    "review": "review reviewon reviewdate",
    "edition": "edition",
    "edition_of": "editionof",
    "aliases": "aliases alias redirectfrom",
    "links": "links",
    "translations": "translations translationof",
    "noindex": "noindex robotsnoindex robots",
    "canonical": "canonical",
    "encoding": "encoding charset",
}
ALIASES_BY_FIELD: Mapping[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _ALIASES.items()}
"""Field → its names, folded; the first one with a value is used.

After Jekyll (published, permalink, redirect_from), Hugo (lastmod, publishDate, keywords, url), Pelican (category,
modified, status), Nikola (link), Eleventy (permalink), Zola (taxonomies, extra), Hexo (updated), and schema.org
(headline, datePublished, dateModified).
"""
FIELDS_BY_ALIAS: Mapping[str, tuple[str, ...]] = {
    name: tuple(field for field, names in ALIASES_BY_FIELD.items() if name in names)
    for names in ALIASES_BY_FIELD.values()
    for name in names
}
"""Folded name → the fields that it may state."""
KNOWN_KEYS = frozenset({*FIELDS_BY_ALIAS, "importedfrom"})
"""Folded names that are not typing errors. `imported_from` is written by an import and states no field."""

_NESTING_KEYS = frozenset({"taxonomies", "extra", "params"})
"""Tables in which Zola and Hugo nest what is a top-level key elsewhere."""
_IMAGE_KEYS = {"caption": "imagecaption", "credit": "imagecredit", "alt": "imagealt"}
_NESTED_ALIASES = {"source": {"url": "sourceurl"}} | dict.fromkeys(ALIASES_BY_FIELD["image"], _IMAGE_KEYS)
"""Folded key of a mapping → key inside it → the alias that the inner value has."""
_SEPARATORS = re.compile(r"[\s_:.-]+")
_CREATION_KEYS = frozenset({"created", "createdat"})
"""Folded names of the day on which a note was made: of publication, unless the note clips somebody's page."""
_CLIPPING_KEYS = frozenset({"published", "clipped", "source", "sourceurl", "originalurl", "url", "link"})
"""Folded names that clippers of web pages write, with an address or with the page's own date."""


class MetadataEntry(Struct, frozen=True, gc=False):
    """A metadata key with its value."""

    key: str
    """As written."""
    folded_key: str
    """In the notation of `ALIASES_BY_FIELD`."""
    value: Located
    is_nested: bool = False
    """True if the key is inside a mapping of the document."""


def fold_key(key: str) -> str:
    """Fold a key to lower case without separators: `Last-Modified`, `last_modified` and `lastModified` become equal."""
    return _fold_cached(key[:80])


@lru_cache(maxsize=1024)
def _fold_cached(key: str) -> str:
    return _SEPARATORS.sub("", key).casefold()


def metadata_entries(mapping: Mapping[str, Located]) -> Iterator[MetadataEntry]:
    """Yield the entries of a document and of known mappings in it; the keys in `extra` and similar tables come last."""
    for key, value in sorted(mapping.items(), key=lambda item: fold_key(item[0]) in _NESTING_KEYS):
        folded_key = fold_key(key)
        if not isinstance(value.data, Mapping):
            yield MetadataEntry(key, folded_key, value)
        elif value.data and folded_key in _NESTING_KEYS:
            yield from (MetadataEntry(name, fold_key(name), inner, True) for name, inner in value.data.items())
        else:
            yield MetadataEntry(key, folded_key, value)
            for name, inner in value.data.items():
                if alias := _NESTED_ALIASES.get(folded_key, {}).get(fold_key(name)):
                    yield MetadataEntry(f"{key}.{name}", alias, inner, True)


def date_clippings(entries: list[MetadataEntry]) -> list[MetadataEntry]:
    """Read `created` as the day of the capture, if the metadata are those of a clipper of web pages."""
    if not any(entry.folded_key in _CREATION_KEYS for entry in entries) or not any(map(_is_of_clipper, entries)):
        return entries
    return [replace(entry, folded_key="clipped") if entry.folded_key in _CREATION_KEYS else entry for entry in entries]


def _is_of_clipper(entry: MetadataEntry) -> bool:
    """Return True for a key of clippers with an address, a date or no value; a generator's `url` has a path."""
    if entry.folded_key not in _CLIPPING_KEYS or status.is_boolean(entry.value):
        return False
    text = entry.value.data if isinstance(entry.value.data, str) else ""
    return not text or entry.folded_key in ("published", "clipped") or bool(_URL.match(text))


_AMBIGUOUS_KEYS = frozenset("publish dgpublish published url permalink source original canonical link".split())


def states_field(entry: MetadataEntry, field: str) -> bool:
    """Return True if an entry states `field`. For an ambiguous key, its value decides."""
    if entry.folded_key not in _AMBIGUOUS_KEYS or entry.folded_key not in ALIASES_BY_FIELD[field]:
        return entry.folded_key in ALIASES_BY_FIELD[field]
    text = entry.value.data.strip() if isinstance(entry.value.data, str) else ""
    if entry.folded_key == "published":
        return status.is_boolean(entry.value) == (field == "status")
    if entry.folded_key in ("publish", "dgpublish"):  # of Obsidian; a date under this key is no status
        return status.is_boolean(entry.value)
    if entry.folded_key in ("url", "permalink"):
        return field == _field_of_url(entry.value, text)
    if field == "canonical":
        return bool(_WORD.fullmatch(text))
    if entry.folded_key in ("source", "original", "canonical", "link"):
        return (field == "source_url") == bool(_URL.match(text) or _URL_WITHOUT_SCHEME.match(text))
    return True


def _field_of_url(value: Located, text: str) -> str:
    """Return the field that `url` or `permalink` states.

    In Hugo and Jekyll it is a path on the new site, in a scraper's output the original URL. Eleventy writes `false`
    for an article without a page.
    """
    if status.is_boolean(value):
        return "status"
    if _URL.match(text):
        return "source_url"
    return "slug" if _PATH.fullmatch(text) else ""


_URL = re.compile(r"<|//|www\.|[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_URL_WITHOUT_SCHEME = re.compile(r"[^\s/.]{1,60}\.[^\s/]{1,200}/")
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_PATH = re.compile(r"[^\s:{}<>]*/[^\s:{}<>]*")
"""Excludes patterns such as `/:year/:title/` and `/{{ slug }}/`."""
