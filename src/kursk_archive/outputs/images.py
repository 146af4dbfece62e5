"""Scaled renditions of the articles' images."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from msgspec import Struct

from kursk_archive.catalogue.articles import articles_with_images
from kursk_archive.catalogue.encoding import fingerprint
from kursk_archive.catalogue.records import decode_images
from kursk_archive.core.model import Image
from kursk_archive.images.renditions import Rendition, renditions
from kursk_archive.loader.formats import read_embedded_image
from kursk_archive.outputs.target import PlanContext, Planned, RenderContext, Rendered, Target, read_if_unchanged
from kursk_archive.site.permalinks import article_period, rendition_permalink


class ImageTask(Struct, frozen=True):
    """Scale an image to its renditions."""

    image: Image
    renditions: tuple[Rendition, ...]

    def render(self, context: RenderContext, path: str) -> Rendered:
        from kursk_archive.images.resize import make_renditions  # Pillow, where there are images

        data = _read_image(context, self.image)
        files = dict(make_renditions(data, self.image, self.renditions)) if data is not None else {}
        return ((rendition.path, files.get(rendition.path)) for rendition in self.renditions)


def _read_image(context: RenderContext, image: Image) -> bytes | None:
    """Read an image file, or the image inside of a capture; None if it is not the recorded one any more."""
    if image.part is None:
        return read_if_unchanged(context, image.path, image.sha256)
    data = read_embedded_image(context.content, image.path, image.part)
    return data if data is not None and sha256(data).hexdigest() == image.sha256 else None


class Images:
    """Renditions of images."""

    name = "image"

    def plan_all(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, stale_only=False)

    def plan_changed(self, context: PlanContext) -> Iterator[Planned]:
        return _plan(context, stale_only=True)

    def owns(self, path: str) -> bool:
        return path.startswith("articles/") and path.endswith(".jpg")


def _plan(context: PlanContext, *, stale_only: bool) -> Iterator[Planned]:
    for permalink, images in articles_with_images(context.catalogue.db, stale_only=stale_only):
        for number, image in enumerate(decode_images(images), 1):
            files = renditions(image, partial(rendition_permalink, permalink, number))
            yield _target(image, files, article_period(permalink))


def _target(image: Image, files: tuple[Rendition, ...], period: str) -> Target:
    from kursk_archive.images.resize import resize_recipe

    first, *others = (rendition.path for rendition in files)
    return Target(first, fingerprint((resize_recipe(), image, files)), ImageTask(image, files), tuple(others), period)
