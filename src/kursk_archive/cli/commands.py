"""The commands of the program; each has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kursk_archive.cli.build import add_build, add_check
from kursk_archive.cli.completion import add_completion
from kursk_archive.cli.edit import add_edit
from kursk_archive.cli.explain import add_explain
from kursk_archive.cli.export import add_export
from kursk_archive.cli.import_ import add_import
from kursk_archive.cli.init import add_init, add_new
from kursk_archive.cli.links import add_links
from kursk_archive.cli.recover import add_apply, add_recover
from kursk_archive.cli.serve import add_serve
from kursk_archive.cli.status import add_status
from kursk_archive.cli.table import add_table_apply, add_table_export
from kursk_archive.cli.verify import add_verify

COMMANDS: Mapping[str, Callable[[Any], None]] = {
    "build": add_build,
    "serve": add_serve,
    "check": add_check,
    "status": add_status,
    "edit": add_edit,
    "explain": add_explain,
    "links": add_links,
    "links recover": add_recover,
    "links apply": add_apply,
    "table export": add_table_export,
    "table apply": add_table_apply,
    "verify": add_verify,
    "export": add_export,
    "init": add_init,
    "new": add_new,
    "import": add_import,
    "completion": add_completion,
}
"""Name → function that adds the command's parser to argparse's subparsers; in the order of the help."""
