"""Types of the import: its events, and the metadata that generator layouts contribute."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from kursk_archive.yaml.located import Located, PlainValue

FROM_CAPTURE = "the capture"
FROM_FILE_NAME = "the file's name"
FROM_FOLDER = "the folder"
FROM_SITE = "the site"
"""Sources of a value, as reports name them; a data file is named by its path."""


class ExternalMetadata(Struct, frozen=True):
    """Metadata about a capture that come from one source outside of it."""

    source: str
    values: Mapping[str, Located]
    """Keys in any spelling that frontmatter accepts."""
    path: str = ""
    """Path of the file that holds the metadata, for findings; empty if they are not in a file."""
    overrides: bool = False
    """True if the values replace those of the capture, as a sidecar's do; otherwise they only fill gaps."""


class SkipReason(Struct, frozen=True):
    """The reason why a file is not imported."""

    text: str
    """A phrase without a full stop."""


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


class Skipped(Struct, frozen=True):
    """A file that looks like a capture but was not imported."""

    origin: str
    generator: str
    reason: str
