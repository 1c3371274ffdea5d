"""Where the shared data lies: beside the repository, or where $DOTLINE_SHARED says."""

import os
from pathlib import Path


def shared(name: str) -> Path | None:
    """A file of the shared data, or None on a machine that lacks it."""
    folder = Path(os.environ.get("DOTLINE_SHARED", Path(__file__).parents[2] / "shared" / "data"))
    return folder / name if (folder / name).exists() else None
