"""What a web process reads before it answers: the first visitor waits no longer than the second."""

import logging

from dotline.base.errors import Unavailable
from dotline.reference import places

log = logging.getLogger("dotline.site")


def warm() -> None:
    """Read, once, what four threads would otherwise each read while their first visitors wait.

    What is missing does not keep the site from opening: whoever needs it is told, as before.
    """
    try:
        places.make_ready()
    except Unavailable as missing:
        log.warning("%s", missing)
