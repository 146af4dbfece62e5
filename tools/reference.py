"""Update the tables in docs/reference.md and docs/themes.md from the code: `make reference`.

A table stands between the comments `<!-- NAME: made by tools/reference.py -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import descriptions
from docstrings import TEMPLATE_TYPES, css_properties, field_docs

from kursk_archive import config
from kursk_archive.catalogue.publication import ArticleChange, ArticleChangeKind
from kursk_archive.catalogue.work_list import WorkList
from kursk_archive.cli import commands, dry_run, import_report, links, recover, report, status
from kursk_archive.core import enums, findings, model
from kursk_archive.core.events import ArticleLoaded, BuildReport, OutputChanged
from kursk_archive.core.meanings import finding_meanings
from kursk_archive.importers import Expected, Imported, Skipped
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD
from kursk_archive.preservation.summary import ExportSummary
from kursk_archive.renderer.data.formats import LINK_COLUMNS

DOCS = Path(__file__).resolve().parents[1] / "docs"
FILES = ("reference.md", "themes.md")

_TABLE = re.compile(r"(<!-- ([a-z]+): made by tools/reference\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def update_tables(text: str) -> str:
    """Return a document with every table as the code has it now."""
    return _TABLE.sub(lambda match: f"{match[1]}\n{_render(match[2])}\n\n{match[3]}", text)


def _render(name: str) -> str:
    return "\n".join(TABLES[name]()).strip()


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield _row(heads)
    yield _row(["---"] * len(heads))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


# Commands


class _RecordingParser(argparse.ArgumentParser):
    """Keeps the arguments that are added: argparse itself has no public list of them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.arguments: list[argparse.Action] = []
        super().__init__(*args, **options)

    def add_argument(self, *args: Any, **options: Any) -> argparse.Action:
        self.arguments.append(super().add_argument(*args, **options))
        return self.arguments[-1]


def command_parsers() -> Mapping[str, _RecordingParser]:
    """Return every command's parser, in the order of the help."""
    subparsers = argparse.ArgumentParser(prog="kursk-archive").add_subparsers(parser_class=_RecordingParser)
    for command in commands.COMMANDS.values():
        command.add_parser(subparsers)
    return subparsers.choices


def _commands() -> Iterator[str]:
    for name, parser in command_parsers().items():
        arguments = [argument for argument in parser.arguments if "--help" not in argument.option_strings]
        operands = [
            _OPERANDS[argument.nargs].format(argument.metavar) for argument in arguments if not argument.option_strings
        ]
        yield f"### `kursk-archive {' '.join((name, *operands))}`\n"
        yield f"{parser.description}\n"
        yield from _table(("option", "does"), ((_option(argument), str(argument.help)) for argument in arguments))


_OPERANDS: Mapping[int | str | None, str] = {None: "{}", "?": "[{}]", "+": "{}...", "*": "[{}...]"}
"""argparse's `nargs` → notation of the manual."""


def _option(argument: argparse.Action) -> str:
    takes_value = argument.nargs in (None, "+")
    value = f" {argument.metavar or '|'.join(map(str, argument.choices or ()))}" if takes_value else ""
    return ", ".join(f"`{name}{value}`" for name in argument.option_strings) or f"`{argument.metavar}`"


# Configuration keys, fields, findings


def _config() -> Iterator[str]:
    docs = field_docs(config.Site)
    site = config.Site()
    rows = (
        (f"`{name}`", descriptions.CONFIG_VALUES[name], _default(getattr(site, name)), docs[name][1])
        for name in site.__struct_fields__
    )
    yield from _table(("key", "takes", "if left out", "meaning"), rows)


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    return "" if value in (None, "", {}) else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _fields() -> Iterator[str]:
    rows = (
        (f"`{name}`", descriptions.FIELD_TYPES[type_], descriptions.FIELD_MEANINGS[name], _aliases(name))
        for name, type_ in FIELD_TYPES.items()
    )
    yield from _table(("field", "takes", "meaning", "spellings"), rows)


def _aliases(field: str) -> str:
    return ", ".join(f"`{alias}`" for alias in ALIASES_BY_FIELD[field])


