"""Images as a page shows them: which copy a browser takes is its own choice, and the text does not move for it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from markupsafe import Markup
from msgspec import Struct

from kursk_archive.core.model import Article, Image
from kursk_archive.images.renditions import Rendition, renditions_of
from kursk_archive.renderer.theme.environment import mark_safe

SIZES_ATTRIBUTE = "(min-width: 46em) 43em, calc(100vw - 2.5em)"
"""How wide an image of the text is shown: `--measure` and `--space-4` of the style sheet, in the reader's own letters,
since a length here knows nothing of the page's."""


class ImageView(Struct, frozen=True):
    """An image as the templates have it."""

    image: Image
    renditions: tuple[Rendition, ...]
    """The narrowest first."""
    is_first: bool
    """Whether it is the page's first; the others wait until the reader comes near."""

    @property
    def srcset(self) -> str:
        return ", ".join(f"{_file_name(one)} {one.width}w" for one in self.renditions)

    def tag(self, alt: str, attributes: str = "") -> Markup:
        """The `img`, with the largest copy's size, which keeps its place until it is there.

        Args:
            alt: what is to be seen.
            attributes: further ones, safe to print, each with a space in front: the language of `alt`.
        """
        largest = self.renditions[-1]
        choice = f' srcset="{self.srcset}" sizes="{SIZES_ATTRIBUTE}"' if len(self.renditions) > 1 else ""
        lazy = "" if self.is_first else ' loading="lazy"'
        return mark_safe(
            f'<img src="{_file_name(largest)}"{choice} width="{largest.width}" height="{largest.height}"'
            f' alt="{escape(alt)}"{attributes}{lazy} decoding="async">'
        )


def image_views(article: Article, output_path: str) -> Mapping[str, ImageView]:
    """Path of an image file in the content folder → its view, in the order of `Article.images`."""
    found = enumerate(renditions_of(article, output_path))
    return {one.path: ImageView(one, copies, i == 0) for i, (one, copies) in found}


def _file_name(copy: Rendition) -> str:
    """Relative to the page, beside which it lies."""
    return copy.path.rpartition("/")[2]
