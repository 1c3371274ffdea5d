"""Work on several processors at once, in order, with few results waiting. Pure."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def ahead(work: Callable[[_In], _Out], on: Iterator[_In]) -> Iterator[_Out]:
    """Work on one thing after the other, in order, as many at once as there are processors; a few wait at most."""
    at_once = min(os.cpu_count() or 1, 8)
    waiting = deque[Future[_Out]]()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            for one in on:
                waiting.append(pool.submit(work, one))
                if len(waiting) > at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()
