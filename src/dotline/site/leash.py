"""Server processes end with the command that started them, however that one ends."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)
ON_A_LEASH = (
    "DOTLINE_LEASH"  # set by `serve` for its children alone: another WSGI server has its own ways
)

TIED_TO = (
    "DOTLINE_TIED_TO"  # the process id that the offline desk ties itself to, when one started it
)


def tie(parent: int) -> None:
    """On Linux: be killed when the parent is gone; go at once when it is gone already.

    Killed, not asked: a process that is still starting may not listen yet. The stores survive that.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def tie_worker() -> None:
    """For a web worker, as it loads the site: its parent leads the session that `serve` began for it."""
    if os.environ.get(ON_A_LEASH):
        tie(os.getsid(0))
