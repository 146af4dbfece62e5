"""Ends a command on SIGTERM and SIGHUP as Ctrl-C does: what is under way is closed, and no process is left behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from kursk_archive.cli.exit_codes import ExitCode

_ENDING = {
    getattr(signal, name): code
    for name, code in (("SIGTERM", ExitCode.TERMINATED), ("SIGHUP", ExitCode.HUNG_UP))
    if hasattr(signal, name)  # Windows has no SIGHUP
}


class EndedBySignalError(KeyboardInterrupt):
    """A signal asked the program to end; the argument is the exit status."""


def exit_code_of(interrupt: KeyboardInterrupt) -> ExitCode:
    """Return the exit status of a command that was interrupted."""
    return ExitCode(interrupt.args[0]) if isinstance(interrupt, EndedBySignalError) else ExitCode.INTERRUPTED


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Have the signals raise in the main thread until the end of the block; one that is ignored, by nohup, stays so."""
    if current_thread() is not main_thread():
        yield
        return
    earlier = {number: signal.getsignal(number) for number in _ENDING}
    for number, handler in earlier.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in earlier.items():
            if handler is signal.SIG_DFL:
                signal.signal(number, signal.SIG_DFL)


def _interrupt(number: int, _: FrameType | None) -> None:
    """Interrupt once; the same signal again ends the program at once."""
    signal.signal(number, signal.SIG_DFL)
    raise EndedBySignalError(_ENDING[signal.Signals(number)])
