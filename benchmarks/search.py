"""Measure the search: what it costs to build, and how long readers on a slow line wait for the first result.

    python benchmarks/search.py --size 10000
    python benchmarks/search.py --size 10000 --pagefind PROGRAM     beside Pagefind, without a browser

Prints tables in Markdown: a build after one edit, the first result at 750 kbit/s with a latency of 300 ms, and how many
of the questions in questions.py are answered as they say. Beside Pagefind, each round rebuilds the search in a build
that has nothing else to do, edits an article, and lets Pagefind index the same article pages.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import measure
from corpus import CORPORA
from questions import ARTICLES, ERRORS, QUERIES, write_articles

PROGRAM = Path(sys.executable).with_name("kursk-archive")
SLOW_LINE = {"offline": False, "latency": 300, "downloadThroughput": 750_000 / 8, "uploadThroughput": 250_000 / 8}
NOTE_FIRST_RESULT = """new MutationObserver((_, seen) => {
    if (!document.querySelector("#results li")) return;
    window.shownAt = performance.now();
    seen.disconnect();
}).observe(document, {childList: true, subtree: true})"""
FIRST_QUESTIONS = ("glassblower", "harbour budget", "журналісти", "переговоры письмами")


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/search/index.html"
        server.shutdown()


def first_result(browser: Any, address: str, question: str) -> tuple[float, int, int]:
    """Return seconds until the first result is shown, requests and kilobytes until all of the first ones are."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.add_init_script(NOTE_FIRST_RESULT)
    page.goto(f"{address}?q={question}")
    page.locator("#results li").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    seconds = page.evaluate("window.shownAt") / 1000
    context.close()
    return seconds, len(sizes), round(sum(sizes) / 1000)


def answered(browser: Any, address: str, questions: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the questions whose first result is another one than it should be."""
    from playwright.sync_api import Error

    page = browser.new_page()
    page.goto(address)
    wrong = []
    for question, key in questions:
        page.get_by_role("searchbox").fill(question)
        page.keyboard.press("Enter")
        title = page.locator("#results .title").first
        try:
            title.filter(has_text=str(ARTICLES[key]["title"])).wait_for(timeout=5_000)
        except Error:
            wrong.append(question)
    page.close()
    return wrong


def read(site: Path, chromium: str | None) -> None:
    """Print what readers wait for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, serving(site) as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        print("\n| question | first result, s | requests | kB |\n| --- | ---: | ---: | ---: |")
        for question in FIRST_QUESTIONS:
            runs = [first_result(browser, address, question) for _ in range(3)]
            seconds, requests, size = (statistics.median(values) for values in zip(*runs, strict=True))
            print(f"| {question} | {seconds:.1f} | {requests:.0f} | {size:.0f} |", flush=True)
        for name, questions in (("questions", QUERIES), ("questions with errors", ERRORS)):
            wrong = answered(browser, address, questions)
            print(f"\n{len(questions) - len(wrong)} of {len(questions)} {name} are answered. {', '.join(wrong)}")


def compare(size: int, runs: int, work: Path | None, chromium: str | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="kursk-bench-", dir=work))
    content, site = folder / "content", folder / "site"
    try:
        write_articles(content / "asked", min(size, 60))
        if size > 60:
            CORPORA["plain"].write(content, size - 60)
        build = (str(PROGRAM), "build", "-c", str(content), "-o", str(site), "--quiet")
        measure.run(build, folder)
        print(f"\n| {size:,} articles | wall s | CPU s | memory MiB |\n| --- | ---: | ---: | ---: |")
        for n in range(runs):
            article = next((content / "asked").glob("a0.md"))
            article.write_text(article.read_text("utf-8") + f"\nCorrected in round {n}.\n", "utf-8")
            print_cost("a build after one edit", measure.run(build, folder)[0])
        read(site, chromium)
    finally:
        shutil.rmtree(folder)


def compare_with_pagefind(pagefind: Path, size: int, runs: int, work: Path | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="kursk-bench-", dir=work))
    content, site, theirs = folder / "content", folder / "site", folder / "pagefind"
    build = (str(PROGRAM), "build", "-c", str(content), "-o", str(site), "--quiet")
    index = (str(pagefind), "--site", str(site), "--glob", "articles/**/*.html", "--output-path", str(theirs))
    try:
        CORPORA["plain"].write(content, size)
        measure.run(build, folder)
        print(f"\n| {size:,} articles | wall s | CPU s | CPU / Pagefind |\n| --- | ---: | ---: | ---: |")
        for n in range(runs):
            unchanged = measure.run(build, folder)[0]
            (site / "search/all/filters.js").unlink()  # then nothing of the search is trusted
            rebuilt = measure.run(build, folder)[0]
            CORPORA["plain"].append(content, size // 3, size, f"Corrected in round {n}.")
            edited = measure.run(build, folder)[0]
            shutil.rmtree(theirs, ignore_errors=True)
            reference = measure.run(index, folder)[0]
            wall, cpu = rebuilt.wall - unchanged.wall, rebuilt.cpu - unchanged.cpu
            rows = ("the search, all of it", wall, cpu), ("one edit, the whole build", edited.wall, edited.cpu)
            for name, *cost in (*rows, ("Pagefind", reference.wall, reference.cpu)):
                print(f"| {name} | {cost[0]:.2f} | {cost[1]:.2f} | {cost[1] / reference.cpu:.3f} |", flush=True)
        for name, output in (("search", site / "search"), ("Pagefind", theirs)):
            files = [path for path in output.rglob("*") if path.is_file()]
            print(f"\n{name}: {len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    finally:
        shutil.rmtree(folder)


def print_cost(name: str, cost: measure.Cost) -> None:
    print(f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory / (1 << 20):.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000, help="articles (10000)")
    parser.add_argument("--runs", type=int, default=1, help="rounds of the building (1)")
    parser.add_argument("--work", type=Path, help="where the corpus and the sites are written")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser")
    parser.add_argument("--site", type=Path, help="only read a site that was built with the questions")
    parser.add_argument("--pagefind", type=Path, help="its program, to measure it on the same pages")
    arguments = parser.parse_args()
    if arguments.pagefind:
        measure.adopt_orphans()
        compare_with_pagefind(arguments.pagefind, arguments.size, arguments.runs, arguments.work)
    elif arguments.site:
        read(arguments.site, arguments.chromium)
    else:
        measure.adopt_orphans()
        compare(arguments.size, arguments.runs, arguments.work, arguments.chromium)


if __name__ == "__main__":
    main()
