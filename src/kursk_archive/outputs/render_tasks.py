"""What is done last, a shard at a time, in this process or in another: what pages show → their bytes, written.

Pure functions of picklable values; they touch no disk but the captures, their images, the theme and the output folder.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Self

from msgspec import Struct

from kursk_archive.catalogue.records import unpack
from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article, ArticleContext, ArticleSummary, Image
from kursk_archive.images.renditions import Rendition
from kursk_archive.publisher.writer import Writer, WriteResult
from kursk_archive.renderer import citations
from kursk_archive.renderer.data.articles import DATA_FORMATS, render_articles_file
from kursk_archive.renderer.pages import article as article_page
from kursk_archive.renderer.pages.about import AboutPage, render_about, render_verify
from kursk_archive.renderer.pages.link_ledger import (
    HostIndexPage,
    HostPage,
    LedgerFile,
    render_host,
    render_host_index,
    render_ledger_file,
)
from kursk_archive.renderer.pages.listings import (
    FrontPage,
    ListingPage,
    TaxonomyPage,
    render_front_page,
    render_listing,
    render_taxonomy,
)
from kursk_archive.renderer.theme.environment import Theme
from kursk_archive.resolver.snapshots import timegate_links
from kursk_archive.site.taxonomy import CALENDAR


class ArticleJob(Struct, frozen=True):
    """An article's page, its capture's bytes, and the files to cite it with."""

    record: bytes
    context: ArticleContext


class PictureJob(Struct, frozen=True):
    """The published copies of an image."""

    picture: Image
    copies: tuple[Rendition, ...]


class AssetJob(Struct, frozen=True):
    """A file of the theme, which may lie elsewhere where the job is done."""


class VerifyJob(Struct, frozen=True):
    """The page that says how to verify a copy of the archive."""


class ReadyJob(Struct, frozen=True):
    """A file of which nothing is left to do."""

    data: bytes


class ArticlesFile(Struct, frozen=True):
    """Articles as data, in all forms."""

    packed: bytes
    """Of a year with 10,000 articles 7 MB, which would be held in this process three times until they are sent."""

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Self:
        """A file of lines as `tables.as_line` gives them."""
        return cls(zlib.compress(b"\n".join(lines), 1))

    @property
    def lines(self) -> list[bytes]:
        return zlib.decompress(self.packed).splitlines()


class FeedJob(Struct, frozen=True):
    """A feed, in both forms."""

    facet: str
    """Of the shelf; the calendar's is the feed of the whole archive."""
    title: str
    path: str
    """Of both files, without their endings."""
    page: str
    entries: tuple[tuple[bytes, str, Mapping[int, ArticleSummary]], ...]
    """Record, page and targets of each article, the newest first."""


List = FrontPage | ListingPage | TaxonomyPage | HostIndexPage | HostPage | AboutPage
Job = ArticleJob | PictureJob | AssetJob | VerifyJob | ReadyJob | ArticlesFile | LedgerFile | FeedJob | List


class RenderTask(Struct, frozen=True):
    """Pages to make."""

    root: Path
    """The content folder."""
    theme: bytes
    """Pickled: the site, the folder of templates, whether there is a search, and a fingerprint of all of these."""
    pages: tuple[tuple[str, Job], ...]
    """The path of each job's first file, and the job."""
    output: tuple[Path, str] | None = None
    """The folder to write them into, and the writer's run; None where it is out of reach: they have to be sent back."""
    weight: int = 1
    """In shards of articles: how much of what is sent at once it is."""


Made = bytes | WriteResult | None
"""What became of a file: its bytes; if it is written, how; None where what it is made of is not what was read."""


def render_shard(task: RenderTask) -> tuple[tuple[str, Made], ...]:
    """Make pages, and write them if they can be written from here.

    Raises:
        ArchiveError: a template has a fault, or the disk refuses.
    """
    theme = _theme(task.theme)
    made = (one for page, job in task.pages for one in _make(theme, task.root, page, job))
    if task.output is None:
        return tuple(made)
    writer = _writer(*task.output)
    return tuple((path, None if data is None else writer.write(path, data)) for path, data in made)


@lru_cache(maxsize=1)
def _writer(output: Path, run: str) -> Writer:
    return Writer(output, run)


