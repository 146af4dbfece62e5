"""The configuration: archive.yaml and the options of a command, in one frozen value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import msgspec
from msgspec.structs import replace

from kursk_archive.core import i18n
from kursk_archive.core.enums import Canonical
from kursk_archive.core.findings import DIAGNOSTICS, ArchiveError, Finding, Location, Severity, make_finding
from kursk_archive.core.publishers import Publisher
from kursk_archive.core.text import did_you_mean
from kursk_archive.site.joined_terms import JoinedTerm

if TYPE_CHECKING:
    from kursk_archive.yaml.located import Located, PlainValue

CONFIG_NAME = "archive.yaml"
"""Name of the configuration file, in the content folder."""

PRIVATE_FOLDER = ".kursk-archive"
"""Folder in the output folder that marks it as this program's. It is never linked to and need not be published."""

DEFAULT_WEB_ARCHIVES = ("web.archive.org", "arquivo.pt", "archive.ph")
"""Web archives where readers may look for an older version of a page, the best first."""


class CrawlRules(msgspec.Struct, frozen=True):
    """Patterns of the addresses of pages in a crawl that are articles, with `*` and `?`."""

    include: tuple[str, ...] = ()
    """Empty leaves it to the crawl's own list of pages, or to what articles' addresses look like."""
    exclude: tuple[str, ...] = ()


NO_CRAWL_RULES = CrawlRules()


class FieldSource(msgspec.Struct, frozen=True):
    """The place of a field's value in the records of an export."""

    paths: tuple[str, ...] = ()
    """Of columns or members, such as `meta.title`, `authors[0].name`, `tags[].name`; the first with a value counts."""
    constant: str | tuple[str, ...] | None = None
    """The value itself, the same for all records."""


class ExportMapping(msgspec.Struct, frozen=True):
    """A description of a scraper's exports, in CSV, JSON or JSON Lines, by which they are read."""

    files: tuple[str, ...] = ("*",)
    """Patterns of paths or names."""
    items: str = ""
    """The path to the list of records in a JSON file; empty for a list at the top."""
    key: str = ""
    """The path to what identifies a record among the others; empty takes its address or id."""
    format: Literal["", "html", "markdown", "text"] = ""
    """Of the text; empty tells HTML from plain text."""
    time_zone: str = ""
    """Of times that state no offset, such as `Europe/Kyiv`."""
    fields: tuple[tuple[str, FieldSource], ...] = ()
    """Field, or `body` for the text, and where its value is."""


EXPORT_FIELDS = (
    "aliases authors body captured_at date description image image_alt image_caption image_credit language noindex "
    "places publisher section slug source_url status title topics updated"
).split()
"""The fields that a mapping may state."""


class Site(msgspec.Struct, frozen=True):
    """The settings of archive.yaml. All of them are optional."""

    title: str = "News archive"
    """The name of the archive, shown on every page."""
    description: str = ""
    """A sentence or two about the archive, shown on its first page."""
    language: str = "en"
    """The interface language (BCP 47), and the language of articles for which no other is known. Without a translation
    the labels stay in English, but dates, numbers and lists follow the language's conventions."""
    furniture: Literal["archive", "article"] = "archive"
    """The language of what stands around an article on its page: that of the archive, or that of the article if there
    is a translation of the interface."""
    publisher: str = ""
    """Name of the organisation or person that maintains the archive."""
    contact: str = ""
    """A web or e-mail address."""
    rights: str = ""
    """The holder of the rights in the archived articles, and what readers may do with them."""
    about: tuple[str, ...] = ()
    """Paragraphs for the page about the archive: what it holds and why."""
    method: tuple[str, ...] = ()
    """Paragraphs for the same page: how the captures were made."""
    base_url: str | None = None
    """The address where the site will be published; ends with a slash."""
    feeds: int = 10
    """The number of articles from which on a publisher or a topic has feeds of its own; the archive always has them."""
    noindex: bool = False
    """True asks search engines not to index the archive; an article can override it."""
    canonical: Canonical = Canonical.ORIGINAL
    """The address that search engines should list: the original or this copy; an article can override it."""
    archives: tuple[str, ...] = DEFAULT_WEB_ARCHIVES
    """Web archives to offer to readers and, with `links recover --live`, to ask for copies, in order of preference:
    hosts; or, of another archive with the addresses of the Wayback Machine or pywb, what stands before a timestamp,
    such as `https://archive.example/wayback/`."""
    publishers: tuple[Publisher, ...] = ()
    """Publishers in addition to those that the program knows, or different names for those."""
    terms: Mapping[str, tuple[JoinedTerm, ...]] = {}
    """Names that belong together: topics, authors, publishers and places, each with its labels by language, other
    spellings, a note and, for places, coordinates; see
    [Names in several languages](guide.md#names-in-several-languages)."""
    rules: PlainValue = None
    """Additional link rules, in the format of the resolver's own `rules.yaml`."""
    findings: Mapping[str, Severity] = {}
    """Code of a finding → severity that replaces its default."""
    csv_safe: bool = False
    """True puts an apostrophe before cells of CSV files that a spreadsheet would run as formulas: those that begin with
    `=`, `+`, `-`, `@`, a tab or a line break."""
    capture_limit: int = 64
    """MiB: the largest saved page, newsletter or export that is read. Without the images inside of it, a page may
    have a quarter of that."""
    element_limit: int = 100_000
    """The most elements that a saved page may have."""
    warc: CrawlRules = NO_CRAWL_RULES
    """Which pages of a crawl are articles: `include` and `exclude` have lists of patterns of addresses, such as
    `https://herald.example/news/*` or, for any site, `/news/*`. A WACZ whose list of pages names articles needs no
    `include`."""
    exports: tuple[ExportMapping, ...] = ()
    """How columns or members of exports are mapped to fields: one mapping or a list, each with `files`, `items`, `key`,
    `format` (html, markdown, text), `time_zone` and `fields`, such as `{title: headline, authors: by[].name, publisher:
    {value: The Herald}}`. `body` is the text. The first mapping whose `files` match counts."""
    originals: Literal["all", "none"] = "all"
    """Whether saved pages, those of crawls among them, are also shown as they looked, beside their articles."""
    exclude: tuple[str, ...] = ()
    """Patterns of paths, relative to the content folder, that are not captures: `drafts/*`, `*.bak.txt`."""


