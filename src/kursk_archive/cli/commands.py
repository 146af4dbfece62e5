"""The commands, each with its options, and what it prints; `cli` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kursk_archive.cli.build import add_build, add_check
from kursk_archive.cli.export import add_export
from kursk_archive.cli.import_ import add_import
from kursk_archive.cli.init import add_init, add_new
from kursk_archive.cli.links import add_links
from kursk_archive.cli.serve import add_serve
from kursk_archive.cli.verify import add_verify

COMMANDS: tuple[Callable[[Any], None], ...] = (
    add_build,
    add_serve,
    add_check,
    add_links,
    add_verify,
    add_export,
    add_init,
    add_new,
    add_import,
)
"""In the order of the help; each adds its own parser."""
