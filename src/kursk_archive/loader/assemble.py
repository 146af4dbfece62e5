"""Assemble an article: apply the sidecar to the draft, derive missing values, record the provenance of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import ada_url
from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.config import CrawlRules, ExportMapping
from kursk_archive.core.enums import LinkRegion, Provenance
from kursk_archive.core.findings import FRONTMATTER_CODES, Finding, Location, Severity, make_finding
from kursk_archive.core.model import Article, Capture, Fragment, Link, PartialDate
from kursk_archive.core.publishers import Publishers, known_publishers
from kursk_archive.loader import dates
from kursk_archive.loader.draft import FIELD_TYPES, Draft, FieldValue
from kursk_archive.loader.language import detect_language, opening_text
from kursk_archive.loader.markdown_body.html_body import render_html
from kursk_archive.loader.markdown_body.render import render_markdown
from kursk_archive.loader.markdown_body.rendering import TEMPLATE_SYNTAX
from kursk_archive.loader.metadata.aliases import FIELDS_BY_ALIAS, fold_key
from kursk_archive.loader.metadata.translations import translation_capture_path
from kursk_archive.loader.page_limits import DEFAULT_LIMITS, PageLimits
from kursk_archive.loader.sidecar import Sidecar
from kursk_archive.loader.text_dump.lines import shorten
from kursk_archive.loader.text_dump.source_url import is_http_url
from kursk_archive.resolver.classify import classify
from kursk_archive.site import slugs

_MAY_BE_COPY = re.compile(
    r"archive|arquivo|cache|ampproject|translat|goog|proxy|12ft|perma|turbo|wayback|snap"
    r"|.://?[^/]+/.*(?:https?(?:[:%]|/)|[?&]ur?l?=)",
    re.IGNORECASE,
)
"""Signs of a snapshot, a cache or a translation. Asking for the origin of each address takes 20 µs."""
_COPIED_FIELDS = (
    "updated",
    "authors",
    "topics",
    "section",
    "places",
    "description",
    "image",
    "image_alt",
    "captured_at",
    "edition",
    "edition_of",
    "reason",
    "review",
    "aliases",
    "noindex",
    "canonical",
)
"""Fields that an article takes over exactly as they are stated."""
_BODY_CODES = frozenset({"control-character", "key-duplicate", "nesting", "script", "template-syntax"})
"""Errors that do not explain a missing title."""
_CODE_FIELDS = {
    "date-ambiguous": "date",
    "date-calendar": "date",
    "date-implausible": "date",
    "date-impossible": "date",
    "date-partial": "date",
    "date-unknown": "date",
    "source-invalid": "source_url",
    "source-unnamed": "source_url",
    "slug": "slug",
    "not-article": "status",
    "status": "status",
}
"""Findings in a capture that a field of the sidecar settles."""


_KEY_CODES = frozenset({"field", "key-duplicate"})
"""Findings whose message begins with a key of the frontmatter; a field of the sidecar settles them, too."""
_FIRST_KEY = re.compile(r"`([^`]+)`")
_NEVER_EMPTY_FIELDS = ("language", "slug")
"""Fields that are derived if the sidecar takes them back: each article has one."""


class Defaults(Struct, frozen=True):
    """Values of fields that are not stated anywhere, and the names of publishers by host."""

    publishers: Publishers = field(default_factory=known_publishers)
    language: str = "en"
    limits: PageLimits = DEFAULT_LIMITS
    """Of saved pages."""
    crawl_rules: CrawlRules = CrawlRules()
    """The rules that say which pages of crawls are articles."""
    exports: tuple[ExportMapping, ...] = ()
    """The descriptions of scrapers' exports."""


def assemble_article(capture: Capture, draft: Draft, sidecar: Sidecar, defaults: Defaults) -> Article:
    """Assemble the article of a capture.

    Args:
        capture: the article's evidence.
        draft: what the capture's format reads from it.
        sidecar: its fields take precedence over those of the capture.
        defaults: values of fields that are not stated anywhere.
    """
    return assemble(capture, draft, sidecar, defaults)[0]


def assemble(
    capture: Capture, draft: Draft, sidecar: Sidecar, defaults: Defaults
) -> tuple[Article, Mapping[str, FieldValue]]:
    """Assemble an article as `assemble_article` does; also return its fields as they are stated or derived."""
    assembly = _Assembly(capture, draft, sidecar, defaults)
    return assembly.article(), assembly.fields


