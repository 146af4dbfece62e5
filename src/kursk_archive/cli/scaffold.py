"""The files that `init` and `new` write."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import yaml

from kursk_archive.config import CONFIG_NAME
from kursk_archive.core.findings import ArchiveError, Location, make_finding
from kursk_archive.loader.filenames import capture_suffixes, is_capture_path
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.site.slugs import slug_from_url, slugify

_CONFIG = """\
# Settings of the archive. All of them are optional.
title: {title}
description: >-
  Describe in a sentence or two what this archive holds, who maintains it, and why.
language: en            # interface language
# base_url: https://archive.example/   # the site's URL; required for feeds, sitemaps and the 404 page
# noindex: true         # ask search engines not to index the archive
# canonical: copy       # ask search engines to list this copy instead of the original
# publisher: Name of the archive's maintainer
# contact: mailto:archive@example.org
# rights: Who holds the rights in the articles, and what readers may do with them.
# archives: [web.archive.org, arquivo.pt, archive.ph]   # web archives to offer for lost pages, best first
# exclude: ["drafts/*"] # files that are not captures
"""

_SIDECAR = """\
# Metadata for {name}. The capture itself stays unchanged.
status: withheld        # remove this line to publish the article
{fields}
# date: 2024-08-15       # or 2024-08, or 2024
# authors: [Jane Doe]
# publisher: The Fictional Herald
# language: en
# topics: [prisoners of war]
# links:                 # repairs of lost links
#   - text: said
#     href: https://news.example/2024/08/15/where-it-was-said
#     by: an archivist
"""


def create_archive(folder: Path) -> list[Path]:
    """Create an archive without articles that can be built at once; return the files that were written.

    Raises:
        ArchiveError: the folder holds an archive already, or the disk refuses.
    """
    config = folder / "content" / CONFIG_NAME
    if config.exists():
        raise ArchiveError(make_finding("exists", Location(str(config)), "an archive already exists here"))
    name = " ".join(folder.resolve().name.replace("-", " ").replace("_", " ").split()).capitalize()
    title = yaml.safe_dump(name or "Archive", allow_unicode=True, width=10_000)
    files = {config: _CONFIG.format(title=title.partition("\n")[0])}
    if not (folder / ".gitignore").exists():
        files[folder / ".gitignore"] = "/build/\n"
    return [_write_new(path, text) for path, text in files.items()]


def create_capture(content: Path, url_or_title: str) -> list[Path]:
    """Create a capture with its sidecar, withheld until an archivist publishes it; return both paths.

    Args:
        content: the content folder.
        url_or_title: the article's URL, or its title.

    Raises:
        ArchiveError: such a file exists already, or the disk refuses.
    """
    is_url = url_or_title.startswith(("http://", "https://"))
    slug = slugify(slug_from_url(url_or_title) if is_url else url_or_title) or "capture"
    title = slug.replace("-", " ").capitalize() if is_url else " ".join(url_or_title.split())
    title = title.lstrip("# ") or "Untitled"
    slug = slug if is_capture_path(f"{slug}.txt") else f"{slug}-article"
    capture, sidecar = content / f"{slug}.txt", content / sidecar_paths(f"{slug}.txt")[0]
    for path in (capture, sidecar, *_files_sharing_sidecar(content, slug)):
        if os.path.lexists(path):
            raise ArchiveError(make_finding("exists", Location(str(path)), "already exists"))
    tail = f"\nOriginal url:\n\n<{url_or_title}>\n" if is_url else ""
    fields = yaml.safe_dump({"captured_at": date.today().isoformat()}).replace("'", "").strip()
    return [
        _write_new(capture, f"# {title}\n\n{tail}"),
        _write_new(sidecar, _SIDECAR.format(name=capture.name, fields=fields)),
    ]


def _files_sharing_sidecar(content: Path, stem: str) -> list[Path]:
    """Return the paths of captures that would share the sidecar, and of the sidecar in each of its spellings."""
    captures = (stem + suffix for suffix in sorted(capture_suffixes()))
    return [content / name for name in (*sidecar_paths(f"{stem}.txt"), *captures)]


def _write_new(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ArchiveError(
            make_finding("unwritable", Location(str(path)), f"cannot be written: {error.strerror}")
        ) from None
    return path
