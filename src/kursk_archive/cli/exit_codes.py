"""What a command ends with."""

DONE = 0
FINDINGS = 1
"""There are findings of severity error, or of severity warning under `--strict`."""
USAGE = 2
"""The command was not given what it needs."""
INTERRUPTED = 130
"""The user has had enough: 128 and the number of SIGINT, as shells have it."""
