"""A draft, the sidecar laid over it, and the gaps filled: an article, every value with its provenance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import ada_url
from msgspec.structs import replace

from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture, Fragment, Link, PartialDate
from kursk_archive.core.publishers import Publishers, known_publishers
from kursk_archive.loader import dates, language
from kursk_archive.loader.draft import FIELD_TYPES, Draft, FieldValue
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.metadata.translations import translation_capture_path
from kursk_archive.loader.sidecar import Sidecar
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.site import slugs

_TEMPLATE = re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>")
_PLAIN = (
    "updated",
    "authors",
    "topics",
    "section",
    "places",
    "description",
    "image",
    "image_alt",
    "captured_at",
    "reason",
    "aliases",
    "noindex",
    "canonical",
)
"""Fields that an article takes over as they are stated."""


_OF_THE_TEXT = frozenset({"control-character", "key-duplicate", "nesting", "script", "template-syntax"})
"""Errors that do not explain why there is no title."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is assumed where nobody states it."""

    publishers: Publishers = field(default_factory=known_publishers)
    language: str = "en"


def assemble_article(
    capture: Capture, draft: Draft, sidecar: Sidecar, findings: tuple[Finding, ...], defaults: Defaults
) -> Article:
    """Make the article of a capture.

    Args:
        capture: the file.
        draft: what its loader read in it.
        sidecar: what an archivist says, which goes before what the capture states.
        findings: of the reading so far.
        defaults: what is assumed where nobody states it.
    """
    return _Assembly(capture, draft, sidecar, defaults, [*findings, *draft.findings, *sidecar.findings]).article()


