"""Arguments, printing, exit codes. The only place that prints."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from kursk_archive import BuildReport, Config, __version__, build, check, read_config, report, starter
from kursk_archive.build import Change, Entered, Event, Progress, open_catalogue
from kursk_archive.catalogue import health
from kursk_archive.catalogue import ledger as entries
from kursk_archive.errors import ArchiveError, Finding, Location, Severity
from kursk_archive.model import Kind, LedgerRow
from kursk_archive.renderer import ledger

DONE, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""
PATIENCE = 3.0
"""Seconds between two lines of progress where there is no terminal."""

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}

_EXAMPLES = """\
examples:
  kursk-archive init my-archive            a fresh archive
  kursk-archive new https://news.example/a a capture with its sidecar
  kursk-archive build                      content/ into build/
  kursk-archive build -c dumps -o public --strict
  kursk-archive links --kind lost          what is there to repair
  kursk-archive check --json | jq 'select(.type == "finding")'
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit status."""
    _open_streams()
    try:
        status = _status(_parser().parse_args(argv))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head`
        _let_go_of_stdout()
        return FINDINGS
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"kursk-archive: {where}{error.strerror or error}", file=sys.stderr)
        _let_go_of_stdout()
        return FINDINGS
    except Exception as error:
        if os.environ.get("KURSK_ARCHIVE_DEBUG"):
            raise
        print(
            f"kursk-archive: a fault of the program, not of your material: {type(error).__name__}: {error}\n"
            "KURSK_ARCHIVE_DEBUG=1 shows where; what was published has stayed as it was.",
            file=sys.stderr,
        )
        return FINDINGS


def _status(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.run(arguments))
    except ArchiveError as error:
        _print_findings(error.findings, as_json=getattr(arguments, "json", False))
        return USAGE if any(one.code == "no-content" for one in error.findings) else FINDINGS


def _open_streams() -> None:
    """Print any text: what the terminal's encoding lacks is escaped, and a stream that is closed swallows it."""
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _let_go_of_stdout() -> None:
    """What the interpreter still holds for a pipe or a disk that takes no more must not raise again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kursk-archive",
        description="Turns a folder of captured news articles into an archive for any static web server.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kursk-archive {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_build(commands)
    _add_check(commands)
    _add_links(commands)
    _add_init(commands)
    _add_new(commands)
    return parser


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.", epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.set_defaults(run=run)
    return parser


def _add_content(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-c", "--content", type=Path, default=Path("content"), metavar="DIR", help="the captures (content)"
    )


def _add_judgement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="processes (one for each processor)")
    parser.add_argument("--strict", action="store_true", default=None, help="exit with 1 for warnings too")
    parser.add_argument("--json", action="store_true", help="print JSON Lines")


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"a number of processes from 1 to 1024 is expected, not {text!r}")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return Path(text)


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")) or text in ("http://", "https://"):
        raise argparse.ArgumentTypeError(f"an address like https://archive.example/ is expected, not {text!r}")
    return text.rstrip("/") + "/"


def _add_build(commands: Any) -> None:
    parser = _command(commands, "build", _build, "build the archive", "kursk-archive build -c content -o build")
    _add_content(parser)
    templates = "your own templates, each in place of the default of its name (templates, if there is such a folder)"
    parser.add_argument("-t", "--templates", type=_folder, metavar="DIR", help=templates)
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="where the site is written (build)")
    parser.add_argument("--base-url", type=_address, metavar="URL", help="where the site will be on the web")
    _add_judgement(parser)
    search = "a search page and its indexes, or none (with)"
    parser.add_argument("--search", action=argparse.BooleanOptionalAction, default=None, help=search)
    parser.add_argument("--force", action="store_true", default=None, help="make every page anew")
    parser.add_argument(
        "--dask", type=_scheduler, metavar="ADDRESS", help="a Dask cluster's scheduler, tcp://HOST:PORT, to do the work"
    )


def _scheduler(text: str) -> str:
    if not re.fullmatch(r"tcp://([^\s/:\[\]]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"an address like tcp://192.0.2.1:8786 is expected, not {text!r}")
    return text


def _build(arguments: argparse.Namespace) -> int:
    own = arguments.templates or (Path("templates") if Path("templates").is_dir() else None)
    names = ("output", "base_url", "jobs", "strict", "search", "force")
    options = {name: getattr(arguments, name) for name in names}
    config = read_config(arguments.content, templates=own, **options)
    return _run(_builder(arguments.dask), config, arguments.json, built=True)


def _builder(scheduler: str | None) -> Callable[..., BuildReport]:
    if scheduler is None:
        return build
    from kursk_archive import cluster

    return partial(cluster.build, scheduler)


def _add_check(commands: Any) -> None:
    parser = _command(
        commands,
        "check",
        _check,
        "load and resolve everything, write nothing, print every finding",
        "kursk-archive check --strict",
    )
    _add_content(parser)
    _add_judgement(parser)


def _check(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.content, jobs=arguments.jobs, strict=arguments.strict)
    return _run(check, config, arguments.json, built=False)


def _add_links(commands: Any) -> None:
    parser = _command(commands, "links", _links, "print the link ledger", "kursk-archive links --kind lost")
    _add_content(parser)
    kinds = ", ".join(Kind)
    parser.add_argument("--kind", type=_kinds, metavar="KIND", help=f"only these, with commas between: {kinds}")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="json is JSON Lines (table)"
    )
    parser.add_argument(
        "--live", action="store_true", help="ask the network which addresses still answer; nothing else does"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="DIR", help="the built archive, which remembers the answers (build)"
    )
    parser.add_argument("-j", "--jobs", type=_jobs, metavar="N", help="processes (one for each processor)")


def _kinds(text: str) -> frozenset[Kind]:
    try:
        return frozenset(Kind(one.strip()) for one in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}: the kinds are {', '.join(Kind)}") from None


def _links(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.content, jobs=arguments.jobs, output=arguments.output)
    with ExitStack() as stack:
        teller = _Teller(False, stack)
        catalogue = stack.enter_context(open_catalogue(config, teller.tell, kept=arguments.live))
        rows = [row for row in entries.ledger(catalogue.db) if arguments.kind is None or row.kind in arguments.kind]
        finished = _ask(rows, catalogue.db, config, teller) if arguments.live else True
        known = health.read(catalogue.db, {row.canonical for row in rows if row.canonical}) if arguments.live else None
    _LEDGERS[arguments.format](rows, known)
    return DONE if finished else INTERRUPTED


def _ask(rows: Sequence[LedgerRow], db: sqlite3.Connection, config: Config, teller: _Teller) -> bool:
    """Ask the network about every address of the ledger; False if the user has had enough. What was learnt is kept."""
    from kursk_archive import live

    urls = dict.fromkeys(row.canonical for row in rows if row.canonical)
    options = live.Options(contact=config.site.contact)
    try:
        live.check(
            urls,
            health.read(db, urls),
            lambda one: health.write(db, [one]),
            options=options,
            tell=lambda done, total: teller.tell(Progress("asking", done, total)),
        )
    except KeyboardInterrupt:
        return False
    return True


Known = Mapping[str, health.Health] | None
"""What the network says of each address; None where it was not asked."""

_ANSWER = ("state", "http_status", "reason", "location", "checked_at")
"""Columns that `--live` adds."""


def _with_answer(row: LedgerRow, known: Known) -> dict[str, object]:
    values = ledger.as_values(row)
    if known is None:
        return values
    one = known.get(row.canonical or "")
    answer = (one.state, one.status, one.reason, one.location, one.checked_at) if one else (None,) * len(_ANSWER)
    return values | dict(zip(_ANSWER, answer, strict=True))


def _print_table(rows: Iterable[LedgerRow], known: Known) -> None:
    """A row a line: where, what kind, what the text says, where it leads, whether it answers."""
    for row in rows:
        place = Location(row.article, row.line, row.column)
        address = row.target or row.snapshot or row.canonical or row.href
        one = (known or {}).get(row.canonical or "")
        answer = f"  {one.state} ({one.reason})" if one else ""
        print(_one_line(f"{place}  {row.kind}  {row.text or '-'}  {address or '-'}{answer}"))


def _print_csv(rows: Iterable[LedgerRow], known: Known) -> None:
    columns = ledger.COLUMNS if known is None else (*ledger.COLUMNS, *_ANSWER)
    sys.stdout.writelines(ledger.as_csv((_with_answer(row, known) for row in rows), columns))


def _print_jsonl(rows: Iterable[LedgerRow], known: Known) -> None:
    sys.stdout.writelines(ledger.as_jsonl(_with_answer(row, known) for row in rows))


_LEDGERS: Mapping[str, Callable[[Iterable[LedgerRow], Known], None]] = {
    "table": _print_table,
    "csv": _print_csv,
    "json": _print_jsonl,
}


def _add_init(commands: Any) -> None:
    parser = _command(
        commands, "init", _init, "make a fresh archive that builds at once", "kursk-archive init my-archive"
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR", help="where (here)")


def _init(arguments: argparse.Namespace) -> int:
    for path in starter.start_archive(arguments.folder):
        print(path)
    return DONE


def _add_new(commands: Any) -> None:
    example = "kursk-archive new https://news.example/2024/08/15/prisoners"
    parser = _command(commands, "new", _new, "make a capture with its sidecar", example)
    parser.add_argument("what", metavar="URL-OR-TITLE", help="the article's address, or its title")
    _add_content(parser)


def _new(arguments: argparse.Namespace) -> int:
    if not arguments.content.is_dir():
        read_config(arguments.content)  # says so
    for path in starter.start_capture(arguments.content, arguments.what):
        print(path)
    return DONE


# Running and telling


def _run(work: Callable[..., BuildReport], config: Config, as_json: bool, built: bool) -> int:
    with ExitStack() as stack:
        teller = _Teller(as_json, stack)
        result = work(config, tell=teller.tell)
    if as_json:
        _print_json(report.summary_line(result))
    else:
        print(report.summary(result, built))
    bad = result.count(Severity.ERROR) + (result.count(Severity.WARNING) if config.strict else 0)
    return FINDINGS if bad else DONE


class _Teller:
    """Prints events as they come: findings to stderr, JSON to stdout, progress to a terminal or, seldom, to a pipe."""

    def __init__(self, as_json: bool, stack: ExitStack) -> None:
        self.as_json = as_json
        self.console = Console(stderr=True, soft_wrap=True, highlight=False)
        self.bar: Bar | None = None
        self.tasks: dict[str, TaskID] = {}
        self.last = time.monotonic()
        if self.console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = stack.enter_context(Bar(*columns, console=self.console, transient=True))

    def tell(self, event: Event) -> None:
        match event:
            case Progress():
                self._progress(event)
            case Finding():
                _print_finding(event, self.console)
                self._json(report.finding_line(event))
            case Change():
                self._json(report.change_line(event))
            case Entered():
                if self.as_json:
                    _print_json(report.article_line(event))

    def _json(self, line: dict[str, Any]) -> None:
        if self.as_json:
            _print_json(line)

    def _progress(self, event: Progress) -> None:
        if self.bar is not None:
            if event.stage not in self.tasks:
                self.tasks[event.stage] = self.bar.add_task(event.stage, total=event.total)
            self.bar.update(self.tasks[event.stage], completed=event.done)
        elif time.monotonic() - self.last >= PATIENCE:
            self.last = time.monotonic()
            print(f"{event.stage}: {event.done} of {event.total}", file=sys.stderr, flush=True)


def _print_json(line: dict[str, Any]) -> None:
    """JSON Lines are UTF-8, whatever the terminal's encoding."""
    try:
        data = msgspec.json.encode(line)
    except UnicodeEncodeError:  # the name of a folder may be any bytes
        data = json.dumps(line).encode()
    sys.stdout.buffer.write(data + b"\n")


def _print_findings(findings: Sequence[Finding], as_json: bool) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for one in findings:
        _print_finding(one, console)
        if as_json:
            _print_json(report.finding_line(one))


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _print_finding(one: Finding, console: Console) -> None:
    """One line, whatever a hostile path or value holds; a name that no terminal can show is escaped."""
    line = _one_line(str(one))
    if not console.is_terminal:
        print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
        return
    text = Text(line)
    text.highlight_words([f" {one.severity}: "], _COLOURS[one.severity])
    console.print(text)
