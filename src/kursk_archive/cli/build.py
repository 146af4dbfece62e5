"""The commands `build` and `check`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from kursk_archive import BuildReport, build, check, read_config
from kursk_archive.cli import options
from kursk_archive.cli.output import run_build


def add_build(subparsers: Any) -> None:
    example = "kursk-archive build -c content -o build"
    parser = options.add_command(subparsers, "build", _build, "build the archive", example)
    options.add_build_options(parser)
    options.add_run_options(parser)
    parser.add_argument(
        "--dask",
        type=_parse_scheduler,
        metavar="ADDRESS",
        help="a Dask cluster's scheduler, tcp://HOST:PORT, to do the work",
    )


def _parse_scheduler(text: str) -> str:
    if not re.fullmatch(r"tcp://([^\s/:\[\]]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"an address like tcp://192.0.2.1:8786 is expected, not {text!r}")
    return text


def _build(arguments: argparse.Namespace) -> int:
    config = options.read_build_config(arguments)
    return run_build(_build_function(arguments.dask), config, arguments.json, writes_output=True)


def _build_function(scheduler: str | None) -> Callable[..., BuildReport]:
    if scheduler is None:
        return build
    from kursk_archive.pipeline import dask

    return partial(dask.build_on_cluster, scheduler)


def add_check(subparsers: Any) -> None:
    help_ = "load and resolve everything, write nothing, print every finding"
    parser = options.add_command(subparsers, "check", _check, help_, "kursk-archive check --strict")
    options.add_content(parser)
    options.add_run_options(parser)


def _check(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.content, jobs=arguments.jobs, strict=arguments.strict)
    return run_build(check, config, arguments.json, writes_output=False)
