"""What the archive will say of imported captures: read as a build reads them, before anything is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from kursk_archive.config import Site
from kursk_archive.core.enums import LinkKind, LinkRegion
from kursk_archive.core.findings import Severity
from kursk_archive.core.model import Article, Capture, Link, Resolution
from kursk_archive.core.publishers import Publishers, known_publishers
from kursk_archive.importers.model import Expected
from kursk_archive.loader.assemble import Defaults, assemble_article
from kursk_archive.loader.filenames import format_named
from kursk_archive.loader.formats import TEXT_DUMP, format_called
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES
from kursk_archive.loader.metadata import parse_sidecar
from kursk_archive.loader.sidecar import NO_SIDECAR, Sidecar
from kursk_archive.resolver.classify import classify
from kursk_archive.resolver.rules import Rules, default_rules
from kursk_archive.site.permalinks import article_permalink

_PAGE_KINDS = frozenset({LinkKind.WEB, LinkKind.NEWS, LinkKind.RELATIVE, LinkKind.SOCIAL})
"""Kinds that a link within a site may have; a document or a video is not an article."""
_LINK_CODES = {LinkKind.FORBIDDEN: "link-forbidden", LinkKind.MALFORMED: "link-malformed"}
_OTHER_REGIONS = frozenset({LinkRegion.IMAGE, LinkRegion.SOURCE, LinkRegion.TRANSLATION})


@dataclass(slots=True)
class Prediction:
    """The imported articles, as far as they concern each other."""

    settings: Site = field(default_factory=Site)
    """Of the archive."""
    defaults: Defaults = field(init=False)
    publishers: Publishers = field(init=False)
    rules: Rules = field(init=False)
    permalinks: dict[str, str] = field(default_factory=dict)
    """Path of a page → the article that has it."""
    known_keys: set[str] = field(default_factory=set)
    """Look-up keys of the articles' addresses."""
    internal_links: list[tuple[str, str, str]] = field(default_factory=list)
    """Article, look-up key and address of each link to a page of the same site."""
    expected: list[Expected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.publishers = known_publishers(self.settings.publishers)
        self.defaults = Defaults(self.publishers, self.settings.language)
        self.rules = default_rules().extend(self.settings.rules) if self.settings.rules else default_rules()

    def read(self, path: str, data: bytes, sidecar_path: str, sidecar_text: str) -> tuple[Article, ...]:
        """Read the articles of a capture as a build would, without its images."""
        sidecar = Sidecar(sidecar_path, *parse_sidecar(sidecar_text, sidecar_path)) if sidecar_text else NO_SIDECAR
        encoding = sidecar.fields["encoding"].value if "encoding" in sidecar.fields else None
        drafts = (format_named(path) or TEXT_DUMP).read(data, path, encoding)
        return tuple(
            assemble_article(
                Capture(
                    path=path,  # type: ignore[arg-type]
                    sha256="0" * 64,
                    size=len(data),
                    format=(format_called(draft.format_name) if draft.format_name else TEXT_DUMP).name,
                    encoding=draft.encoding,
                    media_type="text/plain",
                    published_suffix=".txt",
                    key=draft.key,
                    start=draft.start,
                    length=draft.length,
                ),
                draft,
                sidecar.for_article(draft.key),
                self.defaults,
            )
            for draft in drafts
        )

    def add(self, article: Article) -> None:
        """Note what is said of an article itself, and what concerns others."""
        for finding in article.findings:
            self._expect(finding.code, article, finding.message)
        if article.withheld or any(_blocks(finding.code, finding.severity) for finding in article.findings):
            return
        if not article.date:
            self._expect("undated", article, "has no date")
        if not article.source:
            self._expect("source-missing", article, "has no original address")
        permalink = article_permalink(article.date or "", article.slug)
        other = self.permalinks.setdefault(permalink, f"{article.id}")
        if other != article.id:
            self._expect("collision", article, f"`{permalink}` is the address of `{other}`, too")
        self._add_links(article)

    def _add_links(self, article: Article) -> None:
        base = article.source_url
        for href in (*((base,) if base else ()), *article.aliases):
            if key := self._classify(href, base).url_key:
                self.known_keys.add(key)
        site = _host(base or "")
        for link in article.references():
            if link.region in _OTHER_REGIONS or "{" in link.href:  # a tag of a template is a finding of its own
                continue
            resolution = self._classify(link.href, base)
            if code := _LINK_CODES.get(resolution.kind):
                self._expect(code, article, f"`{link.href[:60]}`")
            is_internal = _host(resolution.canonical or "") == site or resolution.kind is LinkKind.RELATIVE
            if is_internal and resolution.kind in _PAGE_KINDS:
                self.internal_links.append((f"{article.id}", resolution.url_key or "", link.href[:200]))

    def _classify(self, href: str, base: str | None) -> Resolution:
        return classify(Link("", href), base, self.publishers, self.rules)

    def _expect(self, code: str, article: Article, message: str) -> None:
        self.expected.append(Expected(code, f"{article.id}", message))

    def note(self, code: str, path: str, message: str) -> None:
        """Note what is said of a capture before it is read."""
        self.expected.append(Expected(code, path, message))

    def events(self) -> Iterator[Expected]:
        """Yield everything once all articles are known: a link may lead to one that was read later."""
        yield from self.expected
        for path, key, href in self.internal_links:
            if key not in self.known_keys:
                yield Expected("link-internal", path, f"`{href}` leads to no imported article")


def _blocks(code: str, severity: Severity) -> bool:
    return severity is Severity.ERROR and code not in NON_BLOCKING_CODES


@lru_cache(maxsize=256)
def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
