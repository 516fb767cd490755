"""Ctrl-C and a request to end, heard once: a command stops, whatever goes on, and leaves nothing half done.

An interrupt may come where an exception is lost (in a library that keeps going), or a second time while the
first is being answered. So it is remembered, and asked for before anything is moved into its place.
"""

import signal
import sys
import threading

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
_asked = threading.Event()


def hear_interrupts() -> None:
    """Have Ctrl-C, and a system that wants the process to end, stop the command in the same way."""
    _asked.clear()
    sys.unraisablehook = _pass_over
    for number in _SIGNALS:
        signal.signal(number, _hear)


def hear_no_more() -> None:
    """Let nothing interrupt what is left: the process is about to end by itself."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _hear(_number: int, _frame: object) -> None:
    if not _asked.is_set():  # once is enough: what it stops is taken back in peace
        _asked.set()
        raise KeyboardInterrupt


def _pass_over(lost: "sys.UnraisableHookArgs") -> None:
    """An interrupt where Python cannot raise it is no crash, and is remembered; all else is reported."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)


def was_asked() -> bool:
    """True where somebody has asked the process to stop."""
    return _asked.is_set()


def stop_if_asked() -> None:
    """Stop where somebody asked for it and the exception was lost.

    Raises:
        KeyboardInterrupt: somebody did.
    """
    if _asked.is_set():
        raise KeyboardInterrupt
