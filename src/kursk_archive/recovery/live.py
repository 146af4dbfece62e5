"""Asks web archives for snapshots of articles with lost links, or the original sites for the articles themselves.

Of each archive in turn, the three snapshots nearest to the article's date at most, until every lost link is found. An
archive that does not have the CDX API is asked for a TimeMap, else its TimeGate. Every answer is kept, so that a run
which was interrupted continues.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from email.message import Message
from urllib.parse import urlencode

from msgspec import Struct, field
from msgspec.structs import replace

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import PartialDate
from kursk_archive.core.text import count_noun
from kursk_archive.network.client import PoliteClient
from kursk_archive.network.dns import may_be_public
from kursk_archive.network.options import ClientOptions
from kursk_archive.network.politeness import Sleep
from kursk_archive.network.redirects import CheckResult
from kursk_archive.network.responses import Verdict, failed_result
from kursk_archive.network.transport import NO_HEADERS, Transport, new_transport
from kursk_archive.pipeline.load_tasks import CaptureLoader
from kursk_archive.recovery.answers import Answer, Answers
from kursk_archive.recovery.recover import LostLinks, WantedCopy
from kursk_archive.recovery.snapshot_lists import (
    SnapshotPlace,
    nearest,
    read_cdx,
    read_timemap,
    to_http_date,
    to_timestamp_of_http,
)
from kursk_archive.recovery.witnesses import SentPage, read_sent_page
from kursk_archive.resolver.archive_services import ArchiveServices, services_of
from kursk_archive.resolver.snapshots import read_snapshot, to_iso, to_timestamp
from kursk_archive.resolver.urls import host_of, is_web, parse, split_url

MAX_LIST_BYTES = 8 * 2**20
MAX_PARTS = 3
"""Of a TimeMap that are read."""
LISTED = 50
"""Snapshots that the CDX API is asked for: some are of errors and redirects."""
ARTICLES_AT_ONCE = 8
"""Each archive gets one request at a time all the same."""
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml")


class CopyOptions(ClientOptions, frozen=True):
    """Options of a run. Times are in seconds."""

    purpose: str = "recovery of lost links"
    timeout: float = 60.0
    """Web archives are slow."""


class Outcome(Struct):
    """The outcome of asking, so far."""

    asked: int = 0
    """Articles."""
    with_copy: int = 0
    """Those of them of which a copy was read."""
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Host and reason → requests that had no proper answer."""

    def findings(self) -> list[Finding]:
        """Return a finding for each host and reason."""
        return [
            make_finding("copy-missing", Location(host), f"{reason} ({count_noun(count, 'request')})")
            for (host, reason), count in sorted(self.problems.items())
        ]


def ask_for_copies(
    lost_links: LostLinks,
    archives: Sequence[ArchiveServices],
    answers: Answers,
    outcome: Outcome,
    *,
    options: CopyOptions,
    on_progress: Callable[[int, int], object],
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Add the copies of the articles that still have lost links to what witnesses say.

    Args:
        lost_links: of the archive.
        archives: to ask, in order of preference; none asks the original sites.
        answers: those that are known.
        outcome: is brought up to date while this runs.
        options: see `CopyOptions`.
        on_progress: called after each article, with the number of articles that were asked for, and of all.
        sleep: called for every pause between requests.

    Raises:
        KeyboardInterrupt: on Ctrl-C. What was found until then has been added.
        ArchiveError: the disk refuses.
    """
    wanted = [
        replace(copy, original=_without_secrets(copy.original))
        for copy in lost_links.wanted()
        if _may_be_asked_for(copy.original, options)
    ]
    if wanted and (
        interrupt := asyncio.run(_ask(wanted, lost_links, archives, answers, outcome, options, on_progress, sleep))
    ):
        raise interrupt


def _may_be_asked_for(original: str, options: CopyOptions) -> bool:
    """Return False for what no web archive and no site has: snapshots, onion services, machines in private networks."""
    host = host_of(original) if is_web(original) else ""
    if not host or read_snapshot(original) or (host.endswith(".onion") and not options.proxy):
        return False
    return options.allow_private or may_be_public(host)


def _without_secrets(original: str) -> str:
    """Return an address without user name and password, which are nobody else's business, and without a fragment."""
    return str(split_url(original)._replace(userinfo="", fragment=None))


async def _ask(
    wanted: Sequence[WantedCopy],
    lost_links: LostLinks,
    archives: Sequence[ArchiveServices],
    answers: Answers,
    outcome: Outcome,
    options: CopyOptions,
    on_progress: Callable[[int, int], object],
    sleep: Sleep,
) -> KeyboardInterrupt | None:
    """Ask for every article; return the interrupt that ended this. A task that ended with it would be reported."""
    async with new_transport(options.proxy) as transport:
        client = PoliteClient(options, Transport(options, answers.now, transport), sleep)
        run = _Run(client, lost_links, archives, answers, outcome)
        queue = deque(wanted)

        async def work() -> None:
            while queue:
                await run.find_copy(queue.popleft())
                outcome.asked += 1
                on_progress(outcome.asked, len(wanted))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(ARTICLES_AT_ONCE, len(wanted))):
                    group.create_task(work())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        except KeyboardInterrupt as interrupt:
            return interrupt
    return None


