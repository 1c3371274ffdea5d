"""The compiled kernel of comparing (score.c), built like that of the filters and chosen with it."""

import ctypes
import hashlib
import subprocess
from functools import lru_cache
from pathlib import Path

from dotline.matching import kernel

SOURCE = Path(__file__).parent / "score.c"


def chosen() -> ctypes.CDLL | None:
    """The compiled kernel of comparing, where C is chosen; None for NumPy. Raises as `kernel.chosen`."""
    return None if kernel.chosen() is None else library()


@lru_cache(maxsize=1)
def library() -> ctypes.CDLL | None:
    """The kernel, built if it was not yet; None without a compiler, or where the cache cannot be written."""
    what = SOURCE.read_bytes() + " ".join((*kernel.FLAGS, kernel._processor())).encode()
    built = kernel._cache() / f"score-{hashlib.sha256(what).hexdigest()[:24]}.so"
    try:
        if not built.is_file():
            kernel._build([str(SOURCE)], built)
        return ctypes.CDLL(str(built))
    except (OSError, subprocess.SubprocessError):
        return None
