"""What other generators call the archive's fields, and where they put them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from kursk_archive.loader.metadata import status
from kursk_archive.yaml.located import Located

_NAMES = {
    "title": "title headline",
    "date": "date published datepublished publishedat publishdate publicationdate pubdate created datecreated",
    "updated": "updated updatedat lastupdated lastmod lastmodified lastmodifiedat modified modifiedat datemodified",
    "authors": "authors author byline by creator",
    "publisher": "publisher site sitename sourcename newspaper publication outlet source",
    "source_url": "sourceurl originalurl canonicalurl source original canonical link url permalink",
    "language": "language lang locale",
    "topics": "topics topic tags tag keywords categories subjects",
    "section": "section rubric category",
    "places": "places place locations location dateline",
    "slug": "slug url permalink",
    "description": "description summary excerpt abstract lead lede standfirst subtitle",
    "image": "image images cover coverimage featuredimage featureimage hero heroimage thumbnail previewimage ogimage",
    "image_alt": "imagealt imagealttext coveralt",
    "image_caption": "imagecaption photocaption caption",
    "image_credit": "imagecredit photocredit credit",
    "captured_at": "capturedat archivedat accessed accessedat accessdate retrieved retrievedat scrapedat crawledat",
    "status": "status draft published private hidden withheld url permalink",
    "reason": "reason",
    "aliases": "aliases alias redirectfrom",
    "links": "links",
    "translations": "translations translationof",
    "noindex": "noindex robotsnoindex robots",
    "canonical": "canonical",
    "encoding": "encoding charset",
}
ALIASES_BY_FIELD: Mapping[str, tuple[str, ...]] = {field: tuple(names.split()) for field, names in _NAMES.items()}
"""Field → its names, folded; the first that has a value goes before the others.

After Jekyll (published, permalink, redirect_from), Hugo (lastmod, publishDate, keywords, url), Pelican (category,
modified, status), Nikola (link), Eleventy (permalink), Zola (taxonomies, extra), Hexo (updated), and schema.org
(headline, datePublished, dateModified).
"""
FIELDS_BY_ALIAS: Mapping[str, tuple[str, ...]] = {
    name: tuple(field for field, names in ALIASES_BY_FIELD.items() if name in names)
    for names in ALIASES_BY_FIELD.values()
    for name in names
}
"""A name, folded → the fields that it may state."""
KNOWN_KEYS = frozenset({*FIELDS_BY_ALIAS, "importedfrom"})
"""Names that are no slip. `imported_from`, which an import leaves in a sidecar, is kept and states no field."""

_TABLES = frozenset({"taxonomies", "extra", "params"})
"""Zola and Hugo keep there what is a plain key elsewhere."""
_OF_IMAGE = {"caption": "imagecaption", "credit": "imagecredit", "alt": "imagealt"}
_INSIDE = {"source": {"url": "sourceurl"}} | dict.fromkeys(ALIASES_BY_FIELD["image"], _OF_IMAGE)
"""What a mapping states beside its main value."""
_SEPARATORS = re.compile(r"[\s_-]+")


class MetadataEntry(Struct, frozen=True, gc=False):
    """A key with its value."""

    key: str
    """As written."""
    folded_key: str
    """As `ALIASES_BY_FIELD` has it."""
    value: Located
    is_nested: bool = False
    """Whether it stands in a mapping inside of the document."""


def fold_key(name: str) -> str:
    """A key without case and separators: `Last-Modified`, `last_modified` and `lastModified` are one."""
    return _folded(name[:80])


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name).casefold()


def metadata_entries(mapping: Mapping[str, Located]) -> Iterator[MetadataEntry]:
    """The keys of a document and of the mappings in it that are known; those of `extra` and its like come last."""
    for name, value in sorted(mapping.items(), key=lambda item: fold_key(item[0]) in _TABLES):
        folded = fold_key(name)
        if not isinstance(value.data, Mapping):
            yield MetadataEntry(name, folded, value)
            continue
        inner = value.data
        if inner and folded in _TABLES:
            yield from (MetadataEntry(key, fold_key(key), below, True) for key, below in inner.items())
            continue
        yield MetadataEntry(name, folded, value)
        for key, below in inner.items():
            if meaning := _INSIDE.get(folded, {}).get(fold_key(key)):
                yield MetadataEntry(f"{name}.{key}", meaning, below, True)


_UNCLEAR = frozenset("published url permalink source original canonical link".split())
"""Names with several meanings."""


def states_field(entry: MetadataEntry, field: str) -> bool:
    """Whether an entry states `field`. Where a key has several meanings, its value decides."""
    if entry.folded_key not in _UNCLEAR or entry.folded_key not in ALIASES_BY_FIELD[field]:
        return entry.folded_key in ALIASES_BY_FIELD[field]
    text = entry.value.data.strip() if isinstance(entry.value.data, str) else ""
    if entry.folded_key == "published":
        return status.is_boolean(entry.value) == (field == "status")
    if entry.folded_key in ("url", "permalink"):
        return field == _meaning_of_url(entry.value, text)
    if field == "canonical":
        return bool(_WORD.fullmatch(text))
    if entry.folded_key in ("source", "original", "canonical", "link"):
        return (field == "source_url") == bool(_ADDRESS.match(text) or _BARE_ADDRESS.match(text))
    return True


def _meaning_of_url(value: Located, text: str) -> str:
    """Hugo's and Jekyll's is a path on the new site, Eleventy's `false` means no page, a scraper's is the original."""
    if status.is_boolean(value):
        return "status"
    if _ADDRESS.match(text):
        return "source_url"
    return "slug" if _PATH.fullmatch(text) else ""


_ADDRESS = re.compile(r"<|//|www\.|[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"[^\s/.]{1,60}\.[^\s/]{1,200}/")
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_PATH = re.compile(r"[^\s:{}<>]*/[^\s:{}<>]*")
"""No pattern such as `/:year/:title/` or `/{{ slug }}/`."""
