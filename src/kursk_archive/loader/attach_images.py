"""Which image files an article shows."""

from __future__ import annotations

from dataclasses import replace

from kursk_archive.core.enums import LinkRegion
from kursk_archive.core.findings import Finding, Location, make_finding
from kursk_archive.core.model import Article, Image
from kursk_archive.loader.images import ImageIndex, local_image_path
from kursk_archive.loader.sidecar import Sidecar


def added(article: Article, album: ImageIndex, sidecar: Sidecar) -> Article:
    """The article with those of its images whose files lie in the content folder. A withheld one shows none.

    Above the text stands the file that `image` names, else one of the capture's own name; in the body, what an image
    there names. A capture with neither costs a microsecond.
    """
    hrefs = [link.href for link in article.body.links if link.region is LinkRegion.IMAGE]
    if article.withheld or not (hrefs or article.image or album.same_name):
        return article
    missing = _missing(album, sidecar)
    picture = album.resolve(article.image) or album.lead_image()
    figures = {href: found for href in hrefs if (found := album.resolve(href))}
    findings = (*article.findings, *missing, *album.findings, *_unsaid(article, picture))
    return replace(article, lead_image=picture, body_images=figures, findings=findings)


def _missing(album: ImageIndex, sidecar: Sidecar) -> tuple[Finding, ...]:
    """What to say where the sidecar names a file that is not there. A capture may: it is from another place."""
    stated = sidecar.fields.get("image")
    if stated is None or not local_image_path(stated.value, album.capture) or album.exists(stated.value):
        return ()
    place = Location(sidecar.path, stated.line, stated.column)
    return (make_finding("image-missing", place, f"there is no file `{stated.value[:60]}`"),)


def _unsaid(article: Article, picture: Image | None) -> tuple[Finding, ...]:
    if picture is None or article.image_alt or article.caption:
        return ()
    return (make_finding("image-unsaid", Location(picture.path), "nothing says what this image shows"),)
