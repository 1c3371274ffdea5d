"""What is done again and again, but not each time that somebody asks."""

import time


class Paced:
    """Says yes at first, and then no oftener than each so many seconds; each process counts for itself."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = float("-inf")

    def due(self) -> bool:
        """Whether it is time again; a yes counts as done now."""
        now = time.monotonic()
        if now - self._last < self._seconds:
            return False
        self._last = now
        return True
