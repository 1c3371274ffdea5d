"""A file that waits to be brought in, sealed in its job."""

import base64

from dotline.access import keys
from dotline.base import crypto
from dotline.base.reader import Reader


def place_of(digest: str) -> str:
    """What binds a waiting file to its cell."""
    return f"access_job|{digest}|checkpoint"


def waiting_file(by: Reader, digest: str, sealed: object) -> bytes:
    """The file that a job holds. Raises Unavailable where the agency's key does not open it."""
    return crypto.open_sealed(
        keys.load(by.own).wrapping, base64.b64decode(str(sealed)), place_of(digest)
    )
