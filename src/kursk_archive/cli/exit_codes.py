"""Exit statuses of the commands."""

from enum import IntEnum


class ExitCode(IntEnum):
    DONE = 0
    FINDINGS = 1
    """There are findings of severity error, or of severity warning under `--strict`."""
    USAGE = 2
    """The command line is wrong, or the content folder does not exist."""
    HUNG_UP = 129
    """The terminal was closed: 128 plus the number of SIGHUP."""
    INTERRUPTED = 130
    """The user pressed Ctrl-C: 128 plus the number of SIGINT, as shells report it."""
    TERMINATED = 143
    """Another program ended it: 128 plus the number of SIGTERM."""
