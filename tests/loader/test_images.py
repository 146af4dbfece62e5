"""Which image files a capture shows, and what becomes of those that are none."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kursk_archive.core.enums import ArticleId
from kursk_archive.core.model import Article
from kursk_archive.images import decode
from kursk_archive.loader.images import ABSENT_STAMP, ImageIndex, local_image_path
from kursk_archive.loader.load_capture import load_article
from kursk_archive.loader.scan import scan_content

TEXT = "# A Flood\n\nAugust 15, 2024\n\nThe river rose in Examplia, and the mayor said that nobody was hurt.\n"


def put(root: Path, name: str, size: tuple[int, int] = (40, 30)) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(root / name)


def loaded(root: Path, text: str = TEXT, sidecar: str = "", name: str = "flood.md") -> Article:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)
    if sidecar:
        (root / name).with_suffix(".yaml").write_text(sidecar)
    return load_article(root / name, root)


def shown(article: Article) -> tuple[str | None, dict[str, str]]:
    """The path of the image above the text, and those of the body's images by address."""
    return article.lead_image.path if article.lead_image else None, {
        href: one.path for href, one in article.body_images.items()
    }


def said(article: Article) -> list[str]:
    return [f"{one.code} {one.location}" for one in article.findings if one.code.startswith("image")]


@pytest.mark.parametrize(
    ("href", "capture", "path"),
    [
        ("a.jpg", "flood.txt", "a.jpg"),
        ("a.jpg", "2024/flood.txt", "2024/a.jpg"),
        ("./a.JPG?width=600#x", "2024/flood.txt", "2024/a.JPG"),
        ("../img/a%20b.webp", "2024/flood.txt", "img/a b.webp"),
        ("/img/a.png", "2024/flood.txt", "img/a.png"),
        ("", "flood.txt", None),
        ("#", "flood.txt", None),
        ("#a.jpg", "flood.txt", None),
        ("https://img.example/a.jpg", "flood.txt", None),
        ("//img.example/a.jpg", "flood.txt", None),
        ("data:image/png,a.png", "flood.txt", None),
        ("file:///etc/a.png", "flood.txt", None),
        ("a.svg", "flood.txt", None),
        ("a.jpg/", "flood.txt", None),
        ("../a.jpg", "flood.txt", None),
        ("/../a.jpg", "flood.txt", None),
        ("%2e%2e/a.jpg", "flood.txt", None),
        ("b/../../a.jpg", "2024/flood.txt", "a.jpg"),
        ("b/../../../a.jpg", "2024/flood.txt", None),
        (".git/a.jpg", "flood.txt", None),
        ("a\0.jpg", "flood.txt", None),
        ("a%0a.jpg", "flood.txt", None),
        ("..\\a.jpg", "flood.txt", None),
        ("a" * 2000 + ".jpg", "flood.txt", None),
    ],
)
def test_where_an_address_leads(href: str, capture: str, path: str | None) -> None:
    assert local_image_path(href, capture) == path


@given(st.text("./%2eE\\aj:#?~ ", max_size=20).map(lambda text: f"{text}.jpg") | st.text())
def test_no_address_leads_out_of_the_folder(href: str) -> None:
    path = local_image_path(href, "2024/08/flood.txt")
    assert path is None or (not path.startswith("/") and ".." not in path.split("/"))


