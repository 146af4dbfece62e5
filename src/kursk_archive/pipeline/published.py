"""The state that the last build published, kept for comparison while others load captures into its catalogue.

A preview does so, and the commands that ask the network.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kursk_archive.publisher.writer import Writer

if TYPE_CHECKING:
    from kursk_archive.catalogue.publication import ArticleChange

_FOLDER = "published"
"""In the private folder: a copy of the catalogue as the last build left it; empty if there was no build."""


def keep_published(output: Path) -> None:
    """Copy the catalogue of the last build, unless that was done since."""
    catalogue = Writer(output).catalogue_path
    folder = catalogue.with_name(_FOLDER)
    if folder.is_dir():
        return
    draft = folder.with_name(f"{_FOLDER}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    copy_catalogue(output, draft)
    draft.rename(folder)


def copy_catalogue(output: Path, folder: Path) -> Path:
    """Copy the catalogue of an output folder, with its log, if there is one; return the path of the copy."""
    original = Writer(output).catalogue_path
    for suffix in ("", "-wal"):
        if (file := original.with_name(f"{original.name}{suffix}")).is_file():
            shutil.copyfile(file, folder / file.name)
    return folder / original.name


def copy_published(output: Path, folder: Path) -> Path:
    """Copy the catalogue as the last build left it, whatever was loaded since; see `copy_catalogue`."""
    kept = Writer(output).catalogue_path.with_name(_FOLDER)
    if not kept.is_dir():
        return copy_catalogue(output, folder)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return folder / Writer(output).catalogue_path.name


def forget_published(writer: Writer) -> None:
    """Drop the copy: what the catalogue says is published from now on."""
    shutil.rmtree(writer.catalogue_path.with_name(_FOLDER), ignore_errors=True)


def changes_since_published(output: Path) -> tuple[ArticleChange, ...]:
    """Return what a build would do with the articles of a preview; nothing where none was made, or is legible."""
    from kursk_archive.catalogue.publication import Publication, find_article_changes

    current = Writer(output).catalogue_path
    published = current.with_name(_FOLDER) / current.name
    if not published.is_file():
        return ()
    try:
        with closing(sqlite3.connect(published)) as before, closing(sqlite3.connect(current)) as after:
            return find_article_changes(Publication.read(before), Publication.read(after), before, after)
    except (sqlite3.Error, msgspec.DecodeError):  # of another version of the program
        return ()