class _Assembly:
    """One article while it is assembled."""

    def __init__(self, capture: Capture, draft: Draft, sidecar: Sidecar, defaults: Defaults) -> None:
        if draft.without_frontmatter and "title" in sidecar.fields:
            draft = _without_frontmatter(draft, draft.without_frontmatter, capture.path)
        self.capture, self.draft, self.sidecar, self.defaults = capture, draft, sidecar, defaults
        self.fields = {**draft.fields, **{name: _override(stated) for name, stated in sidecar.fields.items()}}
        for name in _NEVER_EMPTY_FIELDS:
            if name in self.fields and self.fields[name].value is None:
                del self.fields[name]
        reported = (*draft.findings, *sidecar.findings)
        self.findings = [finding for finding in reported if not self._is_settled(finding)]

    def article(self) -> Article:
        body, body_findings = self._render_body()
        source = self._source_link()
        self._derive_missing(body, source)
        self.findings += body_findings
        self._check_title()
        copied = {name: value for name in _COPIED_FIELDS if (value := self._value(name)) is not None}
        return Article(
            capture=self.capture,
            title=self._value("title") or "",
            body=body,
            date=self._value("date"),
            publisher=self._value("publisher"),
            source=source,
            language=self._value("language"),
            slug=self._slug(source),
            caption=self._render_inline("image_caption", LinkRegion.CAPTION),
            credit=self._render_inline("image_credit", LinkRegion.CREDIT),
            withheld=self._value("status") == "withheld",
            related=self.draft.related,
            translations=tuple(self._translations()),
            repairs=self._value("links") or (),
            extra={**self.draft.extra, **self.sidecar.extra},
            provenance={name: self.fields[name].provenance for name in FIELD_TYPES if name in self.fields},
            origins={name: stated.origin for name, stated in self.fields.items() if stated.origin},
            extractor=self.draft.extractor,
            findings=tuple(self.findings),
            **copied,
        )

    def _render_body(self) -> tuple[Fragment, tuple[Finding, ...]]:
        if self.draft.body_is_html:
            return render_html(self.draft.body, self.capture.path)
        return render_markdown(self.draft.body, self.capture.path, self.draft.line_offset + 1)

    def _value(self, name: str) -> Any:
        return self.fields[name].value if name in self.fields else None

    def _location(self, name: str) -> Location:
        """Return where a field is stated."""
        stated = self.fields[name]
        path = self.sidecar.path if stated.provenance is Provenance.SIDECAR else self.capture.path
        return Location(path, stated.line, stated.column)

    def _is_settled(self, finding: Finding) -> bool:
        """Return True if the sidecar states the field that the finding says is unclear in the capture."""
        if finding.location.path != self.capture.path:
            return False
        stated = _CODE_FIELDS.get(finding.code)
        if stated is None and finding.code in _KEY_CODES and (key := _FIRST_KEY.search(finding.message)):
            return not self.sidecar.fields.keys().isdisjoint(FIELDS_BY_ALIAS.get(fold_key(key[1]), ()))
        return stated in self.sidecar.fields

    def _source_link(self) -> Link | None:
        if self._value("source_url") is None:
            return None
        stated = self.fields["source_url"]
        line, column = (None, None) if stated.provenance is Provenance.SIDECAR else (stated.line, stated.column)
        return Link(stated.value, stated.value, line, column, LinkRegion.SOURCE)

    def _translations(self) -> Iterator[Link]:
        for link in self._value("translations") or ():
            if is_http_url(link.href) or translation_capture_path(link.href, self.capture.path):
                yield link
            else:
                message = f"`translations`: `{shorten(link.href)}` leads outside the content folder"
                location = Location(self._location("translations").path, link.line, link.column)
                self.findings.append(make_finding("field", location, message))

    def _derive_missing(self, body: Fragment, source: Link | None) -> None:
        """Derive missing fields from the source address, the file's name and the text."""
        address = source.href if source else ""
        origin = classify(source, None, self.defaults.publishers) if source and _MAY_BE_COPY.search(address) else None
        snapshot = origin.snapshot if origin else None
        address = (origin.canonical if origin else None) or address
        url_date = dates.date_from_url(address) if address else None
        if snapshot and snapshot.datetime and "captured_at" not in self.fields:
            self._fill("captured_at", PartialDate(snapshot.datetime))
        if "date" not in self.fields:
            self._fill("date", url_date or dates.date_from_filename(PurePosixPath(self.capture.path).name)[0])
        self._check_date(url_date)
        if snapshot and snapshot.original is None:
            message = f"{snapshot.archive} does not say of which page `{shorten(snapshot.url)}` is a copy"
            self.findings.append(make_finding("source-unnamed", self._location("source_url"), message))
        elif "publisher" not in self.fields and address and (host := _host(address)):
            self._fill("publisher", self.defaults.publishers.name_for(host))
        if "language" not in self.fields:
            self._fill("language", self._language(body))
            self._fill("language", self.defaults.language, Provenance.DEFAULT)

    def _language(self, body: Fragment) -> str | None:
        return detect_language(f"{self._value('title') or ''}. {opening_text(body)}", self.defaults.language)

    def _fill(self, name: str, value: Any, provenance: Provenance = Provenance.DERIVED) -> None:
        if name not in self.fields and value is not None:
            self.fields[name] = FieldValue(value, 1, 1, provenance)

    def _check_date(self, url_date: PartialDate | None) -> None:
        date = self._value("date")
        if date is None:
            return
        if url_date and dates.dates_contradict(date, url_date, int(dates.has_offset(date))):
            message = f"date {date} does not match the date in source_url, {url_date}"
            self.findings.append(make_finding("date-contradiction", self._location("date"), message))
        for name in ("updated", "captured_at"):
            later = self._value(name)
            if later and dates.precedes(later, date):
                message = f"{name} {later} is before the date of publication, {date}"
                self.findings.append(make_finding("date-contradiction", self._location(name), message))

    def _check_title(self) -> None:
        title = self._value("title")
        if title is None:
            if not any(self._explains_missing_title(finding) for finding in self.findings):
                line = self.draft.line_offset + 1 if self.draft.key else 1
                location = Location(self.capture.path, line, 1)
                self.findings.append(make_finding("title-missing", location, "no title found"))
        elif (
            ("{" in title or "<" in title)
            and (match := TEMPLATE_SYNTAX.search(title))
            and "template-syntax" not in {finding.code for finding in self.findings}
        ):
            message = f"template syntax `{match[0][:60]}` in the title"
            self.findings.append(make_finding("template-syntax", self._location("title"), message))

    @staticmethod
    def _explains_missing_title(finding: Finding) -> bool:
        return finding.severity is Severity.ERROR and finding.code not in _BODY_CODES

    def _slug(self, source: Link | None) -> str:
        """Return the stated slug, else one from the source address, else from the file's name and the article's key.

        It is never made from the title, since editors change titles.
        """
        if stated := slugs.slugify(self._value("slug") or ""):
            return stated
        if source and (url_slug := slugs.slug_from_url(source.href)):
            return url_slug
        stem = dates.date_from_filename(PurePosixPath(self.capture.path).name)[1]
        name = f"{stem}-{self.capture.key}" if self.capture.key else stem
        return slugs.slugify(name) or f"capture-{self.capture.sha256[:12]}"

    def _render_inline(self, name: str, region: LinkRegion) -> Fragment:
        if self._value(name) is None:
            return Fragment()
        location = self._location(name)
        fragment, findings = render_markdown(self._value(name), location.path, location.line or 1, region)
        self.findings += findings
        # The text was rendered as if it began in column 1; in the file it begins where the field is stated.
        shift = (location.column or 1) - 1
        if not shift:
            return fragment
        links = (
            replace(link, column=link.column + shift) if link.column and link.line == location.line else link
            for link in fragment.links
        )
        return replace(fragment, links=tuple(links))


def _override(stated: FieldValue) -> FieldValue:
    provenance = Provenance.REMOVED if stated.value is None else Provenance.SIDECAR
    return FieldValue(stated.value, stated.line, stated.column, provenance)


def _without_frontmatter(draft: Draft, below: Draft, path: str) -> Draft:
    """Return the draft of the text below frontmatter that cannot be read; its findings are warnings from then on."""
    findings = tuple(
        replace(finding, severity=Severity.WARNING, hint="no action needed; the fields of the sidecar count")
        if finding.code in FRONTMATTER_CODES and finding.location.path == path
        else finding
        for finding in draft.findings
    )
    return replace(
        draft,
        fields={**below.fields, **draft.fields},
        body=below.body,
        line_offset=below.line_offset,
        related=below.related,
        extra=below.extra,
        findings=(*findings, *below.findings),
    )


def _host(url: str) -> str | None:
    """Return the host of an address, in Unicode."""
    try:
        return ada_url.idna.decode(ada_url.parse_url(url, ("hostname",))["hostname"]) or None
    except ValueError:
        return None
