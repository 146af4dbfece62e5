"""A folder that no generator laid out, and what the generators' layouts have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.model import FROM_FILE_NAME, FROM_FOLDER, FROM_SITE, ExternalMetadata, SkipReason
from kursk_archive.importers.source_site import SourceSite
from kursk_archive.loader import dates
from kursk_archive.loader.sidecar import sidecar_paths
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Located


@dataclass(frozen=True, slots=True)
class ContentLayout:
    """Every capture stays at its path; nothing is known from outside but what a sidecar says."""

    name: str = "plain"
    imports_withheld: bool = True
    """Whether a withheld capture is imported all the same; of a generator it is a draft."""

    def matches(self, site: SourceSite) -> bool:
        """Whether a folder looks like this layout."""
        return True

    def target_path(self, path: str, site: SourceSite) -> str | SkipReason | None:
        """Where a file goes in the content folder, or why it is left; None if it is nobody's business."""
        return path

    def skip_reason(self, frontmatter: Mapping[str, Located], topics: Collection[str]) -> SkipReason | None:
        """Why a capture with this frontmatter (`frontmatter`) and these topics, from wherever, is no article."""
        return None

    def external_metadata(self, path: str, site: SourceSite) -> Iterator[ExternalMetadata]:
        """What is said of a capture from outside; of two that state one field the first is believed."""
        for name in sidecar_paths(path):
            if name in site.paths:
                yield ExternalMetadata(
                    site.display_path(name), site.read_mapping(name), site.display_path(name), overrides=True
                )

    def source_url(
        self, path: str, site: SourceSite, frontmatter: Mapping[str, Located], date: PartialDate | None
    ) -> str | None:
        """Where the article was published, if its frontmatter (`frontmatter`) and the site's settings leave no doubt."""
        return None


def parent_folders(path: str) -> list[str]:
    return path.split("/")[:-1]


def file_stem(path: str) -> str:
    """A file's name without its last suffix."""
    return path.rpartition("/")[2].rpartition(".")[0]


def path_below(prefix: str, path: str, site: SourceSite) -> str | None:
    """The path below a folder of the site; None if it is elsewhere. Where there is no such folder, all is below it."""
    if prefix.rstrip("/") in site.top_names:
        return path.removeprefix(prefix) if path.startswith(prefix) else None
    return path


def date_from_name(name: str) -> Iterator[ExternalMetadata]:
    """The date that a name without suffix begins with."""
    day, _ = dates.date_from_filename(f"{name}.md")
    if day:
        yield ExternalMetadata(FROM_FILE_NAME, {"date": Located(day)})


def slug_from_folder(folder: str) -> Iterator[ExternalMetadata]:
    """The page's name, where the file is called `index` and its folder has the name."""
    if slug := slugs.slugify(folder):
        yield ExternalMetadata(FROM_FOLDER, {"slug": Located(slug)})


def section_from_folder(folder: str) -> Iterator[ExternalMetadata]:
    """The rubric that a folder stands for."""
    if folder:
        yield ExternalMetadata(FROM_FOLDER, {"section": Located(folder)})


def site_metadata(settings: Mapping[str, Located], path: str, *languages: str) -> Iterator[ExternalMetadata]:
    """What the site's settings say of all its articles."""
    said = {"publisher": settings.get("title"), "language": first_setting(settings, *languages)}
    values = {name: value for name, value in said.items() if value and isinstance(value.data, str) and value.data}
    if values:
        yield ExternalMetadata(FROM_SITE, values, path)


def first_setting(settings: Mapping[str, Located], *names: str) -> Located | None:
    """The value of the first of several keys."""
    return next((settings[name] for name in names if name in settings), None)


def setting_text(settings: Mapping[str, Located], *names: str) -> str:
    """The same as text; empty if it is none."""
    value = first_setting(settings, *names)
    return value.data.strip() if value and isinstance(value.data, str) else ""
