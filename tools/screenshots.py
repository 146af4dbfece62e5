"""Take the pictures in docs/images/ of a made-up archive: `make screenshots`.

The archive is written here, since those of the benchmarks hold words at random. Nothing in it is news. The pictures are
WebP, whose size is a third of PNG's, and have the fonts of the machine on which they are taken.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from PIL import Image
from playwright.sync_api import sync_playwright

from kursk_archive import build, read_config

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
MAX_BYTES = 300_000
"""Of all pictures together."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DESKTOP, PHONE = (1180, 780), (390, 780)
QUALITY = 45


class Picture(Struct, frozen=True):
    """A page as a reader sees it."""

    name: str
    page: str
    """Pattern of its path in the site; of several the first is taken."""
    size: tuple[int, int] = DESKTOP
    scheme: Literal["light", "dark"] = "light"


FERRY = "articles/2024/08/15/ferry-talks"
PICTURES = (
    Picture("first-page", "index.html"),
    Picture("article", f"{FERRY}.html"),
    Picture("article-dark", f"{FERRY}.html", scheme="dark"),
    Picture("article-phone", f"{FERRY}.html", size=PHONE),
    Picture("differences", f"{FERRY}.diff-*.html"),
    Picture("map", "places/index.html", size=(1180, 900)),
    Picture("map-phone", "places/index.html", size=PHONE, scheme="dark"),
    Picture("calendar", "calendar/2024/index.html"),
)

SETTINGS = """\
title: Archive of Examplia
description: Articles of the island’s newspapers, kept by its library.
publisher: The Examplia Library
rights: The articles belong to their newspapers. Read, cite and verify them.
base_url: https://archive.example/
terms:
  places:
    Port Example: {labels: {uk: Порт-Приклад}, note: The island’s harbour., coordinates: [46.31, 30.95]}
    Upper Valley: {labels: {uk: Верхня Долина}, coordinates: [47.42, 29.2]}
    Lower Valley: {labels: {uk: Нижня Долина}, coordinates: [46.98, 29.84]}
    Quarry Hill: {coordinates: [47.9, 31.6]}
    Thimble: {coordinates: [45.72, 29.6]}
    Salt Meadow: {coordinates: [46.75, 32.2]}
    Orchard End: {coordinates: [48.3, 30.1]}
    Lantern Point: {coordinates: [45.9, 31.9]}
  topics:
    Ferries: {labels: {uk: Пороми}}
"""
PLACES = tuple(
    "Port Example,Upper Valley,Lower Valley,Quarry Hill,Thimble,Salt Meadow,Orchard End,Lantern Point".split(",")
)
TOPICS = ("Ferries", "Harbour", "Schools", "Council", "Weather")
PUBLISHERS = (("The Fictional Herald", "herald.example"), ("Valley Post", "post.example"))
HEADLINES = (
    "Council votes for a second lighthouse", "The bridge at {place} opens after two years", "Rain floods {place}",
    "Teachers of {place} ask for a library", "Bakers and millers settle their quarrel", "{place} counts its orchards",
    "Night ferry to {place} is suspended", "A new clock for the town hall", "Fishermen report the best year since 2011",
    "{place} rebuilds the school roof", "Who owns the old quarry?", "The last tram leaves {place}",
    "Wind farm off {place} gets its permit", "A choir of eighty sings in {place}", "Harbour dues rise by a tenth",
)  # fmt: skip
STORY = """\
---
title: Examplia opens talks on the ferry
date: 2024-08-15
captured_at: {captured}
source_url: https://herald.example/2024/08/15/ferry-talks
publisher: The Fictional Herald
authors: [Jane Doe, Ivan Vyhadanyi]
topics: [Ferries, Harbour]
places: [Port Example]
section: Island
description: The harbour master wants the line to return before winter. The council has asked for {sum} florins.
---

The council of Examplia has opened talks on the ferry to the mainland, which has not sailed since
[the storm of March](https://herald.example/2024/03/11/storm). The harbour master [told the Valley
Post](https://post.example/harbour-master?utm_source=feed) that the pier needs {weeks} weeks of work.

“We were promised a boat by {season},” the mayor of Port Example [said on Telegram](https://t.me/examplia/417). A report
on the pier was [published by the ministry](https://ministry.example/reports/pier.pdf) and is [gone today](#). An
earlier version is [in a web archive](https://web.archive.org/web/20240812090000/https://ministry.example/reports/pier).

{last}
The talks go on [next week](#).
"""
UNANSWERED = "The Herald could not reach the owner of the line.\n"
EDITIONS = (
    ("2024-08-15", {"sum": "200,000", "weeks": "six", "season": "autumn", "last": UNANSWERED}),
    ("2024-08-16", {"sum": "250,000", "weeks": "nine", "season": "winter", "last": ""}),
)


def captures() -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of the archive."""
    yield "archive.yaml", SETTINGS
    for captured, words in EDITIONS:
        yield f"ferry-talks-{captured}.md", STORY.format(captured=captured, **words)
    chance = random.Random(3)  # noqa: S311 - the same archive each time
    for number in range(170):
        place = PLACES[min(int(chance.expovariate(0.5)), len(PLACES) - 1)]
        name, host = PUBLISHERS[number % 3 % 2]
        day = date(2021, 2, 3) + timedelta(days=int(chance.triangular(0, 1290, 1200)))
        title = HEADLINES[number % len(HEADLINES)].format(place=place)
        topics = ", ".join(chance.sample(TOPICS, 2))
        head = f"title: {title}\ndate: {day}\npublisher: {name}\nsource_url: https://{host}/{number}\n"
        said, known = f"https://{host}/{number // 2}", f"https://council.example/{number % 9}"
        text = f"It was [said]({said}) in {place} that [this]({known}) goes on.\n"
        yield f"{number:03}.md", f"---\n{head}topics: [{topics}]\nplaces: [{place}]\n---\n\n{text}"


def main() -> None:
    """Build the archive, take the pictures, and stop if they have grown too large."""
    with tempfile.TemporaryDirectory() as temporary:
        content, output = Path(temporary, "content"), Path(temporary, "build")
        content.mkdir()
        for name, text in captures():
            (content / name).write_text(text, "utf-8")
        build(read_config(content, output=output, search=False))
        IMAGES.mkdir(exist_ok=True)
        take(output)
    total = sum(path.stat().st_size for path in IMAGES.glob("*.webp"))
    if total > MAX_BYTES:
        sys.exit(f"the pictures have {total:,} bytes; {MAX_BYTES:,} is the limit")


def take(site: Path) -> None:
    """Take the pictures of a built site."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            width, height = picture.size
            viewport: ViewportSize = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme=picture.scheme)
            page.goto(min(site.glob(picture.page)).as_uri())
            with Image.open(BytesIO(page.screenshot())) as image:
                image.save(IMAGES / f"{picture.name}.webp", quality=QUALITY, method=6)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