class _Run(Struct):
    client: PoliteClient
    lost_links: LostLinks
    archives: Sequence[ArchiveServices]
    answers: Answers
    outcome: Outcome

    @property
    def loader(self) -> CaptureLoader:
        return self.lost_links.loader

    async def find_copy(self, wanted: WantedCopy) -> None:
        """Read copies of an article until all of its lost links are found."""
        has_copy = False
        for services in self.archives:
            if self.lost_links.is_complete(wanted.article):
                break
            has_copy |= await self._read_snapshots(wanted, services)
        if not self.archives:
            answer = await self._read_page(wanted.original)
            has_copy = self._take(answer, SentPage(answer.address, answer.address, PartialDate(answer.asked_at), ""))
        self.outcome.with_copy += has_copy

    # pages

    async def _read_snapshots(self, wanted: WantedCopy, services: ArchiveServices) -> bool:
        """Read the snapshots of an article in an archive; return True if one is a copy of an article."""
        seen: set[str] = set()
        has_copy = False
        for timestamp, address in await self._list_snapshots(wanted, services):
            if self.lost_links.is_complete(wanted.article):
                break
            answer = Answer("")
            for form in dict.fromkeys((services.unaltered(address), address)):
                answer = answer if answer.sha256 else await self._read_page(form, services)
            if answer.sha256 in seen:  # it redirects to a snapshot that was read
                continue
            seen.add(answer.sha256)
            shown, stamp, original = services.as_read(answer.address)
            captured_at = answer.captured_at or to_iso(stamp or timestamp) or ""
            page = SentPage(shown, _web_address(original) or wanted.original, PartialDate(captured_at), "")
            has_copy |= self._take(answer, page, services)
        return has_copy

    def _take(self, answer: Answer, page: SentPage, services: ArchiveServices | None = None) -> bool:
        """Take down what a page says about lost links; return True if it is an article."""
        body = self.answers.read_page(answer) if answer.sha256 else None
        if body is None:
            return False
        if services:
            body = remove_replay_marks(body, services, services.as_read(answer.address)[1])
        page = replace(page, sha256=answer.sha256, charset=answer.charset)
        witness = read_sent_page(body, page, self.loader)
        if witness:
            self.lost_links.add(witness)
        return witness is not None

    async def _read_page(self, address: str, services: ArchiveServices | None = None) -> Answer:
        """Read a page, unless it is known."""
        if known := self.answers.find(address, is_permanent=services is not None):
            return known
        limit = self.loader.defaults.limits.bytes
        result = await self._fetch(address, limit, services)
        last, final = result.last, result.final_url or address
        answer = Answer(self.answers.stamp(), last.reason, address=final)
        header = Message()
        header["content-type"] = last.headers.get("content-type", "")
        if last.verdict is Verdict.ALIVE and last.is_cut:
            answer = replace(answer, reason=f"more than {limit:,} bytes, the `capture_limit` of archive.yaml")
        elif last.verdict is Verdict.ALIVE and header["content-type"] and header.get_content_type() not in _PAGE_TYPES:
            answer = replace(answer, reason="not a page")
        elif last.verdict is Verdict.ALIVE and services and not _is_snapshot(final, last.headers, services):
            answer = replace(answer, reason="not a snapshot")
        elif last.verdict is Verdict.ALIVE and last.body:
            captured_at = to_iso(to_timestamp_of_http(last.headers.get("memento-datetime", ""))) if services else ""
            answer = Answer(
                answer.asked_at,
                sha256=self.answers.keep_page(last.body),
                address=final,
                charset=str(header.get_content_charset("")),
                captured_at=captured_at or "",
            )
        self._keep(address, answer, result)
        return answer

    # lists

    async def _list_snapshots(self, wanted: WantedCopy, services: ArchiveServices) -> tuple[SnapshotPlace, ...]:
        """Return the snapshots of an article that are nearest to its date."""
        timestamp = to_timestamp(wanted.date)
        key = f"{services.timemap}{wanted.original} {timestamp}"
        if known := self.answers.find(key):
            return known.snapshots
        lists = [self._ask_cdx] if services.cdx else []
        for ask in (*lists, self._ask_timemap, self._ask_timegate):
            places, result = await ask(wanted.original, timestamp, services)
            if places or (places is not None and ask == self._ask_cdx):
                break
        answer = Answer(self.answers.stamp(), "" if places else result.last.reason, nearest(places or (), timestamp))
        self._keep(key, answer, result)
        return answer.snapshots

    async def _ask_cdx(
        self, original: str, timestamp: str, services: ArchiveServices
    ) -> tuple[Sequence[SnapshotPlace] | None, CheckResult]:
        near = {"closest": timestamp, "sort": "closest"} if timestamp else {}
        query = urlencode({"url": original, "output": "json", "limit": LISTED, **near})
        result = await self._fetch(f"{services.cdx}?{query}", MAX_LIST_BYTES, services, is_last=False)
        is_answer = result.last.verdict is Verdict.ALIVE and not result.last.is_cut
        return read_cdx(result.last.body, services) if is_answer else None, result

    async def _ask_timemap(
        self, original: str, timestamp: str, services: ArchiveServices
    ) -> tuple[Sequence[SnapshotPlace] | None, CheckResult]:
        del timestamp
        pending, places, is_answer = [f"{services.timemap}{original}"], [], False
        for _ in range(1 + MAX_PARTS):
            result = await self._fetch(pending.pop(0), MAX_LIST_BYTES, services, is_last=False)
            read = read_timemap(result.last.body, services) if result.last.verdict is Verdict.ALIVE else None
            if read:
                is_answer = True
                places += read[0]
                pending += read[1]
            if not pending:
                break
        return places if is_answer else None, result

    async def _ask_timegate(
        self, original: str, timestamp: str, services: ArchiveServices
    ) -> tuple[Sequence[SnapshotPlace] | None, CheckResult]:
        address, date = f"{services.timegate}{original}", to_http_date(timestamp)
        result = await self._fetch(address, 1, services, {"Accept-Datetime": date} if date else NO_HEADERS)
        if result.last.verdict is not Verdict.ALIVE:
            return None, result
        headers = result.last.headers
        final = _web_address(headers.get("content-location", ""), address) or result.final_url or address
        stamp = services.as_read(final)[1] or to_timestamp_of_http(headers.get("memento-datetime", ""))
        is_here = final != address and host_of(final) in services.hosts
        return [(stamp.ljust(14, "0"), final)] if stamp and is_here else [], result

    # requests

    async def _fetch(
        self,
        address: str,
        limit: int,
        services: ArchiveServices | None,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        is_last: bool = True,
    ) -> CheckResult:
        """Send a request; one that has no proper answer is a problem, unless another service may have one."""
        url = _web_address(address)
        if not url:
            return CheckResult(failed_result("not a web address"))
        result = await self.client.fetch(url, limit, headers, services.hosts if services else ())
        if is_last and (result.last.verdict is Verdict.UNKNOWN or result.last.status is None):
            self.outcome.problems[host_of(url), result.last.reason] += 1
        return result

    def _keep(self, key: str, answer: Answer, result: CheckResult) -> None:
        """Keep an answer; what may have another result when it is asked for again, soon, is not one."""
        last = result.last
        if answer.sha256 or answer.snapshots or (last.status is not None and not last.is_transient):
            self.answers.keep(key, answer)


