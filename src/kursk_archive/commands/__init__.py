"""The commands, each with its options, and what it prints; `cli` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kursk_archive.commands.building import add_build, add_check
from kursk_archive.commands.exporting import add_export
from kursk_archive.commands.importing import add_import
from kursk_archive.commands.linking import add_links
from kursk_archive.commands.serving import add_serve
from kursk_archive.commands.starting import add_init, add_new
from kursk_archive.commands.verifying import add_verify

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
