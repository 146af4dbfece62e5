"""The records that describe a package, and the paths in its payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.parse import unquote

from msgspec import Struct

from kursk_archive.loader.formats import media_type_of
from kursk_archive.renderer.data.articles import ArticleRow

CONTENT_FOLDER, SITE_FOLDER = "content/", "site/"
"""Folders of the captures and of the published site, in the payload."""
CRATE_FILE, PREMIS_FILE = "ro-crate-metadata.json", "metadata/premis.xml"
"""Files with the metadata, in the payload."""


class PackagedArticle(Struct, frozen=True):
    """An article whose capture is in the package."""

    row: ArticleRow
    page_path: str | None = None
    """Relative to the site; None if its page is not in the package."""
    access_note: str | None = None
    """The reason why the public may not read it; None if it may."""

    @property
    def media_type(self) -> str:
        return media_type_of(self.row.capture_format)


ArticleSource = Callable[[], Iterable[PackagedArticle]]
"""Gives the articles, by path, each time that it is called."""


class ExportInfo(Struct, frozen=True):
    """Time, program and extent of an export."""

    exported_at: datetime
    """UTC."""
    version: str
    """Version of this program."""
    site_file_count: int | None = None
    """Files of the site, all verified; None if the package has no site."""

    @property
    def has_site(self) -> bool:
        return self.site_file_count is not None

    @property
    def program(self) -> str:
        return f"kursk-archive; {self.version}"

    @property
    def timestamp(self) -> str:
        """ISO 8601, to the second."""
        return self.exported_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def email_address(contact: str) -> str | None:
    """Return the e-mail address in a contact, with or without `mailto:`; None if it is something else."""
    address = unquote(contact.removeprefix("mailto:").partition("?")[0])
    return address if re.fullmatch(r"[^\s@/:]+@[^\s@/:]+", address) else None
