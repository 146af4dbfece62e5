"""Parse a capture of a source site, and merge its own metadata with those from outside of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Article, Link, Repair
from kursk_archive.importers.model import FROM_CAPTURE, FROM_SITE, ExternalMetadata, SourcedValue
from kursk_archive.loader import metadata as loader_metadata
from kursk_archive.loader.decode import decode_text
from kursk_archive.loader.draft import FIELD_TYPES, Draft
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import TEXT_DUMP
from kursk_archive.loader.markdown import frontmatter
from kursk_archive.yaml.located import Located, PlainValue


class ParsedCapture(Struct, frozen=True):
    """A capture split into frontmatter and draft."""

    frontmatter: Mapping[str, Located]
    """As written."""
    draft: Draft
    findings: tuple[Finding, ...]


class MergedMetadata(Struct, frozen=True):
    """All metadata known about a capture, by field."""

    fields: Mapping[str, SourcedValue]
    ignored: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    @property
    def sidecar_fields(self) -> dict[str, PlainValue]:
        """The fields that the capture does not state itself."""
        return {name: field.value for name, field in self.fields.items() if field.source != FROM_CAPTURE}

    def with_field(self, name: str, value: SourcedValue) -> MergedMetadata:
        """Return the metadata with another value of a field."""
        fields = {**self.fields, name: value}
        ordered = {name: fields[name] for name in FIELD_TYPES if name in fields}
        return MergedMetadata(ordered, self.ignored, self.findings)

    def value(self, name: str) -> Any:
        return self.fields[name].value if name in self.fields else None


def parse_capture(data: bytes, path: str, name: str = "") -> ParsedCapture:
    """Parse a capture; any bytes give a result, as with the loaders.

    Args:
        data: of the capture.
        path: for the findings' locations.
        name: of the copy, whose suffix says the format; empty if it is the same.
    """
    block = frontmatter.split_frontmatter(decode_text(data, path)[0], path)
    drafts = (format_named(name or path) or TEXT_DUMP).read(data, path, None)
    draft = next(iter(drafts), Draft())  # of several articles, the first has to do
    return ParsedCapture((block and block.reading[0]) or {}, draft, draft.findings)


def merge_metadata(capture: ParsedCapture, sources: Iterable[ExternalMetadata]) -> MergedMetadata:
    """Fill the gaps in a capture's own metadata from `sources`; earlier sources take precedence over later ones."""
    draft = capture.draft
    fields = {name: SourcedValue(plain_value(field.value), FROM_CAPTURE) for name, field in draft.fields.items()}
    merged = MergedMetadata(fields, {**draft.extra, **_template_note(draft)})
    for source in sources:
        merged = _merge_source(merged, source)
    ordered = {name: merged.fields[name] for name in FIELD_TYPES if name in merged.fields}
    return MergedMetadata(ordered, merged.ignored, merged.findings)


def _merge_source(merged: MergedMetadata, source: ExternalMetadata) -> MergedMetadata:
    stated, extra, findings = loader_metadata.read_metadata(source.values, source.path, Provenance.SIDECAR)
    fields, ignored = dict(merged.fields), dict(merged.ignored)
    ignored |= {f"{key} ({source.source})": text for key, text in extra.items()}
    for name, field in stated.items():
        value = plain_value(field.value)
        if not source.overrides and loader_metadata.takes_back(name, value):
            continue  # the site has no value; in a sidecar this would take back what the capture states
        if source.overrides or (name not in fields and _may_state(source, name, fields)):
            fields[name] = SourcedValue(value, source.source)
        elif name in fields and fields[name].value != value and source.path and source.source != FROM_SITE:
            ignored[f"{name} ({source.source})"] = value_text(value)
    return MergedMetadata(fields, ignored, (*merged.findings, *findings))


def _may_state(source: ExternalMetadata, name: str, fields: Mapping[str, SourcedValue]) -> bool:
    """Return True if a source may state the field `name` of this capture.

    The site's settings name neither publisher nor source URL of a capture that states a source URL itself. Link
    repairs apply to a single capture, so no source hands them down.
    """
    has_own_url = source.source == FROM_SITE and "source_url" in fields and fields["source_url"].source == FROM_CAPTURE
    return name != "links" and not (has_own_url and name in ("publisher", "source_url"))


def plain_value(value: Any) -> PlainValue:
    """Convert a field's value to plain YAML and JSON values; a link repair becomes its text."""
    if isinstance(value, tuple):
        return [_plain_item(item) for item in value]
    return value if isinstance(value, bool) else f"{value}"


def _plain_item(item: Any) -> PlainValue:
    if isinstance(item, Link):
        return {"path": item.href, "language": item.text} if item.text else {"path": item.href}
    return item.text if isinstance(item, Repair) else f"{item}"


def value_text(value: PlainValue) -> str:
    """Return a value as one line of text."""
    if isinstance(value, list):
        return ", ".join(value_text(item) for item in value)
    return f"{value.get('path', '')}" if isinstance(value, dict) else f"{value}"


_TEMPLATE = re.compile(
    r"\{\{[<%].{0,200}?[>%]\}\}|\{%.{0,200}?%\}|\{\{.{0,200}?\}\}|<%.{0,200}?%>"
    r"|[{|](?:static|filename|attach|author|category|index|tag)[}|][^\s)\]>\"']{0,200}",
)
"""Template code in a body: shortcodes of Hugo, Zola and Nikola, Liquid, Nunjucks, EJS, Pelican's internal links."""
_MAX_SEARCHED_CHARS = 200_000
"""Limit of the search for templates: that many braces and nothing else take most of a second."""


def _template_note(draft: Draft) -> dict[str, str]:
    """Describe the template code in the body: a generator would have replaced it, the import keeps it as it is."""
    text = draft.body
    first = _TEMPLATE.search(text, 0, _MAX_SEARCHED_CHARS)
    if first is None:
        return {}
    more = sum(1 for _ in _TEMPLATE.finditer(text, first.end(), _MAX_SEARCHED_CHARS))
    line = draft.line_offset + text.count("\n", 0, first.start()) + 1
    return {"templates": f"line {line}: {first[0]}" + (f" and {more} more" if more else "")}


def image_hrefs(article: Article) -> Iterator[str]:
    """Yield the addresses of the images that an article shows, as written."""
    stated = (article.image,) if article.image else ()
    yield from (*stated, *(link.href for link in article.body.links if link.region is LinkRegion.IMAGE))