class Config(msgspec.Struct, frozen=True):
    """The settings of a run: archive.yaml and the command's options."""

    content: Path = Path("content")
    output: Path = Path("build")
    templates: Path | None = None
    """A folder whose templates and assets replace those of the default theme by name."""
    jobs: int | None = None
    """Number of processes; None uses one for each processor if there is enough work."""
    strict: bool = False
    search: bool = True
    """True builds the search."""
    force: bool = False
    """True renders every page, even if the catalogue says that it is up to date."""
    verify: bool = False
    """True compares the bytes of every published file, and of the catalogue, with the digests that are stored."""
    site: Site = Site()
    findings: tuple[Finding, ...] = ()
    """Findings about archive.yaml itself; never errors."""
    term_places: Mapping[tuple[str, str], tuple[int, int]] = {}
    """Taxonomy and name of each joined term → line and column in archive.yaml."""


def read_config(content: Path, **options: Any) -> Config:
    """Read archive.yaml, if the content folder has one, and apply the options of a command.

    Args:
        content: the content folder.
        options: fields of `Config`, and `base_url` of its site; None keeps the setting of archive.yaml.

    Raises:
        ArchiveError: the folder does not exist, or archive.yaml is invalid; wrong settings are never guessed at.
    """
    if not content.is_dir():
        raise ArchiveError(
            make_finding(
                "no-content", Location(content.as_posix()), "not a folder" if content.exists() else "no such folder"
            )
        )
    config = _read_archive_yaml(content)
    given = {name: value for name, value in options.items() if value is not None}
    if "base_url" in given:
        config = replace(config, site=replace(config.site, base_url=given.pop("base_url")))
    return replace(config, content=content, **given)