def _findings() -> Iterator[str]:
    for group, codes in finding_meanings().items():
        rows = (
            (
                f"`{code}`",
                findings.DIAGNOSTICS[code].severity,
                "yes" if code in NON_BLOCKING_CODES else "",
                meaning,
            )
            for code, meaning in codes.items()
        )
        yield f"### {group}\n"
        yield from _table(("code", "severity", "published", "meaning"), rows)


# JSON Lines


def _json() -> Iterator[str]:
    for kind, keys in _json_keys().items():
        yield f"**{kind}**\n"
        yield from _table(("key", "meaning"), ((f"`{key}`", _key_meaning(kind, key)) for key in keys))


def _key_meaning(kind: str, key: str) -> str:
    prefix = kind.partition(",")[0]
    return descriptions.JSON_KEYS.get(f"{prefix}.{key}") or descriptions.JSON_KEYS[key]


def _json_keys() -> Mapping[str, Sequence[str]]:
    """Kind of JSON line → its keys, as the code prints them."""
    capture = model.Capture(enums.ArticleId("ferry.txt"), "", 0, "text", "utf-8")
    article = model.Article(capture, "Ferry", model.Fragment(("", ""), (model.Link("said", "#"),)))
    loaded = ArticleLoaded(article, (model.Resolution(enums.LinkKind.LOST),), {}, None)
    article_json = report.article_json(loaded)
    finding = findings.make_finding("empty", findings.Location("ferry.txt"), "")
    return {
        "article": list(article_json),
        "link, in an article's `links`": list(article_json["links"][0]),
        "page": list(report.output_changed_json(OutputChanged("", "written"))),
        "finding": list(report.finding_json(finding)),
        "explanation": ("type", "path", "lines"),
        "status": list(status.status_json((), WorkList({}, (), (), (), {}, 0, 0, {}, {}, ()))),
        "summary": list(report.build_summary_json(BuildReport(0, (), (), 0, {}, (), 0.0))),
        "summary of verify": list(report.verify_summary_json(0, 0, {}, 0.0)),
        "summary of export": list(report.export_summary_json(ExportSummary(Path(), 0, 0, 0, False, {}, 0.0))),
        "imported": list(import_report.import_event_json(Imported("", "", ""))),
        "left": list(import_report.import_event_json(Skipped("", "", ""))),
        "expected": list(import_report.import_event_json(Expected("", "", ""))),
        "summary of import": list(import_report.ImportSummary(datetime.now(UTC)).json()),
        "article change": list(dry_run.article_change_json(ArticleChange(ArticleChangeKind.CHANGED, "", "", ""))),
        "summary of build --dry-run": list(dry_run.dry_run_summary_json((), False)),
        "serving": ("type", "address"),
        "links --format json": LINK_COLUMNS,
        "links recover --format json": recover.PROPOSAL_COLUMNS,
        "links --format json --live, in addition": links.STATUS_COLUMNS,
    }


def _files() -> Iterator[str]:
    yield from _table(("file", "what it is"), ((f"`{name}`", text) for name, text in descriptions.FILES))


# For theme authors


def _template_types() -> Iterator[str]:
    for type_ in TEMPLATE_TYPES:
        yield f"#### {type_.__name__}\n"
        yield f"{' '.join((type_.__doc__ or '').split())}\n"
        rows = ((f"`{name}`", f"`{annotation}`", doc) for name, (annotation, doc) in field_docs(type_).items())
        yield from _table(("field", "type", "meaning"), rows)


def _css_properties() -> Iterator[str]:
    yield from _table(("name", "value", "use"), css_properties())


TABLES: Mapping[str, Callable[[], Iterator[str]]] = {
    "commands": _commands,
    "config": _config,
    "fields": _fields,
    "findings": _findings,
    "json": _json,
    "files": _files,
    "types": _template_types,
    "properties": _css_properties,
}
"""Name in the comments → function that yields the table's lines."""

if __name__ == "__main__":
    for file in FILES:
        (DOCS / file).write_text(update_tables((DOCS / file).read_text("utf-8")), "utf-8")
