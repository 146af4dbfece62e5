"""A folder that no generator laid out, and what the generators' layouts have in common."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from kursk_archive.core.model import PartialDate
from kursk_archive.importers.model import FOLDER, NAME, SITE, Clue, Reason
from kursk_archive.importers.source_site import Site
from kursk_archive.loader import dates
from kursk_archive.loader.sidecar import names_for
from kursk_archive.site import slugs
from kursk_archive.yaml.located import Value


@dataclass(frozen=True, slots=True)
class Plain:
    """Every capture stays at its path; nothing is known from outside but what a sidecar says."""

    name: str = "plain"
    keeps_withheld: bool = True
    """Whether a withheld capture is imported all the same; of a generator it is a draft."""

    def fits(self, site: Site) -> bool:
        """Whether a folder looks like this layout."""
        return True

    def place(self, path: str, site: Site) -> str | Reason | None:
        """Where a file goes in the content folder, or why it is left; None if it is nobody's business."""
        return path

    def refuses(self, own: Mapping[str, Value], topics: Collection[str]) -> Reason | None:
        """Why a capture with this frontmatter (`own`) and these topics, from wherever, is no article."""
        return None

    def clues(self, path: str, site: Site) -> Iterator[Clue]:
        """What is said of a capture from outside; of two that state one field the first is believed."""
        for name in names_for(path):
            if name in site.known:
                yield Clue(site.shown(name), site.mapping(name), site.shown(name), overrules=True)

    def address(self, path: str, site: Site, own: Mapping[str, Value], date: PartialDate | None) -> str | None:
        """Where the article was published, if its frontmatter (`own`) and the site's settings leave no doubt."""
        return None


def folders_of(path: str) -> list[str]:
    return path.split("/")[:-1]


def stem_of(path: str) -> str:
    """A file's name without its last suffix."""
    return path.rpartition("/")[2].rpartition(".")[0]


def under(prefix: str, path: str, site: Site) -> str | None:
    """The path below a folder of the site; None if it is elsewhere. Where there is no such folder, all is below it."""
    if prefix.rstrip("/") in site.tops:
        return path.removeprefix(prefix) if path.startswith(prefix) else None
    return path


def named_day(name: str) -> Iterator[Clue]:
    """The date that a name without suffix begins with."""
    day, _ = dates.from_name(f"{name}.md")
    if day:
        yield Clue(NAME, {"date": Value(day)})


def named_slug(folder: str) -> Iterator[Clue]:
    """The page's name, where the file is called `index` and its folder has the name."""
    if slug := slugs.slugify(folder):
        yield Clue(FOLDER, {"slug": Value(slug)})


def sectioned(folder: str) -> Iterator[Clue]:
    """The rubric that a folder stands for."""
    if folder:
        yield Clue(FOLDER, {"section": Value(folder)})


def published_by(settings: Mapping[str, Value], path: str, *languages: str) -> Iterator[Clue]:
    """What the site's settings say of all its articles."""
    said = {"publisher": settings.get("title"), "language": spelt(settings, *languages)}
    values = {name: value for name, value in said.items() if value and isinstance(value.data, str) and value.data}
    if values:
        yield Clue(SITE, values, path)


def spelt(settings: Mapping[str, Value], *names: str) -> Value | None:
    """The value of the first of several keys."""
    return next((settings[name] for name in names if name in settings), None)


def text_of(settings: Mapping[str, Value], *names: str) -> str:
    """The same as text; empty if it is none."""
    value = spelt(settings, *names)
    return value.data.strip() if value and isinstance(value.data, str) else ""
