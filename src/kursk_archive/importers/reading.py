"""A capture of a site, read for its metadata: what it says itself, what is said of it, and what is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import Finding
from kursk_archive.core.model import Link, Repair
from kursk_archive.importers.model import FROM_CAPTURE, FROM_SITE, ExternalMetadata, SourcedValue
from kursk_archive.loader import metadata
from kursk_archive.loader.decode import decode
from kursk_archive.loader.draft import FIELDS, Draft
from kursk_archive.loader.formats import parser_for
from kursk_archive.loader.images import same_name_images, local_image_path
from kursk_archive.loader.markdown import frontmatter
from kursk_archive.loader.markdown_body.render import render
from kursk_archive.yaml.located import Plain, Value


class ParsedCapture(NamedTuple):
    """A capture, taken apart."""

    frontmatter: Mapping[str, Value]
    """Its frontmatter as written."""
    draft: Draft
    findings: tuple[Finding, ...]


class MergedMetadata(NamedTuple):
    """What is known of a capture, field by field."""

    fields: Mapping[str, SourcedValue]
    ignored: Mapping[str, str]
    findings: tuple[Finding, ...] = ()

    @property
    def sidecar_fields(self) -> dict[str, Plain]:
        """What the capture does not say itself."""
        return {name: known.value for name, known in self.fields.items() if known.source != FROM_CAPTURE}

    def value(self, name: str) -> Any:
        return self.fields[name].value if name in self.fields else None


def parse_capture(data: bytes, path: str) -> ParsedCapture:
    """Take a capture's bytes apart; total, as the loaders are."""
    text, _, findings = decode(data, path)
    block = frontmatter.split_frontmatter(text, path)
    draft = parser_for(path, text).parse(text, path)
    return ParsedCapture((block and block.reading[0]) or {}, draft, (*findings, *draft.findings))


def merge_metadata(reading: ParsedCapture, clues: Iterable[ExternalMetadata]) -> MergedMetadata:
    """Lay what is said from outside under what the capture says itself."""
    draft = reading.draft
    stated = {
        name: SourcedValue(plain_value(draft.fields[name].value), FROM_CAPTURE)
        for name in FIELDS
        if name in draft.fields
    }
    known = MergedMetadata(stated, {**draft.extra, **_templates(draft)})
    for clue in clues:
        known = _with(clue, known)
    return known._replace(fields={name: known.fields[name] for name in FIELDS if name in known.fields})


def _with(clue: ExternalMetadata, known: MergedMetadata) -> MergedMetadata:
    stated, extra, met = metadata.read_metadata(clue.values, clue.path, Provenance.SIDECAR)
    fields, left = (
        dict(known.fields),
        {**known.ignored, **{f"{key} ({clue.source})": text for key, text in extra.items()}},
    )
    for name, one in stated.items():
        value = plain_value(one.value)
        if clue.overrides or (name not in fields and _is_for(clue, name, fields)):
            fields[name] = SourcedValue(value, clue.source)
        elif name in fields and fields[name].value != value and clue.path and clue.source != FROM_SITE:
            left[f"{name} ({clue.source})"] = value_text(value)
    return MergedMetadata(fields, left, (*known.findings, *met))


def _is_for(clue: ExternalMetadata, name: str, fields: Mapping[str, SourcedValue]) -> bool:
    """Whether a clue may state a field of this capture.

    A site is not the publisher of what names another source, and a repair is made to one capture alone.
    """
    is_elsewhere = clue.source == FROM_SITE and "source_url" in fields and fields["source_url"].source == FROM_CAPTURE
    return name != "links" and not (is_elsewhere and name in ("publisher", "source_url"))


def plain_value(value: Any) -> Plain:
    """A field's value as YAML and JSON have it; of repairs the texts."""
    if isinstance(value, tuple):
        return [_item(one) for one in value]
    return value if isinstance(value, bool) else f"{value}"


def _item(one: Any) -> Plain:
    if isinstance(one, Link):
        return {"path": one.href, "language": one.text} if one.text else {"path": one.href}
    return one.text if isinstance(one, Repair) else f"{one}"


def value_text(value: Plain) -> str:
    """A value as a line of text."""
    if isinstance(value, list):
        return ", ".join(value_text(one) for one in value)
    return f"{value.get('path', '')}" if isinstance(value, dict) else f"{value}"


_TEMPLATE = re.compile(
    r"\{\{[<%].{0,200}?[>%]\}\}|\{%.{0,200}?%\}|\{\{.{0,200}?\}\}|<%.{0,200}?%>"
    r"|[{|](?:static|filename|attach|author|category|index|tag)[}|][^\s)\]>\"']{0,200}",
)
"""Shortcodes of Hugo, Zola and Nikola, Liquid, Nunjucks, EJS; Pelican's own links."""
_LOOKED_THROUGH = 200_000
"""Characters; of nothing but braces they take most of a second."""


def _templates(draft: Draft) -> dict[str, str]:
    """What a generator would have replaced in the text, which stays as it stands."""
    text = draft.body
    first = _TEMPLATE.search(text, 0, _LOOKED_THROUGH)
    if first is None:
        return {}
    more = sum(1 for _ in _TEMPLATE.finditer(text, first.end(), _LOOKED_THROUGH))
    line = draft.offset + text.count("\n", 0, first.start()) + 1
    return {"templates": f"line {line}: {first[0]}" + (f" and {more} more" if more else "")}


_IMAGE = re.compile(r"!\[|<im", re.IGNORECASE)
"""How an image begins; to HTML `<image>` is one too."""


def image_paths(draft: Draft, target: str, stated: str | None, offered: Iterable[str]) -> Iterator[str]:
    """The paths in the content folder of the image files that a capture may show.

    Args:
        draft: what is read out of it.
        target: where it goes: POSIX, relative to the content folder.
        stated: its `image`.
        offered: where the image files of its folder go.
    """
    has_images = _IMAGE.search(draft.body) is not None  # to render a text only to learn that takes 9 ms
    links = render(draft.body, target)[0].links if has_images else ()
    hrefs = (stated, *(link.href for link in links if link.place is LinkRegion.IMAGE))
    named = (local_image_path(href or "", target) for href in hrefs)
    yield from dict.fromkeys(filter(None, (*named, *same_name_images(target, offered))))
