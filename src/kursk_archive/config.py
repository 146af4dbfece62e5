"""archive.yaml and the options of a command, read into one frozen value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kursk_archive.core import i18n
from kursk_archive.core.enums import Canonical
from kursk_archive.core.findings import DIAGNOSTICS, ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.publishers import Publisher

if TYPE_CHECKING:
    from kursk_archive.yaml.reader import Located, PlainValue

CONFIG_NAME = "archive.yaml"
"""In the content folder."""

PRIVATE_FOLDER = ".kursk-archive"
"""A folder of the output folder that marks it as ours. Servers need not have it, and it is never linked to."""

DEFAULT_WEB_ARCHIVES = ("web.archive.org", "arquivo.pt", "archive.ph")
"""Where readers may look for an address as it was, the best witness first."""


@dataclass(frozen=True, slots=True)
class Site:
    """What archive.yaml says of the archive. All of it may be absent."""

    title: str = "News archive"
    """What the archive is called, on every page."""
    description: str = ""
    """What this archive is: a sentence or two, shown on its first page."""
    language: str = "en"
    """BCP 47; of the pages' own words, and of articles of which nothing else is known. Where nobody has translated the
    words into it, they are English, and dates, numbers and lists are as the language has them."""
    publisher: str = ""
    """Who keeps the archive."""
    contact: str = ""
    """An address of the web or of e-mail."""
    rights: str = ""
    """Who holds the rights in what is archived, and what readers may do."""
    about: tuple[str, ...] = ()
    """Paragraphs on what the archive holds and why, for its page about itself."""
    method: tuple[str, ...] = ()
    """Paragraphs on how the captures were made, likewise."""
    base_url: str | None = None
    """Where the site will be; with a slash at its end."""
    noindex: bool = False
    """Whether search engines are asked to leave the archive out; an article may say otherwise."""
    canonical: Canonical = Canonical.ORIGINAL
    """Which address search engines are told is an article's own; an article may say otherwise."""
    archives: tuple[str, ...] = DEFAULT_WEB_ARCHIVES
    """Web archives to offer, by host, ranked."""
    publishers: tuple[Publisher, ...] = ()
    """More of them than the program knows, or other names."""
    rules: PlainValue = None
    """More rows for the link resolver, in the form of its own `rules.yaml`."""
    findings: Mapping[str, Severity] = field(default_factory=dict)
    """Code → another severity than the rule's."""
    exclude: tuple[str, ...] = ()
    """Patterns of paths, relative to the content folder, that are not captures: `drafts/*`, `*.bak.txt`."""


@dataclass(frozen=True, slots=True)
class Config:
    """All that a command is told."""

    content: Path = Path("content")
    output: Path = Path("build")
    templates: Path | None = None
    """A folder whose templates and assets are taken before the default theme's, by name."""
    jobs: int | None = None
    """Processes; None is one for each processor where the work is large enough."""
    strict: bool = False
    search: bool = True
    """Whether there is a search, if what it takes is installed."""
    force: bool = False
    """Render everything anew, whatever the catalogue says."""
    site: Site = field(default_factory=Site)
    findings: tuple[Finding, ...] = ()
    """About archive.yaml itself; never errors."""


def read_config(content: Path, **options: Any) -> Config:
    """Read the archive.yaml of `content`, if there is one, and lay a command's options over it.

    Args:
        content: the content folder.
        options: fields of `Config`, and `base_url` of its site; None leaves what archive.yaml says.

    Raises:
        ArchiveError: there is no such folder, or archive.yaml cannot be read as it stands. Nothing is built on a guess.
    """
    if not content.is_dir():
        raise ArchiveError(make_finding("no-content", Location(content.as_posix()), "this is not a folder"))
    config = _read(content)
    given = {name: value for name, value in options.items() if value is not None}
    if "base_url" in given:
        config = replace(config, site=replace(config.site, base_url=given.pop("base_url")))
    return replace(config, content=content, **given)


