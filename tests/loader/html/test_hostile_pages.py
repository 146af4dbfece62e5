"""Pages made to exhaust a program: each is read in bounded time, with one finding at most."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kursk_archive import build, read_config
from kursk_archive.loader.assemble import Defaults
from kursk_archive.loader.html.page_capture import read_page
from kursk_archive.loader.load_capture import load_capture
from kursk_archive.loader.page_limits import PageLimits

LINE = "The council of Examplia met on Thursday evening in the old mill, because the roof of the hall leaks again."
TEXT = f"<p>{LINE}</p>" * 5
PAGES = {
    "nesting": (TEXT + "<div>" * 100_000 + "end", ["nesting"]),
    "nested quotes": (TEXT + "<blockquote>" * 100_000, ["nesting"]),
    "nested emphasis": (TEXT + "<b>" * 100_000 + "end", ["nesting"]),
    "open quotation marks": (TEXT + '<a href="' * 50_000, ["page-broken"]),
    "opening brackets": (TEXT + "<" * 500_000, []),
    "open comments": (TEXT + "<!-- " * 100_000, ["page-broken"]),
    "an endless word": (TEXT + "a" * 2_000_000, []),
    "attributes": (f"{TEXT}<div {' '.join(f'a{i}=x' for i in range(50_000))}>{TEXT}</div>", []),
    "nested JSON": (f'<script type="application/ld+json">{"[" * 100_000}</script>{TEXT}', []),
    "names": (TEXT + f'<div class="{"a-" * 200}">x</div>' * 5_000, []),
    "captions": (
        f"{TEXT}<figure><img src=a.jpg>{'<figcaption><i class=credit>y</i></figcaption>' * 3_000}</figure>",
        [],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_are_read_in_time(name: str) -> None:
    markup, codes = PAGES[name]
    started = time.process_time()
    draft = read_page(f"<html><head><title>The bridge</title></head><body>{markup}".encode(), "page.html")
    assert time.process_time() - started < 20
    assert [finding.code for finding in draft.findings] == codes
    assert LINE in draft.body


def test_a_page_of_too_many_elements_names_the_limit(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<title>A</title>" + "<p>a</p>" * 3_000)
    (result,) = load_capture(tmp_path / "page.html", defaults=Defaults(limits=PageLimits(1, 2_000)))
    (finding,) = result.findings
    assert (finding.code, finding.message) == (
        "too-large",
        "more than 2,000 elements, the `element_limit` of archive.yaml",
    )


@pytest.mark.parametrize(
    ("size", "message"), [(300_000, "a quarter of `capture_limit`"), (1_100_000, "the `capture_limit`")]
)
def test_a_page_that_is_too_large_names_the_limit(tmp_path: Path, size: int, message: str) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "archive.yaml").write_text("capture_limit: 1\n")
    (content / "large.html").write_text(f"<title>A</title>{TEXT}" + "a" * size)
    (content / "other.html").write_text(f"<title>The bridge</title><body>{TEXT}</body>")
    report = build(read_config(content, output=tmp_path / "build", search=False))
    assert [
        (finding.code, message in finding.message) for finding in report.findings if finding.code != "base-url"
    ] == [("too-large", True)]
    assert next((tmp_path / "build").rglob("other.html"))


def test_images_do_not_count_for_the_limit_of_a_page() -> None:
    image = '<img src="data:image/png;base64,' + "A" * 1_000_000 + '">'
    draft = read_page(f"<title>A</title>{TEXT}{image}".encode(), "page.html", None, PageLimits(2))
    assert LINE in draft.body
