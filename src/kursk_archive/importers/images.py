"""The image files that an article shows: where they lie in the source site, and where the loader looks for them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

from kursk_archive.importers.generators.plain import ContentLayout
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader.images import IMAGE_NAME_ENDINGS, local_image_path


@dataclass(slots=True)
class SiteImages:
    """The image files of a site, and which of them were found by an article."""

    site: SourceSite
    layout: ContentLayout
    base_path: str
    """Path of the site's address, without a slash at the end: `/herald`."""
    shown: set[str] = field(default_factory=set)

    def beside(self, path: str, target: str) -> Iterator[tuple[str, str]]:
        """Yield destination and path of the images that have a capture's name."""
        stem, target_stem = path.rpartition(".")[0], target.rpartition(".")[0]
        for ending in IMAGE_NAME_ENDINGS:
            if stem + ending in self.site.paths:
                self.shown.add(stem + ending)
                yield target_stem + ending, stem + ending

    def find(self, href: str, path: str, target: str, url_path: str) -> tuple[str, str | None] | None:
        """Find the file that an article means by an address.

        Args:
            href: as written in the article.
            path: of the capture in the site.
            target: of the capture in the content folder.
            url_path: of the article's original address; empty if it is not known.

        Returns:
            The path in the content folder at which the loader looks for it, and its path in the site, or None if it is
            missing there. None if the address cannot be that of an image file of the site.
        """
        destination = local_image_path(href, target)
        if destination is None:
            return None
        source = next((one for one in self._candidates(href, path, url_path) if one in self.site.paths), None)
        if source is not None:
            self.shown.add(source)
        return destination, source

    def _candidates(self, href: str, path: str, url_path: str) -> Iterator[str]:
        plain = unquote(href.partition("?")[0].partition("#")[0])
        folder = posixpath.dirname(path)
        if plain.startswith("@site/"):  # Docusaurus: the folder of the site
            yield _inside(plain.removeprefix("@site/"))
        if not plain.startswith("/"):
            yield _inside(f"{folder}/{plain}")
            page = path.rpartition(".")[0]  # the address of a page is a folder
            others = self.layout.other_language_folders
            for below in (*others(folder, self.site), page, *others(page, self.site)):
                yield _inside(f"{below}/{plain}")
        published = urljoin(url_path or f"/{folder}/", plain)
        if self.base_path and published.startswith(f"{self.base_path}/"):
            published = published.removeprefix(self.base_path)
        yield from (_inside(root + published) for root in self.layout.image_folders(self.site))
        if plain.startswith("/"):
            yield _inside(f"{folder}/{plain}")
        yield from self.layout.files_named(plain, self.site)


def _inside(path: str) -> str:
    """Return a path relative to the site, however many folders it goes up."""
    return posixpath.normpath(f"/{path}").lstrip("/")