def _read_archive_yaml(content: Path) -> Config:
    path = content / CONFIG_NAME
    if os.path.lexists(path) and not path.is_file():
        raise _unreadable("not a regular file")
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise _unreadable(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise _unreadable(f"not valid UTF-8: {error.reason}") from None
    from kursk_archive.yaml.reader import read_yaml  # takes 20 ms, so only if there is an archive.yaml

    values, findings = read_yaml(text.replace("\r\n", "\n"), CONFIG_NAME, code="config")
    reader = _ConfigReader(list(findings))
    config = reader.read(values or {})
    if errors := [finding for finding in reader.findings if finding.severity is Severity.ERROR]:
        raise ArchiveError(*errors)
    return replace(config, findings=tuple(reader.findings))


def _unreadable(message: str) -> ArchiveError:
    return ArchiveError(make_finding("config", Location(CONFIG_NAME, 1, 1), message))


class _ConfigReader(msgspec.Struct):
    """Turns the values of archive.yaml into settings; an invalid value becomes a finding at its key."""

    findings: list[Finding]

    def read(self, values: Mapping[str, Located]) -> Config:
        settings = {name: self._setting(values[name], parse) for name, parse in _SITE_PARSERS.items() if name in values}
        for name in values.keys() - Site.__struct_fields__:
            message = f"unknown key `{name[:60]}`{did_you_mean(name, Site.__struct_fields__)}"
            self._add_finding("config-unknown", values[name], message)
        self._check_exports(values.get("exports"))
        self._check_translation(values.get("language"), settings.get("language"))
        settings["terms"], places = self._read_terms(values.get("terms"))
        return Config(
            site=Site(**{name: value for name, value in settings.items() if value is not None}), term_places=places
        )

    def _read_terms(self, value: Located | None) -> tuple[Any, Mapping[tuple[str, str], tuple[int, int]]]:
        if value is None or value.data is None:
            return None, {}
        from kursk_archive.term_settings import read_terms  # most archives join no names

        return read_terms(value, self._add_finding)

    def _check_translation(self, value: Located | None, language: str | None) -> None:
        if value and language and i18n.primary_subtag(language) not in i18n.available_languages():
            available = ", ".join(i18n.available_languages())
            message = f"no `{language}` interface translation; using English (available: {available})"
            self._add_finding("interface", value, message)

    def _check_exports(self, value: Located | None) -> None:
        """Report keys and fields of mappings that do not exist."""
        mappings = value.data if value and isinstance(value.data, tuple) else (value,) if value else ()
        for mapping in mappings:
            if isinstance(mapping.data, Mapping):
                self._check_names(mapping.data, ExportMapping.__struct_fields__, "key of `exports`")
                fields = mapping.data.get("fields")
                if fields and isinstance(fields.data, Mapping):
                    self._check_names(fields.data, EXPORT_FIELDS, "field")

    def _check_names(self, stated: Mapping[str, Located], known: Collection[str], noun: str) -> None:
        for name in stated.keys() - set(known):
            self._add_finding(
                "config-unknown", stated[name], f"unknown {noun} `{name[:60]}`{did_you_mean(name, known)}"
            )

    def _setting(self, value: Located, parse: Callable[[PlainValue], Any]) -> Any:
        try:
            return None if value.data is None else parse(value.plain)
        except ValueError as error:
            self._add_finding("config", value, str(error))
            return None

    def _add_finding(self, code: str, value: Located, message: str) -> None:
        self.findings.append(make_finding(code, Location(CONFIG_NAME, value.line, value.column), message))


def _parse_text(value: PlainValue) -> str:
    if not isinstance(value, str):
        raise ValueError("expected text")
    return " ".join(value.split())


def _parse_texts(value: PlainValue) -> tuple[str, ...]:
    return tuple(_parse_text(item) for item in (value if isinstance(value, list) else [value]))


def _parse_paragraphs(value: PlainValue) -> tuple[str, ...]:
    """Parse a list of paragraphs, or a text with blank lines between them, which only YAML's `|` keeps."""
    if isinstance(value, list):
        return _parse_texts(value)
    if not isinstance(value, str):
        raise ValueError("expected text with blank lines between paragraphs, or a list of texts")
    return tuple(filter(None, (" ".join(paragraph.split()) for paragraph in re.split(r"\n(?:[ \t]*\n)+", value))))


def _parse_archives(value: PlainValue) -> tuple[str, ...]:
    archives = _parse_texts(value)
    for text in archives:
        if "://" in text and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text):
            raise ValueError(f"expected a host or an address like https://archive.example/wayback/, not {text[:60]!r}")
    return tuple(f"{text.rstrip('/')}/" if "://" in text else text for text in archives)


def _parse_language(value: PlainValue) -> str:
    if not isinstance(value, str) or not i18n.is_language_tag(value):
        raise ValueError(f"expected a language tag like `en` or `pt-BR`, not {str(value)[:60]!r}")
    return value


def parse_base_url(value: PlainValue) -> str:
    """Check the address of a site and return it with a slash at the end.

    Raises:
        ValueError: it is not an http(s) address, or it has a query or a fragment.
    """
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError(f"expected a URL like https://archive.example/, not {str(value)[:60]!r}")
    return value.rstrip("/") + "/"


def _parse_boolean(value: PlainValue) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, not {str(value)[:60]!r}")
    return value


def _parse_count(value: PlainValue) -> int:
    if not isinstance(value, str) or not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise ValueError(f"expected a whole number from 1, not {str(value)[:60]!r}")
    return int(value)


def _parse_canonical(value: PlainValue) -> Canonical:
    if value not in tuple(Canonical):
        raise ValueError(f"expected `original` or `copy`, not {str(value)[:60]!r}")
    return Canonical(str(value))


def _parse_furniture(value: PlainValue) -> Literal["archive", "article"]:
    if value not in ("archive", "article"):
        raise ValueError(f"expected `archive` or `article`, not {str(value)[:60]!r}")
    return cast('Literal["archive", "article"]', value)


def _parse_originals(value: PlainValue) -> Literal["all", "none"]:
    if value not in ("all", "none"):
        raise ValueError(f"expected `all` or `none`, not {str(value)[:60]!r}")
    return cast('Literal["all", "none"]', value)


