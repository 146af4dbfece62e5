"""Divide a crawl: look at the headers of all its records, and choose the pages that may be articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from zipfile import BadZipFile, ZipFile, ZipInfo

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.config import CrawlRules
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import CapturePart
from kursk_archive.loader.crawls.layers import (
    GZIP,
    ZIP,
    Bytes,
    Layer,
    RefusedFileError,
    check_members,
    inflate,
    open_zip,
    read_zipped,
    stored_range,
)
from kursk_archive.loader.crawls.page_lists import read_page_list
from kursk_archive.loader.crawls.parts import CrawlDivision, CrawlPage, add_counts
from kursk_archive.loader.crawls.records import CompressedAsWholeError, CrawlRecord, scan_records
from kursk_archive.loader.crawls.resources import CrawlResources, ResourcesBuilder, address_digest, seconds_of
from kursk_archive.loader.crawls.selection import address_matcher, is_list_address
from kursk_archive.loader.page_limits import PageLimits

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_RESOURCE_TYPE = re.compile(r"image/(?!svg)|text/css$")
_ORIGINAL_RESOURCE_TYPE = re.compile(r"image/svg|font/|application/(?:x-)?font-|application/vnd\.ms-fontobject$")
"""Of what only an original page shows."""
_MIN_IMAGE_BYTES = 400
"""Of a record. Smaller ones are pixels that count readers."""
_MAX_NAMED_FAULTS = 3
_MAX_KEY = 1_000
_WHITE = re.compile(r"[#\s\x00-\x1f\x7f]+")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
_WARC_NAME = re.compile(r"\.w?arc(?:\.gz)?$", re.IGNORECASE)
_LISTS_OF_PAGES = re.compile(r"pages/[^/]{0,100}\.jsonl$")
BY_ADDRESS, BY_RULE, NOT_NAMED = (
    "lists and forms by their address",
    "by `warc` of archive.yaml",
    "not in the list of pages",
)
ERRORS, CUT = "errors and refusals of the server", "cut by the crawler"
UNCHANGED, ELSEWHERE = "unchanged since an earlier capture", "revisits of a page outside of the crawl"


class _Found(Struct):
    """The contents of a crawl's records."""

    pages: list[CrawlPage] = []
    by_digest: dict[str, CrawlPage] = {}
    """Digest of a payload → a page with it."""
    by_capture: dict[tuple[str, str], CrawlPage] = {}
    """Address and date → the page."""
    revisits: list[tuple[CrawlRecord, CapturePart, str]] = []
    redirects: dict[str, str] = {}
    """Address → the one that it redirects to."""
    resources: list[tuple[bytes, int, CapturePart, bool]] = []
    """Digest of the address, time, place and True for what only an original page shows: images, style sheets, fonts."""
    resource_by_digest: dict[bytes, int] = {}
    """Digest of a payload → the number of a resource with it."""
    left: dict[str, int] = field(default_factory=dict)

    def add(self, other: _Found) -> None:
        """Add what another file of the crawl holds."""
        self.pages += other.pages
        self.revisits += other.revisits
        for digest, page in other.by_digest.items():
            self.by_digest.setdefault(digest, page)
        for capture, page in other.by_capture.items():
            self.by_capture.setdefault(capture, page)
        for address, target in other.redirects.items():
            self.redirects.setdefault(address, target)
        for digest_key, number in other.resource_by_digest.items():
            self.resource_by_digest.setdefault(digest_key, number + len(self.resources))
        self.resources += other.resources
        add_counts(self.left, other.left.items())


def divide(data: Bytes, path: str, rules: CrawlRules, limits: PageLimits) -> CrawlDivision:
    """See `crawls.divide_crawl`."""
    return _Divider(data, path, rules, limits).divide()


