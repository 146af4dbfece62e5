"""Ends a command on SIGTERM, SIGHUP and Ctrl-C: what is under way is closed, and no process is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer, current_thread, main_thread
from types import FrameType

from kursk_archive.cli.exit_codes import ExitCode

SECONDS_TO_CLOSE = 30.0
"""Time that a command has to close what is under way; then it ends as it is, which the next build recovers from."""
_ENDING = {
    getattr(signal, name): code
    for name, code in (
        ("SIGTERM", ExitCode.TERMINATED),
        ("SIGHUP", ExitCode.HUNG_UP),
        ("SIGINT", ExitCode.INTERRUPTED),
    )
    if hasattr(signal, name)  # Windows has no SIGHUP
}
_DEFAULT_HANDLERS = (signal.SIG_DFL, signal.default_int_handler)


class EndedBySignalError(KeyboardInterrupt):
    """A signal asked the program to end; the argument is the exit status."""


def exit_code_of(interrupt: KeyboardInterrupt) -> ExitCode:
    """Return the exit status of a command that was interrupted."""
    return ExitCode(interrupt.args[0]) if isinstance(interrupt, EndedBySignalError) else ExitCode.INTERRUPTED


@contextmanager
def signals_interrupt(exit_code: ExitCode | None = None) -> Iterator[None]:
    """Have the signals raise in the main thread until the end of the block; one that is ignored, by nohup, stays so.

    A command that has not ended `SECONDS_TO_CLOSE` later is ended: an exception that is raised inside of somebody
    else's code may leave a lock or a thread behind that is waited for without end.

    Args:
        exit_code: of a command whose normal end this is; None for that of the signal.
    """
    if current_thread() is not main_thread():
        yield
        return
    timers: list[Timer] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        """Interrupt once; the same signal again ends the program at once, or, if it is SIGINT, interrupts again."""
        signal.signal(number, earlier[number])
        code = _ENDING[signal.Signals(number)]
        # The processes of a pool end with this one.
        timers.append(Timer(SECONDS_TO_CLOSE, os._exit, (code if exit_code is None else exit_code,)))
        timers[-1].daemon = True
        timers[-1].start()
        raise EndedBySignalError(code)

    earlier = {number: signal.getsignal(number) for number in _ENDING}
    replaced = [number for number, handler in earlier.items() if handler in _DEFAULT_HANDLERS]
    for number in replaced:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, earlier[number])
        for timer in timers:
            timer.cancel()
