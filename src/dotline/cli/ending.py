"""How a command ends when it is asked to: by Ctrl-C, a TERM signal or a terminal that closes."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_asked: list[int] = []


def in_order() -> None:
    """From now on, being asked to end tidies up on the way out. What nohup ignores stays ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _without_a_trace


def _without_a_trace(lost: "sys.UnraisableHookArgs") -> None:
    """What `_end` raised inside a destructor is no fault to report: `check` raises it again."""
    if not isinstance(lost.exc_value, SystemExit | KeyboardInterrupt):
        sys.__unraisablehook__(lost)


def check() -> None:
    """End now if a signal asked for it and got lost: Python drops what is raised inside a destructor."""
    if _asked:
        _leave(_asked[0])


def wait_for_it() -> None:
    """From now on a signal is only noted: ask `asked`."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _frame: _asked.append(number))


def asked() -> bool:
    """Whether a signal has asked to end."""
    return bool(_asked)


def status() -> int:
    """The exit code of a command that a signal ended, as a shell counts: 128 and its number."""
    return 128 + _asked[0] if _asked else 0


@contextmanager
def held_back() -> Iterator[None]:
    """Signals wait: nothing between these lines is left half done. A child must call `let_through`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def let_through() -> None:
    """Take signals again, in a child that was started while they were held back."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _end(number: int, _frame: object) -> None:
    _asked.append(number)
    _leave(number)


def _leave(number: int) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)