def _parse_severities(value: PlainValue) -> Mapping[str, Severity]:
    if not isinstance(value, dict):
        raise ValueError("expected lines of the form `code: severity`")
    return dict(sorted(_parse_severity(code, severity) for code, severity in value.items()))


def _parse_severity(code: str, severity: PlainValue) -> tuple[str, Severity]:
    if code not in DIAGNOSTICS:
        raise ValueError(f"unknown finding code {code[:60]!r}")
    if severity not in tuple(Severity):
        raise ValueError(f"expected error, warning or info, not {str(severity)[:60]!r}")
    return code, Severity(str(severity))


def _parse_publishers(value: PlainValue) -> tuple[Publisher, ...]:
    if not isinstance(value, list):
        raise ValueError("expected a list of publishers, each with `name` and `hosts`")
    return tuple(_parse_publisher(row) for row in value)


def _parse_publisher(row: PlainValue) -> Publisher:
    if not isinstance(row, dict) or not {"name", "hosts"} <= row.keys() <= {"name", "hosts", "language"}:
        raise ValueError("expected a publisher with `name`, `hosts` and optionally `language`")
    language = row.get("language")
    return Publisher(
        _parse_text(row["name"]), _parse_texts(row["hosts"]), None if language is None else _parse_language(language)
    )


def _parse_crawl_rules(value: PlainValue) -> CrawlRules:
    if not isinstance(value, dict) or not value.keys() <= {"include", "exclude"}:
        raise ValueError("expected `include` and `exclude` with lists of patterns")
    return CrawlRules(**{name: _parse_texts(patterns) for name, patterns in value.items() if patterns is not None})


def _parse_exports(value: PlainValue) -> tuple[ExportMapping, ...]:
    return tuple(_parse_export(row) for row in (value if isinstance(value, list) else [value]))


def _parse_export(row: PlainValue) -> ExportMapping:
    if not isinstance(row, dict):
        raise ValueError("expected a mapping with `files` and `fields`, or a list of them")
    known = {name: row[name] for name in ExportMapping.__struct_fields__ if row.get(name) is not None}
    fields = known.get("fields", {})
    if not isinstance(fields, dict):
        raise ValueError("expected `fields` with lines of the form `field: path`")
    markup = known.get("format", "")
    if markup not in ("", "html", "markdown", "text"):
        raise ValueError(f"expected `format` html, markdown or text, not {str(markup)[:60]!r}")
    return ExportMapping(
        _parse_texts(known.get("files", "*")),
        _parse_text(known.get("items", "")),
        _parse_text(known.get("key", "")),
        cast('Literal["", "html", "markdown", "text"]', markup),
        _parse_time_zone(known.get("time_zone", "")),
        tuple((name, _parse_source(name, fields[name])) for name in EXPORT_FIELDS if fields.get(name) is not None),
    )


def _parse_source(name: str, value: PlainValue) -> FieldSource:
    if not isinstance(value, dict):
        return FieldSource(_parse_texts(value))
    if value.keys() != {"value"}:
        raise ValueError(f"expected a path for `{name}`, or `value` with the value itself")
    stated = value["value"]
    return FieldSource(constant=_parse_texts(stated) if isinstance(stated, list) else _parse_text(stated))


def _parse_time_zone(value: PlainValue) -> str:
    name = _parse_text(value)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name[:60]!r}; expected one like `Europe/Kyiv`") from None


def _as_written(value: PlainValue) -> PlainValue:
    return value


_PARSERS: Mapping[str, Callable[[PlainValue], Any]] = {
    "base_url": parse_base_url,
    "capture_limit": _parse_count,
    "element_limit": _parse_count,
    "canonical": _parse_canonical,
    "language": _parse_language,
    "feeds": _parse_count,
    "csv_safe": _parse_boolean,
    "noindex": _parse_boolean,
    "archives": _parse_archives,
    "publishers": _parse_publishers,
    "rules": _as_written,
    "findings": _parse_severities,
    "exclude": _parse_texts,
    "furniture": _parse_furniture,
    "originals": _parse_originals,
    "warc": _parse_crawl_rules,
    "exports": _parse_exports,
    "about": _parse_paragraphs,
    "method": _parse_paragraphs,
}
_SITE_PARSERS = {name: _PARSERS.get(name, _parse_text) for name in Site.__struct_fields__ if name != "terms"}
"""Without `terms`, whose findings need the places of inner values."""


def apply_severities(findings: Iterator[Finding] | tuple[Finding, ...], site: Site) -> Iterator[Finding]:
    """Yield the findings with the severities that archive.yaml gives them."""
    for finding in findings:
        severity = site.findings.get(finding.code)
        yield finding if severity is None else replace(finding, severity=severity)