class _Divider:
    def __init__(self, data: Bytes, path: str, rules: CrawlRules, limits: PageLimits) -> None:
        self.data, self.path, self.limits = data, path, limits
        self.included, self.excluded = address_matcher(rules.include), address_matcher(rules.exclude)
        self.has_rule = bool(rules.include)
        self.findings: list[Finding] = []
        self.faults: dict[str, list[str]] = {}
        """File of the crawl → what is damaged in it."""
        self.found = _Found()
        self.named: dict[str, str] = {}
        """Address in a list of pages → the title there, which may be empty."""

    def divide(self) -> CrawlDivision:
        for layer in self._layers() if len(self.data) else ():
            self._scan(layer)
        for name, faults in self.faults.items():
            self._report_faults(name, faults)
        pages = list(self._chosen())
        resources = self._resources()
        if not len(self.data):
            self._report("empty", "file is empty")
        elif not self.findings and not pages and not self.found.left:
            held = f", only {len(resources):,} files that pages may show" if len(resources) else ""
            self._report("crawl-left", f"no web page in this crawl{held}")
        return CrawlDivision(tuple(pages), resources, self.found.left, tuple(self.findings))

    # files

    def _layers(self) -> Iterator[Layer]:
        if self.data[:4] == ZIP or self.path.lower().endswith(".wacz"):
            try:
                yield from self._files_of_wacz()
            except (BadZipFile, RefusedFileError) as error:
                self._report("crawl-refused", str(error))
            return
        yield Layer(self.data, 0, len(self.data), "", self.path)

    def _files_of_wacz(self, start: int = 0, end: int | None = None, outer: str = "") -> Iterator[Layer]:
        """Yield the files of a WACZ, and those of the ones in it: several are often downloaded as one."""
        with open_zip(self.data, start, end) as archive:
            infos = archive.infolist()
            refused = check_members(infos)
            wanted = [info for info in infos if info.filename not in refused]
            for name, reason in list(refused.items())[:_MAX_NAMED_FAULTS]:
                self._report("crawl-refused", f"`{name[:80]}` is not read: {reason}")
            for info in wanted:
                if _LISTS_OF_PAGES.match(info.filename):
                    self._name_pages(read_page_list(read_zipped(archive, info, self.limits.bytes)))
            files = [info for info in wanted if _WARC_NAME.search(info.filename)]
            inner = [info for info in wanted if info.filename.lower().endswith(".wacz") and not outer]
            for info in (*files, *inner):
                try:
                    if info in inner:
                        yield from self._files_of_inner(info, start)
                    else:
                        yield self._file_of_wacz(info, archive, start, outer)
                except (BadZipFile, RefusedFileError) as reason:
                    self._report("crawl-refused", f"`{outer}{info.filename[:80]}` is not read: {reason}")
            if not files and not inner and not refused:
                self._report("crawl-refused", f"no WARC file in {f'`{outer[:80]}`' if outer else 'this WACZ'}")

    def _files_of_inner(self, info: ZipInfo, start: int) -> Iterator[Layer]:
        stored = stored_range(self.data, info, start)
        if stored is None:
            raise RefusedFileError("it is compressed inside of another WACZ; unpack that one")
        yield from self._files_of_wacz(*stored, f"{info.filename}/")

    def _file_of_wacz(self, info: ZipInfo, archive: ZipFile, start: int, outer: str) -> Layer:
        stored = stored_range(self.data, info, start)
        if stored:
            return Layer(self.data, *stored, "", f"{outer}{info.filename}", bool(outer))
        if outer:
            raise RefusedFileError("it is compressed a second time; unpack the outer WACZ")
        content = read_zipped(archive, info, self.limits.bytes + 1)
        if len(content) > self.limits.bytes:
            raise RefusedFileError(self._too_large("compressed a second time, and "))
        return Layer(content, 0, len(content), info.filename, info.filename)

    def _too_large(self, what: str = "") -> str:
        return f"{what}larger than {self.limits.megabytes} MiB, the `capture_limit` of archive.yaml, when inflated"

    def _name_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        for address, title in pages:
            self.named.setdefault(address, title)

    # records

    def _scan(self, layer: Layer) -> None:
        before, self.found = self.found, _Found()
        try:
            self._scan_records(layer)
        except CompressedAsWholeError:
            self.found = _Found()
            self.faults.pop(layer.name, None)
            self._scan_inflated(layer)
        before.add(self.found)
        self.found = before

    def _scan_inflated(self, layer: Layer) -> None:
        if layer.is_nested:
            message = "its records are not compressed one by one; unpack the outer WACZ"
            self._report("crawl-refused", f"{self._shown(layer.name)}is not read: {message}")
            return
        content = inflate(layer.data[layer.start : layer.end], self.limits.bytes + 1)
        if len(content) > self.limits.bytes:
            self._report("crawl-refused", f"{self._shown(layer.name)}{self._too_large('compressed as a whole, and ')}")
            return
        name = layer.name.removesuffix(".gz")
        member = name.rpartition("/")[2] if layer.name == self.path else name
        self._scan_records(Layer(content, 0, len(content), member, name))

    def _scan_records(self, layer: Layer) -> None:
        form = _form_of(layer)
        faults = self.faults.setdefault(layer.name, [])
        for record in scan_records(layer, lambda fault, _: faults.append(fault)):
            self._name_pages(record.listed)
            place = CapturePart(record.start, record.length, layer.member)
            if not record.address.startswith(("http:", "https:")) or not record.kind:
                continue
            if record.kind == "revisit":
                self.found.revisits.append((record, place, form))
            elif 300 <= record.status < 400 and record.location:
                self._add_redirect(record)
            elif record.status == 304 and record.media_type in ("", *_PAGE_TYPES):
                self._leave(UNCHANGED)
            elif record.media_type in _PAGE_TYPES:
                self._add_page(record, place, form)
            elif record.status == 200 and not record.truncated:
                self._add_resource(record, place)

    def _add_resource(self, record: CrawlRecord, place: CapturePart) -> None:
        is_other = _ORIGINAL_RESOURCE_TYPE.match(record.media_type) is not None
        if is_other or (_RESOURCE_TYPE.match(record.media_type) and not _is_pixel(record)):
            if record.digest:
                self.found.resource_by_digest.setdefault(address_digest(record.digest), len(self.found.resources))
            time = seconds_of(_date(record.date))
            self.found.resources.append((address_digest(record.address), time, place, is_other))

    def _resources(self) -> CrawlResources:
        """Make the table of what pages show, also under the addresses that redirect to it."""
        builder = ResourcesBuilder()
        entries = [builder.add(*found) for found in self.found.resources]
        for record, _, _ in self.found.revisits:
            number = self.found.resource_by_digest.get(address_digest(record.digest)) if record.digest else None
            if number is not None:
                builder.repeat(entries[number], address_digest(record.address), seconds_of(_date(record.date)))
        sources = {address_digest(target): first for target, first in self._redirected().items()}
        for entry in [entry for entry in builder.entries if entry[:8] in sources]:
            for address in sources[entry[:8]]:
                builder.repeat(entry, address_digest(address))
        return builder.build()

    def _add_redirect(self, record: CrawlRecord) -> None:
        from urllib.parse import urljoin

        try:
            target = urljoin(record.address, record.location).partition("#")[0]
        except ValueError:
            return
        if target != record.address:
            self.found.redirects.setdefault(record.address, target)

    def _add_page(self, record: CrawlRecord, place: CapturePart, form: str) -> None:
        if record.status != 200:
            self._leave(ERRORS)
        elif record.truncated:
            self._leave(CUT)
        else:
            page = _page(record, place, form)
            self.found.pages.append(page)
            self.found.by_capture.setdefault((page.address, page.date), page)
            if record.digest:
                self.found.by_digest.setdefault(record.digest, page)

    # choice

    def _chosen(self) -> Iterator[CrawlPage]:
        """Yield the pages that may be articles, each with a key of its own and the addresses that led to it."""
        sources = self._redirected()
        if not any(self._is_named(page.address, sources) for page in self.found.pages):
            self.named.clear()  # a list that names none of the pages is of no help
        chosen: list[CrawlPage] = []
        for page in self.found.pages:
            if reason := self._reason_to_leave(page.address, sources):
                self._leave(reason)
            else:
                chosen.append(page)
        places = {page.place: number for number, page in enumerate(chosen)}
        more: dict[int, list[str]] = {}
        for record, _, _ in self.found.revisits:
            self._resolve(record, chosen, places, more, sources)
        keys: dict[str, int] = {}
        for number, page in enumerate(chosen):
            keys[page.key] = keys.get(page.key, 0) + 1
            key = page.key if keys[page.key] == 1 else f"{page.key}~{keys[page.key]}"
            aliases = tuple(dict.fromkeys((*sources.get(page.address, ()), *more.get(number, ()))))
            is_named = self._is_named(page.address, sources) or (self.has_rule and self.included(page.address))
            titles = (self.named.get(address, "") for address in (page.address, *sources.get(page.address, ())))
            title = next(filter(None, titles), "")
            yield replace(page, key=key, aliases=aliases, is_named=is_named, title=title)

    def _redirected(self) -> dict[str, list[str]]:
        """Map addresses to those that redirect there, over as many steps as it takes."""
        sources: dict[str, list[str]] = {}
        for first, following in self.found.redirects.items():
            target, seen = following, {first}
            while target in self.found.redirects and target not in seen and len(seen) < 10:
                seen.add(target)
                target = self.found.redirects[target]
            sources.setdefault(target, []).append(first)
        return sources

    def _is_named(self, address: str, sources: dict[str, list[str]]) -> bool:
        """Return True if the list of pages names an address, or one that redirects there."""
        return address in self.named or any(other in self.named for other in sources.get(address, ()))

    def _reason_to_leave(self, address: str, sources: dict[str, list[str]]) -> str:
        if self.excluded(address):
            return BY_RULE
        if self.named:
            return "" if self._is_named(address, sources) else NOT_NAMED
        if self.has_rule:
            return "" if self.included(address) else BY_RULE
        return BY_ADDRESS if is_list_address(address) else ""

    def _resolve(
        self,
        record: CrawlRecord,
        chosen: list[CrawlPage],
        places: dict[CapturePart, int],
        more: dict[int, list[str]],
        sources: dict[str, list[str]],
    ) -> None:
        """Find the page that a revisit says is unchanged: it is read once, and known by the address of the revisit."""
        address, date = record.original
        original = self.found.by_capture.get((address.partition("#")[0], _date(date))) or self.found.by_digest.get(
            record.digest
        )
        own = record.address.partition("#")[0]
        if original is None:
            is_resource = address_digest(record.digest) in self.found.resource_by_digest
            if not is_resource and (record.media_type in _PAGE_TYPES or not record.media_type):
                self._leave(ELSEWHERE)
        elif self._reason_to_leave(own, sources):
            return
        elif (number := places.get(original.place)) is None:
            page = replace(original, key=_key(own, _date(record.date)), address=own, date=_date(record.date))
            places[original.place] = len(chosen)
            chosen.append(page)
        else:
            self._leave(UNCHANGED)
            if own != original.address:
                more.setdefault(number, []).append(own)

    # findings

    def _leave(self, reason: str) -> None:
        add_counts(self.found.left, ((reason, 1),))

    def _report(self, code: str, message: str) -> None:
        self.findings.append(make_finding(code, Location(self.path), message))

    def _shown(self, name: str) -> str:
        return "" if name == self.path else f"`{name[:80]}` "

    def _report_faults(self, name: str, faults: list[str]) -> None:
        if faults:
            more = f"; {len(faults) - _MAX_NAMED_FAULTS} more" if len(faults) > _MAX_NAMED_FAULTS else ""
            self._report("crawl-broken", f"{self._shown(name)}{'; '.join(faults[:_MAX_NAMED_FAULTS])}{more}")


def _is_pixel(record: CrawlRecord) -> bool:
    return record.media_type.startswith("image/") and record.length < _MIN_IMAGE_BYTES


def _form_of(layer: Layer) -> str:
    is_arc = re.search(r"\.arc(?:\.gz)?$", layer.name.lower()) and layer.data[layer.start : layer.start + 5] != b"WARC/"
    is_gzip = layer.data[layer.start : layer.start + 3] == GZIP
    return f"{'arc' if is_arc else 'warc'}{'.gz' if is_gzip else ''}"


def _page(record: CrawlRecord, place: CapturePart, form: str) -> CrawlPage:
    address, date = record.address.partition("#")[0], _date(record.date)
    return CrawlPage(place, _key(address, date), address, date, form)


def _key(address: str, date: str) -> str:
    key = _WHITE.sub("-", f"{date or 'undated'}/{address}")
    return key if len(key) <= _MAX_KEY else f"{key[:_MAX_KEY]}~{address_digest(address).hex()}"


def _date(text: str) -> str:
    """Return the date of a record to the second, in UTC; empty if it is none."""
    if match := _DATE.match(text):
        return f"{match[1]}Z"
    match = _DIGITS.match(text)
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}:{match[5]}:{match[6]}Z" if match else ""
