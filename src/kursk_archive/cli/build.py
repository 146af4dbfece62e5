"""The commands `build` and `check`."""

from __future__ import annotations

import argparse
import posixpath
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from kursk_archive.cli import options
from kursk_archive.cli.output import print_json, print_line, run_build
from kursk_archive.config import Config, read_config
from kursk_archive.core.events import BuildReport

if TYPE_CHECKING:
    from kursk_archive.pipeline.explain import Explanation


def add_build(subparsers: Any) -> None:
    example = "kursk-archive build -c content -o build"
    parser = options.add_command(subparsers, "build", _build, example)
    options.add_build_options(parser)
    options.add_run_options(parser)
    parser.add_argument(
        "--dask",
        type=_parse_scheduler,
        metavar="ADDRESS",
        help="build on the Dask cluster with the scheduler at tcp://HOST:PORT",
    )
    parser.add_argument(
        "--explain",
        metavar="PAGE",
        help="explain why a page is or is not rebuilt; PAGE is its URL or its path in the output folder",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="show which articles would be published, changed, withheld or removed, without writing anything",
    )


def _parse_scheduler(text: str) -> str:
    if not re.fullmatch(r"tcp://([^\s/:\[\]]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"expected an address like tcp://192.0.2.1:8786, not {text!r}")
    return text


def _build(arguments: argparse.Namespace) -> int:
    from kursk_archive.pipeline.explain import Explanation  # the pipeline takes 40 ms, which `--help` saves

    config = options.read_build_config(arguments)
    if arguments.dry_run:
        from kursk_archive.cli.dry_run import run_dry

        return run_dry(config, options.output_options(arguments))
    explanation = Explanation(page_path(arguments.explain, config)) if arguments.explain else None
    run = partial(_build_function(arguments.dask), explanation=explanation)
    status = run_build(run, config, options.output_options(arguments), writes_output=True)
    if explanation:
        _print_explanation(explanation, arguments.json)
    return status


def _build_function(scheduler: str | None) -> Callable[..., BuildReport]:
    if scheduler is None:
        from kursk_archive.pipeline.build import build

        return build
    from kursk_archive.pipeline import dask

    return partial(dask.build_on_cluster, scheduler)


def page_path(page: str, config: Config) -> str:
    """Return the path of a page relative to the output folder, given that, its path from here, or its address."""
    address = page.partition("#")[0].partition("?")[0]
    if config.site.base_url and address.startswith(config.site.base_url):
        path = address.removeprefix(config.site.base_url)
        return f"{path}index.html" if path.endswith("/") or not path else path
    path = posixpath.normpath(address)
    return path.removeprefix(f"{posixpath.normpath(config.output.as_posix())}/")


def _print_explanation(explanation: Explanation, as_json: bool) -> None:
    if as_json:
        lines = [line.strip() for line in explanation.lines()]
        print_json({"type": "explanation", "path": explanation.path, "lines": lines})
        return
    for line in explanation.lines():
        print_line(line)


def add_check(subparsers: Any) -> None:
    parser = options.add_command(subparsers, "check", _check, "kursk-archive check --strict")
    options.add_content(parser)
    options.add_run_options(parser)


def _check(arguments: argparse.Namespace) -> int:
    from kursk_archive.pipeline.build import check

    config = read_config(arguments.content, jobs=arguments.jobs, strict=arguments.strict)
    return run_build(check, config, options.output_options(arguments), writes_output=False)
