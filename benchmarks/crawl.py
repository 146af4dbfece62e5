"""Measure the reading of a crawl: writes a made-up one, divides it, and builds an archive of it.

    .venv/bin/python benchmarks/crawl.py --megabytes 200 --folder /dev/shm/crawl

Prints MB/s of the pass that divides the crawl, the time of the build, and the peak of the memory of the main process.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from mmap import ACCESS_READ, mmap
from pathlib import Path

from kursk_archive.config import CrawlRules
from kursk_archive.loader.crawls import divide_crawl
from kursk_archive.loader.page_limits import PageLimits

MEGABYTE = 1_000_000
PAGES_OF_PICTURES = 4
"""Records of images after each page, as crawlers find them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--divide-only", action="store_true")
    options = parser.parse_args()
    content = options.folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    crawl = content / "crawl.warc.gz"
    if not crawl.exists():
        write_crawl(crawl, options.megabytes * MEGABYTE)
    divide(crawl)
    if not options.divide_only:
        build(options.folder)
        build(options.folder)


def write_crawl(path: Path, size: int) -> None:
    """Write a crawl of made-up pages, each with images that do not compress."""
    generator = random.Random(1)
    words = ["".join(generator.choices("aeioubcdlmnprst", k=generator.randint(2, 9))) for _ in range(8_000)]
    with path.open("wb") as file:
        number = 0
        while file.tell() < size:
            file.write(
                gzip.compress(
                    _record(f"https://herald.example/story-{number}.html", _page(number, words, generator)), 6
                )
            )
            for picture in range(PAGES_OF_PICTURES):
                address = f"https://herald.example/pictures/{number}-{picture}.jpg"
                body = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + generator.randbytes(12_000)
                file.write(gzip.compress(_record(address, body), 6))
            number += 1
    print(f"wrote {number:,} pages, {path.stat().st_size / MEGABYTE:,.0f} MB")


def _page(number: int, words: list[str], generator: random.Random) -> bytes:
    paragraphs = "".join(f"<p>{' '.join(generator.choices(words, k=60)).capitalize()}.</p>\n" for _ in range(12))
    links = "".join(
        f'<li><a href="/story-{generator.randrange(99_999)}.html">{w}</a>' for w in generator.choices(words, k=150)
    )
    title = " ".join(generator.choices(words, k=6)).title()
    head = f"<title>{title}</title><meta property='article:published_time' content='2024-{number % 12 + 1:02}-15'>"
    style = "<style>" + "".join(f".{w} {{margin: {n}px}}" for n, w in enumerate(words[:600])) + "</style>"
    page = (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}{style}</head><body><ul>{links}</ul>"
        f"<article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()


def _record(address: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{os.urandom(8).hex()}>\r\nWARC-Date: "
        f"2024-12-31T10:15:00Z\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def divide(crawl: Path) -> None:
    with crawl.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
    started, cpu = time.perf_counter(), time.process_time()
    division = divide_crawl(data, crawl.name, CrawlRules(), PageLimits())
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    size, peak = len(data) / MEGABYTE, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"divided {size:,.0f} MB in {seconds:.1f} s, {size / cpu:.0f} MB/s of CPU time; peak {peak:.0f} MiB")
    print(f"{len(division.pages):,} pages, {len(division.resources):,} images")


def build(folder: Path) -> None:
    program = shutil.which("kursk-archive") or Path(sys.executable).with_name("kursk-archive")
    command = [str(program), "build", "--no-search", "-c", str(folder / "content"), "-o", str(folder / "build")]
    started = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(result.stdout[-300:])
    print(f"built in {seconds:.1f} s; the main process had {usage.ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