@dataclass(slots=True)
class _Assembly:
    capture: Capture
    draft: Draft
    sidecar: Sidecar
    defaults: Defaults
    findings: list[Finding]
    fields: dict[str, FieldValue] = field(init=False)

    def __post_init__(self) -> None:
        overridden = {
            name: FieldValue(one.value, one.line, one.column, Provenance.SIDECAR)
            for name, one in self.sidecar.fields.items()
        }
        self.fields = {**self.draft.fields, **overridden}
        self.findings = [one for one in self.findings if not self._is_mended(one)]

    def article(self) -> Article:
        body, met = render_markdown(self.draft.body, self.capture.path, self.draft.offset + 1)
        source = self._source()
        self._derive(body, source)
        self.findings += met
        self._check()
        plain = {name: self.fields[name].value for name in _PLAIN if name in self.fields}
        return Article(
            capture=self.capture,
            title=self._value("title") or "",
            body=body,
            date=self._value("date"),
            publisher=self._value("publisher"),
            source=source,
            language=self._value("language"),
            slug=self._slug(source),
            caption=self._inline("image_caption", LinkRegion.CAPTION),
            credit=self._inline("image_credit", LinkRegion.CREDIT),
            withheld=self._value("status") == "withheld",
            related=self.draft.related,
            translations=tuple(self._translations()),
            repairs=self._value("links") or (),
            extra={**self.draft.extra, **self.sidecar.extra},
            provenance=self._provenance(),
            findings=tuple(self.findings),
            **plain,
        )

    def _value(self, name: str) -> Any:
        return self.fields[name].value if name in self.fields else None

    def _location(self, name: str) -> Location:
        """Where a field is stated."""
        stated = self.fields[name]
        path = self.sidecar.path if stated.provenance is Provenance.SIDECAR else self.capture.path
        return Location(path, stated.line, stated.column)

    def _is_mended(self, one: Finding) -> bool:
        """Whether the sidecar states what the capture leaves in doubt."""
        mends = {
            "date-ambiguous": "date",
            "date-impossible": "date",
            "date-unknown": "date",
            "source-invalid": "source_url",
            "slug": "slug",
        }
        return one.location.path == self.capture.path and mends.get(one.code) in self.sidecar.fields

    def _source(self) -> Link | None:
        if "source_url" not in self.fields:
            return None
        stated = self.fields["source_url"]
        line, column = (None, None) if stated.provenance is Provenance.SIDECAR else (stated.line, stated.column)
        return Link(stated.value, stated.value, line, column, LinkRegion.SOURCE)

    def _translations(self) -> Iterator[Link]:
        for link in self._value("translations") or ():
            if is_http_url(link.href) or translation_capture_path(link.href, self.capture.path):
                yield link
            else:
                message = f"`translations`: `{shorten(link.href)}` leads out of the content folder"
                place = Location(self._location("translations").path, link.line, link.column)
                self.findings.append(make_finding("field", place, message))

    def _derive(self, body: Fragment, source: Link | None) -> None:
        """Fill the gaps: what the address, the file's name and the text itself say."""
        in_url = dates.date_from_url(source.href) if source else None
        if "date" not in self.fields:
            self._fill("date", in_url or dates.date_from_filename(PurePosixPath(self.capture.path).name)[0])
        self._contradiction(in_url)
        if "publisher" not in self.fields and source and (host := _host(source.href)):
            self._fill("publisher", self.defaults.publishers.name_for(host))
        if "language" not in self.fields:
            self._fill(
                "language", language.detect_language(f"{self._value('title') or ''}. {language.opening_text(body)}")
            )
            self._fill("language", self.defaults.language, Provenance.DEFAULT)

    def _fill(self, name: str, value: Any, provenance: Provenance = Provenance.DERIVED) -> None:
        if name not in self.fields and value is not None:
            self.fields[name] = FieldValue(value, 1, 1, provenance)

    def _contradiction(self, in_url: PartialDate | None) -> None:
        date = self._value("date")
        if date and in_url and dates.dates_contradict(date, in_url):
            message = f"the date {date} is not the one in the source address, {in_url}"
            self.findings.append(make_finding("date-contradiction", self._location("date"), message))

    def _check(self) -> None:
        title = self._value("title")
        if title is None and not any(
            one.severity is Severity.ERROR and one.code not in _OF_THE_TEXT for one in self.findings
        ):
            self.findings.append(
                make_finding("title-missing", Location(self.capture.path, 1, 1), "this capture has no title")
            )
        elif (
            title
            and ("{" in title or "<" in title)
            and (match := _TEMPLATE.search(title))
            and "template-syntax" not in {one.code for one in self.findings}
        ):
            message = f"template syntax `{match[0][:60]}` in the title"
            self.findings.append(make_finding("template-syntax", self._location("title"), message))

    def _slug(self, source: Link | None) -> str:
        """From the frontmatter, else the source address, else the file's name; never from a title: editors mend it."""
        if stated := slugs.slugify(self._value("slug") or ""):
            return stated
        if source and (found := slugs.slug_from_url(source.href)):
            return found
        stem = dates.date_from_filename(PurePosixPath(self.capture.path).name)[1]
        return slugs.slugify(stem) or f"capture-{self.capture.sha256[:12]}"

    def _inline(self, name: str, place: LinkRegion) -> Fragment:
        if name not in self.fields:
            return Fragment()
        where = self._location(name)
        fragment, met = render_markdown(self._value(name), where.path, where.line or 1, place)
        self.findings += met
        # Rendered by itself, the text begins in column 1; in the file it begins where the field is stated.
        shift = (where.column or 1) - 1
        if not shift:
            return fragment
        links = (
            replace(one, column=one.column + shift) if one.column and one.line == where.line else one
            for one in fragment.links
        )
        return replace(fragment, links=tuple(links))

    def _provenance(self) -> dict[str, Provenance]:
        return {name: self.fields[name].provenance for name in FIELD_TYPES if name in self.fields}


def _host(url: str) -> str | None:
    try:
        return ada_url.idna.decode(ada_url.parse_url(url, ("hostname",))["hostname"]) or None
    except ValueError:
        return None
