"""What an import tells, and what the layouts of generators tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kursk_archive.yaml.located import Plain, Value

CAPTURE = "the capture"
NAME = "the file's name"
FOLDER = "the folder"
SITE = "the site"
"""Where a value was found; data files are named by their paths."""


class Clue(NamedTuple):
    """Metadata that are said of a capture from outside of it."""

    where: str
    values: Mapping[str, Value]
    """In any spelling that frontmatter may have."""
    path: str = ""
    """Of the file that says so, for findings."""
    overrules: bool = False
    """Whether it goes before what the capture says, as a sidecar does; the others fill its gaps."""


class Reason(NamedTuple):
    """Why a file is left where it is: a phrase without a full stop."""

    text: str


class Known(NamedTuple):
    """A field's value as a sidecar would state it, and where it was found."""

    value: Plain
    where: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A capture that is in the content folder now, or was there already."""

    path: str
    """POSIX, relative to the content folder."""
    origin: str
    """Where it came from: the imported folder's name and the path in it."""
    format: str
    """The generator whose layout it was read by; `plain` for none."""
    fields: Mapping[str, Known] = field(default_factory=dict)
    """What was understood."""
    left: Mapping[str, str] = field(default_factory=dict)
    """What was not, as text: keys that the archive has no use for, templates in the text."""
    written: tuple[str, ...] = ()
    """Files of the content folder; in a dry run those that would be written."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not imported, though it might be taken for a capture."""

    origin: str
    format: str
    reason: str