@lru_cache(maxsize=2)
def _theme(packed: bytes) -> Theme:
    site, folder, searching, _ = pickle.loads(packed)  # noqa: S301 - made by this program a moment ago
    return Theme(site, folder, searching)


def _make(theme: Theme, root: Path, page: str, job: Job) -> Iterable[tuple[str, bytes | None]]:
    """The files that come of a job."""
    match job:
        case ArticleJob():
            return _article(theme, root, page, job)
        case PictureJob():
            return _pictures(root, job)
        case FeedJob():
            return _feed(theme, job)
        case ArticlesFile():
            lines = job.lines
            return ((path, render_articles_file(path, lines)) for path in data_files(page))
        case LedgerFile():
            return ((path, render_ledger_file(path, job)) for path in data_files(page))
        case _:
            return ((page, _file(theme, page, job)),)


def data_files(page: str) -> tuple[str, ...]:
    """The same data in every form; `page` is one of them."""
    stem = page.rpartition(".")[0]
    return tuple(f"{stem}.{form}" for form in DATA_FORMATS)


def _file(theme: Theme, page: str, job: AssetJob | VerifyJob | ReadyJob | List) -> bytes:
    match job:
        case AssetJob():
            return theme.assets()[page].read_bytes()
        case VerifyJob():
            return render_verify(theme, page)
        case ReadyJob():
            return job.data
        case _:
            return _list(theme, page, job)


def _list(theme: Theme, page: str, job: List) -> bytes:
    match job:
        case ListingPage():
            return render_listing(theme, page, job)
        case HostPage():
            return render_host(theme, page, job)
        case TaxonomyPage():
            return render_taxonomy(theme, page, job)
        case HostIndexPage():
            return render_host_index(theme, page, job)
        case FrontPage():
            return render_front_page(theme, page, job)
        case AboutPage():
            return render_about(theme, page, job)


def article_files(page: str) -> tuple[str, ...]:
    """What there is of a published article beside its page: the capture, and the files to cite it with."""
    stem = page.removesuffix(".html")
    return f"{stem}.txt", *(stem + form.suffix for form in citations.CITATION_FORMATS)


def _article(theme: Theme, root: Path, page: str, job: ArticleJob) -> Iterator[tuple[str, bytes | None]]:
    article, resolutions = unpack(job.record)
    if article.withheld:
        yield page, theme.render("withheld.html", page, {"reason": article.reason})
        return
    copies = [timegate_links(one.canonical or "", _when(article), theme.site.archives) for one in resolutions]
    values = article_page.article_values(article, resolutions, copies, job.context, page, theme.site.base_url)
    yield page, article_page.render_article(theme, page, values)
    yield f"{page.removesuffix('.html')}.txt", _same(root, article.id, article.capture.sha256)
    yield from citations.render_citations(article, page, theme.site, theme.site.base_url)


def _when(article: Article) -> str | None:
    """When the article's references were as it knew them."""
    return article.date or article.captured_at


def _same(root: Path, path: ArticleId | str, digest: str) -> bytes | None:
    """A file's bytes, if they are those that were read."""
    try:
        with FileIO(f"{root}/{path}") as file:  # 10 µs less than by way of a `Path`
            data = file.readall()
    except OSError:
        return None
    return data if sha256(data).hexdigest() == digest else None


def _pictures(root: Path, job: PictureJob) -> Iterator[tuple[str, bytes | None]]:
    from kursk_archive.images.resize import make_renditions

    data = _same(root, job.picture.path, job.picture.sha256)
    made = dict(make_renditions(data, job.picture, job.copies)) if data is not None else {}
    yield from ((one.path, made.get(one.path)) for one in job.copies)


def _feed(theme: Theme, job: FeedJob) -> Iterable[tuple[str, bytes]]:
    from kursk_archive.renderer.feeds import ARCHIVE_FEED_LIMITS, TERM_FEED_LIMITS, Feed, FeedArticle, render_feed

    entries = tuple(FeedArticle(*unpack(record), page, targets) for record, page, targets in job.entries)
    feed = Feed(job.title, job.path, job.page, entries, theme.site.description)
    cap = ARCHIVE_FEED_LIMITS if job.facet == CALENDAR else TERM_FEED_LIMITS
    return render_feed(feed, theme.site, theme.site.base_url or "", cap).items()
