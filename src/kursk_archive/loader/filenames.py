"""Classify files by name: captures, sidecars, formats that are not supported yet."""

from __future__ import annotations

import re

from kursk_archive.images.decode import IMAGE_SUFFIXES
from kursk_archive.loader import formats
from kursk_archive.loader.capture_format import CaptureFormat
from kursk_archive.loader.page_folder_names import PAGE_FOLDER_ENDINGS
from kursk_archive.loader.personal_data import is_reader_list
from kursk_archive.site.permalinks import RESERVATIONS

SIDECAR_SUFFIXES = (".yaml", ".yml")
WITHHELD_LIST = "withheld.csv"
"""The list of withheld captures that a build keeps in the content folder; see `pipeline/withhold.py`."""
OWN_LISTS = frozenset({WITHHELD_LIST, RESERVATIONS})
"""Files at the top of the content folder that builds keep there."""
NOTES_STEMS = frozenset({"readme", "license", "licence", "copying", "rights", "notice", "changelog", "robots"})
"""Names, without suffix and in lower case, of files that describe their folder and are not captures."""
UNSUPPORTED_SUFFIXES = frozenset({".pdf", ".docx", ".rtf", ".epub"})
"""Of captures that nothing can load, unless a format in `formats.FORMATS` does."""


def suffix_of(path: str) -> str:
    """Return the suffix in lower case, with its dot, as pathlib does, but faster: a scan calls this for every file.

    That of a compressed crawl has two parts: `.warc.gz`.
    """
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    if name[-3:].lower() == ".gz" and (double := _COMPRESSED.search(name)):
        return double[0].lower()
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


_COMPRESSED = re.compile(r"(?<=.)\.w?arc\.gz$", re.IGNORECASE)
"""Suffixes of two parts."""


def capture_suffixes() -> frozenset[str]:
    """Return the suffixes of all formats that can be loaded."""
    return frozenset(suffix for capture_format in formats.FORMATS for suffix in capture_format.suffixes)


def format_named(path: str) -> CaptureFormat | None:
    """Return the format that a file's name says; None if it is not the name of a capture."""
    suffix = suffix_of(path)
    return next((candidate for candidate in formats.FORMATS if suffix in candidate.suffixes), None)


def is_crawl_path(path: str) -> bool:
    """Return True for the name of a crawl."""
    return path.lower().endswith(_CRAWL_SUFFIXES)


_CRAWL_SUFFIXES = tuple(
    suffix for known in formats.FORMATS if isinstance(known, formats.CrawlFormat) for suffix in known.suffixes
)


def has_capture_suffix(name: str) -> bool:
    """Return True if a file of this name is in a format that can be loaded."""
    return format_named(name) is not None


_COMPANION_SUFFIXES = frozenset(
    ".asc .bat .cdx .cdxj .cfg .conf .css .ejs .eot .erb .haml .hbs .ico .ini .j2 .jinja .jinja2 .js .less .liquid"
    " .lock .map .md5 .mjs .mod .mustache .njk .otf .part .ps1 .pug .py .rb .sass .scss .sh .sha256 .sig .sum .tmp"
    " .tmpl .toml .tpl .ts .ttf .woff .woff2".split()
)
_COMPANION_NAMES = (
    frozenset("cname desktop.ini dockerfile gemfile makefile package-lock.json package.json thumbs.db".split())
    | OWN_LISTS
)
_PAGE_FOLDER_ENDINGS = (*(ending.lower() for ending in PAGE_FOLDER_ENDINGS), "_resources")


def is_unread(path: str) -> bool:
    """Return True for a file that may hold an article, and that nothing reads.

    Images, sidecars, notes about a folder, and the settings, templates and assets of a site are no such files.
    """
    folder, _, name = path.lower().rpartition("/")
    suffix = suffix_of(name)
    return not (
        suffix in _COMPANION_SUFFIXES
        or suffix in SIDECAR_SUFFIXES
        or suffix in IMAGE_SUFFIXES
        or name in _COMPANION_NAMES
        or name.partition(".")[0] in NOTES_STEMS
        or has_capture_suffix(name)
        or is_reader_list(name)
        or any(part.endswith(_PAGE_FOLDER_ENDINGS) for part in folder.split("/"))
    )


def is_unsupported(path: str) -> bool:
    """Return True for a capture in a format that cannot be loaded yet."""
    return suffix_of(path) in UNSUPPORTED_SUFFIXES and not has_capture_suffix(path)


def is_capture_path(path: str) -> bool:
    """Return True if a file at this path is loaded as a capture; a README and a list of readers are not."""
    suffix, name = suffix_of(path), path.rpartition("/")[2]
    is_other = name[: -len(suffix)].lower() in NOTES_STEMS or path in OWN_LISTS or is_reader_list(name)
    return has_capture_suffix(name) and not is_other
