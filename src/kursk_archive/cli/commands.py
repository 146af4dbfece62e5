"""The commands of the program; each module with commands is imported when one of them is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple


class Command(NamedTuple):
    """A command and where it is defined."""

    module: str
    """Of this package."""
    function: str
    """Adds the command's parser to argparse's subparsers."""
    summary: str
    """The line in the help of the program."""

    def add_parser(self, subparsers: Any) -> None:
        """Add the command with its options."""
        getattr(import_module(f"kursk_archive.cli.{self.module}"), self.function)(subparsers)


COMMANDS: Mapping[str, Command] = {
    "build": Command("build", "add_build", "build the archive"),
    "serve": Command("serve", "add_serve", "build and serve a local preview that rebuilds and reloads on every change"),
    "check": Command("build", "add_check", "report every problem in the captures without writing anything"),
    "status": Command("status", "add_status", "show what is published, what is withheld, and what there is to do"),
    "edit": Command(
        "edit", "add_edit", "open the sidecar of an article in your editor, and check it when it is closed"
    ),
    "explain": Command("explain", "add_explain", "say what a finding means, why it matters and how to mend it"),
    "links": Command("links", "add_links", "print the link ledger"),
    "links recover": Command(
        "recover", "add_recover", "find the addresses of lost links in other copies of the articles"
    ),
    "links apply": Command(
        "recover", "add_apply", "write the addresses that you filled into a table of lost links into the sidecars"
    ),
    "table export": Command(
        "table", "add_table_export", "write a table of all articles, with every field of their sidecars, to fill in"
    ),
    "table apply": Command(
        "table", "add_table_apply", "write the cells that you changed in a table of the articles into their sidecars"
    ),
    "verify": Command("verify", "add_verify", "check a published archive or a package against its manifests, offline"),
    "export": Command(
        "export",
        "add_export",
        "create a preservation package: a BagIt bag with the captures, their metadata and the site",
    ),
    "init": Command("init", "add_init", "create a new archive that is ready to build"),
    "new": Command("init", "add_new", "create a capture and its sidecar"),
    "import": Command(
        "import_", "add_import", "copy captures, or the articles of another site generator, into the archive"
    ),
    "completion": Command(
        "completion",
        "add_completion",
        "print a script with which the shell completes commands, options and finding codes",
    ),
}
"""By name, in the order of the help."""
