"""Exit statuses of the commands."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    FINDINGS = 1
    """There are findings of severity error, or of severity warning under `--strict`."""
    USAGE = 2
    """The command line is wrong, or the content folder does not exist."""
    INTERRUPTED = 130
    """The user pressed Ctrl-C: 128 plus the number of SIGINT, as shells report it."""
