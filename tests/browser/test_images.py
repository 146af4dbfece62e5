"""Images of an article in a browser: the layout is stable, and the right rendition is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Browser, Page

from kursk_archive.config import read_config
from kursk_archive.pipeline.build import build

PAGE = "articles/2024/08/15/ferry.html"
CAPTURE = """\
---
title: A Ferry to Examplia
date: 2024-08-15
image_caption: The ferry on the Sample.
---

It goes twice a day.

![The hall](img/hall.png)

![A sign](img/sign.png)

Nobody was hurt.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pictures")
    content = root / "content"
    (content / "img").mkdir(parents=True)
    (content / "ferry.md").write_text(CAPTURE)
    for name, size in (("ferry.jpg", (2400, 1600)), ("img/hall.png", (700, 1000)), ("img/sign.png", (200, 100))):
        Image.linear_gradient("L").resize(size).save(content / name)
    build(read_config(content, output=root / "site", base_url="https://archive.example/"))
    return root / "site"


def test_the_open_graph_image_exists(archive: Path) -> None:
    page = (archive / PAGE).read_text("utf-8")
    (address,) = re.findall(r'property="og:image" content="https://archive.example/([^"]+)"', page)
    assert address == "articles/2024/08/15/ferry.1-1920.jpg"
    with Image.open(archive / address) as image:
        assert image.size == (1920, 1280)


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(**options)
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda message: faults.append(message.text))
    try:
        page.goto(address)
        yield page
    finally:
        context.close()
    assert not faults


SHOWN = """async () => {
    const images = [...document.images]
    for (const one of images) { one.loading = 'eager'; await one.decode() }
    return images.map(one => [one.currentSrc.split('/').pop(), one.naturalWidth > 0, one.width, one.height])
}"""
"""Returns the rendition shown for each image, whether it loaded, and its size on the page."""
PLACES = "[...document.querySelectorAll('.body p, img')].map(one => one.getBoundingClientRect().top)"


@pytest.mark.parametrize("where", ["http", "file"])
def test_a_small_screen_loads_small_renditions(
    where: str, browser: Browser, archive: Path, serve: Callable[[Path], str]
) -> None:
    root = serve(archive) if where == "http" else f"{archive.as_uri()}/"
    with opened(browser, root + PAGE, viewport={"width": 390, "height": 800}) as page:
        shown = page.evaluate(SHOWN)
        assert [element[:2] for element in shown] == [
            ["ferry.1-640.jpg", True],
            ["ferry.2-700.jpg", True],
            ["ferry.3-200.jpg", True],
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_sharp_screen_loads_large_renditions(browser: Browser, archive: Path) -> None:
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 2}
    with opened(browser, (archive / PAGE).as_uri(), **options) as page:
        first, _, sign = page.evaluate(SHOWN)
        assert first[0] == "ferry.1-1920.jpg"
        assert abs(first[2] / first[3] - 1.5) < 0.01
        assert sign[2:] == [200, 100]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_layout_does_not_move_when_images_load(width: int, browser: Browser, archive: Path) -> None:
    """Everything is at the same place with and without loaded images."""
    places = []
    for held_back in (True, False):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        if held_back:
            page.route("**/*.jpg", lambda route: None)
        page.goto((archive / PAGE).as_uri(), wait_until="domcontentloaded")
        page.locator(".colophon button").wait_for()  # the script that adds it waits for the style sheets
        if not held_back:
            page.evaluate(SHOWN)
        places.append(page.evaluate(PLACES))
        context.close()
    assert len(places[0]) == 7
    # Renditions are whole pixels high, so their proportions differ by a fraction of a pixel.
    assert max(abs(before - after) for before, after in zip(*places, strict=True)) < 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violations(scheme: Any, browser: Browser, archive: Path) -> None:
    with opened(browser, (archive / PAGE).as_uri(), color_scheme=scheme) as page:
        found = Axe().run(page, options={"preload": False})
        assert [violation["id"] for violation in found.response["violations"]] == []
