"""What is said of an article where captures are handed over: to people by the crate, to machines by the events."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

from msgspec import Struct

from kursk_archive.core.media_types import capture_media_type
from kursk_archive.renderer.data.articles import ArticleRow

CONTENT_FOLDER, SITE_FOLDER = "content/", "site/"
"""Where the captures and the published site are, in the payload."""
CRATE_FILE, PREMIS_FILE = "ro-crate-metadata.json", "metadata/premis.xml"
"""Where what is said of them is."""


class PackagedArticle(Struct, frozen=True):
    """An article whose capture is in the package."""

    row: ArticleRow
    page_path: str | None = None
    """Of the site, relative to it; None if there is none in the package."""
    access: str | None = None
    """Why the public may not read it; None if it may."""

    @property
    def media_type(self) -> str:
        return capture_media_type(self.row.capture_format)


class ExportInfo(Struct, frozen=True):
    """How a package came about."""

    exported_at: datetime
    """UTC."""
    version: str
    """Of this program."""
    site_file_count: int | None = None
    """Files of the site that were found to be as their lists say; None if the package has no site."""

    @property
    def program(self) -> str:
        return f"kursk-archive; {self.version}"

    @property
    def timestamp(self) -> str:
        """ISO 8601, to the second."""
        return self.exported_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def email_address(contact: str) -> str | None:
    """The address of e-mail that a contact is, with or without `mailto:`; None if it is something else."""
    address = unquote(contact.removeprefix("mailto:").partition("?")[0])
    return address if re.fullmatch(r"[^\s@/:]+@[^\s@/:]+", address) else None