def test_a_file_of_the_capture_s_name_is_its_image(tmp_path: Path) -> None:
    put(tmp_path, "2024/flood.JPG", (640, 400))
    article = loaded(tmp_path, name="2024/flood.txt")
    data = (tmp_path / "2024/flood.JPG").read_bytes()
    assert article.lead_image
    one = article.lead_image
    assert (one.path, one.width, one.height, one.format) == ("2024/flood.JPG", 640, 400, "JPEG")
    assert (one.sha256, one.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_an_image_of_another_s_name_is_not_its_own(tmp_path: Path) -> None:
    put(tmp_path, "flood-2.jpg")
    put(tmp_path, "2024/flood.jpg")
    assert shown(loaded(tmp_path)) == (None, {})


def test_of_several_the_first_that_can_be_read_is_shown(tmp_path: Path) -> None:
    put(tmp_path, "flood.png")
    put(tmp_path, "flood.webp")
    (tmp_path / "flood.jpg").write_text("<!doctype html>")
    article = loaded(tmp_path)
    assert (shown(article)[0], said(article)) == ("flood.png", ["image flood.jpg", "image-unsaid flood.png"])


@pytest.mark.parametrize("where", ["capture", "sidecar"])
def test_what_is_named_goes_before_what_lies_beside(where: str, tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    put(tmp_path, "img/river.jpg")
    named = "image: img/river.jpg\nimage_alt: A river\n"
    article = loaded(tmp_path, f"---\ntitle: A Flood\n{named}---\n\nText.\n") if where == "capture" else None
    article = article or loaded(tmp_path, sidecar=named)
    assert (shown(article)[0], said(article)) == ("img/river.jpg", [])


def test_an_image_elsewhere_on_the_web_leaves_the_one_beside(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    article = loaded(tmp_path, "---\ntitle: A Flood\nimage: https://img.example/a.jpg\n---\n\nText.\n")
    assert shown(article)[0] == "flood.jpg"


def test_an_archivist_who_names_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert said(loaded(tmp_path, sidecar="date: 2024\nimage: img/none.jpg\n")) == ["image-missing flood.yaml:2:1"]
    assert said(loaded(tmp_path, sidecar="image: https://img.example/none.jpg\n")) == []


def test_a_capture_may_name_what_it_did_not_bring_along(tmp_path: Path) -> None:
    article = loaded(tmp_path, "---\ntitle: A Flood\nimage: /uploads/a.jpg\n---\n\n![A](b.jpg)\n")
    assert (shown(article), said(article)) == ((None, {}), [])


def test_images_of_the_body(tmp_path: Path) -> None:
    put(tmp_path, "2024/a.jpg")
    put(tmp_path, "b c.png")
    body = "![A](a.jpg) and ![](../b%20c.png), [no image](a.jpg), ![](https://img.example/a.jpg) ![again](a.jpg)"
    article = loaded(tmp_path, f"---\ntitle: A Flood\n---\n\n{body}\n", name="2024/flood.md")
    assert shown(article) == (None, {"a.jpg": "2024/a.jpg", "../b%20c.png": "b c.png"})
    assert [one.path for one in article.images] == ["2024/a.jpg", "b c.png"]


def test_the_image_in_the_head_of_a_dump_with_what_it_shows(tmp_path: Path) -> None:
    put(tmp_path, "river.jpg")
    article = loaded(tmp_path, TEXT.replace("2024\n\n", "2024\n\n![A brown river](river.jpg)\n\n"), name="flood.txt")
    assert (shown(article)[0], article.image_alt, said(article)) == ("river.jpg", "A brown river", [])


def test_an_image_that_nothing_speaks_of_is_told(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    assert said(loaded(tmp_path)) == ["image-unsaid flood.jpg"]
    assert said(loaded(tmp_path, sidecar="image_caption: The river\n")) == []
    assert said(loaded(tmp_path, sidecar="image_alt: The river\n")) == []


def test_what_is_withheld_shows_nothing(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    article = loaded(tmp_path, sidecar="status: withheld\nreason: A court said so.\n")
    assert (article.images, said(article)) == ((), [])


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere.jpg")
    root = tmp_path / "content"
    root.mkdir()
    (root / "flood.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    (root / "ring.jpg").symlink_to("ring.jpg")
    (root / "out").symlink_to(tmp_path)
    article = loaded(root, TEXT + "\n![](ring.jpg) ![](out/elsewhere.jpg)\n")
    assert shown(article) == (None, {})
    assert said(article) == ["image flood.jpg", "image out/elsewhere.jpg"]
    assert all("leads out" in one.message for one in article.findings if one.code == "image")


def test_links_within_the_folder_are(tmp_path: Path) -> None:
    put(tmp_path, "river.jpg")
    (tmp_path / "flood.jpg").symlink_to("river.jpg")
    assert shown(loaded(tmp_path))[0] == "flood.jpg"


def test_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "flood.jpg")
    (tmp_path / "flood.png").mkdir()
    article = loaded(tmp_path)
    assert said(article) == ["image flood.jpg", "image flood.png"]


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"GIF89a", b"\xff\xd8\xff\xe0" + b"\0" * 40, b"\x89PNG\r\n\x1a\n" + b"\xff" * 60]
)
def test_a_file_that_is_no_image_costs_the_article_nothing_else(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "flood.jpg").write_bytes(data)
    article = loaded(tmp_path)
    assert (article.title, article.images, said(article)) == ("A Flood", (), ["image flood.jpg"])


# Stamps


def stamped(root: Path, known: dict[ArticleId, str]) -> dict[ArticleId, str]:
    """What a build keeps after it has read what is stale; `known` is what the build before kept."""
    found = scan_content(root, previous=sorted(known.items()), everything=True).stamps
    kept = {}
    for path, stamp in found.items():
        album = ImageIndex.from_stamp(root, path, stamp)
        load_article(root / path, root, None, album)
        kept[path] = known[path] if known.get(path) == stamp else album.complete_stamp(stamp)
    return kept


def test_a_stamp_changes_with_every_image_that_is_asked_for(tmp_path: Path) -> None:
    loaded(tmp_path, "---\ntitle: A Flood\nimage: img/river.jpg\n---\n\n![](boat.png)\n")
    flood = ArticleId("flood.md")
    seen = [stamped(tmp_path, {})[flood]]
    assert ABSENT_STAMP in seen[0]
    for name, size in (
        ("img/river.jpg", (9, 9)),
        ("img/river.jpg", (200, 9)),
        ("boat.png", (9, 9)),
        ("flood.webp", (9, 9)),
    ):
        put(tmp_path, name, size)
        seen.append(stamped(tmp_path, {flood: seen[-1]})[flood])
    assert len(set(seen)) == len(seen)
    put(tmp_path, "other.jpg")
    assert scan_content(tmp_path, previous=[(flood, seen[-1])]).stamps == {}
    for name in ("flood.webp", "boat.png"):
        (tmp_path / name).unlink()
        assert list(scan_content(tmp_path, previous=[(flood, seen[-1])]).stamps) == [flood]
        seen.append(stamped(tmp_path, {flood: seen[-1]})[flood])
    assert stamped(tmp_path, {})[flood] == seen[-1]


def test_a_stamp_forgets_what_is_no_longer_asked_for(tmp_path: Path) -> None:
    flood = ArticleId("flood.md")
    put(tmp_path, "boat.png")
    loaded(tmp_path, TEXT + "\n![](boat.png)\n")
    first = stamped(tmp_path, {})
    loaded(tmp_path, TEXT)
    second = stamped(tmp_path, first)
    assert ("boat.png" in first[flood], "boat.png" in second[flood]) == (True, False)
    assert scan_content(tmp_path, previous=second.items()).stamps == {}


def test_captures_without_images_have_the_stamp_that_they_had(tmp_path: Path) -> None:
    loaded(tmp_path)
    put(tmp_path, "other.jpg")
    assert "\n" not in stamped(tmp_path, {})[ArticleId("flood.md")]


def test_without_pillow_it_is_said_once_and_read_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "flood.jpg")
    put(tmp_path, "river.jpg")
    loaded(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(decode, "is_available", lambda: False)
        found = scan_content(tmp_path)
        assert [f"{one.code} {one.severity} {one.location}" for one in found.findings] == ["images info flood.jpg"]
        article = loaded(tmp_path)
        assert (article.images, said(article)) == ((), [])
        without = stamped(tmp_path, {})
    assert scan_content(tmp_path, previous=without.items()).stamps
    assert scan_content(tmp_path).findings == []
