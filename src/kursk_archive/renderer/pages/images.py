"""Images as a page shows them: the browser chooses a rendition, and the text does not move when it loads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

from markupsafe import Markup
from msgspec import Struct

from kursk_archive.core.model import Article, CapturePart, Image
from kursk_archive.images.renditions import Rendition, renditions
from kursk_archive.renderer.theme.environment import mark_safe
from kursk_archive.site.permalinks import rendition_permalink

SIZES_ATTRIBUTE = "(min-width: 46em) 43em, calc(100vw - 2.5em)"
"""The width of an image in the text: `--measure` and `--space-4` of the style sheet, converted to the reader's default
font size, since lengths in a `sizes` attribute do not depend on the page's own font size."""


class ImageView(Struct, frozen=True):
    """An image as the templates show it."""

    image: Image
    renditions: tuple[Rendition, ...]
    """Narrowest first."""
    is_first: bool
    """True for the page's first image; the others load when the reader comes near."""

    @property
    def srcset(self) -> str:
        return ", ".join(f"{_file_name(rendition)} {rendition.width}w" for rendition in self.renditions)

    def tag(self, alt: str, attributes: str = "") -> Markup:
        """The image, which opens in full size; its width and height keep its place free until it loads.

        Args:
            alt: the alternative text.
            attributes: more attributes, safe to print, each after a space: the language of `alt`.
        """
        largest = self.renditions[-1]
        choice = f' srcset="{self.srcset}" sizes="{SIZES_ATTRIBUTE}"' if len(self.renditions) > 1 else ""
        lazy = "" if self.is_first else ' loading="lazy"'
        name = _file_name(largest)
        return mark_safe(
            f'<a class="enlarge" href="{name}"><img src="{name}"{choice} width="{largest.width}"'
            f' height="{largest.height}" alt="{escape(alt)}"{attributes}{lazy} decoding="async"></a>'
        )


def image_views(article: Article, output_path: str) -> Mapping[tuple[str, int | CapturePart | None], ImageView]:
    """Key of an image → its view, in the order of `Article.images`."""
    return {
        image.key: ImageView(image, renditions(image, partial(rendition_permalink, output_path, number)), number == 1)
        for number, image in enumerate(article.images, 1)
    }


def _file_name(rendition: Rendition) -> str:
    """The name of the file, which is published beside the page."""
    return rendition.path.rpartition("/")[2]
