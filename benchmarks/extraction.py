"""Measure what is read of saved pages against truth made by hand, beside other extractors on the same pages.

    .venv/bin/python benchmarks/extraction.py --pages FOLDER

FOLDER holds pages (`*.html`, `*.html.gz`) and `TRUTH.jsonl`, an object for each page: `file`, `url`, `body_text` and,
where they are known, `title`, `date`, `authors`, `links`, `captions`, `images`, `embeds` (lists of texts or addresses).
Where `links` are not known, those of every block of the page count whose whole text people marked.
Every third page, in the order of the names, is held out: rules are made without a look at those.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from kursk_archive.core.enums import LinkRegion
from kursk_archive.loader.draft import Draft
from kursk_archive.loader.html.page_capture import read_page
from kursk_archive.loader.html.page_text import read_page_text
from kursk_archive.loader.html.page_tree import parse_page
from kursk_archive.loader.markdown_body.html_body import render_html

_TOKEN = re.compile(r"\w+")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
BLOCKS = "p li h2 h3 h4 h5 h6 blockquote td dd".split()
MIN_BLOCK_CHARACTERS = 60
"""Of a block whose text says that it is the article's."""
Truth = Mapping[str, Any]


def tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text.lower()))


def token_f1(found: str, truth: str) -> float:
    """Return the harmonic mean of precision and recall over the words of two texts, each counted as often as it is."""
    ours, theirs = tokens(found), tokens(truth)
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else float(ours == theirs)


def fold(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text).casefold()


def other_extractors() -> dict[str, Callable[[str], str]]:
    """Return the extractors that are installed, by name."""
    import trafilatura

    extractors: dict[str, Callable[[str], str]] = {
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or ""
    }
    try:
        import lxml.html
        import readability

        extractors["readability-lxml"] = lambda page: lxml.html.fromstring(
            readability.Document(page).summary()
        ).text_content()
    except ImportError:
        pass
    try:
        from resiliparse.extract.html2text import extract_plain_text

        extractors["resiliparse"] = lambda page: extract_plain_text(page, main_content=True, alt_texts=False)
    except ImportError:
        pass
    return extractors


def recall(found: Iterable[str], truth: Iterable[str]) -> tuple[int, int]:
    """Return how many of the true values were found, and how many there are."""
    ours = set(map(fold, found))
    theirs = [fold(value) for value in truth]
    return sum(value in ours for value in theirs), len(theirs)


def marked_links(page: str, body_text: str) -> list[str]:
    """Return the addresses of the links in blocks of a page whose whole text is a part of the article's."""
    root = parse_page(page)
    marked, anchors = fold(body_text), dict[HtmlElement, str]()
    for block in root.iter(*BLOCKS) if root is not None else ():
        text = fold(block.text_content())
        if len(text) >= MIN_BLOCK_CHARACTERS and text in marked:
            anchors |= {
                anchor: (anchor.get("href") or "").strip() for anchor in block.iter("a") if anchor.text_content()
            }
    return [href for href in anchors.values() if href and not href.startswith(("#", "javascript:"))]


def score_fields(draft: Draft, text: str, truth: Truth) -> dict[str, tuple[int, int]]:
    """Return hits and number of values of each kind of which there is truth."""
    body, _ = render_html(draft.body, "page")
    stated = {name: field.value for name, field in draft.fields.items()}
    hrefs = [link.href for link in body.links if link.region is not LinkRegion.IMAGE]
    site = "/".join(truth["url"].split("/")[:3])
    relative = [href.removeprefix(site) for href in hrefs]
    images = [link.href for link in body.links if link.region is LinkRegion.IMAGE] + [stated.get("image", "")]
    words = fold(f"{text} {stated.get('image_caption', '')} {stated.get('image_credit', '')}")
    found: dict[str, Iterable[str]] = {
        "title": [stated.get("title", "")],
        "date": [str(stated.get("date", ""))[:10]],
        "authors": stated.get("authors", ()),
        "links": (*hrefs, *relative),
        "embeds": hrefs,
        "images": images,
        "captions": [caption for caption in truth.get("captions") or () if fold(caption) in words],
    }
    scores = {}
    for name, values in found.items():
        expected = truth.get(name)
        expected = [expected] if isinstance(expected, str) else expected
        if expected:
            scores[name] = recall(values, [value[:10] if name == "date" else value for value in expected])
    return scores


def read_bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, required=True, help="the folder with the pages and TRUTH.jsonl")
    folder: Path = parser.parse_args().pages
    truths = [json.loads(line) for line in (folder / "TRUTH.jsonl").read_text("utf-8").splitlines()]
    truths.sort(key=lambda truth: truth["file"])
    pages = [read_bytes(folder / truth["file"]) for truth in truths]
    f1: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    fields: Counter[tuple[str, bool, str]] = Counter()
    read_page(pages[0], "page")  # imports what it needs
    for number, (truth, page) in enumerate(zip(truths, pages, strict=True)):
        started = time.process_time()
        draft = read_page(page, truth["file"])
        body, _ = render_html(draft.body, truth["file"])
        seconds["kursk-archive"] = seconds.get("kursk-archive", 0.0) + time.process_time() - started
        f1.setdefault("kursk-archive", []).append(token_f1(body.text, truth["body_text"]))
        links = truth.get("links") or marked_links(read_page_text(page, "", None).text, truth["body_text"])
        for name, (hits, count) in score_fields(draft, body.text, {**truth, "links": links}).items():
            fields[name, number % 3 == 0, "found"] += hits
            fields[name, number % 3 == 0, "all"] += count
    for name, extract in other_extractors().items():
        for truth, page in zip(truths, pages, strict=True):
            started = time.process_time()
            try:
                text = extract(page.decode("utf-8", "replace"))
            except Exception:
                text = ""
            seconds[name] = seconds.get(name, 0.0) + time.process_time() - started
            f1.setdefault(name, []).append(token_f1(text, truth["body_text"]))
    print(f"{len(pages)} pages; every third one is held out\n")
    print(f"{'extractor':<18} {'all':>6} {'seen':>6} {'held out':>8} {'pages/s':>8}")
    for name, scores in f1.items():
        seen, held = [s for i, s in enumerate(scores) if i % 3], scores[::3]
        means = [sum(part) / len(part) for part in (scores, seen, held)]
        print(f"{name:<18} {means[0]:6.3f} {means[1]:6.3f} {means[2]:8.3f} {len(pages) / seconds[name]:8.1f}")
    for name in ("title", "date", "authors", "links", "captions", "images", "embeds"):
        counts = [(fields[name, is_held, "found"], fields[name, is_held, "all"]) for is_held in (False, True)]
        if any(count for _, count in counts):
            (seen, of_seen), (held_out, of_held_out) = counts
            print(f"{name:<18} seen {seen} of {of_seen}, held out {held_out} of {of_held_out}")


if __name__ == "__main__":
    main()
