"""The image files of an article, and files that are not images."""

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
        href: image.path for href, image in article.body_images.items()
    }


def reported(article: Article) -> list[str]:
    return [f"{finding.code} {finding.location}" for finding in article.findings if finding.code.startswith("image")]


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
def test_an_address_leads_to_a_path(href: str, capture: str, path: str | None) -> None:
    assert local_image_path(href, capture) == path


@given(st.text("./%2eE\\aj:#?~ ", max_size=20).map(lambda text: f"{text}.jpg") | st.text())
def test_no_address_leads_out_of_the_content_folder(href: str) -> None:
    path = local_image_path(href, "2024/08/flood.txt")
    assert path is None or (not path.startswith("/") and ".." not in path.split("/"))


def test_a_file_of_the_capture_s_name_is_its_lead_image(tmp_path: Path) -> None:
    put(tmp_path, "2024/flood.JPG", (640, 400))
    article = loaded(tmp_path, name="2024/flood.txt")
    data = (tmp_path / "2024/flood.JPG").read_bytes()
    assert article.lead_image
    image = article.lead_image
    assert (image.path, image.width, image.height, image.format) == ("2024/flood.JPG", 640, 400, "JPEG")
    assert (image.sha256, image.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_file_of_another_name_is_not_attached(tmp_path: Path) -> None:
    put(tmp_path, "flood-2.jpg")
    put(tmp_path, "2024/flood.jpg")
    assert shown(loaded(tmp_path)) == (None, {})


def test_the_first_readable_of_several_images_is_the_lead_image(tmp_path: Path) -> None:
    put(tmp_path, "flood.png")
    put(tmp_path, "flood.webp")
    (tmp_path / "flood.jpg").write_text("<!doctype html>")
    article = loaded(tmp_path)
    assert (shown(article)[0], reported(article)) == ("flood.png", ["image flood.jpg", "image-unsaid flood.png"])


@pytest.mark.parametrize("where", ["capture", "sidecar"])
def test_a_named_image_takes_precedence_over_one_beside_the_capture(where: str, tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    put(tmp_path, "img/river.jpg")
    named = "image: img/river.jpg\nimage_alt: A river\n"
    article = loaded(tmp_path, f"---\ntitle: A Flood\n{named}---\n\nText.\n") if where == "capture" else None
    article = article or loaded(tmp_path, sidecar=named)
    assert (shown(article)[0], reported(article)) == ("img/river.jpg", [])


def test_a_remote_image_leaves_the_file_beside_the_capture(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    article = loaded(tmp_path, "---\ntitle: A Flood\nimage: https://img.example/a.jpg\n---\n\nText.\n")
    assert shown(article)[0] == "flood.jpg"


def test_a_missing_image_named_by_the_sidecar_is_reported(tmp_path: Path) -> None:
    assert reported(loaded(tmp_path, sidecar="date: 2024\nimage: img/none.jpg\n")) == ["image-missing flood.yaml:2:1"]
    assert reported(loaded(tmp_path, sidecar="image: https://img.example/none.jpg\n")) == []


def test_missing_images_of_the_body_are_one_finding(tmp_path: Path) -> None:
    body = "![A](b.jpg) ![B](/c/d.png) ![A](b.jpg) ![C](https://img.example/e.jpg)"
    article = loaded(tmp_path, f"---\ntitle: A Flood\nimage: /uploads/a.jpg\n---\n\n{body}\n")
    assert (shown(article), reported(article)) == ((None, {}), ["image-missing flood.md:6:2"])
    assert "`b.jpg`, and 1 more" in article.findings[0].message


def test_images_of_the_body_are_attached(tmp_path: Path) -> None:
    put(tmp_path, "2024/a.jpg")
    put(tmp_path, "b c.png")
    body = "![A](a.jpg) and ![](../b%20c.png), [no image](a.jpg), ![](https://img.example/a.jpg) ![again](a.jpg)"
    article = loaded(tmp_path, f"---\ntitle: A Flood\n---\n\n{body}\n", name="2024/flood.md")
    assert shown(article) == (None, {"a.jpg": "2024/a.jpg", "../b%20c.png": "b c.png"})
    assert [image.path for image in article.images] == ["2024/a.jpg", "b c.png"]


def test_the_image_in_the_head_of_a_dump_with_what_it_shows(tmp_path: Path) -> None:
    put(tmp_path, "river.jpg")
    article = loaded(tmp_path, TEXT.replace("2024\n\n", "2024\n\n![A brown river](river.jpg)\n\n"), name="flood.txt")
    assert (shown(article)[0], article.image_alt, reported(article)) == ("river.jpg", "A brown river", [])


def test_an_image_that_nothing_speaks_of_is_told(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    assert reported(loaded(tmp_path)) == ["image-unsaid flood.jpg"]
    assert reported(loaded(tmp_path, sidecar="image_caption: The river\n")) == []
    assert reported(loaded(tmp_path, sidecar="image_alt: The river\n")) == []


def test_what_is_withheld_shows_nothing(tmp_path: Path) -> None:
    put(tmp_path, "flood.jpg")
    article = loaded(tmp_path, sidecar="status: withheld\nreason: A court said so.\n")
    assert (article.images, reported(article)) == ((), [])


def test_symbolic_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere.jpg")
    root = tmp_path / "content"
    root.mkdir()
    (root / "flood.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    (root / "ring.jpg").symlink_to("ring.jpg")
    (root / "out").symlink_to(tmp_path)
    article = loaded(root, TEXT + "\n![](ring.jpg) ![](out/elsewhere.jpg)\n")
    assert shown(article) == (None, {})
    assert reported(article) == ["image-missing flood.md:7:2", "image flood.jpg", "image out/elsewhere.jpg"]
    assert all("leads out" in finding.message for finding in article.findings if finding.code == "image")


def test_symbolic_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    put(tmp_path, "river.jpg")
    (tmp_path / "flood.jpg").symlink_to("river.jpg")
    assert shown(loaded(tmp_path))[0] == "flood.jpg"


def test_devices_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "flood.jpg")
    (tmp_path / "flood.png").mkdir()
    article = loaded(tmp_path)
    assert reported(article) == ["image flood.jpg", "image flood.png"]


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", b"GIF89a", b"\xff\xd8\xff\xe0" + b"\0" * 40, b"\x89PNG\r\n\x1a\n" + b"\xff" * 60]
)
def test_an_unusable_image_does_not_affect_the_article(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "flood.jpg").write_bytes(data)
    article = loaded(tmp_path)
    assert (article.title, article.images, reported(article)) == ("A Flood", (), ["image flood.jpg"])


# Stamps


def complete_stamps(root: Path, previous: dict[ArticleId, str]) -> dict[ArticleId, str]:
    """Return the stamps that a build records after loading all captures; `previous` are those of the build before."""
    stamps = {}
    for path, stamp in scan_content(root, previous=sorted(previous.items()), everything=True).stale_captures():
        images = ImageIndex.from_stamp(root, path, stamp)
        load_article(root / path, root, None, images)
        stamps[path] = stamp if previous.get(path) == stamp else images.complete_stamp(stamp)
    return stamps


def test_a_stamp_changes_with_every_requested_image(tmp_path: Path) -> None:
    loaded(tmp_path, "---\ntitle: A Flood\nimage: img/river.jpg\n---\n\n![](boat.png)\n")
    flood = ArticleId("flood.md")
    stamps = [complete_stamps(tmp_path, {})[flood]]
    assert ABSENT_STAMP in stamps[0]
    for name, size in (
        ("img/river.jpg", (9, 9)),
        ("img/river.jpg", (200, 9)),
        ("boat.png", (9, 9)),
        ("flood.webp", (9, 9)),
    ):
        put(tmp_path, name, size)
        stamps.append(complete_stamps(tmp_path, {flood: stamps[-1]})[flood])
    assert len(set(stamps)) == len(stamps)
    put(tmp_path, "other.jpg")
    assert scan_content(tmp_path, previous=[(flood, stamps[-1])]).stamps == {}
    for name in ("flood.webp", "boat.png"):
        (tmp_path / name).unlink()
        assert list(scan_content(tmp_path, previous=[(flood, stamps[-1])]).stamps) == [flood]
        stamps.append(complete_stamps(tmp_path, {flood: stamps[-1]})[flood])
    assert complete_stamps(tmp_path, {})[flood] == stamps[-1]


def test_a_stamp_drops_images_that_are_no_longer_requested(tmp_path: Path) -> None:
    flood = ArticleId("flood.md")
    put(tmp_path, "boat.png")
    loaded(tmp_path, TEXT + "\n![](boat.png)\n")
    first = complete_stamps(tmp_path, {})
    loaded(tmp_path, TEXT)
    second = complete_stamps(tmp_path, first)
    assert ("boat.png" in first[flood], "boat.png" in second[flood]) == (True, False)
    assert scan_content(tmp_path, previous=second.items()).stamps == {}


def test_a_stamp_without_images_is_one_line(tmp_path: Path) -> None:
    loaded(tmp_path)
    put(tmp_path, "other.jpg")
    assert "\n" not in complete_stamps(tmp_path, {})[ArticleId("flood.md")]


def test_images_are_loaded_once_pillow_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "flood.jpg")
    put(tmp_path, "river.jpg")
    loaded(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(decode, "is_available", lambda: False)
        [finding] = scan_content(tmp_path).findings
        assert f"{finding.code} {finding.severity} {finding.location}" == "images info flood.jpg"
        article = loaded(tmp_path)
        assert (article.images, reported(article)) == ((), [])
        unread = complete_stamps(tmp_path, {})
    assert scan_content(tmp_path, previous=unread.items()).stamps
    assert scan_content(tmp_path).findings == []


def test_an_image_that_could_not_be_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces the reading of the file: whoever runs the tests as root may read everything."""
    (tmp_path / "a.png").write_bytes(b"x")
    index = ImageIndex(tmp_path, "a.txt", ("a.png",))

    def refuse(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert index.load("a.png") is None
    assert index.complete_stamp("1:2:3") == "1:2:3\n? a.png"
