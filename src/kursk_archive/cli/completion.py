"""The command `completion`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from kursk_archive.cli import options
from kursk_archive.cli.exit_codes import ExitCode
from kursk_archive.cli.output import print_line
from kursk_archive.core.findings import DIAGNOSTICS

SHELLS = ("bash", "zsh", "fish")


def add_completion(subparsers: Any) -> None:
    example = "kursk-archive completion bash > ~/.local/share/bash-completion/completions/kursk-archive"
    parser = options.add_command(subparsers, "completion", _completion, example)
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="the shell that you use")


def _completion(arguments: argparse.Namespace) -> int:
    import shtab

    parser = arguments.create_parser()
    _nest_commands(parser)
    for action in _actions(parser):
        if action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in ("PATH", "FILE"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "CODE":
            action.choices = tuple(DIAGNOSTICS)
    print_line(shtab.complete(parser, arguments.shell).rstrip())
    return ExitCode.DONE


def _nest_commands(parser: argparse.ArgumentParser) -> None:
    """Make `recover` a command of `links`, for `links recover`: shells complete one word at a time."""
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    nested: dict[str, Any] = {}
    for entry in list(commands._choices_actions):  # noqa: SLF001
        name, _, second = entry.dest.partition(" ")
        if second:
            command = commands.choices.pop(entry.dest)
            commands._choices_actions.remove(entry)  # noqa: SLF001
            if name not in nested:
                first = commands.choices.get(name) or commands.add_parser(name, help=entry.help)
                nested[name] = first.add_subparsers()
            nested[name].add_parser(second, parents=[command], add_help=False, help=entry.help)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of all commands. argparse has no public list of them; shtab reads this one, too."""
    for action in parser._actions:  # noqa: SLF001
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)
