"""Types of the import: its options, its events, and the metadata that generator layouts contribute."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from kursk_archive.yaml.located import Located, PlainValue

FROM_CAPTURE = "the capture"
FROM_FILE_NAME = "the file's name"
FROM_FOLDER = "the folder"
FROM_SITE = "the site"
FROM_TRANSLATIONS = "the site's other languages"
FROM_OPTIONS = "the options"
"""Sources of a value, as reports name them; a data file is named by its path."""


class ImportOptions(Struct, frozen=True):
    """The choices that an import makes."""

    layout_name: str | None = None
    """A generator of `SiteGenerator`; None detects it for each folder."""
    subfolder: str = ""
    """A folder below the content folder that receives everything: a relative POSIX path without `..`."""
    dry_run: bool = False
    """True to report everything and write nothing."""
    withheld: bool = False
    """True to import every article as withheld, with those that the generator holds back."""
    site_url: str = ""
    """The site's address; empty takes it from the site's settings."""
    permalink: str = ""
    """The pattern of the articles' addresses: `/:year/:month/:slug/`; empty takes the generator's."""
    language_folders: tuple[str, ...] = ()
    """Names of folders that hold one language each; empty finds them."""
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    """The time against which an article has expired or is still to come."""


class ExternalMetadata(Struct, frozen=True):
    """Metadata about a capture that come from one source outside of it."""

    source: str
    values: Mapping[str, Located]
    """Keys in any spelling that frontmatter accepts."""
    path: str = ""
    """Path of the file that holds the metadata, for findings; empty if they are not in a file."""
    overrides: bool = False
    """True if the values replace those of the capture, as a sidecar's do; otherwise they only fill gaps."""


class SkipKind(StrEnum):
    """The kinds of what an import leaves."""

    ARTICLE = "article"
    """A file that other generators or this program read as an article."""
    FILE = "file"
    """Any other file: a template, a style sheet, an image that no article shows."""
    HELD_BACK = "held back"
    """An article that its generator would not publish."""


class SkipReason(Struct, frozen=True):
    """The reason why a file is not imported."""

    text: str
    """A phrase without a full stop."""
    kind: SkipKind = SkipKind.ARTICLE


class SourcedValue(Struct, frozen=True):
    """A field's value, as a sidecar would state it, with its source."""

    value: PlainValue
    source: str


class Imported(Struct, frozen=True):
    """A capture that was copied into the content folder, or was there already."""

    path: str
    """POSIX, relative to the content folder."""
    origin: str
    """Name of the imported folder and the path in it."""
    generator: str
    """Name of the layout that the folder was read with; `plain` if no generator made it."""
    fields: Mapping[str, SourcedValue] = field(default_factory=dict)
    """Metadata that were understood, by field."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Metadata that were not, as text: keys that the archive does not know, templates in the body."""
    written: tuple[str, ...] = ()
    """Files written below the content folder; in a dry run, the files that would be."""
    held_back: str = ""
    """The reason for which the generator would not publish it; it is imported as withheld. Empty if there is none."""


class Skipped(Struct, frozen=True):
    """A file that was not imported."""

    origin: str
    generator: str
    reason: str
    kind: SkipKind = SkipKind.ARTICLE


class Expected(Struct, frozen=True):
    """Something that the archive will say of an imported capture once it is built."""

    code: str
    """Of the finding; `undated`, `source-missing`, `link-internal` or `copy` for what is no fault."""
    path: str
    """Of the capture; POSIX, relative to the content folder."""
    message: str