def _is_snapshot(address: str, headers: Mapping[str, str], services: ArchiveServices) -> bool:
    """Return True if a page is a snapshot: it states its time, in its address or in a header."""
    return bool(services.as_read(address)[1] or to_timestamp_of_http(headers.get("memento-datetime", "")))


def _web_address(text: str, base: str | None = None) -> str:
    """Return an address as it can be requested; empty if it is none of the web."""
    with suppress(ValueError):
        url = parse(text, base) if text else ""
        return url if url and is_web(url) and host_of(url) else ""
    return ""


def remove_replay_marks(body: bytes, services: ArchiveServices, timestamp: str) -> bytes:
    """Return a snapshot without toolbar and with the addresses of the original, where an archive serves no other form.

    An archive rewrites links to its own snapshots of the same time. Those of another time are the author's own.

    Args:
        body: of the snapshot.
        services: of the archive.
        timestamp: of the snapshot; empty if its address does not state it.
    """
    body = _TOOLBAR.sub(b"", body)
    if not services.replay:
        return _SHORT_REPLAY.sub(b"", body)
    if not timestamp:
        return body
    replay = split_url(services.replay)
    site = re.escape(f"//{replay.host}{f':{replay.port}' if replay.port else ''}")
    before = f"(?:(?:https?:)?{site})?{re.escape(replay.path)}{timestamp}(?:[a-z]{{2}}_)?/(?=https?:/)"
    return re.sub(before.encode(), b"", body)


_TOOLBAR = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.{0,200000}?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)
_SHORT_REPLAY = re.compile(rb"(?:https?:)?//archive\.(?:today|ph|is|li|md|vn|fo)/o/\w{4,8}/(?=https?:/)")


def named_archives(names: Iterable[str]) -> tuple[list[ArchiveServices], list[Finding]]:
    """Return the services of web archives, and findings about those that are not known.

    Args:
        names: `archives` of archive.yaml.
    """
    known = {name: services_of(name) for name in names}
    findings = [
        make_finding(
            "config-unknown",
            Location(CONFIG_NAME),
            f"`archives`: {name[:60]} is not known; name it by what stands before a timestamp: https://{name[:60]}/…/",
        )
        for name, found in known.items()
        if not found
    ]
    return [services for services in known.values() if services], findings
