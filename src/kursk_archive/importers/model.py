"""What an import tells, and what the layouts of generators tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kursk_archive.yaml.located import Plain, Value

FROM_CAPTURE = "the capture"
FROM_FILE_NAME = "the file's name"
FROM_FOLDER = "the folder"
FROM_SITE = "the site"
"""Where a value was found; data files are named by their paths."""


class ExternalMetadata(NamedTuple):
    """Metadata that are said of a capture from outside of it."""

    source: str
    values: Mapping[str, Value]
    """In any spelling that frontmatter may have."""
    path: str = ""
    """Of the file that says so, for findings."""
    overrides: bool = False
    """Whether it goes before what the capture says, as a sidecar does; the others fill its gaps."""


class SkipReason(NamedTuple):
    """Why a file is left where it is: a phrase without a full stop."""

    text: str


class SourcedValue(NamedTuple):
    """A field's value as a sidecar would state it, and where it was found."""

    value: Plain
    source: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A capture that is in the content folder now, or was there already."""

    path: str
    """POSIX, relative to the content folder."""
    origin: str
    """Where it came from: the imported folder's name and the path in it."""
    generator: str
    """The generator whose layout it was read by; `plain` for none."""
    fields: Mapping[str, SourcedValue] = field(default_factory=dict)
    """What was understood."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """What was not, as text: keys that the archive has no use for, templates in the text."""
    written: tuple[str, ...] = ()
    """Files of the content folder; in a dry run those that would be written."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not imported, though it might be taken for a capture."""

    origin: str
    generator: str
    reason: str
