"""Fills in the tables of reference.md and themes.md out of the code: `make reference`.

A table stands between the comments `<!-- NAME: made by docs/reference.py -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import described
from sources import NOUNS, nouns, properties, table

from kursk_archive import config
from kursk_archive.cli import commands, import_report, links, report
from kursk_archive.core import enums, findings, model
from kursk_archive.core.events import ArticleLoaded, BuildReport, OutputChanged
from kursk_archive.importers import Imported, Skipped
from kursk_archive.loader.draft import FIELD_TYPES
from kursk_archive.loader.load_capture import NON_BLOCKING_CODES
from kursk_archive.loader.metadata.aliases import ALIASES_BY_FIELD
from kursk_archive.preservation.summary import ExportSummary
from kursk_archive.renderer.data.formats import LINK_COLUMNS

DOCS = Path(__file__).resolve().parent
FILES = ("reference.md", "themes.md")

_BLOCK = re.compile(r"(<!-- ([a-z]+): made by docs/reference\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """A document with every table as the code has it now."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{_block(found[2])}\n\n{found[3]}", text)


def _block(name: str) -> str:
    return "\n".join(BLOCKS[name]()).strip()


# Commands


class _Noting(argparse.ArgumentParser):
    """Keeps the arguments that it is given, which argparse itself shows as text alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.noted: list[argparse.Action] = []
        super().__init__(*args, **options)

    def add_argument(self, *args: Any, **options: Any) -> argparse.Action:
        self.noted.append(super().add_argument(*args, **options))
        return self.noted[-1]


def parsers() -> Mapping[str, _Noting]:
    """Every command's parser, in the order of the help."""
    choices = argparse.ArgumentParser(prog="kursk-archive").add_subparsers(parser_class=_Noting)
    for add in commands.COMMANDS.values():
        add(choices)
    return choices.choices


def _commands() -> Iterator[str]:
    for name, parser in parsers().items():
        own = [one for one in parser.noted if "--help" not in one.option_strings]
        operands = [_OPERANDS[one.nargs].format(one.metavar) for one in own if not one.option_strings]
        yield f"### `kursk-archive {' '.join((name, *operands))}`\n"
        yield f"{parser.description}\n"
        yield from table(("option", "does"), [(_option(one), str(one.help)) for one in own])


_OPERANDS: Mapping[int | str | None, str] = {None: "{}", "?": "[{}]", "+": "{}...", "*": "[{}...]"}
"""How often an operand may be given, as argparse has it → how the manual writes that."""


def _option(one: argparse.Action) -> str:
    value = f" {one.metavar or '|'.join(map(str, one.choices or ()))}" if one.nargs is None else ""
    return ", ".join(f"`{name}{value}`" for name in one.option_strings) or f"`{one.metavar}`"


# Keys, fields, findings


def _config() -> Iterator[str]:
    said = nouns(config.Site)
    rows = [
        (f"`{one.name}`", described.TAKES[one.name], _unless(one), said[one.name][1]) for one in fields(config.Site)
    ]
    yield from table(("key", "takes", "if left out", "meaning"), rows)


def _unless(one: Any) -> str:
    value = one.default if one.default is not MISSING else None
    if isinstance(value, tuple):
        return ", ".join(f"`{part}`" for part in value)
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _fields() -> Iterator[str]:
    rows = [
        (
            f"`{name}`",
            described.KINDS[kind],
            described.MEANS[name],
            ", ".join(f"`{one}`" for one in ALIASES_BY_FIELD[name]),
        )
        for name, kind in FIELD_TYPES.items()
    ]
    yield from table(("field", "takes", "meaning", "spellings"), rows)


def _findings() -> Iterator[str]:
    rows = [
        (
            f"`{code}`",
            rule.severity,
            "yes" if code in NON_BLOCKING_CODES else "",
            f"{rule.hint[0].upper()}{rule.hint[1:]}.",
        )
        for code, rule in sorted(findings.DIAGNOSTICS.items())
    ]
    yield from table(("code", "severity", "shown", "what to do"), rows)


# JSON Lines


def _json() -> Iterator[str]:
    for name, said in _lines().items():
        yield f"**{name}**\n"
        yield from table(("key", "says"), [(f"`{key}`", _says(name, key)) for key in said])


def _says(line: str, key: str) -> str:
    kind = line.partition(",")[0]
    return described.SAYS.get(f"{kind}.{key}") or described.SAYS[key]


def _lines() -> Mapping[str, Sequence[str]]:
    """What each line is → its keys, as the code prints them."""
    link = model.Link("said", "#")
    capture = model.Capture(enums.ArticleId("ferry.txt"), "", 0, "text", "utf-8")
    article = model.Article(capture, "Ferry", model.Fragment(("", ""), (link,)))
    one = report.article_json(ArticleLoaded(article, (model.Resolution(enums.LinkKind.LOST),), {}, None))
    found = findings.make_finding("empty", findings.Location("ferry.txt"), "")
    return {
        "article": list(one),
        "link, in an article's `links`": list(one["links"][0]),
        "page": list(report.output_changed_json(OutputChanged("", "written"))),
        "finding": list(report.finding_json(found)),
        "summary": list(report.build_summary_json(BuildReport(0, (), (), 0, {}, (), 0.0))),
        "summary of verify": list(report.verify_summary_json(0, 0, {}, 0.0)),
        "summary of export": list(report.export_summary_json(ExportSummary(Path(), 0, 0, 0, False, {}, 0.0))),
        "imported": list(import_report.import_event_json(Imported("", "", ""))),
        "left": list(import_report.import_event_json(Skipped("", "", ""))),
        "summary of import": list(import_report.ImportSummary().json()),
        "serving": ("type", "address"),
        "links --format json": LINK_COLUMNS,
        "links --format json --live, besides": links.STATUS_COLUMNS,
    }


def _files() -> Iterator[str]:
    yield from table(("file", "what it is"), [(f"`{name}`", said) for name, said in described.FILES])


# For themes


def _nouns() -> Iterator[str]:
    for noun in NOUNS:
        yield f"#### {noun.__name__}\n"
        yield f"{' '.join((noun.__doc__ or '').split())}\n"
        rows = [(f"`{name}`", f"`{kind}`", said) for name, (kind, said) in nouns(noun).items()]
        yield from table(("field", "type", "meaning"), rows)


def _properties() -> Iterator[str]:
    yield from table(("name", "value", "for"), list(properties()))


BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "commands": _commands,
    "config": _config,
    "fields": _fields,
    "findings": _findings,
    "json": _json,
    "files": _files,
    "nouns": _nouns,
    "properties": _properties,
}

if __name__ == "__main__":
    for file in FILES:
        (DOCS / file).write_text(renewed((DOCS / file).read_text("utf-8")), "utf-8")
