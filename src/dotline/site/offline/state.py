"""What an offline desk stands on: the snapshot that it trusts, where sealed calls go, since when it runs."""

import functools
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dotline.base import clock
from dotline.directory.formats.signed import Contents, key_of
from dotline.site.offline import tables


@dataclass(frozen=True)
class State:
    """`desk`: a desk whose database is down stands in front, so only its signed-in workers take calls."""

    contents: Contents
    queue: Path
    since: datetime
    desk: bool


@functools.cache
def state() -> State:
    """The state of this process, from its environment; the tables are put into memory with it.

    Raises Invalid or NotFound for a snapshot that is not to be trusted.
    """
    given = os.environ
    key = key_of(given["DOTLINE_OFFLINE_KEY"])
    contents, data = tables.contents(Path(given["DOTLINE_OFFLINE_SNAPSHOT"]), key)
    tables.put(data)
    since = given.get("DOTLINE_OFFLINE_SINCE", "")
    return State(
        contents=contents,
        queue=Path(given["DOTLINE_OFFLINE_QUEUE"]),
        since=datetime.fromisoformat(since) if since else clock.now(),
        desk=given.get("DOTLINE_OFFLINE_DESK") == "1",
    )
