"""Simulate a large archive: what scanning, entering, deriving and planning take, without reading or writing pages.

    python benchmarks/simulate.py --size 1000000 --folder /dev/shm/large

The captures are empty files. Their records are those of articles of the corpus `plain` (corpus.py), with other titles,
days, addresses and links. Every output is planned and registered, none is rendered. Then one article is edited, and one
is added on the last day. Prints a table in Markdown: CPU seconds of each step, and the peak of memory up to its end.
"""

from __future__ import annotations

import argparse
import platform
import resource
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from corpus import CORPORA, day
from msgspec.structs import replace

from kursk_archive.catalogue import listings
from kursk_archive.catalogue.changes import clear_changes
from kursk_archive.catalogue.derive import derive_all, derive_changed
from kursk_archive.catalogue.encoding import hash_key
from kursk_archive.catalogue.records import ArticleRecord, CaptureRecord, decode_article, encode_article
from kursk_archive.catalogue.store import Catalogue
from kursk_archive.config import Site
from kursk_archive.core.enums import ArticleId
from kursk_archive.loader.scan import scan_content
from kursk_archive.outputs.target import Target
from kursk_archive.pipeline.crawl_parts import load_tasks
from kursk_archive.pipeline.load_tasks import BATCH_SIZE, load_batch
from kursk_archive.pipeline.plan import make_plan, site_shape
from kursk_archive.renderer.theme.environment import Theme

TEMPLATES = 200
"""Articles of the corpus whose records are used again."""
FILES_IN_FOLDER = 1_000
PATHS_AT_ONCE = 1_000
"""Paths of outputs that are registered together; the targets themselves would fill the memory."""
SITE = Site(base_url="https://archive.example/")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="articles (100000)")
    parser.add_argument("--folder", type=Path, required=True, help="a new folder for the files and the catalogue")
    arguments = parser.parse_args()
    simulate(arguments.folder, arguments.size)


def simulate(folder: Path, size: int) -> None:
    """Run all steps; print a row for each."""
    print(f"{platform.machine()}, Python {platform.python_version()}, {size:,} articles\n")
    print("| step | CPU s | memory MiB | |\n| --- | ---: | ---: | --- |")
    content = folder / "content"
    templates = _templates(folder / "templates")
    _write_captures(content, size)
    with Catalogue(folder / "catalogue.sqlite") as catalogue:
        theme = Theme(SITE)

        def plan(*, is_full: bool) -> str:
            catalogue.set_cache_size(0)
            found = make_plan(catalogue, theme, "simulated", is_full=is_full)
            count, paths = 0, []
            for target in found.targets:
                if isinstance(target, Target):
                    count += 1
                    paths += [(path, target.manifest) for path in target.paths]
                if len(paths) >= PATHS_AT_ONCE:
                    catalogue.register_outputs(paths, 1)
                    paths.clear()
            catalogue.register_outputs(paths, 1)
            catalogue.set_build_state(site_shape=site_shape(found.context))
            clear_changes(catalogue.db)
            return f"{count:,} outputs"

        def enter() -> str:
            catalogue.set_cache_size(size)
            captures = (_capture(templates, number, size) for number in range(size))
            while batch := list(islice(captures, BATCH_SIZE)):
                catalogue.upsert_captures(batch, trace=False)
            return f"{len(templates[0].links)} links an article"

        def change(number: int, title: str) -> str:
            capture = _capture(templates, number, size)
            article, resolutions = decode_article(capture.articles[0].article_msgpack)
            record, digest = encode_article(replace(article, title=title), resolutions)
            changed = replace(capture.articles[0], title=title, record_sha256=digest, article_msgpack=record)
            catalogue.upsert_captures([replace(capture, articles=(changed,))], trace=True)
            derive_changed(catalogue.db, ())
            return plan(is_full=False)

        def derive() -> str:
            catalogue.set_cache_size(0)
            derive_all(catalogue.db, ())
            return f"{len(listings.all_terms(catalogue.db)):,} terms"

        _measure("scan", lambda: f"{scan_content(content, (), catalogue.stamps(), everything=True).capture_count:,}")
        _measure("enter", enter)
        _measure("derive", derive)
        _measure("plan", lambda: plan(is_full=True))
        _measure("one edit", lambda: change(size // 3, "The ferry sails again"))
        _measure("one addition", lambda: change(size, "The newest ferry"))


def _measure(step: str, run: Callable[[], str]) -> None:
    started = time.process_time()
    note = run()
    seconds = time.process_time() - started
    print(f"| {step} | {seconds:.1f} | {_peak_memory() / 1024:.0f} | {note} |", flush=True)


def _peak_memory() -> int:
    """Return the peak of resident memory in KiB since it was last asked for, or of all time where that is not known."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
        Path("/proc/self/clear_refs").write_text("5")
    return peak


def _templates(folder: Path) -> list[ArticleRecord]:
    CORPORA["plain"].write(folder, TEMPLATES)
    stale = scan_content(folder, (), {}, everything=True).stale_captures()
    records = (record for task in load_tasks(folder, stale, SITE, lambda *_: None) for record in load_batch(task))
    return [article for record in records for article in record.articles]


def _write_captures(folder: Path, size: int) -> None:
    for number in range(size):
        path = folder / _path(number)
        if number % FILES_IN_FOLDER == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _path(number: int) -> str:
    return f"{number // FILES_IN_FOLDER:04}/story-{number}.md"


def _capture(templates: list[ArticleRecord], number: int, size: int) -> CaptureRecord:
    """Make the record of an article, which two of its links lead to others of the archive."""
    template, path, on = templates[number % TEMPLATES], ArticleId(_path(number)), day(number, size).isoformat()
    links = list(template.links)
    for place, other in ((0, (number * 7 + 1) % size), (4, (number * 3 + 2) % size)):
        links[place] = replace(links[place], url_key=hash_key(f"news.example/{other}"))
    article = replace(
        template,
        article_id=path,
        output_path=f"articles/{on[:4]}/{on[5:7]}/story-{number}.html",
        title=f"{template.title} {number}",
        title_key=hash_key(f"title {number}"),
        date=on,
        capture_sha256=hash_key(path).hex(),
        url_keys=(hash_key(f"news.example/{number}"), hash_key(path)),
        source_key=hash_key(f"news.example/{number}"),
        text_digest=hash_key(f"text {number}"),
        detail_digest=hash_key(f"detail {number}"),
        original=f"https://news.example/{number}",
        links=tuple(links),
    )
    return CaptureRecord(path, "simulated", (), (article,), file_sha256=article.capture_sha256)


if __name__ == "__main__":
    main()
