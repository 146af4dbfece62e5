"""The layout of a folder that no generator made: base of the generators' layouts, with what they share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_FOLDER, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Located


class ContentLayout(Struct, frozen=True):
    """The arrangement of a generator's content; by itself, that of a plain folder.

    In a plain folder every capture keeps its path, and only sidecars add metadata.
    """

    name: str = "plain"
    imports_withheld: bool = True
    """True if withheld captures are imported too; a generator's are drafts and are not."""

    def matches(self, site: SourceSite) -> bool:
        """Return True if a folder looks like this layout."""
        return True

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        """Return the path of a file in the content folder, or why it is skipped; None if it needs no mention."""
        return path

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        """Return why a capture is not an article, judged by its frontmatter and its merged topics."""
        return None

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        """Yield the metadata about a capture from outside of it; the first source that states a field wins."""
        for name in sidecar_paths(path):
            if name in site.paths:
                source = site.display_path(name)
                yield ExternalMetadata(source, site.read_mapping(name), source, overrides=True)

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        """Return the URL that the article had, if frontmatter and site settings determine it; otherwise None."""
        return None


def parent_folders(path: str) -> list[str]:
    return path.split("/")[:-1]


def file_stem(path: str) -> str:
    """Return a file's name without its last suffix."""
    return path.rpartition("/")[2].rpartition(".")[0]


def path_below(folder: str, path: str, site: SourceSite) -> str | None:
    """Return a path relative to a top-level folder of the site (`content/`); None if it lies elsewhere.

    If the site has no such folder, its root stands in for it, and the path is returned as it is.
    """
    if folder.rstrip("/") in site.top_names:
        return path.removeprefix(folder) if path.startswith(folder) else None
    return path


def date_from_name(name: str) -> Iterator[ExternalMetadata]:
    """Yield the date at the beginning of a file name without suffix, if there is one."""
    day, _ = dates.date_from_filename(f"{name}.md")
    if day:
        yield ExternalMetadata(FROM_FILE_NAME, {"date": Located(day)})


def slug_from_folder(folder: str) -> Iterator[ExternalMetadata]:
    """Yield the slug of a page bundle: its file is called `index`, and the folder has the page's name."""
    if slug := slugs.slugify(folder):
        yield ExternalMetadata(FROM_FOLDER, {"slug": Located(slug)})


def section_from_folder(folder: str) -> Iterator[ExternalMetadata]:
    """Yield the section that a folder stands for."""
    if folder:
        yield ExternalMetadata(FROM_FOLDER, {"section": Located(folder)})


def site_metadata(settings: Mapping[str, Located], path: str, *language_keys: str) -> Iterator[ExternalMetadata]:
    """Yield the metadata that the site's settings give all its articles: publisher and language."""
    candidates = {"publisher": settings.get("title"), "language": first_setting(settings, *language_keys)}
    values = {name: value for name, value in candidates.items() if value and isinstance(value.data, str) and value.data}
    if values:
        yield ExternalMetadata(FROM_SITE, values, path)


def first_setting(settings: Mapping[str, Located], *names: str) -> Located | None:
    """Return the value of the first of `names` that is set."""
    return next((settings[name] for name in names if name in settings), None)


def setting_text(settings: Mapping[str, Located], *names: str) -> str:
    """Return the value of the first of `names` that is set, stripped; empty if it is not text."""
    value = first_setting(settings, *names)
    return value.data.strip() if value and isinstance(value.data, str) else ""