def _read(content: Path) -> Config:
    path = content / CONFIG_NAME
    if os.path.lexists(path) and not path.is_file():
        raise _unreadable("this is not a file")
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise _unreadable(f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise _unreadable(f"it is not UTF-8: {error.reason}") from None
    from kursk_archive.yaml import (
        reader as safeyaml,  # which takes 20 ms to import, and is for archives that have the file
    )

    values, findings = safeyaml.read_yaml(text.replace("\r\n", "\n"), CONFIG_NAME, code="config")
    reader = _Reader(list(findings))
    config = reader.config(values or {})
    if errors := [one for one in reader.findings if one.severity is Severity.ERROR]:
        raise ArchiveError(*errors)
    return replace(config, findings=tuple(reader.findings))


def _unreadable(message: str) -> ArchiveError:
    return ArchiveError(make_finding("config", Location(CONFIG_NAME, 1, 1), message))


class _Reader(msgspec.Struct):
    """Turns archive.yaml's values into fields; what does not fit becomes a finding at its key."""

    findings: list[Finding]

    def config(self, values: Mapping[str, Located]) -> Config:
        site = {name: self._field(values[name], read) for name, read in _SITE.items() if name in values}
        for name in values.keys() - _SITE.keys():
            self._note("config-unknown", values[name], f"`{name[:60]}` is not a key of archive.yaml")
        self._speak(values.get("language"), site.get("language"))
        return Config(site=Site(**{name: value for name, value in site.items() if value is not None}))

    def _speak(self, value: Located | None, language: str | None) -> None:
        if value and language and i18n.primary_subtag(language) not in i18n.available_languages():
            known = ", ".join(i18n.available_languages())
            self._note("interface", value, f"the pages' own words are English, since there are {known}, not {language}")

    def _field(self, value: Located, read: Callable[[PlainValue], Any]) -> Any:
        try:
            return None if value.data is None else read(value.plain)
        except ValueError as error:
            self._note("config", value, str(error))
            return None

    def _note(self, code: str, value: Located, message: str) -> None:
        self.findings.append(make_finding(code, Location(CONFIG_NAME, value.line, value.column), message))


def _text(value: PlainValue) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is expected here")
    return " ".join(value.split())


def _texts(value: PlainValue) -> tuple[str, ...]:
    return tuple(_text(item) for item in (value if isinstance(value, list) else [value]))


def _paragraphs(value: PlainValue) -> tuple[str, ...]:
    """A list of them, or a text with blank lines in between, which only YAML's `|` keeps."""
    if isinstance(value, list):
        return _texts(value)
    if not isinstance(value, str):
        raise ValueError("a text is expected here, with a blank line between its paragraphs, or a list of texts")
    return tuple(filter(None, (" ".join(one.split()) for one in re.split(r"\n(?:[ \t]*\n)+", value))))


def _language(value: PlainValue) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", value):
        raise ValueError(f"a language is written like `en` or `pt-BR`, not {str(value)[:60]!r}")
    return value


def _base_url(value: PlainValue) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError(f"an address like https://archive.example/ is expected, not {str(value)[:60]!r}")
    return value.rstrip("/") + "/"


def _truth(value: PlainValue) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected here, not {str(value)[:60]!r}")
    return value


def _canonical(value: PlainValue) -> Canonical:
    if value not in tuple(Canonical):
        raise ValueError(f"`original` or `copy` is expected here, not {str(value)[:60]!r}")
    return Canonical(str(value))


def _severities(value: PlainValue) -> Mapping[str, Severity]:
    if not isinstance(value, dict):
        raise ValueError("lines `code: severity` are expected here")
    return dict(sorted(_severity(code, severity) for code, severity in value.items()))


def _severity(code: str, severity: PlainValue) -> tuple[str, Severity]:
    if code not in DIAGNOSTICS:
        raise ValueError(f"no finding has the code {code[:60]!r}")
    if severity not in tuple(Severity):
        raise ValueError(f"a severity is error, warning or info, not {str(severity)[:60]!r}")
    return code, Severity(str(severity))


def _publishers(value: PlainValue) -> tuple[Publisher, ...]:
    if not isinstance(value, list):
        raise ValueError("a list of publishers is expected here, each with `name` and `hosts`")
    return tuple(_publisher(row) for row in value)


def _publisher(row: PlainValue) -> Publisher:
    if not isinstance(row, dict) or not {"name", "hosts"} <= row.keys() <= {"name", "hosts", "language"}:
        raise ValueError("a publisher has `name`, `hosts` and, if it is always the same, `language`")
    language = row.get("language")
    return Publisher(_text(row["name"]), _texts(row["hosts"]), None if language is None else _language(language))


def _plain(value: PlainValue) -> PlainValue:
    return value


_READ: Mapping[str, Callable[[PlainValue], Any]] = {
    "base_url": _base_url,
    "canonical": _canonical,
    "language": _language,
    "noindex": _truth,
    "archives": _texts,
    "publishers": _publishers,
    "rules": _plain,
    "findings": _severities,
    "exclude": _texts,
    "about": _paragraphs,
    "method": _paragraphs,
}
_SITE = {one.name: _READ.get(one.name, _text) for one in fields(Site)}


def apply_severities(findings: Iterator[Finding] | tuple[Finding, ...], site: Site) -> Iterator[Finding]:
    """The findings with the severities that archive.yaml gives them."""
    for one in findings:
        severity = site.findings.get(one.code)
        yield one if severity is None else msgspec.structs.replace(one, severity=severity)
